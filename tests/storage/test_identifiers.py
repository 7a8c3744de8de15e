"""Ids are the same in every archive."""

from __future__ import annotations

import pytest

from storage.identifiers import issuer_id, report_id


def test_they_never_change() -> None:
    assert report_id("622926", "东乡县人力资源和社会保障局", 2021) == "622926-2021-145e6df9ff"
    assert issuer_id("622926", "东乡县人力资源和社会保障局") == "622926-145e6df9ff"
    assert report_id(None, "示例县教育局", 2021).startswith("000000-2021-")


@pytest.mark.parametrize("name", ["示例县教育局 ", "示例县　教育局", "示例县教\n育局"])
def test_white_space_in_a_name_is_none(name: str) -> None:
    assert report_id("622926", name, 2021) == report_id("622926", "示例县教育局", 2021)


def test_each_part_counts() -> None:
    ids = {
        report_id(division, name, year)
        for division in ("622926", "622925")
        for name in ("示例县教育局", "示例县财政局")
        for year in (2020, 2021)
    }
    assert len(ids) == 8
