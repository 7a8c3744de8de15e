"""Each cell of an archive can be drawn, and its weight says for how many it stands."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from fixtures.archives import DONGXIANG, Nights, figure, form_figures, report
from storage.archive import Archive
from storage.records import Form, IssuerKind, Status
from storage.validation.sample import ABSENT, Sample, draw, format_of


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Two reports: one whole, one with a cell unread and one that nobody found."""
    archive = Archive.open(tmp_path / "archive")
    nights = Nights(archive, DONGXIANG)
    nights.begin()
    nights.see(f"{DONGXIANG.url}1.html", report(2021, figures=form_figures(Form.F2021)))
    damaged = [
        figure(one.cell, "1?", Status.UNREAD) if one.cell == "t3.received.total" else one
        for one in form_figures(Form.F2021)
        if one.cell != "t3.granted.total"
    ]
    nights.see(
        f"{DONGXIANG.url}2.pdf",
        report(2022, issuer="东乡族自治县教育局", kind=IssuerKind.DEPARTMENT, figures=damaged),
    )
    nights.see(f"{DONGXIANG.url}3.html", report(2012, form=Form.FREE))
    nights.end()
    return archive


def sample(archive: Archive, wanted: int, seed: str = "1") -> Sample:
    with archive.reading() as connection:
        return draw(connection, wanted, seed)


def test_the_frame_is_every_cell_of_the_forms(archive: Archive) -> None:
    cells = len(form_figures(Form.F2021))
    found = sample(archive, 10_000)
    assert sum(found.sizes.values()) == 2 * cells
    assert len(found.drawn) == 2 * cells
    assert {one.weight for one in found.drawn} == {1.0}
    assert len({(one.report_id, one.cell) for one in found.drawn}) == 2 * cells
    by_read = Counter(one.traits.read for one in found.drawn)
    assert by_read == {"label": 2 * cells - 2, "unread": 1, ABSENT: 1}
    (absent,) = [one for one in found.drawn if one.traits.read == ABSENT]
    assert (absent.cell, absent.status, absent.value) == ("t3.granted.total", ABSENT, None)
    assert (absent.traits.format, absent.traits.issuer_kind) == ("pdf", "department")


def test_rare_strata_are_drawn_more_often_and_weigh_less(archive: Archive) -> None:
    found = sample(archive, 40)
    assert 38 <= len(found.drawn) <= 42
    weights = {one.traits.read: one.weight for one in found.drawn}
    assert weights["label"] > weights["unread"] == 1.0


def test_the_weights_add_up_to_the_archive(archive: Archive) -> None:
    total = 2 * len(form_figures(Form.F2021))
    for wanted in (2, 10, 60):
        sums = [
            sum(one.weight for one in sample(archive, wanted, str(seed)).drawn)
            for seed in range(60)
        ]
        assert sum(sums) / len(sums) == pytest.approx(total, rel=0.15)


def test_the_same_seed_draws_the_same(archive: Archive) -> None:
    assert sample(archive, 20) == sample(archive, 20)
    assert sample(archive, 20) != sample(archive, 20, "2")


def test_an_empty_archive(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "empty") as archive:
        assert sample(archive, 5).drawn == ()


@pytest.mark.parametrize(
    ("url", "content_type", "expected"),
    [
        ("http://a.gov.cn/x.pdf?v=1", "application/octet-stream", "pdf"),
        ("http://a.gov.cn/down?id=1", "application/pdf", "pdf"),
        ("http://a.gov.cn/x.shtml", "text/html", "html"),
        ("http://a.gov.cn/x", None, "html"),
    ],
)
def test_formats(url: str, content_type: str | None, expected: str) -> None:
    assert format_of(url, content_type) == expected
