"""The national statistics form of 2014: 序号 / 统计指标 / 单位 / 统计数."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.figures.alignment import Seen, align
from pipelines.figures.outcome import Outcome
from pipelines.figures.printed import Row, print_cell
from pipelines.figures.recognise import Role
from pipelines.figures.vocabulary import Vocabulary, vocabulary
from pipelines.labels import core, is_wordy, normal
from pipelines.values import money_unit
from storage.records import Read

# Local tables share single labels with the national form; a table with fewer is not that form.
_FEWEST = 8
# The form has 58 rows; this is several copies of it.
_MOST = 300


def read_statistics(rows: Sequence[tuple[Role, Row]]) -> Outcome:
    """Name the cells of form 2014. A row's figure is under 统计数, its unit in the cell before."""
    words = vocabulary()
    outcome = Outcome()
    lines = []
    used = []
    ends: dict[int, int] = {}  # by the width of a head: behind its 统计数
    for role, row in rows:
        if role is Role.HEAD:
            ends |= {
                len(row.texts): place + 1
                for place, text in enumerate(row.texts)
                if words.statistics_heads.get(core(text)) == "count"
            }
        if role is not Role.PLAIN or row.is_empty() or _is_heading(row, words):
            used.append(row)
        else:
            lines.append(row)
    if len(lines) > _MOST:
        return outcome
    labels = [_label(row) for row in lines]
    form = words.statistics_rows
    matches = align([Seen(label=label) for label in labels], form).matches
    named = {i: m for i, m in matches.items() if m.read is not Read.STRUCTURE}
    if len(named) < _FEWEST:
        return outcome
    outcome.used += used
    for i, match in named.items():
        row = lines[i]
        texts = row.texts[: ends.get(len(row.texts))]
        unit = texts[-2] if len(texts) > 2 else ""
        money = money_unit(f"单位:{normal(unit)}") or money_unit(labels[i])
        outcome.printed.append(
            print_cell(f"s14.{form[match.place].key}", texts[-1], match.read, money=money)
        )
        outcome.used.append(row)
    return outcome


def _label(row: Row) -> str:
    """Return the indicator: the longest wordy cell before the unit and the figure."""
    cells = [text for text in row.texts[:-1] if is_wordy(text)]
    label = max(cells, key=lambda text: len(normal(text)), default="")
    return label.strip().removeprefix("其中").lstrip("：: ")


def _is_heading(row: Row, words: Vocabulary) -> bool:
    texts = [core(text) for text in row.texts if text]
    return any(text in words.statistics_headings for text in texts) and not any(
        text.isdigit() for text in texts[1:]
    )
