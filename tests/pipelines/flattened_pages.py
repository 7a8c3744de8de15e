"""A report whose tables lost their markup, with what marks are left between cells and rows."""

from __future__ import annotations

from pipelines.document import Block, Paragraph, Table
from pipelines.figures import Figures, read_figures

HEADS = (
    ("第二十条第（一）项",),
    ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
    ("规章", "0", "0", "0"),
    ("行政规范性文件", "69", "3", "665"),
    ("第二十条第（五）项",),
    ("信息内容", "本年处理决定数量"),
    ("行政许可", "550"),
    ("第二十条第（八）项",),
    ("信息内容", "本年收费金额（单位：万元）"),
    ("行政事业性收费", "7730.28"),
)
APPLICANTS = (
    ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", "申请人情况"),
    ("自然人", "法人或其他组织", "总计"),
    ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
)
REVIEW = (
    ("行政复议", "行政诉讼"),
    ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计", "未经复议直接起诉", "复议后起诉"),
    ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2,
    ("2", "1", "3", "1", "7", "0", "0", "0", "0", "0", "13", "2", "4", "0", "19"),
)
LABELS = {
    "received": ("一、本年新收政府信息公开申请数量",),
    "carried_in": ("二、上年结转政府信息公开申请数量",),
    "granted": ("三、本年度办理结果", "（一）予以公开"),
    "granted_in_part": ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）",),
    "refused.state_secret": ("（三）不予公开", "1.属于国家秘密"),
    "refused.prohibited_by_law": ("2.其他法律行政法规禁止公开",),
    "refused.security_and_stability": ("3.危及“三安全一稳定”",),
    "refused.third_party_rights": ("4.保护第三方合法权益",),
    "refused.internal_affairs": ("5.属于三类内部事务信息",),
    "refused.deliberative_process": ("6.属于四类过程性信息",),
    "refused.enforcement_file": ("7.属于行政执法案卷",),
    "refused.administrative_query": ("8.属于行政查询事项",),
    "unavailable.not_held": ("（四）无法提供", "1.本机关不掌握相关政府信息"),
    "unavailable.must_be_created": ("2.没有现成信息需要另行制作",),
    "unavailable.still_unclear": ("3.补正后申请内容仍不明确",),
    "not_processed.petition": ("（五）不予处理", "1.信访举报投诉类申请"),
    "not_processed.repeated": ("2.重复申请",),
    "not_processed.published_material": ("3.要求提供公开出版物",),
    "not_processed.excessive": ("4.无正当理由大量反复申请",),
    "not_processed.confirmation": ("5.要求行政机关确认或重新出具已获取信息",),
    "other.uncorrected": ("（六）其他处理", "1.申请人无正当理由逾期不补正"),
    "other.unpaid": ("2.申请人逾期未按收费通知要求缴纳费用",),
    "other.other": ("3.其他",),
    "concluded": ("（七）总计",),
    "carried_out": ("四、结转下年度继续办理",),
}
BEFORE = (
    "一、总体情况",
    "全年办理行政许可550件，行政处罚4119件，收费7730.28万元。",
    "二、主动公开政府信息情况",
)
WIDTH = 7  # figures of a row of 表三
BETWEEN = "三、收到和处理政府信息公开申请情况"
REVIEWED = "四、政府信息公开行政复议、行政诉讼情况"
AFTER = ("五、存在的主要问题及改进情况", "公开的内容还不够丰富。")


def applications(figures: dict[str, list[str]]) -> tuple[tuple[str, ...], ...]:
    return (*APPLICANTS, *((*LABELS[key], *figures[key]) for key in LABELS))


def page(figures: dict[str, list[str]], cell: str, row: str) -> list[Paragraph]:
    """Return the report with its tables flattened: marks between cells and between rows."""

    def flat(rows: tuple[tuple[str, ...], ...]) -> list[str]:
        return row.join(cell.join(texts) for texts in rows).split("\n")

    lines = [*BEFORE, *flat(HEADS), BETWEEN, *flat(applications(figures))]
    lines += [REVIEWED, *flat(REVIEW), *AFTER]
    return [Paragraph(text=line) for line in lines]


def read(blocks: tuple[Block, ...]) -> Figures:
    return read_figures([block for block in blocks if isinstance(block, Table)], year=2021)
