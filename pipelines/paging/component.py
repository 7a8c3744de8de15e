"""The "component" CMS: the newest entries stand in the page, older ones in fragments below it."""

from __future__ import annotations

import re

from pipelines.page import NextPage
from pipelines.paging.material import Material, Paging

_PURL = re.compile(r"purl\s*=\s*[\"']([^\"']+/index_\d+)[\"']")
_MOST = re.compile(r"maxPageNum\s*=\s*(\d+)")
_FRAGMENT = re.compile(r"(/index_\d+)_(\d+)\.html$")


def next_pages(material: Material) -> Paging | None:
    """Return the fragment below this one; of T pages, page 2 is ``_{T-1}`` and the last is ``_1``.

    ``_T`` repeats what stands in the page itself.
    """
    path = material.url.split("?", 1)[0]
    fragment = _FRAGMENT.search(path)
    if fragment:
        here = int(fragment.group(2))
        if here <= 1:
            return Paging()
        return Paging(pages=(_page(f"{path[: fragment.start(2)]}{here - 1}.html", None, here - 1),))
    if "maxPageNum" not in material.html:
        return None
    purl = _PURL.search(material.html)
    total = max((int(most) for most in _MOST.findall(material.html)), default=0)
    if purl is None or not total:
        return None
    url = material.absolute(f"{purl.group(1)}_{total - 1}.html")
    if total <= 1 or url is None:
        return Paging(total=total)
    return Paging(pages=(_page(url, 2, total - 1),), total=total)


def _page(url: str, number: int | None, fragment: int) -> NextPage:
    return NextPage(
        url=url,
        strategy="component",
        number=number,
        reason=f"fragment {fragment} of a list that counts down",
    )
