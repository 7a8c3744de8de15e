"""The two clocks of an export: what had been seen by a day, and what had been read by then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, func, select

from storage.clock import CHINA
from storage.schema import readings, revisions


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Days in China, each to its end; null is now.

    ``as_of``: only what had been published and seen by then; it is read as today's reader reads it.
    ``read_as_of``: only what had been read by then, as it was read then.
    """

    as_of: date | None = None
    read_as_of: date | None = None

    @property
    def seen_by(self) -> datetime | None:
        """The moment by which a thing must have been seen."""
        return None if self.as_of is None else _end_of(self.as_of)

    @property
    def known_by(self) -> datetime | None:
        """The moment by which what persons said must have been said."""
        days = [day for day in (self.as_of, self.read_as_of) if day is not None]
        return _end_of(min(days)) if days else None

    def known(self) -> list[ColumnElement[bool]]:
        """Return what must hold of a revision, or of its reading, for it to be known by then."""
        conditions: list[ColumnElement[bool]] = []
        if self.as_of is not None:
            conditions.append(revisions.c.first_seen_at <= _end_of(self.as_of))
        if self.read_as_of is not None:
            # Archives of an earlier version do not say when they read what they saw.
            read = func.coalesce(readings.c.read_at, readings.c.first_seen_at)
            conditions.append(
                select(readings.c.reading_id)
                .where(
                    readings.c.reading_id == revisions.c.reading_id,
                    read <= _end_of(self.read_as_of),
                )
                .correlate(revisions)
                .exists()
            )
        return conditions

    def holds(self, *, first_seen_at: datetime, read_at: datetime | None) -> bool:
        """Whether a reading was known by then."""
        return (self.as_of is None or first_seen_at <= _end_of(self.as_of)) and (
            self.read_as_of is None or (read_at or first_seen_at) <= _end_of(self.read_as_of)
        )


NOW = Clocks()


def _end_of(day: date) -> datetime:
    """Return the last moment of a day in China."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA) - timedelta(microseconds=1)
