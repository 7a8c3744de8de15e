"""The digest moves with content and with nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipelines.digest import content_digest
from storage.records import Figure, LocalTable, Read, Reading, Section, SectionKind, Status


def figure(raw: str, status: Status = Status.NUMBER, value: int | None = 17) -> Figure:
    return Figure(
        cell="t3.received.total",
        raw=raw,
        status=status,
        value=None if value is None else Decimal(value),
        read=Read.LABEL,
    )


READING = Reading(
    is_report=True,
    reason=None,
    reader_version="a",
    title="示例县2023年政府信息公开工作年度报告",
    published_on=date(2024, 1, 25),
    signed_on=date(2024, 1, 19),
    sections=(Section(kind=SectionKind.OVERVIEW, heading="一、总体情况", text="平稳。"),),
    figures=(figure("17"),),
    tables=(LocalTable(caption="", rows=(("指标", "数量"),)),),
)


@pytest.mark.parametrize(
    "same",
    [
        {"reader_version": "b"},
        {"title": "示例县 ２０２３ 年政府信息公开工作年度报告"},
        {"figures": (figure(" １７ "),)},
        {"figures": (replace(figure("17件"), read=Read.STRUCTURE),)},
        {
            "sections": (
                Section(kind=SectionKind.OVERVIEW, heading="一、总体情况", text=" 平 稳。\n"),
            )
        },
        {"issuer": "示例县人民政府"},
    ],
)
def test_furniture_and_form_of_print_do_not_count(same: dict[str, object]) -> None:
    assert content_digest(replace(READING, **same)) == content_digest(READING)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "other",
    [
        {"title": "示例县2022年政府信息公开工作年度报告"},
        {"signed_on": None},
        {"published_on": date(2024, 1, 26)},
        {"figures": (figure("18", value=18),)},
        {"figures": (figure("", Status.BLANK, None),)},
        {"figures": (figure("/", Status.DASH, None),)},
        {"figures": (figure("约20", Status.TEXT, None),)},
        {"figures": (figure("17（其中修订3件）"),)},
        {"sections": ()},
        {"tables": (LocalTable(caption="", rows=(("指标", "总数"),)),)},
    ],
)
def test_content_counts(other: dict[str, object]) -> None:
    assert content_digest(replace(READING, **other)) != content_digest(READING)  # type: ignore[arg-type]


def test_the_publication_day_can_be_left_out() -> None:
    moved = replace(READING, published_on=date(2025, 6, 1))
    assert content_digest(moved, with_published_on=False) == content_digest(
        READING, with_published_on=False
    )


def test_blank_dash_and_zero_differ() -> None:
    digests = {
        content_digest(replace(READING, figures=(printed,)))
        for printed in (
            figure("0", value=0),
            figure("", Status.BLANK, None),
            figure("—", Status.DASH, None),
        )
    }
    assert len(digests) == 3
