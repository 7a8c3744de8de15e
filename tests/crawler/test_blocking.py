"""Walls, challenges, soft 404s and parked domains; and above all what is none of them."""

from __future__ import annotations

import pytest

from crawler.blocking import Probe, Verdict, judge, learn, probe_url
from fixtures.pages import FOLDER, names

DEEP = "http://www.sample.gov.cn/zfxxgk/nb/t20240101_1.html"
HOME = "http://www.sample.gov.cn/"
HTML = {"Content-Type": "text/html; charset=utf-8"}
MENU = '<a href="/">首页</a><a href="/xwzx/">新闻</a><a href="/zwgk/">政务公开</a>'


def judged(body: str, status: int = 200, url: str = DEEP, **more: object) -> Verdict:
    return judge(status=status, headers=HTML, body=body.encode(), url=url, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [412, 468, 512, 521])
def test_some_statuses_are_walls_by_themselves(status: int) -> None:
    assert judged("", status).kind == "blocked"


@pytest.mark.parametrize(
    "body",
    [
        "<script>document.cookie=('_')+('_')+'jsl';document.cookie='__jsl_clearance_s=1';</script>",
        "<html><head></head><body><script>$_ts=window['$_ts'];</script></body></html>",
        "<html><script>var arg1='3A5B6C7D8E9F0A1B2C3D4E5F60718293A4B5C6D7';</script></html>",
        "<html><body>请开启JavaScript并刷新该页.<script>var dynamicurl='/x';</script></body></html>",
        "<html><script>document.cookie='EO_Bot_Ssid=1';location.reload()</script></html>",
        "<html><script>var t='a1';document.cookie='k='+t;location.href=location.href</script></html>",
        "<html><script>var arg1='8A';setCookie('acw_sc__v2',f(arg1));</script></html>",
        "<html><title>访问拦截</title><body>您的请求存在威胁，已被拦截！事件编号：1</body></html>",
    ],
)
def test_challenges_with_status_200_are_walls(body: str) -> None:
    assert judged(body).kind == "blocked"


def test_a_script_with_status_202_is_a_wall() -> None:
    assert judged("<html><script src='/a.js'></script></html>", 202).kind == "blocked"


@pytest.mark.parametrize(("status", "kind"), [(403, "blocked"), (405, "blocked")])
def test_a_refused_home_page_is_a_wall(status: int, kind: str) -> None:
    assert judged("<title>403 Forbidden</title>nginx", status, HOME).kind == kind


def test_a_refused_folder_is_no_wall() -> None:
    assert judged("<title>403 Forbidden</title>nginx", 403).kind == "error"


def test_a_refusal_that_says_so_is_a_wall_anywhere() -> None:
    assert judged("<body>网站应用防火墙：访问被拒绝</body>", 403).kind == "blocked"


@pytest.mark.parametrize(
    ("status", "kind"), [(404, "gone"), (410, "gone"), (500, "error"), (503, "error")]
)
def test_plain_failures(status: int, kind: str) -> None:
    assert judged("<p>x</p>", status).kind == kind


@pytest.mark.parametrize(
    "body",
    [
        "<html><title>404</title><body>页面找不到</body></html>",
        f"<html><title>示例县</title><body>{MENU}<p>抱歉，您访问的页面不存在或已被删除！</p></body></html>",
        "<html><body>该信息不存在</body></html>",
        "[an error occurred while processing this directive]",
        "<html><head></head><body>&nbsp;</body></html>",
    ],
)
def test_soft_404s(body: str) -> None:
    assert judged(body).kind == "soft_404"


def test_a_redirect_home_is_a_soft_404() -> None:
    assert judged(MENU, url=HOME, asked_url=DEEP).kind == "soft_404"
    assert judged(MENU, url=f"{HOME}index.html", asked_url=HOME).kind == "normal"
    assert (
        judged(MENU, url="https://sample.gov.cn/x/", asked_url="http://www.sample.gov.cn/x/").kind
        == "normal"
    )


