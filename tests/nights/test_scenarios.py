"""What governments do to a report, one by one, through the front door.

Each scenario is one report of one world: what it says and how it is served on three nights. All are
crawled together; each test looks at what the export holds of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from fixtures.portals.adhoc import AdHocWorld, Page
from fixtures.portals.writing.statutory import Printed
from tests.nights import content as contents
from tests.nights.content import Content
from tests.nights.crawling import Crawled, Tables

HOST = "http://www.wangmo-t.gov.cn"
PREFECTURE = "http://www.qxn-t.gov.cn"
SITES = {
    "wangmo": ("望谟县", HOST, "522326"),
    "zhou": ("黔西南布依族苗族自治州", PREFECTURE, "522300"),
}
CELL = "t2.licensing.decisions"
WITHDRAWN = ("source", "withdrawn")
NOTICE = "<html><head><title>提示</title></head><body>抱歉，您访问的页面不存在</body></html>"
Pages = dict[str, Page]
Night = Callable[[Content, str, int], Pages]
"""A report, the beginning of its URLs, and the number of the night, from 1, to its pages."""


def page(
    content: Content, night: int, *, skin: int = 0, files: Mapping[str, str] | None = None
) -> Page:
    return 200, {}, contents.page(content, skin=skin, night=night, files=files or {})


def file(content: Content, form: str, night: int) -> Page:
    kind = {"Content-Type": f"application/{form}"}
    return 200, kind, contents.file(content, form=form, night=night)


def figure(content: Content, value: int) -> Content:
    printed = Printed(raw=str(value), value=Decimal(value))
    return replace(content, cells={**content.cells, CELL: printed})


def on_night(number: int, change: Callable[[Content], Content], *, back: bool = False) -> Night:
    """Change a page on a night, and back on the next."""

    def night(content: Content, url: str, now: int) -> Pages:
        changed = now == number if back else now >= number
        return {f"{url}.html": page(change(content) if changed else content, now)}

    return night


def edited(content: Content) -> Content:
    return replace(
        content,
        prose=tuple(
            (kind, heading, (*texts, "另有两项工作正在推进。") if kind == "problems" else texts)
            for kind, heading, texts in content.prose
        ),
    )


def other_markup(content: Content, url: str, now: int) -> Pages:
    return {f"{url}.html": page(content, now, skin=now)}


def moved(content: Content, url: str, now: int) -> Pages:
    later = replace(content, published_on=date(2025, 6, 1))
    if now == 1:
        return {f"{url}.html": page(content, now)}
    return {f"{url}.html": (404, {}, ""), f"{url}-new.html": page(later, now)}


def redirected(content: Content, url: str, now: int) -> Pages:
    later = replace(content, published_on=date(2025, 6, 1))
    if now == 1:
        return {f"{url}.html": page(content, now)}
    new = f"{url}-new.html"
    return {f"{url}.html": (301, {"Location": new}, ""), new: page(later, now)}


def copied(form: str) -> Night:
    def night(content: Content, url: str, now: int) -> Pages:
        pages = {f"{url}.html": page(content, now)}
        copy = url.replace(HOST, PREFECTURE)
        if now > 1 and form == "html":
            pages[f"{copy}.html"] = page(replace(content, published_on=date(2025, 6, 1)), now)
        elif now > 1:
            pages[f"{copy}.{form}"] = file(content, form, now)
        return pages

    return night


def file_replaced(content: Content, url: str, now: int) -> Pages:
    leads = page(content, 1, files={f"{url}.docx": f"{content.title}.docx"})
    said = figure(content, 77) if now > 1 else content
    return {f"{url}.html": leads, f"{url}.docx": file(said, "docx", 1)}


def pdf_made_again(content: Content, url: str, now: int) -> Pages:
    leads = page(content, 1, files={f"{url}.pdf": f"{content.title}.pdf"})
    return {f"{url}.html": leads, f"{url}.pdf": file(content, "pdf", now)}


def disagree(content: Content, url: str, now: int) -> Pages:
    twin = replace(figure(content, 77), published_on=date(2020, 1, 1))
    return {f"{url}.html": page(content, now), f"{url}-twin.html": page(twin, now)}


def gives_way(content: Content, url: str, now: int) -> Pages:
    other = contents.write(Random(9), content.issuer, content.kind, content.division_code, 2024)  # noqa: S311
    return {f"{url}.html": page(other if now > 1 else content, now)}


def renamed(content: Content, url: str, now: int) -> Pages:
    """人力资源和社会保障局 calls itself 人社局 in the signature from the second night on."""
    short = replace(content, issuer="望谟县人社局")
    return {f"{url}.html": page(short if now > 1 else content, now)}


def answers(first: Page, second: Page) -> Night:
    """Be away on two nights, in one way or the other."""

    def night(content: Content, url: str, now: int) -> Pages:
        return {f"{url}.html": {1: page(content, now), 2: first, 3: second}[now]}

    return night


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What happens, and what must be noticed: (cause, kind, name, old, new), texts left out."""

    night: Night
    body: str
    noticed: tuple[tuple[str, ...], ...] = ()


