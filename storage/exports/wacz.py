"""WACZ 1.1.1: captures with their index and a list of pages in one file, for ReplayWeb.page.

The records are copied as they lie in the archive's files, each with its request, and the originals
of revisits with them, so that the package replays by itself.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Row, Select, or_, select

from storage.archive import Archive
from storage.archive.readings import current_revisions
from storage.captures import records
from storage.captures.cdxj import as_index, cdxj_line, mime_of
from storage.captures.members import exchange
from storage.clock import written
from storage.errors import StorageError
from storage.exports.selection import Selection
from storage.records import Capture
from storage.schema import reading_pictures, readings, redactions, restrictions, sources, visits

_VERSION = "1.1.1"
_ROLL_AT = 1_000_000_000  # bytes of a WARC file within
_LINES = 3000  # of the index a block: what a reader fetches to find one
_OK = 200
_EPOCH = (1980, 1, 1, 0, 0, 0)  # ZIP knows no earlier date; no other is true of a copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What a package holds."""

    captures: int
    pages: int


PicturesOf = Callable[[Capture], Iterable[str]]
"""Tells the addresses of the pictures of a report's page. Storage reads no pages itself."""


def export_wacz(
    archive: Archive,
    target: Path,
    selection: Selection,
    *,
    reports: Iterable[str] = (),
    pictures_of: PicturesOf,
) -> Packed:
    """Pack all captures of ``reports``, else of what is selected, into the file ``target``.

    Sites stand for all their captures, other filters for those of the reports that pass, with the
    pictures of their pages; restricted reports and their pictures stay out. Raises StorageError
    where archive or disk fail; then what was there before stands as it did.
    """
    part = target.with_name(target.name + ".part")
    try:
        with archive.reading() as connection:
            rows = _captures(connection, archive, selection, tuple(reports), pictures_of)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as file:
                package = _Package(file)
                package.add_captures(archive, rows)
                pages = _pages(connection, {row.url for row in rows})
                package.add_pages(pages)
                package.close(max((written(row.visited_at) for row in rows), default=None))
        part.replace(target)
    except OSError as error:
        raise StorageError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
    return Packed(captures=len(rows), pages=len(pages))


def _captures(
    connection: Connection,
    archive: Archive,
    selection: Selection,
    reports: tuple[str, ...],
    pictures_of: PicturesOf,
) -> list[Row[tuple[Any, ...]]]:
    there = visits.c.record_id.not_in(select(redactions.c.record_id))
    query = select(visits).where(visits.c.record_id.is_not(None), there)

    def pictures(wanted: Select[Any]) -> set[str]:
        pages = connection.execute(wanted.where(visits.c.status == _OK)).all()
        named = {url for row in pages for url in pictures_of(archive.capture(row.record_id))}
        return named | _rested_on(connection, [row.record_id for row in pages])

    withheld = _of_reports(select(restrictions.c.report_id))
    hidden = pictures(query.where(withheld))
    query = query.where(~withheld, visits.c.url.not_in(hidden))
    if reports or selection.limits_reports:
        urls = pictures(query.where(_of_reports(reports or selection.reports())))
        query = query.where(
            or_(_of_reports(reports or selection.reports()), visits.c.url.in_(urls))
        )
    elif selection.sites:
        query = query.where(visits.c.site.in_(selection.sites))
    chosen = query.subquery()
    originals = select(chosen.c.refers_to).where(chosen.c.refers_to.is_not(None))
    whole = select(visits).where(
        or_(visits.c.record_id.in_(select(chosen.c.record_id)), visits.c.record_id.in_(originals))
    )
    return list(connection.execute(whole.order_by(visits.c.warc_file, visits.c.warc_offset)))


def _rested_on(connection: Connection, pages: list[str]) -> set[str]:
    """Where the pictures were found that these pages are read with: a redirect may lead there."""
    found = connection.execute(
        select(readings.c.record_id, visits.c.url)
        .join(reading_pictures, reading_pictures.c.reading_id == readings.c.reading_id)
        .join(visits, visits.c.record_id == reading_pictures.c.record_id)
    )
    wanted = set(pages)
    return {row.url for row in found if row.record_id in wanted}


def _of_reports(reports: tuple[str, ...] | Select[Any]) -> Any:
    return visits.c.url.in_(select(sources.c.url).where(sources.c.report_id.in_(reports)))


