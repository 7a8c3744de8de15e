"""The formats of an export: each module beside this one is a format, under its ``--format`` name.

It holds ``open_sink(directory, tables, options) -> Sink`` and ``LOADING``, how programs read it.
Adding a format is adding a module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Protocol, cast

from storage.exports.spec import Row, TableSpec


class DoesNotFit(Exception):
    """The data are more than the format can hold. Says what, and which format takes it."""


class LibraryMissing(Exception):
    """A library that the format needs is not installed. Says how to install it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """The file that holds a table: its name in the export's directory, and its media type.

    ``sheet``: of a workbook, the sheet that holds it.
    """

    name: str
    media_type: str
    sheet: str | None = None


class Sink(Protocol):
    """Takes the rows of all tables, in any order of tables, batch by batch."""

    def write(self, table: str, rows: Iterable[Row]) -> None:
        """Append rows to a table."""

    def close(self) -> Mapping[str, TableFile]:
        """Finish all files; return the one that holds each table."""


Encode = Callable[[TableSpec, Iterable[Row]], bytes]


class ChunkSink(Sink, Protocol):
    """The sink of a format whose module has an ``encode``: for rows that are made elsewhere."""

    def append(self, table: str, chunk: bytes) -> None:
        """Append what ``encode`` made of rows in another process or on another machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user may ask of a format. ``byte_order_mark``: for programs that guess encodings."""

    byte_order_mark: bool = False


class Format(Protocol):
    """What a format's module holds. ``LOADING`` is Markdown, for the README."""

    @property
    def LOADING(self) -> str: ...  # noqa: N802 - a module's constant

    def open_sink(self, directory: Path, tables: Sequence[TableSpec], options: Options) -> Sink:
        """Begin the files of all tables in a directory."""


def format_names() -> list[str]:
    """Name the formats there are."""
    return sorted(module.name for module in iter_modules(__path__))


def encoder(name: str) -> Encode | None:
    """Return what makes chunks of rows; None where a format's files are not put together of any."""
    encode: Encode | None = getattr(load_format(name), "encode", None)
    return encode


def load_format(name: str) -> Format:
    """Import a format by a name out of ``format_names``. Raises ``LibraryMissing``."""
    try:
        return cast("Format", import_module(f"{__name__}.{name}"))
    except ModuleNotFoundError as error:
        raise LibraryMissing(
            f"the format {name} needs the Python package {error.name}: "
            "pip install 'nianbao[research]'"
        ) from error
