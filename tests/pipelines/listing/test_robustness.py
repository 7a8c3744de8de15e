"""Whatever a server sends, a page comes of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.listing import read_page
from pipelines.listing.literals import literals

URL = "http://www.sample.gov.cn/zfxxgk/"

_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["title", "url", "date", "urls", "children", "total", "name", "data"])
            | st.text(max_size=6),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.binary(max_size=400))
def test_any_bytes_give_a_page(body: bytes) -> None:
    assert read_page(body, url=URL).url == URL


@given(st.text(alphabet="<>/=\"' aliuhrefscriptdivtd[]{}();:,.#年报公开2023", max_size=300))
def test_any_tag_soup_gives_a_page(soup: str) -> None:
    page = read_page(soup.encode(), url=URL)
    assert all(link.url.startswith(("http://", "https://")) for link in page.links)


@given(_values)
@example({"title": "年报", "url": "/a.html", "publishDate": ["2024-01-20"]})
def test_any_json_gives_a_page(value: object) -> None:
    read_page(json.dumps(value).encode(), url=URL, content_type="application/json")


@given(_values.filter(lambda value: isinstance(value, (dict, list)) and bool(value)))
def test_json_in_a_script_is_read_as_it_is(value: object) -> None:
    assert list(literals(f"var data = {json.dumps(value)};")) == [value]


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 20_000,
        b"<ul><li>" * 20_000,
        b"[" * 50_000,
        b'{"a":' * 20_000,
        b"<script>var a = " + b"{b:" * 20_000 + b"</script>",
        b"<script>title:'" + b"({[" * 20_000 + b"</script>",
        b"<a href='" + b"x" * 100_000 + b"'>y</a>",
        b"<record><![CDATA[" * 5_000,
        b"\xff\xfe\x00",
        b"",
    ],
    ids=range(10),
)
def test_hostile_pages_give_a_page(body: bytes) -> None:
    read_page(body, url=URL)


@settings(max_examples=50)
@given(st.text(max_size=80), st.text(max_size=40))
def test_a_label_never_holds_white_space(label: str, title: str) -> None:
    escaped = label.replace("<", "").replace("&", "")
    quoted = title.replace('"', "").replace("&", "")
    page = read_page(
        f'<a href="/x/" title="{quoted}">{escaped}</a>'.encode("utf-8", "replace"), url=URL
    )
    assert all("".join(link.text.split()) == link.text for link in page.links)
