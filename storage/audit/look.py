"""What some of the reports say before they are held against all others: it can be made anywhere."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from storage.audit.copies import Likeness, likeness
from storage.audit.corpus import Number, Report, numbers_of
from storage.audit.found import Found
from storage.audit.impossible import impossible_findings
from storage.audit.narratives import Narratives
from storage.audit.scopes import compared
from storage.audit.years import year_findings
from storage.records import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is found in reports by themselves and beside their issuer's, and what others need.

    ``likenesses``, ``numbers`` and ``sketches`` are by the place of the report among these.
    """

    found: Sequence[Found]
    likenesses: Mapping[int, Likeness]
    numbers: Sequence[Mapping[str, Number]]
    sketches: Mapping[int, Sequence[int]]

    def to_bytes(self) -> bytes:
        """Return it as it travels between machines: exact numbers are text."""
        told = {
            "found": [_plain(one) for one in self.found],
            "likenesses": list(self.likenesses.items()),
            "numbers": [
                {cell: (str(number.value), number.is_sure) for cell, number in of.items()}
                for of in self.numbers
            ],
            "sketches": [(place, list(entries)) for place, entries in self.sketches.items()],
        }
        return json.dumps(told).encode()

    @classmethod
    def of(cls, content: bytes) -> Look:
        """Return what ``to_bytes`` told."""
        told = json.loads(content)
        return cls(
            found=[_found(one) for one in told["found"]],
            likenesses={
                place: Likeness(key, Verdict(verdict))
                for place, (key, verdict) in told["likenesses"]
            },
            numbers=[
                {cell: Number(Decimal(value), sure) for cell, (value, sure) in of.items()}
                for of in told["numbers"]
            ],
            sketches={place: array("Q", entries) for place, entries in told["sketches"]},
        )


def look(connection: Connection, reports: Sequence[Report]) -> Look:
    """Look at all reports of some issuers, by issuer and year."""
    numbers = numbers_of(connection, [report.reading_id for report in reports])
    found: list[Found] = []
    likenesses = {}
    for place, report in enumerate(reports):
        own = numbers.get(report.reading_id, {})
        found += impossible_findings(report, own)
        alike = likeness(own)
        if alike is not None:
            likenesses[place] = alike
    for _, series in groupby(reports, attrgetter("issuer_id")):
        found += year_findings(list(series), numbers)
    return Look(
        found=found,
        likenesses=likenesses,
        numbers=[compared(numbers.get(report.reading_id, {})) for report in reports],
        sketches=dict(Narratives(connection, reports).sketches()),
    )


def _plain(one: Found) -> dict[str, Any]:
    return {
        "report_id": one.report_id,
        "revision": one.revision,
        "rule": one.rule,
        "verdict": one.verdict,
        "cells": one.cells,
        "expected": None if one.expected is None else str(one.expected),
        "actual": None if one.actual is None else str(one.actual),
        "message": one.message,
        "other_id": one.other_id,
    }


def _found(plain: Mapping[str, Any]) -> Found:
    numbers = {
        name: None if plain[name] is None else Decimal(plain[name])
        for name in ("expected", "actual")
    }
    told = {"cells": tuple(plain["cells"]), "verdict": Verdict(plain["verdict"])}
    return Found(**{**plain, **numbers, **told})
