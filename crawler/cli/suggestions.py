"""What a misspelt name may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near(asked: str, known: Iterable[str]) -> str:
    """Return the end of a message that names what is known and most like ``asked``.

    >>> near("hejang", ["hejiang", "dayao"])
    '; did you mean hejiang?'
    """
    matches = difflib.get_close_matches(asked, list(known), n=3, cutoff=0.5)
    return f"; did you mean {' or '.join(matches)}?" if matches else ""
