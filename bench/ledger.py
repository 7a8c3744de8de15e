"""What the ledger of changes costs: size of a report, a night without news, reading all again.

    python -m bench.ledger [--reports 400]

Archives reports of 200 cells and 5,000 characters as a crawl would, sees them again on a second
night with another visit counter, and then has ``nianbao reparse`` read them as another reader's.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fixtures.portals.writing import html
from fixtures.portals.writing.numbers import draw, printed
from fixtures.portals.writing.prose import six_sections
from fixtures.portals.writing.report import Report, with_tables
from pipelines.reading import read_capture
from storage.archive import Archive
from storage.captures import CaptureWriter
from storage.records import Capture, Locality, Outcome, Site, Visit, VisitOutcome
from storage.reference.divisions import all_divisions

CHARACTERS = 5_000  # of narrative, as the target has it
FIRST_NIGHT = datetime(2026, 4, 1, 18, 0, tzinfo=UTC)
YEARS = range(2021, 2025)


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=400)
    reports: int = parser.parse_args().reports
    with tempfile.TemporaryDirectory() as place:
        directory = Path(place)
        pages = list(_pages(reports))
        print(f"reports: {reports}, {len(pages[0][2].encode()) / 1000:.0f} kB of HTML each")
        _record(directory, pages, night=0)
        size = _bytes(directory)
        cells = _rows(directory, "figures") / reports
        print(f"tables: {size / reports / 1000:.1f} kB a report of {cells:.0f} cells")
        before = _all_rows(directory)
        _record(directory, pages, night=1)
        after = _all_rows(directory)
        new = {name: count - before[name] for name, count in after.items() if count != before[name]}
        print(f"rows of a night without news, other bytes in each page: {new}")
        for attempt in range(1, 4):
            with sqlite3.connect(directory / "archive.sqlite") as connection:
                connection.execute("UPDATE readings SET reader_version = ?", (str(attempt),))
            started, worked = time.perf_counter(), _children()
            told = _nianbao(directory, "reparse")
            seconds, work = time.perf_counter() - started, _children() - worked
            print(
                f"reparse: {reports / seconds:.0f} reports a second, "
                f"{1000 * work / reports:.1f} ms of a processor each ({told})"
            )


def _pages(number: int) -> Iterator[tuple[Site, str, str]]:
    """Make the pages of as many reports: site, URL, and HTML as pasted from Word."""
    counties = [row for row in all_divisions() if row.level == "county" and row.held_in(2024)]
    for one in range(number):
        county, year = counties[one // len(YEARS)], YEARS[one % len(YEARS)]
        site = Site(
            site=f"c{county.code}",
            name=f"{county.name}人民政府",
            url=f"http://www.c{county.code}.gov.cn/",
            division_code=county.code,
        )
        cells = printed(draw(f"{one}", {year: "2021"}, scale=40)[year], [])
        facts = {"unit": site.name, "year": year, "received": 1, "carried": 0}
        prose = six_sections(f"{one}", "2021", facts)
        overview = prose[-6][2]
        while sum(len(text) for _, _, body in prose for text in body) < CHARACTERS:
            overview += six_sections(f"{one}/{len(overview)}", "2021", facts)[-6][2][1:]
        report = Report(
            key="",
            issuer=site.name,
            kind="government",
            division_code=county.code,
            year=year,
            form="2021",
            title=f"{site.name}{year}年政府信息公开工作年度报告",
            published_on=date(year + 1, 1, 20),
            signed_on=date(year + 1, 1, 18),
            sections=with_tables(prose, "2021", cells),
            signature=(site.name, f"{year + 1}年1月18日"),
        )
        page = (
            f"<html><head><title>{report.title}</title></head><body><h1>{report.title}</h1>"
            f"<p>发布时间：{report.published_on}　浏览次数：VISITS</p>"
            f'<div class="TRS_Editor">{html.body(report, "word")}</div></body></html>'
        )
        yield site, f"{site.url}zfxxgk/nb/{year}.html", page


def _record(directory: Path, pages: list[tuple[Site, str, str]], *, night: int) -> None:
    with Archive.open(directory) as archive:
        archive.add_sites({site.site: site for site, _, _ in pages}.values())
        writer = archive.capture_writer("bench", {"software": "bench"})
        now = FIRST_NIGHT + timedelta(days=night)
        runs: dict[str, int] = {}
        for site, url, page in pages:
            if site.site not in runs:
                runs[site.site] = archive.start_run(site.site, again=True, now=now).run_id
            now += timedelta(seconds=1)
            body = page.replace("VISITS", str(1000 + night)).encode()
            _see(archive, writer, site, url, body, now=now, run_id=runs[site.site])
        writer.close()
        for run_id in runs.values():
            archive.finish_run(run_id, outcome=Outcome.OK, message="", requests=1, now=now)


def _see(
    archive: Archive,
    writer: CaptureWriter,
    site: Site,
    url: str,
    body: bytes,
    *,
    now: datetime,
    run_id: int,
) -> None:
    written = writer.write(
        url=url,
        method="GET",
        request_headers=[],
        request_body=b"",
        status=200,
        reason="OK",
        headers=[("Content-Type", "text/html")],
        body=body,
        visited_at=now,
    )
    capture = Capture(
        site=site.site,
        url=url,
        visited_at=now,
        status=200,
        headers={"Content-Type": "text/html"},
        body=body,
        record_id=written.record_id,
        warc_file=written.file,
        warc_offset=written.offset,
        payload_digest=written.payload_digest,
        refers_to=written.refers_to,
    )
    locality = Locality(division_code=site.division_code, county=site.name.removesuffix("人民政府"))
    archive.record_capture(capture, run_id=run_id)
    archive.record(capture, read_capture(capture, locality), run_id=run_id, locality=locality)
    archive.record_visit(Visit.of(capture, VisitOutcome.OK, run_id=run_id))


def _nianbao(directory: Path, *arguments: str) -> str:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *arguments]
    ran = subprocess.run(  # noqa: S603 - our own command
        command,
        env={**os.environ, "NIANBAO_ARCHIVE": str(directory)},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


def _children() -> float:
    """Processor time of ended children: on a machine that is busy otherwise, the truer figure."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bytes(directory: Path) -> int:
    """How large the pages of all tables and indexes are; free pages are nobody's."""
    with sqlite3.connect(directory / "archive.sqlite") as connection:
        (size,) = connection.execute("SELECT sum(pgsize) FROM dbstat").fetchone()
    return int(size)


def _rows(directory: Path, table: str) -> int:
    return _all_rows(directory)[table]


def _all_rows(directory: Path) -> dict[str, int]:
    with sqlite3.connect(directory / "archive.sqlite") as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for (name,) in names.fetchall()
        }


if __name__ == "__main__":
    main()
