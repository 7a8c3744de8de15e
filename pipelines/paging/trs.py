"""TRS: page n of a list is ``index_{n-1}.html``, by ``createPageHTML`` or ``countPage``."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.page import NextPage
from pipelines.paging.material import Material, Paging

# createPage( is a local rename of the same function, with the same arguments.
_CALL = re.compile(
    r"createPage\w*\(\s*(?P<total>\d+)\s*,\s*(?P<current>\d+)\s*,"
    r"\s*[\"'](?P<prefix>[\w\-./]+)[\"']\s*,\s*[\"']\.?(?P<ext>\w+)[\"']"
)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d+)")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d+)")
_PREFIX = re.compile(r"[\"'=]([a-zA-Z][\w-]*?)(?:_[\"']|[\"']\s*\+\s*[\"']_)\s*[\"']?\s*\+")
_EXT = re.compile(r"\+\s*\"?\.?[\"'\s+]*\.?(s?html?|jsp|aspx)\b")
_NUMBERED = re.compile(r"/([\w-]+?)_(\d+)\.(\w+)$")


def next_pages(material: Material) -> Paging | None:
    """Return the page after this one.

    Some prefectures count from one. There page 1 says ``createPageHTML(9, 1, …)``, or it says
    nothing and ``index_1`` repeats page 1 or is missing: so ``index_2`` stands ready instead, and
    one more page is offered to whoever saw a repetition.
    """
    found = _declared(material)
    if found is None:
        return None
    total, current, prefix, ext = found
    path = material.url.split("?", 1)[0]
    numbered = _NUMBERED.search(path)
    here = int(numbered.group(2)) if numbered and numbered.group(1) == prefix.split("/")[-1] else 0
    if total <= 1:
        return Paging(total=total)

    from_one = here == 0 and current == 1

    def page(index: int) -> NextPage | None:
        url = material.absolute(f"{prefix}_{index}.{ext}")
        if url is None:
            return None
        return NextPage(
            url=url,
            strategy="trs",
            number=index if from_one else index + 1,
            only_if_repeated=not from_one and index >= total,
            counts_from_one=from_one,
            reason=f"{prefix}_{index} of {total} pages by the pager's script",
        )

    step = page(2 if from_one else here + 1) if here < total else None
    if step is None:
        return Paging(total=total)
    second = page(2) if here == 0 and not from_one else None
    if second is not None:
        second = replace(second, number=2, only_if_repeated=False, counts_from_one=True)
    return Paging(pages=(replace(step, instead=second),), total=total)


def _declared(material: Material) -> tuple[int, int, str, str] | None:
    call = _CALL.search(material.html) if "createPage" in material.html else None
    if call:
        return int(call["total"]), int(call["current"]), call["prefix"], call["ext"]
    count = _COUNT.search(material.html) if "countPage" in material.html else None
    if count is None:
        return None
    script = material.html[max(0, count.start() - 500) : count.end() + 4000]
    current = _CURRENT.search(script)
    prefix, ext = _PREFIX.search(script), _EXT.search(script)
    return (
        int(count.group(1)),
        int(current.group(1)) if current else 0,
        prefix.group(1) if prefix else "index",
        ext.group(1) if ext else "html",
    )
