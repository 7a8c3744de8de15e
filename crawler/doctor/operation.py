"""The archive, and what the environment says of how to crawl."""

from __future__ import annotations

import os
import shlex
import shutil
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from crawler.cli.opening import environment
from crawler.doctor.check import Check
from storage.archive.inspection import inspect_archive
from storage.errors import StorageError


def archive(directory: Path) -> Check:
    """Look at the archive's tables without touching them."""
    url, _ = environment()
    where = "NIANBAO_DATABASE_URL" if url else str(directory)
    try:
        state = inspect_archive(directory, url)
    except StorageError as error:
        remedy = "see the message; nothing can be crawled until it is mended"
        return Check(name="archive", state="error", told=str(error), remedy=remedy)
    if state is None or state.version is None:
        told = f"none yet at {where}"
        return Check(name="archive", state="note", told=told, remedy="nianbao sites import FILE")
    told = f"{where}, tables of version {state.version}"
    if state.version > state.installed:
        remedy = "a later nianbao wrote it: install that one or a later"
        return Check(name="archive", state="error", told=told, remedy=remedy)
    if state.version < state.installed:
        told += f"; the next command brings them to {state.installed}"
        return Check(name="archive", state="note", told=told, remedy="make a backup before")
    if state.last_started_at is not None and state.last_started_at > datetime.now(UTC):
        told += f"; its last crawl began in the future, {state.last_started_at:%Y-%m-%d %H:%M} UTC"
        return Check(name="archive", state="error", told=told, remedy="set the clock right")
    return Check(name="archive", state="ok", told=told)


def captures(directory: Path) -> Check:
    """Say where captures go."""
    _, url = environment()
    told = _without_password(url) if url else str(directory / "warc")
    return Check(name="captures", state="ok", told=told)


def proxy(_directory: Path) -> Check:
    """Say through which proxy requests go; a wrong one makes every site dead."""
    used = {scheme: url for scheme, url in getproxies().items() if scheme in ("http", "https")}
    if not used:
        return Check(name="proxy", state="ok", told="none: hosts are asked directly")
    broken = [scheme for scheme, url in used.items() if not _is_address(url)]
    told = ", ".join(f"{scheme} by {_without_password(url)}" for scheme, url in used.items())
    if broken:
        remedy = f"write {broken[0]}_proxy as http://HOST:PORT"
        return Check(name="proxy", state="error", told=told, remedy=remedy)
    return Check(name="proxy", state="ok", told=told)


def contact(_directory: Path) -> Check:
    """Look whether portals can write to somebody."""
    address = os.environ.get("NIANBAO_CONTACT", "").strip()
    if address:
        return Check(name="contact", state="ok", told=f"portals see {address}")
    remedy = "set NIANBAO_CONTACT to an address that somebody reads"
    return Check(name="contact", state="warning", told="portals cannot write to you", remedy=remedy)


def notify(_directory: Path) -> Check:
    """Look whether the morning report gets to somebody; what follows the program may be secret."""
    command = os.environ.get("NIANBAO_NOTIFY", "").strip()
    if not command:
        remedy = "set NIANBAO_NOTIFY to a command that takes it on standard input"
        return Check(name="notify", state="note", told="nobody is told", remedy=remedy)
    try:
        program = shlex.split(command)[0]
    except ValueError as error:
        remedy = "close its quotation marks"
        return Check(name="notify", state="error", told=f"no command: {error}", remedy=remedy)
    if shutil.which(program) is None:
        remedy = "install it, or write its whole path"
        return Check(name="notify", state="error", told=f"there is no {program}", remedy=remedy)
    return Check(name="notify", state="ok", told=f"the morning report goes to {program}")


def _is_address(url: str) -> bool:
    try:
        split = urlsplit(url if "://" in url else f"http://{url}")
        return bool(split.hostname) and split.port != 0
    except ValueError:
        return False


def _without_password(url: str) -> str:
    """Return a URL without what stands before its host, and without its query."""
    scheme, found, rest = url.partition("://")
    if not found:
        scheme, rest = "", url
    place = rest.partition("?")[0]
    authority, slash, path = place.partition("/")
    shown = authority.rpartition("@")[2] + slash + path
    return f"{scheme}://{shown}" if found else shown
