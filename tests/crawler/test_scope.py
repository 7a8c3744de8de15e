"""Which hosts may be asked on behalf of a site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.scope import Scope, host_of, is_private
from storage.records import Site


def site(slug: str, url: str, column_url: str | None = None) -> Site:
    return Site(site=slug, name="示例县", url=url, division_code="622926", column_url=column_url)


OWN = site("a", "http://www.a-demo.gov.cn/", "https://xxgk.a-demo.gov.cn/zfxxgknb/")
OTHER = site("b", "http://b-demo.gov.cn/")


@pytest.fixture
def scope() -> Scope:
    return Scope(OWN, [OWN, OTHER])


@pytest.mark.parametrize(
    "url",
    [
        "http://www.a-demo.gov.cn/x",
        "https://a-demo.gov.cn/x",
        "HTTPS://A-DEMO.gov.cn:443/x",
        "http://xxgk.a-demo.gov.cn/",
        "http://www.xxgk.a-demo.gov.cn/",
        "http://a-demo.gov.cn./x",
    ],
)
def test_own_hosts_with_and_without_www_in_both_schemes(scope: Scope, url: str) -> None:
    assert scope.refusal(url) is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://www.a-demo.gov.cn/x", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("http:///x", "no_host"),
        ("http://[x/", "no_host"),
        ("http://mail.a-demo.gov.cn/", "foreign_host"),
        ("http://www.sample.com/", "foreign_host"),
        ("http://a-demo.gov.cn.sample.com/", "foreign_host"),
        ("http://a-demo.gov.cn@sample.com/", "foreign_host"),
        ("http://www.b-demo.gov.cn/", "other_site"),
        ("http://127.0.0.1/", "private_address"),
        ("http://10.1.2.3:8080/", "private_address"),
        ("http://169.254.169.254/latest/meta-data/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://[::ffff:127.0.0.1]/", "private_address"),
        ("http://2130706433/", "private_address"),
        ("http://127.1/", "private_address"),
        ("http://0x7f.1/", "private_address"),
    ],
)
def test_nobody_else(scope: Scope, url: str, why: str) -> None:
    assert scope.refusal(url) == why


def test_the_menu_leads_one_hop_to_official_hosts(scope: Scope) -> None:
    home = "http://www.a-demo.gov.cn/"
    assert scope.admit("http://zwgk.c-demo.gov.cn/list", found_on=home) is None
    assert scope.refusal("https://zwgk.c-demo.gov.cn/other") is None
    # What is found there admits nothing further.
    assert scope.admit("http://d-demo.gov.cn/", found_on="http://zwgk.c-demo.gov.cn/") is not None
    assert scope.refusal("http://d-demo.gov.cn/") == "foreign_host"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.sample.com/",
        "http://gov.cn.sample.com/",
        "http://fakegov.cn/",
        "http://www.b-demo.gov.cn/",
        "http://10.0.0.1/",
        "ftp://zwgk.c-demo.gov.cn/",
    ],
)
def test_the_menu_leads_nowhere_else(scope: Scope, url: str) -> None:
    why = scope.admit(url, found_on="http://www.a-demo.gov.cn/")
    assert why is not None
    assert scope.refusal(url) == why


def test_a_listed_private_address_is_meant() -> None:
    scope = Scope(site("a", "http://127.0.0.1:8000/"))
    assert scope.refusal("http://127.0.0.1:8000/x") is None
    assert scope.refusal("http://127.0.0.2:8000/x") == "private_address"
    assert scope.is_listed("127.0.0.1")
    assert not scope.is_listed("127.0.0.2")


def test_a_shared_host_belongs_to_both_sites() -> None:
    shared = site("b", "http://b-demo.gov.cn/", "http://www.a-demo.gov.cn/b/")
    assert Scope(shared, [OWN]).refusal("http://www.a-demo.gov.cn/b/") is None
    assert Scope(shared, [OWN]).refusal("http://xxgk.a-demo.gov.cn/") == "other_site"


def test_hosts_reached_before_are_reached_again(scope: Scope) -> None:
    scope.readmit(
        ["http://zwgk.c-demo.gov.cn/x", "http://www.sample.com/", "http://b-demo.gov.cn/"]
    )
    assert scope.refusal("http://zwgk.c-demo.gov.cn/y") is None
    assert scope.refusal("http://www.sample.com/") == "foreign_host"
    assert scope.refusal("http://b-demo.gov.cn/") == "other_site"


@given(st.text())
def test_anything_may_stand_where_a_url_should(text: str) -> None:
    scope = Scope(OWN, [OTHER])
    assert scope.refusal(text) is not None or host_of(text) in scope.hosts


@pytest.mark.parametrize(
    ("address", "private"),
    [("8.8.8.8", False), ("192.168.1.1", True), ("100.64.0.1", True), ("fd00::1", True)],
)
def test_private_addresses(address: str, private: bool) -> None:
    assert is_private(address) is private
