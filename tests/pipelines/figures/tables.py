"""Tables for tests: built from the forms, or written down as HTML or as text with bars."""

from __future__ import annotations

from lxml import html

from pipelines.document import Cell, Table
from pipelines.figures import Figures

APPLICANT_HEAD = (
    '<tr><td colspan="3" rowspan="3">（本列数据的勾稽关系为：第一项加第二项之和，'
    '等于第三项加第四项之和）</td><td colspan="7">申请人情况</td></tr>'
    '<tr><td rowspan="2">自然人</td><td colspan="5">法人或其他组织</td>'
    '<td rowspan="2">总计</td></tr>'
    "<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>"
)
# (key, label cells that begin in the row, as HTML)
_ROWS_2021 = [
    ("received", '<td colspan="3">一、本年新收政府信息公开申请数量</td>'),
    ("carried_in", '<td colspan="3">二、上年结转政府信息公开申请数量</td>'),
    ("granted", '<td rowspan="22">三、本年度办理结果</td><td colspan="2">（一）予以公开</td>'),
    (
        "granted_in_part",
        '<td colspan="2">（二）部分公开（区分处理的，只计这一情形，不计其他情形）</td>',
    ),
    ("refused.state_secret", '<td rowspan="8">（三）不予公开</td><td>1.属于国家秘密</td>'),
    ("refused.prohibited_by_law", "<td>2.其他法律行政法规禁止公开</td>"),
    ("refused.security_and_stability", "<td>3.危及“三安全一稳定”</td>"),
    ("refused.third_party_rights", "<td>4.保护第三方合法权益</td>"),
    ("refused.internal_affairs", "<td>5.属于三类内部事务信息</td>"),
    ("refused.deliberative_process", "<td>6.属于四类过程性信息</td>"),
    ("refused.enforcement_file", "<td>7.属于行政执法案卷</td>"),
    ("refused.administrative_query", "<td>8.属于行政查询事项</td>"),
    (
        "unavailable.not_held",
        '<td rowspan="3">（四）无法提供</td><td>1.本机关不掌握相关政府信息</td>',
    ),
    ("unavailable.must_be_created", "<td>2.没有现成信息需要另行制作</td>"),
    ("unavailable.still_unclear", "<td>3.补正后申请内容仍不明确</td>"),
    ("not_processed.petition", '<td rowspan="5">（五）不予处理</td><td>1.信访举报投诉类申请</td>'),
    ("not_processed.repeated", "<td>2.重复申请</td>"),
    ("not_processed.published_material", "<td>3.要求提供公开出版物</td>"),
    ("not_processed.excessive", "<td>4.无正当理由大量反复申请</td>"),
    ("not_processed.confirmation", "<td>5.要求行政机关确认或重新出具已获取信息</td>"),
    (
        "other.uncorrected",
        '<td rowspan="3">（六）其他处理</td><td>1.申请人无正当理由逾期不补正</td>',
    ),
    ("other.unpaid", "<td>2.申请人逾期未按收费通知要求缴纳费用</td>"),
    ("other.other", "<td>3.其他</td>"),
    ("concluded", '<td colspan="2">（七）总计</td>'),
    ("carried_out", '<td colspan="3">四、结转下年度继续办理</td>'),
]
ROWS_2021 = dict(_ROWS_2021)
ROWS_2019 = {
    key: label.replace('rowspan="22"', 'rowspan="20"')
    for key, label in _ROWS_2021
    if not key.startswith("other.")
}
ROWS_2019 = {
    **{k: v for k, v in ROWS_2019.items() if k not in ("concluded", "carried_out")},
    "other_combined": '<td colspan="2">（六）其他处理</td>',
    "concluded": ROWS_2019["concluded"],
    "carried_out": ROWS_2019["carried_out"],
}
REVIEW_HEAD = (
    '<tr><td colspan="5">行政复议</td><td colspan="10">行政诉讼</td></tr><tr>'
    + "".join(
        f'<td rowspan="2">{c}</td>'
        for c in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    )
    + '<td colspan="5">未经复议直接起诉</td><td colspan="5">复议后起诉</td></tr><tr>'
    + "<td>结果维持</td><td>结果纠正</td><td>其他结果</td><td>尚未审结</td><td>总计</td>" * 2
    + "</tr>"
)
APPLICANTS = (
    "natural_person",
    "business",
    "research",
    "social",
    "legal_service",
    "other_organization",
    "total",
)


def from_html(markup: str) -> Table:
    """Return the table in a piece of HTML."""
    rows = [
        tuple(
            Cell(
                text=cell.text_content(),
                colspan=int(cell.get("colspan", 1)),
                rowspan=int(cell.get("rowspan", 1)),
            )
            for cell in row.iterchildren("td")
        )
        for row in html.fromstring(f"<table>{markup}</table>").iter("tr")
    ]
    return Table(rows=tuple(rows))


def from_bars(text: str) -> Table:
    """Return the table in lines whose cells are divided, and ended, by bars."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return Table(
        rows=tuple(
            tuple(Cell(text=cell.strip()) for cell in line.removesuffix("|").split("|"))
            for line in lines
        )
    )


def applications(
    figures: dict[str, list[str]] | None = None,
    *,
    rows: dict[str, str] = ROWS_2021,
    head: str = APPLICANT_HEAD,
) -> str:
    """Return 表三 as HTML: zeros, but for the rows in ``figures``."""
    given = figures or {}
    return head + "".join(
        f"<tr>{labels}{''.join(f'<td>{value}</td>' for value in given.get(key, ['0'] * 7))}</tr>"
        for key, labels in rows.items()
    )


def consistent() -> dict[str, list[str]]:
    """Return figures of 表三 that add up, no two rows of which are alike."""
    results = [
        key
        for key in ROWS_2021
        if key not in ("received", "carried_in", "concluded", "carried_out")
    ]
    table = {key: [n + 1, 0, n % 3, 0, 1, 0] for n, key in enumerate(results)}
    concluded = [sum(row[i] for row in table.values()) for i in range(6)]
    table["concluded"] = concluded
    table["carried_out"] = [2, 1, 0, 0, 0, 3]
    table["carried_in"] = [1, 0, 0, 0, 0, 0]
    table["received"] = [
        c + o - i
        for c, o, i in zip(concluded, table["carried_out"], table["carried_in"], strict=True)
    ]
    return {key: [str(n) for n in [*row, sum(row)]] for key, row in table.items()}


def values(figures: Figures) -> dict[str, str]:
    """Return the value of each figure as text, its status where it has none."""
    return {f.cell: f.status.value if f.value is None else f"{f.value:f}" for f in figures.figures}


def row_of(figures: Figures, key: str) -> list[str]:
    """Return what was read in a row of 表三; ``-`` where nothing was."""
    read = values(figures)
    return [read.get(f"t3.{key}.{column}", "-") for column in APPLICANTS]
