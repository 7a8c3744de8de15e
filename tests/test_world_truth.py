"""The reader on the demonstration world: what it reads is what the world says it printed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from fixtures.portals.plan import load
from fixtures.portals.truth import ExpectedReport
from fixtures.portals.world import World
from pipelines.extract import extract
from storage.records import Form, IssuerKind, Locality, Reading, Status, Verdict

WORLD = World()
TRUTH = WORLD.truth()
READ = [report for report in TRUTH.reports if report.carrier != "pictures"]
IN_PAGE = [report for report in READ if report.carrier == "html"]


plan = cache(load)


def named(reports: list[ExpectedReport]) -> pytest.MarkDecorator:
    """Run a test once a report."""
    return pytest.mark.parametrize("report", reports, ids=[report.key for report in reports])


@cache
def reading(key: str) -> Reading:
    """Read the report of that key: its page, or the file that holds its text."""
    report = WORLD.report(key)
    return _read(report.files[0] if report.files else report.url, report)


def _read(url: str, report: ExpectedReport) -> Reading:
    site = plan(report.site)
    answer = WORLD.page(url)
    return extract(
        answer.body,
        url=url,
        content_type=answer.headers["Content-Type"],
        locality=Locality(
            division_code=site.division_code, county=site.county, headline=report.title
        ),
    )


@named(READ)
def test_it_is_a_report(report: ExpectedReport) -> None:
    assert reading(report.key).is_report, reading(report.key).reason


@named(READ)
def test_issuer_year_and_form(report: ExpectedReport) -> None:
    read = reading(report.key)
    assert (read.issuer, read.issuer_kind) == (report.issuer, IssuerKind(report.issuer_kind))
    assert (read.year, read.form) == (report.year, Form(report.form))


@named(READ)
def test_division(report: ExpectedReport) -> None:
    assert reading(report.key).division_code == report.division_code


@named(READ)
def test_title(report: ExpectedReport) -> None:
    assert reading(report.key).title == report.title


@named(IN_PAGE)
def test_published_on(report: ExpectedReport) -> None:
    assert reading(report.key).published_on == report.published_on


@named(READ)
def test_signed_on(report: ExpectedReport) -> None:
    assert reading(report.key).signed_on == report.signed_on


@named(READ)
def test_every_cell_that_is_printed_and_no_other(report: ExpectedReport) -> None:
    read = {figure.cell: (figure.status, figure.value) for figure in reading(report.key).figures}
    printed = {
        cell: (Status(printed.status), printed.value) for cell, printed in report.cells.items()
    }
    assert _differences(read, printed) == {}
    assert len(reading(report.key).figures) == len(read)


def _differences(read: Mapping[str, object], printed: Mapping[str, object]) -> dict[str, object]:
    names = read.keys() | printed.keys()
    return {
        name: (read.get(name), printed.get(name))
        for name in sorted(names)
        if read.get(name) != printed.get(name)
    }


@named(READ)
def test_the_broken_sums_are_found_and_none_is_invented(report: ExpectedReport) -> None:
    found = {
        (frozenset(finding.cells), finding.expected, finding.actual, finding.verdict)
        for finding in reading(report.key).findings
        if finding.expected is not None
    }
    assert found == {
        (frozenset(broken.cells), broken.expected, broken.actual, Verdict.PUBLISHED)
        for broken in report.broken_sums
    }


@named(READ)
def test_the_narrative_is_whole(report: ExpectedReport) -> None:
    sections = [(section.kind.value, section.heading) for section in reading(report.key).sections]
    assert sections == [(section.kind, section.heading) for section in report.sections]
    for read, written in zip(reading(report.key).sections, report.sections, strict=True):
        text = read.text if report.carrier == "html" else read.text.replace("\n", "")
        paragraphs = written.paragraphs
        assert text == ("\n" if report.carrier == "html" else "").join(paragraphs)


@named([report for report in READ if report.form == "free"])
def test_local_tables_are_kept_as_printed(report: ExpectedReport) -> None:
    assert tuple(table.rows for table in reading(report.key).tables) == report.local_tables


@named([report for report in TRUTH.reports if report.carrier != "html"])
def test_a_page_without_the_text_says_where_the_text_is(report: ExpectedReport) -> None:
    page = _read(report.url, report)
    assert page.is_report, page.reason
    assert (page.issuer_kind, page.year) == (IssuerKind(report.issuer_kind), report.year)
    assert page.form is None
    assert not page.figures
    assert page.findings
    assert {link.url for link in page.attachments} >= set(report.files)


# Near misses come first in `not_reports`; of the news behind them, all alike, a few are enough.
OTHERS = [
    (site.site, url)
    for site in TRUTH.sites
    if site.outcome not in ("blocked", "dead")
    for url in site.not_reports[:20]
]


@pytest.mark.parametrize(("site", "url"), OTHERS, ids=[url for _, url in OTHERS])
def test_nothing_else_is_a_report(site: str, url: str) -> None:
    of = plan(site)
    answer = WORLD.page(url)
    locality = Locality(division_code=of.division_code, county=of.county)
    content_type = answer.headers["Content-Type"]
    read = extract(answer.body, url=url, content_type=content_type, locality=locality)
    assert not read.is_report
    assert read.reason
