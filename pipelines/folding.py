"""Text as it is compared: one width, no white space. What is printed keeps its own form."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"[\s\u200b\ufeff\u00ad]+")


def fold(text: str) -> str:
    """Return text for comparison: NFKC (full width to half, ㈠ to (一)), no white space."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text))
