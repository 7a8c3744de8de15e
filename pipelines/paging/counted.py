"""Paging by a printed count and the way a platform numbers its files.

These are used where the page has no next link that can be read: the reader is told 1/3页 and a
script would do the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.page import NextPage
from pipelines.paging.material import Material, Paging

# A list shorter than this is taken for whole where nothing speaks of further pages: one request
# into the dark for each column is only worth it where the page could be full.
FULL_PAGE = 8
# A page that is called page_1 or 1 is one of several as a rule; fewer rows are enough to ask on.
FULL_NAMED_PAGE = 5

_INDEX = re.compile(r"/(?:index(?:_(\d+))?\.(\w+))?$", re.IGNORECASE)
_SLUG = re.compile(r"/([\w-]*?[a-zA-Z][\w]*)(?:-(\d+))?\.(\w+)$")
_NUMBER = re.compile(r"/(page_)?(\d{1,4})\.(\w+)$")
_EPOINT = re.compile(r"/(?:[A-Za-z]\w*|(\d{1,4}))\.html$")
_EPOINT_COUNT = re.compile(r"ewb-page-num[^>]*>\s*(?:<span[^>]*>)?\s*\d+\s*/\s*(\d+)")
# A script that writes the pager is told how many pages there are, whatever it makes of their names.
_CALL = re.compile(r"createPage\w*\(\s*(\d{1,4})\s*,")
_EPOINT_CALL = re.compile(r"ShowAjaxNewPage\([^)]*?,\s*(\d+)\s*\)")


def powereasy(material: Material) -> Paging | None:
    """``Index.aspx``, then ``Index_2.aspx``."""
    found = _INDEX.search(material.url.split("?", 1)[0])
    if found is None or (found.group(2) or "aspx").lower() != "aspx":
        return None
    here = int(found.group(1) or 1)
    return _counted(material, here, "powereasy", lambda n: f"Index_{n}.aspx")


def jeecms(material: Material) -> Paging | None:
    """``index.jhtml``, then ``index_2.jhtml``."""
    found = _INDEX.search(material.url.split("?", 1)[0])
    if found is None or (found.group(2) or "jhtml").lower() != "jhtml":
        return None
    here = int(found.group(1) or 1)
    return _counted(material, here, "jeecms", lambda n: f"index_{n}.jhtml")


def slug_number(material: Material) -> Paging | None:
    """``news-list-x.html``, then ``news-list-x-2.html``."""
    found = _SLUG.search(material.url.split("?", 1)[0])
    if found is None:
        return None
    stem, ext = found.group(1), found.group(3)
    return _counted(
        material, int(found.group(2) or 1), "slug-number", lambda n: f"{stem}-{n}.{ext}"
    )


def path_number(material: Material) -> Paging | None:
    """``1.html``, then ``2.html``; ``page_1.html``, then ``page_2.html``.

    Where nothing is said about the number of pages, a full first page is reason enough to ask for
    the next; 404 or an empty page ends it.
    """
    found = _NUMBER.search(material.url.split("?", 1)[0])
    if found is None:
        return None
    prefix, here, ext = found.group(1) or "", int(found.group(2)), found.group(3)
    call = _CALL.search(material.html)
    total = int(call.group(1)) if call else material.total_pages
    if total is None and material.rows < FULL_NAMED_PAGE:
        return Paging()
    return _counted(
        material,
        here,
        "path-number",
        lambda n: f"{prefix}{n}.{ext}",
        total=total,
        unknown_goes_on=True,
    )


def epoint(material: Material) -> Paging | None:
    """``moreinfo.html``, then ``2.html`` beside it, as far as the pager's 1/17 says."""
    found = _EPOINT.search(material.url.split("?", 1)[0])
    if found is None:
        return None
    here = int(found.group(1) or 1)
    if "ewb-page" not in material.html and "ShowAjaxNewPage" not in material.html:
        return None
    printed = _EPOINT_COUNT.search(material.html)
    total = int(printed.group(1)) if printed else material.total_pages
    if total is None:
        total = max(map(int, _EPOINT_CALL.findall(material.html)), default=None)
    if total is None:
        return None
    return _counted(material, here, "epoint", lambda n: f"{n}.html", total=total)


def _counted(
    material: Material,
    here: int,
    strategy: str,
    name: Callable[[int], str],
    *,
    total: int | None = None,
    unknown_goes_on: bool = False,
) -> Paging | None:
    total = total if total is not None else material.total_pages
    if total is None and not unknown_goes_on:
        return None
    # What the reader is told counts where an address bears no number: 4/4页.
    if total is not None and max(here, material.current_page or 0) >= total:
        return Paging(total=total)
    url = material.absolute(name(here + 1))
    if url is None:
        return None
    page = NextPage(
        url=url,
        strategy=strategy,
        number=here + 1,
        exact=total is not None,
        reason=f"page {here + 1} of {total or 'an unknown number'}",
    )
    return Paging(pages=(page,), total=total)
