"""Hanweb: lists are XML islands in the page, whose rest comes from a POST."""

from __future__ import annotations

import html as markup
import re
from urllib.parse import parse_qsl, urlsplit

from pipelines.page import NextPage
from pipelines.paging.material import Material, Paging, form, parameters, with_parameters

_PROXY = re.compile(r"[\"']([^\"'\s<>]*(?:web/)?jpage/dataproxy\.jsp[^\"'<>]*)[\"']", re.IGNORECASE)
_RECORD = re.compile(r"<record>")
_TOTAL = re.compile(r"totalRecord[\"']?\s*[:=]\s*[\"']?(\d+)|<totalrecord>\s*(\d+)", re.IGNORECASE)
_PER_PAGE = re.compile(r"perPage[\"']?\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_SETTING = r"\b{name}[\"']?\s*[:=]\s*[\"']?([^\"'&,\s<>}}]+)"
# What the platform's own script sends, in its order. sourceContentType is 1 on most sites.
_FORM = ("col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname")
_TWIN = ("appid", "webid", "columnid", "unitid")
_DEFAULTS = {"col": "1", "appid": "1", "path": "/", "sourceContentType": "1"}
DEFAULT_PER_PAGE = 15  # the platform's own, where a page hides its setting
PAGES_A_GROUP = 3  # the service hands out three visible pages at a time
AJAX_HEADERS = {"X-Requested-With": "XMLHttpRequest"}


def next_pages(material: Material) -> Paging | None:
    """Return the next group of records: 16-45 follows 1-15, 46-90 follows 1-45.

    Where the POST is refused, the GET twin counts visible pages from one.
    """
    asked = parameters(material.url)
    if "dataproxy.jsp" in urlsplit(material.url).path:
        return _after_answer(material, asked)
    if "<datastore>" not in material.html and "dataproxy.jsp" not in material.html:
        return None
    proxy = _PROXY.search(material.html)
    if proxy is None:
        return None
    address = markup.unescape(proxy.group(1))
    url = material.absolute(address.split("?", 1)[0])
    settings = _settings(material.html, dict(parse_qsl(urlsplit(address).query)))
    if url is None or "unitid" not in settings or "columnid" not in settings:
        return None
    total, per_page = _total(material.html), _per_page(material.html)
    shown = len(_RECORD.findall(material.html))
    if total is not None and shown >= total:
        return Paging(total=-(-total // per_page))
    if total is None and shown < per_page:
        return Paging()
    return _group(url, settings, start=shown + 1, per_page=per_page, total=total)


def _after_answer(material: Material, asked: dict[str, str]) -> Paging:
    total, shown = _total(material.html), len(_RECORD.findall(material.html))
    if not shown:
        return Paging()
    if "startrecord" not in asked:  # the GET twin
        page = int(asked.get("page", "1") or 1)
        per_page = int(asked.get("perpage", "0") or 0) or _per_page(material.html)
        if total is not None and page * per_page >= total:
            return Paging(total=-(-total // per_page))
        following = with_parameters(material.url, page=str(page + 1))
        return Paging(pages=(_twin(following, page + 1, exact=total is not None),))
    start, per_page = int(asked["startrecord"]), int(asked.get("perpage", DEFAULT_PER_PAGE))
    settings = dict(parse_qsl(material.request_body or ""))
    if total is not None and start + shown > total:
        return Paging(total=-(-total // per_page))
    if total is None and shown < per_page:
        return Paging()
    url = material.url.split("?", 1)[0]
    return _group(url, settings, start=start + shown, per_page=per_page, total=total)


def _group(
    url: str, settings: dict[str, str], *, start: int, per_page: int, total: int | None
) -> Paging:
    end = start + PAGES_A_GROUP * per_page - 1
    body = {name: settings[name] for name in _FORM if name in settings}
    body["permissiontype"] = settings.get("permissiontype", "0")
    twin = [(name, settings[name]) for name in _TWIN if name in settings]
    # From page 2 on, whatever the island held: some installations count groups here, and a page
    # asked twice costs less than a group never asked.
    twin_url = with_parameters(f"{url}?{form([('page', '2'), *twin])}", perpage=str(per_page))
    page = NextPage(
        url=f"{url}?startrecord={start}&endrecord={end}&perpage={per_page}",
        strategy="jpage",
        method="POST",
        body=form(body),
        headers=AJAX_HEADERS,
        number=(start - 1) // per_page + 1,
        exact=total is not None,
        reason=f"records {start}-{end} of {total if total is not None else 'an unknown number'}",
        instead=_twin(twin_url, 2, exact=total is not None),
    )
    return Paging(pages=(page,), total=None if total is None else -(-total // per_page))


def _twin(url: str, number: int, *, exact: bool) -> NextPage:
    return NextPage(
        url=url,
        strategy="jpage",
        number=number,
        reason=f"page {number} of the records by GET",
        exact=exact,
    )


def _settings(html: str, named: dict[str, str]) -> dict[str, str]:
    settings = {**_DEFAULTS, **named}
    for name in ("appid", "webid", "columnid", "unitid", "webname", "permissiontype"):
        if name not in named:
            found = re.search(_SETTING.format(name=name), html, re.IGNORECASE)
            if found:
                settings[name] = found.group(1)
    return settings


def _total(html: str) -> int | None:
    found = _TOTAL.search(html)
    return int(found.group(1) or found.group(2)) if found else None


def _per_page(html: str) -> int:
    found = _PER_PAGE.search(html)
    return max(1, int(found.group(1))) if found else DEFAULT_PER_PAGE
