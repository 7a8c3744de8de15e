"""Rates and intervals against published values and by simulation."""

from __future__ import annotations

import random

import pytest

from storage.validation.estimate import Judged, agreement, strata, wilson
from storage.validation.result import Verdict
from storage.validation.sample import Traits


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [  # Newcombe 1998, table I, method 3: Wilson's score interval
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval(successes: int, trials: int, low: float, high: float) -> None:
    found = wilson(successes, trials)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.low <= found.share <= found.high


def test_nothing_coded_tells_nothing() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


def test_kappa() -> None:
    """The example of Cohen 1960: 0.4 for 20, 5, 10, 15 of 50."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    share, kappa = agreement(pairs)
    assert share.share == pytest.approx(0.7)
    assert kappa == pytest.approx(0.4)
    assert agreement([("0", "0")] * 9)[1] is None


def test_weights_undo_that_rare_strata_are_drawn_more_often() -> None:
    common = Traits("label", "html", "2021", "government", "2021 on")
    rare = common._replace(read="ocr")
    chosen = random.Random(1)  # noqa: S311 - a simulation
    sizes = {common: 99_000, rare: 1_000}
    inside = runs = 0
    estimates = []
    for _ in range(300):
        judged = [
            Judged(traits, sizes[traits] / drawn, Verdict.WRONG if wrong else Verdict.RIGHT)
            for traits, drawn, rate in ((common, 180, 0.01), (rare, 20, 0.5))
            for wrong in (chosen.random() < rate for _ in range(drawn))
        ]
        whole, *parts = strata(judged, sizes)
        estimates.append(whole.wrong.share)
        inside += whole.wrong.low <= 0.0149 <= whole.wrong.high
        runs += 1
        (ocr,) = [one for one in parts if one.part == "ocr"]
        assert (ocr.cells, ocr.coded) == (1_000, 20)
    assert sum(estimates) / runs == pytest.approx(0.0149, abs=0.001)
    assert inside / runs > 0.9


def test_what_persons_cannot_tell_counts_nowhere() -> None:
    traits = Traits("label", "html", "2021", "government", "2021 on")
    judged = [Judged(traits, 5, Verdict.RIGHT), Judged(traits, 5, Verdict.UNCLEAR)]
    assert strata(judged, {traits: 10})[0].coded == 1
