"""Text as it is compared: one width, no white space. What is printed keeps its own form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACE = re.compile(r"[\s\u200b\ufeff\u00ad]+")


# Each label and paragraph of a report is folded by several readers: what one report holds, times a
# few, since the labels of the forms are the same in all.
@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return text for comparison: NFKC (full width to half, ㈠ to (一)), no white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))
