"""Stored captures, read by today's reader."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup import TodaysReader
from pipelines.digest import content_digest
from pipelines.errors import Unreadable
from pipelines.extract import extract
from pipelines.reading import read_capture
from storage.captures import MAX_DECODED
from storage.changes import differences
from storage.records import (
    Capture,
    Figure,
    Locality,
    LocalTable,
    Read,
    Reading,
    Section,
    SectionKind,
    Status,
)

FIXTURES = Path(__file__).parents[2] / "fixtures/reports"
PAGE = (FIXTURES / "county-2023-compiled-by-office/page.html").read_bytes()
COUNTY = Locality(division_code="622926", county="东乡县")


def capture(body: bytes, **headers: str) -> Capture:
    return Capture(
        site="county",
        url="http://www.shilixian.gov.cn/2023.html",
        visited_at=datetime(2024, 1, 1, tzinfo=UTC),
        status=200,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=body,
        record_id="<urn:uuid:1>",
        warc_file="x.warc.gz",
        warc_offset=0,
        payload_digest="sha256:X",
    )


def test_a_capture_is_read_as_its_document_is() -> None:
    plain = capture(PAGE, content_type="text/html")
    expected = extract(PAGE, url=plain.url, content_type="text/html", locality=COUNTY)
    assert expected.is_report
    assert read_capture(plain, COUNTY) == expected
    packed = replace(
        plain,
        body=gzip.compress(PAGE),
        headers={"CONTENT-ENCODING": "gzip", "Content-Type": "text/html"},
    )
    assert read_capture(packed, COUNTY) == expected
    assert TodaysReader().read(packed, COUNTY) == expected
    assert expected.reader_version == TodaysReader().version


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (gzip.compress(PAGE)[:-200], "damaged"),
        (gzip.compress(bytes(MAX_DECODED + 1)), "too_large"),
        (gzip.compress(b""), "empty"),
    ],
    ids=["cut short", "bomb", "empty"],
)
def test_what_nobody_can_read(body: bytes, kind: str) -> None:
    broken = capture(body, content_encoding="gzip")
    with pytest.raises(Unreadable) as caught:
        read_capture(broken, None)
    assert caught.value.kind == kind
    assert TodaysReader().read(broken, None) is None


def test_what_is_no_report() -> None:
    page = capture("<h1>关于召开会议的通知</h1><p>各单位：请准时参加。</p>".encode())
    assert not read_capture(page, None).is_report
    assert TodaysReader().read(page, None) is None


WORDS = st.text("一二甲 \u3000０0()（", max_size=3)
FIGURES = st.builds(
    lambda cell, raw, status, value: Figure(
        cell=cell,
        raw=raw,
        status=status,
        value=value if status is Status.NUMBER else None,
        read=Read.LABEL,
    ),
    st.sampled_from("ab"),
    WORDS,
    st.sampled_from(Status),
    st.sampled_from([Decimal(0), Decimal("0.0"), Decimal(1)]),
)
READINGS = st.builds(
    Reading,
    is_report=st.just(True),
    reason=st.none(),
    reader_version=st.just("reader-1"),
    title=WORDS,
    published_on=st.sampled_from([None, date(2022, 1, 1)]),
    signed_on=st.sampled_from([None, date(2022, 1, 1)]),
    figures=st.lists(FIGURES, max_size=2, unique_by=lambda one: one.cell).map(tuple),
    sections=st.lists(
        st.builds(
            Section,
            kind=st.sampled_from([SectionKind.OVERVIEW, SectionKind.OTHER]),
            heading=WORDS,
            text=WORDS,
        ),
        max_size=3,
    ).map(tuple),
    tables=st.lists(
        st.builds(
            LocalTable, caption=WORDS, rows=st.lists(st.tuples(WORDS, WORDS), max_size=1).map(tuple)
        ),
        max_size=2,
    ).map(tuple),
)


@settings(max_examples=300)
@given(one=READINGS, other=READINGS, part=st.sampled_from(sorted(Reading.__dataclass_fields__)))
def test_contents_differ_exactly_where_their_digests_do(
    one: Reading, other: Reading, part: str
) -> None:
    other = replace(one, **{part: getattr(other, part)})
    for same_url in (True, False):
        digests = {content_digest(each, with_published_on=same_url) for each in (one, other)}
        assert (differences(one, other, same_url=same_url) == ()) == (len(digests) == 1)
