"""Audit and export by workers: what one process finds and writes, whatever happens to workers."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, literal_column, select, table

from crawler.jobs import divided, division
from crawler.jobs.divided import LookingByWorkers, export_by_workers
from crawler.jobs.queue import open_queue
from fixtures.archives import DONGXIANG, Nights, figure, form_figures, report
from storage.archive import Archive
from storage.archive.pieces import PIECES_TABLE
from storage.audit import run
from storage.audit.reviews import Listed, listed_findings
from storage.errors import StorageError
from storage.exports import heads
from storage.exports.crew import one_state
from storage.exports.export import MadeBy, Progress, export_archive
from storage.exports.formats import Options
from storage.exports.heads import batches
from storage.exports.selection import Selection
from storage.records import Form, IssuerKind, Section, SectionKind
from tests.test_crawl import BIN

YEARS = range(2019, 2026)
ISSUERS = {
    "东乡族自治县人民政府": IssuerKind.GOVERNMENT,
    "东乡族自治县教育局": IssuerKind.DEPARTMENT,
}
# Figures and words that one of two issuers must have from the other.
PRINTED = {
    "t3.received.total": "7361",
    "t3.concluded.total": "982",
    "t2.licensing.decisions": "1204",
    "t2.penalties.decisions": "311",
}
NARRATIVE = Section(
    kind=SectionKind.OVERVIEW,
    heading="一、总体情况",
    text="。".join(f"第{chr(0x4E00 + place)}项工作按照规定的期限全部办结" for place in range(40)),
)


@pytest.fixture
def nights(tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nights]:
    """Reports of two issuers, each in a batch of its own; one says what the other does."""
    monkeypatch.setattr(heads, "BATCH", 1)
    monkeypatch.setattr(run, "BATCH", 1)
    monkeypatch.setattr(divided, "BATCHES", 5)
    with Archive.open(tmp_path / "archive", database_url=postgres_url) as archive:
        nights = Nights(archive, DONGXIANG)
        nights.begin()
        for year in YEARS:
            cells = {"t3.carried_in.total": str(year), "t3.carried_out.total": str(year)}
            for issuer, kind in ISSUERS.items():
                told = report(
                    year,
                    issuer=issuer,
                    kind=kind,
                    figures=form_figures(Form.F2021, cells | PRINTED),
                    sections=[NARRATIVE],
                )
                nights.see(f"{DONGXIANG.url}{kind}{year}", told)
        nights.end()
        archive.pieces("")  # its table
        open_queue(archive)
        yield nights


@pytest.fixture
def worker(
    nights: Nights, postgres_url: str, tmp_path: Path
) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start workers, each its own machine as far as files go."""
    begun: list[subprocess.Popen[bytes]] = []
    environment = {"NIANBAO_DATABASE_URL": postgres_url, "PATH": "/usr/bin:/bin"}

    def start() -> subprocess.Popen[bytes]:
        directory = tmp_path / f"machine{len(begun)}"
        begun.append(
            subprocess.Popen(
                [BIN / "nianbao", "worker", "--archive", directory],
                env=environment,
                stderr=subprocess.DEVNULL,
            )
        )
        return begun[-1]

    yield start
    for process in begun:
        process.terminate()
        process.wait()


def export(
    archive: Archive,
    target: Path,
    format_name: str = "jsonl",
    made_by: MadeBy = one_state,
    progress: Progress = lambda done, total: None,
) -> dict[str, bytes]:
    export_archive(
        archive,
        target,
        format_name=format_name,
        selection=Selection(years=tuple(YEARS)),
        options=Options(),
        progress=progress,
        made_by=made_by,
    )
    return {path.name: path.read_bytes() for path in target.iterdir()}


def audit(nights: Nights, **options: Any) -> list[Listed]:
    """What an audit finds that looks at everything anew."""
    with nights.archive.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audits")
    assert nights.archive.audit(nights.now, lambda _steps: lambda _done: None, **options)
    with nights.archive.reading() as connection:
        return list(listed_findings(connection))


def left(archive: Archive) -> list[int]:
    """How many pieces and waiting jobs there are."""
    with archive.engine.connect() as connection:
        return [
            connection.scalar(select(func.count()).select_from(table(name)).where(*only)) or 0
            for name, only in (
                (PIECES_TABLE, []),
                ("procrastinate_jobs", [literal_column("status::text") == "todo"]),
            )
        ]


