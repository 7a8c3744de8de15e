"""Killed with -9 at any moment and started again, a crawl ends as if nothing had happened."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from storage.archive import Archive
from storage.schema import figures, issuers, readings, reports, revisions, runs, sources, visits
from tests.storage.recorder import record

ROOT = Path(__file__).parents[2]
NIGHTS = 3


def night(directory: Path, number: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.recorder", str(directory), str(number)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def rows(archive: Archive) -> dict[str, list[Any]]:
    """Return what an archive holds, without the names that chance gives."""
    statements = {
        "issuers": select(issuers),
        "reports": select(
            reports.c.report_id,
            reports.c.issuer_id,
            reports.c.status,
            reports.c.run_id,
            reports.c.first_seen_at,
            reports.c.last_seen_at,
        ),
        "sources": select(
            sources.c.report_id,
            sources.c.url,
            sources.c.primary,
            sources.c.status,
            sources.c.first_seen_at,
            sources.c.last_seen_at,
            sources.c.gone_visits,
            sources.c.etag,
        ),
        "revisions": select(
            revisions.c.report_id,
            revisions.c.revision,
            revisions.c.cause,
            revisions.c.run_id,
            revisions.c.first_seen_at,
            revisions.c.last_seen_at,
            readings.c.content_digest,
        ).join(readings, readings.c.reading_id == revisions.c.reading_id),
        "figures": select(sources.c.url, readings.c.first_seen_at, figures.c.cell, figures.c.value)
        .join(readings, readings.c.reading_id == figures.c.reading_id)
        .join(sources, sources.c.source_id == readings.c.source_id),
        "visits": select(visits.c.url, visits.c.visited_at, visits.c.outcome)
        .where(visits.c.outcome.is_not(None))
        .distinct(),
        "runs": select(runs.c.run_id, runs.c.outcome, runs.c.reports, runs.c.new, runs.c.changed),
    }
    with archive.reading() as connection:
        return {
            name: sorted(map(tuple, connection.execute(statement)), key=repr)
            for name, statement in statements.items()
        }


def verify(directory: Path, acknowledged: set[str]) -> None:
    """See that the archive is whole, and that every capture it knows can be read."""
    with Archive.open(directory) as archive:
        with archive.reading() as connection:
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            known = set(
                connection.scalars(
                    select(visits.c.record_id).where(visits.c.record_id.is_not(None))
                )
            )
        assert acknowledged <= known
        for record_id in known:
            archive.capture(record_id)


@pytest.mark.parametrize("kills", [8, pytest.param(200, marks=pytest.mark.soak)])
def test_random_kills(tmp_path: Path, request: pytest.FixtureRequest, kills: int) -> None:
    if kills == 200 and "soak" not in request.config.option.markexpr:
        pytest.skip("takes minutes: make soak")
    undisturbed = tmp_path / "undisturbed"
    for number in range(NIGHTS):
        record(undisturbed, number)
    with Archive.open(undisturbed) as archive:
        expected = rows(archive)

    chance = random.Random(kills)  # noqa: S311 - a test should fail the same way twice
    killed = 0
    round_ = 0
    while killed < kills:
        directory = tmp_path / f"killed-{round_}"
        round_ += 1
        acknowledged: set[str] = set()
        for number in range(NIGHTS):
            while True:
                process = night(directory, number)
                assert process.stdout is not None
                if killed < kills:
                    for _ in range(chance.randrange(25)):
                        acknowledged.update(process.stdout.readline().split()[1:])
                    time.sleep(chance.random() * 0.02)
                    process.send_signal(signal.SIGKILL)
                for line in process.communicate()[0].splitlines():
                    acknowledged.update(line.split()[1:])
                if process.returncode == 0:
                    break
                assert process.returncode == -signal.SIGKILL
                killed += 1
                verify(directory, acknowledged)
        verify(directory, acknowledged)
        with Archive.open(directory) as archive:
            assert rows(archive) == expected
        assert not list((directory / "warc").glob("*.open"))
