"""Rows of 表三 that ran together, taken apart by their own sums and by those of the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.figures.applicants import WIDTH
from pipelines.figures.run_of_figures import Run, dash_of, read_run
from pipelines.figures.splitting import Way, value_of
from pipelines.figures.sums_over_rows import Numbers, Signs, solve
from pipelines.forms import identities
from pipelines.labels import normal

# A row with more ways to take it apart than this is left to the sums over rows, which may say
# what its figures are: a search through more would take longer than all else.
_MOST_WAYS = 200


@dataclass(frozen=True, slots=True)
class Apart:
    """A row taken apart; ``borne_out`` says that a sum over rows comes out with it.

    Then a misprint that breaks another sum does not speak against the row.
    """

    way: Way
    borne_out: bool


def take_apart(rows: Mapping[str, Sequence[str]], *, flattened: bool) -> dict[str, Apart]:
    """Return the figures of each row that ran together, where the sums leave exactly one way.

    ``rows`` hold the texts of each row by its key, in the form's order of columns. Where blanks
    may be gone nothing is certain: the table must print its zeros, and none of its cells be blank;
    and in a table that was ``flattened`` a sum over rows must bear out every row.
    """
    dash = dash_of(list(rows.values()))
    known = {key: numbers for key, texts in rows.items() if (numbers := _numbers(texts))}
    runs = {
        key: run
        for key, texts in rows.items()
        if len(texts) < WIDTH and (run := read_run(texts, dash)) and len(run.digits) >= WIDTH
    }
    if not runs or not _prints_zeros(rows, runs):
        return {}
    options: dict[str, list[Numbers] | Run] = {key: [numbers] for key, numbers in known.items()}
    for key, run in runs.items():
        ways = run.ways(WIDTH - 1, _MOST_WAYS)  # the form has 总计 last
        is_told = 0 < len(ways) < _MOST_WAYS
        options[key] = [tuple(map(Decimal, way)) for way in ways] if is_told else run
    borne_out: set[str] = set()
    contradicted: set[str] = set()
    for signs in _sums_asked(rows):
        if all(key in options for key in signs):
            solution = solve(signs, options)
            if solution is None:
                contradicted |= signs.keys()
            else:
                borne_out |= signs.keys()
                options |= {key: [numbers] for key, numbers in solution.items()}
    settled: dict[str, Apart] = {}
    for key, run in runs.items():
        option = options[key]
        if isinstance(option, Run) or len(option) != 1 or key in contradicted - borne_out:
            continue
        if key in borne_out or not flattened:
            way = run.printed([str(number) for number in option[0]])
            settled[key] = Apart(way, borne_out=key in borne_out)
    return settled


def _prints_zeros(rows: Mapping[str, Sequence[str]], runs: Mapping[str, Run]) -> bool:
    whole = [texts for texts in rows.values() if len(texts) == WIDTH]
    if any(not normal(text) for texts in whole for text in texts):
        return False
    return any("0" in texts for texts in whole) or any(
        run.digits == "0" * WIDTH for run in runs.values()
    )


def _numbers(texts: Sequence[str]) -> Numbers | None:
    values = [value_of(text) for text in texts]
    numbers = tuple(value for value in values if value is not None)
    return numbers if len(numbers) == WIDTH else None


def _sums_asked(rows: Mapping[str, Sequence[str]]) -> list[Signs]:
    """Return the sums over rows all of which are printed: the results' first.

    With it the others are left with fewer rows that are open.
    """
    asked = []
    for identity in identities():
        cells = {**dict.fromkeys(identity.expected, 1), **dict.fromkeys(identity.actual, -1)}
        if all(cell.startswith("t3.") and cell.endswith(".total") for cell in cells):
            signs = {cell[len("t3.") : -len(".total")]: sign for cell, sign in cells.items()}
            if signs.keys() <= rows.keys():
                asked.append(signs)
    return sorted(asked, key=len, reverse=True)
