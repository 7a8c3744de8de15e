"""Whatever the bytes: a document, or ``Unreadable`` with its kind."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import Unreadable
from pipelines.formats import read_document

NEST = "<table><tr><td>"


def outcome(body: bytes) -> str:
    try:
        read_document(body)
    except Unreadable as error:
        return error.kind
    return "read"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<p>" + b"x" * 12_000_001, "too_large"),
        (b"<p>x" * 200_001, "too_large"),
        ((NEST * 2000).encode(), "too_large"),
        (b"<div>" * 5000, "too_large"),
        (b"a|b\n" * 150_000, "too_large"),
        (b"", "empty"),
        (b"\0" * 5000, "empty"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 50, "damaged"),
        (b"PK\x03\x04" + bytes(range(256)) * 50, "damaged"),
    ],
)
def test_beyond_the_limits_there_is_a_reason(body: bytes, kind: str) -> None:
    assert outcome(body) == kind


@pytest.mark.parametrize(
    "body",
    [
        b"<table><tr>" + b"<td colspan=1000 rowspan=65000>a" * 30_000 + b"<tr><td>1<td>2</table>",
        (NEST * 99).encode() + b"<p>x" * 30_000,
        b"<div hidden></div>tail" * 30_000,
        b'<p style="' + b"display:none;" * 400_000 + b'">x</p>',
        b"<" * 190_000,
        b"<p>" + b" " * 5_000_000 + b"x",
        b"<!--" + b"-" * 5_000_000,
        "好\n".encode() * 190_000,
        b"<a href=a.pdf>x</a><br>" * 60_000,
        ("<p>" + "一、" * 1_000_000).encode(),
    ],
)
def test_within_the_limits_anything_ends(body: bytes) -> None:
    assert outcome(body) in ("read", "empty", "too_large")


@settings(deadline=None, max_examples=300)
@given(
    st.sampled_from(
        [b"", b"<html>", b"<p>", b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf"]
    ),
    st.binary(max_size=400),
    st.sampled_from([None, "http://a.gov.cn/a.html", "http://[", "x"]),
    st.sampled_from([None, "text/html; charset=gbk", "application/pdf"]),
)
def test_any_bytes_end_in_a_document_or_a_reason(
    head: bytes, rest: bytes, url: str | None, content_type: str | None
) -> None:
    if head == b"{\\rtf":
        head = b"{\\rt"  # LibreOffice has its own tests: a second each
    try:
        read_document(head + rest, url=url, content_type=content_type)
    except Unreadable as error:
        message = error.message
    else:
        return
    assert message
