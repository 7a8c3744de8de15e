"""``nianbao schedule``: put tonight's sites into the queue."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer

from crawler.cli.opening import open_archive
from crawler.cli.options import DEFAULT_ARCHIVE, ArchiveOption


def command(*, archive_directory: ArchiveOption = DEFAULT_ARCHIVE) -> int:
    """Put one job for each site that is due into the queue, for the workers.

    Once a night, from as many machines as you like: a site gets one job a night whoever runs this,
    and however often. The archive has to be in PostgreSQL (NIANBAO_DATABASE_URL).
    """
    from crawler.cli.distributed import importable

    with importable():
        from crawler.jobs.nightly import due_sites, put_tonight
    now = datetime.now(UTC)
    with open_archive(archive_directory, create=True) as archive:
        archive.seal(now)  # what the workers of the night before added
        due = due_sites(archive, now)
        new = asyncio.run(put_tonight(archive, due, now))
    typer.echo(f"{len(new)} jobs for {len(due)} due sites; the others had theirs already")
    return 0
