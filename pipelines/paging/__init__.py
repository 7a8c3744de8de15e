"""How lists go on: named strategies, one kind of pager each.

A family's file names the strategies that its pages use, in the order to try them; pages of unknown
make, and pages whose family's strategies see no sign, get the general ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipelines.paging import (
    calls,
    component,
    counted,
    epoint,
    gkmlpt,
    jpaas,
    jpage,
    kaipu,
    links,
    lonsun,
    parameter,
    pclist,
    postback,
    services,
    trs,
    xxgk,
)
from pipelines.paging.material import Material, Paging, Strategy, printed_pages, printed_rows

__all__ = ["STRATEGY_NAMES", "Material", "Paging", "find", "printed_pages", "printed_rows"]

_STRATEGIES: dict[str, Strategy] = {
    "trs": trs.next_pages,
    "kaipu-static": kaipu.static,
    "kaipu-json": kaipu.json,
    "jpage": jpage.next_pages,
    "xxgk-search": xxgk.next_pages,
    "jpaas": jpaas.next_pages,
    "lonsun": lonsun.next_pages,
    "gkmlpt": gkmlpt.next_pages,
    "component": component.next_pages,
    "powereasy": counted.powereasy,
    "jeecms": counted.jeecms,
    "slug-number": counted.slug_number,
    "path-number": counted.path_number,
    "epoint": counted.epoint,
    "epoint-api": epoint.next_pages,
    "pclist": pclist.next_pages,
    "egov": parameter.egov,
    "parameter": parameter.next_pages,
    "calls": calls.next_pages,
    "services": services.next_pages,
    "postback": postback.next_pages,
    "links": links.next_pages,
}
STRATEGY_NAMES = frozenset(_STRATEGIES)

# For pages of unknown make, the surest sign first: a script's own count, then links, then guesses.
_GENERAL = (
    "kaipu-static", "trs", "jpage", "component", "links", "postback", "calls", "epoint",
    "slug-number", "path-number", "services", "parameter",
)  # fmt: skip


# Ways to make up an address that nothing on the page names: sure where the family is known to name
# its pages so, a step into the dark elsewhere.
_MADE_UP = frozenset({"slug-number", "path-number", "epoint"})


def find(material: Material, strategies: Iterable[str]) -> Paging:
    """Return how the list goes on: by the family's strategies, else by the general ones."""
    own = tuple(strategies)
    tried: set[str] = set()
    # What a page's own function says is as sure as a link, and any platform may have one.
    order = [each for name in own for each in ((name, "calls") if name == "links" else (name,))]
    for name in (*order, *_GENERAL):
        if name in tried:
            continue
        tried.add(name)
        if name in _MADE_UP and material.request_body:
            continue  # all pages of such a list have one address
        found = _STRATEGIES[name](material)
        if found is None:
            continue
        if name in _MADE_UP and name not in own:
            return replace(found, pages=tuple(replace(page, exact=False) for page in found.pages))
        return found
    return Paging()
