"""Names of divisions resolve by the year in question, the site, and the parent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import divisions
from pipelines.divisions import code_in, name_of, resolve
from storage.reference.divisions import all_divisions


@pytest.mark.parametrize(
    ("names", "year", "code"),
    [
        # The one name of INTERFACE.md: a county of Jiangxi until 2015, an autonomous one always.
        (("东乡县",), 2021, "622926"),
        (("东乡区",), 2021, "361003"),
        (("东乡区",), 2014, "361029"),  # printed before its time: the place is 东乡县's
        (("洪泽区",), 2023, "320813"),
        (("洪泽县",), 2014, "320829"),
        (("沙县区",), 2020, "350427"),  # a report for 2020 signed in 2021 by its next name
        (("沙县",), 2021, "350405"),  # last year's name copied
        (("和县",), 2009, "341424"),
        (("和县",), 2012, "340523"),  # the same name under another prefecture's code
        (("三都县",), 2020, "522732"),
        (("鄂温克旗",), 2020, "150724"),
        (("前郭县",), 2020, "220721"),
        (("红河州",), 2020, "532500"),
        (("新疆",), 2020, "650000"),
        (("淮安市",), 2020, "320800"),
        (("南京市", "鼓楼区"), 2021, "320106"),
        (("江苏省", "鼓楼区"), 2021, None),  # Nanjing and Xuzhou have one each
        (("鼓楼区",), 2021, None),
        (("南京市", "东乡区"), 2021, None),  # a parent that is not its own
        (("示例县",), 2021, None),
        ((), 2021, None),
        (("两江新区",), 2025, "500157"),
    ],
)
def test_a_printed_name_in_a_year(names: tuple[str, ...], year: int, code: str | None) -> None:
    assert resolve(names, year) == code


def test_the_site_decides_between_bearers_of_a_name() -> None:
    assert resolve(["东乡县"], 2021, site="361003") == "361003"
    assert resolve(["东乡县"], 2014) is None
    assert resolve(["东乡县"], 2014, site="622926") == "622926"
    assert resolve(["鼓楼区"], 2021, site="350100") == "350102"


def test_a_parent_before_the_name_in_the_text_decides() -> None:
    assert resolve(["鼓楼区"], 2021, context="地址：福建省福州市鼓楼区某路") == "350102"


def test_without_a_year_only_a_name_of_one_code_resolves() -> None:
    assert resolve(["嵩明县"], None) == "530127"
    assert resolve(["东乡县"], None) is None


def test_a_code_is_carried_to_the_year() -> None:
    assert code_in("361003", 2010) == "361029"
    assert code_in("361029", 2020) == "361003"
    assert code_in("999999", 2020) == "999999"  # the site list's own code stays
    assert name_of("361003", 2014) == "东乡县"
    assert name_of("622926", 2021) == "东乡族自治县"


@given(
    st.sampled_from([d for d in all_divisions() if d.valid_from <= 2015]), st.integers(2008, 2024)
)
def test_a_full_name_with_its_parents_finds_its_own_code(division, year) -> None:  # type: ignore[no-untyped-def]
    if not division.held_in(year):
        return
    found = resolve([*reversed(divisions.above(division.code, year)), division.name], year)
    # Two districts of one name under one parent (Tangshan's in the code book) stay null.
    assert found in (division.code, None)
    assert found == division.code or division.prefecture_code == ""
