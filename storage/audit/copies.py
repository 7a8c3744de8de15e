"""Reports whose figures are another issuer's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from storage.audit.corpus import Numbers, Report, verdict_of
from storage.audit.found import Found, Similarity
from storage.audit.years import is_telling
from storage.records import IssuerKind, Verdict

_ONE_BODY = frozenset({IssuerKind.GOVERNMENT.value, IssuerKind.OFFICE.value})


class Likeness(NamedTuple):
    """What figures that no two reports share by chance are told by, and how surely."""

    key: str
    verdict: Verdict


class _Told(NamedTuple):
    report: Report
    verdict: Verdict


def likeness(numbers: Numbers) -> Likeness | None:
    """Return what a report's figures are told by; None where two may share them by chance."""
    if not is_telling(numbers):
        return None
    told = sorted(f"{cell}={number.value:f}" for cell, number in numbers.items())
    key = blake2b("\n".join(told).encode(), digest_size=16).hexdigest()
    return Likeness(key, verdict_of(tuple(numbers.values())))


class Copies:
    """Takes all reports in, and then tells those whose figures are alike to the last."""

    def __init__(self) -> None:
        self._by_figures: defaultdict[str, list[_Told]] = defaultdict(list)

    def take(self, report: Report, alike: Likeness) -> None:
        """Take in a report."""
        self._by_figures[alike.key].append(_Told(report, alike.verdict))

    def similarities(self) -> Iterator[Similarity]:
        """Yield each report whose figures are an earlier one's, with the first that has them."""
        for first, later in self._pairs():
            yield Similarity(
                report_id=later.report.report_id,
                other_id=first.report.report_id,
                kind="figures",
                score=100.0,
            )

    def findings(self) -> Iterator[Found]:
        """Yield the reports whose figures are another issuer's.

        A county's office may publish the county's own figures, and one issuer's years are another
        rule's.
        """
        for (first, _), (later, verdict) in self._pairs():
            is_same_county = first.division_code == later.division_code
            are_one = is_same_county and {first.kind, later.kind} <= _ONE_BODY
            if first.issuer_id != later.issuer_id and not (are_one and first.year == later.year):
                yield Found(
                    report_id=later.report_id,
                    revision=later.revision,
                    rule="figures.copied",
                    verdict=verdict,
                    message=f"all figures are those of {first.issuer} for {first.year}",
                    other_id=first.report_id,
                )

    def _pairs(self) -> Iterator[tuple[_Told, _Told]]:
        for alike in self._by_figures.values():
            first, *others = sorted(alike, key=lambda told: age(told.report))
            for later in others:
                yield first, later


def age(report: Report) -> tuple[int, str, str]:
    """Return what orders reports by when they came out, as far as they say."""
    return report.year, str(report.published_on or "9999"), report.report_id
