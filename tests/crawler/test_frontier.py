"""The frontier's judgements one by one: addresses, titles, labels, parts of columns, budgets."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import frontier
from crawler.frontier import Candidate, Kind, Place, Progress, Rung, canonical_url
from crawler.frontier.branches import Branch, branch_of, is_below
from crawler.frontier.labels import Promise, judge_label, names_another_place
from crawler.frontier.titles import RowVerdict, judge_title
from crawler.frontier.traps import refusal
from pipelines.listing import Link, NextPage, Page, Row

HOST = "http://www.sample.gov.cn"
PLACE = Place(
    home=f"{HOST}/", county="示例县", division_code="130423", hosts=frozenset({"sample.gov.cn"})
)
COLUMN = Candidate(
    url=f"{HOST}/zfxxgk/nb/", kind=Kind.COLUMN, reason="", label="政府信息公开年报",
    column="sample.gov.cn/zfxxgk/nb/",
)  # fmt: skip
REPORT = "示例县2023年政府信息公开工作年度报告"


# -- addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.gov.cn/nb/", "https://a.gov.cn/nb/index.html"),
        ("http://a.gov.cn/nb/", "http://a.gov.cn:80/nb/index.shtml"),
        ("http://a.gov.cn/nb/t2_1.html", "http://m.a.gov.cn/nb/t2_1_wap.html"),
        ("http://a.gov.cn/nb/t2_1.html", "http://a.gov.cn//nb//t2_1_ext.html#top"),
        ("http://a.gov.cn/c/post_1.html", "http://a.gov.cn/c/mpost_1.html?isMobile=true"),
        ("http://a.gov.cn/nb/;jsessionid=1F", "http://a.gov.cn/nb/?_=0.51"),
        ("http://a.gov.cn/ZWGK/nb/", "http://a.gov.cn/zwgk/nb/"),
        ("http://a.gov.cn/x?a=1&b=2", "http://a.gov.cn/x?b=2&a=1"),
        (
            "http://a.gov.cn/a/c100122/202401/0a1b2c3d4e5f60718293a4b5c6d7e8f9.shtml",
            "http://a.gov.cn/a/c100999/202401/0a1b2c3d4e5f60718293a4b5c6d7e8f9.shtml",
        ),
        (
            "http://a.gov.cn/info/1648/47211.htm",
            "http://a.gov.cn/content.jsp?urltype=news.X&wbtreeid=1648&wbnewsid=47211",
        ),
    ],
)
def test_twins_have_one_key(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.gov.cn/nb/index.html", "http://a.gov.cn/nb/index_1.html"),
        ("http://a.gov.cn/list.asp?page=1", "http://a.gov.cn/list.asp?page=2"),
        ("http://a.gov.cn/index.php?catid=1", "http://a.gov.cn/index.php?catid=2"),
        ("http://a.gov.cn/nb/", "http://b.gov.cn/nb/"),
        ("http://a.gov.cn:8080/nb/", "http://a.gov.cn/nb/"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@given(st.text(max_size=60))
def test_any_text_has_a_key_and_a_key_is_its_own(path: str) -> None:
    key = canonical_url(f"http://a.gov.cn/{path}")
    assert canonical_url(f"http://{key}") == key or not key.startswith("a.gov.cn")


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


# -- titles ----------------------------------------------------------------------------------------


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


# -- labels and parts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "url", "promise"),
    [
        ("政府信息公开年报", "/x/", Promise.REPORT_COLUMN),
        ("政府信息公开工作年度报告", "/x/", Promise.REPORT_COLUMN),
        ("公开年报", "/x/", Promise.REPORT_COLUMN),
        ("年报", "/x/", Promise.COLUMN),
        ("年度报告", "/x/", Promise.COLUMN),
        ("政府信息公开", "/x/", Promise.HUB),
        ("政务公开", "/x/", Promise.HUB),
        ("信息公开", "/x/", Promise.HUB),
        ("法定主动公开内容", "/x/", Promise.ASIDE),
        ("政府信息公开指南", "/x/", Promise.ASIDE),
        ("历史栏目", "/x/", Promise.HUB),
        ("网站地图", "/x/", Promise.SITE_MAP),
        ("", "/zwgk/zfxxgk/zfxxgknb/", Promise.REPORT_COLUMN),
        ("县教育局", "/public/column/123?type=3&action=list", Promise.REPORT_COLUMN),
        ("政府网站工作年度报表", "/x/", Promise.NOTHING),
        ("法治政府建设年度报告", "/x/", Promise.NOTHING),
        ("企业年报", "/x/", Promise.NOTHING),
        ("统计年报", "/x/", Promise.NOTHING),
        ("县长信箱", "/x/", Promise.NOTHING),
        ("新闻中心", "/x/", Promise.NOTHING),
        ("财政预决算", "/x/", Promise.NOTHING),
    ],
)
def test_what_a_label_promises(label: str, url: str, promise: Promise) -> None:
    assert judge_label(label, HOST + url).promise is promise


@pytest.mark.parametrize(
    ("label", "url", "branch"),
    [
        ("2022年", "/y/", Branch.YEAR),
        ("2022年度", "/nb/2022n/", Branch.YEAR),
        ("二〇一五年", "/y/", Branch.YEAR),
        ("2008-2015年", "/y/", Branch.YEAR),
        ("县政府", "/y/", Branch.GROUP),
        ("县级部门", "/y/", Branch.GROUP),
        ("乡镇（街道）", "/y/", Branch.GROUP),
        ("县教育局", "/y/", Branch.UNIT),
        ("其他", "/nb/qt/", Branch.BELOW),
        ("政府信息公开年报", "/old/", Branch.NAMED),
        ("政府信息公开", "/zfxxgk/", None),
        ("政府信息公开指南", "/nb/zn/", None),
        ("下一页", "/nb/index_1.html", None),
        ("2", "/nb/2.htm", None),
        ("首页", "/", None),
    ],
)
def test_parts_of_a_column(label: str, url: str, branch: Branch | None) -> None:
    assert branch_of(label, HOST + url, f"{HOST}/nb/") is branch


def test_a_column_called_after_its_page_has_its_folder_below() -> None:
    assert is_below(f"{HOST}/zfxxgknb/2022.htm", f"{HOST}/zfxxgknb.htm")
    assert is_below(f"{HOST}/zfxxgknb/jyj/", f"{HOST}/zfxxgknb/index.html")
    assert not is_below(f"{HOST}/zfxxgknb/index_1.html", f"{HOST}/zfxxgknb/")
    assert not is_below(f"{HOST}/zwgk/", f"{HOST}/")


def test_other_places_are_told_by_their_names() -> None:
    assert names_another_place("市政府信息公开", "示例县")
    assert names_another_place("邻县政府信息公开专栏", "示例县")
    assert not names_another_place("示例县政府信息公开", "示例县")
    assert not names_another_place("县政府信息公开", "示例县")
    assert not names_another_place("市政府信息公开", "示例市")
    assert not names_another_place("政府信息公开", "示例县")


# -- choosing --------------------------------------------------------------------------------------


def rows(count: int, start: int = 0) -> tuple[Row, ...]:
    return tuple(
        Row(title=f"示例县{2008 + n}年政府信息公开年报", url=f"{HOST}/nb/t{2009 + n}0101_{n}.html")
        for n in range(start, start + count)
    )


def following(number: int, *, exact: bool = False) -> NextPage:
    return NextPage(
        url=f"{HOST}/nb/index_{number}.html", strategy="x", reason="", number=number, exact=exact
    )


def urls(choice: frontier.Choice, kind: Kind) -> list[str]:
    return [one.url for one in choice.candidates if one.kind is kind]


def test_a_crawl_begins_at_known_columns_else_at_home() -> None:
    assert [one.kind for one in frontier.start(PLACE.home, [])] == [Kind.HOME]
    assert [one.url for one in frontier.start(PLACE.home, ["http://a/", "http://a/"])] == [
        "http://a/"
    ]


def test_a_remembered_column_is_one_though_nothing_on_its_shell_says_so() -> None:
    service = replace(following(1), method="POST", body="type=3")
    shell = Page(url=COLUMN.url, title="信息公开", next_pages=(service,))
    (known,) = frontier.start(PLACE.home, [COLUMN.url], yielded=[COLUMN.url])
    (given,) = frontier.start(PLACE.home, [COLUMN.url])
    choice = frontier.choose(shell, known, PLACE)
    assert [one.proved for one in choice.candidates if one.kind is Kind.LIST_PAGE] == [True]
    assert frontier.choose(shell, given, PLACE).column is None
    other = replace(shell, column_name="领导信箱")
    assert frontier.choose(other, known, PLACE).column is None


def test_a_candidate_survives_being_stored() -> None:
    other = replace(COLUMN, kind=Kind.LIST_PAGE, body="a=1", method="POST", headers={"X": "y"})
    candidate = replace(COLUMN, instead=other)
    assert Candidate.from_meta(json.loads(json.dumps(candidate.to_meta()))) == candidate


def test_a_better_reason_is_another_plan_for_the_same_request() -> None:
    guess = replace(COLUMN, rung=Rung.GUESS)
    assert guess.key != COLUMN.key
    assert guess.request == COLUMN.request
    assert frontier.worth(guess, Progress(pages=1, reports=0, columns=0, asked={COLUMN.request}))


def test_a_list_without_a_known_end_goes_on_while_it_brings_something_new() -> None:
    page = Page(url=f"{HOST}/nb/index_2.html", rows=rows(3), next_pages=(following(3),))
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=2, url=page.url)
    fresh = frontier.choose(page, came_by, PLACE, ())
    assert urls(fresh, Kind.LIST_PAGE) == [f"{HOST}/nb/index_3.html"]
    again = frontier.choose(page, came_by, PLACE, fresh.listed)
    assert urls(again, Kind.LIST_PAGE) == []


def test_a_service_may_repeat_as_its_page_1_what_the_page_had_shown() -> None:
    page = Page(url=f"{HOST}/label?pageIndex=1", rows=rows(3), next_pages=(following(2),))
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=1, url=page.url)
    seen = frontier.choose(page, came_by, PLACE, ()).listed
    assert urls(frontier.choose(page, came_by, PLACE, seen), Kind.LIST_PAGE) == [
        f"{HOST}/nb/index_2.html"
    ]


def test_a_counted_list_goes_on_over_a_page_without_news() -> None:
    page = Page(url=f"{HOST}/nb/index_2.html", rows=rows(3), next_pages=(following(3, exact=True),))
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=2, url=page.url)
    seen = [canonical_url(row.url) for row in page.rows]
    assert urls(frontier.choose(page, came_by, PLACE, seen), Kind.LIST_PAGE)


def test_the_page_that_only_counting_from_one_has_is_asked_after_a_repetition_only() -> None:
    extra = replace(following(4), only_if_repeated=True)
    page = Page(url=f"{HOST}/nb/index_1.html", rows=rows(3), next_pages=(extra,))
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=2, url=page.url, exact=True)
    assert not urls(frontier.choose(page, came_by, PLACE, ()), Kind.LIST_PAGE)
    carried = replace(came_by, repeated=True)
    assert urls(frontier.choose(page, carried, PLACE, ()), Kind.LIST_PAGE)


def test_an_empty_answer_is_asked_for_in_the_other_way() -> None:
    other = replace(COLUMN, url=f"{HOST}/get?page=2", kind=Kind.LIST_PAGE)
    came_by = replace(COLUMN, kind=Kind.LIST_PAGE, number=2, instead=other)
    choice = frontier.choose(Page(url=f"{HOST}/post"), came_by, PLACE, ())
    assert urls(choice, Kind.LIST_PAGE) == [f"{HOST}/get?page=2"]
    assert frontier.instead(came_by) == other


def test_a_promise_that_nobody_keeps_is_a_gap() -> None:
    page = Page(url=COLUMN.url, rows=rows(3), total_rows=41, breadcrumb=("政府信息公开年报",))
    assert frontier.choose(page, COLUMN, PLACE, ()).gap is not None
    assert frontier.choose(replace(page, total_rows=3), COLUMN, PLACE, ()).gap is None


def test_a_list_that_never_ends_is_cut() -> None:
    page = Page(url=COLUMN.url, rows=rows(3), next_pages=(following(201, exact=True),))
    choice = frontier.choose(page, COLUMN, PLACE, ())
    assert not urls(choice, Kind.LIST_PAGE)
    assert any("longer than" in one.reason for one in choice.refused)


def test_a_page_called_something_else_is_no_column() -> None:
    page = Page(
        url=COLUMN.url, breadcrumb=("首页", "机构职能"), column_name="机构职能",
        rows=(Row(title="示例县教育局", url=f"{HOST}/jyj/t20240101_1.html"),),
    )  # fmt: skip
    assert frontier.choose(page, COLUMN, PLACE, ()).column is None


def test_a_column_is_known_by_its_rows_whatever_it_is_called() -> None:
    page = Page(url=f"{HOST}/x/", rows=rows(4))
    came_by = Candidate(url=page.url, kind=Kind.MENU, reason="")
    choice = frontier.choose(page, came_by, PLACE, ())
    assert choice.is_column
    assert choice.reports == 4


def test_an_empty_column_is_a_column_that_lists_no_report() -> None:
    page = Page(url=COLUMN.url, breadcrumb=("首页", "政府信息公开年报"))
    choice = frontier.choose(page, COLUMN, PLACE, ())
    assert (choice.is_column, choice.reports) == (True, 0)


def test_every_refusal_has_its_reason_and_no_refused_link_is_asked_for() -> None:
    spam = Link(url="http://www.spam.com/nb/", text="政府信息公开年报")
    news = Row(title="示例县召开会议", url=f"{HOST}/nb/t20240101_9.html")
    page = Page(url=COLUMN.url, rows=(*rows(2), news), links=(spam,))
    choice = frontier.choose(page, COLUMN, PLACE, ())
    refused = {one.url: one.reason for one in choice.refused}
    assert set(refused) == {spam.url, news.url}
    assert all(refused.values())
    assert not set(refused) & {one.url for one in choice.candidates}


def test_a_file_of_a_row_keeps_the_rows_title_as_its_headline() -> None:
    file = Link(url=f"{HOST}/nb/P1.pdf", text="附件")
    page = Page(url=COLUMN.url, rows=(replace(rows(1)[0], title=REPORT, files=(file,)),))
    choice = frontier.choose(page, COLUMN, PLACE, ())
    attached = [one for one in choice.candidates if one.kind is Kind.ATTACHMENT]
    assert [(one.url, one.label) for one in attached] == [(file.url, REPORT)]


def test_shells_that_lead_to_shells_are_followed_to_an_end() -> None:
    came_by, steps = COLUMN, 0
    while True:
        page = Page(url=came_by.url, redirect=f"{HOST}/shell{steps}/")
        choice = frontier.choose(page, came_by, PLACE, ())
        if not choice.candidates:
            break
        came_by, steps = choice.candidates[0], steps + 1
        assert came_by.kind is Kind.COLUMN
    assert 1 < steps < 20


# -- budget ----------------------------------------------------------------------------------------


def test_reports_are_always_worth_it_and_pages_only_within_the_budget() -> None:
    spent = Progress(pages=10_000, reports=0, columns=0)
    report = replace(COLUMN, kind=Kind.REPORT)
    assert frontier.worth(report, spent) is None
    assert frontier.worth(COLUMN, spent)


def test_the_budget_grows_with_what_a_site_holds() -> None:
    page = replace(COLUMN, kind=Kind.LIST_PAGE)
    assert frontier.worth(page, Progress(pages=100, reports=0, columns=0))
    assert frontier.worth(page, Progress(pages=100, reports=120, columns=8)) is None


def test_the_ladder_is_not_climbed_once_columns_are_found() -> None:
    found = Progress(pages=9, reports=12, columns=1)
    for rung in (Rung.ASIDE, Rung.SITE_MAP, Rung.GUESS):
        aside = Candidate(url=f"{HOST}/x/", kind=Kind.MENU, reason="", rung=rung, priority=99)
        assert frontier.worth(aside, found)
        assert frontier.worth(aside, Progress(pages=9, reports=0, columns=0)) is None


def test_links_of_one_sort_are_left_after_three_that_brought_nothing() -> None:
    unit = replace(COLUMN, group="units of x")
    assert (
        frontier.worth(unit, Progress(pages=1, reports=0, columns=0, fruitless={"units of x": 2}))
        is None
    )
    assert frontier.worth(
        unit, Progress(pages=1, reports=0, columns=0, fruitless={"units of x": 3})
    )
