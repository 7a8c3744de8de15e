"""Workers that do what one process does, stopped, and before a server that restarts."""

from __future__ import annotations

import re
import signal
import subprocess
from pathlib import Path

from sqlalchemy import create_engine, text

from storage.archive import Archive
from tests.storage import postgres
from tests.test_crawl import BIN
from tests.workers.machines import PATIENCE, Machines, archived, overlaps


def test_two_workers_do_what_one_process_does(
    machines: Machines, undisturbed: set[tuple[str, ...]]
) -> None:
    told = machines.run("schedule")
    assert (told.returncode, told.stdout[:8]) == (0, "6 jobs f"), told.stderr
    workers = [machines.worker("--drain") for _ in range(2)]
    lines = []
    for worker in workers:
        out, err = worker.communicate(timeout=PATIENCE)
        assert worker.returncode == 0, err
        lines.append(out.splitlines())
    assert all(lines), "each of them had something to do"
    assert sorted(line.partition(":")[0] for told in lines for line in told) == sorted(
        run.site for run in _last_runs(machines)
    )
    assert archived(machines.database, machines.archive) == undisturbed
    assert not overlaps(machines.world.requests)
    assert machines.run("schedule").stdout.startswith("0 jobs"), "the night has had its jobs"


def test_a_stopped_worker_hands_on_what_it_has(
    machines: Machines, undisturbed: set[tuple[str, ...]]
) -> None:
    machines.run("schedule")
    worker = machines.worker()
    machines.wait(lambda: len(machines.world.requests) >= 40)
    worker.send_signal(signal.SIGTERM)
    _, err = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, err
    other = machines.worker("--drain")
    _, err = other.communicate(timeout=PATIENCE)
    assert other.returncode == 0, err
    assert "its worker died" not in err, "it said goodbye, so nobody waits for its heartbeat"
    assert archived(machines.database, machines.archive) == undisturbed


def test_a_restarted_server_loses_nothing(
    machines: Machines, undisturbed: set[tuple[str, ...]]
) -> None:
    machines.run("schedule")
    worker = machines.worker("--drain")
    machines.wait(lambda: len(machines.world.requests) >= 40)
    postgres.restart(machines.database)
    _, err = worker.communicate(timeout=PATIENCE)
    while worker.returncode == 3:  # as a supervisor would
        worker = machines.worker("--drain")
        _, err = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, err
    assert archived(machines.database, machines.archive) == undisturbed


def test_schedulers_at_the_same_time_put_each_job_once(machines: Machines) -> None:
    schedulers = [
        subprocess.Popen(
            [BIN / "nianbao", "schedule"],
            env=machines.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    told = [scheduler.communicate(timeout=PATIENCE)[0] for scheduler in schedulers]
    assert sum(int(re.match(r"\d+", one).group()) for one in told) == 6  # type: ignore[union-attr]
    engine = create_engine(machines.database.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 6
    engine.dispose()


def test_a_queue_needs_postgresql(tmp_path: Path) -> None:
    for command in ("schedule", "worker"):
        ran = subprocess.run(
            [BIN / "nianbao", command, "--archive", tmp_path / "archive"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 2
        assert "NIANBAO_DATABASE_URL" in ran.stderr


def _last_runs(machines: Machines) -> list[object]:
    with Archive.open(machines.archive, database_url=machines.database, create=False) as archive:
        return list(archive.last_runs())
