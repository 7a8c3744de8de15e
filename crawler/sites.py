"""Site lists: the CSV files out of which the registry is filled."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from crawler.cli.errors import UsageError
from storage.records import Site

REQUIRED = ("site", "name", "url", "division_code")
OPTIONAL = ("column_url", "enabled")

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # it must not look like an option or a path
_PASSWORD = re.compile(r"//[^/\s]*@")
_CODE = re.compile(r"[1-9][0-9]{5}")
_ENABLED = {"": True, "true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def read_site_list(path: Path) -> list[Site]:
    """Read a site list: CSV, UTF-8, with a header.

    Raises UsageError, which names the line and the column that make no sense: a list with one bad
    row is refused as a whole, since a site left out would be a silent gap.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    return parse_site_list(text, origin=str(path))


def bundled_sites() -> list[Site]:
    """Return the portals that nianbao knows of; whether they still answer only a crawl can say."""
    text = files("crawler").joinpath("sites.csv").read_text(encoding="utf-8")
    return parse_site_list(text, origin="the bundled list")


def parse_site_list(text: str, *, origin: str) -> list[Site]:
    """Read the text of a site list. Raises UsageError; its message begins with ``origin``."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    sites: dict[str, tuple[int, Site]] = {}
    try:
        header = next(rows, [])
        _check_header(header, origin)
        for row in rows:
            if not any(field.strip() for field in row):
                continue
            line = f"{origin}, line {rows.line_num}"
            site = _read_row(header, row, line)
            if site.site in sites:
                first = sites[site.site][0]
                raise UsageError(f"{line}, column site: {site.site} stands in line {first} already")
            sites[site.site] = (rows.line_num, site)
    except csv.Error as error:
        raise UsageError(f"{origin}, line {rows.line_num}: {error}") from error
    if not sites:
        raise UsageError(f"{origin} lists no site")
    return [site for _, site in sites.values()]


def _check_header(header: list[str], origin: str) -> None:
    missing = [name for name in REQUIRED if name not in header]
    foreign = [name for name in header if name not in {*REQUIRED, *OPTIONAL}]
    twice = {name for name in header if header.count(name) > 1}
    for names, complaint in (
        (missing, "missing"),
        (foreign, "not known"),
        (sorted(twice), "there twice"),
    ):
        if names:
            raise UsageError(
                f"{origin}, line 1: column {', '.join(names) or 'without a name'} is {complaint}; "
                f"a site list has {','.join(REQUIRED)} and optionally {','.join(OPTIONAL)}"
            )


def shown(url: str) -> str:
    """A URL as messages may show it: without a password that somebody put into it."""
    return _PASSWORD.sub("//…@", url)


def _read_row(header: list[str], row: list[str], line: str) -> Site:
    if len(row) != len(header):
        raise UsageError(f"{line}: {len(row)} fields, where the header has {len(header)}")
    fields = {name: field.strip() for name, field in zip(header, row, strict=True)}
    problem = next(_problems(fields), None)
    if problem is not None:
        column, complaint = problem
        raise UsageError(f"{line}, column {column}: {shown(fields[column])!r} {complaint}")
    return Site(
        site=fields["site"],
        name=fields["name"],
        url=fields["url"],
        division_code=fields["division_code"],
        column_url=fields.get("column_url") or None,
        enabled=_ENABLED[fields.get("enabled", "").lower()],
    )


def _problems(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each column that makes no sense, with what is wrong about it."""
    if not _SLUG.fullmatch(fields["site"]):
        yield "site", "is no slug: letters, digits, dots and hyphens of ASCII"
    if not fields["name"]:
        yield "name", "is empty"
    if not is_page(fields["url"]):
        yield "url", "is no address of a page: http:// or https:// and a host"
    if not _CODE.fullmatch(fields["division_code"]):
        yield "division_code", "is no code of GB/T 2260: six digits"
    if fields.get("column_url") and not is_page(fields["column_url"]):
        yield "column_url", "is no address of a page: http:// or https:// and a host"
    if fields.get("enabled", "").lower() not in _ENABLED:
        yield "enabled", "is neither true nor false"


def is_page(url: str) -> bool:
    """Whether ``url`` can be the address of a page: http or https, a host, no credentials."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and parts.username is None
        and not any(character.isspace() for character in url)
    )
