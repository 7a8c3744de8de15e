"""What a WARC file says of itself: who made it, with what, under which rules."""

from __future__ import annotations

import os
from importlib.metadata import version

# A replayer should know what is not kept as it was on the wire.
AS_RECEIVED = (
    "Bodies as sent, after transfer decoding. Headers as Scrapy received them: names capitalised, "
    "equal names together, Transfer-Encoding dropped."
)


def warcinfo(description: str, **more: str) -> dict[str, str]:
    """Return the fields of a file's first record; the operator is whoever NIANBAO_CONTACT names."""
    contact = os.environ.get("NIANBAO_CONTACT", "").strip()
    fields = {
        "software": f"nianbao/{version('nianbao')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "operator": contact or "not named: NIANBAO_CONTACT is not set",
        "http-header-from": contact,
        "description": description,
        **more,
    }
    return {name: value for name, value in fields.items() if value}
