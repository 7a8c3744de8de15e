"""A county's portal: its place, its report column, and what is listed there."""

from __future__ import annotations

from crawler import frontier
from crawler.frontier import Candidate, Kind, Place
from pipelines.listing import Row

HOST = "http://www.sample.gov.cn"
PLACE = Place(
    home=f"{HOST}/", county="示例县", division_code="130423", hosts=frozenset({"sample.gov.cn"})
)
COLUMN = Candidate(
    url=f"{HOST}/zfxxgk/nb/", kind=Kind.COLUMN, reason="", label="政府信息公开年报",
    column="sample.gov.cn/zfxxgk/nb/",
)  # fmt: skip
REPORT = "示例县2023年政府信息公开工作年度报告"


def rows(count: int, start: int = 0) -> tuple[Row, ...]:
    return tuple(
        Row(title=f"示例县{2008 + n}年政府信息公开年报", url=f"{HOST}/nb/t{2009 + n}0101_{n}.html")
        for n in range(start, start + count)
    )


def urls(choice: frontier.Choice, kind: Kind) -> list[str]:
    return [one.url for one in choice.candidates if one.kind is kind]
