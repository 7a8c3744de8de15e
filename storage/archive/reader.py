"""How the archive has a stored capture read again: by whoever opened it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from storage.records import Capture, KeptPicture, Locality, Reading

KeptPictureOf = Callable[[str], KeptPicture]  # by the address in a page that is being read


class Reader(Protocol):
    """Today's reader. Storage knows no pipelines, so they bring it."""

    @property
    def version(self) -> str:
        """The version that its readings carry."""

    def read(
        self, capture: Capture, locality: Locality | None, picture_of: KeptPictureOf
    ) -> Reading | None:
        """Read a capture, with the pictures of its page; None where it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A capture that was read, and where it was met."""

    capture: Capture
    reading: Reading
    run_id: int | None
    night: str
    parent_url: str | None
    locality: Locality | None
