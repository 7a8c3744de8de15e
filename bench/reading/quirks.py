"""What happens to real reports between the office and the reader, one function a quirk.

Each takes the truth or the sheets and a random source, changes them, and keeps the truth right
about what is printed afterwards.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from bench.reading.sheet import Box, Sheet
from bench.reading.truth import GROUPS, Truth, Value
from pipelines.labels import is_wordy

TruthQuirk = Callable[[Truth, random.Random], None]
SheetQuirk = Callable[[Truth, dict[str, Sheet], random.Random], None]


# ---- what is printed in the cells ------------------------------------------------------------


def break_sums(truth: Truth, rng: random.Random) -> None:
    """Print figures that do not add up, as some counties do."""
    for _ in range(rng.choice([1, 1, 2, 4])):
        cell = rng.choice([c for c in truth.cells if c.startswith(("t3.", "t4."))])
        number = truth.number(cell)
        if number is not None:
            truth.set(cell, rng.choice([Decimal(0), number + rng.randint(1, 9), number * 10 + 1]))


def zero_totals(truth: Truth, rng: random.Random) -> None:
    for group in GROUPS:
        truth.set(f"t4.{group}.upheld", rng.randint(1, 12))
        truth.set(f"t4.{group}.total", 0)


def county_rules(truth: Truth, rng: random.Random) -> None:
    for cell in truth.cells:
        if cell.startswith("t2.government_rules."):
            truth.set(cell, rng.randint(1, 3))


def blank_cells(truth: Truth, rng: random.Random) -> None:
    for cell in truth.cells:
        if rng.random() < 0.2:
            truth.cells[cell] = Value(raw=rng.choice(["", "", "\u3000", "\xa0"]), status="blank")


def dashes(truth: Truth, rng: random.Random) -> None:
    mark = rng.choice(["/", "-", "—", "——", "－", "／", "无", "不适用"])
    for cell, value in truth.cells.items():
        if value.value == 0 and rng.random() < 0.7:
            truth.cells[cell] = Value(raw=mark, status="dash")


def zeros_left_out(truth: Truth, rng: random.Random) -> None:
    """Leave every zero blank, as offices do that fill in only what they have."""
    for cell, value in truth.cells.items():
        if value.value == 0:
            truth.cells[cell] = Value(raw="", status="blank")


def no_totals(truth: Truth, rng: random.Random) -> None:
    for cell in truth.cells:
        if cell.startswith("t3.") and cell.endswith(".total"):
            truth.cells[cell] = Value(raw="", status="blank")


def only_persons(truth: Truth, rng: random.Random) -> None:
    for cell in truth.cells:
        if cell.startswith("t3.") and not cell.endswith((".total", ".natural_person")):
            truth.cells[cell] = Value(raw="", status="blank")


def all_blank(truth: Truth, rng: random.Random) -> None:
    for cell in truth.cells:
        truth.cells[cell] = Value(raw="", status="blank")


def words(truth: Truth, rng: random.Random) -> None:
    for cell, value in truth.cells.items():
        if value.value and rng.random() < 0.1:
            raw = rng.choice(["约{}", "{}余", "共{}", "{}多件"]).format(value.raw)
            truth.cells[cell] = Value(raw=raw, status="text")


def dressed(truth: Truth, rng: random.Random) -> None:
    """Print numbers with units, remarks, separators, full-width digits, signs and blanks."""
    styles: list[Callable[[str], str]] = [
        lambda s: s + "件",
        lambda s: s + " 件",
        lambda s: f"{s}（其中修订{rng.randint(0, 9)}件）",
        lambda s: "\xa0" + s,
        lambda s: s.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)}),
        lambda s: f"{int(s):,}" if s.lstrip("-").isdigit() else s,
        lambda s: "\u3000" + s + " ",
    ]
    for cell, value in truth.cells.items():
        money = cell.endswith(".amount")
        if value.value is None or rng.random() > 0.3:
            continue
        if cell.endswith(".change") and value.value > 0:
            value.raw = "+" + value.raw
        elif cell.endswith(".change") and value.value < 0:
            value.raw = rng.choice("-－−") + value.raw[1:]
        elif money and "元" not in value.raw:
            value.raw = rng.choice([value.raw + "万元", f"{value.value:,f}", value.raw])
        elif not money:
            value.raw = rng.choice(styles)(value.raw)


def yuan(truth: Truth, rng: random.Random) -> None:
    """Print an amount in 元 inside a cell of 万元."""
    for cell, value in truth.cells.items():
        if cell.endswith(".amount") and value.value:
            value.value = Decimal(rng.randint(100, 99_999_999)).scaleb(-4)
            value.raw = f"{value.value.scaleb(4):f}元"


# ---- what the tables look like ---------------------------------------------------------------


def zeros_for_labels(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Overwrite the labels of 三、 with zeros, one for each row that a label covers."""
    for row in sheets["t3"].rows[sheets["t3"].heads :]:
        for box in row:
            outer = ("row:received", "row:carried_in", "row:carried_out", "result")
            if box.label and box.label not in outer:
                box.text = " ".join(["0"] * box.rowspan)


