"""What OCR says of the pictures that the demonstration world shows, found out once for all tests.

It takes half a minute of computing each time. Tests that crawl these pictures and are about
something else begin with an archive that recalls what they say, as one does where they were
recognised on an earlier night. That a crawl recognises them is for test_world_crawl, which begins
with nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pytest

from pipelines.formats import ocr
from pipelines.recognition import Recogniser
from storage.archive import Archive
from storage.records import Recognition

PICTURES = sorted(Path(__file__).parent.parent.glob("fixtures/portals/sites/*/*.png"))
NO_CAPTURE = "<urn:uuid:00000000-0000-4000-8000-000000000000>"


def recognised(factory: pytest.TempPathFactory) -> Sequence[Recognition]:
    """Return what OCR says of them; of the processes of one test run, the first asks it."""
    is_one_of_several = "PYTEST_XDIST_WORKER" in os.environ
    base = factory.getbasetemp()
    place = (base.parent if is_one_of_several else base) / "recognised.json"
    with place.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if text := file.read():
            return [Recognition(**one) for one in json.loads(text)]
        found = _recognise()
        json.dump([asdict(one) for one in found], file)
        return found


def _recognise() -> Sequence[Recognition]:
    if not ocr.is_installed():
        return ()
    recogniser = Recogniser(lambda *_: None)
    for picture in PICTURES:
        recogniser.read("picture", picture.read_bytes(), {}, record_id=NO_CAPTURE)
    assert len(recogniser.fresh) == len(PICTURES)
    return recogniser.fresh


def recall(known: Sequence[Recognition], directory: Path) -> None:
    """Let an archive in SQLite know it, new or not."""
    with Archive.open(directory, database_url=None):
        pass  # its tables are there
    with sqlite3.connect(directory / "archive.sqlite") as connection:
        # The archive's own connections would miss the capture that they were recognised in.
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.executemany(
            "INSERT INTO recognitions (digest, part, recogniser, record_id, answer)"
            " VALUES (:digest, :part, :recogniser, :record_id, :answer)",
            [asdict(one) for one in known],
        )
    connection.close()
