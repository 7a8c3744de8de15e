"""Stata: a ``.dta`` file a table, with labels, and a reason for every missing value.

Words of a fixed list are numbers with value labels, dates ``%td``, moments ``%tc``. Text is
``str#``, or ``strL`` where it is longer than that holds. ``values`` says how nulls are written.

A file begins with the number of its rows and with their types, both known only at the end, so rows
wait in a file of their own until then: memory does not grow with them. That is why no library does
this; those at hand want the whole table in memory (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from storage.exports.formats import Options, TableFile
from storage.exports.formats.dta.layout import write_file
from storage.exports.formats.dta.waiting import WaitingRows
from storage.exports.spec import Row, TableSpec

LOADING = """\
Stata 14 or later; variables and words are labelled, and text of any length is whole.

```stata
use panel.dta, clear
```
```r
panel <- haven::read_dta("panel.dta")
```

Every missing number says why it is missing: `.a` printed blank, `.b` a dash, `.c` text, `.d` unread
(printed, but in doubt), `.n` not on the form; anywhere else `.z`, nothing known or nothing there.
`count if missing(x)` counts them all, `count if x == .a` the blanks. No value is the plain `.`."""


class StataSink:
    """Writes each table to ``TABLE.dta`` when it is closed."""

    def __init__(self, directory: Path, tables: Sequence[TableSpec]) -> None:
        self._directory = directory
        self._waiting = {
            table.name: WaitingRows(directory / f"{table.name}.rows", table) for table in tables
        }

    def write(self, table: str, rows: Iterable[Row]) -> None:
        self._waiting[table].write(rows)

    def close(self) -> Mapping[str, TableFile]:
        for waiting in self._waiting.values():
            waiting.close()
        for name, waiting in self._waiting.items():
            reasons = waiting.table.reasons
            write_file(
                self._directory / f"{name}.dta",
                waiting,
                None if reasons is None else self._waiting.get(reasons),
            )
        for waiting in self._waiting.values():
            waiting.path.unlink()
        return {
            name: TableFile(name=f"{name}.dta", media_type="application/x-stata-dta")
            for name in self._waiting
        }


def open_sink(directory: Path, tables: Sequence[TableSpec], _: Options) -> StataSink:
    """Begin a file of waiting rows for each table."""
    return StataSink(directory, tables)
