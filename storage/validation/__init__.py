"""How often the archive is wrong: a sample of its cells, coded by hand, and what follows from it.

``sample`` draws, ``estimate`` reckons, ``kept`` keeps the result, which the next data set tells.
"""