SCENARIOS = {
    "the counter and the day": Scenario(body="教育局", night=on_night(9, edited)),
    "markup redesigned": Scenario(body="财政局", night=other_markup),
    "a figure": Scenario(
        body="民政局",
        night=on_night(2, lambda c: figure(c, 77)),
        noticed=(("source", "figure", CELL, "5", "77"),),
    ),
    "a figure, and back": Scenario(
        body="林业局",
        night=on_night(2, lambda c: figure(c, 77), back=True),
        noticed=(("source", "figure", CELL, "5", "77"), ("source", "figure", CELL, "77", "5")),
    ),
    "a section": Scenario(
        body="水务局",
        night=on_night(2, edited),
        noticed=(("source", "section", "problems", "", ""),),
    ),
    "a local table": Scenario(
        body="审计局",
        night=on_night(2, lambda c: replace(c, table=(1, 2, 3, 5))),
        noticed=(("source", "table", "table 1", "", ""),),
    ),
    "the title": Scenario(
        body="统计局",
        night=on_night(2, lambda c: replace(c, title=c.title.replace("工作", ""))),
        noticed=(
            (
                "source",
                "title",
                "title",
                "望谟县统计局2021年政府信息公开工作年度报告",
                "望谟县统计局2021年政府信息公开年度报告",
            ),
        ),
    ),
    "the publication date": Scenario(
        body="司法局",
        night=on_night(2, lambda c: replace(c, published_on=date(2022, 3, 1))),
        noticed=(("source", "date", "published_on", "2022-01-20", "2022-03-01"),),
    ),
    "a move": Scenario(body="公安局", night=moved),
    "a move by redirect": Scenario(body="商务局", night=redirected),
    "a copy on another host": Scenario(body="交通运输局", night=copied("html")),
    "a copy as PDF": Scenario(body="农业农村局", night=copied("pdf")),
    "a copy as DOCX": Scenario(body="应急管理局", night=copied("docx")),
    "a file replaced": Scenario(
        body="医疗保障局", night=file_replaced, noticed=(("source", "figure", CELL, "5", "77"),)
    ),
    "a PDF made again": Scenario(body="卫生健康局", night=pdf_made_again),
    "two pages disagree": Scenario(body="文化和旅游局", night=disagree),
    "another year's report": Scenario(body="市场监督管理局", night=gives_way, noticed=(WITHDRAWN,)),
    "an issuer renamed": Scenario(body="人力资源和社会保障局", night=renamed),
    "404 twice": Scenario(
        body="自然资源局", night=answers((404, {}, ""), (410, {}, "")), noticed=(WITHDRAWN,)
    ),
    "soft 404 twice": Scenario(
        body="信访局",
        night=answers((200, {}, NOTICE), (302, {"Location": f"{HOST}/"}, "")),
        noticed=(WITHDRAWN,),
    ),
    "errors": Scenario(body="档案局", night=answers((500, {}, ""), None)),
    "away once": Scenario(body="乡村振兴局", night=answers((404, {}, ""), (500, {}, ""))),
}
PLACES = {name: f"/zfxxgk/nb/t{number}" for number, name in enumerate(SCENARIOS)}


def said(name: str) -> Content:
    """Return what the report of a scenario says in the beginning."""
    issuer = f"望谟县{SCENARIOS[name].body}"
    first = contents.write(Random(name), issuer, "department", "522326", 2021)  # noqa: S311
    first = replace(first, published_on=date(2022, 1, 20), signed_on=date(2022, 1, 18))
    return replace(figure(first, 5), table=(1, 2, 3, 4))


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Crawled, Tables]]:
    """Crawl the world on three nights, and give the archive with its export."""
    with AdHocWorld({}) as world:
        crawled = Crawled(tmp_path_factory.mktemp("scenarios"), world.proxy_url, SITES, misses=2)
        for now in (1, 2, 3):
            pages: Pages = {}
            for name, scenario in SCENARIOS.items():
                pages |= scenario.night(said(name), HOST + PLACES[name], now)
            for root in (HOST, PREFECTURE):
                rows = "".join(
                    f'<li><a href="{url}">2021年政府信息公开工作年度报告</a></li>'
                    for url in pages
                    if url.startswith(root)
                )
                menu = '<a href="/zfxxgk/nb/">政府信息公开年报</a>'
                pages[f"{root}/"] = (200, {}, f"<html><body>{menu}</body></html>")
                column = f"<html><body>{menu}<ul>{rows}</ul></body></html>"
                pages[f"{root}/zfxxgk/nb/"] = (200, {}, column)
            world.pages = pages
            crawled.night()
        yield crawled, crawled.export()


def rows_of(tables: Tables, name: str) -> dict[str, list[dict[str, str]]]:
    """Return what the tables hold of a scenario's report."""
    here = {
        row["report_id"] for row in tables["sources"] if urlsplit(row["url"]).path in paths(name)
    }
    (report_id,) = (
        row["report_id"]
        for row in tables["reports"]
        if row["report_id"] in here and row["year"] == "2021"
    )
    return {
        table: [row for row in rows if row.get("report_id") == report_id]
        for table, rows in tables.items()
    }


