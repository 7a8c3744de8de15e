"""Which part of the archive an export holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select

from storage.exports.clocks import NOW, Clocks
from storage.records import Form, IssuerKind
from storage.schema import issuers, readings, reports, restrictions, revisions, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Filters of an export; each empty one lets everything pass, all must hold.

    ``divisions`` and ``provinces`` are GB/T 2260 codes of six digits, each with all below it.
    ``redacts_contacts``: phone numbers, e-mails and names of contacts are left out of texts.
    """

    years: tuple[int, ...] = ()
    divisions: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    issuer_kinds: tuple[IssuerKind, ...] = ()
    forms: tuple[Form, ...] = ()
    sites: tuple[str, ...] = ()
    all_revisions: bool = False
    clocks: Clocks = NOW
    redacts_contacts: bool = False

    @property
    def limits_reports(self) -> bool:
        """Whether reports are chosen by something else than their site."""
        return bool(
            self.years or self.divisions or self.provinces or self.issuer_kinds or self.forms
        )

    def describe(self) -> dict[str, list[str]]:
        """Name the filters in force, as the options of the command do."""
        named = {
            "year": [str(year) for year in self.years],
            "division": list(self.divisions),
            "province": list(self.provinces),
            "issuer-kind": [kind.value for kind in self.issuer_kinds],
            "form": [form.value for form in self.forms],
            "site": list(self.sites),
            "revisions": ["all"] if self.all_revisions else [],
            "as-of": _days(self.clocks.as_of),
            "read-as-of": _days(self.clocks.read_as_of),
            "redact-contacts": ["yes"] if self.redacts_contacts else [],
        }
        return {name: values for name, values in named.items() if values}

    @classmethod
    def described(cls, named: Mapping[str, list[str]]) -> Selection:
        """Return the selection that ``describe`` named so."""

        def day(name: str) -> date | None:
            return date.fromisoformat(named[name][0]) if name in named else None

        return cls(
            years=tuple(map(int, named.get("year", ()))),
            divisions=tuple(named.get("division", ())),
            provinces=tuple(named.get("province", ())),
            issuer_kinds=tuple(map(IssuerKind, named.get("issuer-kind", ()))),
            forms=tuple(map(Form, named.get("form", ()))),
            sites=tuple(named.get("site", ())),
            all_revisions="revisions" in named,
            clocks=Clocks(as_of=day("as-of"), read_as_of=day("read-as-of")),
            redacts_contacts="redact-contacts" in named,
        )

    def reports(self) -> Select[str]:
        """Select the ids of the reports that pass."""
        query = select(reports.c.report_id).join(issuers).where(*self._conditions())
        if self.forms:
            # As in Head.current: the latest in time.
            latest = (
                select(revisions.c.revision)
                .where(revisions.c.report_id == reports.c.report_id, *self.clocks.known())
                .order_by(revisions.c.first_seen_at.desc(), revisions.c.revision.desc())
                .limit(1)
                .correlate(reports)
                .scalar_subquery()
            )
            query = query.join(
                revisions,
                and_(revisions.c.report_id == reports.c.report_id, revisions.c.revision == latest),
            ).join(readings, readings.c.reading_id == revisions.c.current_reading_id)
        return query

    def current(self) -> Subquery:
        """Select the current revision of each report that passes."""
        order = func.row_number().over(
            partition_by=revisions.c.report_id,
            order_by=(revisions.c.first_seen_at.desc(), revisions.c.revision.desc()),
        )
        ranked = (
            select(revisions, order.label("rank"))
            .where(revisions.c.report_id.in_(self.reports()), *self.clocks.known())
            .subquery()
        )
        return select(ranked).where(ranked.c.rank == 1).subquery()

    def _conditions(self) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = [
            reports.c.report_id.not_in(select(restrictions.c.report_id))
        ]
        known = self.clocks.known()
        if known:
            conditions.append(
                select(revisions.c.report_id)
                .where(revisions.c.report_id == reports.c.report_id, *known)
                .correlate(reports)
                .exists()
            )
        if self.years:
            conditions.append(reports.c.year.in_(self.years))
        for codes in (self.divisions, self.provinces):
            below = [issuers.c.division_code.startswith(_stem(code)) for code in codes]
            if below:
                conditions += [or_(*below)]
        if self.issuer_kinds:
            conditions.append(issuers.c.kind.in_(self.issuer_kinds))
        if self.forms:
            conditions.append(readings.c.form.in_(self.forms))
        if self.sites:
            conditions.append(
                select(sources.c.source_id)
                .where(sources.c.report_id == reports.c.report_id, sources.c.site.in_(self.sites))
                .exists()
            )
        return conditions


def within(code: str | None, areas: tuple[str, ...]) -> bool:
    """Whether a division is one of the areas or below one; no area at all is everywhere."""
    return not areas or (code is not None and code.startswith(tuple(map(_stem, areas))))


def _days(day: date | None) -> list[str]:
    return [] if day is None else [day.isoformat()]


def _stem(code: str) -> str:
    """Cut a code to what all codes below it begin with: 620000 → 62, 622900 → 6229."""
    stem = code
    while stem.endswith("00") and len(stem) > 2:
        stem = stem[:-2]
    return stem
