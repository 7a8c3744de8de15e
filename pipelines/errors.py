"""Errors of reading. They cost one document; the run, and the other paths, go on."""

from __future__ import annotations

from typing import Literal

Kind = Literal[
    "not_found", "empty", "unsupported", "encrypted", "damaged", "too_large", "no_text", "timeout"
]


class Unreadable(Exception):
    """A document that nobody can read as it is. Raised by readers; the caller keeps the capture."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind: Kind = kind
        self.message = message
