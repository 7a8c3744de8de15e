"""The demonstration world keeps its word: what it serves, and what it says must be found in it."""

from __future__ import annotations

import csv
import hashlib
import http.client
import os
import re
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from fixtures.portals.adhoc import AdHocWorld, Page
from fixtures.portals.make_sites_csv import sites_csv
from fixtures.portals.proxy import Response
from fixtures.portals.world import World
from fixtures.portals.writing.statutory import sums

ROOT = Path(__file__).parents[1]


class Answer:
    """One answer as it came over the wire."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def fetch(
    proxy_url: str,
    url: str,
    *,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Ask for one URL through the proxy, as any client would; no certificate is trusted."""
    proxy, target = urlsplit(proxy_url), urlsplit(url)
    assert proxy.hostname
    path = target.path + (f"?{target.query}" if target.query else "")
    if target.scheme == "https":
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            proxy.hostname, proxy.port, timeout=20, context=context
        )
        connection.set_tunnel(target.netloc, 443)
    else:
        connection = http.client.HTTPConnection(proxy.hostname, proxy.port, timeout=20)
        path = url
    try:
        connection.request("POST" if body else "GET", path, body, dict(headers or {}))
        return Answer(connection.getresponse())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def served() -> World:
    """The first night, not served: what it holds is asked of it directly."""
    return World()


def test_a_page_comes_over_http_and_over_https_with_its_length(world: World) -> None:
    plain = fetch(world.proxy_url, "http://www.ceheng-demo.gov.cn/")
    secure = fetch(world.proxy_url, "https://www.jiayin-demo.gov.cn/jiayin/index.shtml")
    assert plain.status == secure.status == 200
    assert int(plain.headers["Content-Length"]) == len(plain.body)
    assert "册亨县" in plain.body.decode()
    assert "嘉荫县" in secure.body.decode()


def test_an_https_only_site_answers_nothing_over_http_and_the_other_way_round(world: World) -> None:
    for url in ("http://www.jiayin-demo.gov.cn/", "https://www.kangxian-demo.gov.cn/"):
        with pytest.raises((OSError, http.client.HTTPException)):
            fetch(world.proxy_url, url)
    assert fetch(world.proxy_url, "http://www.kangxian-demo.gov.cn/").status == 200


def test_a_host_that_is_no_part_of_the_world_is_an_escape(world: World) -> None:
    assert fetch(world.proxy_url, "http://www.gov.cn/").status == 502
    with pytest.raises(OSError, match="502"):
        fetch(world.proxy_url, "https://www.gov.cn/")
    assert [visit.host for visit in world.escapes] == ["www.gov.cn", "www.gov.cn"]


def test_a_request_that_knows_the_page_is_answered_304(world: World) -> None:
    url = world.report("panan/county-2022").url
    first = fetch(world.proxy_url, url)
    for condition in (
        {"If-None-Match": first.headers["ETag"]},
        {"If-Modified-Since": first.headers["Last-Modified"]},
    ):
        again = fetch(world.proxy_url, url, headers=condition)
        assert (again.status, again.body) == (304, b"")
    changed = fetch(world.proxy_url, url, headers={"If-None-Match": '"other"'})
    assert changed.status == 200


