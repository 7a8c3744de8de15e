"""Which code read: a hash over the source and the data that readings depend on."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from pipelines.formats import ocr

_ROOT = Path(__file__).resolve().parent.parent
# Code of pipelines that judges pages, lists and readings, but makes none: a change in it must not
# mark every stored reading as read by another reader.
_NOT_READING = (
    "pipelines/stages.py",
    "pipelines/dedup.py",
    "pipelines/page.py",
    "pipelines/families",
    "pipelines/listing",
    "pipelines/marking",
    "pipelines/paging",
)
_ALSO = (
    "storage/identifiers.py",
    "storage/records.py",
    "storage/reference/cells.csv",
    "storage/reference/codebook.py",
    "storage/reference/departments.csv",
    "storage/reference/divisions.csv",
    "storage/reference/divisions.py",
    "storage/reference/peoples.py",
    "storage/reference/units.py",
)


@cache
def reader_version() -> str:
    """Return sixteen hex digits that change whenever reading code or its data change.

    Libraries are not part of it: whoever upgrades one and sees fixtures change says so by a change
    of code. Whether OCR is there is: with it, scans are read that were none before.
    """
    sources = [
        path
        for pattern in ("*.py", "*.toml")
        for path in (_ROOT / "pipelines").rglob(pattern)
        if not path.relative_to(_ROOT).as_posix().startswith(_NOT_READING)
    ]
    sources += [_ROOT / name for name in _ALSO if (_ROOT / name).exists()]
    digest = sha256(b"ocr" if ocr.is_installed() else b"")
    for path in sorted(sources):
        digest.update(path.relative_to(_ROOT).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
