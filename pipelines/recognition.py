"""OCR, asked once: what it made of a picture before is recalled.

It takes seconds a picture. A page is read again whenever a counter in its furniture has moved, and
every page whenever the reader was mended; their pictures stay what they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from pipelines.document import Document
from pipelines.sandbox import ask_sandboxed, decode_answer
from storage.records import Recognition

_HERE = Path(__file__).parent
# The code that decides what a picture says, and in which form that is kept.
_CODE = ("formats/ocr/*.py", "document.py", "sandbox.py", "sandbox_worker.py")
_LIBRARIES = ("rapidocr", "onnxruntime")  # the models come with the first

# An answer of a digest, a part and a version, as storage.records.Recognition has them; else None.
Recall = Callable[[str, str, str], str | None]


class Recognise(Protocol):
    """Reads a picture as :func:`pipelines.sandbox.read_sandboxed` does."""

    def __call__(self, reader: str, body: bytes, **options: float | None) -> Document:
        """Return the document. Raises ``Unreadable``."""


class Recogniser:
    """Has pictures of captures recognised where nobody recalls what they say.

    ``fresh`` is what was recognised, for whoever may write to the archive.
    """

    def __init__(self, recall: Recall) -> None:
        self.fresh: list[Recognition] = []
        self._recall = recall
        self._hashed: tuple[bytes, str] = (b"", "")

    def read(
        self, reader: str, body: bytes, options: Mapping[str, float | None], *, record_id: str
    ) -> Document:
        """Return what a picture says; ``record_id`` names the capture of ``body``."""
        digest, part = self._digest(body), json.dumps([reader, options], sort_keys=True)
        known = self._recall(digest, part, recogniser_version())
        if known is not None:
            return decode_answer(known.encode())
        answer = ask_sandboxed(reader, body, **options)
        if _is_lasting(answer):
            self.fresh.append(
                Recognition(
                    digest=digest,
                    part=part,
                    recogniser=recogniser_version(),
                    record_id=record_id,
                    answer=answer.decode(),
                )
            )
        return decode_answer(answer)

    def _digest(self, body: bytes) -> str:
        if body is not self._hashed[0]:  # a scan has forty pages, and megabytes
            self._hashed = (body, sha256(body).hexdigest())
        return self._hashed[1]


def _is_lasting(answer: bytes) -> bool:
    """Say whether OCR would answer the same again: another error may be the machine's."""
    error = json.loads(answer).get("error")
    return error is None or error[0] == "no_text"


@cache
def recogniser_version() -> str:
    """Return sixteen hex digits that change with the code and the libraries that recognise."""
    digest = sha256()
    for path in sorted(path for pattern in _CODE for path in _HERE.glob(pattern)):
        digest.update(path.read_bytes() + b"\0")
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}\0".encode())
    return digest.hexdigest()[:16]
