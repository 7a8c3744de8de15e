"""What nianbao itself changes of sealed rows is put down, and is no alteration."""

from __future__ import annotations

from datetime import timedelta

from storage.archive import Archive
from storage.manifest.chain import chain_problems
from tests.storage.county import COPY, FIRST_NIGHT, PAGE, County, FakeReader, reading


def problems(archive: Archive) -> list[str]:
    with archive.reading() as connection:
        return [problem.what for problem in chain_problems(connection, None)]


def sealed(county: County) -> None:
    county.end()
    assert county.archive.seal(county.now) is not None
    assert problems(county.archive) == []


def test_nothing_new_gives_no_manifest(archive: Archive, county: County) -> None:
    assert archive.seal(county.now) is None
    county.night()
    county.sees(PAGE, reading())
    sealed(county)
    assert archive.seal(county.now) is None


def test_a_row_that_is_not_sealed_is_told(archive: Archive, county: County) -> None:
    county.night()
    county.sees(PAGE, reading())
    county.end()
    (what,) = problems(archive)
    assert what.startswith("2 rows are in no manifest")


def test_an_older_capture_may_come_in_later(archive: Archive, county: County) -> None:
    county.night()
    county.sees(PAGE, reading(), body=b"one")
    sealed(county)
    before = county.history().revisions[0].first_seen_at
    county.night()
    county.sees(PAGE, reading(), body=b"one", at=FIRST_NIGHT - timedelta(days=40))
    county.end()
    assert county.history().revisions[0].first_seen_at < before
    sealed(county)


def test_a_capture_may_turn_out_to_be_another_reports(archive: Archive, county: County) -> None:
    wrong = reading(issuer="示例县教育局", title="示例县教育局2021年政府信息公开工作年度报告")
    county.night()
    county.sees(PAGE, wrong, body=b"one")
    county.sees(COPY, reading(), body=b"two")
    sealed(county)
    archive.reader = FakeReader("reader-2", {b"one": reading(reader="reader-2")})
    county.night()
    county.sees(PAGE, reading(reader="reader-2"), body=b"one")
    county.end()
    assert archive.history(str(archive.identify(wrong))) is not None
    sealed(county)


def test_revisions_follow_one_another_through_sealed_nights(
    archive: Archive, county: County
) -> None:
    for received in ("17", "18", "17", "19"):
        county.night()
        county.sees(PAGE, reading(figures={"t3.received.total": received}))
        sealed(county)
    assert len(county.causes()) == 4
