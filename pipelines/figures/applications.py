"""表三: rows of results by columns of applicants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from pipelines.figures.alignment import Expected, Match
from pipelines.figures.applicants import (
    WIDTH,
    Column,
    columns_in_order,
    organisations_in_one,
    read_columns,
    spread,
)
from pipelines.figures.application_cells import CellPrinter, Named, in_doubt
from pipelines.figures.application_form import best_form, broken_rows, is_heading, seen_in
from pipelines.figures.application_lines import (
    LABELS,
    Layout,
    Line,
    is_row,
    join_cut_rows,
    layout_of,
    read_line,
    values_of,
    without_numbers,
)
from pipelines.figures.label_cells import Fit, LabelCells, own_labels
from pipelines.figures.order_alone import Ordered, doubtful_by_order
from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Printed, Row, unread
from pipelines.figures.recognise import Role
from pipelines.figures.repeated_rows import without_a_copy
from pipelines.figures.splitting import adds_up, value_of
from pipelines.figures.totals_left_out import with_blank_totals
from pipelines.figures.vocabulary import Vocabulary, vocabulary
from pipelines.identities import broken_sums
from pipelines.labels import core, is_wordy
from storage.records import Read, Status

# A table with fewer rows that fit by label is none of ours, unless its shape is whole.
_FEWEST_LABELS = 3
# Several times the rows of the form: longer tables are none of ours, and could be an attack.
_MOST_ROWS = 150
# Three labels and seven figures, or all columns of tables that were fused, and some to spare: a
# row with more cells has the results side by side.
_WIDEST = 18
# The row of form 2019 of which form 2021 has three.
_SIXTH_AS_ONE = "other_combined"
# Nobody prints the table so often.
_MOST_COPIES = 20


def read_applications(rows: Sequence[tuple[Role, Row]]) -> Outcome:
    """Name the cells of 表三, each printed copy of it by itself."""
    outcome = Outcome()
    for part in _copies(rows, vocabulary())[:_MOST_COPIES]:
        _Copy(part).read(outcome)
    return outcome


def _copies(rows: Sequence[tuple[Role, Row]], words: Vocabulary) -> list[list[tuple[Role, Row]]]:
    """Split at a head after which the form begins again; one repeated at a page break goes on."""
    form = words.application_variants[0]
    place_of = {c: p for p, expected in enumerate(form) for c in expected.cores}
    copies: list[list[tuple[Role, Row]]] = [[]]
    heads: list[tuple[Role, Row]] = []
    reached = -1
    for role, row in rows:
        if role is not Role.PLAIN:
            heads.append((role, row))
            continue
        places = [place_of[core(t)] for t in row.texts[:LABELS] if core(t) in place_of]
        if heads and places and places[-1] < reached:
            copies.append([])
            reached = -1
        reached = max([reached, *places])
        copies[-1] += [*heads, (role, row)]
        heads = []
    copies[-1] += heads
    return copies


class _Copy:
    """One printed copy of the table: its rows of figures, and their places in the form."""

    def __init__(self, rows: Sequence[tuple[Role, Row]]) -> None:
        words = vocabulary()
        self.lines: list[Line] = []
        self.used: list[Row] = []
        self.only: tuple[str, ...] = ()  # the columns that are printed, where not all are
        columns = columns_in_order()
        heads: list[Row] = []
        plain: list[Row] = []
        columns_of: dict[tuple[int, int], tuple[Column, ...]] = {}
        for role, row in rows:
            if role is Role.HEAD:
                heads.append(row)
                self.used.append(row)
                continue
            if heads:
                columns, short = read_columns(heads), organisations_in_one(heads)
                self.only = ("natural_person", "total") if short else ()
                heads = []
            if role is not Role.PLAIN or (is_heading(row, words) and len(row.own) <= WIDTH):
                self.used.append(row)
            elif 1 < len(row.own) <= _WIDEST:
                plain.append(spread(row) if self.only else row)
                columns_of[row.table, row.line.row] = columns
        for row, half in join_cut_rows(without_numbers(plain)):
            own_columns = columns_of[row.table, row.line.row]
            self.lines.append(read_line(row, own_columns, words))
            self.used += [half] if half else []
        self.layout = layout_of(self.lines)
        self.blank: frozenset[int] = frozenset()
        self.strays = 0  # rows with blanks elsewhere
        self.lines = _columns_that_add_up(self.lines[: _MOST_ROWS + 1], self.layout)
        self.form, self.alignment = best_form(self.lines, words)
        if len(self.alignment.matches) < len(self.form):
            self._leave_out_a_copy(words)

    def _leave_out_a_copy(self, words: Vocabulary) -> None:
        """Leave out a row without a label that is printed twice, if the rest is the form then.

        Places that read otherwise if another row is the copy, and all sums hold, are in doubt.
        """
        lines = [line for line in self.lines if not line.row.is_empty()]
        ways = list(
            without_a_copy(
                seen_in(lines, words),
                [line.row.texts for line in lines],
                words.application_variants,
                spans=any(line.row.spans for line in lines),
            )
        )
        if not ways:
            return
        self.form = ways[0].form
        readings = []
        for way in ways:
            rest = [line for i, line in enumerate(lines) if i != way.dropped]
            by_place = sorted(way.alignment.matches.items(), key=lambda item: item[1].place)
            readings.append([self._values(rest[i], match) for i, match in by_place])
        holding = [n for n, reading in enumerate(readings) if _adds_up(self.form, reading)]
        likely = holding or range(len(ways))
        chosen = ways[likely[0]]
        doubtful = {
            place
            for place in range(len(self.form))
            if any(readings[n][place] != readings[likely[0]][place] for n in likely)
        }
        self.alignment = replace(chosen.alignment, doubtful=frozenset(doubtful))
        kept = [line for i, line in enumerate(lines) if i != chosen.dropped]
        self.used += [line.row for line in self.lines if line not in kept]
        self.lines = kept

    def read(self, outcome: Outcome) -> None:
        matches = self.alignment.matches
        by_label = sum(1 for match in matches.values() if match.read is not Read.STRUCTURE)
        if by_label < _FEWEST_LABELS and len(matches) < len(self.form):
            return
        if len(self.lines) > _MOST_ROWS:
            return
        outcome.used += self.used
        rows = with_blank_totals([self._named(i, match) for i, match in matches.items()])
        for row, cells in zip(rows, self._print(rows, self._repetitions(outcome)), strict=True):
            outcome.used.append(row.line.row)
            printed = [cell for cell in cells if not self.only or cell.cell.endswith(self.only)]
            outcome.printed += printed
            doubts = tuple(cell.cell for cell in printed if cell.status is Status.UNREAD)
            if doubts:
                texts = " | ".join(row.line.row.texts)
                outcome.doubts.append(
                    (f"which figure is which is in doubt in the row {texts}", doubts)
                )
        for place in sorted(self.alignment.doubtful - {m.place for m in matches.values()}):
            key = self.form[place].key
            if not all(any(row.key == key for row in form) for form in _variants()):
                continue  # whether （六） is one row or three is in doubt itself
            cells = [unread(f"t3.{key}.{c.key}", "", Read.STRUCTURE) for c in columns_in_order()]
            outcome.printed += cells
            outcome.doubts.append(
                (f"which row is {key} is in doubt", tuple(cell.cell for cell in cells))
            )

    def _repetitions(self, outcome: Outcome) -> set[int]:
        """Use up rows printed again at a page break; return the places that two rows contradict."""
        matches = self.alignment.matches
        by_place = {match.place: self.lines[i] for i, match in matches.items()}
        contradicted = set()
        for i, line in enumerate(self.lines):
            if i in matches:
                continue
            if line.row.is_empty() or is_heading(line.row, vocabulary()):
                outcome.used.append(line.row)
                continue
            for place, other in by_place.items():
                if line.label and core(line.label) in self.form[place].cores:
                    if _same(values_of(line, 1, self.layout), values_of(other, 1, self.layout)):
                        outcome.used.append(line.row)
                    else:
                        contradicted.add(place)
        return contradicted

    def _named(self, number: int, match: Match) -> Named:
        line = self.lines[number]
        return Named(
            number=number,
            line=line,
            key=self.form[match.place].key,
            match=match,
            values=self._values(line, match),
        )

    def _print(self, rows: Sequence[Named], contradicted: Set[int]) -> list[list[Printed]]:
        """Return the cells of the rows, unread those in doubt."""
        printer = CellPrinter(rows, len(self.form))
        cells = {row.number: printer.cells(row) for row in rows}
        doubtful = {
            row.number
            for row in rows
            if row.match.place in contradicted or row.match.place in self.alignment.doubtful
        }
        doubtful |= _printed_again(rows)
        if any(row.match.read is Read.STRUCTURE for row in rows):
            doubtful |= doubtful_by_order(self._ordered(rows, cells))
        return [in_doubt(row) if row.number in doubtful else cells[row.number] for row in rows]

    def _ordered(
        self, rows: Sequence[Named], cells: Mapping[int, Sequence[Printed]]
    ) -> list[Ordered]:
        before = LabelCells(self.lines, self.layout)
        broken = broken_rows(self.lines)
        ordered = []
        for row in sorted(rows, key=lambda row: row.number):
            line, place = row.line, row.match.place
            is_labelless = not is_wordy(line.label) or is_row(line.label, vocabulary())
            ordered.append(
                Ordered(
                    number=row.number,
                    key=row.key,
                    label=core(line.label),
                    by_order=row.match.read is Read.STRUCTURE and is_labelless,
                    confirmed=row.match.confirmed,
                    fit=Fit.WHOLE if broken[row.number] else before.fit(line, self.form, place),
                    cells={cell.cell.rpartition(".")[2]: cell for cell in cells[row.number]},
                )
            )
        return ordered

    def _values(self, line: Line, match: Match) -> list[str] | None:
        broken = line.results and self.form[match.place].key != "granted"
        labels = 0 if broken else own_labels(self.form, match.place)
        return values_of(line, labels, self.layout)


def _printed_again(rows: Sequence[Named]) -> set[int]:
    """Return the rows that another stands in: its label and its figures, not all of them zero.

    A label alone may be printed over that of the row; with the figures it is the other row again,
    and the row itself is lost.
    """
    labelled = {
        (core(row.line.label), tuple(row.values or ()))
        for row in rows
        if row.match.read is Read.LABEL
    }
    return {
        row.number
        for row in rows
        if row.match.read is Read.STRUCTURE
        and any(value_of(text) for text in row.values or ())
        and (core(row.line.label), tuple(row.values or ())) in labelled
    }


def _variants() -> tuple[tuple[Expected, ...], ...]:
    return vocabulary().application_variants


def _same(one: list[str] | None, other: list[str] | None) -> bool:
    return one is not None and one == other


def _columns_that_add_up(lines: list[Line], layout: Layout) -> list[Line]:
    """Return the rows with the form's order of columns where a head's other order cannot be.

    A head may have slipped: then 总计 is no sum of its row, and where the form has it, it is.
    """
    form = columns_in_order()
    keys = [column.key for column in form]
    kept = []
    for columns in {id(line.columns): line.columns for line in lines}.values():
        order = [column.key for column in columns]
        if order == keys:
            continue
        rows = [values_of(line, 1, layout) for line in lines if line.columns is columns]
        whole = [row for row in rows if row and len(row) == WIDTH and all(row)]
        if adds_up(whole, order.index("total")) < adds_up(whole, keys.index("total")):
            kept.append(columns)
    return [replace(line, columns=form) if line.columns in kept else line for line in lines]


def _adds_up(form: Sequence[Expected], reading: Sequence[Sequence[str] | None]) -> bool:
    """Return whether no sum speaks against the rows' figures, in the form's order."""
    order = [column.key for column in columns_in_order()]
    values = {
        f"t3.{row.key}.{key}": value_of(text)
        for row, texts in zip(form, reading, strict=True)
        for key, text in zip(order, texts or (), strict=False)
    }
    return not any(broken.identity.rule != "t3.total" for broken in broken_sums(values))
