"""How fast a report is read, beside pandas.read_html, and how long `nianbao parse` takes to start.

    python -m bench.speed [--rounds 5]

Pages of five makes, six reports each. The one that the target speaks of is ``Word, 130 kB``: three
tables as Word pastes them, a paragraph, spans and a style in each cell. nianbao does everything
that `parse` does (decoding, narrative, identity, figures, findings, digest); pandas only finds the
tables. Of several rounds the fastest counts, in CPU time: what disturbs a machine only adds.
"""

from __future__ import annotations

import argparse
import html
import io
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from bench.reading.layout import whole
from bench.reading.render import Tables, nested_html, page, plain_html, spans_html, word_html
from bench.reading.sheet import applications, disclosure, review
from bench.reading.truth import make_truth
from pipelines.extract import extract

REPORTS = 6  # of each make
_CELL_STYLE = (
    "border:solid windowtext 1.0pt;border-top:none;mso-border-top-alt:solid windowtext .5pt;"
    "mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt;height:20.0pt"
)
_TEXT_STYLE = "font-size:12.0pt;font-family:仿宋_GB2312;mso-hansi-font-family:宋体;color:black"


def real_word(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return a page as Word really pastes it, every cell styled to the last border."""

    def cell(text: str) -> str:
        return (
            f'<p class="MsoNormal" align="center" style="text-align:center;line-height:18.0pt;'
            f'mso-line-height-rule:exactly;layout-grid-mode:char"><span lang="EN-US" '
            f'style="{_TEXT_STYLE}">{html.escape(text)}<o:p></o:p></span></p>'
        )

    return page(tables, year, cell, cell_attributes=f' width="42" style="{_CELL_STYLE}"')


MAKES: dict[str, Callable[[Tables, int, random.Random], bytes]] = {
    "plain": plain_html,
    "nested": nested_html,
    "a span a character": spans_html,
    "Word": word_html,
    "Word, 130 kB": real_word,
}


def pages(make: Callable[[Tables, int, random.Random], bytes]) -> list[bytes]:
    """Return reports of one make, of all forms, none of them damaged."""
    made = []
    for number in range(REPORTS):
        rng = random.Random(number)  # noqa: S311 - the same pages each time, no secret
        truth = make_truth(rng)
        sheets = {"t2": disclosure(truth), "t3": applications(truth), "t4": review(truth)}
        made.append(make(whole(sheets), truth.year, rng))
    return made


def fastest(
    work: Callable[[], object], rounds: int, clock: Callable[[], float] = time.process_time
) -> float:
    """Return the milliseconds of the fastest round: of this process's CPU, unless told."""
    best = float("inf")
    for _ in range(rounds):
        began = clock()
        work()
        best = min(best, clock() - began)
    return best * 1000


def start_up(rounds: int) -> float:
    """Return the milliseconds from the call of `nianbao parse` to the end of a small page."""
    with TemporaryDirectory(prefix="nianbao-bench-") as scratch:
        path = Path(scratch) / "page.html"
        path.write_bytes(pages(plain_html)[0])
        command = [sys.executable, "-m", "crawler.cli", "parse", str(path)]
        command[1:3] = ["-c", "from crawler.cli import main; main()"]
        return fastest(
            lambda: subprocess.run(command, check=True, capture_output=True),  # noqa: S603 - ours
            rounds,
            time.perf_counter,
        )


def main() -> None:
    """Measure, and print a row for each make."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    rounds = arguments.parse_args().rounds
    print(f"{'':20}{'kB':>6}{'nianbao ms':>12}{'pandas ms':>12}{'times':>8}")
    totals = [0.0, 0.0]
    for name, make in MAKES.items():
        bodies = pages(make)
        ours = sum(fastest(lambda body=body: extract(body), rounds) for body in bodies)
        theirs = sum(
            fastest(lambda body=body: pd.read_html(io.StringIO(body.decode())), rounds)
            for body in bodies
        )
        totals = [totals[0] + ours, totals[1] + theirs]
        size = sum(map(len, bodies)) / REPORTS / 1000
        print(
            f"{name:20}{size:6.0f}{ours / REPORTS:12.1f}{theirs / REPORTS:12.1f}"
            f"{theirs / ours:8.1f}"
        )
    print(f"{'all':20}{'':6}{totals[0]:12.1f}{totals[1]:12.1f}{totals[1] / totals[0]:8.1f}")
    print(f"start-up of nianbao parse: {start_up(rounds):.0f} ms")


if __name__ == "__main__":
    main()
