"""Lonsun: lists come as fragments from ``/site/label/8888``, by ``pageIndex``."""

from __future__ import annotations

import html as markup
import re

from pipelines.page import NextPage
from pipelines.paging.material import Material, Paging, form, parameters, with_parameters

_LABEL_URL = re.compile(
    r"[\"']([^\"'\s]*/site/label/8888\?[^\"'\s]*labelName=publicInfo[^\"'\s]*)[\"']"
)
_SITE_ID = re.compile(
    r"name\s*=\s*[\"']?SiteId[\"']?\s*content\s*=\s*[\"']?(\d+)|siteId[\"']?\s*[:=]\s*[\"']?(\d+)",
    re.IGNORECASE,
)
_ORGAN = re.compile(r"/public/column/(\d+)")
_LOADED = re.compile(r"labelName[\"']?\s*[:=]\s*[\"']?publicInfo")
_SIZE = re.compile(r"\bpageSize[\"']?\s*[:=]\s*[\"']?(\d+)")
_PAGE_COUNT = re.compile(r"pageCount[\"']?\s*[:=]\s*[\"']?(\d+)")
PAGE_SIZE = 15  # what the platform's own pages ask for


def next_pages(material: Material) -> Paging | None:
    """Return the fragment after this one; for a shell, its first fragment."""
    if "/site/label/" in material.url:
        return _after_fragment(material)
    total = _page_count(material.html)
    request = _request(material)
    if request is None:
        return None
    # What stands in the page itself is the list only where no script loads it.
    if material.rows and not _LOADED.search(material.html):
        if total is not None and total <= 1:
            return Paging(total=total)
        return Paging(pages=(_page(request, 2, total),), total=total) if total else None
    return Paging(pages=(_page(request, 1, None),), total=total)


def _after_fragment(material: Material) -> Paging:
    here = int(parameters(material.url).get("pageIndex") or 1)
    total = _page_count(material.html) or material.total_pages
    size = int(parameters(material.url).get("pageSize") or PAGE_SIZE)
    ended = total is None and material.rows < size
    if not material.rows or ended or (total is not None and here >= total):
        return Paging(total=total)
    return Paging(pages=(_page(material.url, here + 1, total),), total=total)


def _request(material: Material) -> str | None:
    written = _LABEL_URL.search(material.html)
    if written:
        return material.absolute(markup.unescape(written.group(1)))
    organ, site = _ORGAN.search(material.url), _SITE_ID.search(material.html)
    if organ is None or site is None:
        return None
    asked, size = parameters(material.url), _SIZE.search(material.html)
    query = form(
        {
            "IsAjax": "1",
            "dataType": "html",
            "labelName": "publicInfoList",
            "siteId": site.group(1) or site.group(2),
            "pageSize": size.group(1) if size else str(PAGE_SIZE),
            "pageIndex": "1",
            "action": "list",
            "isDate": "true",
            "dateFormat": "yyyy-MM-dd",
            "length": "50",
            "organId": organ.group(1),
            "type": asked.get("type", "4"),
            "catId": asked.get("catId", ""),
            "result": "暂无相关信息",
            "file": "/xxgk/publicInfoList_newest2020",
        }
    )
    return material.absolute(f"/site/label/8888?{query}")


def _page(url: str, number: int, total: int | None) -> NextPage:
    return NextPage(
        url=with_parameters(url, pageIndex=str(number)),
        strategy="lonsun",
        number=number,
        exact=number == 1 or total is not None,
        reason="the page loads its list from here" if number == 1 else f"pageIndex {number}",
    )


def _page_count(html: str) -> int | None:
    found = _PAGE_COUNT.search(html)
    return int(found.group(1)) if found else None
