"""The archive: :class:`Archive` is its front, each file beside it one idea behind it."""

from storage.archive.front import Archive
from storage.archive.front.noting import Noting, Together
from storage.archive.reader import Reader
from storage.archive.rereading import Stored

__all__ = ["Archive", "Noting", "Reader", "Stored", "Together"]
