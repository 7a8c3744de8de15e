"""Which rows of which tables belong to which statutory table.

Told by the words of heads and rows, never by the year or by the bounds of tables: one table may
hold all three statutory ones, and one statutory table may be cut into several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from pipelines.figures.printed import Row
from pipelines.figures.vocabulary import (
    APPLICANT_HEADS,
    DISCLOSURE_HEAD,
    REVIEW_HEADS,
    Vocabulary,
    vocabulary,
)
from pipelines.labels import bare, core, is_wordy, nearest, normal
from pipelines.values import is_figure

_ITEM = re.compile(r"第二十(?:条|$)|^第?\([一五六八九]\)项")
_HEADING = re.compile(
    r"主动公开政府信息情况|收到和处理政府信息公开申请情况"
    r"|(?:因政府信息公开工作被申请)?行政复议、?(?:提起)?行政诉讼情况"
)
_NOTE = re.compile(r"^[(]?(?:计量|金额)?单位|^填报单位|^[(]?备?注[:)]|^续表|^[(]?接上[页表]")
_BALANCE = re.compile(r"勾稽关系|第一项加第二项")
# Figures in a row of 表三.
_APPLICANTS = 7
# A head or label is a phrase; longer text is prose laid out in a table.
_LONGEST_LABEL = 60


class Kind(Enum):
    """The statutory tables."""

    DISCLOSURE = auto()
    APPLICATIONS = auto()
    REVIEW = auto()
    STATISTICS = auto()


class Role(Enum):
    """What a row is in its table. ``PLAIN`` rows carry figures, or nothing that we know."""

    ITEM = auto()
    HEAD = auto()
    PLAIN = auto()
    HEADING = auto()


@dataclass(slots=True)
class Segment:
    """Rows of one statutory table, in order, over as many tables as they were cut into."""

    kind: Kind
    rows: list[tuple[Role, Row]] = field(default_factory=list)


def segments(rows: Sequence[Row]) -> list[Segment]:
    """Return the statutory tables among the rows of a document's tables.

    Rows before the first head, and tables without a statutory word, are in no segment. A table
    without a head of its own goes on with the segment before it if its rows can.
    """
    words = vocabulary()
    found: list[Segment] = []
    pending: list[tuple[Role, Row]] = []
    table = -1
    inside = False  # whether the rows of this table belong to the last segment
    skipped: list[tuple[Role, Row]] = []  # rows of this table before the first that is known
    for row in rows:
        if row.table != table:
            table, inside, pending, skipped = row.table, False, [], []
        last = found[-1] if found else None
        kind, role = _classify(row, words, last.kind if last else None)
        if role is Role.HEADING:
            pending.append((role, row))
            continue
        if kind is None and last is not None and (inside or _goes_on(row, last.kind, words)):
            kind = last.kind
        if kind is None:
            skipped.append((role, row))
            continue
        if not inside and kind is Kind.APPLICATIONS and role is Role.PLAIN:
            # A table without a head may begin with a row whose label is lost.
            pending = [entry for entry in skipped if _goes_on(entry[1], kind, words)] + pending
        inside = True
        if last is None or last.kind is not kind:
            last = Segment(kind=kind)
            found.append(last)
        last.rows += [*pending, (role, row)]
        pending = []
    return found


def _classify(row: Row, words: Vocabulary, current: Kind | None) -> tuple[Kind | None, Role]:
    """Return the statutory table that the row's own words name, if any, and the row's role."""
    texts = [text for text in row.texts if text]
    labels = [t for t in texts if len(t) <= _LONGEST_LABEL and is_wordy(t) and not is_figure(t)]
    if not labels:
        return None, Role.PLAIN
    first = normal(labels[0])
    if len(texts) == 1:
        if _HEADING.search(first):
            return None, Role.HEADING
        if _NOTE.search(first):
            return None, Role.HEADING
    if _ITEM.search(first):
        return Kind.DISCLOSURE, Role.ITEM
    known = [core(text) for text in labels]
    numbers = len(texts) - len(labels)
    if any(_BALANCE.search(normal(text)) for text in labels):
        return Kind.APPLICATIONS, Role.HEAD
    if numbers == 0:
        kind = _head(known, words, current)
        if kind is not None:
            return kind, Role.HEAD
    if known[0] in words.application_labels or any(
        k in words.application_labels for k in known[:3]
    ):
        strong = any(k in words.application_labels and k not in words.applicants for k in known[:3])
        if strong and len(row.texts) >= 2:
            return Kind.APPLICATIONS, Role.PLAIN
    if (
        current is not Kind.APPLICATIONS
        and len(row.texts) > _APPLICANTS <= numbers
        and nearest(labels[-1], dict.fromkeys(words.application_labels, True))
    ):
        return Kind.APPLICATIONS, Role.PLAIN
    if current is Kind.DISCLOSURE and known[0] in words.disclosure_rows:
        return Kind.DISCLOSURE, Role.PLAIN
    return None, Role.PLAIN


def _head(known: list[str], words: Vocabulary, current: Kind | None) -> Kind | None:
    """Return the statutory table of which these words, and no figures, are a head."""
    heads = {words.statistics_heads.get(k) for k in known}
    if {"indicator", "count"} <= heads:
        return Kind.STATISTICS
    if (
        known[0] == DISCLOSURE_HEAD
        or sum(
            1 for k in known if k in words.disclosure_columns or bare(k) in words.disclosure_columns
        )
        >= 2
    ):
        return Kind.DISCLOSURE
    applicants = sum(1 for k in known if k in words.applicants and k not in {"其他", "总计"})
    if (
        applicants >= 2
        or any(k in APPLICANT_HEADS for k in known)
        or (applicants and "总计" in known)
    ):
        return Kind.APPLICATIONS
    reviews = sum(1 for k in known if k in words.review_columns and k != "总计")
    groups = sum(1 for k in known if k in words.review_groups or k in REVIEW_HEADS)
    if reviews >= 2 or groups >= 2 or (groups == 1 and len(known) == 1):
        return Kind.REVIEW
    if current in (Kind.REVIEW, Kind.APPLICATIONS) and _cut_head(known, words, current):
        return current
    if current is Kind.DISCLOSURE and any(bare(k) in words.disclosure_columns for k in known):
        return Kind.DISCLOSURE
    return None


def _cut_head(known: list[str], words: Vocabulary, current: Kind) -> bool:
    """Return whether each word is a part of a column's label of the table that we are in."""
    columns = words.review_columns if current is Kind.REVIEW else words.applicants
    return len(known) >= 2 and all(
        any(k in column or k.startswith(column) for column in columns) for k in known
    )


def _goes_on(row: Row, kind: Kind, words: Vocabulary) -> bool:
    """Return whether a headless row can go on with a table of the kind: by its figures."""
    figures = [text for text in row.texts if not is_wordy(text) or is_figure(text)]
    if kind is Kind.APPLICATIONS:
        return len(figures) >= 7 and len(row.texts) <= 11
    if kind is Kind.REVIEW:
        return len(row.texts) in (5, 10, 15) and len(figures) == len(row.texts)
    if kind is Kind.DISCLOSURE:
        return bool(row.texts) and nearest(row.texts[0], words.disclosure_rows) is not None
    return len(row.texts) >= 3 and core(row.texts[0]) in {
        c for expected in words.statistics_rows for c in expected.cores
    }
