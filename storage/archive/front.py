"""The archive: every read and write of a crawl."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, Row, inspect, select

from storage import migrations
from storage.archive import (
    audits,
    copying,
    crawls,
    deaths,
    exported,
    histories,
    ingests,
    nights,
    provenance,
    recording,
    redactions,
    registry,
    rereading,
    restrictions,
    sealing,
    sources,
    visits,
    withdrawals,
)
from storage.archive.database import SQLITE_FILE, Database
from storage.archive.host_turns import ServerHostTurns
from storage.archive.reader import Moment, Reader
from storage.archive.sealing import Seal
from storage.archive.server_locks import ServerLocks
from storage.archive.site_locks import FileSiteLocks, ServerSiteLocks, SiteLocks
from storage.archive.statements import serialize
from storage.audit.reviews import Listed, Word
from storage.audit.run import Audit
from storage.captures import (
    CaptureStore,
    CaptureWriter,
    Original,
    open_store,
    read_capture,
    recover,
)
from storage.captures.tombstone import bury, is_tombstone, whole_index
from storage.errors import StorageError
from storage.exports.drop import Size
from storage.records import (
    Capture,
    Cause,
    Deaths,
    ForeignFile,
    History,
    Ingest,
    Judged,
    KnownSource,
    LastVisit,
    ListsRead,
    Locality,
    Outcome,
    Pace,
    Planned,
    Provenance,
    Reading,
    Refused,
    Restriction,
    RevisionChange,
    Run,
    RunSummary,
    Site,
    SiteCounts,
    Step,
    VisitOutcome,
    Withdrawal,
)
from storage.schema import runs
from storage.validation import kept
from storage.validation.result import Validation

CAPTURES = "warc"  # the directory of captures within the archive's


class Archive:
    """One archive: its tables, and the captures in its directory.

    Each method is one transaction; killed at any moment, what was returned before is kept and what
    was not is as if it had not begun. Methods raise StorageError where the archive cannot be read
    or written, ArchiveLocked after waiting 30 s for another process. One object is shared by all
    the crawlers of a process.

    ``withdrawal`` may be set to other numbers. ``reader`` is set by whoever can read captures
    again; without one, readings of two reader versions are compared as they stand.
    """

    def __init__(self, directory: Path, database: Database, captures: CaptureStore) -> None:
        self.directory = directory
        self.captures = captures
        self.withdrawal = Withdrawal()
        self.reader: Reader | None = None
        self._database = database
        self.host_turns: ServerHostTurns | None = None  # with SQLite one machine does it all
        self._locks: SiteLocks = FileSiteLocks(directory)
        if database.server is not None:
            locks = ServerLocks(database.engine)
            self.host_turns = ServerHostTurns(locks)
            self._locks = ServerSiteLocks(locks)
        self._crawling: dict[int, str] = {}  # sites by their runs
        self._night: str | None = None

    @classmethod
    def open(
        cls,
        directory: Path,
        *,
        database_url: str | None = None,
        captures_url: str | None = None,
        create: bool = True,
    ) -> Archive:
        """Open the archive in ``directory``, made where it is not there and ``create`` says so.

        ``database_url`` and ``captures_url`` are what NIANBAO_DATABASE_URL and NIANBAO_CAPTURES
        hold. What a killed process left half done is put right. Raises ArchiveLocked,
        ArchiveTooNew, and StorageError where there is no archive, or something else.
        """
        path = directory / SQLITE_FILE
        if create:
            try:
                directory.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StorageError(
                    f"cannot make the archive's directory {directory}: {error.strerror or error}"
                ) from error
        elif not (directory.is_dir() if database_url else path.is_file()):
            raise StorageError(
                f"there is no archive at {directory}: crawl first, or name one with --archive"
            )
        database = Database.by_url(database_url) if database_url else Database.sqlite(path)
        archive = cls(directory, database, open_store(directory / CAPTURES, captures_url))
        try:
            if database.read(migrations.version) != migrations.HEAD:
                database.write(migrations.upgrade)
            if create:
                recover(archive.captures)
        except StorageError:
            archive.close()
            raise
        return archive

    def close(self) -> None:
        """Let go of the database and of the sites whose runs are not finished."""
        self._locks.close()
        self._database.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the tables, for the rest of storage: exports."""
        with self._database.reading() as connection:
            yield connection

    @property
    def where(self) -> str:
        """Where the tables are, without a password."""
        return self._database.where

    @classmethod
    def schema(cls, directory: Path, *, database_url: str | None = None) -> str | None:
        """Return the version of an archive's tables without changing them; None: there are none."""
        path = directory / SQLITE_FILE
        if database_url is None and not path.is_file():
            return None
        database = Database.by_url(database_url) if database_url else Database.sqlite(path)
        try:
            return database.read(migrations.version)
        finally:
            database.close()

    def copy_to(self, database_url: str) -> int:
        """Copy all tables, as they are at one moment, to another database; return the rows.

        Raises StorageError where it holds an archive already.
        """
        target = Database.by_url(database_url)
        try:
            with self.reading() as connection:
                return copying.copy_tables(connection, target)
        finally:
            target.close()

    def snapshot(self, path: Path) -> None:
        """Write all tables, as they are at one moment, to a SQLite file that is not there."""
        target = Database.sqlite(path)
        try:
            if self._database.engine.dialect.name == "sqlite":
                self._database.copy_file(path)
            else:
                with self.reading() as connection:
                    copying.copy_tables(connection, target)
            target.as_one_file()
        finally:
            target.close()

    @property
    def server(self) -> str | None:
        """The PostgreSQL server as libpq is told of it, password included; None with SQLite."""
        return self._database.server

    def share_tables(self, table: str, make: str) -> None:
        """Make the tables of another library in the archive's database, unless ``table`` is there.

        ``make`` is that library's own SQL.
        """

        def work(connection: Connection) -> None:
            serialize(connection, f"make {table}")
            if not inspect(connection).has_table(table):
                connection.exec_driver_sql(make.replace("%", "%%"))  # no placeholders

        self._database.write(work)

    @property
    def engine(self) -> Engine:
        """The database, for the rest of storage: its exports read it with their own statements."""
        return self._database.engine

    # Registry

    def sites(self) -> list[Site]:
        """Return the sites by name."""
        return self._database.read(registry.all_sites)

    def site(self, slug: str) -> Site | None:
        """Return a site, or None where the registry has none of that name."""
        return self._database.read(lambda connection: registry.one_site(connection, slug))

    def add_sites(self, sites: Iterable[Site]) -> None:
        """Add sites, or change those of the same name. An acknowledgement stays."""
        added = list(sites)
        self._database.write(lambda connection: registry.add_sites(connection, added))

    def acknowledge(self, site: str, until: date) -> None:
        """Note that a person knows what is wrong with a site, until then."""
        self._database.write(lambda connection: registry.acknowledge(connection, site, until))

    def provenance(self, report_id: str) -> Provenance | None:
        """Return what a report's current revision rests on; None where there is no such report."""
        return self._database.read(lambda connection: provenance.provenance(connection, report_id))

    # Restrictions

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

    # Runs and frontier

    def night(self, now: datetime) -> str:
        """Return the name that the runs of one command share; of a killed one, if it goes on."""
        return self._database.read(lambda connection: self._tonight(connection, now))

    def join_night(self, night: str) -> None:
        """Make the runs of this process part of a night that another has begun."""
        self._night = night

    def start_run(self, site: str, *, again: bool, now: datetime) -> Run:
        """Start a crawl of ``site``, or take up the one that was killed earlier today.

        Raises ArchiveLocked where another process crawls the site into this archive.
        """
        self._locks.take(site)
        try:
            run = self._database.write(
                lambda connection: crawls.start_run(
                    connection,
                    site,
                    night=self._tonight(connection, now),
                    again=again,
                    now=now,
                )
            )
        except StorageError:
            self._locks.give_back(site)
            raise
        self._crawling[run.run_id] = site
        return run

    def finish_run(
        self,
        run_id: int,
        *,
        outcome: Outcome,
        message: str,
        requests: int,
        now: datetime,
        lists: ListsRead | None = None,
        judged: Judged | None = None,
    ) -> RunSummary:
        """End a run: draw what follows from it, keep how it was judged, forget its frontier.

        What it found gone is evidence of a withdrawal only if it ended well.
        """

        def work(connection: Connection) -> RunSummary:
            if judged is not None:
                nights.keep_judgement(connection, run_id, judged)
            withdrawals.close_run(
                connection,
                run_id,
                outcome,
                self.withdrawal,
                at=now,
                read_again=self._reading_again(connection),
            )
            return crawls.finish_run(
                connection,
                run_id,
                outcome=outcome,
                message=message,
                requests=requests,
                now=now,
                lists=lists,
            )

        summary = self._database.write(work)
        self._let_go(run_id)
        return summary

    def stop_run(self, run_id: int, *, pace: Pace, now: datetime) -> None:
        """Leave a run as it is, on purpose: the next crawl of the site goes on with it."""
        self._database.write(lambda connection: nights.stop(connection, run_id, pace, now))
        self._let_go(run_id)

    def last_judgement(self, site: str) -> Judged | None:
        """Return how the last run of a site was judged, None where none was."""
        return self._database.read(lambda connection: nights.last_judgement(connection, site))

    def site_counts(self, site: str) -> SiteCounts:
        """Count the reports that a site shows now, and those of them that are hard to read."""
        return self._database.read(lambda connection: nights.site_counts(connection, site))

    def is_crawling(self, site: str) -> bool:
        """Say whether a living process crawls the site into this archive."""
        return self._locks.is_taken(site)

    def note_death(self, site: str, *, at: datetime) -> int:
        """Count a worker that died with the crawl of a site; return how many did so in a row."""
        return self._database.write(lambda connection: deaths.note(connection, site, at))

    def deaths(self) -> dict[str, Deaths]:
        """Return the sites whose crawls killed workers, until one ends."""
        return self._database.read(deaths.all_deaths)

    def last_runs(self) -> list[RunSummary]:
        """Return the last run of each site, by site."""
        return self._database.read(crawls.last_runs)

    def enqueue(self, run_id: int, requests: Iterable[Planned]) -> list[Planned]:
        """Plan requests; return those that this run did not know, in order."""
        planned = list(requests)
        fresh: dict[str, Planned] = {}

        def work(connection: Connection) -> None:
            # Once more after the connection broke: it may have broken as the server had committed,
            # and what was fresh then is known now.
            for one in crawls.enqueue(connection, run_id, planned):
                fresh.setdefault(one.key, one)

        self._database.write(work)
        return list(fresh.values())

    def pending(self, run_id: int) -> list[Planned]:
        """Return what a run has still to fetch, most important first."""
        return [planned for planned, state, _ in self.trail(run_id) if state == "pending"]

    def trail(self, run_id: int) -> list[tuple[Planned, str, str]]:
        """Return all that a run has planned, each with its state and why, most important first."""
        return self._database.read(lambda connection: crawls.trail(connection, run_id))

    def settle(
        self, run_id: int, key: str, state: str, note: str = "", *, pace: Pace | None = None
    ) -> None:
        """Note what became of a planned request, in a word that is not ``pending``, and why.

        With how far the run has come by it: a process that takes the run up goes on from there.
        """

        def work(connection: Connection) -> None:
            crawls.settle(connection, run_id, key, state, note)
            if pace is not None:
                nights.keep_pace(connection, run_id, pace)

        self._database.write(work)

    def refuse(self, run_id: int, refused: Iterable[Refused]) -> None:
        """Note links that a run leaves alone."""
        links = list(refused)
        if links:
            self._database.write(lambda connection: crawls.refuse(connection, run_id, links))

    def last_trail(self, site: str) -> list[Step]:
        """Return what the last run of a site asked for and why, then the links it refused."""
        return self._database.read(lambda connection: crawls.last_trail(connection, site))

    def columns(self, site: str) -> list[str]:
        """Return the list pages of a site that held reports, those with most of them first."""
        return self._database.read(lambda connection: crawls.columns(connection, site))

    def remember_column(self, site: str, url: str, *, reports: int, now: datetime) -> None:
        """Note a list page that listed ``reports`` reports."""
        self._database.write(
            lambda connection: crawls.remember_column(
                connection, site, url, listed=reports, now=now
            )
        )

    def ways(self, site: str) -> list[str]:
        """Return the pages of a site that led to columns, or are columns without a report."""
        return self._database.read(lambda connection: crawls.ways(connection, site))

    def sibling_columns(self, site: str) -> list[str]:
        """Return where other sites of the same prefecture have their reports, the fullest first."""
        return self._database.read(lambda connection: crawls.sibling_columns(connection, site))

    def yielding_columns(self, site: str, *, since: datetime) -> list[str]:
        """Return the columns of a site that have listed reports since then."""
        return self._database.read(
            lambda connection: crawls.yielding_columns(connection, site, since)
        )

    def seal(self, now: datetime) -> Seal | None:
        """Seal in the manifest what ended crawls and other commands added; None: nothing."""
        return self._database.write(lambda connection: sealing.seal(connection, now))

    # Audit

    def audit(self, now: datetime, begin: Callable[[int], Callable[[int], None]]) -> bool:
        """Look at all reports beside one another, unless nothing has changed since the last time.

        ``begin`` is told how many steps there are, and gives what is told of each that is done.
        Returns whether there was anything to do.
        """
        with self.reading() as connection:
            if audits.is_current(connection):
                return False
            state = audits.state(connection)
            audit = Audit(connection)
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

    # Exports

    def note_export(self, filters: exported.Filters, size: Size, now: datetime) -> None:
        """Note how large an export with these filters is, for the next one to compare with."""
        self._database.write(
            lambda connection: exported.note_export(connection, filters, size, now)
        )

    def keep_validation(self, validation: Validation) -> None:
        """Keep what a sample coded by hand says of the archive, for the next exports."""
        self._database.write(lambda connection: kept.keep(connection, validation))

    # Captures and visits

    def capture_writer(self, run_name: str, info: Mapping[str, str]) -> CaptureWriter:
        """Return a writer of captures that makes revisits of payloads the archive has."""
        return CaptureWriter(self.captures, run_name, info, known=self)

    def payload(self, payload_digest: str) -> Original | None:
        """Return the record that holds this payload."""
        return self._database.read(lambda connection: visits.payload(connection, payload_digest))

    def latest_payload(self, url: str) -> Original | None:
        """Return the record that holds what ``url`` last answered with status 200."""
        return self._database.read(lambda connection: visits.latest_payload(connection, url))

    def record_capture(self, capture: Capture, *, run_id: int | None) -> None:
        """Add the row of a WARC record that was written. Doing it again changes nothing."""
        self._database.write(lambda connection: visits.record_capture(connection, capture, run_id))

    def record_visit(
        self,
        *,
        run_id: int | None,
        site: str,
        url: str,
        visited_at: datetime,
        status: int | None,
        outcome: VisitOutcome,
        record_id: str | None,
        leads_to: str | None = None,
    ) -> None:
        """Note how a request ended, and what that says about the sources at its URL.

        A 304 is a sighting; 404, 410 and soft 404s add up to a withdrawal once their runs have
        ended well; a redirect to where the same report is (``leads_to``) is a move. Where the
        answer was captured, its capture was recorded before.
        """

        def work(connection: Connection) -> None:
            visits.record_visit(
                connection,
                run_id=run_id,
                site=site,
                url=url,
                visited_at=visited_at,
                status=status,
                outcome=outcome,
                record_id=record_id,
            )
            withdrawals.follow_visit(
                connection,
                url,
                outcome,
                self.withdrawal,
                at=visited_at,
                run_id=run_id,
                read_again=self._reading_again(connection),
                leads_to=leads_to,
            )

        self._database.write(work)

    def record_move(self, url: str, to: str, *, at: datetime, run_id: int) -> None:
        """Note that a page is known to be asked for elsewhere: by another scheme or host name.

        What ``to`` holds was recorded before; a report that is there too has moved.
        """

        def work(connection: Connection) -> None:
            withdrawals.follow_visit(
                connection,
                url,
                VisitOutcome.REDIRECTED,
                self.withdrawal,
                at=at,
                run_id=run_id,
                read_again=self._reading_again(connection),
                leads_to=to,
            )

        self._database.write(work)

    def last_visits(self, site: str) -> list[LastVisit]:
        """Return the last visit of each URL of a site whose end is known."""
        return self._database.read(lambda connection: visits.last_visits(connection, site))

    def known_sources(self, site: str) -> list[KnownSource]:
        """Return the sources of a site, for the schedule of visits."""
        return self._database.read(lambda connection: sources.known(connection, site))

    def capture(self, record_id: str) -> Capture:
        """Return a capture with its body. Raises CaptureDamaged where it is missing or damaged."""
        return self._database.read(
            lambda connection: self._read_capture(
                connection, visits.capture_row(connection, record_id)
            )
        )

    # Decisions

    def redact(self, record_id: str, reason: str, *, now: datetime) -> list[Capture]:
        """Remove a capture, and all others of its payload, with what was read out of them.

        Returns them without their bodies. Killed, the same call goes on. Raises StorageError, also
        where there is no such capture, or its file is still being written.
        """
        found = self._database.read(
            lambda connection: redactions.holding_same(connection, record_id)
        )
        ids = [row.record_id for row in found]
        for row in found:
            if row.refers_to is None:
                # Refused first, so that nothing is half done where the file is still being written.
                whole_index(self.captures, row.warc_file)
        self._database.write(lambda connection: redactions.redact(connection, ids, reason, now))
        for row in found:
            if row.refers_to is None and not is_tombstone(
                self.captures, row.warc_file, row.warc_offset
            ):
                bury(
                    self.captures,
                    row.warc_file,
                    row.warc_offset,
                    record_id=row.record_id,
                    url=row.url,
                    digest=row.payload_digest,
                    reason=reason,
                    at=now,
                )
        self._database.forget_deleted()
        return [rereading.bodiless(row) for row in found]

    # Files of other tools

    def begin_ingest(self, file: ForeignFile, reader_version: str, *, now: datetime) -> Ingest:
        """Begin to take a file in, or take up where a killed process stopped."""
        found = self._database.write(
            lambda connection: ingests.begin(
                connection, file, reader_version, night=self._tonight(connection, None), now=now
            )
        )
        if not found.is_finished:
            self._night = found.night
        return found

    def advance_ingest(
        self, ingest_id: int, stage: str, position: int, links: Mapping[str, object]
    ) -> None:
        """Note that the records of a stage up to ``position`` are done with."""
        self._database.write(
            lambda connection: ingests.advance(connection, ingest_id, stage, position, links)
        )

    def finish_ingest(self, ingest_id: int, *, now: datetime) -> None:
        """Note that a file is done with."""
        self._database.write(lambda connection: ingests.finish(connection, ingest_id, now))

    def record_ingested(self, capture: Capture, *, ingest_id: int, foreign_id: str) -> None:
        """Add the row of a capture that came out of a file. Doing it again changes nothing."""
        self._database.write(
            lambda connection: ingests.record(connection, capture, ingest_id, foreign_id)
        )

    def standing(self, record_id: str, url: str, at: datetime) -> ingests.Standing | None:
        """Say how far a capture is; None where another capture has its id."""
        return self._database.read(
            lambda connection: ingests.standing(connection, record_id, url, at)
        )

    def find_capture(self, record_id: str | None, url: str, at: datetime | None) -> Capture | None:
        """Return a capture by its id, or by its URL and moment to the second; None: there is none.

        Raises StorageError where it is missing or damaged.
        """

        def work(connection: Connection) -> Capture | None:
            row = ingests.find_capture(connection, record_id, url, at)
            return None if row is None else self._read_capture(connection, row)

        return self._database.read(work)

    # Readings

    def record(
        self,
        capture: Capture,
        reading: Reading,
        *,
        run_id: int | None,
        parent_url: str | None = None,
        locality: Locality | None = None,
    ) -> Cause | None:
        """Store a reading of a report: its issuer, report, source, content, and any revision.

        Returns the cause of the revision that it brought, None where it is nothing new. Raises
        ValueError where the reading names no issuer or no year (see :meth:`identify`).
        """

        def work(connection: Connection) -> Cause | None:
            return recording.record(
                connection,
                self._moment(
                    connection,
                    capture,
                    reading,
                    run_id=run_id,
                    parent_url=parent_url,
                    locality=locality,
                ),
                read_again=self._reading_again(connection),
                withdrawal=self.withdrawal,
            )

        return self._database.write(work)

    @staticmethod
    def identify(reading: Reading) -> str | None:
        """Return the id of the report that a reading is of; None: no issuer, or no year."""
        return recording.identify(reading)

    def record_rejection(
        self,
        capture: Capture,
        *,
        kind: str,
        reason: str,
        reader_version: str,
        run_id: int | None = None,
        parent_url: str | None = None,
        locality: Locality | None = None,
    ) -> None:
        """Note that a capture is no report, or that nobody can read it; it is kept all the same.

        ``kind`` is ``not_report``, ``unidentified``, or that of an Unreadable.
        """
        reading = Reading(is_report=False, reason=reason, reader_version=reader_version)

        def work(connection: Connection) -> None:
            recording.record_rejection(
                connection,
                self._moment(
                    connection,
                    capture,
                    reading,
                    run_id=run_id,
                    parent_url=parent_url,
                    locality=locality,
                ),
                kind=kind,
                reason=reason,
            )

        self._database.write(work)

    def captured_sites(self) -> list[str]:
        """Return the sites of which there are captures, those that no registry lists included."""
        return self._database.read(visits.captured_sites)

    def unreadable(self, site: str) -> list[str]:
        """Return the URLs of a site that brought what nobody could read, or place."""
        return self._database.read(lambda connection: visits.unreadable(connection, site))

    def to_reread(self, reader_version: str, sites: Iterable[str] = ()) -> list[rereading.Stored]:
        """Return the captures whose readings or rejections are by another reader, oldest first."""
        wanted = list(sites)
        return self._database.read(
            lambda connection: rereading.to_reread(connection, reader_version, wanted)
        )

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

    def _moment(
        self,
        connection: Connection,
        capture: Capture,
        reading: Reading,
        *,
        run_id: int | None,
        parent_url: str | None,
        locality: Locality | None,
    ) -> Moment:
        night = (
            connection.scalar(select(runs.c.night).where(runs.c.run_id == run_id))
            if run_id is not None
            else None
        )
        return Moment(
            capture=capture,
            reading=reading,
            run_id=run_id,
            night=night or self._tonight(connection, None),
            parent_url=parent_url,
            locality=locality,
        )

    def _tonight(self, connection: Connection, now: datetime | None) -> str:
        """Return what the runs of this process share, and of the one it takes up."""
        if self._night is None:
            killed = crawls.night_to_join(connection, now) if now else None
            self._night = killed or uuid.uuid4().hex
        return self._night

    def _let_go(self, run_id: int) -> None:
        site = self._crawling.pop(run_id, None)
        if site is not None:
            self._locks.give_back(site)

    def _reading_again(self, connection: Connection) -> rereading.ReadingAgain:
        return rereading.ReadingAgain(connection, self.reader, self._read_capture)

    def _read_capture(self, connection: Connection, row: Row[tuple[Any, ...]]) -> Capture:
        why = redactions.reason_of(connection, row.record_id)
        if why is not None:
            raise redactions.Redacted(f"{row.url}: its capture was removed by decision: {why}")

        def locate(record_id: str) -> tuple[str, int]:
            original = visits.capture_row(connection, record_id)
            return original.warc_file, original.warc_offset

        record = read_capture(self.captures, row.warc_file, row.warc_offset, locate=locate)
        return rereading.capture_of(row, record)
