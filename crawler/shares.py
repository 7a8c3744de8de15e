"""Which process crawls which sites: sites that name one host go to one process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping

from crawler.manners import gate_key
from crawler.scope import own_hosts
from storage.records import Site

# A process saturates its core with about 50 pages a second, and a site gives at most one: beside
# 25 sites a second process has something to do.
SITES_A_PROCESS = 25


def processes_for(sites: int) -> int:
    """Return how many processes are worth their start on this machine."""
    # Linux knows which cores this process may use; elsewhere it is all of them.
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, min(cores, -(-sites // SITES_A_PROCESS)))


def shares(
    sites: Iterable[Site], number: int, seconds: Mapping[str, float]
) -> list[tuple[Site, ...]]:
    """Share sites out among at most ``number`` processes, none of which gets nothing.

    ``seconds`` say how long a site took the last time; one that is not in it counts as the mean.
    The order of the sites stays.
    """
    sites = list(sites)
    order = {site.site: position for position, site in enumerate(sites)}
    usual = sum(seconds.values()) / len(seconds) if seconds else 1.0
    groups = [
        (sum(seconds.get(site.site, usual) for site in group), group) for group in _by_host(sites)
    ]
    loads: list[tuple[float, list[Site]]] = [(0.0, []) for _ in range(number)]
    for cost, group in sorted(groups, key=lambda one: one[0], reverse=True):
        lightest = min(range(number), key=lambda one: loads[one][0])
        load, share = loads[lightest]
        loads[lightest] = (load + cost, [*share, *group])
    return [tuple(sorted(share, key=lambda site: order[site.site])) for _, share in loads if share]


def _by_host(sites: Iterable[Site]) -> list[list[Site]]:
    groups: list[tuple[set[str], list[Site]]] = []
    for site in sites:
        hosts, members = {gate_key(host) for host in own_hosts(site)}, [site]
        apart = []
        for other in groups:
            if hosts & other[0]:
                hosts |= other[0]
                members = [*other[1], *members]
            else:
                apart.append(other)
        groups = [*apart, (hosts, members)]
    return [members for _, members in groups]
