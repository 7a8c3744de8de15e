"""The chain of manifests against itself and against the rows that it seals."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from storage.manifest.lines import SEALED, Line, fields_of, parse, sealed_lines, waiting
from storage.schema import manifests, retractions


class Problem(NamedTuple):
    """One thing that is not what it was: where, and what is wrong with it."""

    where: str
    what: str


def chain_problems(connection: Connection, head: str | None) -> Iterator[Problem]:
    """Yield what of the chain, or of the rows in it, is not as it was sealed.

    ``head`` is the digest of a manifest that somebody has noted: it must still be in the chain.
    """
    previous, expected, is_noted = None, 1, head is None
    query = select(manifests).order_by(manifests.c.number).execution_options(yield_per=1)
    for row in connection.execute(query):
        where = f"manifest {row.number}"
        if row.number != expected:
            yield Problem(where, f"the chain is broken: manifest {expected} was removed")
        expected = row.number + 1
        text = _unpack(row.body)
        if text is None or f"sha256:{hashlib.sha256(text).hexdigest()}" != row.digest:
            yield Problem(where, "the manifest itself was altered: its digest is another")
        if text is not None:
            first, *lines = text.decode(errors="replace").removesuffix("\n").split("\n")
            if row.previous != previous or _head(first).get("previous") != previous:
                yield Problem(where, "the chain is broken: it does not follow the one before it")
            yield from _row_problems(connection, row.number, lines)
        previous = row.digest
        is_noted = is_noted or row.digest == head
    yield from _orphans(connection)
    if not is_noted:
        yield Problem("the chain", f"no manifest has the digest {head}: it was cut, or is another")
    unsealed = waiting(connection)
    if unsealed:
        yield Problem(
            "the chain",
            f"{unsealed} rows are in no manifest: they were put in by hand, or the chain was cut, "
            "or the last crawl was stopped (then the next one seals them)",
        )


def _orphans(connection: Connection) -> Iterator[Problem]:
    """Find rows that were sealed in a manifest that is not there."""
    missing: Counter[int] = Counter()
    for table in SEALED:
        query = (
            select(table.c.sealed_in, func.count())
            .where(
                table.c.sealed_in.is_not(None),
                table.c.sealed_in.not_in(select(manifests.c.number)),
            )
            .group_by(table.c.sealed_in)
        )
        for number, rows in connection.execute(query):
            missing[number] += rows
    for number, rows in sorted(missing.items()):
        yield Problem("the chain", f"manifest {number} was removed: {rows} rows were sealed in it")


def _row_problems(connection: Connection, number: int, lines: list[str]) -> Iterator[Problem]:
    """Compare the rows that are marked as sealed in a manifest with its lines."""
    where = f"manifest {number}"
    sealed: dict[tuple[str, ...], Line] = {}
    for text in lines:
        try:
            line = parse(text)
        except (ValueError, KeyError, TypeError):
            yield Problem(where, "a line cannot be read")
            continue
        sealed[line.key] = line
    for line in sealed_lines(connection, number):
        before = sealed.pop(line.key, None)
        if before is None:
            yield Problem(where, f"{_named(line)} was put in since")
        elif before.text != line.text:
            yield Problem(where, f"{_named(before)} was altered: {_difference(before, line)}")
    known = {
        ("revision", report_id, str(revision))
        for report_id, revision in connection.execute(
            select(retractions.c.report_id, retractions.c.revision).where(
                retractions.c.number == number
            )
        )
    }
    for key, line in sealed.items():
        if key not in known:
            yield Problem(where, f"{_named(line)} was removed")


def _unpack(body: bytes) -> bytes | None:
    try:
        return zlib.decompress(body)
    except zlib.error:
        return None


def _head(text: str) -> dict[str, Any]:
    try:
        head = json.loads(text)
    except ValueError:
        return {}
    return head if isinstance(head, dict) else {}


def _named(line: Line) -> str:
    fields = fields_of(line)
    if line.key[0] == "visit":
        return f"the visit {fields[0]} of {fields[2]} on {fields[3]}"
    if line.key[0] == "revision":
        return f"revision {fields[1]} of report {fields[0]}"
    return f"the {line.key[0]} of {fields[1]}"


def _difference(before: Line, now: Line) -> str:
    pairs = zip(fields_of(before), fields_of(now), strict=True)
    return ", ".join(f"{old} is now {new}" for old, new in pairs if old != new)