def paths(name: str) -> set[str]:
    """Return where the report of a scenario may be."""
    return {
        PLACES[name] + ending for ending in (".html", ".docx", ".pdf", "-new.html", "-twin.html")
    }


@pytest.mark.parametrize("name", SCENARIOS)
def test_exactly_what_changed_is_noticed(nights: tuple[Crawled, Tables], name: str) -> None:
    found = rows_of(nights[1], name)
    changes = [
        (row["cause"], row["kind"])
        if row["kind"] == "withdrawn"
        else (
            row["cause"],
            row["kind"],
            row["name"],
            *(("", "") if row["kind"] in ("section", "table") else (row["old"], row["new"])),
        )
        for row in found["changes"]
    ]
    noticed = SCENARIOS[name].noticed
    assert changes == list(noticed)
    by_source = [row for row in noticed if row != WITHDRAWN]
    assert [row["cause"] for row in found["revisions"]] == ["first", *(row[0] for row in by_source)]
    withdrawn = WITHDRAWN in noticed
    assert found["reports"][0]["status"] == ("withdrawn" if withdrawn else "published")


@pytest.mark.parametrize("name", ["a move", "a move by redirect"])
def test_a_move_is_a_new_source(nights: tuple[Crawled, Tables], name: str) -> None:
    found = rows_of(nights[1], name)
    old, new = f"{HOST}{PLACES[name]}.html", f"{HOST}{PLACES[name]}-new.html"
    assert {row["url"]: row["status"] for row in found["sources"]} == {old: "gone", new: "live"}
    assert found["reports"][0]["url"] == new
    assert found["reports"][0]["published_on"] == "2025-06-01"


@pytest.mark.parametrize("form", ["another host", "PDF", "DOCX"])
def test_a_copy_is_a_source_that_does_not_speak(nights: tuple[Crawled, Tables], form: str) -> None:
    name = next(name for name in SCENARIOS if name.endswith(form))
    found = rows_of(nights[1], name)
    primary = {row["url"]: row["primary"] for row in found["sources"]}
    assert sorted(primary.values()) == ["false", "true"]
    assert primary[f"{HOST}{PLACES[name]}.html"] == "true"
    assert not found["findings"]


def test_pages_that_disagree_are_a_finding(nights: tuple[Crawled, Tables]) -> None:
    (finding,) = (
        row
        for row in rows_of(nights[1], "two pages disagree")["findings"]
        if row["rule"] == "sources.disagree"
    )
    assert (finding["cells"], finding["actual"], finding["expected"]) == (CELL, "5", "77")
    assert finding["verdict"] == "published"


def test_a_url_that_holds_another_years_report_has_two_reports(
    nights: tuple[Crawled, Tables],
) -> None:
    url = HOST + PLACES["another year's report"] + ".html"
    reports = {row["report_id"]: row["year"] for row in nights[1]["reports"]}
    assert {
        reports[row["report_id"]]: row["status"]
        for row in nights[1]["sources"]
        if row["url"] == url
    } == {"2021": "gone", "2024": "live"}


@pytest.mark.parametrize("name", ["404 twice", "soft 404 twice", "a move by redirect"])
def test_what_proves_it_is_captured_and_listed(nights: tuple[Crawled, Tables], name: str) -> None:
    url = HOST + PLACES[name] + ".html"
    visits = [row for row in nights[1]["visits"] if row["url"] == url]
    outcomes = {
        "404 twice": ["ok", "gone", "gone"],
        "soft 404 twice": ["ok", "soft_404", "soft_404"],
        "a move by redirect": ["ok", "redirected"],
    }[name]
    assert [row["outcome"] for row in visits][: len(outcomes)] == outcomes
    assert all(row["warc_record_id"] for row in visits)


def test_the_history_of_a_report_tells_what_the_export_does(
    nights: tuple[Crawled, Tables],
) -> None:
    crawled, tables = nights
    found = rows_of(tables, "a figure, and back")
    told = json.loads(crawled.run("history", found["reports"][0]["report_id"], "--json"))
    assert [
        (str(revision["revision"]), change["name"], change["old"], change["new"])
        for revision in told["revisions"]
        for change in revision["changes"]
    ] == [(row["revision"], row["name"], row["old"], row["new"]) for row in found["changes"]]


def test_the_ledger_of_a_site_is_every_change_of_it(nights: tuple[Crawled, Tables]) -> None:
    crawled, tables = nights
    told = crawled.run("history", "--since", "2020-01-01", "--site", "wangmo", "--json")
    lines = [json.loads(line) for line in told.splitlines()]
    assert len(lines) == len(tables["changes"])
    seen = [line["first_seen_new_at"] for line in lines]
    assert seen == sorted(seen, reverse=True)


def test_read_again_all_is_as_the_crawl_left_it(
    nights: tuple[Crawled, Tables], tmp_path: Path
) -> None:
    crawled, tables = nights
    copy = crawled.copy(tmp_path)
    copy.forget_reader()
    assert "alike" in copy.run("reparse")
    assert copy.export() == tables
