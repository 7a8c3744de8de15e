"""An address as written in a page, made absolute, or None where it leads nowhere."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urljoin

# Template text that was never filled in, and values that are scripts or not the web.
_PLACEHOLDER = re.compile(
    r"<\?|\?>|\{\{|\$\{|%7B%7B|<%|\bundefined\b|\[object|^['\"+]|['\"+]$", re.I
)
_NOWHERE = re.compile(
    r"^(?:javascript|mailto|tel|data|about|file|ftp|thunder|blob|vbscript):", re.I
)
# Longer addresses than this were only ever seen in traps; servers refuse them anyway.
LONGEST_ADDRESS = 2000


class Resolver:
    """Makes the addresses of one page absolute; the same address is worked out once."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._known: dict[str, tuple[str, str] | None] = {}

    def resolve(self, address: str) -> tuple[str, str] | None:
        """Return the absolute URL without fragment, and the fragment; None for what is no page."""
        known = self._known.get(address)
        if known is None and address not in self._known:
            known = self._known[address] = self._work_out(address)
        return known

    def absolute(self, address: str) -> str | None:
        """Return the absolute URL without fragment, None for what is no page."""
        found = self.resolve(address)
        return found[0] if found else None

    def _work_out(self, address: str) -> tuple[str, str] | None:
        # Browsers drop line breaks and tabs inside an address and blanks around it.
        bare = re.sub(r"[\r\n\t]", "", address).strip().replace("\\", "/").replace(" ", "%20")
        if not bare or len(bare) > LONGEST_ADDRESS:
            return None
        if _NOWHERE.match(bare) or _PLACEHOLDER.search(bare):
            return None
        if bare.startswith("#"):
            return (urldefrag(self.base)[0], bare[1:]) if len(bare) > 1 else None
        try:
            url, fragment = urldefrag(urljoin(self.base, bare))
        except ValueError:
            return None
        return (url, fragment) if url.startswith(("http://", "https://")) else None
