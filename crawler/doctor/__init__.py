"""Whether this machine can run nianbao every night, looked at without changing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from crawler.doctor import machine, operation
from crawler.doctor.check import Check


def examine(archive: Path) -> Iterator[Check]:
    """Yield what is looked at, one after the other. No password is ever in it."""
    checks: tuple[Callable[[Path], Check], ...] = (
        machine.software,
        machine.disk,
        machine.memory,
        machine.open_files,
        machine.clock,
        machine.locale,
        machine.libreoffice,
        machine.extras,
        operation.archive,
        operation.captures,
        operation.proxy,
        operation.contact,
        operation.notify,
    )
    for check in checks:
        yield check(archive)
