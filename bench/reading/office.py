"""Pages turned into Word and PDF files by LibreOffice, many at a time."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

# What to ask LibreOffice for; the pages are opened in its word processor.
FILTERS = {"docx": "docx:MS Word 2007 XML", "doc": "doc:MS Word 97", "pdf": "pdf:writer_pdf_Export"}

# LibreOffice breaks no words in the cells of a page, and cuts what does not fit on the paper: the
# fifteen columns of 表四 need it broad.
_WIDE = b"<style>@page { size: 420mm 297mm }</style>"


def convert(pages: list[bytes], suffix: str) -> list[bytes]:
    """Return the files that the pages become, in order. Takes about a third of a second each."""
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("--through needs LibreOffice: install libreoffice-writer-nogui")
    with TemporaryDirectory(prefix="nianbao-bench-") as scratch:
        directory = Path(scratch)
        for number, page in enumerate(pages):
            wide = page.replace(b"</head>", _WIDE + b"</head>", 1)
            (directory / f"{number}.html").write_bytes(wide)
        command = [soffice, f"-env:UserInstallation=file://{directory}/profile", "--headless"]
        command += ["--infilter=HTML (StarWriter)", "--convert-to", FILTERS[suffix]]
        command += ["--outdir", str(directory / "out")]
        command += [str(directory / f"{number}.html") for number in range(len(pages))]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - found on the path
        return [
            (directory / "out" / f"{number}.{suffix}").read_bytes() for number in range(len(pages))
        ]
