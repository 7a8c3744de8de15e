"""Kaipu: static lists that count from one, and lists served as JSON."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.page import NextPage
from pipelines.paging.material import Material, Paging, parameters, with_parameters

_NAMED = re.compile(
    r"createPageHTML\(\s*[\"'][\w-]+[\"']\s*,\s*(?P<total>\d+)\s*,\s*(?P<current>\d+)\s*,"
    r"\s*[\"'](?P<prefix>[\w\-./]+)[\"']\s*,\s*[\"']\.?(?P<ext>\w+)[\"']"
)
_TOTAL_FIRST = re.compile(
    r"createPageHTML\(\s*(?P<total>\d+)\s*,\s*(?P<current>\d+)\s*,"
    r"\s*'(?P<prefix>[\w\-./]+)'\s*,\s*'\.?(?P<ext>\w+)'"
)
_CHANNEL = re.compile(
    r"channel_?id[\"']?\s*(?:content\s*=|value\s*=|[:=])\s*[\"']?([0-9a-f]{32})\b", re.IGNORECASE
)
_META_CHANNEL = re.compile(
    r"name\s*=\s*[\"']channelid[\"']\s*content\s*=\s*[\"']([0-9a-f]{32})", re.IGNORECASE
)
# Static pages carry the id as well; only a shell's script speaks of the service.
_SERVICE = re.compile(
    r"_isJson|common/search|searchList|getChannelList|\$\.(?:ajax|get)", re.IGNORECASE
)
JSON_PAGE_SIZE = 20  # what the platform's own pages ask for


def static(material: Material) -> Paging | None:
    """Return ``list_{n+1}.shtml``, as the pager's script counts them.

    One older installation calls page 2 ``_1``: there the last name is missing, and ``_1`` is asked
    instead.
    """
    if "createPageHTML" not in material.html:
        return None
    call = _NAMED.search(material.html) or _TOTAL_FIRST.search(material.html)
    if call is None:
        return None
    total, prefix, ext = int(call["total"]), call["prefix"], call["ext"]
    stem = re.escape(prefix.rsplit("/", 1)[-1])
    numbered = re.search(rf"/{stem}_(\d+)\.\w+$", material.url.split("?", 1)[0])
    here = int(numbered.group(1)) if numbered else 1
    if here >= total:
        return Paging(total=total)

    def page(index: int) -> NextPage | None:
        url = material.absolute(f"{prefix}_{index}.{ext}")
        if url is None:
            return None
        return NextPage(
            url=url,
            strategy="kaipu-static",
            number=index,
            reason=f"page {index} of {total} by the pager's script",
        )

    step = page(here + 1)
    if step is None:
        return Paging(total=total)
    if here + 1 == total and (first := page(1)):
        step = replace(step, instead=first)
    return Paging(pages=(step,), total=total)


def json(material: Material) -> Paging | None:
    """Return the next page of a JSON list, or the request that fills an empty shell."""
    if material.data is None:
        return _shell(material)
    data = material.data.get("data") if isinstance(material.data, dict) else None
    if not isinstance(data, dict) or "results" not in data:
        return None
    page = _number(data.get("page")) or _number(parameters(material.url).get("page")) or 1
    size = _number(data.get("rows")) or JSON_PAGE_SIZE
    total = _number(data.get("total")) or 0
    pages = -(-total // size)
    if page >= pages or not material.rows:
        return Paging(total=pages)
    following = NextPage(
        url=with_parameters(material.url, page=str(page + 1)),
        strategy="kaipu-json",
        number=page + 1,
        reason=f"page {page + 1} of {pages} by the list's own count",
    )
    return Paging(pages=(following,), total=pages)


def search_path(channel: str) -> str:
    """Return the address of the JSON list of one channel, within its site."""
    return (
        f"/common/search/{channel}?_isAgg=true&_isJson=true&_pageSize={JSON_PAGE_SIZE}"
        "&_template=index&_channelName=&page=1"
    )


def _shell(material: Material) -> Paging | None:
    channel = _META_CHANNEL.search(material.html) or _CHANNEL.search(material.html)
    # A list that stands in the page has a pager of its own; what else looks like rows is beside it.
    if channel is None or (material.rows and "createPageHTML" in material.html):
        return None
    if not _SERVICE.search(material.html):
        return None
    url = material.absolute(search_path(channel.group(1)))
    if url is None:
        return None
    return Paging(
        pages=(
            NextPage(
                url=url,
                strategy="kaipu-json",
                number=1,
                reason="the page is a shell around this JSON list",
            ),
        )
    )


def _number(value: object) -> int | None:
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isdecimal() else None
