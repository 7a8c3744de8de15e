"""A DOC, or an RTF: converted to DOCX by LibreOffice where it is installed, then read as such."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from pipelines.document import Document
from pipelines.errors import Unreadable
from pipelines.formats import ocr
from pipelines.sandbox import read_sandboxed

# LibreOffice needs five seconds to start on a slow machine, and one a page.
SECONDS = 60.0
# It maps two gigabytes of libraries and fonts before it opens anything.
_MEMORY_BYTES = 4 * 1024**3
# A converted report is below 5 MB; more fills the disk.
_FILE_BYTES = 100 * 1024**2
# The import to insist on: left to itself LibreOffice opens any bytes, as text.
_IMPORTS = {"doc": "MS Word 97", "rtf": "Rich Text Format"}
_MISSING = "a Word 97 file: install LibreOffice (Debian: libreoffice-writer-nogui) to read it"


def read_doc(body: bytes, suffix: str) -> Document:
    """Return the document in ``body`` (``suffix``: doc or rtf).

    Raises ``Unreadable``: ``unsupported`` without LibreOffice, ``timeout``, ``damaged``.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise Unreadable("unsupported", _MISSING)
    with tempfile.TemporaryDirectory(prefix="nianbao-") as name:
        directory = Path(name)
        source = directory / f"document.{suffix}"
        source.write_bytes(body)
        _convert(program, source, directory)
        converted = directory / "document.docx"
        if not converted.is_file():
            raise Unreadable("damaged", "LibreOffice cannot open this Word file")
        document = read_sandboxed("zip", converted.read_bytes(), pictures=ocr.is_installed())
    return replace(document, format="doc")


def _convert(program: str, source: Path, directory: Path) -> None:
    """Run LibreOffice with a profile of its own: no macros, nothing of the user's, no leftovers."""
    command = [
        program,
        "--headless",
        "--norestore",
        "--nolockcheck",
        f"-env:UserInstallation={(directory / 'profile').as_uri()}",
        f"--infilter={_IMPORTS[source.suffix[1:]]}",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(directory),
        str(source),
    ]
    with subprocess.Popen(  # noqa: S603 - a fixed command line, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={"PATH": os.defpath, "HOME": str(directory), "http_proxy": "http://127.0.0.1:9"},
    ) as process:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            raise Unreadable("timeout", f"LibreOffice takes over {SECONDS:g} seconds") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
