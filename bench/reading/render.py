"""Tables → the bytes of a page, as the makers of pages make them."""

from __future__ import annotations

import html
import random
from collections.abc import Callable

from bench.reading.layout import Rows
from bench.reading.sheet import Box

Tables = list[tuple[str, Rows]]

TITLE = "示例县教育局{year}年政府信息公开工作年度报告"
OPENING = (
    "本报告由示例县教育局编制，所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
    "一、总体情况",
    "{year}年，示例县教育局按照条例的要求做好政府信息公开工作，主动公开各类信息，及时回应关切。",
)
CLOSING = (
    "五、存在的主要问题及改进情况",
    "公开的内容还不够丰富，工作人员的业务水平有待提高。下一步将加强学习和培训，完善制度。",
    "六、其他需要报告的事项",
    "无其他需要报告的事项。本年度没有收取信息处理费。",
    "示例县教育局",
    "{next}年1月20日",
)


def plain_html(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return a clean page."""
    return page(tables, year, lambda text: html.escape(text).replace("\n", "<br/>"))


def word_html(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return a page pasted from Word: a paragraph and spans in each cell, classes everywhere."""

    def cell(text: str) -> str:
        lines = "".join(
            f'<p class="MsoNormal" style="text-align:center"><span lang="EN-US" '
            f'style="font-family:仿宋_GB2312;font-size:10.5pt">{html.escape(line)}<o:p></o:p></span></p>'
            for line in text.split("\n")
        )
        return lines or "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"

    return page(
        tables, year, cell, attributes=' class="MsoTableGrid" border="1" style="width:450pt"'
    )


def spans_html(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return a page with a span around each character."""

    def cell(text: str) -> str:
        return "".join(f"<span>{html.escape(c)}</span>" if c != "\n" else "<br>" for c in text)

    return page(tables, year, cell)


def nested_html(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return a page in which every table stands in a layout table."""
    text = page(tables, year, html.escape).decode()
    text = text.replace("<table", '<table width="100%"><tr><td><table')
    text = text.replace("</table>", "</table></td></tr></table>")
    return text.encode()


def gbk_html(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return a page in GBK, whatever it says that it is in."""
    declared = rng.choice(["utf-8", "gb2312", "GBK", "iso-8859-1", ""])
    text = plain_html(tables, year, rng).decode()
    meta = f"<meta charset='{declared}'>" if declared else ""
    return text.replace("<meta charset='utf-8'>", meta, 1).encode("gb18030")


def bars_behind(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return text whose rows print their cells in order, empty ones for spans at the end."""

    def row(boxes: list[Box], width: int) -> str:
        cells = [_flat(box.text) for box in boxes]
        return " | ".join(cells) + " |" * (width - len(cells)) + " |"

    return _text(tables, year, row)


def bars_in_place(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return text whose rows print an empty cell wherever a span covers the grid."""

    def row(boxes: list[Box], width: int) -> str:
        cells: list[str] = []
        for box in boxes:
            cells += [_flat(box.text), *[""] * (box.colspan - 1)]
        return "| " + " | ".join(cells) + " |"

    return _text(tables, year, row, gridded=True)


def lines(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return text with a cell a line; empty cells are gone."""
    return _flattened(tables, year, "\n", "\n")


def spaced_rows(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return text with a row a line and a blank between cells; empty cells are gone."""
    return _flattened(tables, year, " ", "\n")


def run_together(tables: Tables, year: int, rng: random.Random) -> bytes:
    """Return text in which nothing divides the cells of a table."""
    return _flattened(tables, year, "", "")


def _flattened(tables: Tables, year: int, cell: str, row: str) -> bytes:
    lines = [_title(year), *(line.format(year=year) for line in OPENING)]
    for heading, rows in tables:
        lines += [heading] if heading else []
        texts = [[_flat(box.text) for box in boxes if box.text.strip()] for boxes in rows]
        lines.append(row.join(cell.join(t) for t in texts if t))
    lines += [line.format(next=year + 1) for line in CLOSING]
    return "\n".join(lines).encode()


def page(
    tables: Tables,
    year: int,
    cell: Callable[[str], str],
    attributes: str = ' border="1"',
    cell_attributes: str = "",
) -> bytes:
    """Return a page around the tables; ``cell`` says what stands inside a cell."""
    parts = [f"<html><head><meta charset='utf-8'><title>{_title(year)}</title></head><body>"]
    parts.append(f"<div id='zoom'><h1>{_title(year)}</h1>")
    parts += [f"<p>{line.format(year=year)}</p>" for line in OPENING]
    for heading, rows in tables:
        if heading:
            parts.append(f"<p>{heading}</p>")
        parts.append(f"<table{attributes}>")
        for row in rows:
            parts.append("<tr>")
            for box in row:
                spans = f' colspan="{box.colspan}"' if box.colspan > 1 else ""
                spans += f' rowspan="{box.rowspan}"' if box.rowspan > 1 else ""
                parts.append(f"<td{spans}{cell_attributes}>{cell(box.text)}</td>")
            parts.append("</tr>")
        parts.append("</table>")
    parts += [f"<p>{line.format(next=year + 1)}</p>" for line in CLOSING]
    return ("\n".join(parts) + "</div></body></html>").encode()


def _text(
    tables: Tables,
    year: int,
    row: Callable[[list[Box], int], str],
    *,
    gridded: bool = False,
) -> bytes:
    lines = [_title(year), *(line.format(year=year) for line in OPENING)]
    for heading, rows in tables:
        if heading:
            lines.append(heading)
        else:
            lines.append("")
        width = max(sum(box.colspan for box in boxes) for boxes in rows)
        lines += [row(boxes, width) for boxes in (_gridded(rows) if gridded else rows)]
    lines += [line.format(next=year + 1) for line in CLOSING]
    return "\n".join(lines).encode()


def _gridded(rows: Rows) -> Rows:
    """Return the rows with an empty box where a span from above reaches."""
    laid: Rows = []
    reach: dict[int, int] = {}
    for boxes in rows:
        line: list[Box] = []
        column = 0
        for box in boxes:
            while reach.get(column, 0) > 0:
                line.append(Box(""))
                reach[column] -= 1
                column += 1
            for covered in range(column, column + box.colspan):
                reach[covered] = box.rowspan - 1
            line.append(box)
            column += box.colspan
        while reach.get(column, 0) > 0:
            line.append(Box(""))
            reach[column] -= 1
            column += 1
        laid.append(line)
    return laid


def _flat(text: str) -> str:
    return " ".join(text.split())


def _title(year: int) -> str:
    return TITLE.format(year=year)


RENDERINGS: dict[str, Callable[[Tables, int, random.Random], bytes]] = {
    "html": plain_html,
    "word": word_html,
    "spans": spans_html,
    "nested": nested_html,
    "gbk": gbk_html,
    "text": bars_behind,
    "text in place": bars_in_place,
}
# Without any mark between cells: what is blank is lost, and some runs nobody can take apart.
FLATTENED: dict[str, Callable[[Tables, int, random.Random], bytes]] = {
    "lines": lines,
    "spaced rows": spaced_rows,
    "run together": run_together,
}
# Those that a word processor opens.
PAGES = ("html", "word", "spans", "nested")
MARKED_UP = (*PAGES, "gbk")