def test_workers_write_and_find_what_one_process_does(
    nights: Nights, tmp_path: Path, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    """One of the workers is killed."""
    found = audit(nights)
    assert {one.rule for one in found} >= {"years.carried_in", "figures.copied", "narrative.copied"}
    alone = export(nights.archive, tmp_path / "alone", "parquet")
    worker().send_signal(signal.SIGKILL)
    worker()

    together = export(nights.archive, tmp_path / "together", "parquet", export_by_workers)
    assert together == alone
    assert audit(nights, looking=LookingByWorkers(nights.archive)) == found
    assert left(nights.archive) == [0, 0]


@pytest.mark.soak  # a silent worker's job is taken back after 40 s
def test_a_part_whose_machine_died_is_made_by_another(
    nights: Nights, tmp_path: Path, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    alone = export(nights.archive, tmp_path / "alone")
    victim = worker()

    def die(done: int, total: int) -> None:
        children = Path(f"/proc/{victim.pid}/task/{victim.pid}/children")
        if done and victim.poll() is None:
            for process in (victim.pid, *map(int, children.read_text().split())):
                os.kill(process, signal.SIGKILL)
            victim.wait()
            worker()

    together = export(
        nights.archive, tmp_path / "together", made_by=export_by_workers, progress=die
    )
    assert victim.returncode == -signal.SIGKILL
    assert together == alone


def test_workers_see_the_state_that_who_waits_sees(
    nights: Nights, worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    with export_by_workers(nights.archive, Selection(), "jsonl") as (connection, crew):
        assert crew is not None
        nights.begin()
        for year in YEARS:
            nights.see(
                f"{DONGXIANG.url}{year}", report(year, figures=[figure("t3.received.total")])
            )
        nights.end()
        worker()
        parts = list(crew.parts(batches(connection, Selection())))
    rows = [rows for part in parts for table, rows, _ in part.chunks if table == "figures"]
    assert len(rows) == len(YEARS) * len(ISSUERS)
    assert min(rows) > 100


def test_who_waits_is_told_that_no_worker_is_there(
    nights: Nights,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """And gives up in the end; the export that was there stays."""
    before = export(nights.archive, tmp_path / "data")
    for name, seconds in (("CHECK_EACH", 0.2), ("SILENT_FOR", 0.5), ("GIVEN_UP_AFTER", 1.5)):
        monkeypatch.setattr(division, name, seconds)
    with pytest.raises(StorageError, match="no worker"):
        export(nights.archive, tmp_path / "data", made_by=export_by_workers)
    assert [getattr(record, "id", None) for record in caplog.records] == ["log/no_worker"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []
    assert left(nights.archive) == [0, 0]


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_export_leaves_the_old_one_and_no_work(
    nights: Nights,
    tmp_path: Path,
    postgres_url: str,
    worker: Callable[[], subprocess.Popen[bytes]],
    by: signal.Signals,
) -> None:
    before = export(nights.archive, tmp_path / "data")
    process = subprocess.Popen(
        [BIN / "nianbao", "export", tmp_path / "data", "--format", "jsonl", "--by-workers"],
        env={"NIANBAO_DATABASE_URL": postgres_url, "NIANBAO_ARCHIVE": str(tmp_path / "archive")},
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 60
    while left(nights.archive)[1] == 0:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    process.send_signal(by)
    process.communicate()
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before
    if by is signal.SIGINT:
        assert process.returncode == 3
        assert left(nights.archive) == [0, 0]
    else:  # whoever takes its jobs finds that nobody waits
        worker()
        while left(nights.archive)[1]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert left(nights.archive)[0] == 0


def test_workers_need_a_format_of_parts_and_postgresql(nights: Nights, postgres_url: str) -> None:
    told = [
        (["export", "data", "--format", "xlsx"], postgres_url, "csv, jsonl and parquet"),
        (["export", "data"], "", "NIANBAO_DATABASE_URL"),
    ]
    for arguments, url, words in told:
        with Archive.open(nights.archive.directory):
            pass
        ran = subprocess.run(
            [BIN / "nianbao", *arguments, "--by-workers"],
            env={"NIANBAO_DATABASE_URL": url, "NIANBAO_ARCHIVE": str(nights.archive.directory)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 2
        assert words in ran.stderr
