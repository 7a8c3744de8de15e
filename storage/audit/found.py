"""What the audit finds, under an id that stays the same when a report is read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from storage.records import Verdict

_ID_DIGITS = 12  # of 48 bits: a million findings collide with a probability of one in 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One rule that a report breaks beside others. ``other_id`` is the report it is compared with.

    ``expected`` and ``actual`` are null where the rule is no arithmetic.
    """

    report_id: str
    revision: int
    rule: str
    verdict: Verdict
    cells: tuple[str, ...] = ()
    expected: Decimal | None = None
    actual: Decimal | None = None
    message: str
    other_id: str | None = None

    @property
    def finding_id(self) -> str:
        """The id by which a person speaks of it."""
        return finding_id(self.report_id, self.rule, self.cells, self.other_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarity:
    """Two reports of different issuers or years that say much the same; ``score`` to 100."""

    report_id: str
    other_id: str
    kind: str  # figures, narrative
    score: float


def finding_id(report_id: str, rule: str, cells: Sequence[str], other_id: str | None = None) -> str:
    """Return the id of a finding: the same for every revision and reading of the report."""
    return _digest([report_id, rule, other_id or "", *sorted(cells)])[:_ID_DIGITS]


def basis(
    expected: Decimal | None, actual: Decimal | None, figures: Iterable[tuple[str, str, object]]
) -> str:
    """Return what a person's word rests on: (cell, status, value) of the finding's cells.

    Where it is another, the word no longer holds.
    """
    cells = sorted(f"{cell} {status} {_plain(value)}" for cell, status, value in figures)
    return _digest([_plain(expected), _plain(actual), *cells])


def _plain(value: object) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def _digest(parts: Sequence[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
