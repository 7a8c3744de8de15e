"""Parts of a site that units have of their own: followed while they bring something."""

from __future__ import annotations

from crawler import blocking, frontier
from crawler.frontier import Candidate, Choice, Kind, Place, Progress, Rung
from pipelines.listing import Link, Page

HOST = "http://www.sample.gov.cn"
PLACE = Place(
    home=f"{HOST}/", county="示例县", division_code="130423", hosts=frozenset({"sample.gov.cn"})
)
UNITS = ("县教育局", "县财政局", "县公安局", "城关镇", "龙泉街道")


def link(label: str, path: str) -> Link:
    return Link(url=HOST + path, text=label)


def directory(kind: Kind) -> Choice:
    page = Page(
        url=f"{HOST}/bmxxgk/",
        title="部门信息公开",
        links=tuple(link(unit, f"/bm{n}/") for n, unit in enumerate(UNITS)),
    )
    came_by = Candidate(url=page.url, kind=kind, reason="", rung=Rung.UNITS, label="部门信息公开")
    return frontier.choose(page, came_by, PLACE)


def test_a_directory_is_told_by_its_label_and_kept_for_after_the_menus() -> None:
    links = (link("部门信息公开", "/bmxxgk/"), link("政府信息公开年报", "/nb/"))
    menu = Page(url=f"{HOST}/zfxxgk/", title="政府信息公开", links=links)
    came_by = Candidate(url=menu.url, kind=Kind.MENU, reason="", rung=Rung.MENU)
    found = {one.url: one for one in frontier.choose(menu, came_by, PLACE).candidates}
    assert found[f"{HOST}/bmxxgk/"].kind is Kind.DIRECTORY
    assert found[f"{HOST}/bmxxgk/"].rung > found[f"{HOST}/nb/"].rung


def test_each_unit_of_a_directory_is_worth_a_look_also_when_the_countys_column_is_found() -> None:
    for kind in (Kind.DIRECTORY, Kind.MENU):
        units = [one for one in directory(kind).candidates if one.kind is Kind.UNIT]
        assert len(units) == len(UNITS)
    progress = Progress(pages=9, reports=20, columns=1)
    assert frontier.worth(units[0], progress) is None


def test_a_footers_select_of_departments_sites_is_no_directory() -> None:
    footer = tuple(
        Link(url=f"http://bm{n}.sample.gov.cn/", text=unit, form="option")
        for n, unit in enumerate(UNITS)
    )
    anchors = tuple(
        Link(url=f"http://bm{n}.sample.gov.cn/", text=unit) for n, unit in enumerate(UNITS)
    )
    for links in (footer, anchors):
        page = Page(url=f"{HOST}/zfxxgk/", title="政府信息公开", links=links)
        came_by = Candidate(url=page.url, kind=Kind.MENU, reason="", rung=Rung.MENU)
        assert not [
            one for one in frontier.choose(page, came_by, PLACE).candidates if one.kind is Kind.UNIT
        ]


def test_units_that_hold_nothing_are_soon_left() -> None:
    units = [one for one in directory(Kind.DIRECTORY).candidates if one.kind is Kind.UNIT]
    fruitless: dict[str, int] = {}
    for unit in units[:3]:
        frontier.count_fruit(unit, Choice(), fruitless, set())
    assert frontier.worth(units[3], Progress(pages=9, reports=20, columns=1, fruitless=fruitless))


def test_a_units_own_column_is_taken_and_nothing_else_of_its_page() -> None:
    links = (
        link("政府信息公开年报", "/bm0/nb/"),
        link("政府信息公开指南", "/bm0/zn/"),
        link("政务公开", "/zwgk/"),
    )
    unit = next(one for one in directory(Kind.DIRECTORY).candidates if one.kind is Kind.UNIT)
    choice = frontier.choose(Page(url=unit.url, title="县教育局", links=links), unit, PLACE)
    assert [one.url for one in choice.candidates] == [f"{HOST}/bm0/nb/"]


def test_the_government_of_another_level_is_another_place() -> None:
    footer = (Link(url="http://www.upper.gov.cn/", text="市政府", form="option"),)
    page = Page(url=f"{HOST}/zfxxgk/", title="政府信息公开", links=footer)
    came_by = Candidate(url=page.url, kind=Kind.MENU, reason="", rung=Rung.MENU)
    choice = frontier.choose(page, came_by, PLACE)
    assert not [one for one in choice.candidates if "upper" in one.url]
    assert [one.url for one in choice.refused] == ["http://www.upper.gov.cn/"]


def test_a_shell_at_the_root_may_lead_to_the_index_page() -> None:
    home = Candidate(url=f"{HOST}/", kind=Kind.HOME, reason="")
    shell = Page(url=f"{HOST}/", redirect=f"{HOST}/index.html")
    (onward,) = frontier.choose(shell, home, PLACE).candidates
    assert onward.request != home.request


def test_the_home_page_in_anothers_place_is_a_soft_404() -> None:
    home = f"<html><title>示例县</title><body>{'今日要闻与公示公告' * 40}<a href='/a/'>a</a></body></html>"
    front = blocking.front_of(home.encode())
    for path, kind in (("/zwgk/", "soft_404"), ("/zwgk/nb/", "soft_404")):
        verdict = blocking.judge(
            status=200,
            headers={"Content-Type": "text/html"},
            body=home.encode(),
            url=HOST + path,
            front=front,
        )
        assert verdict.kind == kind
    other = home.replace("公示公告", "通知公告")
    verdict = blocking.judge(
        status=200,
        headers={"Content-Type": "text/html"},
        body=other.encode(),
        url=f"{HOST}/x/",
        front=front,
    )
    assert verdict.kind == "normal"


def test_the_prefecture_of_a_county_level_city_is_another_place_on_a_host_of_its_own() -> None:
    city = Place(
        home=f"{HOST}/", county="示例市", division_code="130423", hosts=frozenset({"sample.gov.cn"})
    )
    links = (
        Link(url="http://www.upper.gov.cn/zwgk/", text="市政府信息公开"),
        Link(url="http://xxgk.sample.gov.cn/", text="市政府信息公开"),
        Link(url="http://old.sample.gov.cn/", text="旧版信息公开目录"),
    )
    page = Page(url=f"{HOST}/", links=links)
    came_by = Candidate(url=page.url, kind=Kind.HOME, reason="", rung=Rung.MENU)
    taken = {one.url for one in frontier.choose(page, came_by, city).candidates}
    assert {link.url for link in links} & taken == {link.url for link in links[1:]}
