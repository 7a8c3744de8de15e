"""What stands in the place of a null: the reason for it, or an empty text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from storage.exports.formats.dta.values import LETTERS, NOTHING
from storage.exports.formats.dta.variables import Variable
from storage.exports.formats.dta.waiting import WaitingRows


class Nulls:
    """Fills the nulls of a table's rows, in their order.

    The reason is in another column of the row, or in the same place of the table ``reasons``.
    """

    def __init__(self, variables: Sequence[Variable], reasons: WaitingRows | None) -> None:
        places = {one.column.name: place for place, one in enumerate(variables)}
        self._fill = [
            self._filler(one, places.get(one.column.reason or ""), variables) for one in variables
        ]
        self._reasons = iter(reasons) if reasons is not None else None
        self._reason_letters = (
            [_letters(column.values) for column in reasons.table.columns] if reasons else []
        )
        self._missing = [one.numeric.missing if one.numeric else {} for one in variables]

    def filled(self, row: tuple[Any, ...]) -> list[Any]:
        if self._reasons is None:
            return [
                fill(row) if value is None else value
                for value, fill in zip(row, self._fill, strict=True)
            ]
        why = next(self._reasons)
        return [
            self._because(place, why[place], row) if value is None else value
            for place, value in enumerate(row)
        ]

    def _because(self, place: int, word: Any, row: tuple[Any, ...]) -> Any:
        letters = self._reason_letters[place]
        if not letters or not self._missing[place]:
            return self._fill[place](row)
        return self._missing[place][letters.get(word, NOTHING)]

    @staticmethod
    def _filler(
        variable: Variable, reason: int | None, variables: Sequence[Variable]
    ) -> Callable[[tuple[Any, ...]], Any]:
        if variable.numeric is None:
            return lambda row: ""
        missing = variable.numeric.missing
        if reason is None:
            return lambda row: missing[NOTHING]
        letters = _letters(variables[reason].column.values)
        return lambda row: missing[letters.get(row[reason], NOTHING)]


def _letters(words: Sequence[str]) -> dict[int, str]:
    return {number: LETTERS[word] for number, word in enumerate(words, start=1) if word in LETTERS}
