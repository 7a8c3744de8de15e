"""A PostgreSQL server of its own for a test session, where Debian's package is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WHY_NOT = "PostgreSQL 15 or later is not installed (Debian: apt-get install postgresql)"


def binaries() -> Path | None:
    """Return the directory of the server's programs, or None where none is installed."""
    for initdb in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):
        if int(initdb.parent.parent.name) >= 15:
            return initdb.parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def server(programs: Path) -> Iterator[str]:
    """Run a server on a free port; give the URL of a database that tests may fill."""
    # The server refuses root; Debian's package makes the user postgres.
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    become = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    root = Path(tempfile.mkdtemp(prefix="nianbao-postgres-"))
    data = root / "data"
    try:
        if become:
            shutil.chown(root, user)
        _run([*become, programs / "initdb", "-D", data, "-U", "nianbao", "-A", "trust", "-N"])
        options = f"-p {port} -k {root} -c listen_addresses=127.0.0.1 -c fsync=off"
        control = [*become, programs / "pg_ctl", "-D", data, "-w"]
        starting = [*control, "-l", root / "log", "-o", options, "start"]
        _run(starting)
        _servers[port] = ([*control, "-m", "immediate", "stop"], starting)
        try:
            yield f"postgresql://nianbao:secret@127.0.0.1:{port}/postgres"
        finally:
            _run(_servers[port][0])
    finally:
        shutil.rmtree(root, ignore_errors=True)


_Command = list[str | Path]
_servers: dict[int, tuple[_Command, _Command]] = {}  # how each is stopped and started, by port


def restart(url: str) -> None:
    """Kill the server of this URL and start it anew."""
    stop(url)
    start(url)


def stop(url: str) -> None:
    """Kill the server of this URL; what it had committed stays."""
    _run(_servers[_port(url)][0])


def start(url: str) -> None:
    """Start the server of this URL anew, on the same port."""
    _run(_servers[_port(url)][1])


def _port(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


def _run(command: list[str | Path]) -> None:
    # pg_ctl leaves its pipes to the server, which would never close them: no capture of output.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
