"""What a report says, how that may truly change, and the pages and files that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from fixtures.portals.writing import html
from fixtures.portals.writing.numbers import draw, printed
from fixtures.portals.writing.office import docx_bytes
from fixtures.portals.writing.prose import six_sections
from fixtures.portals.writing.report import Report, local_table, with_tables
from fixtures.portals.writing.statutory import Grid, Printed
from tests.pipelines.formats.pdf_maker import HEIGHT, MARGIN, WIDTH, Maker

Row = tuple[str, str, str, str]
"""(kind, name, old, new) of the export table ``changes``; texts are left out."""

TITLES = ("{issuer}{year}年政府信息公开工作年度报告", "{issuer}{year}年政府信息公开年度报告")
STYLES = html.STYLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What one report says at one moment."""

    issuer: str
    kind: str
    division_code: str
    year: int
    title: str
    published_on: date
    signed_on: date
    prose: tuple[tuple[str, str, tuple[str, ...]], ...]
    cells: Mapping[str, Printed]
    table: tuple[int, int, int, int] | None

    @property
    def key(self) -> tuple[str, int]:
        """Whose report of which year."""
        return self.issuer, self.year

    def report(self) -> Report:
        """Return it as it is written down."""
        day = self.signed_on
        prose = [(kind, heading, list(texts)) for kind, heading, texts in self.prose]
        form = "2021" if self.year > 2020 else "2019"
        return Report(
            key="",
            issuer=self.issuer,
            kind=self.kind,
            division_code=self.division_code,
            year=self.year,
            form=form,
            title=self.title,
            published_on=self.published_on,
            signed_on=day,
            sections=with_tables(prose, form, self.cells),
            signature=(self.issuer, f"{day.year}年{day.month}月{day.day}日"),
            cells=self.cells,
            local_tables=(local_table(self.year, self.table),) if self.table else (),
        )


def write(lots: Random, issuer: str, kind: str, division_code: str, year: int) -> Content:
    """Make up a report."""
    form = "2021" if year > 2020 else "2019"
    seed = f"{issuer}/{lots.random()}"
    cells = printed(draw(seed, {year: form}, scale=lots.choice((0, 3, 40)))[year], [])
    facts = {
        "unit": issuer,
        "year": year,
        "received": cells["t3.received.total"].raw,
        "carried": cells["t3.carried_in.total"].raw,
    }
    published = date(year + 1, 1, 10) + timedelta(days=lots.randrange(60))
    return Content(
        issuer=issuer,
        kind=kind,
        division_code=division_code,
        year=year,
        title=TITLES[0].format(issuer=issuer, year=year),
        published_on=published,
        signed_on=published - timedelta(days=lots.randint(1, 6)),
        prose=tuple(
            (kind, heading, tuple(texts))
            for kind, heading, texts in six_sections(seed, form, facts)
        ),
        cells=cells,
        table=tuple(lots.randint(1, 900) for _ in range(4)) if lots.random() < 0.3 else None,  # type: ignore[arg-type]
    )


def change(lots: Random, old: Content) -> Content:
    """Let a government change one thing."""
    kinds = [_figure, _figure, _figure, _section, _title, _signed, _published]
    return lots.choice([*kinds, _table] if old.table else kinds)(lots, old)


def _figure(lots: Random, old: Content) -> Content:
    cell = lots.choice(sorted(old.cells))
    value = (old.cells[cell].value or Decimal(0)) + lots.randint(1, 90)
    return replace(old, cells={**old.cells, cell: Printed(raw=format(value, "f"), value=value)})


def _section(lots: Random, old: Content) -> Content:
    number = lots.choice([n for n, (_, _, texts) in enumerate(old.prose) if texts])
    kind, heading, texts = old.prose[number]
    added = f"另有{lots.randint(2, 99)}项工作正在推进。"
    texts = (*texts[:-1], texts[-1] + added) if lots.random() < 0.5 else (*texts, added)
    return replace(
        old, prose=(*old.prose[:number], (kind, heading, texts), *old.prose[number + 1 :])
    )


def _title(lots: Random, old: Content) -> Content:
    titles = [title.format(issuer=old.issuer, year=old.year) for title in TITLES]
    return replace(old, title=next(title for title in titles if title != old.title))


