"""How fast an archive is exported, and in how much memory.

    python -m bench.export [--reports 5000] [--archive DIR] [--format csv]

Fills an archive with reports of the form of 2021, 200 cells and five sections each, as a crawl
would, unless DIR holds one already; then exports it in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fixtures.archives import Nights, form_figures, report
from storage.archive import Archive
from storage.exports.export import export_archive
from storage.exports.formats import Options
from storage.exports.selection import Selection
from storage.records import Form, Section, SectionKind, Site
from storage.reference.codebook import load_codebook
from storage.reference.divisions import all_divisions

YEARS = range(2019, 2025)
CELLS = [cell.cell for cell in load_codebook() if Form.F2021 in cell.forms]
PARAGRAPH = (
    "本年度主动公开政府信息若干条,按时办结申请,未发生行政复议和行政诉讼。" * 30
)  # 1,000 characters
KINDS = (
    SectionKind.OVERVIEW,
    SectionKind.PROACTIVE_DISCLOSURE,
    SectionKind.APPLICATIONS,
    SectionKind.REVIEW_LITIGATION,
    SectionKind.PROBLEMS,
)


def fill(directory: Path, reports: int) -> None:
    """Archive the reports of as many counties as it takes, one site each."""
    counties = [row for row in all_divisions() if row.level == "county" and row.held_in(2024)]
    with Archive.open(directory) as archive:
        for number in range(0, reports, len(YEARS)):
            county = counties[number // len(YEARS)]
            site = Site(
                site=f"c{county.code}",
                name=f"{county.name}人民政府",
                url=f"http://www.c{county.code}.gov.cn/",
                division_code=county.code,
            )
            nights = Nights(archive, site)
            nights.begin()
            for step, year in enumerate(YEARS[: reports - number]):
                printed = {
                    cell: str((place * 7 + number + step) % 1000)
                    for place, cell in enumerate(CELLS)
                }
                nights.see(
                    f"{site.url}{year}.html",
                    report(
                        year,
                        issuer=site.name,
                        division_code=county.code,
                        figures=form_figures(Form.F2021, printed),
                        sections=[
                            Section(kind=kind, heading="一、", text=PARAGRAPH) for kind in KINDS
                        ],
                    ),
                )
            nights.end()


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
                "megabytes": round(sum(table.bytes for table in edition.tables) / 1e6, 1),
                "peak_memory_megabytes": round(
                    resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                ),
            }
        )
    )


def main() -> None:
    """Fill where needed, then measure in a fresh process, whose memory is the export's alone."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--reports", type=int, default=5000)
    arguments.add_argument("--archive", type=Path)
    arguments.add_argument("--format", default="csv")
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
        subprocess.run(command, check=True)  # noqa: S603 - this very script


if __name__ == "__main__":
    main()
