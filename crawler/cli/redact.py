"""``nianbao redact``: remove a capture by decision, and say why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from crawler.cli.errors import UsageError
from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption
from storage.clock import written


def command(
    record_id: Annotated[
        str, typer.Argument(metavar="RECORD_ID", help="A warc_record_id of an export.")
    ],
    *,
    reason: Annotated[
        str, typer.Option(metavar="TEXT", help="Why; it stands in the capture's place for good.")
    ],
    archive: ArchiveOption = DEFAULT_ARCHIVE,
) -> int:
    """Remove a capture and what was read out of it, for good; a tombstone says when and why.

    All captures with the same payload go with it. Digests, the numbers of revisions and statutory
    figures stay. Killed, the same command goes on. Earlier backups are not touched.
    """
    if not reason.strip():
        raise UsageError("--reason is empty: say why, it is all that will be left")
    named = record_id.strip().strip("<>").removeprefix("urn:uuid:")
    with open_archive(archive) as opened:
        for capture in opened.redact(
            f"<urn:uuid:{named}>", " ".join(reason.split()), now=datetime.now(UTC)
        ):
            typer.echo(f"{capture.record_id}  {written(capture.visited_at)}  {capture.url}")
        opened.seal(datetime.now(UTC))
    return 0
