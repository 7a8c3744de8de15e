"""What came of a file that was taken in, counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

_NAMED = 5  # hosts or troubles that are spelt out; the rest is counted


@dataclass(slots=True)
class Tally:
    """Counts of one file. ``troubles`` are why it was not all that it should have been."""

    records: int = 0
    new: int = 0  # reports that the archive did not know
    changed: int = 0  # that brought a revision of a known one
    known: int = 0
    again: int = 0  # captures that the archive had before
    refused: Counter[str] = field(default_factory=Counter)  # what looks like reports, by host
    unusable: Counter[str] = field(default_factory=Counter)  # records, by reason
    unresolved: int = 0  # revisits whose payload is nowhere
    troubles: list[str] = field(default_factory=list)

    def count(self, *, is_new: bool, is_changed: bool) -> None:
        """Take in a capture of a report."""
        self.new += is_new
        self.changed += is_changed
        self.known += not is_new and not is_changed

    @property
    def reports(self) -> int:
        """How many reports it holds."""
        return self.new + self.changed + self.known

    @property
    def is_clean(self) -> bool:
        """Whether nothing needs a person's attention."""
        return not (self.refused or self.unusable or self.unresolved or self.troubles)

    def line(self) -> str:
        """What standard output says of the file."""
        told = f"{self.records} records, {self.reports} captures of reports"
        parts = [
            f"{number} {words}"
            for number, words in (
                (self.new, "new"),
                (self.changed, "changed"),
                (self.known, "known"),
                (self.again, "in the archive before"),
            )
            if number
        ]
        return f"{told}: {', '.join(parts)}" if parts else told

    def complaints(self) -> list[str]:
        """What standard error says of the file."""
        told = list(self.troubles)
        if self.refused:
            told.append(
                f"{self.refused.total()} captures that may be reports were refused, their hosts "
                f"being neither .gov.cn nor of a listed site: {_most(self.refused)}"
            )
        if self.unusable:
            told.append(
                f"{self.unusable.total()} records could not be used: {_most(self.unusable)}"
            )
        if self.unresolved:
            told.append(
                f"{self.unresolved} revisits refer to records that are neither in these files nor "
                "in the archive: give the files that hold them as well"
            )
        return told


def _most(counts: Counter[str]) -> str:
    named = ", ".join(f"{name} ({number})" for name, number in counts.most_common(_NAMED))
    more = len(counts) - _NAMED
    return f"{named} and {more} more" if more > 0 else named
