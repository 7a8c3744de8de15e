"""The researcher's data set: tables out of an archive, in a format of the reader's choice.

Each file of ``tables`` says what a table holds and makes its rows, each file of ``formats`` writes
one format, and ``export`` puts them together in one directory that replaces an earlier one as a
whole.
"""
