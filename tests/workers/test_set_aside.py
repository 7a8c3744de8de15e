"""A site whose crawl kills its workers."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from storage.archive import Archive
from tests.workers.machines import PATIENCE, Machines


def test_a_site_that_kills_its_workers_is_set_aside(machines: Machines) -> None:
    """Two workers die with it and others; then it is alone in a process, and that dies too."""
    for site in _sites(machines):
        if site != "panan":
            _disable(machines, site)
    machines.run("schedule")
    for requests in (5, 12):
        worker = machines.worker()
        machines.wait(lambda requests=requests: len(machines.world.requests) >= requests)
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    worker = machines.worker("--drain")
    child: list[int] = []

    def found() -> bool:
        child[:] = _children(worker.pid, "panan")
        return bool(child)

    machines.wait(found)
    os.kill(child[0], signal.SIGKILL)
    _, err = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, err
    assert "panan: killed 3 workers in a row and is set aside" in err
    assert machines.run("schedule").stdout.startswith("0 jobs for 0 due")
    status = machines.run("status", "panan")
    assert status.returncode == 1
    assert "site/kills_workers" in status.stdout
    # A person looks, and crawls it: it is as any other again.
    machines.run("crawl", "panan", "-s", "DOWNLOAD_DELAY=0")
    assert "site/kills_workers" not in machines.run("status", "panan").stdout


def _sites(machines: Machines) -> list[str]:
    with Archive.open(machines.archive, database_url=machines.database, create=False) as archive:
        return [site.site for site in archive.sites()]


def _disable(machines: Machines, slug: str) -> None:
    from dataclasses import replace

    with Archive.open(machines.archive, database_url=machines.database, create=False) as archive:
        site = archive.site(slug)
        assert site is not None
        archive.add_sites([replace(site, enabled=False)])


def _children(parent: int, word: str) -> list[int]:
    """The living children of a process that have ``word`` in their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            status = (process / "stat").read_text().rpartition(")")[2].split()
            line = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(status[1]) == parent and status[0] != "Z" and word.encode() in line:
            found.append(int(process.name))
    return found
