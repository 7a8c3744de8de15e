"""The recogniser: pieces of a picture to text. Without network: its models come with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from pipelines.formats.ocr.grids import Box, Pixels

# Lines of text by four corners, each x and y in pixels.
Corners = NDArray[np.float64]

# One thread: whoever reads many pictures runs a process a core.
# Narrow pieces cost as little as they show: most cells hold one digit.
_PARAMETERS = {
    "Global.log_level": "error",
    "Global.use_cls": False,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "Rec.rec_img_shape": [3, 48, 96],
    "Rec.rec_batch_num": 8,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Recognised text, how sure it is (0 to 1), and where it was found."""

    text: str
    score: float
    box: Box


@cache
def _engine() -> RapidOCR:
    return RapidOCR(params=_PARAMETERS)


def recognise(pieces: Sequence[Pixels]) -> list[tuple[str, float]]:
    """Return text and score of each piece: pictures of one line each, in three channels."""
    if not pieces:
        return []
    found = _engine().recognize_txt(list(pieces))
    texts, scores = found.txts or (), found.scores
    return [(str(text).strip(), float(score)) for text, score in zip(texts, scores, strict=True)]


def find_corners(picture: Pixels) -> Corners:
    """Return the four corners of each line of text, from its upper left one clockwise."""
    found = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    boxes = getattr(found, "boxes", None)
    return np.asarray([] if boxes is None else boxes, dtype=np.float64).reshape(-1, 4, 2)


def find_lines(picture: Pixels) -> list[Piece]:
    """Return the lines of text that stand in a picture, in no particular order."""
    # said each time: the engine keeps what it was told last
    found = _engine()(picture, use_det=True, use_cls=False, use_rec=True)
    if not isinstance(found, RapidOCROutput):  # it found nothing
        return []
    boxes, texts, scores = found.boxes, found.txts, found.scores
    if boxes is None or texts is None or scores is None:
        return []
    pieces = []
    for corners, text, score in zip(boxes, texts, scores, strict=True):
        xs, ys = [int(corner[0]) for corner in corners], [int(corner[1]) for corner in corners]
        pieces.append(Piece(str(text), float(score), Box(min(xs), min(ys), max(xs), max(ys))))
    return pieces
