"""Catalogues of categories that name what they list by an id: a link for each category.

gkmlpt keeps a tree in the page, Kaipu answers with a list of channels, Hanweb's disclosure module
writes a tree with a function call for each node. None of them holds an address, so the address is
made here, the way the platform's own script makes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.listing.addresses import Resolver
from pipelines.listing.labels import squeeze
from pipelines.page import Link
from pipelines.paging.kaipu import search_path
from pipelines.paging.material import form, parameters
from pipelines.paging.xxgk import search_request

_SITE_ID = re.compile(r"\bSID[\"']?\s*[:=]\s*[\"']?(\d+)")
_NODE = re.compile(
    r"funclick\(\s*(?P<q>\\?[\"'])(?P<category>[\w-]+)(?P=q)[^)]*\)[\"'\\]*\s*(?:>\s*(?P<label>[^<]+)<)?"
)
_ADDED = re.compile(
    r"\.add\(\s*[^,()]+,\s*[^,()]+,\s*[\"'](?P<label>[^\"']+)[\"']\s*,[^;\n]*?"
    r"funclick\(\s*\\?[\"'](?P<category>[\w-]+)"
)
_SETTING = r"\b{name}[\"']?\s*[:=]\s*[\"']?([\w-]+)"
_CHANNELS = re.compile(r"/common/getChannelList\?[^\"'\s<>]*channelCode=[\w-]+[^\"'\s<>]*")


def gkmlpt_tree(html: str, values: list[Any], resolver: Resolver) -> Iterator[Link]:
    """Yield the JSON list of each node of gkmlpt's tree. A ``jump_url`` is read elsewhere."""
    site = _SITE_ID.search(html)
    if site is None or "TREE" not in html:
        return
    prefix = re.search(r"/(?:\w+/)?gkmlpt/", resolver.base)
    root = prefix.group() if prefix else "/gkmlpt/"
    stack = list(values)
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            stack.extend(value for value in node.values() if isinstance(value, (list, dict)))
            identifier, name = node.get("id"), node.get("name")
            if isinstance(identifier, int) and isinstance(name, str) and "parent_id" in node:
                url = resolver.absolute(f"{root}api/all/{identifier}?page=1&sid={site.group(1)}")
                if url:
                    yield Link(url=url, text=squeeze(name), form="data")


def kaipu_channels(data: Any, resolver: Resolver) -> Iterator[Link]:
    """Yield the JSON list of each channel that ``/common/getChannelList`` names."""
    stack = [data]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            stack.extend(value for value in node.values() if isinstance(value, (list, dict)))
            channel = node.get("channelId")
            name = node.get("channelName") or node.get("displayName")
            if isinstance(channel, str) and isinstance(name, str):
                url = resolver.absolute(search_path(channel))
                if url:
                    yield Link(url=url, text=squeeze(name), form="data")


def channel_request(html: str, resolver: Resolver) -> str | None:
    """Return the request by which a Kaipu shell asks for its channels, None if it asks none."""
    found = _CHANNELS.search(html)
    return resolver.absolute(found.group()) if found else None


def hanweb_tree(html: str, resolver: Resolver) -> Iterator[Link]:
    """Yield the list of each category in the tree of Hanweb's disclosure module."""
    if "funclick(" not in html:
        return
    asked = parameters(resolver.base)
    area = asked.get("area") or asked.get("vc_xxgkarea") or _setting(html, "area") or ""
    webid = asked.get("jdid") or _setting(html, "jdid") or _setting(html, "webid") or ""
    standard = asked.get("standardXxgk", "1")
    seen: set[str] = set()
    for node in (*_ADDED.finditer(html), *_NODE.finditer(html)):
        category, label = node.group("category"), squeeze(node.group("label") or "")
        if not label or category in seen:
            continue
        seen.add(category)
        query = form(
            {
                "divid": asked.get("divid", "div4"),
                "infotypeId": category,
                "jdid": webid,
                "area": area,
                "standardXxgk": standard,
                "currpage": "1",
                "sortfield": "compaltedate:0",
            }
        )
        url = resolver.absolute(f"/module/xxgk/search.jsp?{query}")
        if url:
            yield Link(url=url, text=label, form="data", request=search_request(url))


def _setting(html: str, name: str) -> str | None:
    found = re.search(_SETTING.format(name=name), html)
    return found.group(1) if found else None
