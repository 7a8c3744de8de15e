"""Make damaged reports, read them, and print how much was right.

python -m bench.reading [--documents 600] [--seed 1] [--faults 20] [--only QUIRK]
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Collection
from time import perf_counter

from bench.reading.layout import cut, fused, twice, whole
from bench.reading.losses import LOSSES, SHOWN_BY_MARKUP
from bench.reading.office import FILTERS, FROM_WORKBOOKS, convert
from bench.reading.older import as_printed, make_older
from bench.reading.quirks import (
    OLDER_SHEET_QUIRKS,
    OLDER_TRUTH_QUIRKS,
    SHEET_QUIRKS,
    TRUTH_QUIRKS,
    SheetQuirk,
    merged_cell,
    on_its_side,
)
from bench.reading.render import FLATTENED, MARKED_UP, PAGES, RENDERINGS, Tables
from bench.reading.score import HEADS, Score
from bench.reading.sheet import Sheet, applications, disclosure, review
from bench.reading.truth import Truth, make_truth
from bench.reading.workbook import workbook
from pipelines.extract import extract

# The share of reports of before 2019.
OLDER = 0.1
SHEETS = ("workbook",)
# A table on its side comes last: what is done to rows is done while they are rows.
CHANGES = {**SHEET_QUIRKS, **LOSSES}
CHANGES[on_its_side] = CHANGES.pop(on_its_side)


def make(
    seed: str,
    *,
    only: str | None = None,
    clean: bool = False,
    flattened: bool = False,
    among: Collection[str] | None = None,
    without: Collection[SheetQuirk] = (),
) -> tuple[Truth, str, bytes]:
    """Return a report's truth, its rendering's name, and its bytes.

    ``among``: the renderings to choose from, where not all. ``without``: what nothing in them would
    show.
    """
    rng = random.Random(seed)  # noqa: S311 - reproducible damage, no secret
    if only == "older" or (only is None and not flattened and rng.random() < OLDER):
        truth, tables = _older(rng, clean=clean)
    else:
        if among == SHEETS:
            without = (*SHOWN_BY_MARKUP, merged_cell)
        elif flattened:
            without = SHOWN_BY_MARKUP
        truth, tables = _newer(rng, only=only, clean=clean, without=without)
    renderings = FLATTENED if flattened else dict(RENDERINGS)
    is_marked_up = any(change.__name__ in truth.quirks for change in SHOWN_BY_MARKUP)
    # In a sheet a broad cell does not push the others aside: what is under a head is its column's.
    if not flattened and not is_marked_up and merged_cell.__name__ not in truth.quirks:
        renderings["workbook"] = workbook
    if is_marked_up:
        renderings = {name: renderings[name] for name in MARKED_UP}
    rendering = rng.choice([name for name in renderings if among is None or name in among])
    return truth, rendering, renderings[rendering](tables, truth.year, rng)


def _newer(
    rng: random.Random, *, only: str | None, clean: bool, without: Collection[SheetQuirk]
) -> tuple[Truth, Tables]:
    """Return a report by the forms of 2019 and 2021, and what became of its tables."""
    truth = make_truth(rng)
    for quirk, share in TRUTH_QUIRKS.items():
        if (only == quirk.__name__) if only else (not clean and rng.random() < share):
            quirk(truth, rng)
            truth.quirks.append(quirk.__name__)
    sheets: dict[str, Sheet] = {
        "t2": disclosure(truth),
        "t3": applications(truth),
        "t4": review(truth),
    }
    for change, share in CHANGES.items():
        if change in without:
            continue
        if (only == change.__name__) if only else (not clean and rng.random() < share):
            change(truth, sheets, rng)
            truth.quirks.append(change.__name__)
    tables: Tables = whole(sheets)
    layout = "whole" if clean else rng.choice(["whole"] * 6 + ["fused", "cut", "cut", "twice"])
    if only in ("fused", "cut", "twice"):
        layout = only
    if on_its_side.__name__ in truth.quirks:
        layout = "whole"  # as it lies, it has no head to be repeated
    if layout == "fused":
        tables = fused(sheets)
    elif layout == "cut":
        tables = cut(sheets, rng)
    elif layout == "twice":
        tables = twice(sheets, rng)
    truth.quirks.append(layout)
    return truth, tables


def _older(rng: random.Random, *, clean: bool) -> tuple[Truth, Tables]:
    """Return a report of before 2019, and what became of its table."""
    truth, sheets = make_older(rng)
    for quirk in OLDER_TRUTH_QUIRKS:
        if not clean and rng.random() < TRUTH_QUIRKS[quirk]:
            quirk(truth, rng)
            truth.quirks.append(quirk.__name__)
    as_printed(sheets, truth)
    for change in OLDER_SHEET_QUIRKS:
        if not clean and rng.random() < SHEET_QUIRKS[change]:
            change(truth, sheets, rng)
            truth.quirks.append(change.__name__)
    return truth, whole(sheets)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--faults", type=int, default=20)
    parser.add_argument("--only", help="a quirk or a layout, on every document, and nothing else")
    parser.add_argument("--clean", action="store_true", help="no quirks at all")
    parser.add_argument("--flattened", action="store_true", help="tables without markup")
    parser.add_argument("--through", choices=FILTERS, help="as LibreOffice's files of a kind")
    parser.add_argument("--show", type=int, help="print the document of this number and stop")
    options = parser.parse_args()
    among: Collection[str] | None = None
    if options.through:
        among = SHEETS if options.through in FROM_WORKBOOKS else PAGES
    without = SHOWN_BY_MARKUP if options.through == "unruled" else ()
    scores: dict[str, Score] = {}
    numbers = range(options.documents) if options.show is None else [options.show]
    made = [
        make(
            f"{options.seed}/{number}",
            only=options.only,
            clean=options.clean,
            flattened=options.flattened,
            among=among,
            without=without,
        )
        for number in numbers
    ]
    bodies = [body for _, _, body in made]
    if options.show is not None:
        sys.stdout.write(f"{made[0][0].quirks}\n{bodies[0].decode()}\n")
    if options.through:
        bodies = convert(bodies, options.through)
    for number, (truth, rendering, _), body in zip(numbers, made, bodies, strict=True):
        started = perf_counter()
        reading = extract(body, url=f"http://www.example.gov.cn/{number}.htm")
        seconds = perf_counter() - started
        score = scores.setdefault(rendering, Score())
        score.add(f"{number} {rendering} {truth.quirks}", truth, reading, seconds)
    total = Score()
    for score in scores.values():
        for name in Score.__slots__:
            setattr(total, name, getattr(total, name) + getattr(score, name))
    rows = [
        ["", *HEADS],
        *([name, *s.row()] for name, s in sorted(scores.items())),
        ["all", *total.row()],
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        sys.stdout.write(
            "  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) + "\n"
        )
    for fault in total.faults[: options.faults]:
        sys.stdout.write(fault + "\n")
    if total.faults:
        sys.stdout.write(f"faulty by quirk: {total.by_quirk.most_common()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