def _signed(lots: Random, old: Content) -> Content:
    return replace(old, signed_on=old.signed_on + timedelta(days=1))


def _published(lots: Random, old: Content) -> Content:
    return replace(old, published_on=old.published_on + timedelta(days=lots.randint(1, 40)))


def _table(lots: Random, old: Content) -> Content:
    assert old.table is not None
    return replace(old, table=(old.table[0] + lots.randint(1, 9), *old.table[1:]))


def differences(old: Content, new: Content, *, same_url: bool) -> set[Row]:
    """Return what must be noticed; publication dates of two URLs are two pages' dates."""
    rows: set[Row] = set()
    if old.title != new.title:
        rows.add(("title", "title", old.title, new.title))
    if same_url and old.published_on != new.published_on:
        rows.add(("date", "published_on", str(old.published_on), str(new.published_on)))
    if old.signed_on != new.signed_on:
        rows.add(("date", "signed_on", str(old.signed_on), str(new.signed_on)))
    for cell, was in old.cells.items():
        if was != new.cells[cell]:
            rows.add(("figure", cell, str(was.value), str(new.cells[cell].value)))
    rows |= {
        ("section", kind, "", "")
        for (kind, _, was), (_, _, now) in zip(old.prose, new.prose, strict=True)
        if was != now
    }
    if old.table != new.table:
        rows.add(("table", "table 1", "", ""))
    return rows


def page(content: Content | None, *, skin: int, night: int, files: Mapping[str, str]) -> str:
    """Return a page that holds a report, or only leads to its files.

    What has no meaning is another each night: the day, the visits, white space, the markup.
    """
    assert content is not None
    title, day = content.title, content.published_on
    text = "<p>　　全文请见附件。</p>" if files else html.body(content.report(), STYLES[skin % 3])
    if night % 2:
        text = text.replace("</p>\n<p", "</p>\n\n   <p")
    links = "".join(f'<p><a href="{url}">{name}</a></p>' for url, name in files.items())
    furniture = (
        f'<div class="top">今天是2026年{night % 12 + 1}月{night + 1}日 欢迎您</div>'
        f'<div class="nav"><a href="/">首页</a> <a href="/zfxxgk/">政府信息公开</a></div>'
    )
    visits = f"<span>浏览次数：{night * 37 + 11}</span>"
    if skin % 2:
        return (
            f"<html><head><title>{title}</title></head><body>{furniture}"
            f'<table class="outer"><tr><td><h1>{title}</h1>'
            f'<p class="info">发布时间：{day:%Y-%m-%d}　{visits}</p>'
            f'<div id="zoom">{text}{links}</div></td></tr></table></body></html>'
        )
    return (
        f'<html><head><title>{title}</title><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{day:%Y-%m-%d} 09:30"></head><body>{furniture}'
        f'<div class="article"><h2 class="t">{title}</h2>'
        f"<div>日期：{day:%Y-%m-%d} {visits}</div>"
        f'<div class="TRS_Editor">{text}{links}</div></div>'
        f'<div class="foot">版权所有 第{night}次生成</div></body></html>'
    )


def file(content: Content, *, form: str, night: int) -> bytes:
    """Return a report as a file; a PDF has another time in it each night."""
    report = content.report()
    if form == "docx":
        return docx_bytes(report)
    made = Maker()
    made.line(report.title, 20, "center")
    for section in report.sections:
        if section.heading:
            made.paragraph(section.heading)
        for text in section.paragraphs:
            made.paragraph(text)
        if section.table is not None:
            _set(made, section.table)
    for grid in report.local_tables:
        _set(made, grid)
    for line in report.signature:
        made.line(line, 16, "right")
    return made.bytes() + f"\n% made in night {night}\n".encode()


def _set(made: Maker, grid: Grid) -> None:
    columns = sum(cell.colspan for cell in grid[0])
    if made.y > HEIGHT / 2:
        made.new_page()
    rows = [[(cell.text, cell.colspan, cell.rowspan) for cell in row] for row in grid]
    made.table(rows, [(WIDTH - 2 * MARGIN) / columns] * columns)
