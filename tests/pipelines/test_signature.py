"""Who signed a report and when, wherever under its text that stands."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.extract import extract
from storage.records import Reading

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
)
SIGNED = date(2022, 1, 11)


def read(*end: str, heading: str = "六、其他需要报告的事项") -> Reading:
    """A report whose title names no issuer, so that only its last lines can."""
    lines = [line for words in HEADINGS for line in (words, "按要求办理，情况正常。")]
    text = "".join(f"<p>{line}</p>" for line in (*lines, heading, *end))
    title = "2021年政府信息公开工作年度报告"
    return extract(f"<h1>{title}</h1><div id=zoom>{text}</div>".encode())


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (["无其他事项。", "示例县教育局", "2022年1月11日"], "无其他事项。"),
        (["无其他事项。示例县教育局2022年1月11日"], "无其他事项。"),
        (["无其他事项。 示例县教育局 2022年1月11日"], "无其他事项。"),
        (["无其他事项 示例县教育局 2022年1月11日"], "无其他事项"),
        (["无其他事项。　　　示例县教育局", "2022年1月11日"], "无其他事项。"),
        (["无 示例县 教育局 二〇二二年一月十一日"], "无"),
        (["无。示例县教育局（公章） 2022年1月11日"], "无。"),
        (["无。示例县教育局2022.1.11"], "无。"),
        (["无。 2022年1月11日 示例县教育局"], "无。"),
        (["无。示例县教育局2022年1月11日", "附件：统计表"], "无。"),
        (["无。 示例县教育局 2022年1月11日 （此件公开发布）"], "无。"),
        (
            ["可在网站下载。请联系示例县教育局。电话：0931-1234567。 示例县教育局 2022-01-11"],
            "可在网站下载。请联系示例县教育局。电话：0931-1234567。",
        ),
    ],
)
def test_on_lines_of_its_own_or_behind_the_last_words(end: list[str], text: str) -> None:
    reading = read(*end)
    assert (reading.issuer, reading.signed_on) == ("示例县教育局", SIGNED)
    assert reading.sections[-1].text == text


def test_behind_a_heading_that_runs_into_its_text() -> None:
    reading = read(heading="六、其他需要报告的事项：无。示例县教育局 2022年1月11日")
    assert (reading.issuer, reading.signed_on) == ("示例县教育局", SIGNED)
    assert reading.sections[-1].text == "无。"


@pytest.mark.parametrize(
    "end",
    [
        "无。示例县教育局20221月11日",
        "无。示例县教育局202年1月11日",
        "无。示例县教育局2022年月11日",
        "无。示例县教育局2022年1月",
    ],
)
def test_a_lost_digit_is_no_date(end: str) -> None:
    assert read(end).signed_on is None


@pytest.mark.parametrize(
    "text",
    [
        "我局自2022年1月起受理申请，截至2022年1月11日。",
        "统计期限截至 2022年1月11日",
        "以上情况由示例县教育局负责解释。",
    ],
)
def test_a_date_or_a_name_in_a_sentence_is_no_signature(text: str) -> None:
    reading = read(text)
    assert reading.signed_on is None
    assert reading.sections[-1].text == text
