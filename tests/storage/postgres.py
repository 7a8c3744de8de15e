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
        _run([*control, "-l", root / "log", "-o", options, "start"])
        _restarts[port] = [
            *control,
            "-l",
            root / "log",
            "-o",
            options,
            "-m",
            "immediate",
            "restart",
        ]
        try:
            yield f"postgresql://nianbao:secret@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(root, ignore_errors=True)


_restarts: dict[int, list[str | Path]] = {}


def restart(url: str) -> None:
    """Kill the server of this URL and start it anew."""
    _run(_restarts[int(url.rpartition(":")[2].partition("/")[0])])


def _run(command: list[str | Path]) -> None:
    # pg_ctl leaves its pipes to the server, which would never close them: no capture of output.
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
