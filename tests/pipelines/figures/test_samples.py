"""Real documents beside the project, when they are there."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipelines.document import Table
from pipelines.figures import Figures, read_figures
from pipelines.formats import read_document
from pipelines.validate import validate
from storage.records import Form, Read, Reading, Status, Verdict
from tests.pipelines.figures.tables import values

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.exists(), reason="no shared/samples beside it")


def read(name: str, year: int) -> Figures:
    document = read_document((SAMPLES / name).read_bytes(), url=name)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return read_figures(tables, year=year)


@needs_samples
def test_labels_overwritten_with_zeros() -> None:
    figures = read("seed.txt", 2021)
    assert len(figures.figures) == 200
    assert {(f.status, f.value) for f in figures.figures} == {(Status.NUMBER, Decimal(0))}
    assert {f.read for f in figures.figures if f.cell.startswith("t3.refused")} == {Read.STRUCTURE}
    assert figures.form is Form.F2021
    assert not figures.findings
    assert not figures.local_tables


@needs_samples
def test_a_county_in_pdf() -> None:
    figures = read("hongze-2023.pdf", 2023)
    assert {cell: value for cell, value in values(figures).items() if value != "0"} == {
        "t2.normative_documents.repealed": "5",
        "t2.normative_documents.in_force": "5",
        "t2.licensing.decisions": "550",
        "t2.penalties.decisions": "4119",
        "t2.coercion.decisions": "195",
        "t2.fees.amount": "7730.28",
        "t3.received.natural_person": "21",
        "t3.received.total": "21",
        "t3.granted_in_part.natural_person": "4",
        "t3.granted_in_part.total": "4",
        "t3.refused.state_secret.natural_person": "1",
        "t3.refused.state_secret.total": "1",
        "t3.refused.deliberative_process.natural_person": "1",
        "t3.refused.deliberative_process.total": "1",
        "t3.refused.enforcement_file.natural_person": "1",
        "t3.refused.enforcement_file.total": "1",
        "t3.unavailable.not_held.natural_person": "10",
        "t3.unavailable.not_held.total": "10",
        "t3.unavailable.must_be_created.natural_person": "3",
        "t3.unavailable.must_be_created.total": "3",
        "t3.not_processed.petition.natural_person": "1",
        "t3.not_processed.petition.total": "1",
        "t3.concluded.natural_person": "21",
        "t3.concluded.total": "21",
        "t4.review.upheld": "10",
        "t4.review.corrected": "1",
        "t4.litigation_after_review.upheld": "5",
    }
    assert len(figures.figures) == 186
    assert "t3.other_combined.total" in values(figures)
    assert figures.form is Form.MIXED
    assert not figures.findings
    reading = Reading(
        is_report=True, reason=None, reader_version="0", year=2023, figures=figures.figures
    )
    assert [(f.rule, f.verdict, f.expected, f.actual, f.cells[0]) for f in validate(reading)] == [
        ("t4.total", Verdict.PUBLISHED, 11, 0, "t4.review.total"),
        ("t4.total", Verdict.PUBLISHED, 5, 0, "t4.litigation_after_review.total"),
    ]


@needs_samples
def test_the_empty_form_is_all_blank() -> None:
    figures = read("form-2021-empty.docx", 2021)
    assert len(figures.figures) == 200
    assert {f.status for f in figures.figures} == {Status.BLANK}
