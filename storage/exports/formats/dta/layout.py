"""The bytes of a ``.dta`` file, format 118 (Stata 14 and later), as ``help dta`` of Stata says."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from shutil import copyfileobj
from textwrap import shorten
from typing import IO

from storage.exports.formats.dta.nulls import Nulls
from storage.exports.formats.dta.values import LETTERS, NOTHING
from storage.exports.formats.dta.variables import YES_NO, Variable, variable
from storage.exports.formats.dta.waiting import WaitingRows
from storage.exports.spec import TableSpec

# Sizes of the fixed fields, in bytes: 32 and 80 characters of up to four bytes, and a zero.
NAME, LABEL, FORMAT = 129, 321, 57
LABEL_CHARACTERS = 80
_LETTERS_NOTE = "Missing values: " + ", ".join(
    [f".{letter} {word}" for word, letter in LETTERS.items()]
    + [f".{NOTHING} nothing is known, or nothing is there"]
)


def write_file(path: Path, rows: WaitingRows, reasons: WaitingRows | None) -> None:
    """Write the file of a table; ``reasons`` has, cell by cell, the word why one is null."""
    variables = [
        variable(column, width)
        for column, width in zip(rows.table.columns, rows.widths, strict=True)
    ]
    with path.open("wb") as file:
        _File(file, rows.table, variables).write(rows, reasons)


class _File:
    def __init__(self, file: IO[bytes], table: TableSpec, variables: Sequence[Variable]) -> None:
        self._file = file
        self._table = table
        self._variables = variables
        self._places: list[int] = []  # where each part begins, for the map

    def write(self, rows: WaitingRows, reasons: WaitingRows | None) -> None:
        self._part(b"<stata_dta>" + self._header(rows.count))
        map_at = self._file.tell()
        self._part(b"<map>" + bytes(8 * 14) + b"</map>")
        each = self._variables
        self._part(_tag("variable_types", b"".join(_uint16(one.code) for one in each)))
        self._part(_tag("varnames", b"".join(_field(one.column.name, NAME) for one in each)))
        self._part(_tag("sortlist", bytes(2 * (len(each) + 1))))
        self._part(_tag("formats", b"".join(_field(one.format, FORMAT) for one in each)))
        names = [self._label_names.get(one.words, "") for one in each]
        self._part(_tag("value_label_names", b"".join(_field(name, NAME) for name in names)))
        labels = [shorten(one.column.label, LABEL_CHARACTERS, placeholder="…") for one in each]
        self._part(_tag("variable_labels", b"".join(_field(label, LABEL) for label in labels)))
        notes = _note(1, self._table.description) + _note(2, _LETTERS_NOTE)
        self._part(_tag("characteristics", notes))
        with tempfile.TemporaryFile(dir=self._directory) as long_texts:
            self._part(b"<data>")
            self._write_rows(rows, reasons, long_texts)
            self._file.write(b"</data>")
            self._part(b"<strls>")
            long_texts.seek(0)
            copyfileobj(long_texts, self._file)
            self._file.write(b"</strls>")
        self._part(_tag("value_labels", b"".join(self._value_labels())))
        self._part(b"</stata_dta>")
        self._places.append(self._file.tell())
        self._file.seek(map_at)
        self._file.write(_tag("map", struct.pack("<14Q", *self._places)))

    @property
    def _directory(self) -> Path:
        return Path(self._file.name).parent

    @cached_property
    def _label_names(self) -> dict[tuple[str, ...], str]:
        """The value labels of the file by their words, each named after the first that has them."""
        names: dict[tuple[str, ...], str] = {}
        for one in self._variables:
            if one.words:
                names.setdefault(one.words, one.column.name)
        return names

    def _part(self, content: bytes) -> None:
        self._places.append(self._file.tell())
        self._file.write(content)

    def _header(self, count: int) -> bytes:
        label = self._table.name.encode()
        return _tag(
            "header",
            _tag("release", b"118")
            + _tag("byteorder", b"LSF")
            + _tag("K", _uint16(len(self._variables)))
            + _tag("N", struct.pack("<Q", count))
            + _tag("label", _uint16(len(label)) + label)
            + _tag("timestamp", b"\0"),  # none: the same data give the same bytes
        )

    def _write_rows(
        self, rows: WaitingRows, reasons: WaitingRows | None, long_texts: IO[bytes]
    ) -> None:
        pack = struct.Struct("<" + "".join(one.packed for one in self._variables)).pack
        nulls = Nulls(self._variables, reasons)
        long_text = _LongTexts(long_texts)
        texts = [
            (place, None if one.width is None else str.encode)
            for place, one in enumerate(self._variables)
            if one.numeric is None
        ]
        for number, row in enumerate(rows, start=1):
            values = nulls.filled(row)
            for place, encode in texts:
                text = values[place]
                values[place] = encode(text) if encode else long_text.keep(text, place + 1, number)
            self._file.write(pack(*values))

    def _value_labels(self) -> Iterator[bytes]:
        for words, name in self._label_names.items():
            first = 0 if words is YES_NO else 1
            texts = [word.encode() + b"\0" for word in words]
            starts = [sum(map(len, texts[:place])) for place in range(len(texts))]
            table = struct.pack(
                f"<ii{len(words)}i{len(words)}i",
                len(words),
                sum(map(len, texts)),
                *starts,
                *range(first, first + len(words)),
            ) + b"".join(texts)
            yield _tag("lbl", struct.pack("<i", len(table)) + _field(name, NAME) + bytes(3) + table)


class _LongTexts:
    """The texts of strL variables; a row holds where its text stands among them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def keep(self, text: str, variable: int, row: int) -> bytes:
        if not text:
            return bytes(8)
        content = text.encode() + b"\0"
        self._file.write(b"GSO" + struct.pack("<IQBI", variable, row, 130, len(content)) + content)
        return struct.pack("<HQ", variable, row)[:8]


def _tag(name: str, content: bytes) -> bytes:
    return b"<%s>%s</%s>" % (name.encode(), content, name.encode())


def _field(text: str, size: int) -> bytes:
    """Write text into a field of a fixed size, which ends in a zero."""
    return text.encode()[: size - 1].ljust(size, b"\0")


def _note(number: int, text: str) -> bytes:
    content = text.encode() + b"\0"
    characteristic = _field("_dta", NAME) + _field(f"note{number}", NAME) + content
    return _tag("ch", struct.pack("<I", len(characteristic)) + characteristic)


def _uint16(value: int) -> bytes:
    return struct.pack("<H", value)
