"""The text of a table's cells, and whether what looks like a figure is one beyond doubt.

A cell is cut to its ink and recognised line by line. Whatever then looks like a figure is read a
second time from another picture of itself, and its ink is counted: a figure of three digits has
three blots of their height, a decimal point is a small one at the bottom. Where the readings
differ ``UNKNOWN`` stands in the text; ``DOUBT`` behind it where they agree, but not beyond doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import cv2
import numpy as np

from pipelines.document import DOUBT, UNKNOWN
from pipelines.formats.ocr.engine import recognise
from pipelines.formats.ocr.grids import Box, Pixels

# What may be a figure, or a digit that was taken for a letter.
_FIGURE = re.compile(r"[\d.,+\-−—–一/／IlOo|]{1,16}")
_DIGIT = re.compile(r"\d")
# Below, the recogniser itself is in doubt; printed digits mostly score over 0.99.
_SURE = 0.9
# A blot this small, against the tallest of its cell, is noise ...
_SPECK = 0.06
# ... and this small at the bottom a point or a comma.
_POINT = 0.45
# An upright stroke leans less than this (correlation of x and y); a slash more.
_LEANS = 0.75
# Pixels at the edge of a cell that may be left of its rules.
_INSET = 2
# Letters that a recogniser takes digits for, where nothing but a figure stands.
_LETTERS = str.maketrans("OoIl|", "00111")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of a cell: its picture, its ink, and the blots in it."""

    picture: Pixels
    ink: Pixels
    blots: tuple[Box, ...]


def read_cells(picture: Pixels, ink: Pixels, boxes: Sequence[Box]) -> list[str]:
    """Return the text of each cell, its lines joined by line breaks."""
    lines = _divided(picture, ink, boxes)
    flat = [line for cell in lines for line in cell]
    read = recognise([_padded(line.picture, 0.2) for line in flat])
    texts = [_normal(text) for text, _ in read]
    doubtful = [
        number
        for number, text in enumerate(texts)
        if _FIGURE.fullmatch(text) or (not text and flat[number].blots)
    ]
    again = recognise([_padded(_bold(flat[number]), 0.5) for number in doubtful])
    for number, (second, score) in zip(doubtful, again, strict=True):
        first = texts[number]
        least = min(score, read[number][1])
        texts[number] = _agreed(first, _normal(second), least, flat[number])
    answers = iter(texts)
    return ["\n".join(text for text in (next(answers) for _ in cell) if text) for cell in lines]


def _agreed(first: str, second: str, score: float, line: _Line) -> str:
    """Return what two readings and the ink agree on, with a mark for what they don't."""
    if not first and not second:
        return UNKNOWN  # something is printed
    if _mark(first) and _mark(second):
        return first
    if first != second:
        return _common(first, second)
    return first if score >= _SURE and _fits(first, line) else first + DOUBT


def _common(first: str, second: str) -> str:
    """Return two readings that differ as one, with ``UNKNOWN`` wherever they do."""
    pairs = zip_longest(first, second)
    return "".join(a if a == b else UNKNOWN for a, b in pairs)


def _mark(text: str) -> bool:
    """Whether a text is a mark for none."""
    return re.fullmatch(r"[-−—–一/／]{1,4}", text) is not None


def _fits(text: str, line: _Line) -> bool:
    """Whether a figure's characters are as many as the blots of ink, and of their sizes."""
    if not line.blots:
        return False
    tallest = max(blot.height for blot in line.blots)
    tall = [blot for blot in line.blots if blot.height > _POINT * tallest]
    small = [blot for blot in line.blots if blot.height <= _POINT * tallest]
    digits = len(_DIGIT.findall(text))
    if len(tall) != digits or len(small) != len(text) - digits:
        return False
    return not (text in {"1", "7"} and abs(_lean(line.ink)) > _LEANS)


