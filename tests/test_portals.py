"""``nianbao sites probe`` and ``discover`` at first contact with portals, over real sockets."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.portals.adhoc import AdHocWorld, Page
from tests.test_crawl import BIN, PATIENCE, environment

CITY = "http://www.dingxi-demo.gov.cn/"
JISHI = "http://www.tongwei-demo.gov.cn/"


def home(name: str, code: str, links: str = "") -> str:
    return (
        f'<html><head><meta name="SiteName" content="{name}"><meta name="SiteIDCode" '
        f'content="{code}"></head><body><ul>'
        + "".join(f'<li><a href="/c{number}/">栏目{number}</a></li>' for number in range(20))
        + f"</ul><div>{links}</div><p>政府网站标识码：{code}</p></body></html>"
    )


PAGES: dict[str, Page] = {
    # 定西市: 安定区, 通渭县, 陇西县, 渭源县, 临洮县, 漳县, 岷县
    CITY: (
        200,
        {},
        home(
            "定西市人民政府",
            "6211000001",
            '<a href="/xqdh/">县区导航</a>'
            '<select><option value="http://www.anding-demo.gov.cn/">安定区</option>'
            '<option value="http://www.tongwei-demo.gov.cn/">通渭</option></select>'
            '<a href="http://www.minxian-demo.com/">岷县</a>',
        ),
    ),
    f"{CITY}xqdh/": (
        200,
        {},
        home(
            "定西市人民政府",
            "6211000001",
            '<a href="http://www.longxi-demo.gov.cn/">陇西县人民政府</a>'
            '<a href="http://www.weiyuan-demo.gov.cn/">渭源县政府网站</a>'
            '<a href="https://www.lintao-demo.gov.cn/">临洮县</a>'
            '<a href="http://www.zhangxian-demo.gov.cn/">漳县</a>'
            f'<a href="{CITY}zhangxian/">漳县专栏</a>',
        ),
    ),
    "http://www.anding-demo.gov.cn/": (200, {}, home("安定区人民政府", "6211020002")),
    JISHI: (200, {}, home("通渭县人民政府", "6211210001")),
    "http://www.longxi-demo.gov.cn/": (302, {"Location": "http://www.longxi-demo.gov.cn/lx/"}, ""),
    "http://www.longxi-demo.gov.cn/lx/": (200, {}, home("陇西县人民政府", "6211220001")),
    "http://www.weiyuan-demo.gov.cn/": (412, {}, ""),
    "https://www.weiyuan-demo.gov.cn/": (412, {}, ""),
    "https://www.lintao-demo.gov.cn/": (200, {}, home("岷县人民政府", "6211260001")),
    "http://www.zhangxian-demo.gov.cn/": (200, {}, home("漳县人民政府", "6211250001")),
    "http://www.zhangxian-demo.gov.cn/robots.txt": (
        200,
        {"Content-Type": "text/plain"},
        "User-agent: *\nDisallow: /\n",
    ),
}


@pytest.fixture
def world() -> Iterator[AdHocWorld]:
    with AdHocWorld(PAGES) as world:
        yield world


def sites(
    world: AdHocWorld, archive: Path, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    settings = () if arguments[0] == "import" else ("-s", "DOWNLOAD_DELAY=0")
    return subprocess.run(
        [BIN / "nianbao", "sites", *arguments, *settings],
        env=environment(world.proxy_url, archive),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def register(world: AdHocWorld, archive: Path, *rows: str) -> None:
    listed = archive.parent / "sites.csv"
    listed.write_text("\n".join(["site,name,url,division_code", *rows]), encoding="utf-8")
    assert sites(world, archive, "import", listed).returncode == 0


def test_discover_proposes_what_it_could_verify(world: AdHocWorld, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    register(world, archive, f"tongwei,通渭县人民政府,{JISHI},621121")
    ran = sites(world, archive, "discover", CITY)
    assert ran.returncode == 1, "five of seven counties want a person's look"
    rows = {row["site"]: row for row in csv.DictReader(io.StringIO(ran.stdout))}
    assert {slug: row["enabled"] for slug, row in rows.items()} == {
        "anding-demo": "true",
        "longxi-demo": "true",
        "weiyuan-demo": "false",
        "lintao-demo": "false",
        "zhangxian-demo": "false",
    }
    assert rows["longxi-demo"] == {
        "site": "longxi-demo",
        "name": "陇西县人民政府",
        "url": "http://www.longxi-demo.gov.cn/lx/",
        "division_code": "621122",
        "enabled": "true",
    }
    assert "weiyuan-demo: not verified: it did not answer: status 412" in ran.stderr
    assert "lintao-demo: not verified: its site code 6211260001 is of 岷县" in ran.stderr
    assert "zhangxian-demo: not verified: it did not answer: disallowed by robots" in ran.stderr
    assert "tongwei: in the registry already" in ran.stderr
    assert "621126 岷县: no link to its portal here" in ran.stderr
    hosts = {visit.host for visit in world.requests}
    assert "www.tongwei-demo.gov.cn" not in hosts, "a listed site is asked only when it is crawled"
    assert not world.escapes
    # What it proposes can be imported as it stands.
    proposed = tmp_path / "proposed.csv"
    proposed.write_text(ran.stdout, encoding="utf-8")
    assert "5 added" in sites(world, archive, "import", proposed).stdout


def test_discover_as_json(world: AdHocWorld, tmp_path: Path) -> None:
    ran = sites(world, tmp_path / "archive", "discover", CITY, "--json")
    told = {row["division_code"]: row for row in map(json.loads, ran.stdout.splitlines())}
    assert set(told) == {"621102", "621121", "621122", "621123", "621124", "621125"}
    assert (told["621102"]["site_code"], told["621102"]["doubt"]) == ("6211020002", None)
    assert told["621123"]["doubt"]


def test_discover_where_no_counties_are_known(world: AdHocWorld, tmp_path: Path) -> None:
    ran = sites(world, tmp_path / "archive", "discover", JISHI)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "is the portal of 通渭县, which has no counties" in ran.stderr


def test_probe(world: AdHocWorld, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    register(world, archive, f"tongwei,通渭县人民政府,{JISHI},621121")
    ran = sites(world, archive, "probe", JISHI, "--json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout) == {
        "url": JISHI,
        "family": "unknown",
        "site_name": "通渭县人民政府",
        "site_code": "6211210001",
        "division_code": "621121",
        "division": "通渭县",
        "registered": "tongwei",
        "differences": [],
    }
    ran = sites(world, archive, "probe", "http://www.longxi-demo.gov.cn/")
    assert ran.returncode == 0
    assert "division       陇西县" in ran.stdout
    assert "registered\n" in ran.stdout


def test_probe_says_what_differs_from_the_registry(world: AdHocWorld, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    register(world, archive, "lintao,临洮县人民政府,https://www.lintao-demo.gov.cn/,621124")
    ran = sites(world, archive, "probe", "https://www.lintao-demo.gov.cn/")
    assert ran.returncode == 1
    assert "differs: its site code 6211260001 is of 岷县 (621126)" in ran.stdout


def test_probe_of_what_does_not_answer(world: AdHocWorld, tmp_path: Path) -> None:
    ran = sites(world, tmp_path / "archive", "probe", "http://www.weiyuan-demo.gov.cn/")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "status 412" in ran.stderr
    assert sites(world, tmp_path / "archive", "probe", "dingxi").returncode == 2