def _pages(connection: Connection, urls: set[str]) -> list[dict[str, str]]:
    """The reports among the captures, each with its current reading."""
    current = current_revisions().subquery()
    found = connection.execute(
        select(visits.c.url, visits.c.visited_at, readings.c.title, readings.c.record_id)
        .join(readings, readings.c.record_id == visits.c.record_id)
        .join(current, current.c.current_reading_id == readings.c.reading_id)
        .order_by(readings.c.title, visits.c.url)
    )
    return [
        {
            "id": row.record_id.removeprefix("<urn:uuid:").removesuffix(">"),
            "url": row.url,
            "ts": written(row.visited_at),
            "title": row.title or row.url,
        }
        for row in found
        if row.url in urls
    ]


@dataclass(slots=True)
class _Weighed:
    """A member of the package being written: its digest and size are taken on the way."""

    stream: IO[bytes]
    digest: Any = field(default_factory=hashlib.sha256)
    size: int = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self.stream.write(data)


class _Package:
    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._resources: list[dict[str, object]] = []
        self._lines: list[str] = []

    def add_captures(self, archive: Archive, rows: list[Row[tuple[Any, ...]]]) -> None:
        remaining = iter(rows)
        number = 0
        row = next(remaining, None)
        while row is not None or number == 0:
            number += 1
            name = f"data-{number}.warc.gz"
            with self._member(f"archive/{name}") as member:
                info = {
                    "software": f"nianbao/{version('nianbao')}",
                    "format": "WARC File Format 1.1",
                    "description": "Records copied from an archive of nianbao, as they are there.",
                }
                member.write(records.warcinfo(name, info)[1])
                while row is not None and member.size <= _ROLL_AT:
                    self._add(archive, row, member, name)
                    row = next(remaining, None)

    def _add(
        self, archive: Archive, row: Row[tuple[Any, ...]], member: _Weighed, name: str
    ) -> None:
        own, request = exchange(archive.captures, row.warc_file, row.warc_offset)
        kind = "revisit" if row.refers_to else "response"
        self._lines.append(
            cdxj_line(
                url=row.url,
                visited_at=row.visited_at,
                mime=mime_of(kind, row.content_type),
                status=row.status,
                digest=row.payload_digest,
                length=len(own),
                offset=member.size,
                file=name,
            )
        )
        member.write(own + request)

    def add_pages(self, pages: list[dict[str, str]]) -> None:
        head = {"format": "json-pages-1.0", "id": "pages", "title": "Reports"}
        with self._member("pages/pages.jsonl", compressed=True) as member:
            for line in (head, *pages):
                member.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")

    def close(self, moment: str | None) -> None:
        """Write the index, and last what says what is in the package."""
        lines = as_index(self._lines).splitlines(keepends=True)
        blocks = ['!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n']
        with self._member("indexes/index.cdx.gz") as member:
            for start in range(0, len(lines), _LINES):
                block = gzip.compress(b"".join(lines[start : start + _LINES]), mtime=0)
                key, stamp, _ = lines[start].decode().split(" ", 2)
                place = {
                    "offset": member.size,
                    "length": len(block),
                    "digest": f"sha256:{hashlib.sha256(block).hexdigest()}",
                    "filename": "index.cdx.gz",
                }
                blocks.append(f"{key} {stamp} {json.dumps(place)}\n")
                member.write(block)
        with self._member("indexes/index.idx", compressed=True) as member:
            member.write("".join(blocks).encode())
        package = {
            "profile": "data-package",
            "wacz_version": _VERSION,
            "title": "政府信息公开工作年度报告",
            "software": f"nianbao/{version('nianbao')}",
            "resources": self._resources,
        }
        if moment is not None:
            package |= {"created": moment, "modified": moment}
        content = json.dumps(package, ensure_ascii=False, indent=2).encode()
        self._write("datapackage.json", content)
        digest = {
            "path": "datapackage.json",
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        }
        self._write("datapackage-digest.json", json.dumps(digest).encode())

    @contextmanager
    def _member(self, path: str, *, compressed: bool = False) -> Iterator[_Weighed]:
        """Open a member; what readers fetch parts of is stored as it is."""
        info = zipfile.ZipInfo(path, _EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
        with self._file.open(info, "w", force_zip64=True) as stream:
            member = _Weighed(stream)
            yield member
        self._resources.append(
            {
                "name": path.rpartition("/")[2],
                "path": path,
                "hash": f"sha256:{member.digest.hexdigest()}",
                "bytes": member.size,
            }
        )

    def _write(self, path: str, content: bytes) -> None:
        self._file.writestr(zipfile.ZipInfo(path, _EPOCH), content)
