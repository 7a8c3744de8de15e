"""The researcher's data set: tables out of an archive, in a format of the reader's choice.

``columns`` says what the tables hold, ``tables`` makes their rows, ``formats`` write them, and
``export`` puts them together in one directory that replaces an earlier one as a whole.
"""
