"""What a page hides by its style sheets is neither read as text nor as a table."""

from __future__ import annotations

import pytest

from pipelines.document import Paragraph, Table
from pipelines.formats.html import read_html

TEXT = "本年度主动公开政府信息三百条，按要求办理各项申请，及时回应社会关切，情况正常。"
HIDDEN = (
    "<table><tr><td>收件</td><td>1</td></tr><tr><td>办结</td><td>1</td></tr></table>未公开的话。"
)


def seen(sheet: str, hidden: str = f'<div class="a x">{HIDDEN}</div>', shown: str = TEXT) -> str:
    """All that is read of a page: its text and its cells."""
    page = f"<html><head>{sheet}</head><body><p>{shown}</p>{hidden}<p>{shown}</p></body></html>"
    parts = []
    for block in read_html(page).blocks:
        if isinstance(block, Paragraph):
            parts.append(block.text)
        elif isinstance(block, Table):
            parts += [cell.text for row in block.rows for cell in row]
    return "".join(parts)


@pytest.mark.parametrize(
    "sheet",
    [
        "<style>.x{display:none}</style>",
        "<style>.y, div.x { color: red; display : NONE !important; }</style>",
        "<style>@import url(a.css); .x{visibility:hidden}</style>",
        "<style><!-- /* Word */ .x {mso-style-name:x; mso-hide:all;} --></style>",
        "<style>/* { */ .x{display:none} /* } </style>",
        "<style>.x{display:block}</style><style>.x{display:none}</style>",
    ],
)
def test_hidden_by_class(sheet: str) -> None:
    assert seen(sheet) == TEXT * 2


def test_hidden_by_id() -> None:
    assert seen("<style>#x{display:none}</style>", f'<div id="x">{HIDDEN}</div>') == TEXT * 2


@pytest.mark.parametrize(
    "sheet",
    [
        "<style>.x{display:none} .x{display:block}</style>",
        "<style>@media print{.x{display:none}}</style>",
        "<style>.closed .x{display:none}</style>",
        "<style>.x:before{display:none}</style>",
        "<style>.xy{display:none}</style>",
        "<style>.x{color:none}</style>",
        "<style>.x{display:none</style>",
    ],
)
def test_what_is_shown_to_somebody_is_kept(sheet: str) -> None:
    assert "未公开的话" in seen(sheet)


def test_a_page_that_a_script_fades_in_is_kept() -> None:
    page = f'<div class="x"><p>{TEXT * 3}</p></div>'
    assert TEXT * 3 in seen("<style>.x{display:none}</style>", page, shown="公开")


@pytest.mark.parametrize("sheet", ["/*", "@media{", ".x{", "none;", ".x{display:none}"])
def test_hostile_sheets_are_read_in_one_pass(sheet: str) -> None:
    """Half a million marks: a pass for each of them would not end within the hour."""
    assert seen(f"<style>{sheet * 500_000}</style>", "").startswith(TEXT)
