"""Which form the printed cells belong to."""

from __future__ import annotations

from collections.abc import Set
from functools import cache

from pipelines.forms import load_forms
from storage.records import Form

# The first year of the form of 国办公开办函〔2021〕30号.
FIRST_YEAR_OF_2021 = 2021


def choose_form(cells: Set[str], year: int | None) -> Form | None:
    """Return the form by cells that only one form has; by the year where all are shared.

    ``free`` where no statutory cell is printed; None where the cells are shared and the year is
    unknown.
    """
    if not cells:
        return Form.FREE
    only = {name for name, own in _own_cells().items() if cells & own}
    if {"2019", "2021"} <= only:
        return Form.MIXED
    for form in (Form.F2021, Form.F2019, Form.F2014):
        if form.value in only:
            return form
    if year is None:
        return None
    return Form.F2021 if year >= FIRST_YEAR_OF_2021 else Form.F2019


@cache
def _own_cells() -> dict[str, frozenset[str]]:
    """Return the cells of each form that no other form has."""
    units = {form.name: set(form.units()) for form in load_forms()}
    return {
        name: frozenset(cells.difference(*(other for key, other in units.items() if key != name)))
        for name, cells in units.items()
    }
