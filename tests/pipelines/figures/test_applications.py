"""表三: rows and columns by label, by place, or not at all."""

from __future__ import annotations

import re

import pytest

from pipelines.figures import read_figures
from storage.records import Form, Read
from tests.pipelines.figures.tables import (
    APPLICANT_HEAD,
    ROWS_2019,
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


def test_every_cell_of_the_new_form() -> None:
    figures = read_figures([from_html(applications(FIGURES))], year=2021)
    assert len(figures.figures) == 175
    for key, printed in FIGURES.items():
        assert row_of(figures, key) == printed
    assert {figure.read for figure in figures.figures} == {Read.LABEL}
    assert figures.form is Form.F2021
    assert not figures.findings


def test_the_sixth_row_as_one() -> None:
    figures = read_figures(
        [from_html(applications({"other_combined": list("1234567")}, rows=ROWS_2019))], year=2021
    )
    assert len(figures.figures) == 161
    assert row_of(figures, "other_combined") == list("1234567")
    assert figures.form is Form.F2019


def test_the_sixth_row_as_one_cut_short_is_not_the_third_of_three() -> None:
    table = applications({"other_combined": list("1234567")}, rows=ROWS_2019)
    figures = read_figures([from_html(table.replace("（六）其他处理", "（六）其他"))], year=2020)
    assert row_of(figures, "other_combined") == list("1234567")
    assert row_of(figures, "other.other") == ["-"] * 7


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("1.属于国家秘密", "1、属于 国家\n秘密"),
        ("（一）予以公开", "㈠ 予以公开"),
        ("（七）总计", "(七)总　计"),
        ("3.危及“三安全一稳定”", '３．危及"三安全一稳定"'),
    ],
)
def test_a_label_in_other_marks_is_the_label(label: str, printed: str) -> None:
    figures = read_figures([from_html(applications(FIGURES).replace(label, printed))], year=2021)
    assert values(figures) == PLAIN
    assert {figure.read for figure in figures.figures} == {Read.LABEL}


@pytest.mark.parametrize(
    ("label", "printed", "key"),
    [
        ("一、本年新收政府信息公开申请数量", "一、本年新", "received"),
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开", "refused.prohibited_by_law"),
        ("二、上年结转政府信息公开申请数量", "二、上年转结政府信息公开申请数量", "carried_in"),
        ("四、结转下年度继续办理", "四、转结下年度继续办", "carried_out"),
    ],
)
def test_a_damaged_label_is_tolerated_and_said_so(label: str, printed: str, key: str) -> None:
    figures = read_figures([from_html(applications(FIGURES).replace(label, printed))], year=2021)
    assert values(figures) == PLAIN
    assert {f.read for f in figures.figures if f.cell.startswith(f"t3.{key}.")} == {Read.TOLERANT}


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


def test_labels_overwritten_with_zeros_are_told_by_order_and_spans() -> None:
    figures = read_figures([from_html(overwritten(applications(FIGURES)))], year=2021)
    assert values(figures) == PLAIN
    assert {f.read for f in figures.figures if ".granted." in f.cell} == {Read.STRUCTURE}


def with_a_refusal_twice(figures: dict[str, list[str]], place: int) -> str:
    """Return the table without labels, and with a row of the group of eight printed again."""
    table = overwritten(applications(figures))
    start = table.index('<td rowspan="8">')
    rows = re.findall("<tr>.*?</tr>", table[start:])  # from the second of the group on
    at = start + table[start:].index(rows[place])
    again = table[:at] + rows[place] + table[at:]
    return again.replace('rowspan="8"', 'rowspan="9"').replace('rowspan="22"', 'rowspan="23"')


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


def test_columns_in_another_order_are_named_by_their_heads() -> None:
    head = (
        APPLICANT_HEAD.replace("商业企业", "@")
        .replace("科研机构", "商业企业")
        .replace("@", "科研机构")
    )
    figures = read_figures([from_html(applications(FIGURES, head=head))], year=2021)
    business, research = 1, 2
    got = row_of(figures, "granted_in_part")
    printed = FIGURES["granted_in_part"]
    assert (got[business], got[research]) == (printed[research], printed[business])


