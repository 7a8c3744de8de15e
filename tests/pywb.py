"""pywb in an environment of its own: it needs older libraries than nianbao has.

Made once beside the repository's own (``.venv-pywb``) by pip, from the registry that pip is
configured for; where that is not to be had, tests that need it skip and say why.
"""

from __future__ import annotations

import fcntl
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RELEASE = "2.10.0"
ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".venv-pywb"
_PATIENCE = 60  # seconds for the server to begin; two or three are usual


class NotInstalled(Exception):
    """pywb cannot be installed here; says why."""


def installed() -> Path:
    """Return the directory of pywb's programs, installed if it is not. Raises NotInstalled."""
    done = PLACE / f"installed-{RELEASE}"
    with (ROOT / ".venv-pywb.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            for command in (
                [sys.executable, "-m", "venv", "--clear", PLACE],
                # pywb 2.10 imports pkg_resources, which setuptools has dropped since.
                [
                    PLACE / "bin/python",
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    f"pywb=={RELEASE}",
                    "setuptools<80",
                ],
            ):
                ran = subprocess.run(command, capture_output=True, text=True, check=False)
                if ran.returncode:
                    lines = ran.stderr.strip().splitlines() or ["no reason given"]
                    raise NotInstalled(f"pywb {RELEASE} cannot be installed: {lines[-1]}")
            done.touch()
    return PLACE / "bin"


@contextmanager
def replaying(programs: Path, warcs: Path, place: Path) -> Iterator[str]:
    """Serve the WARC files and indexes in a directory; give the address to put a URL behind."""
    place.mkdir()
    (place / "config.yaml").write_text(
        f"collections:\n  nianbao:\n    index_paths: {warcs}\n    archive_paths: {warcs}/\n",
        encoding="utf-8",
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (place / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "wayback", "-b", "127.0.0.1", "-p", str(port)],
            cwd=place,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(server, f"http://127.0.0.1:{port}/", place / "log")
            yield f"http://127.0.0.1:{port}/nianbao"
        finally:
            server.terminate()
            server.wait()


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(url, timeout=5)  # noqa: S310 - our own server
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"pywb did not begin: {log.read_text()}")
