"""A table as a government prints it: rows of cells with spans, each figure knowing its name."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.reading.truth import APPLICANTS, GROUPS, OUTCOMES, Truth, applications_of, spec_of


@dataclass(slots=True)
class Box:
    """One cell. ``cell`` is the figure it holds, ``label`` the row or column it names."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    cell: str | None = None
    label: str | None = None


@dataclass(slots=True)
class Sheet:
    """A table with its title; ``rows`` hold the boxes that begin in each row."""

    kind: str
    rows: list[list[Box]] = field(default_factory=list)
    heads: int = 0


ITEMS = ("一", "五", "六", "八", "九")
BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def disclosure(truth: Truth) -> Sheet:
    """Return 表二, block by block, each under its own head."""
    sheet = Sheet("t2")
    blocks = [
        spec_of(truth.forms["first"]).disclosure[0],
        *spec_of(truth.forms["t2"]).disclosure[1:],
    ]
    for block in blocks:
        cells = [f"t2.{row.key}.{column.key}" for row in block.rows for column in block.columns]
        if not any(cell in truth.cells for cell in cells):
            continue
        width = 4 - len(block.columns)
        sheet.rows.append([Box(block.item, colspan=4, label="item")])
        last = len(block.columns) - 1
        head = [Box("信息内容", label="head")]
        head += [
            Box(c.labels[0], colspan=width if i == last else 1, label="column")
            for i, c in enumerate(block.columns)
        ]
        sheet.rows.append(head)
        for row in block.rows:
            boxes = [Box(row.labels[0], label=f"row:{row.key}")]
            for i, column in enumerate(block.columns):
                cell = f"t2.{row.key}.{column.key}"
                span = width if i == last else 1
                boxes.append(Box(truth.cells[cell].raw, colspan=span, cell=cell))
            sheet.rows.append(boxes)
    return sheet


def applications(truth: Truth) -> Sheet:
    """Return 表三 with its head of three rows."""
    spec = applications_of(truth.forms["t3"])
    sheet = Sheet("t3", heads=3)
    names = {column.key: column.labels[0] for column in spec.columns}
    sheet.rows = [
        [Box(BALANCE, 3, 3, label="balance"), Box("申请人情况", colspan=7, label="head")],
        [
            Box(names["natural_person"], rowspan=2, label="column"),
            Box("法人或其他组织", colspan=5, label="head"),
            Box(names["total"], rowspan=2, label="column"),
        ],
        [Box(names[key], label="column") for key in APPLICANTS[1:-1]],
    ]
    sizes: dict[str, int] = {}
    for row in spec.rows:
        sizes[row.group] = sizes.get(row.group, 0) + 1
    seen: set[str] = set()
    for row in spec.rows:
        boxes = []
        if row.key == "granted":
            boxes.append(Box(spec.result, rowspan=len(spec.rows) - 3, label="result"))
        if row.group:
            if row.group not in seen:
                boxes.append(Box(row.group, rowspan=sizes[row.group], label="group"))
                seen.add(row.group)
            boxes.append(Box(row.labels[0], label=f"row:{row.key}"))
        else:
            outer = row.key in ("received", "carried_in", "carried_out")
            boxes.append(Box(row.labels[0], colspan=3 if outer else 2, label=f"row:{row.key}"))
        boxes += [
            Box(truth.cells[f"t3.{row.key}.{key}"].raw, cell=f"t3.{row.key}.{key}")
            for key in APPLICANTS
        ]
        sheet.rows.append(boxes)
    return sheet


def review(truth: Truth) -> Sheet:
    """Return 表四."""
    labels = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    return Sheet(
        "t4",
        heads=3,
        rows=[
            [Box("行政复议", colspan=5, label="head"), Box("行政诉讼", colspan=10, label="head")],
            [
                *(Box(label, rowspan=2, label="column") for label in labels),
                Box("未经复议直接起诉", colspan=5, label="head"),
                Box("复议后起诉", colspan=5, label="head"),
            ],
            [Box(label, label="column") for label in labels * 2],
            [
                Box(truth.cells[f"t4.{group}.{outcome}"].raw, cell=f"t4.{group}.{outcome}")
                for group in GROUPS
                for outcome in OUTCOMES
            ],
        ],
    )
