"""Whether a row of a list is a report, by its title."""

from __future__ import annotations

import pytest

from crawler.frontier.titles import RowVerdict, judge_title
from tests.crawler.county import REPORT


@pytest.mark.parametrize(
    "title",
    [
        REPORT,
        "示例县人民政府2010年政府信息公开工作报告",
        "2023年示例县审计局政府信息公开年报",
        "示例县财政局2022年政府信息公开工作年度报告",
        "示例县综合行政执法局2021年政府信息公开年度报告",
        "示例县政府办公室（督查室）二〇一五年政府信息公开年度报告",
        "中共示例县委机构编制委员会办公室2022年政府信息公开工作年度报告",
        "示例县大数据和政务服务局2019年信息公开年报",
        "关于示例县2012年度政府信息公开工作情况的报告",
        "示例镇〔2023〕年政府信息公开年度工作报告",
        "政府信息公开工作年度报告（2020年）",
        "年度报告（信息公开）",
        "示例县政务公开工作2017年年度报告",
        "示例县2011年政府信息公开年度总结",
    ],
)
def test_titles_of_reports(title: str) -> None:
    assert judge_title(title, in_column=False) is RowVerdict.REPORT
    assert judge_title(title, in_column=True) is RowVerdict.REPORT


@pytest.mark.parametrize(
    "title",
    [
        "示例县2023年政府网站工作年度报表",
        "示例县2022年法治政府建设年度报告",
        "关于报送2022年政府信息公开工作年度报告的通知",
        "关于做好2021年政府信息公开年度报告编制和发布工作的通知",
        "示例县召开2022年政府信息公开年度报告编制培训会",
        "图解：示例县2023年政府信息公开工作年度报告",
        "示例县政府信息公开指南",
        "示例县2023年政务公开工作要点",
        "示例县教育局2022年部门预算",
        "示例县2023年依申请公开情况统计",
        "恩格贝生态示范区召开2020年度工作会暨党风廉政建设会议",
        "2016，恩格贝，精彩继续！",
        "一图读懂示范区2017年重点工作",
        "示例县政府工作报告",
    ],
)
def test_titles_of_other_things(title: str) -> None:
    assert judge_title(title, in_column=True) is RowVerdict.NO


@pytest.mark.parametrize(
    "title",
    ["2022年度报告", "示例县教育局", "2019年", "示例县教育局2023年", "2013年度工作报告",
     "关于印发示例县2012年政府信息公开年度报告的通知", "政府信息公开情况统计表"],
)  # fmt: skip
def test_doubtful_titles_count_in_a_report_column_only(title: str) -> None:
    assert judge_title(title, in_column=True) is RowVerdict.DOUBTFUL
    assert judge_title(title, in_column=False) is RowVerdict.NO
