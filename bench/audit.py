"""How fast coverage and audit are, in how much memory, and how much of what was sown is found.

    python -m bench.audit coverage [--counties 2847] [--issuers 30] [--archive DIR]
    python -m bench.audit audit [--reports 100000] [--archive DIR]

Fills an archive by plain inserts unless DIR holds one, and measures in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from bench.simulated import Sown, corpus, country
from storage.archive import Archive
from storage.archive.visits import last_change
from storage.audit.reviews import listed_findings
from storage.coverage.cells import coverage_cells
from storage.exports.selection import Selection

YEARS = range(2008, 2026)
REPORT_YEARS = range(2021, 2026)


def fill(directory: Path, chosen: argparse.Namespace) -> None:
    """Make the archive that is measured, and note what was sown in it."""
    began = time.perf_counter()
    if chosen.what == "coverage":
        made = country(directory, counties_of=chosen.counties, issuers=chosen.issuers, years=YEARS)
        sown = Sown()
    else:
        sown = corpus(directory, reports=chosen.reports, years=REPORT_YEARS)
        made = chosen.reports
    told = {rule: sorted(reports) for rule, reports in sown.by_rule.items()}
    (directory / "sown.json").write_text(json.dumps(told), encoding="utf-8")
    print(f"{made} reports filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)


def measure_coverage(directory: Path) -> dict[str, object]:
    """Make the whole table once."""
    began = time.perf_counter()
    with Archive.open(directory, create=False) as archive, archive.reading() as connection:
        cells = coverage_cells(connection, Selection(), last_change(connection))
        states = Counter(cell.state for cell in cells)
    return {"cells": states.total(), "states": states, "seconds": time.perf_counter() - began}


def measure_audit(directory: Path) -> dict[str, object]:
    """Audit the archive, and compare with what was sown."""
    began = time.perf_counter()
    with Archive.open(directory, create=False) as archive:
        archive.audit(datetime.now(UTC), lambda _steps: lambda _done: None)
        seconds = time.perf_counter() - began
        with archive.reading() as connection:
            found = {(one.rule, one.report_id) for one in listed_findings(connection)}
            reports = connection.exec_driver_sql("SELECT count(*) FROM reports").scalar()
            pairs = connection.exec_driver_sql(
                "SELECT kind, count(*) FROM similarities GROUP BY kind"
            ).all()
    told = json.loads((directory / "sown.json").read_text(encoding="utf-8"))
    sown = {(rule, report) for rule, of in told.items() for report in of}
    # A fault breaks other rules as well: figures that are another's do not follow from last year's,
    # nor do the next year's from them. Only reports without a fault before or in them are innocent.
    guilty = {report for _, report in sown} | {_next_year(report) for _, report in sown}
    return {
        "reports": reports,
        "seconds": seconds,
        "similarities": dict(tuple(pair) for pair in pairs),
        "sown": len(sown),
        "found": len(sown & found),
        "false_alarms": len({one for one in found if one[1] not in guilty}),
        "missed": Counter(rule for rule, _ in sown - found),
    }


def _next_year(report: str) -> str:
    division, year, unit = report.split("-")
    return f"{division}-{int(year) + 1}-{unit}"


def main() -> None:
    """Fill where needed, then measure in a fresh process, whose memory is the measured one's."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("what", choices=["coverage", "audit"])
    arguments.add_argument("--counties", type=int, default=2847)
    arguments.add_argument("--issuers", type=int, default=30)
    arguments.add_argument("--reports", type=int, default=100_000)
    arguments.add_argument("--archive", type=Path)
    arguments.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.measure:
        measured = {"coverage": measure_coverage, "audit": measure_audit}[chosen.what](
            chosen.measure
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        cpu = time.process_time()  # what other load on the machine leaves alone
        print(json.dumps({**measured, "cpu_seconds": cpu, "peak_memory_megabytes": round(peak)}))
        return
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as scratch:
        directory = chosen.archive or Path(scratch) / "archive"
        if not (directory / "archive.sqlite").exists():
            fill(directory, chosen)
        command = [sys.executable, "-m", "bench.audit", chosen.what, "--measure", str(directory)]
        subprocess.run(command, check=True)  # noqa: S603 - this very script


if __name__ == "__main__":
    main()
