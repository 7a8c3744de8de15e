"""表二: blocks of rows under heads of their own, of either form and in any mixture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Printed, Row, least_sure, print_cell, unread
from pipelines.figures.recognise import Role
from pipelines.figures.vocabulary import DISCLOSURE_HEAD, Vocabulary, cores, vocabulary
from pipelines.forms import Disclosure, cell_units, load_forms
from pipelines.grid import Placed
from pipelines.labels import bare, core, is_wordy, nearest, normal
from pipelines.values import is_figure, money_unit
from storage.records import Read, Status

_ITEM_NUMBER = re.compile(r"(?:条第?\(?|第?\()([一五六八九])")
# Two figures of unlike units (采购项目数量, 采购总金额) are not taken for one.
_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """A column's key, how it was found, where it stands, and the unit of money in its label."""

    key: str | None
    read: Read
    start: int
    end: int
    money: str | None


@dataclass(slots=True)
class _Block:
    """One block as printed: its item, its head (None where it is lost), and its rows.

    ``end`` is where the row of the head ends, with what it has to spare.
    """

    item: str
    heads: list[_Head] | None
    rows: list[Row]
    end: int | None = None


def read_disclosure(rows: Sequence[tuple[Role, Row]]) -> Outcome:
    """Name the cells of 表二. A block whose head is lost is told by its rows and its width."""
    words = vocabulary()
    outcome = Outcome()
    for block in _blocks(rows, words, outcome):
        _read_block(block, words, outcome)
    return outcome


def _blocks(rows: Sequence[tuple[Role, Row]], words: Vocabulary, outcome: Outcome) -> list[_Block]:
    blocks: list[_Block] = []
    for role, row in _items_apart(rows, words):
        if role is Role.ITEM:
            blocks.append(_Block(item=_item(row), heads=None, rows=[]))
            outcome.used.append(row)
        elif role is Role.HEAD:
            heads, end = _heads(row, words), row.own[-1].end
            outcome.used.append(row)
            if blocks and not blocks[-1].rows:
                blocks[-1].heads, blocks[-1].end = heads, end
            else:  # a block without its item, or a head repeated after a page break
                item_above = blocks[-1].item if blocks else ""
                again = _Block(item=item_above, heads=heads, rows=[], end=end)
                blocks.append(again if _fitting(again) else replace(again, item=""))
        elif role is Role.HEADING or len(row.own) < _PAIR:
            outcome.used.append(row)
        else:
            if not blocks:
                blocks.append(_Block(item="", heads=None, rows=[]))
            blocks[-1].rows.append(row)
    return blocks


def _items_apart(rows: Sequence[tuple[Role, Row]], words: Vocabulary) -> Iterator[tuple[Role, Row]]:
    """Yield the rows; where the item stands beside a head or a row, it opens its block once."""
    item = None
    for role, row in rows:
        if role is Role.PLAIN and _is_under_item(row, words):
            yield role, _without_first(row)
            continue
        if role is not Role.ITEM or {normal(text) for text in row.texts} <= {
            normal(row.texts[0]),
            "",
        }:
            item = _item(row) if role is Role.ITEM else item
            yield role, row
            continue
        if item != _item(row):
            item = _item(row)
            yield Role.ITEM, row
        rest = _without_first(row)
        is_head = any(_column(text, words)[0] for text in rest.texts)
        yield (Role.HEAD if is_head else Role.PLAIN), rest


def _is_under_item(row: Row, words: Vocabulary) -> bool:
    """Return whether text prints an empty cell where the item above reaches over the row."""
    return (
        len(row.texts) > _PAIR and not row.texts[0] and core(row.texts[1]) in words.disclosure_rows
    )


def _without_first(row: Row) -> Row:
    return replace(row, line=replace(row.line, own=row.own[1:]), texts=row.texts[1:])


def _item(row: Row) -> str:
    """Return the item of Article 20 that opens a block, empty where its number is damaged."""
    number = _ITEM_NUMBER.search(normal(next(text for text in row.texts if text)))
    return number.group(1) if number else ""


def _item_of(entry: Disclosure) -> str:
    number = _ITEM_NUMBER.search(normal(entry.item))
    return number.group(1) if number else ""


def _heads(row: Row, words: Vocabulary) -> list[_Head]:
    """Return the columns that a head names. The first cell, 信息内容, names none."""
    cells = list(row.own)
    if len(cells) > 1 and _column(cells[0].text, words)[0] is None:
        cells = cells[1:]
    heads = []
    for cell in cells:
        key, read = _column(cell.text, words)
        heads.append(
            _Head(key=key, read=read, start=cell.column, end=cell.end, money=money_unit(cell.text))
        )
    while len(heads) > 1 and heads[-1].key is None and not normal(cells[len(heads) - 1].text):
        heads.pop()  # what spans leave behind in flattened text
    return heads


