"""What the rows of 表三 can be, by a sum over them that holds in each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pipelines.figures.run_of_figures import Run

# The seven figures of a row, in the form's order.
Numbers = tuple[Decimal, ...]
# The rows of a sum, each with the sign of its figures: together they are nothing.
Signs = Mapping[str, int]
# Choices of ways that are tried, some hundredths of a second; then the sum says nothing.
_MOST_CHOICES = 5_000
# Two ways are as good as a million.
_ENOUGH = 2


def solve(
    signs: Signs, options: Mapping[str, Sequence[Numbers] | Run]
) -> dict[str, Numbers] | None:
    """Return the only figures of the rows that make the sum hold; None where there are not any.

    One row may be open, a run that its own sum says nothing of, or denies: what the others leave
    for it must be just what it prints, or all but one figure of it, which is misprinted then.
    """
    still_open = {key: option for key in signs if isinstance(option := options[key], Run)}
    if len(still_open) > 1:
        return None
    told = {key: option for key in signs if not isinstance(option := options[key], Run)}
    choices = 1
    for option in told.values():
        choices *= len(option)
    if choices > _MOST_CHOICES:
        return None
    for misprinted in (False, True):
        solutions: list[dict[str, Numbers]] = []
        for choice, rest in _choices(signs, list(told.items())):
            for found in _complete(signs, still_open, rest, misprinted=misprinted):
                solutions.append({**choice, **found})
                if len(solutions) == _ENOUGH:
                    return None
        if solutions:
            return solutions[0]
    return None


def _choices(
    signs: Signs, told: Sequence[tuple[str, Sequence[Numbers]]]
) -> Iterator[tuple[dict[str, Numbers], Numbers]]:
    """Yield each choice of ways, and what its figures come to in each column."""
    if not told:
        yield {}, ()
        return
    (key, ways), *others = told
    for choice, rest in _choices(signs, others):
        for way in ways:
            own = tuple(number * signs[key] for number in way)
            total = tuple(a + b for a, b in zip(own, rest, strict=True)) if rest else own
            yield {key: way, **choice}, total


def _complete(
    signs: Signs, still_open: Mapping[str, Run], rest: Numbers, *, misprinted: bool
) -> Iterator[dict[str, Numbers]]:
    """Yield what the open row is, if there is one, so that the sum holds."""
    if not still_open:
        if not misprinted and not any(rest):
            yield {}
        return
    ((key, run),) = still_open.items()
    wanted = tuple(-number * signs[key] for number in rest)
    if any(number < 0 for number in wanted):
        return
    printed = [str(number) for number in wanted]
    if not misprinted:
        if run.has(printed):
            yield {key: wanted}
        return
    for column in range(len(printed)):
        before, after = printed[:column], printed[column + 1 :]
        middle = run.digits[len("".join(before)) : len(run.digits) - len("".join(after))]
        is_figure = middle.isdigit() and str(int(middle)) == middle != printed[column]
        if is_figure and run.has([*before, middle, *after]):
            yield {key: (*wanted[:column], Decimal(middle), *wanted[column + 1 :])}
