"""The normal form of labels, and the nearest to a damaged one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.forms import load_forms
from pipelines.labels import core, nearest, normal

ROWS = {
    core(row.labels[0]): row.key
    for form in load_forms()
    if form.applications
    for row in form.applications.rows
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.属于国家秘密", "1、属于国家秘密"),
        ("（一）予以公开", "㈠予以公开"),
        ("（一）予以公开", "( 一 )\n予以公开"),
        ("３．危及“三安全一稳定”", '3.危及"三安全一稳定"'),
        ("一、本年新收政府信息公开申请数量", "一、本年新收\u3000政府信息公开申请数量"),
        ("第二十条第（一）项", "第二十条第〔一〕项"),
    ],
)
def test_labels_that_differ_in_marks_only_are_one(one: str, other: str) -> None:
    assert core(one) == core(other)


@pytest.mark.parametrize(
    ("damaged", "key"),
    [
        ("一、本年新", "received"),
        ("2.其他法律行政止公开", "refused.prohibited_by_law"),
        ("二、上年转结政府信息公开申请数量", "carried_in"),
        ("4.保护第三方", "refused.third_party_rights"),
        ("其他", "other.other"),
        ("申请", None),  # held by many
        ("结", None),  # too short to say anything
        ("其他主动公开文件", None),
        ("0", None),
    ],
)
def test_the_nearest_label(damaged: str, key: str | None) -> None:
    assert nearest(damaged, ROWS) == key


@given(st.sampled_from(sorted(ROWS)), st.data())
def test_a_cut_label_never_names_another_row(label: str, data: st.DataObject) -> None:
    length = data.draw(st.integers(min_value=1, max_value=len(label)))
    if label[:length] not in ROWS:
        assert nearest(label[:length], ROWS) in (ROWS[label], None)


@given(st.sampled_from(sorted(ROWS)), st.data())
def test_a_label_without_one_character_names_its_row_or_none(
    label: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(min_value=0, max_value=len(label) - 1))
    assert nearest(label[:at] + label[at + 1 :], ROWS) in (ROWS[label], None)


@given(st.text(alphabet="一㈠1１.、．（( )）“三其他\n\u3000", max_size=20))
def test_the_normal_form_is_its_own(text: str) -> None:
    assert normal(normal(text)) == normal(text)
