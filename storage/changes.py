"""What differs between two contents of a report. Where nothing does, there is no revision.

Compared is what a reader of the page would see: not white space, character widths, markup, nor how
a cell was read. Texts are compared in their normal form and reported as printed. Nothing differs
where content digests are equal, and something where they are not (a test holds the two together).
Sections are told by kind: only those of one kind have an order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from storage.records import Change, ChangeKind, Figure, LocalTable, Reading, Section, Status

# A cell of these holds text, and another text is a change; a dash is a dash however it is drawn.
_TEXTUAL = (Status.TEXT, Status.UNREAD)
_REMARK = re.compile(r"\(.*\)")


def differences(old: Reading, new: Reading, *, same_url: bool) -> tuple[Change, ...]:
    """Return how ``new`` differs from ``old``; empty where a reader would see the same.

    ``published_on`` is compared only between captures of one URL: a report that moved has a new
    page with a new date.
    """
    found: list[Change] = []
    if normal(old.title or "") != normal(new.title or ""):
        found.append(_change(ChangeKind.TITLE, "title", old.title or "", new.title or ""))
    if same_url:
        found += _date("published_on", old.published_on, new.published_on)
    found += _date("signed_on", old.signed_on, new.signed_on)
    if old.is_redacted or new.is_redacted:  # its words are gone, which nobody published
        return (*found, *_figures(_unspoken(old.figures), _unspoken(new.figures)))
    found += _figures(old.figures, new.figures)
    found += _sections(old.sections, new.sections)
    found += _tables(old.tables, new.tables)
    return tuple(found)


def normal(text: str) -> str:
    """Return a text without white space, invisible characters and differences of width."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+", "", folded)


def figure_value(figure: Figure) -> str:
    """Return a figure as the table ``changes`` writes it: its value, else the status word."""
    return plain(figure.value) if figure.value is not None else figure.status.value


def plain(value: Decimal) -> str:
    """Return a number without exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _change(kind: ChangeKind, name: str, old: str, new: str) -> Change:
    return Change(kind=kind, name=name, old=old, new=new)


def _date(name: str, old: date | None, new: date | None) -> Iterator[Change]:
    if old != new:
        yield _change(
            ChangeKind.DATE,
            name,
            old.isoformat() if old else "",
            new.isoformat() if new else "",
        )


def _figures(old: Sequence[Figure], new: Sequence[Figure]) -> Iterator[Change]:
    before = {figure.cell: figure for figure in old}
    after = {figure.cell: figure for figure in new}
    for cell in dict.fromkeys((*after, *before)):
        was, now = before.get(cell), after.get(cell)
        if was is None or now is None or _content(was) != _content(now):
            yield _change(
                ChangeKind.FIGURE,
                cell,
                figure_value(was) if was else "",
                figure_value(now) if now else "",
            )


def _unspoken(figures: Sequence[Figure]) -> list[Figure]:
    return [replace(figure, raw="") for figure in figures]


def _content(figure: Figure) -> tuple[Status, Decimal | None, str]:
    if figure.status in _TEXTUAL:
        return figure.status, None, normal(figure.raw)
    # The remark in brackets says more than the number: 22（其中修订16件）.
    remark = "".join(_REMARK.findall(normal(figure.raw))) if figure.value is not None else ""
    return figure.status, figure.value, remark


def _sections(old: Sequence[Section], new: Sequence[Section]) -> Iterator[Change]:
    before, after = _named(old), _named(new)
    for name in dict.fromkeys((*after, *before)):
        was, now = before.get(name), after.get(name)
        same_heading = was and now and normal(was.heading) == normal(now.heading)
        if same_heading and was and now and normal(was.text) == normal(now.text):
            continue
        yield _change(
            ChangeKind.SECTION,
            name,
            _section_text(was, heading=not same_heading),
            _section_text(now, heading=not same_heading),
        )


def _named(sections: Sequence[Section]) -> dict[str, Section]:
    """Name sections by kind: the second overview is ``overview#2``."""
    seen: Counter[str] = Counter()
    named: dict[str, Section] = {}
    for section in sections:
        seen[section.kind] += 1
        count = seen[section.kind]
        named[f"{section.kind}#{count}" if count > 1 else section.kind.value] = section
    return named


def _section_text(section: Section | None, *, heading: bool) -> str:
    if section is None:
        return ""
    return f"{section.heading}\n{section.text}".strip("\n") if heading else section.text


def _tables(old: Sequence[LocalTable], new: Sequence[LocalTable]) -> Iterator[Change]:
    before, after = [_table_key(table) for table in old], [_table_key(table) for table in new]
    # A table put in before others must not make all that follow it differ.
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for what, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            continue
        for step in range(max(old_end - old_start, new_end - new_start)):
            was = old[old_start + step] if old_start + step < old_end else None
            now = new[new_start + step] if new_start + step < new_end else None
            named = now or was
            position = new_start + step if now else old_start + step
            assert named is not None  # noqa: S101 - a step is within one of the two
            yield _change(
                ChangeKind.TABLE,
                named.caption or f"table {position + 1}",
                _table_text(was),
                _table_text(now),
            )


def _table_key(table: LocalTable) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(normal(cell) for cell in row) for row in table.rows)


def _table_text(table: LocalTable | None) -> str:
    if table is None:
        return ""
    lines = [" | ".join(cell.replace("\n", " ") for cell in row) for row in table.rows]
    return "\n".join(([table.caption] if table.caption else []) + lines)
