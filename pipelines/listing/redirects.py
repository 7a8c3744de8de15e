"""Shells: pages whose only content is the address of the real one."""

from __future__ import annotations

import re

from lxml import etree

_REFRESH = re.compile(r"^\s*(\d*)\.?\d*\s*[;,]\s*url\s*=\s*[\"']?([^\"'>]+)", re.IGNORECASE)
_JUMP = re.compile(
    r"(?:window|document|self|top|parent|this)?\.?\blocation(?:\.href)?\s*=\s*[\"']([^\"']+)[\"']\s*(?!\+)"
    r"|location\.(?:replace|assign)\(\s*[\"']([^\"']+)[\"']\s*\)",
    re.IGNORECASE,
)
_PHONE_HOST = re.compile(r"//(?:m|wap|3g|mobile)\.|/(?:wap|mobile|m)(?:/|$)", re.IGNORECASE)
# A page that waits longer shows something in the meantime: a notice, a slide show.
LONGEST_WAIT = 10
# A shell says at most 页面正在跳转，请稍候; a page with more text than this is a page.
SHELL_TEXT = 150
SHELL_LINKS = 3


def refresh_of(root: etree._Element) -> str | None:
    """Return the address of a meta refresh that a browser would follow at once."""
    for meta in root.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() == "refresh":
            found = _REFRESH.match(meta.get("content") or "")
            if found and int(found.group(1) or 0) <= LONGEST_WAIT:
                return found.group(2).strip()
    return None


def jump_of(scripts: str) -> str | None:
    """Return where the scripts of a shell send a browser that is no phone."""
    targets = [one or other for one, other in _JUMP.findall(scripts)]
    desktop = [target for target in targets if not _PHONE_HOST.search(target)]
    return desktop[-1] if desktop else None