@pytest.mark.parametrize(
    "body",
    [
        f"<html><title>年报</title><body>{MENU}<div>暂无相关信息</div></body></html>",
        "<div>暂无相关信息</div>",
        "<datastore></datastore>",
        '{"data":{"total":0,"results":[]}}',
        "<html><head><meta http-equiv='refresh' content='0;url=/x/'></head></html>",
        "<html><script>location.href='/sample/index.shtml'</script></html>",
        "<ul><li><a href='/info/1/2.htm'>示例县2023年政府信息公开年报</a></li></ul>",
        f"<html><title>示例县2013年政府信息公开年报</title><body>{MENU}<p>全年收到申请3件，其中信息不存在1件，"
        "已按规定告知申请人；收费减免情况不存在。</p></body></html>",
        "<html><title>示例县年报</title><body><p>政府信息不存在的，告知申请人。</p>"
        "<p>本年度没有因政府信息公开被举报的情况。</p><p>下一步将完善制度，加强培训。</p></body></html>",
        "<html><meta name='ArticleTitle' content='网站应用防火墙采购公告'><body>网站应用防火墙</body></html>",
    ],
)
def test_ordinary_pages_are_normal(body: str) -> None:
    assert judged(body).kind == "normal", judged(body)


@pytest.mark.parametrize("name", names())
def test_no_page_of_the_fixtures_is_anything_else(name: str) -> None:
    page = next(
        path for path in (FOLDER / name).iterdir() if path.suffix != ".json" or path.stem == "page"
    )
    assert judge(status=200, headers={}, body=page.read_bytes(), url=DEEP).kind == "normal"


@pytest.mark.parametrize(
    "body",
    [
        "<html><title>sample.gov.cn</title><body>该域名正在出售，请联系</body></html>",
        "<html><title>没有找到站点</title><body><h1>没有找到站点</h1></body></html>",
        "<html><title>Welcome to nginx!</title><body><h1>Welcome to nginx!</h1></body></html>",
    ],
)
def test_parked_domains(body: str) -> None:
    assert judged(body).kind == "parked"


def test_a_file_is_normal_and_its_bytes_are_not_read_as_words() -> None:
    verdict = judge(
        status=200, headers={"Content-Type": "application/pdf"}, body=b"%PDF-1.7 404", url=DEEP
    )
    assert verdict.kind == "normal"


# -- what a site teaches ---------------------------------------------------------------------------

TEMPLATE = f"<html><title>示例县</title><body>{MENU}<p>栏目建设中。今天是2024年1月{{day}}日，访问{{count}}次</p></body></html>"


def taught() -> Probe:
    asked = probe_url(HOME)
    return learn(
        status=200, body=TEMPLATE.format(day=1, count=100).encode(), url=asked, asked_url=asked
    )


def test_a_page_like_the_probes_is_a_soft_404_though_date_and_counter_moved() -> None:
    assert judged(TEMPLATE.format(day=29, count=7), probe=taught()).kind == "soft_404"


def test_a_page_of_the_same_template_with_other_words_is_normal() -> None:
    other = TEMPLATE.format(day=1, count=1).replace(
        "栏目建设中",
        "示例县2023年政府信息公开工作年度报告，一、总体情况，全县各部门主动公开政府信息",
    )
    assert judged(other, probe=taught()).kind == "normal"


def test_a_site_that_says_404_teaches_nothing_false() -> None:
    asked = probe_url(HOME)
    honest = learn(status=404, body=b"Not Found", url=asked, asked_url=asked)
    assert judged(TEMPLATE.format(day=1, count=1), probe=honest).kind == "normal"


def test_where_missing_pages_are_sent_is_learned() -> None:
    lost = f"{HOME}error.html"
    probe = learn(status=200, body=MENU.encode(), url=lost, asked_url=probe_url(HOME))
    assert judged(f"{MENU}<p>其他</p>", url=lost, asked_url=DEEP, probe=probe).kind == "soft_404"
