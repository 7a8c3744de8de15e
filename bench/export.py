"""How fast an archive is exported, and in how much memory.

    python -m bench.export [--reports 100000] [--archive DIR] [--format parquet]

Fills an archive with reports of the form of 2021, 200 cells and five sections of 1,000 characters
each, by plain statements, unless DIR holds one already; then exports it in a process of its own.
100,000 reports take 3 GB of disk.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.memory import family, resident
from storage.archive import Archive
from storage.exports.export import export_archive
from storage.exports.formats import Options
from storage.exports.selection import Selection
from storage.identifiers import issuer_id, report_id
from storage.records import Form
from storage.reference.codebook import load_codebook
from storage.reference.divisions import all_divisions

YEARS = range(2019, 2025)
CELLS = [cell.cell for cell in load_codebook() if Form.F2021 in cell.forms]
PARAGRAPH = (
    "本年度主动公开政府信息若干条,按时办结申请,未发生行政复议和行政诉讼。" * 30
)  # 1,000 characters
KINDS = ("overview", "proactive_disclosure", "applications", "review_litigation", "problems")
SEEN = "2026-04-01 17:00:00.000000"
LOOK_EACH = 0.2  # seconds between two looks at the memory
URL = "http://www.c{}.gov.cn/{}.html"


def fill(directory: Path, reports: int) -> None:
    """Archive the reports of as many issuers as it takes, six years each, one site a county."""
    Archive.open(directory).close()
    counties = [row for row in all_divisions() if row.level == "county" and row.held_in(2024)]
    with sqlite3.connect(directory / "archive.sqlite") as database:
        insert = database.executemany
        insert(
            "INSERT INTO sites (site, name, url, division_code, enabled) VALUES (?, ?, ?, ?, 1)",
            (
                (f"c{row.code}", f"{row.name}人民政府", f"http://www.c{row.code}.gov.cn/", row.code)
                for row in counties
            ),
        )
        for number in range(0, reports, len(YEARS)):
            place, round_ = (
                number // len(YEARS) % len(counties),
                number // len(YEARS) // len(counties),
            )
            county = counties[place]
            name = f"{county.name}{f'第{round_}局' if round_ else '人民政府'}"
            kind = "department" if round_ else "government"
            issuer = issuer_id(county.code, name)
            insert("INSERT INTO issuers VALUES (?, ?, ?, ?)", [(issuer, county.code, name, kind)])
            some = list(enumerate(YEARS[: reports - number], start=number + 1))
            insert(
                "INSERT INTO reports (report_id, issuer_id, year, status, first_seen_at,"
                " last_seen_at) VALUES (?, ?, ?, 'published', ?, ?)",
                [
                    (report_id(county.code, name, year), issuer, year, SEEN, SEEN)
                    for _, year in some
                ],
            )
            insert(
                'INSERT INTO sources (source_id, report_id, site, url, "primary", status,'
                " first_seen_at, last_seen_at, last_visited_at, night, last_outcome, gone_visits)"
                " VALUES (?, ?, ?, ?, 1, 'live', ?, ?, ?, 'n', 'ok', 0)",
                [
                    (
                        key,
                        report_id(county.code, name, year),
                        f"c{county.code}",
                        URL.format(county.code, key),
                        SEEN,
                        SEEN,
                        SEEN,
                    )
                    for key, year in some
                ],
            )
            insert(
                "INSERT INTO visits (visit_id, site, url, visited_at, status, outcome, record_id,"
                " payload_digest, warc_file, warc_offset)"
                " VALUES (?, ?, ?, ?, 200, 'ok', ?, ?, ?, ?)",
                [
                    (
                        key,
                        f"c{county.code}",
                        URL.format(county.code, key),
                        SEEN,
                        f"urn:uuid:{key:032d}",
                        f"sha256:{key:064d}",
                        f"c{county.code}.warc.gz",
                        key * 1000,
                    )
                    for key, _ in some
                ],
            )
            insert(
                "INSERT INTO readings (reading_id, source_id, record_id, reader_version,"
                " first_seen_at, last_seen_at, content_digest, title, scope, form, published_on,"
                " signed_on) VALUES (?, ?, ?, 'reader-1', ?, ?, ?, ?, 'unknown', '2021', ?, ?)",
                [
                    (
                        key,
                        key,
                        f"urn:uuid:{key:032d}",
                        SEEN,
                        SEEN,
                        f"sha256:{key:064d}",
                        f"{name}{year}年政府信息公开工作年度报告",
                        f"{year + 1}-01-28",
                        f"{year + 1}-01-26",
                    )
                    for key, year in some
                ],
            )
            insert(
                "INSERT INTO revisions (report_id, revision, cause, reading_id, current_reading_id,"
                " first_seen_at, last_seen_at) VALUES (?, 1, 'first', ?, ?, ?, ?)",
                [(report_id(county.code, name, year), key, key, SEEN, SEEN) for key, year in some],
            )
        database.execute("CREATE TEMP TABLE cells (position INTEGER, cell TEXT)")
        insert("INSERT INTO cells VALUES (?, ?)", enumerate(CELLS))
        database.execute(
            "INSERT INTO figures SELECT reading_id, cell, position,"
            " (position * 7 + reading_id) % 1000,"
            " CAST((position * 7 + reading_id) % 1000 AS TEXT), 'number', 'label'"
            " FROM readings CROSS JOIN cells ORDER BY reading_id, cell"
        )
        database.execute("CREATE TEMP TABLE kinds (position INTEGER, kind TEXT)")
        insert("INSERT INTO kinds VALUES (?, ?)", enumerate(KINDS))
        database.execute(
            "INSERT INTO sections SELECT reading_id, position, kind, '一、', ? || reading_id"
            " FROM readings CROSS JOIN kinds ORDER BY reading_id, position",
            [PARAGRAPH],
        )


def measure(archive_directory: Path, target: Path, format_name: str) -> None:
    """Export once, and print what it took."""
    began = time.perf_counter()
    with Archive.open(archive_directory, create=False) as archive:
        edition = export_archive(
            archive,
            target,
            format_name=format_name,
            selection=Selection(),
            options=Options(),
            progress=lambda done, total: None,
        )
    seconds = time.perf_counter() - began
    rows = {table.spec.name: table.rows for table in edition.tables}
    print(
        json.dumps(
            {
                "reports": rows["reports"],
                "figures": rows["figures"],
                "seconds": round(seconds, 2),
                "figures_a_second": round(rows["figures"] / seconds),
                # What other load on the machine leaves nearly alone; of all processes.
                "cpu_seconds": round(sum(os.times()[:4]), 2),
                "megabytes": round(sum(table.bytes for table in edition.tables) / 1e6, 1),
            }
        )
    )


def main() -> None:
    """Fill where needed, then measure in a fresh process, whose memory is the export's alone."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--reports", type=int, default=100_000)
    arguments.add_argument("--archive", type=Path)
    arguments.add_argument("--format", default="parquet")
    arguments.add_argument("--measure", nargs=2, type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.measure:
        measure(*chosen.measure, chosen.format)
        return
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as scratch:
        directory = chosen.archive or Path(scratch) / "archive"
        if not (directory / "archive.sqlite").exists():
            fill(directory, chosen.reports)
        command = [sys.executable, "-m", "bench.export", "--format", chosen.format, "--measure"]
        command += [str(directory), str(Path(scratch) / "export")]
        process = subprocess.Popen(command)  # noqa: S603 - this very script
        most = 0.0
        while process.poll() is None:
            most = max(most, sum(resident(pid) for pid in family(process.pid)))
            time.sleep(LOOK_EACH)
        print(json.dumps({"peak_memory_megabytes_of_all_processes": round(most)}))
        sys.exit(process.returncode)


if __name__ == "__main__":
    main()