def _column(text: str, words: Vocabulary) -> tuple[str | None, Read]:
    if not is_wordy(text) or core(text) == DISCLOSURE_HEAD:
        return None, Read.STRUCTURE
    for label in (core(text), bare(text)):
        if label in words.disclosure_columns:
            return words.disclosure_columns[label][0].key, Read.LABEL
    found = nearest(text, {w: entries[0].key for w, entries in words.disclosure_columns.items()})
    return found, Read.TOLERANT if found else Read.STRUCTURE


def _read_block(block: _Block, words: Vocabulary, outcome: Outcome) -> None:
    empty = [row for row in block.rows if row.is_empty()]
    if empty and len(block.rows) not in {len(entry.rows) for entry in _fitting(block)}:
        outcome.used += empty  # rows that only set the block apart
        block.rows = [row for row in block.rows if not row.is_empty()]
    heads = _whole_heads(block)
    names = _by_order(block, [_row_name(row, block, words) for row in block.rows])
    whole = not block.rows or not block.rows[0].flattened or _is_whole(block, names)
    for row, (key, read) in zip(block.rows, names, strict=True):
        if key is None:
            outcome.used += [row] if row.is_empty() else []
            continue
        if heads is None or not whole:
            cells = tuple(cell for cell in cell_units() if cell.startswith(f"t2.{key}."))
            outcome.doubts.append((f"which figures belong to {row.texts[0]} cannot be told", cells))
            continue
        _read_row(key, read, row, heads, outcome, end=block.end)


def _is_whole(block: _Block, names: Sequence[tuple[str | None, Read]]) -> bool:
    """Return whether the block has all rows of its form: in flattened text the figures of a row
    whose label is lost run on from the row before.
    """
    keys = {key for key, _ in names}
    return any(keys == {row.key for row in entry.rows} for entry in _fitting(block))


def _row_name(row: Row, block: _Block, words: Vocabulary) -> tuple[str | None, Read]:
    label = row.texts[0]
    for word in (core(label), bare(label)):
        if word in words.disclosure_rows:
            return words.disclosure_rows[word], Read.LABEL
    if is_wordy(label):
        keys = {row.key for entry in _fitting(block) for row in entry.rows}
        found = nearest(label, {w: key for w, key in words.disclosure_rows.items() if key in keys})
        if found is not None:
            return found, Read.TOLERANT
    return None, Read.STRUCTURE


def _fitting(block: _Block) -> list[Disclosure]:
    """Return the blocks of the forms that this one can be, by its item and its columns."""
    named = {head.key for head in block.heads or [] if head.key}
    return [
        entry
        for form in load_forms()
        for entry in form.disclosure
        if (not block.item or _item_of(entry) == block.item)
        and named <= {column.key for column in entry.columns}
    ]


def _by_order(block: _Block, names: list[tuple[str | None, Read]]) -> list[tuple[str | None, Read]]:
    """Name rows without a label by their order, where the block has exactly the form's rows."""
    width = len({head.key for head in block.heads or []})
    orders = {
        tuple(row.key for row in entry.rows)
        for entry in _fitting(block)
        if len(entry.columns) == width
    }
    if all(key for key, _ in names) or len(orders) != 1:
        return names
    order = orders.pop()
    # A row of other words is another row, not one whose label is lost.
    mine = [
        i
        for i, ((key, _), row) in enumerate(zip(names, block.rows, strict=True))
        if key or not is_wordy(row.texts[0])
    ]
    if len(order) != len(mine):
        return names
    if any(names[i][0] not in (None, key) for i, key in zip(mine, order, strict=True)):
        return names
    named = list(names)
    for i, key in zip(mine, order, strict=True):
        if names[i][0] is None:
            named[i] = (key, Read.STRUCTURE)
    return named


def _whole_heads(block: _Block) -> list[_Head] | None:
    """Return the head with its lost columns filled in; None where two forms have such a block."""
    heads = block.heads
    if heads and all(head.key for head in heads):
        return heads
    if not heads:
        if not block.rows or any(
            is_wordy(text) and not is_figure(text) and _column(text, vocabulary())[0]
            for row in block.rows
            for text in row.texts[1:]
        ):
            return None  # the columns' labels stand beside their figures, one a row
        heads = [
            _Head(key=None, read=Read.STRUCTURE, start=cell.column, end=cell.end, money=None)
            for cell in _trimmed(block.rows[0].own[1:])
        ]
    orders = {
        tuple(column.key for column in entry.columns)
        for entry in _fitting(block)
        if len(entry.columns) == len(heads)
        and all(h.key in (None, c.key) for h, c in zip(heads, entry.columns, strict=True))
        and all(_has_row(entry, row) for row in block.rows)
    }
    if len(orders) != 1:
        return None
    return [replace(head, key=key) for head, key in zip(heads, orders.pop(), strict=True)]


def _has_row(entry: Disclosure, row: Row) -> bool:
    """Return whether a form's block has a row of just this label, or the label is no form's."""
    label = core(row.texts[0])
    if label not in vocabulary().disclosure_rows:
        return True
    return any(label in cores(named) for named in entry.rows)


