"""A stage with a defect, as ours may have one: what it wants stored cannot be."""

from __future__ import annotations

from dataclasses import replace

from pipelines.stages import CaptureItem

BROKEN = "/2.html"  # how the address ends of the page that brings it out


class Nonsense:
    """Has a report stored that names no issuer."""

    def process_item(self, item: CaptureItem) -> CaptureItem:
        """Note it with what the page has brought."""
        if item.capture.url.endswith(BROKEN):
            assert item.notes is not None
            assert item.reading is not None
            item.notes.record(item.capture, replace(item.reading, issuer=None), run_id=item.run_id)
        return item
