"""What OCR made of pictures: kept, because it takes seconds and the same picture comes back.

Pages are read again whenever a counter in their furniture has moved, and all of them whenever the
reader was mended; their pictures stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Connection, bindparam, select

from storage.archive import redactions
from storage.archive.statements import insert_or_update
from storage.records import Recognition
from storage.schema import recognitions


def recall(connection: Connection, digest: str, part: str, recogniser: str) -> str | None:
    """Return what this version of OCR answered for a picture; None: it was not asked."""
    wanted = {"digest": digest, "part": part, "recogniser": recogniser}
    answer: str | None = connection.scalar(_RECALL, wanted)
    return answer


_RECALL = select(recognitions.c.answer).where(
    recognitions.c.digest == bindparam("digest"),
    recognitions.c.part == bindparam("part"),
    recognitions.c.recogniser == bindparam("recogniser"),
)


def keep(connection: Connection, found: Iterable[Recognition]) -> None:
    """Keep what OCR made of pictures, in place of what an earlier version did."""
    rows = [
        asdict(one)
        for one in found
        # It may have been removed while it was being read.
        if redactions.reason_of(connection, one.record_id) is None
    ]
    insert_or_update(connection, recognitions, rows, update=("recogniser", "record_id", "answer"))
