"""The directory of a validation: two equal sheets to fill in, the pages, and how to go about it."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

from storage.reference.codebook import load_codebook
from storage.validation.sample import Drawn, Sample, Traits

SAMPLE = "sample.json"
CODERS = ("coder_1.csv", "coder_2.csv")
DISAGREEMENTS = "disagreements.csv"
PAGES = "pages"
_LEFT = ("no", "page", "label_zh", "label_en", "unit", "value", "remark")
_RIGHT = ("report_id", "title", "cell", "url")
_COLUMNS = (*_LEFT, *_RIGHT)
# Spreadsheet programs tell UTF-8 by it, and the labels are Chinese.
_ENCODING = "utf-8-sig"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sample as it was written down."""

    sample: Sample
    drawn_at: datetime
    reader_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a coder needs to know of a drawn cell: its report, and the copy of its page."""

    page: str  # within the directory
    title: str
    url: str


class SheetDamaged(Exception):
    """A sheet is not as it was given out; says what is wrong."""


def write_sheets(directory: Path, sheet: Sheet, about: Sequence[About]) -> None:
    """Write everything but the pages, the sample last: without it nothing was drawn."""
    rows = [
        _row(number, *of)
        for number, of in enumerate(zip(sheet.sample.drawn, about, strict=True), 1)
    ]
    for name in CODERS:
        _write(directory / name, rows)
    _write_index(directory / "index.html", rows)
    told = {
        "cells": len(rows),
        "reports": len({drawn.report_id for drawn in sheet.sample.drawn}),
        "drawn": f"{sheet.drawn_at:%Y-%m-%d}",
        "directory": directory.name,
        "first": CODERS[0],
        "second": CODERS[1],
        "sample": SAMPLE,
        "disagreements": DISAGREEMENTS,
    }
    how = files("crawler.validation").joinpath("instructions.md").read_text(encoding="utf-8")
    (directory / "README.md").write_text(how.format(**told), encoding="utf-8")
    (directory / SAMPLE).write_text(_as_json(sheet), encoding="utf-8")


def read_sample(directory: Path) -> Sheet | None:
    """Return the sample of a directory; None where there is none."""
    try:
        told = json.loads((directory / SAMPLE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Sheet(
        drawn_at=datetime.fromisoformat(told["drawn_at"]),
        reader_version=told["reader_version"],
        sample=Sample(
            drawn=tuple(
                Drawn(
                    **{
                        **one,
                        "traits": Traits(*one["traits"]),
                        "value": None if one["value"] is None else Decimal(one["value"]),
                    }
                )
                for one in told["drawn"]
            ),
            sizes={Traits(*traits): size for traits, size in told["sizes"]},
        ),
    )


def read_sheet(path: Path, drawn: Sequence[Drawn]) -> list[str]:
    """Return what is typed for each drawn cell. Raises ``SheetDamaged``."""
    typed = _typed(path)
    wanted = {str(number): one for number, one in enumerate(drawn, 1)}
    for number, row in typed.items():
        one = wanted.get(number)
        if one is None or (row.get("report_id"), row.get("cell")) != (one.report_id, one.cell):
            raise SheetDamaged(f"{path.name}: line no {number} is no cell of this sample")
    missing = [number for number in wanted if number not in typed]
    if missing:
        raise SheetDamaged(f"{path.name}: the lines no {', '.join(missing[:5])} are gone")
    return [typed[number].get("value") or "" for number in wanted]


def read_settled(directory: Path) -> Mapping[int, str]:
    """Return what a third look decided, by number; nothing where nobody has looked."""
    path = directory / DISAGREEMENTS
    if not path.exists():
        return {}
    return {int(number): row.get("value") or "" for number, row in _typed(path).items()}


def write_disagreements(
    directory: Path, about: Path, numbers: Iterable[int], codes: Sequence[tuple[str, str]]
) -> None:
    """Write the cells that two coders see differently, with both; what is settled stays."""
    settled = read_settled(directory)
    rows = _typed(about)
    found = []
    for number in numbers:
        row = dict(rows[str(number)])
        row["value"] = settled.get(number, "")
        row["remark"] = ""
        found.append({**row, "coder_1": codes[number - 1][0], "coder_2": codes[number - 1][1]})
    _write(directory / DISAGREEMENTS, found, ("no", "page", "coder_1", "coder_2", *_COLUMNS[2:]))


def _row(number: int, drawn: Drawn, about: About) -> dict[str, object]:
    cell = load_codebook().by_name[drawn.cell]
    return {
        "no": number,
        "page": about.page,
        "label_zh": f"表{cell.table} {cell.label_zh}",
        "label_en": cell.label_en,
        "unit": cell.unit,
        "value": "",
        "remark": "",
        "report_id": drawn.report_id,
        "title": about.title,
        "cell": drawn.cell,
        "url": about.url,
    }


def _write(
    path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str] = _COLUMNS
) -> None:
    with path.open("w", encoding=_ENCODING, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _typed(path: Path) -> dict[str, dict[str, str]]:
    """Read a sheet as spreadsheet programs save it: with other marks, in another encoding."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    head = text.partition("\n")[0]
    mark = max(",;\t", key=head.count)
    rows = csv.DictReader(text.splitlines(keepends=True), delimiter=mark)
    if not {"no", "value", "report_id", "cell"} <= set(rows.fieldnames or ()):
        raise SheetDamaged(f"{path.name} has not the columns that it was given out with")
    return {row["no"].strip(): row for row in rows if (row["no"] or "").strip()}


def _write_index(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    lines = "".join(
        f'<tr><td>{row["no"]}<td><a href="{row["page"]}">{html.escape(str(row["label_zh"]))}</a>'
        f"<td>{html.escape(str(row['label_en']))}<td>{html.escape(str(row['title']))}"
        for row in rows
    )
    path.write_text(
        '<!DOCTYPE html><meta charset="utf-8"><title>Coding sheet</title>'
        "<style>td { padding: 2px 8px; border-bottom: 1px solid #ddd }</style>"
        f"<table><tr><th>no<th>cell<th><th>report{lines}</table>\n",
        encoding="utf-8",
    )


def _as_json(sheet: Sheet) -> str:
    return json.dumps(
        {
            "drawn_at": sheet.drawn_at.isoformat(),
            "reader_version": sheet.reader_version,
            "sizes": [[list(traits), size] for traits, size in sheet.sample.sizes.items()],
            "drawn": [
                {
                    "report_id": one.report_id,
                    "cell": one.cell,
                    "traits": list(one.traits),
                    "weight": one.weight,
                    "status": one.status,
                    "value": None if one.value is None else str(one.value),
                    "raw": one.raw,
                }
                for one in sheet.sample.drawn
            ],
        },
        ensure_ascii=False,
        indent=1,
    )
