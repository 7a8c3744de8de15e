"""Narratives that are another's: candidates by shared sentences, then compared letter by letter.

Comparing all pairs of a hundred thousand reports is out of the question. Of each narrative a sketch
is kept: the smallest of its sentences' hashes, digits left out. Two narratives that share most of
their sentences share most of their sketches (Broder 1997, *On the resemblance and containment of
documents*), so only pairs that share several entries are compared.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from heapq import nsmallest
from itertools import combinations, groupby, pairwise
from operator import itemgetter

from rapidfuzz import fuzz
from sqlalchemy import Connection, select

from storage.audit.copies import age
from storage.audit.corpus import Report
from storage.audit.found import Found, Similarity
from storage.records import Verdict
from storage.schema import sections

SKETCH = 16  # hashes a narrative: 2 million for 100,000 reports, 130 MB with their postings
SHARED = 4  # entries that a pair shares before it is compared; alike to 90 % share 12 on average
# Up to so many reports with a sentence, each is paired with each; beyond, it is one of the phrases
# of the form, and only neighbours are, so that pairs stay in proportion to reports.
_FEW = 12

ALIKE = 80.0  # per cent: from here on a pair is told as similar
COPIED = 95.0  # from here on one is a copy; departments of a county share a frame to some 80
# Shorter narratives say only what the form wants said, and are alike everywhere.
SHORTEST = 300  # characters

_BATCH = 200  # narratives, with those that they are compared with, read at a time
_SENTENCE = re.compile(r"[。;；!！?？\n]+")
_SHORT = 8  # characters: headings and remains
_DIGITS = re.compile(r"[0-9０-９]+")


class Narratives:
    """Narratives of some reports: their sketches, and the pairs among them that are alike."""

    def __init__(self, connection: Connection, reports: Sequence[Report]) -> None:
        self._connection = connection
        self._reports = reports

    def similarities(self, sketches: Iterable[tuple[int, Sequence[int]]]) -> Iterator[Similarity]:
        """Yield each pair of different issuers that is alike, the later report first."""
        for left, right, score in self._compared(sketches):
            first, later = sorted((self._reports[left], self._reports[right]), key=age)
            yield Similarity(
                report_id=later.report_id,
                other_id=first.report_id,
                kind="narrative",
                score=round(score, 1),
            )

    def _compared(
        self, sketches: Iterable[tuple[int, Sequence[int]]]
    ) -> Iterator[tuple[int, int, float]]:
        pairs = sorted(_candidates(sketches, self._reports))
        by_left = [(left, [right for _, right in of]) for left, of in groupby(pairs, itemgetter(0))]
        for start in range(0, len(by_left), _BATCH):
            some = by_left[start : start + _BATCH]
            wanted = {place for left, rights in some for place in (left, *rights)}
            texts = self._texts(sorted(wanted))
            for left, rights in some:
                for right in rights:
                    score = fuzz.ratio(texts[left], texts[right], score_cutoff=ALIKE)
                    if score:
                        yield left, right, score

    def sketches(self) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield what the narratives are told by, those that are too short left out."""
        for place, text in self._texts(range(len(self._reports))).items():
            if len(text) >= SHORTEST:
                yield place, sketch(text)

    def _texts(self, places: Iterable[int]) -> Mapping[int, str]:
        """Return the narratives of some reports, digits left out: they are another rule's."""
        by_reading: defaultdict[int, list[int]] = defaultdict(list)
        for place in places:
            by_reading[self._reports[place].reading_id].append(place)
        query = (
            select(sections.c.reading_id, sections.c.text)
            .where(sections.c.reading_id.in_(list(by_reading)))
            .order_by(sections.c.reading_id, sections.c.position)
        )
        texts = dict.fromkeys((place for of in by_reading.values() for place in of), "")
        rows = self._connection.execute(query).all()
        for reading_id, parts in groupby(rows, itemgetter(0)):
            text = _DIGITS.sub("", "\n".join(part for _, part in parts))
            texts.update(dict.fromkeys(by_reading[reading_id], text))
        return texts


def narrative_findings(
    similarities: Iterable[Similarity], reports: Mapping[str, Report]
) -> Iterator[Found]:
    """Yield each report whose narrative is another issuer's, with the most alike of them."""
    closest: dict[str, Similarity] = {}
    for similarity in similarities:
        before = closest.get(similarity.report_id)
        if similarity.score >= COPIED and (before is None or similarity.score > before.score):
            closest[similarity.report_id] = similarity
    for report_id, similarity in sorted(closest.items()):
        other = reports[similarity.other_id]
        yield Found(
            report_id=report_id,
            revision=reports[report_id].revision,
            rule="narrative.copied",
            verdict=Verdict.PUBLISHED,
            message=f"{similarity.score:.0f} % of the text are that of {other.issuer} "
            f"for {other.year}",
            other_id=other.report_id,
        )


def sketch(text: str) -> Sequence[int]:
    """Return the smallest hashes of a text's sentences, in order."""
    sentences = {part.strip() for part in _SENTENCE.split(text)}
    hashes = (
        int.from_bytes(blake2b(part.encode(), digest_size=8).digest(), "big")
        for part in sentences
        if len(part) >= _SHORT
    )
    return array("Q", nsmallest(SKETCH, hashes))


def _candidates(
    sketches: Iterable[tuple[int, Sequence[int]]], reports: Sequence[Report]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs of different issuers that share several entries of their sketches.

    Short narratives have few sentences: theirs must share as large a part.
    """
    postings: defaultdict[int, array[int]] = defaultdict(lambda: array("I"))
    sizes: dict[int, int] = {}
    for place, entries in sketches:
        sizes[place] = len(entries)
        for entry in entries:
            postings[entry].append(place)
    shared: Counter[tuple[int, int]] = Counter()
    for places in postings.values():
        pairs = combinations(places, 2) if len(places) <= _FEW else pairwise(places)
        shared.update(
            (left, right)
            for left, right in pairs
            if reports[left].issuer_id != reports[right].issuer_id
        )
    for (left, right), count in shared.items():
        smaller = min(sizes[left], sizes[right])
        if count >= min(SHARED, max(2, smaller // 2)):
            yield left, right
