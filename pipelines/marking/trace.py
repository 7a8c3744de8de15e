"""Where in a page a figure stands: asked of the reader itself, by dye.

Each place that may be it gets a number of its own, and the page is read again: the number that
comes out under a cell's name tells where it was put in. Then only the found places are dyed, and
all else must be read as before. However the reader names cells, what is marked is what it read.

Where a figure has no place of its own, as in digits that ran together, its place is told by what
the reader loses with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from pipelines.marking.spots import Spot, WordSpot, squeezed
from storage.records import Figure

Reader = Callable[[], Mapping[str, Figure]]
"""Reads the page as it stands now: its figures by cell."""

# No report counts so many of anything, none is a year, and the reader takes them for counts.
_DYE = 6_000_001
# Each costs a reading of the page, some hundredths of a second.
_MOST_ASKED = 400


def trace(
    read: Reader,
    figures: Mapping[str, Figure],
    wanted: Iterable[Figure],
    cells: Sequence[Spot],
    words: Sequence[Spot],
) -> dict[str, Spot]:
    """Return where each wanted figure stands that is read just the same now, by cell.

    What cannot be told for certain is left out. ``figures`` are those of the page as it is;
    ``cells`` are asked before ``words``.
    """
    raws = {
        figure.cell: squeezed(figure.raw)
        for figure in wanted
        if figure.cell in figures and figures[figure.cell].raw == figure.raw
    }
    found: dict[str, Spot] = {}
    for spots in (cells, words):
        alike = {raw for cell, raw in raws.items() if cell not in found}
        asked = [one for one in spots if squeezed(one.text) in alike]
        found |= _dyed(read, figures, [cell for cell in raws if cell not in found], asked)
    if len(raws) == 1 and not found:
        (cell,) = raws
        spot = _lost_with(read, cell, raws[cell], [*cells, *words])
        found |= {cell: spot} if spot is not None else {}
    return found


def _dyed(
    read: Reader, figures: Mapping[str, Figure], wanted: Collection[str], spots: Sequence[Spot]
) -> dict[str, Spot]:
    if not spots:
        return {}
    dyes = {str(_DYE + number): spot for number, spot in enumerate(spots)}
    with _put(dyes.items()):
        seen = read()
    found = {
        cell: dyes[seen[cell].raw] for cell in wanted if cell in seen and seen[cell].raw in dyes
    }
    while found:
        told = _confirmed(read, figures, found)
        if len(told) == len(found):
            return found
        found = told
    return {}


def _confirmed(
    read: Reader, figures: Mapping[str, Figure], found: Mapping[str, Spot]
) -> dict[str, Spot]:
    """Return those of the found places that tell themselves again, alone; none if others change."""
    dyes = {cell: str(2 * _DYE + number) for number, cell in enumerate(found)}
    with _put((dyes[cell], spot) for cell, spot in found.items()):
        seen = read()
    others = (cell for cell in figures if cell not in found)
    if any(cell not in seen or seen[cell].raw != figures[cell].raw for cell in others):
        return {}
    return {
        cell: spot for cell, spot in found.items() if cell in seen and seen[cell].raw == dyes[cell]
    }


def _lost_with(read: Reader, cell: str, raw: str, spots: Sequence[Spot]) -> Spot | None:
    """Return the one place that holds the text and without which the cell is not read so."""
    holding = [spot for spot in spots if raw and raw in squeezed(spot.text)]
    if len(holding) > _MOST_ASKED:
        return None
    lost: list[Spot] = []
    for spot in holding:
        with _put([("", spot)]):
            seen = read()
        if cell not in seen or squeezed(seen[cell].raw) != raw:
            lost.append(spot)
    least = [spot for spot in lost if not any(_holds(spot, other) for other in lost)]
    return least[0] if len(least) == 1 else None


def _holds(spot: Spot, other: Spot) -> bool:
    """Whether a place holds another, smaller one."""
    if not isinstance(other, WordSpot):
        return False
    if isinstance(spot, WordSpot):
        return spot.line is other.line and len(spot.text) > len(other.text)
    element = other.line.element.getparent() if other.line.follows else other.line.element
    return element is not None and (
        element is spot.element or spot.element in element.iterancestors()
    )


@contextmanager
def _put(texts: Iterable[tuple[str, Spot]]) -> Iterator[None]:
    placed = []
    for text, spot in texts:
        spot.put(text)
        placed.append(spot)
    try:
        yield
    finally:
        for spot in placed:
            spot.restore()
