"""表三: rows of results by columns of applicants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from pipelines.figures.application_form import best_form, is_heading, seen_in
from pipelines.figures.application_lines import (
    LABELS,
    Layout,
    Line,
    join_cut_rows,
    layout_of,
    read_line,
    values_of,
    without_numbers,
)
from pipelines.figures.fused_rows import take_apart
from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Printed, Row, least_sure, print_cell, unread
from pipelines.figures.recognise import Role
from pipelines.figures.repeated_rows import without_a_copy
from pipelines.figures.splitting import Sum, Way, adds_up, is_run, may_be_fused, value_of
from pipelines.figures.vocabulary import Vocabulary, vocabulary
from pipelines.grid import Placed
from pipelines.identities import broken_sums
from pipelines.labels import core, normal
from storage.records import Read, Status

# A table with fewer rows that fit by label is none of ours, unless its shape is whole.
_FEWEST_LABELS = 3
# Several times the rows of the form: longer tables are none of ours, and could be an attack.
_MOST_ROWS = 150
# Three labels and seven figures, or all columns of tables that were fused, and some to spare: a
# row with more cells has the results side by side.
_WIDEST = 18
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
        contradicted = self._repetitions(outcome)
        values = {i: self._values(self.lines[i], match) for i, match in matches.items()}
        ways = self._ways(values)
        self.blank = _blank_columns(values.values())
        self.strays = sum(
            any(not normal(text) for i, text in enumerate(row) if i not in self.blank)
            for row in values.values()
            if row and len(row) == WIDTH
        )
        leaves_out = any(row is not None and 0 < len(row) < WIDTH for row in values.values())
        for i, match in matches.items():
            line = self.lines[i]
            doubtful = (
                match.place in contradicted
                or match.place in self.alignment.doubtful
                or (leaves_out and line.row.flattened and self._may_run_on(i, values[i]))
            )
            cells = self._figures(line, match, None if doubtful else values[i], ways.get(i))
            outcome.used.append(line.row)
            if self.only:
                cells = [cell for cell in cells if cell.cell.endswith(self.only)]
            outcome.printed += cells
            doubts = tuple(cell.cell for cell in cells if cell.status is Status.UNREAD)
            if doubts:
                row = " | ".join(line.row.texts)
                outcome.doubts.append(
                    (f"which figure is which is in doubt in the row {row}", doubts)
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

    def _values(self, line: Line, match: Match) -> list[str] | None:
        broken = line.results and self.form[match.place].key != "granted"
        labels = 0 if broken else _own_labels(self.form, match.place)
        return values_of(line, labels, self.layout)

    def _ways(self, values: Mapping[int, list[str] | None]) -> dict[int, Way]:
        """Return the figures of rows that ran together and could be taken apart."""
        matches = self.alignment.matches
        order = [column.key for column in columns_in_order()]
        rows = {
            self.form[matches[i].place].key: texts
            for i, texts in values.items()
            if texts and [column.key for column in self.lines[i].columns] == order
        }
        ways = take_apart(rows, flattened=any(line.row.flattened for line in self.lines))
        places = {self.form[match.place].key: i for i, match in matches.items()}
        return {places[key]: way for key, way in ways.items()}

    def _may_run_on(self, index: int, values: Sequence[str] | None) -> bool:
        """Return whether figures may be those of the next row too, whose label is lost.

        Asked of flattened tables that leave out blanks: two short rows look like one whole. Not
        where the last is what the others make together.
        """
        after = self.alignment.matches[index].place + 1
        follower = self.alignment.matches.get(index + 1)
        if after == len(self.form) or (follower is not None and follower.place == after):
            return False
        return not values or not _ends_with_its_sum(values)

    def _may_be_fused(self, line: Line, values: Sequence[str], names: Sequence[str]) -> bool:
        """Return whether blank cells may be what is left of figures that ran together.

        Not where the same columns are blank in the other rows too.
        """
        blank = {i for i, text in enumerate(values) if not normal(text)}
        if blank <= self.blank:
            return False
        # The only row that is short of a figure, or, on a grid, of its last: the others moved up.
        may_have_moved = not line.row.spans or blank == {WIDTH - 1}
        if self.strays == 1 and may_have_moved and any(len(normal(v)) > 1 for v in values):
            return True
        if blank == {WIDTH - 1} and _ends_with_its_sum(values[:-1]):
            return True
        return may_be_fused(values, [_sum(names)])

    def _figures(
        self, line: Line, match: Match, values: list[str] | None, way: Way | None
    ) -> list[Printed]:
        """Return the cells of a row that has a name; ``values`` is None where it is in doubt."""
        names = [f"t3.{self.form[match.place].key}.{column.key}" for column in line.columns]
        reads = [least_sure(match.read, column.read) for column in line.columns]
        if values and way is not None:
            return [
                # If a sum is against one of them, all are in doubt.
                print_cell(name, raw, read if alone else Read.SPLIT, sure=False)
                for name, read, (raw, alone) in zip(names, reads, way, strict=True)
            ]
        on_grid = _by_grid(line, len(values)) if values and len(values) < WIDTH else None
        if on_grid is not None:
            return [
                (unread if shared and normal(raw) else print_cell)(name, raw, read)
                for name, read, (raw, shared) in zip(names, reads, on_grid, strict=True)
                if raw is not None
            ]
        if (
            not values
            or len(values) < WIDTH
            or self._may_be_fused(line, values, names)
            or (not all(values) and any(is_run(value) for value in values))
        ):
            joined = " | ".join(values or line.row.texts)
            return [unread(name, joined, read) for name, read in zip(names, reads, strict=True)]
        return [
            print_cell(name, value, read, sure=match.confirmed)
            for name, value, read in zip(names, values, reads, strict=True)
        ]


def _ends_with_its_sum(values: Sequence[str]) -> bool:
    """Return whether the last figure is what the others make together: a total that moved up."""
    numbers = [int(text) if text.isdigit() else None for text in map(normal, values)]
    if None in numbers or not numbers[-1]:
        return False
    return numbers[-1] == sum(number for number in numbers[:-1] if number is not None)


def _blank_columns(rows: Iterable[Sequence[str] | None]) -> frozenset[int]:
    """Return the places that are blank in more than half of the rows."""
    whole = [row for row in rows if row and len(row) == WIDTH]
    return frozenset(
        i for i in range(WIDTH) if 2 * sum(not normal(row[i]) for row in whole) > len(whole)
    )


def _variants() -> tuple[tuple[Expected, ...], ...]:
    return vocabulary().application_variants


def _same(one: list[str] | None, other: list[str] | None) -> bool:
    return one is not None and one == other


def _sum(names: Sequence[str]) -> Sum:
    """Return the places of 总计 and of its parts among the names of a row's cells."""
    total = next(i for i, name in enumerate(names) if name.rpartition(".")[2] == "total")
    return total, tuple(i for i in range(WIDTH) if i != total)


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


