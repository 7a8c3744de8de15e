"""Addresses that lead into calendars, searches and circles are refused, honest ones are not."""

from __future__ import annotations

import pytest

from crawler.frontier.traps import refusal
from tests.crawler.county import HOST


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/wzdt/wzdt/",
        f"{HOST}/a/b/a/b/",
        f"{HOST}/a/x/a/y/a/",
        f"{HOST}/{'x1/' * 15}",
        f"{HOST}/rili/?date=2024-01-01",
        f"{HOST}/was5/web/search?channelid=1",
        f"{HOST}/hdjl/letter/list_1.html",
        f"{HOST}/ysqgk/apply.jsp",
        f"{HOST}/module/visitcount/visit.jsp?type=1",
        f"{HOST}/images/a.jpg",
        "http://m.sample.gov.cn/zwgk/",
        f"{HOST}/x?{'a' * 500}",
    ],
)
def test_traps_are_refused_with_a_reason(url: str) -> None:
    assert refusal(url)


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/art/2023/2/2/art_1229114055_73271.html",
        f"{HOST}/xxgk/jd/jd/202604/t20260424_1404868.html",
        f"{HOST}/012001/012001001/moreinfo.html",
        f"{HOST}/common/search/0a1b2c3d4e5f60718293a4b5c6d7e8f9?page=1",
        f"{HOST}/module/xxgk/search.jsp?divid=div4",
        f"{HOST}/site/label/8888?labelName=publicInfoList&keyWords=",
        f"{HOST}/zwgk/zfxxgk/zfxxgknb/2022n/202302/t20230218_78246924.html",
        f"{HOST}/nb/P020240125379.pdf",
    ],
)
def test_honest_addresses_are_not(url: str) -> None:
    assert refusal(url) is None
