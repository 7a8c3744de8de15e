"""Large archives by plain inserts: what crawls of years would have put into the tables.

Everything in them is made up by a seeded generator. Figures keep the rules of the forms and of
years; faults are sown on purpose and told, so that an audit can be held to them.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from storage.archive import Archive
from storage.identifiers import issuer_id, report_id
from storage.records import Form, IssuerKind
from storage.reference.codebook import load_codebook
from storage.reference.divisions import all_divisions

CELLS = [cell.cell for cell in load_codebook() if Form.F2021 in cell.forms]
SEEN = "2026-04-02 17:00:00.000000"
_BATCH = 2_000  # reports a transaction
_WORDS = [
    first + second
    for first in "公开政务信息机构改革民生服务平台数据制度培训考核监督解读回应群众企业项目资金"
    for second in "安全教育卫生交通农业林草水利住建审计统计"
]
_PHRASES = 400  # sentences that reports share: the form's and the provinces' own


@dataclass
class Sown:
    """Faults that were sown: the reports that break each rule."""

    by_rule: dict[str, set[str]] = field(default_factory=dict)

    def add(self, rule: str, report: str) -> None:
        """Put down a fault."""
        self.by_rule.setdefault(rule, set()).add(report)


class Filler:
    """Fills the tables of a new archive with sites, runs, issuers and their reports."""

    def __init__(self, directory: Path) -> None:
        Archive.open(directory).close()
        self._db = sqlite3.connect(directory / "archive.sqlite")
        self._db.execute("PRAGMA synchronous = OFF")
        self._readings = 0

    def __enter__(self) -> Filler:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.commit()
        self._db.execute("ANALYZE")
        self._db.close()

    def site(self, code: str, name: str, number: int) -> None:
        """Add a site with one complete crawl."""
        slug = f"c{code}"
        self._db.execute(
            "INSERT INTO sites (site, name, url, division_code, enabled) VALUES (?, ?, ?, ?, 1)",
            (slug, name, f"http://www.{slug}.gov.cn/", code),
        )
        self._db.execute(
            "INSERT INTO runs (run_id, site, night, again, started_at, finished_at, outcome,"
            " message, requests, lists_read, promised, earliest_year)"
            " VALUES (?, ?, 'n', 0, ?, ?, 'ok', '', 100, 1, '[]', 2008)",
            (number, slug, SEEN, SEEN),
        )

    def issuer(self, code: str, name: str, kind: IssuerKind) -> str:
        """Add an issuer."""
        identity = issuer_id(code, name)
        self._db.execute(
            "INSERT OR IGNORE INTO issuers (issuer_id, division_code, name, kind)"
            " VALUES (?, ?, ?, ?)",
            (identity, code, name, kind.value),
        )
        return identity

    def absence(self, issuer: str, year: int, site: str) -> None:
        """Add a proof that an issuer did not publish."""
        self._db.execute(
            "INSERT INTO absences VALUES (?, ?, ?, 1, ?, 1, ?)", (issuer, year, site, SEEN, SEEN)
        )

    def report(
        self,
        code: str,
        name: str,
        year: int,
        *,
        figures: Iterable[tuple[str, str]] = (),
        text: str = "",
    ) -> str:
        """Add a report with one source, one reading and one revision; return its id."""
        self._readings += 1
        number, identity = self._readings, report_id(code, name, year)
        add = self._db.execute
        add(
            "INSERT INTO reports VALUES (?, ?, ?, 'published', 1, ?, ?)",
            (identity, issuer_id(code, name), year, SEEN, SEEN),
        )
        add(
            "INSERT INTO readings (reading_id, source_id, record_id, reader_version,"
            " first_seen_at, last_seen_at, content_digest, title, scope, form, published_on,"
            " signed_on) VALUES (?, ?, ?, 'r', ?, ?, ?, ?, 'unknown', '2021', ?, ?)",
            (number, number, str(number), SEEN, SEEN, str(number), f"{name}{year}年报告",
             f"{year + 1}-01-20", f"{year + 1}-01-15"),
        )  # fmt: skip
        add(
            "INSERT INTO revisions (report_id, revision, cause, reading_id, current_reading_id,"
            " run_id, first_seen_at, last_seen_at) VALUES (?, 1, 'first', ?, ?, 1, ?, ?)",
            (identity, number, number, SEEN, SEEN),
        )
        self._db.executemany(
            "INSERT INTO figures VALUES (?, ?, ?, ?, ?, 'number', 'label')",
            (
                (number, cell, place, float(raw) if "." in raw else int(raw), raw)
                for place, (cell, raw) in enumerate(figures)
            ),
        )
        if text:
            add("INSERT INTO sections VALUES (?, 0, 'overview', '一、', ?)", (number, text))
        if number % _BATCH == 0:
            self._db.commit()
        return identity


def counties() -> list[tuple[str, str]]:
    """Return code and name of the counties of today."""
    return [
        (row.code, row.name)
        for row in all_divisions()
        if row.level == "county" and row.held_in(2024)
    ]


def country(directory: Path, *, counties_of: int, issuers: int, years: Sequence[int]) -> int:
    """Fill an archive with every issuer of every county, without figures; return the reports.

    One in ten is absent, half of those by proof.
    """
    reports, drawn = 0, random.Random(1)  # noqa: S311 - no secret
    with Filler(directory) as filler:
        for number, (code, name) in enumerate(counties()[:counties_of], start=1):
            filler.site(code, f"{name}人民政府", number)
            for which in range(issuers):
                kind = IssuerKind.DEPARTMENT if which else IssuerKind.GOVERNMENT
                body = f"{name}第{which}局" if which else f"{name}人民政府"
                identity = filler.issuer(code, body, kind)
                for year in years:
                    if year != years[0] and drawn.random() < 0.1:
                        if drawn.random() < 0.5:
                            filler.absence(identity, year, f"c{code}")
                        continue
                    filler.report(code, body, year)
                    reports += 1
    return reports


def corpus(directory: Path, *, reports: int, years: Sequence[int]) -> Sown:
    """Fill an archive with whole reports and some faults; return the faults."""
    drawn, sown = random.Random(2), Sown()  # noqa: S311 - no secret
    phrases = [_sentence(drawn) for _ in range(_PHRASES)]
    places = counties()
    before: tuple[dict[str, int], str] | None = None  # of another issuer
    with Filler(directory) as filler:
        for number in range(-(-reports // len(years))):
            code, county = places[number % len(places)]
            body = f"{county}第{number // len(places)}局"
            if number < len(places):
                filler.site(code, f"{county}人民政府", number + 1)
            filler.issuer(code, body, IssuerKind.DEPARTMENT)
            frame = drawn.sample(phrases, 20)
            last = None
            for place, (year, own) in enumerate(_series(drawn, years)):
                printed = own
                text = "".join([*frame, *(_sentence(drawn) for _ in range(60))])
                fault = _FAULTS.get((number * len(years) + place) % 200) if place == 2 else None
                if fault == "narrative.copied" and before:
                    text = before[1]
                elif fault == "figures.copied" and before:
                    printed = before[0]
                elif fault == "years.copied" and last:
                    printed = last
                elif fault == "years.carried_in":
                    printed["t3.carried_in.total"] += 3
                elif fault == "years.jump":
                    printed["t2.licensing.decisions"] = printed["t2.licensing.decisions"] * 100
                elif fault == "figures.impossible":
                    printed["t3.received.total"] = -7
                figures = [(cell, str(printed.get(cell, 0))) for cell in CELLS]
                identity = filler.report(code, body, year, figures=figures, text=text)
                if fault:
                    sown.add(fault, identity)
                last = printed
                if place == 0:
                    next_before = (dict(printed), text)
            before = next_before
    return sown


_FAULTS = {
    2: "years.carried_in",
    37: "narrative.copied",
    72: "figures.copied",
    107: "years.copied",
    142: "years.jump",
    177: "figures.impossible",
}


def _series(drawn: random.Random, years: Sequence[int]) -> Iterator[tuple[int, dict[str, int]]]:
    """Yield the figures of one issuer, year by year, in agreement with one another."""
    carried, stock = drawn.randint(0, 3), drawn.randint(4, 80)
    level, fines = drawn.randint(20, 4000), drawn.randint(20, 900)
    for year in years:
        received, out = drawn.randint(3, 120), drawn.randint(0, 3)
        issued = drawn.randint(0, 8)
        stock += issued
        concluded = received + carried - out
        printed = {
            "t2.normative_documents.issued": issued,
            "t2.normative_documents.in_force": stock,
            "t2.licensing.decisions": int(level * drawn.uniform(0.5, 2)),
            "t2.penalties.decisions": int(fines * drawn.uniform(0.5, 2)),
        }
        for applicant in ("natural", "total"):
            printed |= {
                f"t3.received.{applicant}": received,
                f"t3.carried_in.{applicant}": carried,
                f"t3.granted.{applicant}": concluded,
                f"t3.concluded.{applicant}": concluded,
                f"t3.carried_out.{applicant}": out,
            }
        carried = out
        yield year, printed


def _sentence(drawn: random.Random) -> str:
    return f"{''.join(drawn.choices(_WORDS, k=drawn.randint(14, 28)))}{drawn.randint(1, 999)}件。"
