"""A row of 表三 that a page break prints twice, found where no label says which row it is.

With a row too many the order alone names nothing. But the copy stands below its like: what is left
without it must be the form, row by row, with the form's groups. Where several rows may be the
copy, only what they all leave the same is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.figures.alignment import Alignment, Expected, Seen, align
from pipelines.labels import is_wordy


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """The table without the row ``dropped``: the form that it then is, and its rows' places."""

    dropped: int
    form: tuple[Expected, ...]
    alignment: Alignment


def without_a_copy(
    seen: Sequence[Seen],
    texts: Sequence[tuple[str, ...]],
    forms: Sequence[tuple[Expected, ...]],
    *,
    spans: bool,
) -> Iterator[Without]:
    """Yield each way to leave out a row that is its upper neighbour printed again.

    ``texts`` are all that is printed in each row; ``spans`` tells whether a label over several
    rows covers the copy, too. Of a run of equal rows it is all the same which is left out.
    """
    wanted = {len(form) for form in forms}
    if len(seen) - 1 not in wanted:
        return
    for copy in range(1, len(seen)):
        goes_on = copy + 1 < len(seen) and _is_copy(texts[copy + 1], texts[copy])
        if not _is_copy(texts[copy], texts[copy - 1]) or goes_on or is_wordy(seen[copy].label):
            continue
        rest = [
            replace(row, reach=row.reach - 1) if spans and number + row.reach > copy else row
            for number, row in enumerate(seen[:copy])
        ]
        rest += seen[copy + 1 :]
        for form in forms:
            if len(rest) != len(form):
                continue
            alignment = align(rest, form)
            named = alignment.matches.values()
            if len(named) == len(form) and all(match.confirmed for match in named):
                yield Without(dropped=copy, form=form, alignment=alignment)


def _is_copy(texts: Sequence[str], above: Sequence[str]) -> bool:
    """Return whether a row prints what the one above does, but for a label that covers both."""
    own, others = ([text for text in row if text] for row in (texts, above))
    return bool(own) and own == others[-len(own) :]
