"""A capture is removed by decision: what must go is gone, what must stay stays true."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from storage.archive import Archive
from storage.archive.backup import back_up
from storage.errors import StorageError
from storage.manifest.chain import chain_problems
from storage.manifest.files import file_problems, stored_files
from storage.records import Cause
from storage.schema import sections
from tests.storage.county import FIRST_NIGHT, PAGE, County, FakeReader, reading

NAME = "申请人王某某"
PAGE_OF_THEN = f"<html>{NAME}的申请。</html>".encode() * 40


def problems(archive: Archive) -> list[str]:
    """Return what ``nianbao verify`` would print after the command, which seals at its end."""
    archive.seal(FIRST_NIGHT)
    with archive.reading() as connection:
        found = list(chain_problems(connection, None))
        for name in stored_files(connection):
            found += file_problems(connection, archive.captures, name)
    return [problem.what for problem in found]


def bytes_of(archive: Archive) -> bytes:
    """Return all that the archive's directory holds, unzipped where it is zipped."""
    return b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in archive.directory.rglob("*")
        if path.is_file()
    )


@pytest.fixture
def record_id(county: County) -> str:
    """Three revisions of a page, of which the second names somebody; an unchanged visit after."""
    county.night()
    county.sees(PAGE, reading(), body=b"first" * 40)
    county.night(7)
    county.sees(PAGE, reading(text=f"{NAME}的申请。"), body=PAGE_OF_THEN)
    county.night(1)
    county.sees(PAGE, reading(text=f"{NAME}的申请。"), body=PAGE_OF_THEN)  # a revisit
    county.night(7)
    county.sees(PAGE, reading(text="以后。"), body=b"third" * 40)
    county.end()
    county.close()
    county.archive.seal(county.now)
    [found] = [
        row.record_id
        for row in county.archive.to_reread("another")
        if county.archive.capture(row.record_id).body == PAGE_OF_THEN
    ]
    return str(found)


def test_its_words_are_gone_and_all_else_is_true(
    county: County, archive: Archive, record_id: str
) -> None:
    before = county.history()
    sizes = {name: archive.captures.size(name) for name in archive.captures.names()}
    if archive.engine.dialect.name == "sqlite":
        assert NAME.encode() in bytes_of(archive)
    removed = archive.redact(record_id, "it names an applicant", now=county.now)
    assert len(removed) == 2  # the capture, and its revisit
    assert NAME.encode() not in bytes_of(archive)
    with archive.reading() as connection:
        texts = connection.scalars(select(sections.c.text)).all()
    assert not any(NAME in text for text in texts)
    after = county.history()
    assert [
        (r.revision, r.cause, r.first_seen_at, r.last_seen_at, r.content_digest)
        for r in after.revisions
    ] == [
        (r.revision, r.cause, r.first_seen_at, r.last_seen_at, r.content_digest)
        for r in before.revisions
    ]
    assert [len(revision.changes) for revision in after.revisions] == [0, 0, 0]
    assert {name: archive.captures.size(name) for name in archive.captures.names()} == sizes
    assert problems(archive) == []
    for one in removed:
        with pytest.raises(StorageError, match="removed by decision: it names an applicant"):
            archive.capture(one.record_id)
    again = archive.redact(record_id, "it names an applicant", now=county.now)  # killed, run again
    assert len(again) == 2


def test_the_tombstone_says_why(county: County, archive: Archive, record_id: str) -> None:
    archive.redact(record_id, "it names an applicant", now=county.now)
    files = sorted(archive.captures.workshop.glob("*.warc.gz"))
    ran = subprocess.run(
        [Path(sys.executable).with_name("warcio"), "check", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "")
    told = []
    for file in files:
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type == "metadata":
                    told.append(record.rec_headers.get_header("WARC-Record-ID"))
                    text = record.content_stream().read().decode()
                    assert "reason: it names an applicant" in text
                    assert "digest-of-payload: sha256:" in text
    assert told == [record_id]
    index = b"".join(path.read_bytes() for path in archive.captures.workshop.glob("*.cdxj"))
    assert index.count(b'"mime": "warc/revisit"') == 1
    assert index.count(b"\n") == 3


def test_what_comes_later_is_compared_with_what_is_left(
    county: County, archive: Archive, record_id: str, open_archive: Callable[[], Archive]
) -> None:
    last = county.capture(PAGE, b"third" * 40)  # a revisit, to be removed with its original
    county.close()
    archive.redact(last.record_id, "too", now=county.now)
    again = County(open_archive())
    again.archive.reader = FakeReader("reader-1")
    again.night(30)
    assert again.sees(PAGE, reading(text="以后。")) is None
    assert again.sees(PAGE, reading(text="再以后。")) is Cause.SOURCE
    assert again.capture(PAGE, b"third" * 40).refers_to is None  # its original is no more
    assert again.capture(PAGE, b"", status=304).refers_to is not None
    again.end()
    again.close()


def test_another_reader_makes_no_change_of_it(
    county: County, archive: Archive, record_id: str
) -> None:
    [third] = [
        row.record_id
        for row in archive.to_reread("another")
        if archive.capture(row.record_id).body == b"third" * 40
    ]
    archive.redact(third, "too", now=county.now)
    archive.reader = FakeReader("reader-2")
    assert third not in [row.record_id for row in archive.to_reread("reader-2")]
    county.night(30)
    assert county.sees(PAGE, reading(text="以后。", reader="reader-2")) is None
    assert archive.reader.asked == []


def test_an_earlier_backup_follows(
    county: County, archive: Archive, record_id: str, tmp_path: Path
) -> None:
    back_up(archive, tmp_path / "backup", lambda *_: None)
    archive.redact(record_id, "it names an applicant", now=county.now)
    back_up(archive, tmp_path / "backup", lambda *_: None)
    with Archive.open(tmp_path / "backup") as backup:
        assert NAME.encode() not in bytes_of(backup)
        assert problems(backup) == []


def test_while_its_file_is_written_it_waits(county: County, archive: Archive) -> None:
    county.night()
    county.sees(PAGE, reading(), body=PAGE_OF_THEN)
    [stored] = archive.to_reread("another")
    with pytest.raises(StorageError, match="still being written"):
        archive.redact(stored.record_id, "why", now=FIRST_NIGHT)
    assert archive.capture(stored.record_id).body == PAGE_OF_THEN
    with pytest.raises(StorageError, match="no capture"):
        archive.redact("<urn:uuid:nothing>", "why", now=FIRST_NIGHT)


def test_an_unfinished_removal_is_found(
    county: County, archive: Archive, record_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("storage.archive.front.capturing.bury", killed)
        with pytest.raises(KeyboardInterrupt):
            archive.redact(record_id, "why", now=county.now)
    assert any("run nianbao redact again" in problem for problem in problems(archive))
    archive.redact(record_id, "why", now=county.now)
    assert problems(archive) == []
