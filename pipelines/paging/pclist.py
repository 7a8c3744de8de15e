"""…/pc/list.html: the script object that holds the rows says how many pages there are.

How this family names its further pages was never seen; ``list_2.html`` is how its relatives do it,
so a page is a step into the dark until it answers.
"""

from __future__ import annotations

import re

from pipelines.page import NextPage
from pipelines.paging.material import Material, Paging

_LIST = re.compile(r"/list(?:_(\d+))?\.(\w+)$")
_SETTING = r"\b{name}[\"']?\s*:\s*[\"']?(\d+)"


def next_pages(material: Material) -> Paging | None:
    """Return ``list_{n+1}.html`` while the object's own count says that there is more."""
    if "listData" not in material.html:
        return None
    here = _LIST.search(material.url.split("?", 1)[0])
    total = _total(material.html)
    if here is None or total is None:
        return None
    number, ending = int(here.group(1) or 1), here.group(2)
    url = material.absolute(f"list_{number + 1}.{ending}")
    if number >= total or url is None:
        return Paging(total=total)
    page = NextPage(
        url=url,
        strategy="pclist",
        number=number + 1,
        exact=False,
        reason=f"page {number + 1} of {total} by the list's own count",
    )
    return Paging(pages=(page,), total=total)


def _total(html: str) -> int | None:
    pages = _setting(html, "pageCount") or _setting(html, "totalPages?") or None
    if pages:
        return pages
    rows, size = _setting(html, "total(?:Count)?"), _setting(html, "pageSize")
    return -(-rows // size) if rows and size else None


def _setting(html: str, name: str) -> int | None:
    found = re.search(_SETTING.format(name=name), html)
    return int(found.group(1)) if found else None
