"""Several processes write the bytes that one would, of one state, and end with their parent."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.archives import DONGXIANG, Nights, figure, form_figures, report
from storage.archive import Archive
from storage.exports import crew, heads
from storage.exports.crew import one_state
from storage.exports.export import export_archive
from storage.exports.formats import Options
from storage.exports.heads import batches
from storage.exports.selection import Selection
from storage.records import Form


@pytest.fixture
def nights(
    tmp_path: Path, database_url: str | None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Nights]:
    """Seven reports, each in a batch of its own, which several processes are worth."""
    monkeypatch.setattr(crew, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(heads, "BATCH", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    with Archive.open(tmp_path / "archive", database_url=database_url) as archive:
        nights = Nights(archive, DONGXIANG)
        nights.begin()
        for year in range(2019, 2026):
            printed = form_figures(Form.F2021, {"t3.received.total": str(year)})
            nights.see(f"{DONGXIANG.url}{year}", report(year, figures=printed))
        nights.end()
        yield nights


def export(archive: Archive, target: Path, format_name: str) -> dict[str, bytes]:
    export_archive(
        archive,
        target,
        format_name=format_name,
        selection=Selection(),
        options=Options(),
        progress=lambda done, total: None,
    )
    return {path.name: path.read_bytes() for path in target.iterdir()}


def test_the_bytes_are_those_of_one_process(
    nights: Nights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats = ["csv", "parquet"] if nights.archive.server is None else ["jsonl"]
    with one_state(nights.archive, Selection(), formats[0]) as (_, found):
        assert found is not None
    together = {
        name: export(nights.archive, tmp_path / f"together.{name}", name) for name in formats
    }
    monkeypatch.setattr(crew, "WORTH_PROCESSES", 1_000_000)
    with one_state(nights.archive, Selection(), formats[0]) as (_, found):
        assert found is None
    for name in formats:
        assert export(nights.archive, tmp_path / f"alone.{name}", name) == together[name]


def test_all_processes_see_the_state_of_the_beginning(nights: Nights) -> None:
    with one_state(nights.archive, Selection(), "jsonl") as (connection, found):
        assert found is not None
        nights.begin()  # nobody is kept from writing
        for year in range(2019, 2027):
            printed = [figure("t3.received.total", "7")]
            nights.see(f"{DONGXIANG.url}{year}", report(year, figures=printed))
        nights.end()
        parts = list(found.parts(batches(connection, Selection())))
    figures = [chunk for part in parts for table, _, chunk in part.chunks if table == "figures"]
    received = [
        row["value"]
        for chunk in figures
        for row in map(json.loads, chunk.splitlines())
        if row["cell"] == "t3.received.total"
    ]
    assert received == list(range(2019, 2026))


_HOLDING = """
import os, sys, time
from pathlib import Path
from storage.archive import Archive
from storage.exports import crew
from storage.exports.selection import Selection
if __name__ == "__main__":
    crew.WORTH_PROCESSES = 1
    os.sched_getaffinity = lambda _: {0, 1}
    with Archive.open(Path(sys.argv[1]), database_url=sys.argv[2] or None) as archive:
        with crew.one_state(archive, Selection(), "parquet") as (_, found):
            print(*found._pool._processes, flush=True)
            time.sleep(60)
"""


def test_the_processes_of_a_killed_export_end(
    nights: Nights, tmp_path: Path, database_url: str | None
) -> None:
    script = tmp_path / "holding.py"
    script.write_text(_HOLDING, encoding="utf-8")
    root = Path(__file__).parent.parent.parent.parent
    with subprocess.Popen(
        [sys.executable, script, nights.archive.directory, database_url or ""],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as holder:
        assert holder.stdout is not None
        processes = [int(word) for word in holder.stdout.readline().split()]
        assert len(processes) == 2
        holder.send_signal(signal.SIGKILL)
    for _ in range(100):
        if not any(Path(f"/proc/{process}").exists() for process in processes):
            return
        time.sleep(0.1)
    pytest.fail("processes of a killed export go on")
