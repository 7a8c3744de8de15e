"""The processing fee, as reports state it and as they speak of it without stating it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipelines.facts import read_facts
from storage.records import FactKind, Section, SectionKind


def fee(text: str) -> tuple[Decimal | None] | None:
    """The fee that section six of a report states with ``text``; None where it states none."""
    found = read_facts([Section(kind=SectionKind.OTHER_MATTERS, heading="六、其他", text=text)])
    if not found:
        return None
    (one,) = found
    assert one.fact is FactKind.PROCESSING_FEE
    assert one.unit == "万元"
    assert all(sentence in text for sentence in one.raw.split("\n"))
    return (one.value,)


@pytest.mark.parametrize(
    "text",
    [
        "2023年，本机关未收取信息处理费。",
        "按照《国务院办公厅关于印发〈政府信息公开信息处理费管理办法〉的通知》（国办函〔2020〕109号）规定的按件、按量"
        "收费标准，本年度没有产生信息处理费。",
        "收取信息处理费0元。",
        "信息处理费收取情况：无。",
        "（一）信息处理费收取情况\n2023年度，我局未收取。",
        "（一）信息处理费收取情况\n无。",
        "信息处理费收取情况。2023年全年共收取0元。",
        "本年度依申请公开未收取任何费用。",
        "信息处理费为零。",
        "本年度未产生信息处理费用，无其他需要报告的事项。",
        "上年收取信息处理费200元，本年未收取。",
        "2023年无信息处理费收取情况。",
        "本机关收取信息处理费总额为零元",
        "2022年，我局收取信息处理费0件，0元。",
        "2023年度，我镇未向申请人收取政府信息公开信息处理费",
        "2023年，我县政府信息公开信息处理费收取金额为0。",
        "《政府信息公开信息处理费管理办法》实施以来，本机关尚未收取信息处理费。",
        "2022年度发出收费通知0件，总金额0元，实际收取0元。",
        "不收取信息处理费。",
    ],
)
def test_none_was_charged(text: str) -> None:
    assert fee(text) == (Decimal(0),)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2021年，本单位共收取信息处理费280元。", "0.028"),
        ("2022年收取信息处理费1.2万元。", "1.2"),
        ("2023年，县政府办公室按照规定收取政府信息公开信息处理费1,200元。", "0.12"),
        ("2023年全县政府信息公开收取信息处理费１５００元", "0.15"),
        ("根据规定，信息处理费按每件100元计，全年共收取信息处理费500元。", "0.05"),
        (
            "依据《政府信息公开信息处理费管理办法》，本机关2023年度发出信息处理费收费通知3件，总金额1500元，"
            "实际收取总金额1200元。",
            "0.12",
        ),
    ],
)
def test_an_amount_is_in_wan_yuan(text: str, amount: str) -> None:
    assert fee(text) == (Decimal(amount),)


@pytest.mark.parametrize(
    "text",
    [
        "2021年收取了信息处理费，用于复印。",
        "本机关没有收取信息处理费；全县收取信息处理费300元。",
        "收取信息处理费300元，其中办公室200元。",
    ],
)
def test_a_doubtful_amount_is_null(text: str) -> None:
    assert fee(text) == (None,)


@pytest.mark.parametrize(
    "text",
    [
        "无其他需要报告的事项。",
        "本年度减免信息处理费300元。",
        "收取信息处理费的，应当开具票据。",
        "严格执行信息处理费管理办法。",
        "不存在未按规定收取信息处理费的情况。",
        "信息处理费按每件100元计收。",
    ],
)
def test_what_states_nothing_is_no_fact(text: str) -> None:
    assert fee(text) is None
