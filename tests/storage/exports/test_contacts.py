"""Contacts are left out of texts, figures never."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fixtures.archives import DONGXIANG, Nights, report
from storage.archive import Archive
from storage.exports.contacts import without_contacts
from storage.exports.export import export_archive
from storage.exports.formats import Options
from storage.exports.selection import Selection
from storage.records import Section, SectionKind


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("联系电话：7121212。", "联系电话：[电话]。"),
        ("联系电话0930-7121212", "联系电话[电话]"),
        ("拨打(0931)8412345或13893012345", "拨打[电话]或[电话]"),
        ("邮箱 a.b@dx.gov.cn，", "邮箱 [邮箱]，"),
        ("填报人：王五 审核人: 李小四", "填报人：[姓名] 审核人: [姓名]"),
    ],
)
def test_contacts_go(text: str, shown: str) -> None:
    assert without_contacts(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "收取信息处理费12345678元",
        "2021年1月1日—12月31日主动公开20211231条",
        "受理12345热线13000件，办结0件",
        "负责同志张三参加新闻发布会",
        "同比增长0.13912345678",
    ],
)
def test_figures_and_names_in_office_stay(text: str) -> None:
    assert without_contacts(text) == text


def test_in_an_export(tmp_path: Path) -> None:
    section = Section(kind=SectionKind.OTHER_MATTERS, heading="六、", text="电话：0930-7121212")
    with Archive.open(tmp_path / "archive") as archive:
        nights = Nights(archive, DONGXIANG)
        nights.begin()
        nights.see(f"{DONGXIANG.url}1", report(2021, sections=[section]))
        nights.end()
        for name, redacts in (("open", False), ("closed", True)):
            export_archive(
                archive,
                tmp_path / name,
                format_name="csv",
                selection=Selection(redacts_contacts=redacts),
                options=Options(),
                progress=lambda done, total: None,
            )
    assert "7121212" in (tmp_path / "open" / "sections.csv").read_text(encoding="utf-8")
    assert "7121212" not in (tmp_path / "closed" / "sections.csv").read_text(encoding="utf-8")
    assert "redact-contacts" in (tmp_path / "closed" / "README.md").read_text(encoding="utf-8")
    one, other = (
        json.loads((tmp_path / name / "datacite.json").read_text(encoding="utf-8"))
        for name in ("open", "closed")
    )
    assert one["identifiers"] != other["identifiers"], "another text is another version"
