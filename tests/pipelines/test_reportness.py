"""What is a report and what only looks it, told by title and body."""

import pytest

from pipelines.document import Block, Cell, Document, Paragraph, Picture, Table
from pipelines.extract import extract, read
from storage.records import Form, Link

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def table(value: str) -> Table:
    def row(*texts: str, span: int = 1) -> tuple[Cell, ...]:
        return (*(Cell(text=text) for text in texts[:-1]), Cell(text=texts[-1], colspan=span))

    return Table(
        rows=(
            (Cell(text="第二十条第（五）项", colspan=4),),
            row("信息内容", "本年处理决定数量", span=3),
            row("行政许可", value, span=3),
            (Cell(text="第二十条第（六）项", colspan=4),),
            row("信息内容", "本年处理决定数量", span=3),
            row("行政处罚", value, span=3),
            row("行政强制", value, span=3),
        )
    )


def body(value: str = "3") -> list[Block]:
    blocks: list[Block] = []
    for heading in HEADINGS:
        blocks += [Paragraph(text=heading), Paragraph(text="按要求办理。")]
        if heading.startswith("二"):
            blocks.append(table(value))
    return blocks


def document(title: str, *blocks: Block, attachments: tuple[Link, ...] = ()) -> Document:
    return Document(
        format="html", headlines=(title,), blocks=tuple(blocks), attachments=attachments
    )


def prose(*lines: str) -> list[Block]:
    return [Paragraph(text=line) for line in lines]


@pytest.mark.parametrize(
    "title",
    [
        "示例县2023年政府信息公开工作年度报告",
        "政府信息公开工作年度报告",
        "2023年度报告",
        "示例县2023年政府信息公开工作年…",
        "示例县预算评审中心2023年政府信息公开工作年度报告",
        "示例县统计局2023年政府信息公开工作年度报告",
        "示例县职业教育培训中心2023年政府信息公开年报",
        "示例县政务公开办公室2023年政务公开工作年度报告",
        "示例县2023年政府信息公开工作年度报告（修订版）",
        "关于公布示例县2023年政府信息公开工作年度报告的公告",
        "附件1：示例县2023年政府信息公开工作年度报告.docx",
    ],
)
def test_a_body_of_a_report_under_titles_of_all_kinds(title: str) -> None:
    reading = read(document(title, *body()))
    assert reading.is_report, reading.reason


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("示例县人民政府信息公开指南", "指南"),
        ("示例县政府信息公开工作年度报告制度", "制度"),
        ("示例县2023年政务公开工作要点", "要点"),
        ("国务院办公厅关于印发《政府信息公开工作年度报告格式》的通知", "form"),
        ("政府信息公开工作年度报告模板", "form"),
        ("关于报送2023年度政府信息公开工作年度报告的通知", "notice"),
        ("一图读懂示例县2023年政府信息公开工作年度报告", "图解"),
        ("示例县2023年政府信息公开工作年度报告（图解）", "图解"),
        ("我县2023年政府信息公开工作年度报告发布", "news"),
        ("示例县召开2023年政府信息公开工作年度报告编制培训会", "news"),
        ("示例县2023年法治政府建设年度报告", "法治政府"),
        ("示例县2023年企业信息公开年度报告", "other disclosure"),
        ("示例县生态环境局环境信息公开年度报告（2023年）", "other disclosure"),
        ("政府网站工作年度报表（2023年）", "网站"),
        ("示例县2023年部门决算公开", "预决算"),
        ("示例县2023年行政执法年度报告", "行政执法"),
        ("示例县2023年依申请公开情况统计表", "statistics"),
        ("政府工作报告", "政府工作报告"),
        ("您访问的页面不存在", "nothing is there"),
        ("安全验证", "challenge"),
        ("示例县2023年国民经济和社会发展统计公报", ""),
    ],
)
def test_what_only_looks_it(title: str, word: str) -> None:
    lines = prose("为做好有关工作，现将情况说明如下。" * 20, "一、内容", "全文略。")
    reading = read(document(title, *lines))
    assert not reading.is_report
    assert reading.reason is not None
    assert word in reading.reason
    assert (reading.title, reading.year, reading.issuer, reading.sections) == (None, None, None, ())


def test_the_empty_form_under_a_notice_and_alone() -> None:
    for title in ("关于转发政府信息公开工作年度报告的通知", "政府信息公开工作年度报告"):
        reading = read(document(title, *body("")))
        assert not reading.is_report, title


def test_a_report_whose_cells_are_all_blank_is_one() -> None:
    signed = prose("示例县水利局", "2024年1月9日")
    assert read(document("示例县水利局2023年政府信息公开工作年度报告", *body(""))).is_report
    assert read(document("政府信息公开工作年度报告", *body(""), *signed)).is_report


def test_news_under_the_title_of_the_report_itself() -> None:
    lines = prose("近日，示例县发布了上一年度的报告，引起关注。" * 20)
    assert not read(document("示例县2023年政府信息公开工作年度报告", *lines)).is_report


def test_a_list_of_reports() -> None:
    rows = prose(*(f"示例县{year}年政府信息公开工作年度报告" for year in range(2018, 2023)))
    reading = read(document("政府信息公开年报", *rows))
    assert not reading.is_report
    assert "list" in (reading.reason or "")


def test_a_headline_with_nothing_under_it() -> None:
    assert not read(document("示例县2023年政府信息公开工作年度报告")).is_report


@pytest.mark.parametrize(
    ("blocks", "attachments", "address"),
    [
        ([Picture(url="http://a.gov.cn/1.jpg")], (), "http://a.gov.cn/1.jpg"),
        (prose("详见附件。"), (Link(url="http://a.gov.cn/1.pdf", text="附件"),), "1.pdf"),
        ([*body()[:2], Picture(url="http://a.gov.cn/t.png")], (), "t.png"),
    ],
)
def test_text_or_tables_in_pictures_or_a_file(
    blocks: list[Block], attachments: tuple[Link, ...], address: str
) -> None:
    title = "示例县2023年政府信息公开工作年度报告"
    reading = read(document(title, *blocks, attachments=attachments))
    assert reading.is_report
    assert reading.form is None
    assert reading.figures == ()
    (finding,) = reading.findings
    assert finding.rule == "text.elsewhere"
    assert address in finding.message


def test_a_free_report_with_a_picture_is_read() -> None:
    lines = prose(
        "一、概述", "平稳。", "二、主动公开情况", "千余条。", "三、依申请公开情况", "无。"
    )
    reading = read(
        document("示例县2012年政府信息公开年度报告", *lines, Picture(url="http://a.gov.cn/1.jpg"))
    )
    assert reading.form is Form.FREE
    assert reading.findings == ()


def test_a_page_of_nothing_but_scripts_is_no_report() -> None:
    page = b"<html><head><script>document.cookie='a=1';location.reload()</script></head></html>"
    reading = extract(page)
    assert not reading.is_report
    assert "scripts" in (reading.reason or "")