def _own_labels(form: Sequence[Expected], place: int) -> int:
    """Return how many label cells begin in a row of the form."""
    group = form[place].group
    starts_group = bool(group) and form[place - 1].group != group
    return 1 + starts_group + (form[place].key == "granted")


def _by_grid(line: Line, count: int) -> list[tuple[str | None, bool]] | None:
    """Return, for each column, the text of the cell under it and whether others share it.

    None where the grid says nothing: no spans, figures that begin elsewhere than their head, labels
    that reach under it, or fewer cells than columns of which one may hold two figures.
    """
    cells: Sequence[Placed] = line.row.own[-count:] if count else ()
    columns = line.columns
    if all(c.colspan == 1 for c in cells) and any(len(normal(c.text)) > 1 for c in cells):
        return None
    if not line.row.spans or any(column.start is None for column in columns):
        return None
    edges = {column.start for column in columns} | {column.end for column in columns}
    if any(cell.column not in edges or cell.end not in edges for cell in cells):
        return None
    labels = (*line.row.own[: len(line.row.own) - count], *line.row.line.above)
    first = min(column.start or 0 for column in columns)
    if any(cell.column <= first < cell.end for cell in labels):
        return None
    found: list[tuple[str | None, bool]] = []
    for column in columns:
        over = [c for c in cells if c.column <= (column.start or 0) < c.end]
        if not over:
            found.append((None, False))
            continue
        wide = sum(1 for other in columns if over[0].column <= (other.start or 0) < over[0].end)
        found.append((over[0].text, wide > 1))
    return found