def test_a_head_that_the_sums_contradict_gives_way_to_the_order() -> None:
    head = (
        APPLICANT_HEAD.replace("总计", "@").replace("其他</td>", "总计</td>").replace("@", "其他")
    )
    figures = read_figures([from_html(applications(FIGURES, head=head))], year=2021)
    assert values(figures) == PLAIN


def test_a_lost_head_leaves_seven_columns_in_order() -> None:
    figures = read_figures([from_html(applications(FIGURES, head=""))], year=2021)
    assert values(figures) == PLAIN
    assert {figure.read for figure in figures.figures} == {Read.STRUCTURE}


def test_a_head_that_begins_in_another_column() -> None:
    head = APPLICANT_HEAD.replace('colspan="3" rowspan="3"', 'colspan="2" rowspan="3"')
    assert read(applications(FIGURES, head=head)) == PLAIN


def test_a_figure_over_two_grid_columns_is_one_figure() -> None:
    markup = applications(FIGURES)
    received = "".join(f"<td>{value}</td>" for value in FIGURES["received"])
    wide = received.replace("<td>", '<td colspan="2">', 1)
    assert read(markup.replace(received, wide)) == PLAIN


def test_a_figure_over_two_headed_columns_is_in_doubt() -> None:
    markup = applications().replace(
        ROWS_2021["received"] + "<td>0</td>" * 7,
        ROWS_2021["received"] + '<td colspan="2">8</td>' + "<td>0</td>" * 5,
    )
    figures = read_figures([from_html(markup)], year=2021)
    assert row_of(figures, "received") == ["unread", "unread", "0", "0", "0", "0", "0"]


def test_a_fused_pair_is_taken_apart_by_the_sums() -> None:
    figures = {**FIGURES, "carried_out": ["21", "0", "0", "0", "0", "3", "24"]}
    figures["received"] = [
        str(int(c) + int(o) - int(i))
        for c, o, i in zip(
            figures["concluded"], figures["carried_out"], figures["carried_in"], strict=True
        )
    ]
    markup = applications(figures).replace(
        "<td>21</td><td>0</td><td>0</td><td>0</td><td>0</td><td>3</td><td>24</td>",
        "<td>210</td><td>0</td><td>0</td><td>0</td><td>3</td><td>24</td>",
    )
    read_ = read_figures([from_html(markup)], year=2021)
    assert row_of(read_, "carried_out") == figures["carried_out"]
    assert {f.read for f in read_.figures if f.cell == "t3.carried_out.natural_person"} == {
        Read.SPLIT
    }


@pytest.mark.parametrize(
    "fused",
    [
        "<td>1100002</td>",  # one way by its row, but the other rows say 0
        "<td>111111</td><td>15</td>",  # 11|1|1|1|1 and so on: many ways
        "<td>12</td><td>7</td><td>0</td>",  # no way
    ],
)
def test_a_run_that_the_sums_do_not_settle_is_unread(fused: str) -> None:
    markup = applications().replace(
        ROWS_2021["carried_out"] + "<td>0</td>" * 7, ROWS_2021["carried_out"] + fused
    )
    figures = read_figures([from_html(markup)], year=2021)
    assert row_of(figures, "carried_out") == ["unread"] * 7
    assert row_of(figures, "received") == ["0"] * 7


@pytest.mark.parametrize("repeat_head", [True, False])
@pytest.mark.parametrize("at", [5, 9, 14, 20])
def test_a_table_cut_at_a_page_break(at: int, repeat_head: bool) -> None:
    rows = applications(FIGURES, head="").split("</tr>")[:-1]
    above = APPLICANT_HEAD + "".join(f"{r}</tr>" for r in rows[:at])
    below = "".join(f"{r}</tr>" for r in rows[at:])
    below = below.replace("<tr><td>", "<tr><td>三、本年度办理结果</td><td></td><td>", 1)
    below = (APPLICANT_HEAD if repeat_head else "") + below
    figures = read_figures([from_html(above), from_html(below)], year=2021)
    assert values(figures) == PLAIN
    assert figures.statutory == {0, 1}


