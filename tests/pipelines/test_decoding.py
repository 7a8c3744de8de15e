"""Bytes decide about their encoding; declarations break ties only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.decoding import decode

TEXT = "示例县2023年政府信息公开工作年度报告：本年收到申请21件，均按期答复。" * 3
PAGE = '<html><head><meta charset="{}"></head><body><p>{}</p></body></html>'


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "big5-hkscs-x"])
@pytest.mark.parametrize("real", ["utf-8", "gb18030", "gbk"])
def test_a_lying_declaration_changes_nothing(declared: str, real: str) -> None:
    page = PAGE.format(declared, TEXT)
    assert decode(page.encode(real), f"text/html; charset={declared}") == page


def test_a_byte_order_mark_is_believed_and_removed() -> None:
    for name in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode(TEXT.encode(name)) == TEXT


@pytest.mark.parametrize("name", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_told_by_its_zeros(name: str) -> None:
    page = PAGE.format("utf-16", TEXT)
    assert decode(page.encode(name)) == page


def test_a_utf8_page_cut_in_the_middle_of_a_character_stays_utf8() -> None:
    body = TEXT.encode()
    for cut in (1, 2):
        assert decode(body[:-cut]).startswith(TEXT[:-1])


def test_a_gbk_include_in_a_utf8_page_costs_neither() -> None:
    body = f"<p>{TEXT}</p>\n".encode() * 9 + "<div>版权所有</div>\n".encode("gbk")
    text = decode(body)
    assert "\ufffd" not in text
    assert text.count(TEXT) == 9
    assert "<div>版权所有</div>" in text


def test_big5_is_read_only_where_it_is_declared() -> None:
    page = PAGE.format("big5", "政府資訊公開工作年度報告")
    assert decode(page.encode("big5")) == page


@given(st.binary(max_size=2000), st.sampled_from([None, "text/html; charset=gb2312", "x"]))
def test_any_bytes_have_some_text(body: bytes, content_type: str | None) -> None:
    assert isinstance(decode(body, content_type), str)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\0")))
def test_utf8_round_trips(text: str) -> None:
    assert decode(text.encode()) == text
