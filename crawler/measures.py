"""What a crawl of a site measures on its way, for the night after to compare with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Measures:
    """Counts of one run; a process that takes the run up goes on from them.

    ``rows``: rows that look like reports, by column (the key of its first page). ``families``: such
    rows by the CMS family of the page that lists them. ``waited``: the seconds between ``answers``
    requests and their answers.
    """

    rows: Counter[str] = field(default_factory=Counter)
    families: Counter[str] = field(default_factory=Counter)
    answers: int = 0
    waited: float = 0.0

    def answered(self, latency: float) -> None:
        """Take in how long a host took to answer."""
        self.answers += 1
        self.waited += latency

    def listed(self, column: str, family: str, rows: int) -> None:
        """Take in a page of a column."""
        self.rows[column] += rows
        self.families[family] += rows

    @property
    def latency(self) -> float:
        """The mean seconds to an answer, 0 where there was none."""
        return self.waited / self.answers if self.answers else 0.0

    @property
    def family(self) -> str | None:
        """The family whose pages list most of the reports, None where none is listed."""
        found = [family for family, rows in self.families.most_common(1) if rows]
        return found[0] if found else None

    def to_json(self) -> dict[str, object]:
        """Return what the archive keeps."""
        return {
            "rows": dict(self.rows),
            "families": dict(self.families),
            "answers": self.answers,
            "waited": round(self.waited, 3),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Measures:
        """Make the measures that the archive has kept; nothing where it has none."""
        return cls(
            rows=Counter(kept.get("rows", {})),
            families=Counter(kept.get("families", {})),
            answers=kept.get("answers", 0),
            waited=kept.get("waited", 0.0),
        )
