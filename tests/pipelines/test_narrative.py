"""Sections are told by their headings, whatever was done to the numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.anatomy import dissect
from pipelines.document import Cell, Document, Paragraph, Table
from pipelines.narrative import read_sections
from storage.records import SectionKind as Kind

SIX = (
    ("一、总体情况", Kind.OVERVIEW),
    ("二、主动公开政府信息情况", Kind.PROACTIVE_DISCLOSURE),
    ("三、收到和处理政府信息公开申请情况", Kind.APPLICATIONS),
    ("四、政府信息公开行政复议、行政诉讼情况", Kind.REVIEW_LITIGATION),
    ("五、存在的主要问题及改进情况", Kind.PROBLEMS),
    ("六、其他需要报告的事项", Kind.OTHER_MATTERS),
)


def sections(*lines: str) -> list[tuple[Kind, str, str]]:
    blocks = tuple(Paragraph(text=line) for line in lines)
    anatomy = dissect(Document(format="text", blocks=blocks))
    return [(s.kind, s.heading, s.text) for s in read_sections(anatomy)]


def test_six_sections_with_their_paragraphs_as_lines() -> None:
    lines = ["示例县2023年政府信息公开工作年度报告"]
    for heading, _ in SIX:
        lines += [heading, "（一）第一段。", "第二段。"]
    read = sections(*lines, "示例县人民政府", "2024年1月9日")
    assert read == [(kind, heading, "（一）第一段。\n第二段。") for heading, kind in SIX]


def test_an_empty_section_is_listed_and_the_preamble_only_with_text() -> None:
    read = sections("依条例编制。", *(heading for heading, _ in SIX))
    assert read[0] == (Kind.PREAMBLE, "", "依条例编制。")
    assert read[1:] == [(kind, heading, "") for heading, kind in SIX]


@pytest.mark.parametrize("item", ["一、人手不足。", "一、加强培训", "一、公开意识有待提高；"])
def test_a_numbered_list_inside_a_section_is_text(item: str) -> None:
    listed = [
        item,
        "二、更新不够及时。",
        "三、解读偏少",
        "四、台账不全",
        "五、培训不足",
        "六、档案拖延",
    ]
    lines = [heading for heading, _ in SIX]
    read = sections(*lines[:5], *listed, lines[5], "无")
    assert [kind for kind, _, _ in read] == [kind for _, kind in SIX]
    assert read[4][2] == "\n".join(listed)
    assert read[5][2] == "无"


@pytest.mark.parametrize(
    "damage",
    [
        lambda number, words: words,
        lambda number, words: f"{number}.{words}",
        lambda number, words: f"{number} {words}",
        lambda number, words: f"第{number}部分　{words}",
        lambda number, words: f"（{number}）{words}",
        lambda number, words: f"一、{words}",
        lambda number, words: f"{number}、 {words}：",
    ],
)
def test_headings_unnumbered_and_renumbered(damage) -> None:  # type: ignore[no-untyped-def]
    headings = [damage(heading[0], heading[2:]) for heading, _ in SIX]
    lines = [line for heading in headings for line in (heading, "本段说明。")]
    read = sections(*lines)
    assert [kind for kind, _, _ in read] == [kind for _, kind in SIX]
    assert {text for _, _, text in read} == {"本段说明。"}


def test_a_sentence_runs_on_behind_a_heading() -> None:
    read = sections(
        "一、总体情况。全年平稳。", *(h for h, _ in SIX[1:5]), "六、其他需要报告的事项：无"
    )
    assert read[0] == (Kind.OVERVIEW, "一、总体情况", "全年平稳。")
    assert read[-1] == (Kind.OTHER_MATTERS, "六、其他需要报告的事项", "无")


def test_a_heading_over_two_lines() -> None:
    lines = [heading for heading, _ in SIX]
    lines[3:4] = ["四、政府信息公开行政复议、行政诉", "讼情况"]
    assert [kind for kind, _, _ in sections(*lines)] == [kind for _, kind in SIX]


def test_a_free_report() -> None:
    read = sections(
        "一、概述",
        "平稳。",
        "二、主动公开政府信息的情况",
        "三、依申请公开政府信息的情况",
        "四、公众咨询情况",
        "五、收费及减免情况",
        "六、因政府信息公开申请行政复议、提起行政诉讼的情况",
        "七、机构和人员情况",
        "八、主要问题及改进措施",
        "九、需要说明的事项",
    )
    assert [kind for kind, _, _ in read] == [
        Kind.OVERVIEW,
        Kind.PROACTIVE_DISCLOSURE,
        Kind.APPLICATIONS,
        Kind.OTHER,
        Kind.OTHER,
        Kind.REVIEW_LITIGATION,
        Kind.OTHER,
        Kind.PROBLEMS,
        Kind.OTHER_MATTERS,
    ]


ITEMS = st.sampled_from(
    [
        "公开意识有待加强。",
        "人员力量不足",
        "信息更新不够及时；",
        "加强组织领导，压实责任。",
        "进一步推进主动公开。",
        "做好依申请公开工作",
        "拓展公开渠道",
        "主动公开不够全面",
    ]
)
RENAMED = {
    Kind.OVERVIEW: ["总体情况", "概述", "基本情况", "2023年政府信息公开工作总体情况"],
    Kind.PROACTIVE_DISCLOSURE: ["主动公开政府信息情况", "政府信息主动公开情况"],
    Kind.APPLICATIONS: ["收到和处理政府信息公开申请情况", "依申请公开办理情况"],
    Kind.REVIEW_LITIGATION: ["政府信息公开行政复议、行政诉讼情况", "行政复议和行政诉讼情况"],
    Kind.PROBLEMS: ["存在的主要问题及改进情况", "存在的问题和改进措施", "主要问题及下一步打算"],
    Kind.OTHER_MATTERS: ["其他需要报告的事项", "需要说明的其他事项", "其他事项"],
}
HAN = "一二三四五六七八"


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from(["{}、{}", "第{}部分 {}", "{}.{}"]))
def test_lists_of_any_kind_stay_in_their_sections(data: st.DataObject, numbered: str) -> None:
    expected = []
    for index, (kind, names) in enumerate(RENAMED.items()):
        heading = numbered.format(HAN[index], data.draw(st.sampled_from(names)))
        mark = data.draw(st.sampled_from(["{}、{}", "（{}）{}", "{}是{}"]))
        items = data.draw(st.lists(ITEMS, min_size=2, max_size=8))
        lines = [mark.format(HAN[number], item) for number, item in enumerate(items)]
        if kind not in (Kind.PROBLEMS, Kind.OVERVIEW):
            lines = []
        expected.append((kind, heading, "\n".join(["全年平稳有序推进。", *lines])))
    read = sections(*(line for _, head, text in expected for line in (head, *text.split("\n"))))
    assert read == expected


def test_a_heading_that_lost_its_number_fills_the_gap_it_left() -> None:
    lines = ["一、概述", "二、主动公开情况", "依申请公开情况", "四、复议和诉讼情况", "五、存在问题"]
    read = sections(*(text for line in lines for text in (line, "情况正常，均按要求办理。")))
    assert [heading for _, heading, _ in read] == lines
    assert {text for _, _, text in read} == {"情况正常，均按要求办理。"}


def test_numbered_items_under_bare_statutory_headings_are_text() -> None:
    items = ["（一）主动公开情况。公开三百条。", "（二）依申请公开情况。收到五件。"]
    bare = [heading.partition("、")[2] for heading, _ in SIX]
    read = sections(*bare[:1], *items, *(text for line in bare[1:] for text in (line, *items)))
    assert [(kind, heading) for kind, heading, _ in read] == [
        (kind, heading.partition("、")[2]) for heading, kind in SIX
    ]
    assert {text for _, _, text in read} == {"\n".join(items)}


def test_items_with_another_mark_are_text_under_numbered_headings() -> None:
    lines = ["1.主动公开情况。公开200条。", "2.依申请公开情况。收到3件。"]
    headings = [
        heading.replace("一二三四五六"[n], str(n + 1)) for n, (heading, _) in enumerate(SIX)
    ]
    read = sections(headings[0], *lines, *headings[1:])
    assert [(kind, heading) for kind, heading, _ in read] == [
        (kind, heading) for heading, (_, kind) in zip(headings, SIX, strict=True)
    ]
    assert read[0][2] == "\n".join(lines)


def test_a_table_that_repeats_its_heading_begins_no_second_section() -> None:
    caption = Table(rows=((Cell(text="主动公开政府信息情况", colspan=4),),))
    blocks: list[Paragraph | Table] = [Paragraph(text=heading) for heading, _ in SIX]
    blocks.insert(2, caption)
    anatomy = dissect(Document(format="html", blocks=tuple(blocks)))
    assert [section.kind for section in read_sections(anatomy)] == [kind for _, kind in SIX]


def test_bracketed_items_are_text_under_bracketed_headings() -> None:
    items = ["（一）主动公开情况。公开200条。", "（二）依申请公开。收到3件。"]
    headings = [heading[0].join("（）") + heading[2:] for heading, _ in SIX]
    read = sections(headings[0], *items, *headings[1:])
    assert [heading for _, heading, _ in read] == headings
    assert read[0][2] == "\n".join(items)
