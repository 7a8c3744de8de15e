"""``nianbao parse``: read documents without crawling, one JSON object a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

import typer

from crawler.cli.errors import UsageError

# A page scanned at 600 dpi has some 30 MB.
_LARGEST_PICTURE = 50_000_000


def command(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Documents; - is standard input.")
    ],
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Where the document comes from; goes with one path."),
    ] = None,
) -> int:
    """Read documents without crawling: one JSON object a line for each path, in order.

    Exit status 1 says that some path is no report or cannot be read.
    """
    if url is not None and len(paths) > 1:
        raise UsageError("--url goes with one path: leave it out, or give the paths one by one")
    good = True
    for path in _progress(paths):
        printed, is_report = _parse(path, url)
        good = good and is_report
        sys.stdout.write(json.dumps(printed, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0 if good else 1


def _parse(path: str, url: str | None) -> tuple[dict[str, Any], bool]:
    """Return what is printed for one path, and whether it is a report."""
    from pipelines.errors import Unreadable
    from pipelines.extract import extract

    try:
        reading = extract(_body(path), url=url or _file_url(path), picture_of=_beside(path))
    except Unreadable as error:
        return {"path": path, "error": {"kind": error.kind, "message": error.message}}, False
    return {"path": path, **printed_reading(reading)}, reading.is_report


def _body(path: str) -> bytes:
    from pipelines.errors import Unreadable

    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise Unreadable("not_found", f"there is no file {path}") from None
    except IsADirectoryError:
        raise Unreadable("unsupported", f"{path} is a directory, not a document") from None
    except (OSError, ValueError) as error:  # no permission, a broken disk, a name with a NUL
        raise Unreadable("not_found", f"cannot open {path}: {error}") from None


def _file_url(path: str) -> str | None:
    """Return an address whose suffix tells the format where the content does not."""
    return None if path == "-" else Path(path).name


def _beside(path: str) -> Callable[[str], bytes | None]:
    """Return what finds a page's pictures as they were saved with it: under their path or name."""
    directory = Path(path).parent.resolve()

    def picture(address: str) -> bytes | None:
        relative = unquote(urlsplit(address).path).lstrip("/")
        for name in (relative, relative.rpartition("/")[2]):
            place = (directory / name).resolve()
            if name and place.is_relative_to(directory) and place.is_file():
                return place.read_bytes() if place.stat().st_size <= _LARGEST_PICTURE else None
        return None

    return picture


def printed_reading(reading: Any) -> dict[str, Any]:
    """Return a reading as ``parse`` prints it: its keys in the order of the reference."""
    return {
        "is_report": reading.is_report,
        "reason": reading.reason,
        "title": reading.title,
        "issuer": reading.issuer,
        "issuer_kind": reading.issuer_kind,
        "division_code": reading.division_code,
        "scope": reading.scope,
        "year": reading.year,
        "form": reading.form,
        "published_on": _day(reading.published_on),
        "signed_on": _day(reading.signed_on),
        "sections": [
            {"kind": section.kind, "heading": section.heading, "text": section.text}
            for section in reading.sections
        ],
        "figures": [
            {
                "cell": figure.cell,
                "value": _number(figure.value),
                "raw": figure.raw,
                "status": figure.status,
                "read": figure.read,
            }
            for figure in reading.figures
        ],
        "tables": [
            {"caption": table.caption, "rows": [list(row) for row in table.rows]}
            for table in reading.tables
        ],
        "facts": [
            {
                "fact": fact.fact,
                "value": _number(fact.value),
                "unit": fact.unit,
                "raw": fact.raw,
            }
            for fact in reading.facts
        ],
        "findings": [
            {
                "rule": finding.rule,
                "verdict": finding.verdict,
                "cells": list(finding.cells),
                "expected": _number(finding.expected),
                "actual": _number(finding.actual),
                "message": finding.message,
            }
            for finding in reading.findings
        ],
        "content_digest": reading.content_digest,
    }


def _day(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def _number(value: Decimal | None) -> int | float | None:
    """Return a JSON number. Doubles print fifteen digits as they were: no figure has more."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _progress(paths: list[str]) -> Iterable[str]:
    """Show a bar where there is somebody to see it and something to wait for."""
    if len(paths) < 2 or not sys.stderr.isatty():
        return paths
    from rich.console import Console
    from rich.progress import track

    return track(paths, description="parse", console=Console(stderr=True))
