"""JSON Lines: a file a table, one object a row, every column in each, null as null.

Numbers stand as printed, with all their digits; moments are text as in CSV, in UTC.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from storage.clock import written
from storage.exports.formats import Options, TableFile
from storage.exports.formats.csv import write_number
from storage.exports.spec import Row, TableSpec, Type

LOADING = """\
JSON Lines in UTF-8, one object a row.

```python
import pandas as pd
panel = pd.read_json("panel.jsonl", lines=True)
```
```sql
SELECT * FROM 'panel.jsonl'; -- DuckDB
```"""


class JsonLinesSink:
    """Writes each table to ``TABLE.jsonl``."""

    def __init__(self, directory: Path, tables: Sequence[TableSpec]) -> None:
        self._tables = {
            table.name: _JsonLinesFile(directory / f"{table.name}.jsonl", table) for table in tables
        }

    def write(self, table: str, rows: Iterable[Row]) -> None:
        self._tables[table].write(rows)

    def append(self, table: str, chunk: bytes) -> None:
        """Append what ``encode`` made of rows."""
        self._tables[table].append(chunk)

    def close(self) -> Mapping[str, TableFile]:
        for table in self._tables.values():
            table.close()
        return {
            name: TableFile(name=table.path.name, media_type="application/jsonl")
            for name, table in self._tables.items()
        }


def open_sink(directory: Path, tables: Sequence[TableSpec], _: Options) -> JsonLinesSink:
    """Begin a file a table."""
    return JsonLinesSink(directory, tables)


def encode(table: TableSpec, rows: Iterable[Row]) -> bytes:
    """Return rows of a table as they stand in its file."""
    return "".join(_lines(table, rows)).encode()


def _lines(table: TableSpec, rows: Iterable[Row]) -> Iterator[str]:
    columns = [(f"{json.dumps(column.name)}:", _WRITTEN[column.type]) for column in table.columns]
    for row in rows:
        members = ",".join(
            name + ("null" if value is None else write(value))
            for (name, write), value in zip(columns, row, strict=True)
        )
        yield f"{{{members}}}\n"


class _JsonLinesFile:
    def __init__(self, path: Path, table: TableSpec) -> None:
        self.path = path
        self._table = table
        self._file = path.open("w", encoding="utf-8", newline="")

    def write(self, rows: Iterable[Row]) -> None:
        self._file.writelines(_lines(self._table, rows))

    def append(self, chunk: bytes) -> None:
        self._file.write(chunk.decode())

    def close(self) -> None:
        self._file.close()


_quoted: Callable[[str], str] = json.JSONEncoder(ensure_ascii=False).encode

_WRITTEN: Mapping[Type, Callable[[Any], str]] = {
    "string": _quoted,
    "integer": str,
    "number": write_number,
    "boolean": lambda truth: "true" if truth else "false",
    "date": lambda day: f'"{day.isoformat()}"',
    "datetime": lambda moment: f'"{written(moment)}"',
}
