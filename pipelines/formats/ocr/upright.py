"""Which way up a scanned page is: found by trying, since rules look alike on their side."""

from __future__ import annotations

import cv2
import numpy as np

from pipelines.formats.ocr.engine import find_corners, recognise
from pipelines.formats.ocr.grids import Pixels

# Lines of text are found on a page of this length as well, in a quarter of the time.
_LOOK = 900
# The longest lines tell; those that are read this surely stand upright.
_LINES = 6
_READABLE = 0.6
# Another way must be better by this to be taken.
_BETTER = 0.1


def upright(picture: Pixels) -> Pixels:
    """Return a page turned by quarters until its text stands upright."""
    lines = _longest_lines(picture)
    best = _score(lines)
    if best >= _READABLE:
        return picture
    aside = np.asarray(cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE), dtype=np.uint8)
    others = _longest_lines(aside)
    found, best = picture, best + _BETTER
    for page, pieces, on_its_head in (
        (picture, lines, True),
        (aside, others, False),
        (aside, others, True),
    ):
        score = _score([_on_its_head(piece) for piece in pieces] if on_its_head else pieces)
        if score > best:
            found, best = _on_its_head(page) if on_its_head else page, score
    return found


def _longest_lines(picture: Pixels) -> list[Pixels]:
    """Return pictures of the longest lines of text on a page."""
    scale = min(1.0, _LOOK / max(picture.shape[:2]))
    look = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    corners = find_corners(np.asarray(look, dtype=np.uint8)) / scale
    if len(corners) == 0:
        return []
    left, top = np.maximum(corners.min(axis=1), 0).T.astype(int)
    right, bottom = corners.max(axis=1).T.astype(int) + 1
    longest = np.argsort(left - right)[:_LINES]
    return [picture[top[n] : bottom[n], left[n] : right[n]] for n in longest]


def _score(lines: list[Pixels]) -> float:
    """Return how sure the recogniser is of lines, and how many of their characters it read: 0 to 1.

    A Chinese character is as broad as its line is high.
    """
    lines = [line for line in lines if line.size]
    room = sum(line.shape[1] / line.shape[0] for line in lines)
    read = sum(score * len(text) for text, score in recognise(lines))
    return min(1.0, read / room) if room else 0.0


def _on_its_head(picture: Pixels) -> Pixels:
    return np.ascontiguousarray(picture[::-1, ::-1])
