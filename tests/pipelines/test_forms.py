"""The forms as data: the codebook's cells, and files that say nothing else."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import storage.reference
from pipelines.forms import FormError, cell_units, identities, load_forms, parse_form

CODEBOOK = Path(storage.reference.__path__[0]) / "cells.csv"


def codebook() -> list[dict[str, str]]:
    with CODEBOOK.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_forms_have_the_cells_of_the_codebook() -> None:
    rows = codebook()
    assert {row["cell"]: row["unit"] for row in rows} == cell_units()
    for form in load_forms():
        mine = {row["cell"] for row in rows if form.name in row["forms"].split()}
        assert set(form.units()) == mine


def test_every_sum_of_the_forms() -> None:
    rules: dict[str, int] = {}
    for identity in identities():
        rules[identity.rule] = rules.get(identity.rule, 0) + 1
        assert identity.explanation
        assert identity.source
    assert rules == {
        "s14.received": 1,
        "s14.concluded": 1,
        "s14.answered": 1,
        "s14.refused": 1,
        "s14.review": 1,
        "s14.litigation": 1,
        "t3.balance": 7,
        "t3.concluded": 14,  # with （六） as one row, and as three
        "t3.total": 26,
        "t4.total": 3,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "x"\nsource = "y"\nlable = "z"', "lable"),
        ('name = "x"', "source"),
        (
            'name = "x"\nsource = "y"\n[[identity]]\nrule = "r"\nexpected = ["t3.a.b"]\n'
            'actual = []\nexplanation = "e"\nsource = "s"',
            "t3.a.b",
        ),
        ('name = "x"\nsource = "y"\n[[disclosure]]\nitem = "i"\nrows = []\ncolums = []', "columns"),
    ],
)
def test_a_misspelt_form_does_not_load(text: str, message: str) -> None:
    with pytest.raises(FormError, match=message):
        parse_form("x.toml", text)
