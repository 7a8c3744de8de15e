"""What researchers ask of an archive, and what they say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from storage.archive import (
    audits,
    exported,
    histories,
    provenance,
    restrictions,
)
from storage.archive.front.opened import Opened
from storage.audit.reviews import Listed, Word
from storage.audit.run import Audit, Looking, look_here
from storage.exports.drop import Size
from storage.records import (
    History,
    Provenance,
    Restriction,
    RevisionChange,
)
from storage.validation import kept
from storage.validation.result import Validation


class Researching(Opened):
    """What researchers ask of an archive, and what they say of it."""

    def provenance(self, report_id: str) -> Provenance | None:
        """Return what a report's current revision rests on; None where there is no such report."""
        return self._database.read(lambda connection: provenance.provenance(connection, report_id))

    def restrict(self, report_id: str, why: str, now: datetime) -> None:
        """Leave a report out of exports and pages from now on; nothing of it is forgotten."""
        self._database.write(
            lambda connection: restrictions.restrict(connection, report_id, why, now)
        )

    def lift_restriction(self, report_id: str) -> bool:
        """Show a report again; False where it was not restricted."""
        return self._database.write(lambda connection: restrictions.lift(connection, report_id))

    def restrictions(self) -> list[Restriction]:
        """Return what is restricted, by report."""
        return self._database.read(restrictions.all_restrictions)

    def audit(
        self,
        now: datetime,
        begin: Callable[[int], Callable[[int], None]],
        looking: Looking = look_here,
    ) -> bool:
        """Look at all reports beside one another, unless nothing has changed since the last time.

        ``begin`` is told how many steps there are, and gives what is told of each that is done;
        ``looking`` is who looks at parts of the reports.
        Returns whether there was anything to do.
        """
        with self.reading() as connection:
            if audits.is_current(connection):
                return False
            state = audits.state(connection)
            audit = Audit(connection, looking)
            found = list(audit.findings(begin(audit.steps)))
        self._database.write(
            lambda writing: audits.store(
                writing, found, audit.similarities, of_state=state, now=now
            )
        )
        return True

    def is_audited(self) -> bool:
        """Whether what the last audit found still holds."""
        return self._database.read(audits.is_current)

    def review(self, finding: Listed, word: Word, why: str, now: datetime) -> None:
        """Keep a person's word on a finding, in place of an earlier one."""
        self._database.write(lambda connection: audits.review(connection, finding, word, why, now))

    def note_export(self, filters: exported.Filters, size: Size, now: datetime) -> None:
        """Note how large an export with these filters is, for the next one to compare with."""
        self._database.write(
            lambda connection: exported.note_export(connection, filters, size, now)
        )

    def keep_validation(self, validation: Validation) -> None:
        """Keep what a sample coded by hand says of the archive, for the next exports."""
        self._database.write(lambda connection: kept.keep(connection, validation))

    def history(self, report_id: str) -> History | None:
        """Return what the archive knows of a report over time; None where it has none."""
        return self._database.read(lambda connection: histories.history(connection, report_id))

    def changes(self, report_ids: Iterable[str] | None = None) -> Iterator[RevisionChange]:
        """Yield the changes of the archive, or of some reports, by report and revision."""
        with self.reading() as connection:
            yield from histories.changes_between(connection, report_ids)

    def changed_since(self, moment: datetime, *, site: str | None = None) -> list[str]:
        """Return the ids of the reports, of a site or all, that brought something new since."""
        return self._database.read(
            lambda connection: histories.changed_since(connection, moment, site)
        )

    def report_ids(self) -> list[str]:
        """Return the ids of all reports, and those they had before they were read better."""
        return self._database.read(histories.report_ids)
