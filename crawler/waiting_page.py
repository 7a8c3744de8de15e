"""A page that waits for its pictures, while the crawl asks for them one after the other.

Which pages do, and why, is told in docs/decisions/0044. Until the pictures are through the page is
not settled: a crawl that is killed asks for it again.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.errand import Errand
from crawler.journey import Journey
from crawler.monitors import State
from storage.records import Planned, Reading


@dataclass(slots=True)
class WaitingPage:
    """The page that waits, if any: a crawl asks for one thing at a time, so there is one at most.

    ``errand`` is the page's; ``pictures`` are those that were not asked for yet.
    """

    journey: Journey
    errand: Errand | None = None

    def wait_for_pictures(self, errand: Errand, reading: Reading) -> bool:
        """Plan the pictures that hold the tables of a page; say whether it has to wait for any."""
        assert errand.capture is not None  # noqa: S101 - it was read
        errand.pictures = self.journey.pictures_due(errand.planned, reading, errand.capture.url)
        if errand.pictures:
            self.errand = errand
        return bool(errand.pictures)

    def next_picture(self) -> Planned | None:
        """Take the next picture that is to be asked for, None when no page waits for one."""
        if self.errand is None or not self.errand.pictures:
            return None
        planned = self.errand.pictures.pop(0)
        self.journey.take(planned)
        return planned

    def is_over_with(self, picture: Errand) -> bool:
        """Whether a picture, which has come or failed, was the last that the page waited for."""
        if self.errand is None or picture.state is None:
            return False
        if picture.state is State.BLOCKED:  # nothing more will be asked tonight
            self.errand.pictures.clear()
        return not self.errand.pictures

    def release(self) -> Errand | None:
        """Return the page whose pictures are through; none waits any more."""
        if self.errand is None or self.errand.pictures:
            return None
        errand, self.errand = self.errand, None
        return errand
