"""Names that are the same in every archive, because they derive from what they name."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from storage.reference.units import unit_of

NO_DIVISION = "000000"  # GB/T 2260 has no such code

# Of 40 bits: within one division and year, where the hash alone must tell issuers apart, even a
# thousand issuers collide with a probability of one in two million.
_HASH_DIGITS = 10


def issuer_id(division_code: str | None, name: str) -> str:
    """Return the id of the issuer ``name`` of a division, such as ``622926-1f0c9a77b2``.

    All the names that one body goes by give one id.
    """
    return f"{division_code or NO_DIVISION}-{_hash(division_code, name)}"


def report_id(division_code: str | None, issuer: str, year: int) -> str:
    """Return the id of an issuer's report for ``year``, such as ``622926-2021-1f0c9a77b2``."""
    return f"{division_code or NO_DIVISION}-{year}-{_hash(division_code, issuer)}"


def normal_name(name: str) -> str:
    """Return a name without what print adds to it: widths, white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))


def _hash(division_code: str | None, name: str) -> str:
    unit = unit_of(normal_name(name), division_code)
    return sha256(unit.encode()).hexdigest()[:_HASH_DIGITS]
