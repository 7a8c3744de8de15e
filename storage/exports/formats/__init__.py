"""The formats of an export: each file beside this one is a format, named as ``--format`` names it.

Such a module holds ``open_sink(directory, tables, options) -> Sink``. Adding a format is adding a
file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, cast

from storage.exports.spec import Row, TableSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """The file that holds a table: its name in the export's directory, and its media type."""

    name: str
    media_type: str


class Sink(Protocol):
    """Takes the rows of all tables, in any order of tables, batch by batch."""

    def write(self, table: str, rows: Iterable[Row]) -> None:
        """Append rows to a table."""

    def close(self) -> Mapping[str, TableFile]:
        """Finish all files; return the one that holds each table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user may ask of a format. ``byte_order_mark``: for programs that guess encodings."""

    byte_order_mark: bool = False


class Format(Protocol):
    """What a format's module holds."""

    def open_sink(self, directory: Path, tables: Sequence[TableSpec], options: Options) -> Sink:
        """Begin the files of all tables in a directory."""


def format_names() -> list[str]:
    """Name the formats there are."""
    return sorted(module.name for module in iter_modules(__path__))


def load_format(name: str) -> Format:
    """Import a format by a name out of ``format_names``."""
    return cast("Format", import_module(f"{__name__}.{name}"))