def _trimmed(cells: Sequence[Placed]) -> list[Placed]:
    """Return the cells without the empty ones that spans leave at the end of flattened text."""
    kept = list(cells)
    while len(kept) > 1 and not normal(kept[-1].text):
        kept.pop()
    return kept


def _read_row(
    key: str, read: Read, row: Row, heads: list[_Head], outcome: Outcome, *, end: int | None
) -> None:
    """Name the cells of a row. What stands under no column of it leaves the row unused."""
    units = cell_units()
    printed: list[Printed] = []
    strange = False
    apart = _zeros_apart(row, heads)
    fused = apart is row and _may_be_fused(row, heads)
    if apart is not row:
        read = least_sure(read, Read.SPLIT)
    under = _under(apart.own[1:], heads, aligned=row.spans)
    if row.spans and end is not None and _may_have_moved(apart.own[1:], heads, end):
        under = [(None, cell.text) for cell in apart.own[1:]]
    for head_key in dict.fromkeys(head.key for head in heads):
        cell = f"t2.{key}.{head_key}"
        head = next(head for head in heads if head.key == head_key)
        texts = [text for h, text in under if h is None or h.key == head_key]
        doubtful = any(h is None for h, _ in under)
        filled = sorted({text for text in texts if normal(text)})
        if cell not in units:
            strange = strange or bool(filled)
        elif not texts:
            continue
        elif len(filled) > 1 or (doubtful and filled) or fused:
            printed.append(unread(cell, " ".join(filled), read, head.read))
        else:
            money = money_unit(row.texts[0]) or head.money or money_unit(row.caption)
            printed.append(
                print_cell(cell, filled[0] if filled else "", read, head.read, money=money)
            )
    if not printed:
        return
    if not strange:
        outcome.used.append(row)
    outcome.printed.extend(printed)
    doubts = tuple(p.cell for p in printed if p.status is Status.UNREAD)
    if doubts:
        text = " | ".join(row.texts)
        outcome.doubts.append((f"which value is which is in doubt in the row {text}", doubts))


def _zeros_apart(row: Row, heads: list[_Head]) -> Row:
    """Return the row with a run of digits taken apart, one a column, all but the last zeros.

    No other way is left, not even with blanks: nobody prints 00 or 01. (0012 may be four figures,
    one of them printed twice.)
    """
    wanted = len({head.key for head in heads})
    if len(row.texts) != _PAIR or wanted < _PAIR:
        return row
    label, run = row.own
    digits = row.texts[1]
    if len(digits) != wanted or not digits.isdigit() or digits[:-1].strip("0"):
        return row
    cells = tuple(run._replace(text=d, column=run.column + i) for i, d in enumerate(digits))
    return replace(row, line=replace(row.line, own=(label, *cells)), texts=(row.texts[0], *digits))


def _may_be_fused(row: Row, heads: list[_Head]) -> bool:
    """Return whether flattened text may have run a row's figures together: 693665 | | |.

    No sum could take them apart; where cells are marked up, an empty one is an empty one.
    """
    first, *others = row.texts[1:] or [""]
    wanted = len({head.key for head in heads})
    digits = normal(first)
    return (
        not row.spans
        and wanted > _PAIR
        and digits.isdigit()
        and len(digits) >= wanted
        and not any(others)
    )


def _under(
    values: Sequence[Placed], heads: list[_Head], *, aligned: bool
) -> list[tuple[_Head | None, str]]:
    """Return each value with its head: by count, else by the grid. No head: it may be of any."""
    spare = values[len(heads) :]
    if len(values) >= len(heads) and not any(normal(cell.text) for cell in spare):
        return [(head, cell.text) for head, cell in zip(heads, values, strict=False)]
    if len({head.key for head in heads}) == 1:
        return [(heads[0], cell.text) for cell in values]
    # A row that ends before its head lost a figure, and those behind it moved up.
    aligned = aligned and bool(values) and values[-1].end > heads[-1].start
    found: list[tuple[_Head | None, str]] = []
    for cell in values:
        over = [head for head in heads if head.start < cell.end and cell.column < head.end]
        if not aligned or len(over) > 1:
            found.append((None, cell.text))
        elif over:
            found.append((over[0], cell.text))
        elif normal(cell.text):
            found.append((None, cell.text))
    taken = [head.start for head, text in found if head is not None and normal(text)]
    if len(taken) > len(set(taken)):  # one is there twice, and those behind it have moved
        return [(None, text) for _, text in found]
    return found


def _may_have_moved(values: Sequence[Placed], heads: Sequence[_Head], end: int) -> bool:
    """Say whether a figure may be lost, or be there twice, and those behind it have moved.

    So it may where a row that ends with a blank ends before its head or behind it: the blank is
    the place of the lost figure, or that of the last, which stands before it.
    """
    texts = [cell.text.strip() for cell in values]
    if not texts or normal(texts[-1]) or values[-1].end == end:
        return False
    if values[-1].end < end:
        return True
    wanted = len(heads)
    return any(
        one == other and [*texts[:i], *texts[i + 1 :]][:wanted] != texts[:wanted]
        for i, (one, other) in enumerate(pairwise(texts))
    )
