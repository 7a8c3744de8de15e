"""The machine and what is installed on it."""

from __future__ import annotations

import locale as python_locale
import os
import platform
import resource
import shutil
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from crawler.doctor.check import Check
from storage.clock import CHINA

GB = 1_000_000_000
# A night over 80 counties brings about 1 GB at first, a few MB later; below that a night may fail.
LEAST_DISK, LOW_DISK = 1 * GB, 10 * GB
# A process takes 200 MB with 50 sites, reading one large page up to 1.4 GB more.
LOW_MEMORY = 2 * GB
# 50 sites hold a connection, a WARC file and a lock each, and a second connection at times.
FILES = 512
# What each extra brings; the modules that must be there for it.
EXTRAS = {
    "fast": ("uvloop",),
    "postgres": ("psycopg",),
    "research": ("pyarrow", "xlsxwriter"),
    "ocr": ("rapidocr", "onnxruntime"),
    "objects": ("fsspec", "s3fs"),
    "distributed": ("psycopg", "procrastinate"),
}
_ASKING = 5  # seconds that another program may take to answer


def software(_archive: Path) -> Check:
    """Name the versions that a report of a defect needs."""
    told = (
        f"nianbao {version('nianbao')}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()} {platform.release()}"
    )
    return Check(name="software", state="ok", told=told)


def disk(archive: Path) -> Check:
    """Look at the room where the archive is or will be."""
    place = next(
        path for path in (archive.absolute(), *archive.absolute().parents) if path.exists()
    )
    free = shutil.disk_usage(place).free
    told = f"{free / GB:.1f} GB free at {place}"
    if not os.access(place, os.W_OK | os.X_OK):
        remedy = "give the user that crawls the right to write there"
        return Check(name="disk", state="error", told=f"{place} may not be written", remedy=remedy)
    if free < LOW_DISK:
        return Check(
            name="disk",
            state="error" if free < LEAST_DISK else "warning",
            told=told,
            remedy="make room, or move the archive",
        )
    return Check(name="disk", state="ok", told=told)


def memory(_archive: Path) -> Check:
    """Look at the machine's memory."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    told = f"{total / GB:.1f} GB of memory, {os.cpu_count()} cores"
    if total < LOW_MEMORY:
        remedy = "crawl with --processes 1 and -s SITES_AT_ONCE=20"
        return Check(name="memory", state="warning", told=told, remedy=remedy)
    return Check(name="memory", state="ok", told=told)


def open_files(_archive: Path) -> Check:
    """Look at how many files a process may hold open."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = allowed in (resource.RLIM_INFINITY, -1) or allowed >= FILES
    told = f"a process may open {allowed} files"
    remedy = f"raise it to {FILES}: ulimit -n, or LimitNOFILE= of the service"
    if enough:
        return Check(name="open files", state="ok", told=told)
    return Check(name="open files", state="warning", told=told, remedy=remedy)


def clock(_archive: Path) -> Check:
    """Look at the time of day: reports, revisits and revisions hang on it."""
    now = datetime.now(UTC)
    here = now.astimezone()
    told = f"{here:%Y-%m-%d %H:%M %Z}, in China {now.astimezone(CHINA):%H:%M}"
    if _is_synchronised() is False:
        remedy = "switch on time synchronisation: timedatectl set-ntp true"
        told += "; not kept by a time server"
        return Check(name="clock", state="warning", told=told, remedy=remedy)
    return Check(name="clock", state="ok", told=told)


def _is_synchronised() -> bool | None:
    """Ask systemd, where there is one; None where nobody knows."""
    asked = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
    try:
        answer = subprocess.run(  # noqa: S603 - fixed words
            asked, capture_output=True, text=True, timeout=_ASKING, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"yes": True, "no": False}.get(answer.stdout.strip())


def locale(_archive: Path) -> Check:
    """Look whether Chinese can be written to files, names and terminals."""
    used = {
        "text": python_locale.getpreferredencoding(do_setlocale=False),
        "file names": sys.getfilesystemencoding(),
        "output": sys.stdout.encoding or "none",
    }
    told = ", ".join(f"{what} in {name}" for what, name in used.items())
    if all(name.lower().replace("-", "") == "utf8" for name in used.values()):
        return Check(name="locale", state="ok", told=told)
    return Check(name="locale", state="warning", told=told, remedy="set LANG=C.UTF-8")


def libreoffice(_archive: Path) -> Check:
    """Look for the program that reads Word 97 files."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Check(name="LibreOffice", state="ok", told=f"{found} reads .doc files")
    remedy = "install it (Debian: libreoffice-writer-nogui), then nianbao reparse"
    return Check(
        name="LibreOffice", state="note", told="none: .doc files stay unread", remedy=remedy
    )


def extras(_archive: Path) -> Check:
    """Look which extras are installed."""
    there = {
        name for name, modules in EXTRAS.items() if all(find_spec(module) for module in modules)
    }
    missing = [name for name in EXTRAS if name not in there]
    told = ", ".join(name for name in EXTRAS if name in there) or "none"
    if not missing:
        return Check(name="extras", state="ok", told=told)
    remedy = f"what you need of {', '.join(missing)}: pip install 'nianbao[NAME]'"
    return Check(name="extras", state="note", told=f"installed: {told}", remedy=remedy)
