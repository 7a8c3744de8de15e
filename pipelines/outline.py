"""Choose a report's own headings among the lines that may be some.

The chain of lines is taken that fits best: words of headings, numbers that go on from one another,
kinds in their usual order. A line whose number goes on from an item that is no heading is an item
of the same list. One style of number is the report's own; in another style, only statutory words
without a number are headings too (a number got lost).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.headings import HEADED, STATUTORY, Candidate, Heading, Style, candidates
from storage.records import SectionKind

# What a step from one heading to the next is worth. Going on with the numbers is worth more than
# any doubt about the words; an item of a list is hardly ever a heading, whatever its words.
_GOES_ON, _REPEATS, _JUMPS, _FALLS = 3, -2, -2, -8
_RUN_IN = -12
_FIRST = 2  # a chain that begins with the number one
_IN_LIST, _KNOWN_IN_LIST = -30, -3
_KIND_FOLLOWS, _KIND_REPEATS, _KIND_FALLS = 1, -2, -3
# A chain of hundreds of headings is no report's: how far back a heading looks for the one before.
_WINDOW = 60
# An outer style wins over an inner one with more headings, as long as it has half its worth.
_OUTER = (Style.PART, Style.HAN)
_ORDER = {kind: index for index, kind in enumerate(STATUTORY.values())}


def find_headings(paragraphs: Sequence[str], ranks: Sequence[int | None]) -> tuple[Heading, ...]:
    """Return the headings among paragraphs, in order. ``ranks`` are those of the markup."""
    found = candidates(paragraphs, ranks)
    chains = {style: _best_chain(found, style) for style in Style}
    fit = {
        style: (worth, chain)
        for style, (worth, chain) in chains.items()
        if style is Style.NONE or _is_outline(chain, style)
    }
    most = max(worth for worth, _ in fit.values())
    chosen = next(
        chain
        for style, (worth, chain) in fit.items()
        if worth >= (most / 2 if style in _OUTER else most)
    )
    return tuple(
        Heading(
            position=candidate.position,
            text=candidate.text,
            rest=candidate.rest,
            kind=candidate.kind or SectionKind.OTHER,
            lines=candidate.lines,
        )
        for candidate in _without_gaps(chosen, found)
    )


def _without_gaps(chain: Sequence[Candidate], found: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield a chain, and in a gap of its numbers (二 … 四) the heading that lost its own.

    That is the one line in the gap without a number whose words are a heading's, of a kind between
    those of its neighbours.
    """
    for earlier, candidate in pairwise([None, *chain]):
        assert candidate is not None  # noqa: S101 - only the first of all is None
        if earlier is not None and earlier.number and candidate.number == earlier.number + 2:
            lost = [
                one
                for one in found
                if earlier.position < one.position < candidate.position
                and one.style is Style.NONE
                and one.choosable
                and _is_between(earlier, one, candidate)
            ]
            if len(lost) == 1:
                yield lost[0]
        yield candidate


def _is_between(earlier: Candidate, one: Candidate, later: Candidate) -> bool:
    places = [_ORDER.get(c.kind) if c.kind else None for c in (earlier, one, later)]
    known = [place for place in places if place is not None]
    return places[1] is not None and all(a < b for a, b in pairwise(known))


def _is_outline(chain: Sequence[Candidate], style: Style) -> bool:
    """Say whether a chain's own headings, with its numbers and a heading's words, make an outline.

    There are two at least. In an inner style they are of as many kinds as those without a number,
    of which they are the subsections otherwise: （一）主动公开情况 under a bare 总体情况.
    """
    own = [c for c in chain if c.style is style and c.weight >= HEADED]
    bare = {c.kind for c in chain if c.style is not style}
    return len(own) >= 2 and (style in _OUTER or len({c.kind for c in own}) >= len(bare))


def _best_chain(found: Sequence[Candidate], style: Style) -> tuple[int, list[Candidate]]:
    """Return the worthiest chain of one style, and its worth; worth 0 where there is none."""
    before: dict[int, Candidate] = {}  # by position: the line of the same style right before
    last: Candidate | None = None
    usable = []
    for candidate in found:
        if candidate.style is style and last is not None:
            before[candidate.position] = last
        if candidate.style is style:
            last = candidate
        if candidate.choosable and (
            candidate.style is style or (candidate.certain and candidate.style is Style.NONE)
        ):
            usable.append(candidate)
    marks = [_mark(candidate) for candidate in usable]
    worths: list[int] = []
    links: list[int | None] = []
    for index, candidate in enumerate(usable):
        previous = before.get(candidate.position)
        price = _list_price(candidate, previous)
        worth, link = price + (_FIRST if candidate.number == 1 else 0), None
        for earlier in range(max(0, index - _WINDOW), index):
            alike = marks[earlier] == marks[index]
            step = worths[earlier] + _step(usable[earlier], candidate, alike=alike)
            if usable[earlier] is not previous:
                step += price
            if step > worth:
                worth, link = step, earlier
        worths.append(worth + candidate.weight)
        links.append(link)
    at = max(range(len(usable)), key=worths.__getitem__, default=None)
    if at is None or worths[at] <= 0:
        return 0, []
    best, chain = worths[at], []
    while at is not None:
        chain.append(usable[at])
        at = links[at]
    return best, chain[::-1]


def _step(earlier: Candidate, candidate: Candidate, *, alike: bool) -> int:
    worth = 0
    if earlier.number and candidate.number:
        if candidate.number == earlier.number + 1:
            worth += _GOES_ON
        elif candidate.number > earlier.number:
            worth += _JUMPS
        elif candidate.weight < HEADED or not alike:
            worth += _IN_LIST  # a number that begins again begins a list; 1. is in one under 1、
        else:
            worth += _REPEATS if candidate.number == earlier.number else _FALLS
    if candidate.style is Style.BRACKET and bool(candidate.rest) != bool(earlier.rest):
        worth += (
            _RUN_IN  # （二）依申请公开。收到3件。 is an item under headings on lines of their own
        )
    if earlier.kind in _ORDER and candidate.kind in _ORDER:
        ahead = _ORDER[candidate.kind] - _ORDER[earlier.kind]
        worth += _KIND_FOLLOWS if ahead > 0 else _KIND_REPEATS if ahead == 0 else _KIND_FALLS
    return worth


def _mark(candidate: Candidate) -> str:
    """Return what stands behind an Arabic number."""
    behind = candidate.text.lstrip("0123456789") if candidate.style is Style.DIGIT else ""
    return behind[:1]


def _list_price(candidate: Candidate, previous: Candidate | None) -> int:
    """Return what it costs that a line goes on from an item that is no heading."""
    if previous is None or not candidate.number or candidate.certain:
        return 0
    if candidate.number != previous.number + 1:
        return 0
    return _KNOWN_IN_LIST if candidate.weight >= HEADED else _IN_LIST