def cut_labels(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    for box in _labels(sheets):
        if rng.random() < 0.15 and len(box.text) > 4:
            box.text = box.text[: rng.randint(3, len(box.text) - 1)]


def misspelt_labels(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    for box in _labels(sheets):
        if is_wordy(box.text) and rng.random() < 0.15 and len(box.text) > 5:
            if "元" in box.text:
                continue  # 元 for 万元 is another unit, and no slip
            at = rng.randrange(2, len(box.text) - 1)
            box.text = rng.choice(
                [
                    box.text[:at] + box.text[at + 1 :],
                    box.text[:at] + rng.choice("之的地所在有") + box.text[at + 1 :],
                    box.text[:at] + box.text[at + 1] + box.text[at] + box.text[at + 2 :],
                ]
            ).replace("结转", rng.choice(["结转", "转结"]))


def lost_labels(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    for box in _labels(sheets):
        if box.label and box.label.startswith("row:") and rng.random() < 0.1:
            box.text = ""


def lying_label(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Print one row's label over another's, so that it stands there twice."""
    rows = [b for b in _labels(sheets) if b.label and b.label.startswith("row:refused")]
    if len(rows) > 2:
        one, other = rng.sample(rows, 2)
        one.text = other.text


def spaced_labels(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    mark = rng.choice([" ", "\n", "\xa0", "\u3000"])
    for box in _labels(sheets):
        if rng.random() < 0.5 and len(box.text) > 3:
            at = rng.randrange(1, len(box.text))
            box.text = box.text[:at] + mark + box.text[at:]


def other_marks(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    for box in _labels(sheets):
        box.text = box.text.translate({ord("（"): "(", ord("）"): ")", ord("，"): ","})
        for number in "12345678":
            box.text = box.text.replace(f"{number}.", f"{number}{rng.choice('.、．')}")
        box.text = box.text.replace("(一)", "㈠").replace("(七)", "㈦")


def extra_row(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    rows = sheets["t2"].rows
    if rows:
        rows.insert(rng.choice([4, len(rows)]), _strange_row(len(rows[1])))


def _strange_row(width: int) -> list[Box]:
    return [Box("其他主动公开文件"), *(Box("7", label="strange") for _ in range(width - 1))]


def merged_cell(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Let one figure reach over a column that only it has."""
    row = rng.choice([row for row in sheets["t3"].rows if any(box.cell for box in row)])
    box = rng.choice([box for box in row if box.cell])
    box.colspan = 2


def spare_column(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Leave an empty column at the right edge."""
    sheet = rng.choice(list(sheets.values()))
    for row in sheet.rows:
        row.append(Box(""))


def shifted_head(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Let the head of 表三 begin in another column than the figures."""
    sheets["t3"].rows[0][0].colspan = rng.choice([2, 4])


def empty_rows(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    sheet = rng.choice(list(sheets.values()))
    width = sum(box.colspan for box in sheet.rows[0])
    sheet.rows.append([Box("") for _ in range(width)])


def missing_blocks(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Keep a single block of 表二."""
    rows = sheets["t2"].rows
    starts = [i for i, row in enumerate(rows) if row[0].label == "item"] + [len(rows)]
    keep = rng.randrange(len(starts) - 1)
    sheets["t2"].rows = rows[starts[keep] : starts[keep + 1]]
    _forget(truth, sheets)


def _forget(truth: Truth, sheets: dict[str, Sheet]) -> None:
    printed = {box.cell for sheet in sheets.values() for row in sheet.rows for box in row}
    truth.cells = {cell: value for cell, value in truth.cells.items() if cell in printed}


def no_head(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Lose the head of 表三."""
    sheet = sheets["t3"]
    sheet.rows, sheet.heads = sheet.rows[sheet.heads :], 0


def fused_review(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Run the fifteen figures of 表四 together in one cell."""
    row = sheets["t4"].rows[-1]
    cells = [box.cell for box in row if box.cell]
    if not all(truth.cells[cell].raw.isdigit() for cell in cells):
        return
    text = "".join(truth.cells[cell].raw for cell in cells)
    if _ways(text, cells, truth) != 1:
        truth.unknowable.update(cells)
    sheets["t4"].rows[-1] = [Box(text, colspan=15)]


def _ways(text: str, cells: list[str], truth: Truth) -> int:
    """Return in how many ways the run can be cut so that every group adds up: try them all."""

    def groups(rest: str, left: int) -> int:
        if left == 0:
            return not rest
        return sum(
            groups(rest[n:], left - 1)
            for n in range(5, len(rest) + 1)
            for _ in cuts(rest[:n], 5, [])
        )

    def cuts(run: str, parts: int, before: list[int]) -> list[list[int]]:
        if parts == 1:
            ok = (run == "0" or run[:1] not in ("", "0")) and int(run) == sum(before)
            return [[*before, int(run)]] if ok else []
        return [
            way
            for n in range(1, len(run) - parts + 2)
            if run[:n] == "0" or run[0] != "0"
            for way in cuts(run[n:], parts - 1, [*before, int(run[:n])])
        ]

    return groups(text, 3)


def fused_row(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Run two neighbouring figures of one row of 表三 together."""
    row = rng.choice([row for row in sheets["t3"].rows if any(box.cell for box in row)])
    boxes = [box for box in row if box.cell]
    at = rng.randrange(5)
    one, other = boxes[at : at + 2]
    if one.text.isdigit() and other.text.isdigit():
        one.text += other.text
        row.remove(other)
        truth.unknowable.update(box.cell for box in boxes if box.cell)


def fused_norms(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Run three figures of 表二 together: no sum can take them apart."""
    for row in sheets["t2"].rows:
        if row[0].label == "row:normative_documents" and all(b.text.isdigit() for b in row[1:]):
            truth.unknowable.update(box.cell for box in row[1:] if box.cell)
            row[1:] = [Box("".join(box.text for box in row[1:]), colspan=3)]


# What heads call the amounts of 表二, and what one of it is in 万元.
_UNITS = {"元": Decimal("0.0001"), "千元": Decimal("0.1"), "亿元": Decimal(10000)}


def header_unit(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Print the amounts of 表二 in a unit that only their head names."""
    unit, worth = rng.choice(list(_UNITS.items()))
    for head, row in pairwise(sheets["t2"].rows):
        amount = next((b for b in row if b.cell and b.cell.endswith(".amount")), None)
        if amount is None or amount.cell is None or head[0].label != "head":
            continue
        if (number := truth.number(amount.cell)) is None or not amount.text.isdigit():
            continue
        head[-1].text = re.split("[（(]", head[-1].text)[0] + f"（单位：{unit}）"
        truth.cells[amount.cell] = Value(raw=amount.text, value=number * worth)


def on_its_side(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Print 表三 with a column a result, or 表四 with a row a figure."""
    sheet = sheets[rng.choice(["t3", "t4"])]
    columns: dict[int, list[Box]] = {}
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(sheet.rows):
        column = 0
        for box in row:
            while (number, column) in taken:
                column += 1
            taken |= {
                (number + i, column + j) for i in range(box.rowspan) for j in range(box.colspan)
            }
            turned = Box(box.text, box.rowspan, box.colspan, box.cell, box.label)
            columns.setdefault(column, []).append(turned)
            column += box.colspan
    sheet.rows = [columns.get(column, []) for column in range(max(columns) + 1)]
    sheet.heads = 0


def repeated_row(truth: Truth, sheets: dict[str, Sheet], rng: random.Random) -> None:
    """Print a row of 表三 again, as some page breaks do."""
    rows = sheets["t3"].rows
    plain = [i for i, row in enumerate(rows) if len(row) == 8]
    if not plain:
        return
    at = rng.choice(plain)
    if any(box.rowspan > 1 for box in rows[at]):
        return
    rows.insert(at + 1, [Box(b.text, b.colspan, 1, b.cell, b.label) for b in rows[at]])
    for row in rows[:at]:
        for box in row:
            if box.label in ("result", "group") and _reaches(rows, row, box, at + 1):
                box.rowspan += 1


def _reaches(rows: list[list[Box]], row: list[Box], box: Box, at: int) -> bool:
    return rows.index(row) + box.rowspan >= at


def _labels(sheets: dict[str, Sheet]) -> list[Box]:
    return [box for s in sheets.values() for row in s.rows for box in row if box.label]


TRUTH_QUIRKS: dict[TruthQuirk, float] = {
    break_sums: 0.12,
    zero_totals: 0.03,
    county_rules: 0.04,
    yuan: 0.06,
    zeros_left_out: 0.05,
    no_totals: 0.05,
    only_persons: 0.05,
    blank_cells: 0.05,
    dashes: 0.06,
    words: 0.04,
    dressed: 0.12,
    all_blank: 0.02,
}
SHEET_QUIRKS: dict[SheetQuirk, float] = {
    missing_blocks: 0.06,
    zeros_for_labels: 0.08,
    cut_labels: 0.08,
    misspelt_labels: 0.08,
    lost_labels: 0.05,
    lying_label: 0.04,
    spaced_labels: 0.15,
    other_marks: 0.15,
    extra_row: 0.05,
    merged_cell: 0.06,
    spare_column: 0.04,
    shifted_head: 0.05,
    empty_rows: 0.05,
    no_head: 0.03,
    fused_review: 0.04,
    fused_row: 0.03,
    fused_norms: 0.03,
    repeated_row: 0.04,
    header_unit: 0.04,
    on_its_side: 0.03,
}
# What befalls the tables of before 2019 too.
OLDER_TRUTH_QUIRKS = (zeros_left_out, blank_cells, dashes, words, dressed, all_blank)
OLDER_SHEET_QUIRKS = (spaced_labels, other_marks, spare_column, empty_rows)
