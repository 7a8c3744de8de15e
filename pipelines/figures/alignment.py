"""Which printed row is which row of the form: by its label, then by its place among the others.

Labels that fit exactly are anchors, as many as stand in the form's order. Between two anchors a
damaged label is compared only with what can stand there. Rows that are left get their names by
counting, and only where exactly as many rows as names are left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipelines.labels import bare, core, is_wordy, likeness, nearest, number
from storage.records import Read

# Words that share less than this with the label that should stand there are not that label
# damaged, but another row.
GARBLED = 0.34
# So few rows between two that are named need no more than their number to be certain.
CERTAIN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A row of the form: its key, the cores and numbers of its labels, and its group's core.

    Some of the ``cores`` begin with the group's: （三）不予公开1.属于国家秘密, numbered as it is.
    """

    key: str
    cores: frozenset[str]
    numbers: frozenset[str] = frozenset()
    group: str = ""
    group_number: str = ""

    def numbers_of(self, word: str) -> frozenset[str]:
        """Return the numbers that may stand before one of the cores."""
        grouped = self.group and word != self.group and word.startswith(self.group)
        return frozenset({self.group_number}) if grouped else self.numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A printed row: its own label, the group's label if one is printed, whether it is empty.

    ``reach`` is how many rows the longest of its labels covers, 1 where nothing is marked up. In a
    ``broken`` row, the first after a page break, they cover only what is left of theirs. In text
    without ``spans`` it is the zeros in a label that tell, of which some may be cut off.
    """

    label: str
    group: str = ""
    empty: bool = False
    reach: int = 1
    broken: bool = False
    spans: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The place of a printed row in the form and how it was found.

    ``confirmed`` is False where only counting speaks for it, so that the sums must not speak
    against it.
    """

    place: int
    read: Read
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """``matches`` by printed row. ``doubtful`` are places of the form whose row is in doubt."""

    matches: dict[int, Match]
    doubtful: frozenset[int]

    def score(self, rows: int, places: int) -> int:
        """Return how well a form explains what is printed: named rows less all that is left.

        A row that only counting names speaks half as loud as one with its label.
        """
        named = len(self.matches)
        counted = sum(match.read is Read.STRUCTURE for match in self.matches.values())
        return 4 * named - 2 * counted - 2 * (rows - named) - (places - named)

    def is_whole(self, rows: int, places: int) -> bool:
        """Return whether each row has the very label of its place, and none is left over."""
        return rows == places == len(self.matches) and all(
            match.read is Read.LABEL for match in self.matches.values()
        )


def align(rows: Sequence[Seen], form: Sequence[Expected]) -> Alignment:
    """Name the rows. Each row has at most one place, and each place at most one row."""
    aligner = _Aligner(rows, form)
    aligner.fill_gaps()
    aligner.distrust_moved()
    return Alignment(matches=aligner.matches, doubtful=frozenset(aligner.doubtful))


class _Aligner:
    """The rows that have a name so far. ``exact`` are the places of each row's undamaged label."""

    def __init__(self, rows: Sequence[Seen], form: Sequence[Expected]) -> None:
        self.rows = rows
        self.form = form
        places = _places_by_core(tuple(form))
        self.exact = [
            [
                p
                for p in places.get(core(row.label)) or places.get(bare(row.label)) or ()
                if not _other_group(row, form[p]) and _numbered(row, form[p])
            ]
            for row in rows
        ]
        self.anchors = _longest_ordered([(i, p) for i, ps in enumerate(self.exact) for p in ps])
        self.matches = {i: Match(place=p, read=Read.LABEL) for i, p in self.anchors}
        self.doubtful: set[int] = set()
        taken = {p for _, p in self.anchors}
        # A label that stands at its place already, printed over another row's.
        self.lying = {
            i
            for i, ps in enumerate(self.exact)
            if ps and i not in self.matches and taken.issuperset(ps)
        }

    def fill_gaps(self) -> None:
        """Name the rows between two anchors, out of the places between them."""
        for between, places in _gaps(self.anchors, len(self.rows), len(self.form)):
            pairs = []
            for i in between:
                if not self.exact[i] and self._may_be_damaged(self.rows[i]):
                    place = self._nearest(self.rows[i], places)
                    if place is not None:
                        pairs.append((i, place))
            tolerant = _longest_ordered(pairs)
            self.matches |= {i: Match(place=p, read=Read.TOLERANT) for i, p in tolerant}
            for rest in _gaps(tolerant, between.stop, places.stop, between.start, places.start):
                self._count(*rest)

    def _may_be_damaged(self, row: Seen) -> bool:
        """Return whether the label may be what is left of another: 3.其他 is whole, as numbered."""
        return is_wordy(row.label) and not (
            number(row.label)
            and any(
                _other_group(row, self.form[p]) and _numbered(row, self.form[p])
                for p in _places_by_core(tuple(self.form)).get(core(row.label), ())
            )
        )

    def _nearest(self, row: Seen, places: range) -> int | None:
        candidates = {
            c: p
            for p in places
            for c in self.form[p].cores
            if not _other_group(row, self.form[p]) and _numbered_alike(row, self.form[p])
        }
        return nearest(row.label, candidates)

    def _count(self, between: range, places: range) -> None:
        """Name the rows of a gap by their order, if there are as many as there are places."""
        left = list(between)
        if len(left) != len(places):
            left = [i for i in left if not self.rows[i].empty]
        if len(left) == len(places) and all(
            i in self.lying or _can_stand(self.rows[i], self.form[p])
            for i, p in zip(left, places, strict=True)
        ):
            shape = _shape(self.rows, self.form, left, places)
            if shape is not False:
                certain = (shape or len(left) <= CERTAIN) and self.lying.isdisjoint(left)
                for i, place in zip(left, places, strict=True):
                    self.matches[i] = Match(place=place, read=Read.STRUCTURE, confirmed=certain)
                return
        if len(left) >= len(places):
            self.doubtful.update(places)

    def distrust_moved(self) -> None:
        """Distrust a row whose label belongs elsewhere, and the row it changed places with."""
        anchored = {i: m.place for i, m in self.matches.items() if m.read is Read.LABEL}
        for i, places in enumerate(self.exact):
            if i in self.matches or i in self.lying or not places:
                continue
            place = places[0]
            self.doubtful.add(place)
            against = [
                j for j, p in anchored.items() if (j < i and p > place) or (j > i and p < place)
            ]
            if len(against) == 1:
                self.doubtful.add(anchored[against[0]])
                self.matches.pop(against[0], None)


