"""The narrative of a made-up report: six headings in every dress, paragraphs, tables between."""

from __future__ import annotations

import html
import random
from dataclasses import dataclass, field

from bench.reading.sheet import Sheet, applications, disclosure, review
from bench.reading.truth import make_truth

KINDS = (
    "overview",
    "proactive_disclosure",
    "applications",
    "review_litigation",
    "problems",
    "other_matters",
)
HEADINGS = {
    "statutory": (
        "总体情况",
        "主动公开政府信息情况",
        "收到和处理政府信息公开申请情况",
        "政府信息公开行政复议、行政诉讼情况",
        "存在的主要问题及改进情况",
        "其他需要报告的事项",
    ),
    "short": (
        "概述",
        "主动公开情况",
        "依申请公开情况",
        "行政复议和行政诉讼情况",
        "存在问题及改进措施",
        "其他事项",
    ),
    "long": (
        "政府信息公开工作总体情况",
        "主动公开政府信息的情况",
        "收到和处理政府信息公开申请的情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "政府信息公开工作存在的主要问题及下一步改进打算",
        "其他需要报告的有关事项",
    ),
    "other": (
        "基本情况",
        "政府信息主动公开情况",
        "政府信息公开申请办理情况",
        "政府信息公开行政复议、诉讼的情况",
        "存在的困难和不足及今后努力方向",
        "需要说明的其他事项",
    ),
}
NUMBERS = {
    "han": ["一、", "二、", "三、", "四、", "五、", "六、"],
    "han-dot": ["一.", "二.", "三.", "四.", "五.", "六."],
    "bracket": ["（一）", "（二）", "（三）", "（四）", "（五）", "（六）"],
    "digit": ["1.", "2.", "3.", "4.", "5.", "6."],
    "part": ["第一部分", "第二部分", "第三部分", "第四部分", "第五部分", "第六部分"],
    "none": [""] * 6,
    "slip": ["一、", "二、", "三、", "三、", "四、", "五、"],
    "lost": ["一、", "二、", "", "四、", "五、", "六、"],
}
SENTENCES = (
    "严格落实条例要求，健全工作机制，明确专人负责，做到应公开尽公开。",
    "通过门户网站主动公开各类信息{n}条，其中政策文件{m}条。",
    "收到政府信息公开申请{m}件，均在法定期限内答复。",
    "规范发布审核流程，落实三审三校，定期开展自查自纠。",
    "公开内容与群众需求还有差距，业务人员变动频繁，培训不够系统。",
    "下一步将加强业务培训，完善考核办法，提升公开质量和水平。",
    "县政府办公室、各乡镇和部门共召开专题会议{m}次。",
    "政务新媒体全年推送信息{n}条，阅读量达{n}万人次。",
)
LISTED = (
    "（一）主动公开情况。{s}",
    "（二）依申请公开。{s}",
    "（三）平台建设",
    "1.加强组织领导。{s}",
    "一是{s}",
    "二是{s}",
    "3．强化监督检查。{s}",
)


@dataclass(slots=True)
class Written:
    """A report as written: its paragraphs by kind, and what a page says about it."""

    year: int
    title: str
    issuer: str
    published: str
    signed: str
    style: str
    headings: list[str]
    preamble: list[str]
    paragraphs: dict[str, list[str]]
    sheets: dict[str, Sheet] = field(default_factory=dict)


def write(rng: random.Random) -> Written:
    """Write a report."""
    year = rng.randint(2019, 2024)
    unit = rng.choice(
        ["示例县人民政府", "示例县教育局", "示例县城关镇人民政府", "示例县卫生健康局"]
    )
    words = rng.choices(list(HEADINGS), [4, 1, 2, 1])[0]
    number = rng.choices(list(NUMBERS), [8, 1, 1, 1, 1, 3, 1, 1])[0]
    truth = make_truth(rng)
    paragraphs = {kind: _paragraphs(rng) for kind in KINDS}
    if rng.random() < 0.5:
        paragraphs["other_matters"] = [
            rng.choice(["无。", "无", "无其他需要报告的事项。", "本年度未收取信息处理费。"])
        ]
    month, day = rng.randint(1, 3), rng.randint(1, 28)
    return Written(
        year=year,
        title=f"{unit}{year}年政府信息公开工作年度报告",
        issuer=unit,
        published=f"{year + 1}-{month:02}-{day:02}",
        signed=f"{year + 1}年{month}月{day}日",
        style=f"{words}/{number}",
        headings=[n + w for n, w in zip(NUMBERS[number], HEADINGS[words], strict=True)],
        preamble=[
            f"根据《中华人民共和国政府信息公开条例》要求，现公布{year}年度报告。"
            f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
        ],
        paragraphs=paragraphs,
        sheets={
            "proactive_disclosure": disclosure(truth),
            "applications": applications(truth),
            "review_litigation": review(truth),
        },
    )


def _paragraphs(rng: random.Random) -> list[str]:
    def sentence() -> str:
        return rng.choice(SENTENCES).format(n=rng.randint(20, 9999), m=rng.randint(0, 40))

    made = ["".join(sentence() for _ in range(rng.randint(1, 4)))]
    made += [
        rng.choice(LISTED).format(s=sentence()) if rng.random() < 0.6 else sentence()
        for _ in range(rng.randint(0, 3))
    ]
    return made


def body(report: Written, rng: random.Random, *, tag: str = "p") -> str:
    """Return the text as an editor leaves it."""
    attributes = rng.choice(
        [
            "",
            ' style="text-indent:2em"',
            ' class="MsoNormal"',
            ' align="justify"',
        ]
    )
    heading = rng.choice(["p", "p", "strong", "h3"])

    def line(text: str) -> str:
        indent = rng.choice(["　　", "&nbsp;&nbsp;", ""])
        return f"<{tag}{attributes}>{indent}{html.escape(text)}</{tag}>"

    parts = [line(text) for text in report.preamble]
    for kind, words in zip(KINDS, report.headings, strict=True):
        if heading == "strong":
            parts.append(f"<{tag}{attributes}><strong>{words}</strong></{tag}>")
        elif heading == "h3":
            parts.append(f"<h3>{words}</h3>")
        else:
            parts.append(line(words))
        parts += [line(text) for text in report.paragraphs[kind]]
        if kind in report.sheets:
            parts.append(_table(report.sheets[kind]))
    end = f'<{tag} style="text-align:right">'
    parts += [f"{end}{report.issuer}</{tag}>", f"{end}{report.signed}</{tag}>"]
    return "\n".join(parts)


def _table(sheet: Sheet) -> str:
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td colspan="{box.colspan}" rowspan="{box.rowspan}">{html.escape(box.text)}</td>'
            for box in row
        )
        + "</tr>"
        for row in sheet.rows
    )
    return f'<table border="1">{rows}</table>'
