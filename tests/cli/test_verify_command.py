"""``nianbao verify``: nothing of an archive can be changed behind its back."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from storage.records import Site
from tests.cli.conftest import OpenArchive, Run, Sql
from tests.storage.county import COPY, PAGE, County, reading

Edit = Callable[[Path, Sql], None]  # given the archive's directory, and a way to its tables


@pytest.fixture
def archive(tmp_path: Path, open_archive: OpenArchive) -> Path:
    """An archive of two sealed nights: a report, changed, and a page that is gone."""
    directory = tmp_path / "archive"
    with open_archive() as opened:
        opened.add_sites(
            [Site(site="county", name="示例县", url="http://a.gov.cn/", division_code="622926")]
        )
        county = County(opened)
        county.night()
        county.sees(PAGE, reading(), body=b"first " * 9000)
        county.end()
        opened.seal(county.now)
        county.night()
        county.sees(PAGE, reading(figures={"t3.received.total": "18"}), body=b"second " * 9000)
        county.sees(COPY, reading(figures={"t3.received.total": "18"}), body=b"second " * 9000)
        county.end()
        county.close()
        opened.seal(county.now + timedelta(hours=1))
    return directory


def the_file(directory: Path) -> Path:
    (file,) = directory.glob("warc/*.warc.gz")
    return file


def flip(directory: Path, _: Sql) -> None:
    """Change one bit in the middle of the captures."""
    content = bytearray(the_file(directory).read_bytes())
    content[len(content) // 2] ^= 1
    the_file(directory).write_bytes(content)


def rewrite(directory: Path, _: Sql) -> None:
    """Change a payload so that the file is a faultless WARC otherwise."""
    members, rest = [], the_file(directory).read_bytes()
    while rest:
        unpacker = zlib.decompressobj(31)
        members.append(unpacker.decompress(rest))
        rest = unpacker.unused_data
    packed = []
    for member in members:
        packer = zlib.compressobj(wbits=31)
        changed = member.replace(b"second ", b"SECOND ")
        packed.append(packer.compress(changed) + packer.flush())
    the_file(directory).write_bytes(b"".join(packed))


def cut(directory: Path, _: Sql) -> None:
    content = the_file(directory).read_bytes()
    the_file(directory).write_bytes(content[: len(content) // 2])


def cut_chain_and_marks(_: Path, sql: Sql) -> None:
    """Cut the end of the chain with all that says that there was one."""
    sql("DELETE FROM manifests WHERE number = 2")
    sql("UPDATE visits SET sealed_in = NULL WHERE sealed_in = 2")
    sql("UPDATE revisions SET sealed_in = NULL WHERE sealed_in = 2")


def run(statement: str) -> Edit:
    return lambda _, sql: sql(statement) and None


def test_an_archive_that_nobody_touched_is_well(archive: Path, nianbao: Run) -> None:
    ran = nianbao("verify")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("2 manifests and 1 files are as they were; the last is sha256:")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (flip, "county"),
        (rewrite, "its payload was altered"),
        (cut, "county"),
        (lambda directory, _: the_file(directory).unlink(), "cannot be read"),
        (run("UPDATE visits SET status = 404 WHERE visit_id = 1"), "200 is now 404"),
        (run("UPDATE visits SET visited_at = '2020-01-01' WHERE visit_id = 2"), "was altered"),
        (run("UPDATE visits SET outcome = 'gone' WHERE visit_id = 2"), "ok is now gone"),
        (run("DELETE FROM visits WHERE visit_id = 3"), "was removed"),
        (run("UPDATE revisions SET cause = 'extractor' WHERE revision = 2"), "was altered"),
        (run("UPDATE revisions SET first_seen_at = '2020-01-01'"), "was altered"),
        (run("DELETE FROM revisions WHERE revision = 2"), "revision 2 of report"),
        (run("UPDATE readings SET content_digest = 'sha256:0'"), "was altered"),
        (
            run(
                "INSERT INTO visits (site, url, visited_at, status, outcome, sealed_in)"
                " VALUES ('county', 'http://b/', '2020-01-01', 404, 'gone', 1)"
            ),
            "was put in since",
        ),
        (
            run(
                "INSERT INTO visits (site, url, visited_at, status, outcome)"
                " VALUES ('county', 'http://b/', '2020-01-01', 404, 'gone')"
            ),
            "1 rows are in no manifest",
        ),
        (run("DELETE FROM manifests WHERE number = 1"), "manifest 1 was removed"),
        (run("UPDATE manifests SET digest = 'sha256:0' WHERE number = 2"), "itself was altered"),
        (run("UPDATE manifests SET body = substr(body, 2) WHERE number = 2"), "itself was altered"),
        (cut_chain_and_marks, "rows are in no manifest"),
    ],
)
def test_what_was_altered_is_named(
    archive: Path, nianbao: Run, edit: Edit, said: str, sql: Sql
) -> None:
    edit(archive, sql)
    ran = nianbao("verify")
    assert ran.status == 1
    assert said in ran.out
    assert "problems" in ran.err


def test_rows_sealed_by_a_manifest_that_was_cut_off_are_found(
    archive: Path, nianbao: Run, sql: Sql
) -> None:
    sql("DELETE FROM manifests WHERE number = 2")
    ran = nianbao("verify")
    assert ran.status == 1
    assert "manifest 2" in ran.out


def test_a_noted_digest_tells_a_chain_that_was_written_anew(
    archive: Path, nianbao: Run, open_archive: OpenArchive, sql: Sql
) -> None:
    noted = nianbao("verify").out.rsplit(maxsplit=1)[-1]
    assert nianbao("verify", "--head", noted).status == 0
    cut_chain_and_marks(archive, sql)
    with open_archive() as opened:
        assert opened.seal(opened.last_runs()[0].started_at) is not None
    assert nianbao("verify").status == 0, "by itself it is a chain like another"
    ran = nianbao("verify", "--head", noted)
    assert ran.status == 1
    assert "no manifest has the digest" in ran.out


def test_what_a_crawl_is_adding_waits_and_is_no_problem(
    archive: Path, nianbao: Run, open_archive: OpenArchive
) -> None:
    with open_archive() as opened:
        county = County(opened)
        county.now += timedelta(days=5)
        county.night()
        county.sees(PAGE, reading(figures={"t3.received.total": "19"}))
        assert opened.seal(county.now) is None
        assert nianbao("verify").status == 0
        county.end()
        county.close()
        assert opened.seal(county.now) is not None
    assert nianbao("verify").status == 0


def test_what_was_removed_by_decision_is_removed_and_not_damaged(
    archive: Path, nianbao: Run, sql: Sql
) -> None:
    ((record,),) = sql("SELECT record_id FROM visits WHERE visit_id = 1")
    assert nianbao("redact", record, "--reason", "names an applicant").status == 0
    assert nianbao("verify").status == 0
    sql("UPDATE redactions SET reason = 'another'")
    assert "names an applicant is now another" in nianbao("verify").out
    sql("DELETE FROM redactions")
    ran = nianbao("verify")
    assert ran.status == 1
    assert "no decision says so" in ran.out


def test_a_decision_that_was_not_carried_out_is_told(archive: Path, nianbao: Run, sql: Sql) -> None:
    sql(
        "INSERT INTO redactions (record_id, redacted_at, reason, sealed_in)"
        " SELECT record_id, '2026-01-01', 'x', 1 FROM visits WHERE visit_id = 1",
    )
    assert "is still there" in nianbao("verify").out