def test_gzip_is_sent_where_it_is_accepted_and_only_there(world: World) -> None:
    url = world.report("tiane/county-2022").url
    plain = fetch(world.proxy_url, url)
    packed = fetch(world.proxy_url, url, headers={"Accept-Encoding": "gzip, deflate"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < len(plain.body)


def test_gbk_pages_say_nothing_of_it_in_their_header(world: World) -> None:
    page = fetch(world.proxy_url, "http://www.tiane-demo.gov.cn/sy/index.html")
    assert page.headers["Content-Type"] == "text/html"
    assert "天峨县" in page.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        page.body.decode("utf-8")


def test_the_wall_the_dead_and_the_forbidden_answer_as_such(world: World) -> None:
    assert fetch(world.proxy_url, "http://www.pujiang-demo.gov.cn/robots.txt").status == 412
    assert fetch(world.proxy_url, "http://www.jianzha-demo.gov.cn/").status == 503
    with pytest.raises((OSError, http.client.HTTPException)):
        fetch(world.proxy_url, "http://www.jiangan-demo.gov.cn/")
    robots = fetch(world.proxy_url, "http://www.danba-demo.gov.cn/robots.txt")
    assert b"Disallow: /\n" in robots.body
    soft = fetch(world.proxy_url, "http://www.kangxian-demo.gov.cn/no/such/page.html")
    assert (soft.status, "不存在" in soft.body.decode()) == (200, True)


def test_the_log_tells_who_asked_for_what_and_when(world: World) -> None:
    url = "http://www.ceheng-demo.gov.cn/zwgk/?a=1"
    fetch(world.proxy_url, url, headers={"User-Agent": "somebody"})
    (visit,) = world.requests
    assert (visit.url, visit.user_agent, visit.method) == (url, "somebody", "GET")
    assert visit.started <= visit.ended
    world.forget_requests()
    assert not world.requests


def test_hanweb_gives_the_rest_of_a_list_by_post(world: World) -> None:
    column = next(site for site in world.truth().sites if site.site == "panan").lists[0]
    page = fetch(world.proxy_url, column).body.decode()
    shown = page.count("<record>")
    total = int(re.search(r"totalRecord:(\d+)", page)[1])  # type: ignore[index]
    assert 0 < shown < total
    query = re.search(r"dataproxy\.jsp\?page=1&([^\"]+)", page)[1]  # type: ignore[index]
    rest = fetch(
        world.proxy_url,
        "http://www.panan-demo.gov.cn/module/web/jpage/dataproxy.jsp"
        f"?startrecord={shown + 1}&endrecord={total}&perpage=5",
        body=f"col=1&{query}".encode().decode("latin-1"),
    )
    assert rest.body.decode().count("<record>") == total - shown


def test_the_script_prints_its_proxy_and_ends_when_told(tmp_path: Path) -> None:
    script = ROOT / "fixtures" / "portals" / "world.py"
    log = tmp_path / "requests.jsonl"
    process = subprocess.Popen(
        [sys.executable, script, "--port", "0", "--log", log], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        proxy_url = process.stdout.readline().strip().removeprefix("http_proxy=")
        assert fetch(proxy_url, "http://www.ceheng-demo.gov.cn/").status == 200
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert '"host": "www.ceheng-demo.gov.cn"' in log.read_text("utf-8")


def test_the_site_list_is_up_to_date(served: World) -> None:
    assert served.sites_csv.read_text("utf-8") == sites_csv()
    rows = list(csv.DictReader(served.sites_csv.open(encoding="utf-8")))
    assert {row["site"] for row in rows} == {site.site for site in served.truth().sites}


def test_the_counties_are_real_and_the_hosts_are_not(served: World) -> None:
    divisions = (ROOT / "storage" / "reference" / "divisions.csv").read_text("utf-8")
    for row in csv.DictReader(served.sites_csv.open(encoding="utf-8")):
        assert f"{row['division_code']},{row['name'].removesuffix('人民政府')}," in divisions
        assert urlsplit(row["url"]).netloc.endswith("-demo.gov.cn")


def test_each_report_is_served_at_its_url_and_named_in_a_list(served: World) -> None:
    truth = served.truth()
    assert len(truth.reports) > 100
    for report in truth.reports:
        for url in (*report.urls, *report.files):
            assert served.page(url).status == 200, url
    urls = [report.url for report in truth.reports]
    assert len(set(urls)) == len(urls)


def test_reports_of_one_issuer_and_year_are_one(served: World) -> None:
    identities = Counter(
        (report.division_code, report.issuer, report.year) for report in served.truth().reports
    )
    assert max(identities.values()) == 1


def test_the_world_has_what_it_must(served: World) -> None:
    truth = served.truth()
    readable = [site for site in truth.sites if site.outcome == "ok"]
    assert len(readable) >= 6
    assert {site.family for site in readable} == {"trs", "kaipu", "hanweb"}
    for site in readable:
        reports = [report for report in truth.reports if report.site == site.site]
        assert {"government", "department", "township"} <= {r.issuer_kind for r in reports}
        assert {"2014", "2019", "2021", "free"} <= {report.form for report in reports}
    outcomes = {site.outcome for site in truth.sites}
    assert outcomes == {"ok", "blocked", "dead", "robots", "no_column", "empty"}
    assert {report.carrier for report in truth.reports} == {"html", "pdf", "docx", "pictures"}


def test_the_figures_keep_every_promise_but_the_planned_ones(served: World) -> None:
    broken = {report.key: report.broken_sums for report in served.truth().reports}
    assert {key for key, sums_ in broken.items() if sums_} == {
        "ceheng/county-2022",
        "raohe/resources-2023",
        "tiane/agri-2022",
    }
    (review,) = broken["ceheng/county-2022"]
    assert review.cells[0] == "t4.review.total"
    assert review.actual == 0
    assert review.expected > 10


def test_what_is_carried_over_is_taken_in_next_year(served: World) -> None:
    reports = {report.key: report for report in served.truth().reports}
    pairs = 0
    for key, report in reports.items():
        before = reports.get(f"{key[:-4]}{report.year - 1}")
        if before is None or not {before.form, report.form} <= {"2019", "2021"}:
            continue
        if before.broken_sums or report.broken_sums:
            continue
        out, into = (
            one.cells[f"t3.{row}.natural_person"].value
            for one, row in ((before, "carried_out"), (report, "carried_in"))
        )
        assert out == into, key
        pairs += 1
    assert pairs > 40


def test_every_cell_of_a_form_is_in_the_codebook_and_the_other_way_round(served: World) -> None:
    book = list(csv.DictReader((ROOT / "storage/reference/cells.csv").open(encoding="utf-8")))
    for report in served.truth().reports:
        if report.form in ("2014", "2019", "2021"):
            expected = {row["cell"] for row in book if report.form in row["forms"].split()}
            assert set(report.cells) == expected
            assert {name for one in sums(report.form) for name in one.parts} <= expected
        else:
            assert not report.cells


def test_the_world_is_the_same_in_every_process(served: World) -> None:
    """Also under another hash seed, by which sets are ordered."""
    report = served.report("jiayin/market-2022")
    urls = [report.url, *report.files, served.report("tiane/county-2017").url]
    program = (
        "import hashlib, sys; from fixtures.portals.world import World; world = World()\n"
        "for url in sys.argv[1:]: print(hashlib.sha256(world.page(url).body).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", program, *urls],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    digests = [hashlib.sha256(served.page(url).body).hexdigest() for url in urls]
    assert other.stdout.split() == digests


def test_a_changed_figure_changes_the_page_and_the_truth_and_nothing_else() -> None:
    world = World(names=["panan"])
    before = {report.key: world.page(report.url).body for report in world.truth().reports}
    cell = "t2.licensing.decisions"
    world.change("panan/traffic-2022", cell, "87654")
    after = {report.key: world.page(report.url).body for report in world.truth().reports}
    assert world.report("panan/traffic-2022").cells[cell].value == Decimal(87654)
    assert {key for key in before if before[key] != after[key]} == {"panan/traffic-2022"}
    with pytest.raises(KeyError):
        world.change("panan/traffic-2022", "t2.no.such", "1")


def test_the_second_night_brings_what_the_night_files_say() -> None:
    first, second = World(), World(night=2)
    before = {report.key: report for report in first.truth().reports}
    after = {report.key: report for report in second.truth().reports}
    assert set(after) - set(before) == {"ceheng/bading-2023"}
    assert set(before) <= set(after)
    cells = {key for key in before if before[key].cells != after[key].cells}
    assert cells == {"ceheng/edu-2022", "jiayin/market-2022"}
    moved = {key for key in before if before[key].url != after[key].url}
    assert moved == {"tiane/agri-2023"}
    assert {key for key in after if after[key].gone} == {"yingshan/wenquan-2021"}
    old = second.page(before["tiane/agri-2023"].url)
    assert (old.status, old.headers["Location"]) == (301, after["tiane/agri-2023"].url)
    assert second.page(after["yingshan/wenquan-2021"].url).status == 404
    redesigned = "ceheng/county-2023"
    pages = [world.page(before[redesigned].url).body for world in (first, second)]
    assert pages[0] != pages[1]
    assert before[redesigned] == after[redesigned]
    replaced = before["jiayin/market-2022"]
    assert first.page(replaced.files[0]).body != second.page(replaced.files[0]).body


def test_a_world_of_a_few_pages_serves_exactly_those(
    adhoc_world: Callable[[Mapping[str, Page]], AdHocWorld],
) -> None:
    world = adhoc_world(
        {
            "http://www.a-demo.gov.cn/": (200, {"X-Mark": "1"}, "甲"),
            "http://www.a-demo.gov.cn/echo": lambda request: (201, {}, request.body),
            "http://www.a-demo.gov.cn/dead": None,
            "http://www.a-demo.gov.cn/kept": Response(body=b"x", validators=True),
            "https://b-demo.gov.cn/": (200, {}, "乙"),
        }
    )
    root = fetch(world.proxy_url, "http://www.a-demo.gov.cn/")
    assert (root.body.decode(), root.headers["X-Mark"]) == ("甲", "1")
    assert fetch(world.proxy_url, "http://www.a-demo.gov.cn/echo?q=1", body="z").body == b"z"
    assert fetch(world.proxy_url, "http://www.a-demo.gov.cn/robots.txt").status == 404
    assert fetch(world.proxy_url, "https://b-demo.gov.cn/").body.decode() == "乙"
    tag = fetch(world.proxy_url, "http://www.a-demo.gov.cn/kept").headers["ETag"]
    known = {"If-None-Match": tag}
    assert fetch(world.proxy_url, "http://www.a-demo.gov.cn/kept", headers=known).status == 304
    for url in ("http://www.a-demo.gov.cn/dead", "https://www.a-demo.gov.cn/"):
        with pytest.raises((OSError, http.client.HTTPException)):
            fetch(world.proxy_url, url)
    assert fetch(world.proxy_url, "http://c-demo.gov.cn/").status == 502
    assert [visit.host for visit in world.escapes] == ["c-demo.gov.cn"]
    world.pages["http://www.a-demo.gov.cn/"] = (200, {}, "丙")
    assert fetch(world.proxy_url, "http://www.a-demo.gov.cn/").body.decode() == "丙"
