"""Pages whose list is elsewhere: what stands beside it must not be taken for it."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

from pipelines.listing import read_page
from pipelines.page import Page

HOST = "http://www.sample.gov.cn"
BADGE = (
    '<div class="footer"><a href="/images/report_tb_1304230012.pdf">'
    '<img src="/images/bb.png" alt="政府网站工作年度报表"></a></div>'
)
NEWS = "".join(
    f'<li><a href="/xw/202401/t2024010{n}_90012{n}.html">示例县召开会议第{n}次</a><span>2024-01-0{n}</span></li>'
    for n in range(1, 6)
)


def page(html: str, path: str, *, request_body: str | None = None) -> Page:
    return read_page(html.encode(), url=HOST + path, request_body=request_body)


def test_the_badge_of_every_footer_is_no_entry() -> None:
    assert page(f"<html><body><p>列表</p>{BADGE}</body></html>", "/nb/").rows == ()


def test_todays_date_beside_the_portals_name_makes_no_entry_of_it() -> None:
    head = '<div><span>今天是2024年1月25日</span><a href="/">示例县人民政府</a></div>'
    assert page(f"<html><body>{head}</body></html>", "/nb/").rows == ()


@pytest.mark.parametrize("beside", ["", f"<ul>{NEWS}</ul>"], ids=["alone", "beside news"])
def test_a_shell_asks_its_service_whatever_stands_beside_the_list(beside: str) -> None:
    channel = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    script = f'<script>var channelId="{channel}";$.get("/common/search/"+channelId)</script>'
    kaipu = page(
        f"<html><body>{script}{beside}{BADGE}</body></html>", "/a/c100122/zfxxgk_list.shtml"
    )
    assert [f"/common/search/{channel}?" in one.url for one in kaipu.next_pages] == [True]
    script = '<script>Ls.ajax({data:{labelName:"publicInfoList",pageSize:10,organId:65}});pageCount:3</script>'
    html = (
        f'<html><head><meta name="SiteId" content="67"></head><body>{script}{beside}</body></html>'
    )
    lonsun = page(html, "/public/column/65?type=3&catId=")
    assert [("pageIndex=1" in one.url, "pageSize=10" in one.url) for one in lonsun.next_pages] == [
        (True, True)
    ]


def test_epoints_service_is_asked_page_by_page_from_zero() -> None:
    script = """<script>var siteInfo={"siteGuid":"7eb5f7f1-9041-43ad"};
var params={"categoryNum":"003213002","pageIndex":0,"pageSize":2};
Util.ajax({url:"/EpointWebBuilder/rest/frontAppCustomAction/getPageInfoListNew"})</script>"""
    shell = page(f"<html><body>{script}</body></html>", "/003/003213/moreinfo.html")
    (first,) = shell.next_pages
    asked = json.loads(parse_qs(first.body or "")["params"][0])
    assert (first.method, asked["pageIndex"], asked["categoryNum"]) == ("POST", 0, "003213002")
    answer = {
        "custom": {
            "count": 3,
            "infodata": [
                {"title": f"示例县{y}年年报", "infourl": f"/x/{y}.html", "infodate": f"{y}-01-02"}
                for y in (2024, 2023)
            ],
        }
    }
    second = page(json.dumps(answer), first.url.removeprefix(HOST), request_body=first.body)
    assert len(second.rows) == 2
    (on,) = second.next_pages
    assert json.loads(parse_qs(on.body or "")["params"][0])["pageIndex"] == 1
    assert on.exact
    last = page(json.dumps(answer), first.url.removeprefix(HOST), request_body=on.body)
    assert last.next_pages == ()


def test_the_page_named_in_a_shells_address_is_what_it_frames() -> None:
    html = '<html><body><iframe id="f" src=""></iframe></body></html>'
    shell = page(html, "/zwgk/openSubPage.html?specialurl=/003/033/govlist.html&righttitle=x")
    assert f"{HOST}/003/033/govlist.html" in {link.url for link in shell.links}


def test_an_objects_own_count_is_a_step_into_the_dark() -> None:
    rows = '[{"title":"示例县2023年年报","pubDate":"2024-01-25","urls":"{\\"pc\\":\\"/a/pc/content/content_1.html\\"}","id":"1"}]'
    html = f"<html><body><script>var listData={{articleList:{rows},pageSize:1,total:3}}</script></body></html>"
    (on,) = page(html, "/a/c00145/pc/list.html").next_pages
    assert (on.url, on.exact) == (f"{HOST}/a/c00145/pc/list_2.html", False)
    assert page(html, "/a/c00145/pc/list_3.html").next_pages == ()


@pytest.mark.parametrize(
    "pager",
    [
        '共4页 <a href="index.html">1</a><a href="index_2.html">2</a><a href="index_3.html">3</a><b>4</b>',
        "<span>共32条记录 4/4页</span>",
    ],
)
def test_the_last_page_is_not_followed_by_one_more(pager: str) -> None:
    html = f"<html><body><ul>{NEWS}</ul><div>{pager}</div></body></html>"
    assert page(html, "/columns/x/index_4.html").next_pages == ()
