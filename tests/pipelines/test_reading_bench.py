"""The damaged documents of ``bench/reading``: clean ones are read whole, no number is made up."""

from __future__ import annotations

import pytest

from bench.reading.__main__ import make
from bench.reading.score import Score
from pipelines.extract import extract


def score(seed: str, documents: int, *, clean: bool = False, flattened: bool = False) -> Score:
    total = Score()
    for number in range(documents):
        truth, rendering, body = make(f"{seed}/{number}", clean=clean, flattened=flattened)
        reading = extract(body, url="http://www.example.gov.cn/a.htm")
        total.add(f"{number} {rendering} {truth.quirks}", truth, reading, 0.0)
    return total


def test_clean_documents_are_read_whole() -> None:
    assert score("clean", 30, clean=True).faults == []


@pytest.mark.parametrize("seed", ["a", "b"])
def test_damaged_documents(seed: str) -> None:
    total = score(seed, 60)
    assert (total.wrong, total.extra, total.false_published) == (0, 0, 0), total.faults
    assert total.right >= 0.98 * total.knowable
    assert total.nonzero_right >= 0.98 * total.nonzero


def test_flattened_documents_are_read_or_in_doubt() -> None:
    total = score("flattened", 30, flattened=True)
    assert (total.wrong, total.extra, total.false_published) == (0, 0, 0), total.faults
