"""A title names issuer and year in any order, or leaves them out."""

import pytest

from pipelines.identity.titles import read_title


@pytest.mark.parametrize(
    ("text", "year", "issuer"),
    [
        ("县人社局2021年政府信息公开工作年度报告", 2021, "县人社局"),
        ("2023年示例县教育局政府信息公开工作年度报告", 2023, "示例县教育局"),
        ("示例县教育局政府信息公开2023年度报告", 2023, "示例县教育局"),
        ("示例县人民政府信息公开工作年度报告（2023年）", 2023, "示例县人民政府"),
        ("示例县2023年政府信息公开工作年度报告（2024年1月25日）", 2023, "示例县人民政府"),
        ("示例县二〇二一年政府信息公开工作年度报告", 2021, "示例县人民政府"),
        ("示例县二O一一年政府信息公开工作年报", 2011, "示例县人民政府"),
        ("示例县２０２３年政府信息公开工作年度报告", 2023, "示例县人民政府"),
        ("示例县财政局 2019 年度政府信息公开 工作年度报告", 2019, "示例县财政局"),
        ("政府信息公开工作年度报告〔2023〕", 2023, None),
        ("政府信息公开年度报告（示例县教育局）", None, "示例县教育局"),
        ("关于公布示例县教育局2020年政府信息公开年报的公告", 2020, "示例县教育局"),
        ("示例县卫健局2022年信息公开年报.pdf", 2022, "示例县卫健局"),
        ("示例县2019年、2020年政府信息公开年度报告", None, "示例县人民政府"),
        ("示例县政府信息公开工作2012年年度报告", 2012, "示例县人民政府"),
        ("示例县政府信息公开年报（2021年1月1日至2021年12月31日）", 2021, "示例县人民政府"),
        ("2O23年示例县政府信息公开年报", 2023, "示例县人民政府"),
        (
            "示例县发展和改革局（示例县粮食和物资储备局）2021年政府信息公开工作年度报告",
            2021,
            "示例县发展和改革局(示例县粮食和物资储备局)",
        ),
    ],
)
def test_a_title_read(text: str, year: int | None, issuer: str | None) -> None:
    title = read_title(text)
    assert title.is_report
    assert title.year == year
    assert (title.issuer.name if title.issuer else None) == issuer


@pytest.mark.parametrize(
    "text",
    [
        "示例县2023年法治政府建设年度报告",
        "政府网站工作年度报表（2023年）",
        "政府工作报告",
        "示例县政府信息公开指南",
    ],
)
def test_a_title_of_something_else(text: str) -> None:
    assert not read_title(text).is_report
