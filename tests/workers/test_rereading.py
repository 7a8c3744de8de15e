"""A large archive read again by the workers that crawl it."""

from __future__ import annotations

import signal

from sqlalchemy import create_engine, update

from pipelines.reader_version import reader_version
from storage.archive import Archive
from storage.schema import readings, rejections
from tests.workers.machines import PATIENCE, Machines, archived


def test_workers_read_again_what_another_reader_read(machines: Machines) -> None:
    """One of two workers is killed in it: all is read by today's reader in the end, and alike."""
    machines.run("crawl", "--due", "-s", "DOWNLOAD_DELAY=0")
    crawled = archived(machines.database, machines.archive)
    _let_another_reader_have_read(machines)
    stale = _unread(machines)

    told = machines.run("reparse", "--by-workers")
    assert told.stdout.startswith("4 jobs for 4 sites"), told
    assert machines.run("reparse", "--by-workers").stdout.startswith("0 jobs for 4 sites")
    victim = machines.worker()
    machines.wait(lambda: _unread(machines) < stale)
    victim.send_signal(signal.SIGKILL)
    victim.communicate()
    other = machines.worker("--drain", "--json")
    out, err = other.communicate(timeout=PATIENCE)
    assert (other.returncode, out) == (0, ""), "what a child says is none of the worker's lines"
    assert "captures read again" in err
    assert _unread(machines) == 0
    assert archived(machines.database, machines.archive) == crawled
    assert machines.run("reparse", "--by-workers").stdout.startswith("0 jobs for 0 sites")
    assert machines.run("verify").returncode == 0


def _let_another_reader_have_read(machines: Machines) -> None:
    engine = create_engine(machines.database.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        for table in (readings, rejections):
            connection.execute(update(table).values(reader_version="earlier"))
    engine.dispose()


def _unread(machines: Machines) -> int:
    with Archive.open(machines.archive, database_url=machines.database, create=False) as archive:
        return len(archive.to_reread(reader_version()))