def _lean(ink: Pixels) -> float:
    """Return how far the ink goes sideways as it goes down: ±1 for a slash, about 0 for a 1."""
    ys, xs = np.nonzero(ink)
    if xs.size < 4 or xs.std() < 0.5:
        return 0.0
    return float(np.corrcoef(xs, ys)[0, 1])


def _normal(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    return text.translate(_LETTERS) if _FIGURE.fullmatch(text) else text


# -- lines of a cell ------------------------------------------------------------------------------


def _divided(picture: Pixels, ink: Pixels, boxes: Sequence[Box]) -> list[list[_Line]]:
    """Divide each cell at the rows that hold no ink; return its lines, cut to their ink."""
    insides = [_inside(ink, box) for box in boxes]
    runs = [_runs(inside) for inside in insides]
    heights = [last - first for cell in runs for first, last in cell]
    height = float(np.median(heights)) if heights else 0.0
    return [
        [
            _line(picture, inside, box, first, last)
            for first, last in _whole_lines(cell, height)
            if inside[first:last].any()
        ]
        for inside, box, cell in zip(insides, boxes, runs, strict=True)
    ]


def _inside(ink: Pixels, box: Box) -> Pixels:
    return _without_specks(
        ink[box.top + _INSET : box.bottom - _INSET, box.left + _INSET : box.right - _INSET]
    )


def _runs(ink: Pixels) -> list[tuple[int, int]]:
    """Return where each run of rows with ink begins and ends."""
    filled = np.asarray(ink.any(axis=1), dtype=np.bool_)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]


def _whole_lines(runs: Sequence[tuple[int, int]], height: float) -> list[tuple[int, int]]:
    """Take parts of one line together: 三 and 二 have white in them, and noise leaves more."""
    lines: list[tuple[int, int]] = []
    for first, last in runs:
        if lines and first - lines[-1][1] < height / 2 and last - lines[-1][0] <= 1.4 * height:
            lines[-1] = (lines[-1][0], last)
        else:
            lines.append((first, last))
    return lines


def _line(picture: Pixels, inside: Pixels, box: Box, first: int, last: int) -> _Line:
    columns = np.flatnonzero(inside[first:last].any(axis=0))
    left, right = int(columns[0]), int(columns[-1]) + 1
    ink = np.ascontiguousarray(inside[first:last, left:right])
    top, side = box.top + _INSET, box.left + _INSET
    return _Line(
        picture=picture[top + first : top + last, side + left : side + right],
        ink=ink,
        blots=_blots(ink),
    )


def _without_specks(ink: Pixels) -> Pixels:
    """Remove single pixels of noise, and what is left of rules at the edges."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept = ink.copy()
    height, width = ink.shape
    for number in range(1, count):
        left, top, w, h, area = (int(value) for value in stats[number][:5])
        at_edge = left == 0 or top == 0 or left + w == width or top + h == height
        if area < 3 or (at_edge and min(w, h) <= 3):
            kept[labels == number] = 0
    return kept


def _blots(ink: Pixels) -> tuple[Box, ...]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = []
    tallest = max((int(stats[number][3]) for number in range(1, count)), default=0)
    for number in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[number][:5])
        if area >= max(2, _SPECK * tallest * tallest / 4):
            boxes.append(Box(left, top, left + width, top + height))
    return tuple(sorted(boxes, key=lambda box: box.left))


# -- pictures of one line -------------------------------------------------------------------------


def _padded(picture: Pixels, share: float) -> Pixels:
    """Return a line with white around it, ``share`` of its height on each side."""
    margin = max(3, int(picture.shape[0] * share))
    white = (255, 255, 255)
    return np.asarray(
        cv2.copyMakeBorder(
            picture, margin, margin, 2 * margin, 2 * margin, cv2.BORDER_CONSTANT, value=white
        ),
        dtype=np.uint8,
    )


def _bold(line: _Line) -> Pixels:
    """Return a line as black on white, twice as large: another picture of the same characters."""
    large = cv2.resize(line.ink, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.cvtColor(cv2.bitwise_not(large), cv2.COLOR_GRAY2BGR), dtype=np.uint8)