def _gaps(
    pairs: list[tuple[int, int]], rows: int, places: int, row: int = 0, place: int = 0
) -> list[tuple[range, range]]:
    """Return the rows and places between (row, place) pairs that rise, ends included."""
    bounds = [(row - 1, place - 1), *pairs, (rows, places)]
    gaps = [(range(a[0] + 1, b[0]), range(a[1] + 1, b[1])) for a, b in pairwise(bounds)]
    return [(between, left) for between, left in gaps if between and left]


@cache
def _places_by_core(form: tuple[Expected, ...]) -> dict[str, tuple[int, ...]]:
    """Return the places that a label can name; labels such as 其他情形数 name several."""
    places: dict[str, tuple[int, ...]] = {}
    for place, expected in enumerate(form):
        for word in expected.cores:
            places[word] = (*places.get(word, ()), place)
    return places


def _longest_ordered(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of (row, place) in which both rise.

    Of two as long it is the one with fewer rows left over or places left open: a label that
    stands on two rows names the one that has its place among the others.
    """
    if all(row < below and place < after for (row, place), (below, after) in pairwise(pairs)):
        return pairs
    best: list[
        tuple[int, int, int]
    ] = []  # (length, neighbours as far apart as in the form, before)
    for k, (row, place) in enumerate(pairs):
        here = (1, int(row == place), -1)
        for j in range(k):
            if pairs[j][0] < row and pairs[j][1] < place:
                even = row - pairs[j][0] == place - pairs[j][1]
                here = max(here, (best[j][0] + 1, best[j][1] + even, j))
        best.append(here)
    if not best:
        return []
    k = max(range(len(best)), key=lambda index: best[index][:2])
    run = []
    while k >= 0:
        run.append(pairs[k])
        k = best[k][2]
    return run[::-1]


def _other_group(row: Seen, expected: Expected) -> bool:
    return bool(row.group and expected.group and row.group != expected.group)


def _numbered(row: Seen, expected: Expected) -> bool:
    """Return whether the row has the form's number before its label, or none."""
    printed = number(row.label)
    numbers = expected.numbers_of(core(row.label))
    return not printed or not numbers or printed in numbers


def _numbered_alike(row: Seen, expected: Expected) -> bool:
    """Return whether the number is of the form's kind: （六）其他 cut short is not 3.其他."""
    printed = number(row.label)
    return (
        not printed
        or not expected.numbers
        or printed.isdigit() == any(n.isdigit() for n in expected.numbers)
    )


def _can_stand(row: Seen, expected: Expected) -> bool:
    """Return whether the row's label may be what is left of the form's."""
    label = bare(row.label)
    if not is_wordy(row.label) or core(row.label) == expected.group:
        return not _other_group(row, expected)
    return _numbered_alike(row, expected) and any(
        c.startswith(label) or likeness(label, c) >= GARBLED for c in expected.cores
    )


def _shape(
    rows: Sequence[Seen], form: Sequence[Expected], left: list[int], places: range
) -> bool | None:
    """Return whether labels that cover several rows confirm (True) or deny (False) the order.

    They confirm it where each group among the places has a label over just its rows.
    """
    at = dict(zip(left, places, strict=True))
    groups = [expected.group for expected in form]
    told = set()
    for i, place in at.items():
        if rows[i].reach <= 1:
            continue
        if groups[place] and _covers_group(rows, i, groups, place):
            told.add(groups[place])
        elif not rows[i].broken:
            return False
    return True if {groups[place] for place in places} <= {*told, ""} else None


def _covers_group(rows: Sequence[Seen], row: int, groups: Sequence[str], place: int) -> bool:
    """Return whether the label over several rows covers just the group that begins at the place.

    ``groups`` are those of the form's places. A page break may have cut it in two.
    """
    group, reach = groups[place], rows[row].reach
    size = groups.count(group)
    if groups.index(group) != place or reach == size:
        return groups.index(group) == place
    if reach < size and not rows[row].spans:
        return True
    below = rows[row + reach] if row + reach < len(rows) else None
    return reach < size and below is not None and below.broken and below.reach == size - reach
