"""Sealing: all that was added since the last time, under a digest that holds the one before it."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.archive.statements import serialize
from storage.clock import written
from storage.manifest.lines import SEALED, sealed_lines, unsealed
from storage.schema import manifests, retractions, revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One link of the chain."""

    number: int
    digest: str
    rows: int


def seal(connection: Connection, now: datetime) -> Seal | None:
    """Seal what ended crawls and other commands have added; None where that is nothing.

    What a crawl is still adding to, or was killed in, waits for the next time.
    """
    serialize(connection, "manifest")
    last = connection.execute(
        select(manifests.c.number, manifests.c.digest).order_by(manifests.c.number.desc()).limit(1)
    ).first()
    number, previous = (last.number + 1, last.digest) if last else (1, None)
    rows = 0
    for table in SEALED:
        marked = connection.execute(update(table).where(*unsealed(table)).values(sealed_in=number))
        rows += marked.rowcount
    if not rows:
        return None
    head = {"manifest": number, "previous": previous, "sealed_at": written(now), "rows": rows}
    text = json.dumps(head, separators=(",", ":")) + "\n"
    digester, packer = hashlib.sha256(text.encode()), zlib.compressobj()
    body = [packer.compress(text.encode())]
    for line in sealed_lines(connection, number):
        encoded = f"{line.text}\n".encode()
        digester.update(encoded)
        body.append(packer.compress(encoded))
    body.append(packer.flush())
    digest = f"sha256:{digester.hexdigest()}"
    connection.execute(
        insert(manifests).values(
            number=number,
            previous=previous,
            digest=digest,
            sealed_at=now,
            rows=rows,
            body=b"".join(body),
        )
    )
    return Seal(number=number, digest=digest, rows=rows)


def retract(connection: Connection, report_id: str, why: str, revision: int | None = None) -> None:
    """Note that nianbao itself is about to change or remove sealed revisions: one, or all.

    Those that stay are sealed anew, by the next manifest.
    """
    query = select(revisions).where(
        revisions.c.report_id == report_id, revisions.c.sealed_in.is_not(None)
    )
    if revision is not None:
        query = query.where(revisions.c.revision == revision)
    for row in connection.execute(query).all():
        connection.execute(
            insert(retractions).values(
                report_id=row.report_id, revision=row.revision, number=row.sealed_in, why=why
            )
        )
        connection.execute(
            update(revisions)
            .where(revisions.c.report_id == row.report_id, revisions.c.revision == row.revision)
            .values(sealed_in=None)
        )


def retract_reading(connection: Connection, reading_id: int) -> None:
    """Note that a reading gets another digest, because today's reader writes the same otherwise."""
    for row in connection.execute(
        select(revisions).where(revisions.c.reading_id == reading_id)
    ).all():
        retract(connection, row.report_id, "its digest has another form today", row.revision)
