"""Sites are shared out among processes: each once, those of one host together, none idle."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.manners import gate_key
from crawler.scope import own_hosts
from crawler.shares import shares
from storage.records import Site


def site(number: int, *hosts: int) -> Site:
    home, column = (f"http://www.h{host}.gov.cn/" for host in (hosts * 2)[:2])
    return Site(
        site=f"s{number}",
        name="示例县人民政府",
        url=home,
        division_code="622926",
        column_url=column,
    )


PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=20)


@given(PAIRS, st.integers(1, 5))
def test_each_site_goes_to_one_process_with_all_that_share_its_hosts(
    pairs: list[tuple[int, int]], number: int
) -> None:
    sites = [site(place, *pair) for place, pair in enumerate(pairs)]
    shared_out = shares(sites, number, {})
    assert 1 <= len(shared_out) <= number
    assert all(shared_out)
    assert sorted((one for share in shared_out for one in share), key=sites.index) == sites
    hosts = [{gate_key(h) for one in share for h in own_hosts(one)} for share in shared_out]
    assert sum(map(len, hosts)) == len(set().union(*hosts))
    for share in shared_out:
        assert list(share) == sorted(share, key=sites.index)


def test_a_long_site_is_weighed_against_several_short_ones() -> None:
    sites = [site(number, number) for number in range(5)]
    shared_out = shares(sites, 2, {"s0": 400, "s1": 100, "s2": 100, "s3": 100, "s4": 100})
    assert sorted(len(share) for share in shared_out) == [1, 4]
