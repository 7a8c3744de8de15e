"""OCR is asked once for a picture, as long as it would say the same."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from pipelines.errors import Unreadable
from pipelines.formats import ocr
from pipelines.recognition import Recogniser, recogniser_version
from storage.records import Recognition

pytestmark = pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra: ocr")

SHEET = Path(__file__).parents[2] / "fixtures/portals/sites/tiane/xiangyang-2022-3.png"
NOTHING: dict[str, float | None] = {}


class Memory(dict[tuple[str, str, str], str]):
    """What an archive keeps of OCR."""

    def recall(self, digest: str, part: str, recogniser: str) -> str | None:
        return self.get((digest, part, recogniser))

    def keep(self, found: list[Recognition]) -> None:
        self.update({(one.digest, one.part, one.recogniser): one.answer for one in found})


def picture(background: str = "white") -> bytes:
    """Part of a page: a heading."""
    file = io.BytesIO()
    with Image.open(SHEET) as sheet:
        sheet.crop((0, 0, sheet.width, 160)).convert("RGB").save(file, "PNG")
    if background != "white":
        file = io.BytesIO()
        Image.new("RGB", (200, 60), background).save(file, "PNG")
    return file.getvalue()


def test_what_is_known_is_recalled_and_not_recognised_again() -> None:
    memory = Memory()
    first = Recogniser(memory.recall)
    document = first.read("picture", picture(), NOTHING, record_id="<a>")
    (kept,) = first.fresh
    assert (kept.record_id, kept.recogniser) == ("<a>", recogniser_version())
    memory.keep(first.fresh)
    second = Recogniser(memory.recall)
    assert second.read("picture", picture(), NOTHING, record_id="<b>") == document
    assert second.fresh == []
    # whatever is kept is what it says: nothing is asked besides
    key = (kept.digest, kept.part, kept.recogniser)
    memory[key] = '{"error": ["no_text", "kept"]}'
    with pytest.raises(Unreadable, match="kept"):
        second.read("picture", picture(), NOTHING, record_id="<b>")


def test_a_picture_without_text_is_remembered_but_not_one_that_failed() -> None:
    memory = Memory()
    recogniser = Recogniser(memory.recall)
    for body, kind in ((picture("red"), "no_text"), (picture()[:200], "damaged")):
        with pytest.raises(Unreadable) as failed:
            recogniser.read("picture", body, NOTHING, record_id="<a>")
        assert failed.value.kind == kind
    (kept,) = recogniser.fresh
    assert "no_text" in kept.answer
