"""What a worker makes of a part of a large work, in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crawler.cli.opening import open_archive
from storage import migrations
from storage.archive import Archive
from storage.archive.database import State
from storage.audit.corpus import current_reports
from storage.audit.look import look
from storage.errors import StorageError
from storage.exports.collections import few_collections
from storage.exports.formats import encoder
from storage.exports.heads import batch_of
from storage.exports.parts import make_part, snapshot_of
from storage.exports.selection import Selection

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

AUDIT, EXPORT = "audit", "export"  # kinds of works


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A part of a work: of which kind and state of the tables, by which program, and what of it."""

    work: str
    kind: str
    snapshot: str
    program: str
    part: int
    task: Mapping[str, Any]

    def told(self) -> dict[str, Any]:
        """Return it as a job has it."""
        return asdict(self)


def program() -> str:
    """Return what must be the same here and there, or the parts would not fit together."""
    return f"{version('nianbao')} with tables {migrations.HEAD}"


def make(archive: Archive, order: Order) -> None:
    """Make the pieces of a part, as long as somebody waits for them. Raises StorageError."""
    if order.program != program():
        raise StorageError(
            f"this worker is nianbao {program()}, who waits for it is {order.program}: "
            "bring all machines to one version"
        )
    with archive.pieces(order.work) as pieces:
        if not pieces.is_waited_for():  # the state that it saw is gone with it
            return
        with few_collections(), archive.reading(order.snapshot) as connection:
            for number, content in enumerate(_MAKERS[order.kind](connection, order.task)):
                if not pieces.is_waited_for():
                    return
                pieces.put(order.part, number, zstd.compress(content))


def unpacked(content: bytes) -> bytes:
    """Return what a piece holds."""
    return zstd.decompress(content)


def _of_export(connection: State, task: Mapping[str, Any]) -> Iterator[bytes]:
    encode = encoder(task["format"])
    if encode is None:
        raise StorageError(f"the format {task['format']} is not put together of parts")
    selection = Selection.described(task["filters"])
    snapshot = snapshot_of(connection, selection)
    for first, last in task["reports"]:
        ids = batch_of(connection, selection, first, last)
        yield make_part(snapshot, encode, ids).to_bytes()


def _of_audit(connection: State, task: Mapping[str, Any]) -> Iterator[bytes]:
    for first, last in task["issuers"]:
        yield look(connection, current_reports(connection, (first, last))).to_bytes()


_MAKERS = {AUDIT: _of_audit, EXPORT: _of_export}


def main() -> int:
    """Make a part: the archive's directory and the order are the arguments."""
    directory, told = sys.argv[1:]
    try:
        with open_archive(Path(directory)) as archive:
            make(archive, Order(**json.loads(told)))
    except StorageError as error:
        print(f"nianbao: {error}", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
