"""Pages have one key each, under whatever address they are linked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier import canonical_url


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.gov.cn/nb/", "https://a.gov.cn/nb/index.html"),
        ("http://a.gov.cn/nb/", "http://a.gov.cn:80/nb/index.shtml"),
        ("http://a.gov.cn/nb/t2_1.html", "http://m.a.gov.cn/nb/t2_1_wap.html"),
        ("http://a.gov.cn/nb/t2_1.html", "http://a.gov.cn//nb//t2_1_ext.html#top"),
        ("http://a.gov.cn/c/post_1.html", "http://a.gov.cn/c/mpost_1.html?isMobile=true"),
        ("http://a.gov.cn/nb/;jsessionid=1F", "http://a.gov.cn/nb/?_=0.51"),
        ("http://a.gov.cn/ZWGK/nb/", "http://a.gov.cn/zwgk/nb/"),
        ("http://a.gov.cn/x?a=1&b=2", "http://a.gov.cn/x?b=2&a=1"),
        (
            "http://a.gov.cn/a/c100122/202401/0a1b2c3d4e5f60718293a4b5c6d7e8f9.shtml",
            "http://a.gov.cn/a/c100999/202401/0a1b2c3d4e5f60718293a4b5c6d7e8f9.shtml",
        ),
        (
            "http://a.gov.cn/info/1648/47211.htm",
            "http://a.gov.cn/content.jsp?urltype=news.X&wbtreeid=1648&wbnewsid=47211",
        ),
    ],
)
def test_twins_have_one_key(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.gov.cn/nb/index.html", "http://a.gov.cn/nb/index_1.html"),
        ("http://a.gov.cn/list.asp?page=1", "http://a.gov.cn/list.asp?page=2"),
        ("http://a.gov.cn/index.php?catid=1", "http://a.gov.cn/index.php?catid=2"),
        ("http://a.gov.cn/nb/", "http://b.gov.cn/nb/"),
        ("http://a.gov.cn:8080/nb/", "http://a.gov.cn/nb/"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@given(st.text(max_size=60))
def test_any_text_has_a_key_and_a_key_is_its_own(path: str) -> None:
    key = canonical_url(f"http://a.gov.cn/{path}")
    assert canonical_url(f"http://{key}") == key or not key.startswith("a.gov.cn")