def test_a_row_printed_again_after_a_page_break() -> None:
    markup = applications(FIGURES)
    row = markup[markup.index("<tr><td>2.重复申请") : markup.index("<tr><td>3.要求提供")]
    assert read(markup.replace(row, row + row)) == PLAIN


def test_a_row_printed_twice_with_different_figures_is_in_doubt() -> None:
    markup = applications(FIGURES)
    row = markup[markup.index("<tr><td>2.重复申请") : markup.index("<tr><td>3.要求提供")]
    figures = read_figures(
        [from_html(markup.replace(row, row + row.replace("<td>0", "<td>8")))], year=2021
    )
    assert row_of(figures, "not_processed.repeated") == ["unread"] * 7


def test_the_table_printed_twice_is_read_once() -> None:
    table = from_html(applications(FIGURES))
    assert values(read_figures([table, table], year=2021)) == PLAIN


def test_copies_that_differ_are_in_doubt_where_they_do() -> None:
    other = {**FIGURES, "received": ["999", *FIGURES["received"][1:]]}
    figures = read_figures(
        [from_html(applications(FIGURES)), from_html(applications(other))], year=2021
    )
    assert row_of(figures, "received")[0] == "unread"
    assert row_of(figures, "received")[1:] == FIGURES["received"][1:]
    assert [finding.rule for finding in figures.findings] == ["figures.contradiction"]


def test_an_empty_table_is_all_blank() -> None:
    empty = {key: [""] * 7 for key in ROWS_2021}
    figures = read_figures([from_html(applications(empty))], year=2021)
    assert len(figures.figures) == 175
    assert set(values(figures).values()) == {"blank"}


def test_a_local_table_of_applicants_is_not_ours() -> None:
    table = from_html(
        "<tr><td>申请人</td><td>自然人</td><td>法人或其他组织</td><td>总计</td></tr>"
        "<tr><td>2016年</td><td>3</td><td>4</td><td>7</td></tr>"
    )
    figures = read_figures([table], year=2016)
    assert not figures.figures
    assert figures.form is Form.FREE
    assert [t.rows[1] for t in figures.local_tables] == [("2016年", "3", "4", "7")]


def test_a_page_that_cuts_off_the_last_column() -> None:
    """Six figures a row, under a damaged label: not seven of which the label is the first."""
    rows = (
        applications(FIGURES, head="").replace("1.信访举报投诉类申请", "1.信访").split("</tr>")[:-1]
    )
    cut = "".join(row[: row.rindex("<td>")] + "</tr>" for row in rows)
    figures = read_figures([from_html(cut)], year=2021)
    assert not [f for f in figures.figures if f.status == "number" and "petition" in f.cell]


def test_a_row_that_a_page_break_cut_in_two() -> None:
    markup = applications(FIGURES)
    label = "5.要求行政机关确认或重新出具已获取信息"
    figures = "".join(f"<td>{value}</td>" for value in FIGURES["not_processed.confirmation"])
    assert f"<td>{label}</td>{figures}" in markup
    halves = f"<td>{label[:9]}</td>{figures}</tr><tr><td>{label[9:]}</td>" + "<td></td>" * 7
    table = from_html(markup.replace(f"<td>{label}</td>{figures}", halves))
    read_ = read_figures([table], year=2021)
    assert values(read_) == PLAIN
    assert read_.statutory == {0}


def test_a_cut_label_with_another_number_is_not_the_row_of_that_name() -> None:
    markup = applications(FIGURES).replace("（六）其他处理", "（六）其他")
    assert read(markup) == PLAIN


def test_a_groups_label_may_stand_before_each_of_its_rows() -> None:
    figures = consistent()
    head = "<tr><td>项目</td><td>自然人</td><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td><td>总计</td></tr>"
    labels = dict(ROWS_2021)
    group = ""
    for key, label in ROWS_2021.items():
        texts = re.findall(r">([^<>]+)</td>", label)
        if len(texts) > 1 and key != "granted":
            group = texts[0]
        grouped = "." in key
        labels[key] = f"<td>{group if grouped else ''}{texts[-1]}</td>"
    read = read_figures([from_html(applications(figures, rows=labels, head=head))], year=2021)
    assert row_of(read, "refused.state_secret") == figures["refused.state_secret"]
    assert row_of(read, "other.other") == figures["other.other"]
    assert {figure.read for figure in read.figures} == {Read.LABEL}


