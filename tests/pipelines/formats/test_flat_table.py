"""A table of nothing but text is read at one go, and as the walk over its elements reads it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.document import Table
from pipelines.formats import read_document

# Between the pieces of a cell stands what ends a line.
_pieces = st.text(alphabet='政府0123 a&<>"\n\u3000\u200b一、。', max_size=12) | st.just(
    "一、总体情况"
)
_breaks = st.sampled_from(["<br>", "</p><p>", "</p>\n<p class=MsoNormal align=center>"])
_attributes = st.sampled_from(
    ["", " width=42 style='mso-border-alt:\nsolid'", " colspan=2", " rowspan=3", " colspan='&#10;2'",
     " rowspan=0", " colspan=9999", " class=x", " title='a > b class=\"zoom\"'", " class=zoom"]
)  # fmt: skip
_cells = st.tuples(
    st.sampled_from(["td", "th"]), _attributes, st.lists(st.tuples(_pieces, _breaks), max_size=3)
)
_rows = st.lists(st.lists(_cells, max_size=5), min_size=1, max_size=6)


def _page(rows: list[list[tuple[str, str, list[tuple[str, str]]]]], mark: str) -> bytes:
    """Return a page with a table; ``mark`` stands in its first cell."""
    parts = ["<p>二〇二一年政府信息公开工作年度报告。</p><table><tr>"]
    for row in rows:
        for name, attributes, lines in row:
            text = "".join(
                line.replace("&", "&amp;").replace("<", "&lt;") + end for line, end in lines
            )
            parts.append(f"<{name}{attributes}>{mark}<p>{text}</p></{name}>")
            mark = ""
        parts.append("</tr>\n<tr>")
    return "".join([*parts, "</tr></table><p>二、主动公开政府信息情况</p>"]).encode()


@given(_rows)
def test_what_is_read_at_one_go_is_what_the_walk_reads(
    rows: list[list[tuple[str, str, list[tuple[str, str]]]]],
) -> None:
    # An anchor without an address says nothing, and is walked.
    assert read_document(_page(rows, "")) == read_document(_page(rows, "<a></a>"))


def test_lines_and_spans_of_cells_are_kept() -> None:
    page = (
        "<table><tr><th colspan=2>一、本年<br>新收</th><td>1&amp;2</td></tr>"
        "<tr><td/><td><p>a</p><p> </p><p>b</p></td><td rowspan=0>c</td></tr>"
        "<tr><td>d</td><td>e</td><td></td></tr></table>"
    )
    (table,) = read_document(page.encode()).blocks
    assert isinstance(table, Table)
    assert [[(c.text, c.colspan, c.rowspan, c.header) for c in row] for row in table.rows] == [
        [("一、本年\n新收", 2, 1, True), ("1&2", 1, 1, False)],
        [("", 1, 1, False), ("a\nb", 1, 1, False), ("c", 1, 2, False)],
        [("d", 1, 1, False), ("e", 1, 1, False), ("", 1, 1, False)],
    ]
