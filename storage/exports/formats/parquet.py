"""Parquet: a file a table, typed, for pandas, polars, DuckDB and R's arrow.

Numbers are doubles, moments timestamps in UTC, dates dates. A number of more than 15 digits is the
nearest double; ``figures.raw`` has it as printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from storage.exports.formats import Options, TableFile
from storage.exports.spec import ByColumn, Column, Row, TableSpec, Type

# A row group is written when it holds this much: smaller ones make wide tables slow to read, larger
# ones cost memory, and several tables fill theirs at a time: 24 MB took 80 MB more of it.
ROW_GROUP_BYTES = 16_000_000
# Rows that are turned into columns at a time: a table of the whole archive may have a million.
_ROWS = 20_000


LOADING = """\
Parquet, with types: nothing has to be said when loading.

```python
import pandas as pd
panel = pd.read_parquet("panel.parquet")
```
```python
import polars as pl
panel = pl.read_parquet("panel.parquet")
```
```sql
SELECT * FROM 'panel.parquet'; -- DuckDB
```
```r
panel <- arrow::read_parquet("panel.parquet")
```"""


class ParquetSink:
    """Writes each table to ``TABLE.parquet``."""

    def __init__(self, directory: Path, tables: Sequence[TableSpec]) -> None:
        self._tables = {
            table.name: _ParquetFile(directory / f"{table.name}.parquet", table) for table in tables
        }

    def write(self, table: str, rows: Iterable[Row]) -> None:
        file = self._tables[table]
        if isinstance(rows, ByColumn):
            file.append(_record_batch(file.table, rows))
            return
        rest = iter(rows)
        while some := list(islice(rest, _ROWS)):
            file.append(_record_batch(file.table, some))

    def append(self, table: str, chunk: bytes) -> None:
        """Append what ``encode`` made of rows."""
        if chunk:
            with pa.ipc.open_stream(chunk) as stream:
                self._tables[table].append(stream.read_next_batch())

    def close(self) -> Mapping[str, TableFile]:
        for table in self._tables.values():
            table.close()
        return {
            name: TableFile(name=table.path.name, media_type="application/vnd.apache.parquet")
            for name, table in self._tables.items()
        }


def open_sink(directory: Path, tables: Sequence[TableSpec], _: Options) -> ParquetSink:
    """Begin a file a table."""
    return ParquetSink(directory, tables)


def encode(table: TableSpec, rows: Iterable[Row]) -> bytes:
    """Return rows of a table as they are appended, in Arrow's own form; nothing for no rows."""
    batch = _record_batch(table, rows)
    if batch is None:
        return b""
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(stream.getvalue())


def _record_batch(table: TableSpec, rows: Iterable[Row]) -> pa.RecordBatch | None:
    columns = rows.columns if isinstance(rows, ByColumn) else list(zip(*rows, strict=True))
    if not columns or not columns[0]:
        return None
    schema = _schema(table)
    converts = (_ARRAYS.get(column.type) for column in table.columns)
    return pa.record_batch(
        [
            pa.array(convert(column) if convert else column, field.type)
            for column, convert, field in zip(columns, converts, schema, strict=True)
        ],
        schema=schema,
    )


class _ParquetFile:
    def __init__(self, path: Path, table: TableSpec) -> None:
        self.path = path
        self.table = table
        self._writer = pq.ParquetWriter(path, _schema(table), compression="zstd")
        self._waiting: list[pa.RecordBatch] = []
        self._bytes = 0

    def append(self, batch: pa.RecordBatch | None) -> None:
        if batch is None:
            return
        self._waiting.append(batch)
        self._bytes += batch.nbytes
        if self._bytes >= ROW_GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._waiting:
            table = pa.Table.from_batches(self._waiting)
            self._writer.write_table(table, row_group_size=table.num_rows)
            self._waiting, self._bytes = [], 0


@cache
def _schema(table: TableSpec) -> Any:
    return pa.schema([_field(column) for column in table.columns])


def _field(column: Column) -> Any:
    description = {b"description": column.description.encode()}
    return pa.field(column.name, _TYPES[column.type], not column.required, metadata=description)


def _doubles(column: Sequence[int | float | Decimal | None]) -> list[float | None]:
    return [None if value is None else float(value) for value in column]


def _seconds(column: Sequence[datetime | None]) -> list[datetime | None]:
    """Cut moments to the second, as every other format does."""
    return [None if moment is None else moment.replace(microsecond=0) for moment in column]


_TYPES: Mapping[Type, Any] = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("ms", tz="UTC"),
}
_ARRAYS: Mapping[Type, Callable[[Any], Any]] = {"number": _doubles, "datetime": _seconds}
