"""Pages and workbooks turned into Office and PDF files by LibreOffice, many at a time."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.reading.unruled import without_rules

# What a kind of file ends in, and what to ask LibreOffice for.
FILTERS = {
    "docx": ("docx", "docx:MS Word 2007 XML"),
    "doc": ("doc", "doc:MS Word 97"),
    "pdf": ("pdf", "pdf:writer_pdf_Export"),
    "unruled": ("pdf", "pdf:writer_pdf_Export"),
    "xls": ("xls", "xls:MS Excel 97"),
}
# Made out of workbooks; the others out of pages, which the word processor opens.
FROM_WORKBOOKS = frozenset({"xls"})

# LibreOffice breaks no words in the cells of a page, and cuts what does not fit on the paper: the
# fifteen columns of 表四 need it broad.
_WIDE = b"<style>@page { size: 420mm 297mm }</style>"


def convert(documents: list[bytes], kind: str) -> list[bytes]:
    """Return the files that the documents become, in order. About a third of a second each."""
    soffice = shutil.which("soffice")
    if soffice is None:
        part = "calc" if kind in FROM_WORKBOOKS else "writer"
        raise SystemExit(f"--through needs LibreOffice: install libreoffice-{part}-nogui")
    suffix, into = FILTERS[kind]
    source = "xlsx" if kind in FROM_WORKBOOKS else "html"
    with TemporaryDirectory(prefix="nianbao-bench-") as scratch:
        directory = Path(scratch)
        for number, document in enumerate(documents):
            body = document
            if kind == "unruled":
                body = without_rules(body, random.Random(f"{kind}/{number}"))  # noqa: S311
            if source == "html":
                body = body.replace(b"</head>", _WIDE + b"</head>", 1)
            (directory / f"{number}.{source}").write_bytes(body)
        command = [soffice, f"-env:UserInstallation=file://{directory}/profile", "--headless"]
        command += ["--infilter=HTML (StarWriter)"] if source == "html" else []
        command += ["--convert-to", into, "--outdir", str(directory / "out")]
        command += [str(directory / f"{number}.{source}") for number in range(len(documents))]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - found on the path
        return [
            (directory / "out" / f"{number}.{suffix}").read_bytes()
            for number in range(len(documents))
        ]
