"""Other ways to a site: schemes and www."""

from __future__ import annotations

from crawler.variants import Variants


def test_the_other_scheme_then_the_other_name() -> None:
    assert Variants().others("http://www.a-demo.gov.cn/x?y=1") == [
        "https://www.a-demo.gov.cn/x?y=1",
        "http://a-demo.gov.cn/x?y=1",
        "https://a-demo.gov.cn/x?y=1",
    ]


def test_what_has_answered_needs_no_other_way() -> None:
    variants = Variants()
    variants.answered("http://a-demo.gov.cn/", "http://a-demo.gov.cn/")
    assert variants.others("http://a-demo.gov.cn/y") == []
    assert variants.others("https://a-demo.gov.cn/y") != []


def test_the_way_that_answered_is_taken_from_then_on() -> None:
    variants = Variants()
    variants.answered("https://www.a-demo.gov.cn/", "http://a-demo.gov.cn/")
    assert variants.best("http://a-demo.gov.cn/y") == "https://www.a-demo.gov.cn/y"
    assert variants.best("http://b-demo.gov.cn/y") == "http://b-demo.gov.cn/y"


def test_ports_and_addresses_have_no_variants_that_make_no_sense() -> None:
    assert Variants().others("http://a-demo.gov.cn:8080/") == []
    assert Variants().others("http://127.0.0.1/") == ["https://127.0.0.1/"]
