"""Rows of 表三 whose labels are lost, lie or stand twice: told by their order, or not at all."""

from __future__ import annotations

import re

from pipelines.figures import read_figures
from storage.records import Read
from tests.pipelines.figures.tables import (
    ROWS_2021,
    applications,
    consistent,
    from_bars,
    from_html,
    row_of,
    values,
)

FIGURES = consistent()
PLAIN = values(read_figures([from_html(applications(FIGURES))], year=2021))


def read(markup: str) -> dict[str, str]:
    return values(read_figures([from_html(markup)], year=2021))


def overwritten(markup: str) -> str:
    """Return the table with zeros over the labels of all results."""
    inner = markup[markup.index("（一）予以公开") - 60 : markup.index("四、结转")]
    gone = inner
    for key, labels in ROWS_2021.items():
        if key in ("received", "carried_in", "carried_out"):
            continue
        for label in re.findall(r">([^<]+)</td>", labels):
            gone = gone.replace(f">{label}<", ">0<")
    return markup.replace(inner, gone)


def with_a_refusal_twice(figures: dict[str, list[str]], place: int) -> str:
    """Return the table without labels, and with a row of the group of eight printed again."""
    table = overwritten(applications(figures))
    start = table.index('<td rowspan="8">')
    rows = re.findall("<tr>.*?</tr>", table[start:])  # from the second of the group on
    at = start + table[start:].index(rows[place])
    again = table[:at] + rows[place] + table[at:]
    return again.replace('rowspan="8"', 'rowspan="9"').replace('rowspan="22"', 'rowspan="23"')


def test_labels_overwritten_with_zeros_are_told_by_order_and_spans() -> None:
    figures = read_figures([from_html(overwritten(applications(FIGURES)))], year=2021)
    assert values(figures) == PLAIN
    assert {f.read for f in figures.figures if ".granted." in f.cell} == {Read.STRUCTURE}


def test_a_row_printed_again_among_rows_without_labels_is_left_out() -> None:
    figures = read_figures([from_html(with_a_refusal_twice(FIGURES, 2))], year=2021)
    assert values(figures) == PLAIN
    assert not figures.local_tables


def test_of_rows_printed_again_only_what_is_certain_is_read() -> None:
    """Zeros above a row of figures and below it: either may be the copy."""
    some = ["5", "0", "0", "0", "0", "0", "5"]
    key = "refused.security_and_stability"
    table = dict.fromkeys(("received", key, "concluded"), some)
    figures = read_figures([from_html(with_a_refusal_twice(table, 0))], year=2021)
    for doubtful in (key, "refused.third_party_rights"):
        assert set(row_of(figures, doubtful)) == {"unread"}
    for known in ("refused.state_secret", "refused.prohibited_by_law", "granted"):
        assert row_of(figures, known) == ["0"] * 7
    assert row_of(figures, "concluded") == some
    assert {finding.verdict for finding in figures.findings} == {"extraction"}


def test_a_missing_row_among_rows_without_labels_leaves_them_unread() -> None:
    markup = applications(FIGURES)
    for key in ("refused.third_party_rights", "refused.internal_affairs"):
        markup = markup.replace(ROWS_2021[key], "<td></td>")
    start = markup.index("<td></td><td>6</td>") - 4
    markup = markup[:start] + markup[markup.index("</tr>", start) + 5 :]
    figures = read_figures([from_html(markup)], year=2021)
    for key in ("refused.third_party_rights", "refused.internal_affairs"):
        assert set(row_of(figures, key)) <= {"-", "unread"}
    assert row_of(figures, "granted") == FIGURES["granted"]


def test_a_label_that_stands_twice_gives_way_to_the_order() -> None:
    markup = applications(FIGURES).replace("5.属于三类内部事务信息", "7.属于行政执法案卷")
    assert read(markup) == PLAIN


def test_two_rows_that_changed_places_are_in_doubt() -> None:
    markup = applications(FIGURES)
    one, other = "5.属于三类内部事务信息", "6.属于四类过程性信息"
    markup = markup.replace(one, "@").replace(other, one).replace("@", other)
    figures = read_figures([from_html(markup)], year=2021)
    for key in ("refused.internal_affairs", "refused.deliberative_process"):
        assert row_of(figures, key) == ["unread"] * 7
    assert {finding.verdict for finding in figures.findings} == {"extraction"}


def test_order_alone_gives_way_to_the_sums() -> None:
    """Rows without labels, of which order speaks for one reading and the sums against it."""
    broken = {**FIGURES, "refused.third_party_rights": ["9", "9", "9", "9", "9", "9", "54"]}
    markup = applications(broken)
    for key in list(ROWS_2021)[4:12]:
        label = re.findall(r">([^<]+)</td>$", ROWS_2021[key])[0]
        markup = markup.replace(label, "0")
    markup = markup.replace(' rowspan="8"', "").replace("（三）不予公开", "0")
    figures = read_figures([from_html(markup)], year=2021)
    assert set(row_of(figures, "refused.third_party_rights")) <= {"unread", "9"}
    assert "unread" in row_of(figures, "refused.state_secret")
    assert row_of(figures, "concluded") == FIGURES["concluded"]


def test_lost_labels_do_not_look_like_the_places_of_spans() -> None:
    figures = consistent()
    kept = {"carried_in": "二、上年", "carried_out": "四、结转下年度继续办理"}
    lines = ["自然人 | 法人或其他组织 | 总计 | | | | | | | |"]
    lines += ["商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | | | | | |"]
    for key in ROWS_2021:
        before = "三、本年度办理结果 | " if key == "granted" else ""
        row = f"{before}{kept.get(key, '')} | {' | '.join(figures[key])}"
        lines.append(row + " |" * (10 - row.count("|")))
    read = read_figures([from_bars("\n".join(lines))], year=2021)
    for key in ROWS_2021:
        row = row_of(read, key)
        assert row == figures[key] or set(row) <= {"-", "unread"}


def test_a_row_that_stands_in_anothers_place_with_its_figures_is_not_that_row() -> None:
    """A label may lie, and the row be its own; with the figures of the other it is lost."""
    figures = consistent()
    label = re.findall(r">([^<>]+)</td>", ROWS_2021["granted"])[-1]
    key = "not_processed.excessive"
    rows = {**ROWS_2021, key: f"<td>{label}</td>"}
    read = read_figures(
        [from_html(applications({**figures, key: figures["granted"]}, rows=rows))], year=2021
    )
    assert row_of(read, key) == ["unread"] * 7
    assert row_of(read, "granted") == figures["granted"]
    alone = read_figures([from_html(applications(figures, rows=rows))], year=2021)
    assert row_of(alone, key) == figures[key]