def test_one_column_of_organisations_is_no_column_of_the_form() -> None:
    head = (
        '<tr><td colspan="3">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>'
        "<td>自然人</td><td>法人或其他组织</td><td>总计</td></tr>"
    )
    rows = "".join(
        f"<tr>{label}<td>4</td><td>3</td><td>7</td></tr>" for label in ROWS_2021.values()
    )
    read = read_figures([from_html(head + rows)], year=2021)
    assert {cell.rpartition(".")[2] for cell in values(read)} == {"natural_person", "total"}
    assert row_of(read, "granted") == ["4", "-", "-", "-", "-", "-", "7"]


def test_a_table_on_its_side_is_read_by_its_applicants() -> None:
    labels = [re.findall(r">([^<>]+)</td>", label)[-1] for label in ROWS_2021.values()]
    kinds = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
    figures = ["0", "1", "2", "3", "4", "5", "15"]
    bodies = [(kind, [n] * 25) for kind, n in zip(kinds, figures, strict=True)]
    lying = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in (first, *rest))}</tr>"
        for first, rest in [("", labels), *bodies]
    )
    read = read_figures([from_html(lying)], year=2021)
    assert all(row_of(read, key) == figures for key in ROWS_2021)


def test_the_last_row_of_a_group_alone_keeps_its_name() -> None:
    labels = {
        key: label
        for key, label in ROWS_2021.items()
        if key not in ("other.uncorrected", "other.unpaid")
    }
    labels["other.other"] = "<td>（六）其他处理</td><td>3.其他</td>"
    for key in ("granted", "refused.state_secret", "not_processed.repeated"):
        del labels[key]
    read = read_figures([from_html(applications(consistent(), rows=labels))], year=2021)
    assert row_of(read, "other.other") == consistent()["other.other"]
    assert "t3.other_combined.total" not in values(read)


# Other rows with blanks, as tables have them that leave out what is not asked.
BLANKS = {"carried_in": ["2", "", "0", "0", "0", "0", "2"], "other.other": ["", *["0"] * 6]}


@pytest.mark.parametrize(
    "moved",
    [
        ["1", "0", "0", "0", "4", "5", ""],
        ["3", "", "0", "2", "0", "5", ""],
        ["368", "13247", "", "286", "285", "1222", ""],  # 132 and 47
        ["0", "0", "110", "0", "0", "11", ""],  # 1 and 10: as much as is printed
    ],
)
def test_a_total_that_moved_up_leaves_its_row_in_doubt(moved: list[str]) -> None:
    read = read_figures([from_html(applications({**BLANKS, "granted": moved}))], year=2021)
    assert row_of(read, "granted") == ["unread"] * 7
    assert any("t3.granted.total" in finding.cells for finding in read.findings)
    assert row_of(read, "carried_in") == ["2", "blank", "0", "0", "0", "0", "2"]


@pytest.mark.parametrize(
    "printed",
    [
        ["368", "13247", "", "286", "285", "1", ""],
        ["0", "0", "110", "0", "0", "12", ""],
        ["22", "0", "", "0", "0", "0", ""],
    ],
)
def test_a_total_left_blank_leaves_no_doubt_where_no_cut_makes_it(printed: list[str]) -> None:
    read = read_figures([from_html(applications({**BLANKS, "granted": printed}))], year=2021)
    assert row_of(read, "granted") == [text or "blank" for text in printed]


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


def test_figures_under_a_head_that_slipped_over_the_labels_are_in_doubt() -> None:
    head = APPLICANT_HEAD.replace('colspan="3" rowspan="3"', 'colspan="2" rowspan="3"')
    rows = "".join(f"<tr>{label}{'<td>0</td>' * 6}</tr>" for label in ROWS_2021.values())
    assert set(values(read_figures([from_html(head + rows)], year=2021)).values()) == {"unread"}


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
