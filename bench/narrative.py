# ruff: noqa: E501 - pages as templates print them
"""Put reports into the pages of every CMS family, read them, and count what came of the text.

python -m bench.narrative [--documents 400] [--seed 1] [--faults 20]

Pages are made up after the detail pages of the families: menus, index tables, toolbars, counters,
share widgets, related articles and footers around the text, the six headings renamed, unnumbered or
renumbered. Kept: characters of paragraphs that stand in the section of their kind. Furniture:
characters that stand in a section and were in no paragraph.
"""

from __future__ import annotations

import argparse
import html
import random
import sys
from collections import Counter
from dataclasses import dataclass, field

from bench.reading.sheet import Sheet, applications, disclosure, review
from bench.reading.truth import make_truth
from pipelines.extract import extract
from pipelines.folding import fold
from storage.records import Reading

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
        return f"<{tag}{attributes}>{rng.choice(['　　', '&nbsp;&nbsp;', ''])}{html.escape(text)}</{tag}>"

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


# -- skins: the detail pages of the families ------------------------------------------------------

MENU = "".join(
    f'<li><a href="/{slug}/">{label}</a></li>'
    for slug, label in (
        ("", "首页"),
        ("zwgk", "政务公开"),
        ("bsfw", "办事服务"),
        ("hdjl", "互动交流"),
        ("zfxxgk/zhinan", "政府信息公开指南"),
        ("zfxxgk/zhidu", "政府信息公开制度"),
        ("zfxxgk/nb", "政府信息公开年报"),
        ("ysqgk", "依申请公开"),
    )
)
FOOT = (
    "<div><p>主办：示例县人民政府办公室　承办：示例县大数据中心</p><p>网站标识码：6229260001　陇ICP备00000000号"
    "　陇公网安备 62292600000000号</p><p><a href='/wzdt/'>网站地图</a> | <a href='/lxwm/'>联系我们</a></p>"
    "<p>建议使用IE9以上浏览器，分辨率1366*768</p></div>"
)
RELATED = (
    "<ul><li><a href='./t2.html'>示例县召开全县经济工作会议</a><span>2024-02-01</span></li>"
    "<li><a href='./t3.html'>示例县关于2024年元旦放假的通知</a><span>2023-12-29</span></li>"
    "<li><a href='./t4.html'>县领导调研春季农业生产工作</a></li></ul>"
)


def _page(report: Written, inner: str, head: str = "") -> str:
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'>"
        f"<title>{report.title}_示例县人民政府</title>{head}</head><body>{inner}</body></html>"
    )


def _metas(report: Written) -> str:
    return (
        "<meta name='SiteName' content='示例县人民政府'><meta name='ColumnName'content='政府信息公开年报'>"
        f"<meta name='ArticleTitle' content='{report.title}'>"
        f"<meta name='PubDate' content='{report.published} 10:31'>"
        "<meta name='ContentSource' content='县政府办'>"
    )


def _index(report: Written) -> str:
    return (
        "<table class='xxgk_table'><tr><td>索 引 号：</td><td>bgs01/2024-00011</td><td>发布机构：</td>"
        f"<td>{report.issuer}</td></tr><tr><td>成文日期：</td><td>2024-01-02</td><td>发布日期：</td>"
        f"<td>{report.published}</td></tr><tr><td>名　称：</td><td colspan='3'>{report.title}</td></tr>"
        "<tr><td>主题分类：</td><td>综合政务</td><td>有效性：</td><td>有效</td></tr></table>"
    )


def trs(report: Written, text: str) -> str:
    return _page(
        report,
        f"<div class='header'><ul class='nav'>{MENU}</ul></div><div class='BreadcrumbNav'>当前位置："
        "<a class='CurrChnlCls' href='../../'>首页</a> &gt; <a class='CurrChnlCls' href='../'>政府信息公开年报</a></div>"
        f"<!--startprint--><h1>{report.title}</h1><div class='xl_time'>发布时间：{report.published} 10:31"
        "　来源：县政府办　浏览次数：<span id='hits'>128</span>　字体：[<a>大</a> <a>中</a> <a>小</a>]</div>"
        f"<div class=TRS_Editor><div class=TRS_Editor>{text}</div></div>"
        "<div class='attachment'><a href='./P020240125379456.pdf'>附件：年度报告.pdf</a></div><!--endprint-->"
        "<div class='bdsharebuttonbox'>分享到：<a>微信</a><a>微博</a><a>QQ空间</a></div>"
        "<div class='tools'><a href='javascript:window.print()'>【打印本页】</a> <a>【关闭窗口】</a></div>"
        f"<div class='xgwz'><h3>相关文章</h3>{RELATED}</div><div class='footer'>{FOOT}</div>",
        _metas(report),
    )


def kaipu(report: Written, text: str) -> str:
    return _page(
        report,
        f"<div id='top'><ul>{MENU}</ul></div><div class='position'>您现在的位置：首页&gt;公开年报</div>"
        f"{_index(report)}<ucaptitle><h2>{report.title}</h2></ucaptitle><div class='info'>"
        f"<publishtime>{report.published}</publishtime> 来源：县政府办 【字体：大 中 小】 打印 "
        "<span>访问量：</span><span id='pv'>56</span></div>"
        f"<div id='UCAP-CONTENT'><ucapcontent>{text}</ucapcontent></div>"
        "<div class='share'>扫一扫在手机打开当前页</div><p>上一篇：<a href='1.shtml'>示例县2019年年度报告</a></p>"
        f"<p>下一篇：<a href='2.shtml'>没有了</a></p><div id='foot'>{FOOT}</div>",
        _metas(report) + "<meta name='others' content='页面生成时间 2024-06-01 08:00:00'>",
    )


def hanweb(report: Written, text: str) -> str:
    return _page(
        report,
        f"<div>{MENU}</div><table width='100%'><tr><td><table><tr><td class='title'>{report.title}</td></tr>"
        f"<tr><td>发布日期：{report.published}&nbsp;&nbsp;浏览次数：<script>document.write(12)</script>次"
        "&nbsp;信息来源：<!--<$[信息来源]>begin-->县政府办<!--<$[信息来源]>end-->&nbsp;字号：[ 大 中 小 ]</td></tr>"
        f"<tr><td><meta name='ContentStart'><div id='zoom'>{text}</div><meta name='ContentEnd'></td></tr>"
        "<tr><td align='right'>【打印】【关闭】【收藏】</td></tr></table></td></tr></table>"
        "<iframe src='/module/visitcount/visit.jsp?type=1' width='0' height='0'></iframe>"
        f"<a href='http://www.hanweb.com' style='display:none'>Produced By 大汉网络 大汉版通发布系统</a>{FOOT}",
        "<meta name='Generator' content='大汉版通'>" + _metas(report),
    )


def vsb(report: Written, text: str) -> str:
    return _page(
        report,
        f"<!--Announced by Visual SiteBuilder 9--><div class='menu'><ul>{MENU}</ul></div>"
        f"<form name='_newscontent_fromname'><div align='center'>{report.title}</div>"
        f"<div>发布日期：{report.published} 作者： 来源： 点击：[<span id='dyn'>301</span>]</div>"
        f"<div id='vsb_content_2'><div class='v_news_content'>{text}</div></div>"
        "<div>附件【<a href='/system/_content/download.jsp?wbfileid=1'>年度报告.docx</a>】已下载<span>5</span>次</div>"
        "<div>上一条：<a href='1.htm'>关于报送信息的通知</a> 下一条：<a href='2.htm'>公开指南</a></div>"
        f"<div>【<a>关闭</a>】</div></form><div class='copyright'>{FOOT}</div>",
    )


def lonsun(report: Written, text: str) -> str:
    return _page(
        report,
        f"<div class='menu'>{MENU}</div><div class='div_table_suoyin'>{_index(report)}</div>"
        f"<h1 class='newstitle'>{report.title}</h1><div class='newsinfo'>浏览次数：88 信息来源：县政府办 发布时间："
        f"{report.published} 10:31 <span>[ 字体大小: 大 中 小 ]</span></div>"
        f"<div class='j-fontContent newscontnet'>{text}</div><div class='wenzhangfoot'><a>收藏</a> <a>打印</a>"
        " <a>我要纠错</a></div><div class='erweima'>扫描二维码，手机阅读更方便</div>"
        f"<div>主办单位：示例县人民政府</div>{FOOT}",
        "<meta name='SiteId' content='1'>" + _metas(report),
    )


def nfcms(report: Written, text: str) -> str:
    return _page(
        report,
        f"<div class='nav'>{MENU}</div><div class='content'>{_index(report)}<h3 class='title'>{report.title}"
        f"</h3><p class='source'>来源：本网　发布时间：{report.published} 10:31:00　<a>【字体：大 中 小】</a></p>"
        f"<div class='article-content'>{text}</div><div class='share'>分享到：微信 微博</div>"
        f"<p>相关附件：<a href='/attachment/1.pdf'>年度报告.pdf</a></p></div>{FOOT}",
        _metas(report),
    )


def epoint(report: Written, text: str) -> str:
    return _page(
        report,
        f"<div class='ewb-nav'>{MENU}</div><div class='ewb-location'>当前位置：首页 &gt; 年报</div>"
        f"<div class='ewb-article'><h3 class='article-title'>{report.title}</h3><div class='ewb-article-info'>"
        f"【信息时间：{report.published}　阅读次数：<span>4</span>】<a>【我要打印】</a><a>【关闭】</a></div>"
        f"<div id='ivs_content'>{text}</div></div><div class='ewb-copyright'>{FOOT}</div>",
    )


def poweredit(report: Written, text: str) -> str:
    return _page(
        report,
        f"<table><tr><td>{MENU}</td></tr></table><table width='1000'><tr><td width='220'><ul>{MENU}</ul>"
        "<h4>点击排行</h4>"
        + RELATED
        + f"</td><td><h2>{report.title}</h2><p>发布日期：{report.published} | 作者：佚名"
        f" | 点击数：<span>33</span></p><div id='fontzoom'>{text}</div><p>【发表评论】【告诉好友】【打印此文】"
        f"【关闭窗口】</p><h4>相关文章</h4>{RELATED}</td></tr></table><table><tr><td>{FOOT}</td></tr></table>",
    )


def component(report: Written, text: str) -> str:
    return _page(
        report,
        f"<!--start component 导航(频道)--><div>{MENU}</div><!--end component-->"
        f"<div class='zoomcon'><div class='t'>{report.title}</div><div class='d'>文章来源：县政府办　　发布时间："
        f"{report.published}</div><!--start component 内容全集(内容)-->{text}<!--end component-->"
        f"<div class='s'>分享： <a>微信</a></div></div>{FOOT}",
        _metas(report),
    )


def jeecms(report: Written, text: str) -> str:
    return _page(
        report,
        f"<div id='head'>{MENU}</div><div class='curpos'>当前位置：首页 - 年报 - 正文</div><div class='w980'>"
        f"<h1>{report.title}</h1><div class='msgbar'>发布时间：{report.published} 来源： 浏览：次</div>"
        f"<div class='content'><div class='txt' id='txt'>{text}</div></div>"
        "<div class='page'>上一篇：<a href='1.jhtml'>公开制度</a><br>下一篇：<a href='2.jhtml'>公开目录</a></div>"
        f"<div class='comment'>用户评论：0条</div></div>{FOOT}",
    )


def asp(report: Written, text: str) -> str:
    return _page(
        report,
        f"<table><tr><td>{MENU}</td></tr></table><table><tr><td align=center><b>{report.title}</b></td></tr>"
        f"<tr><td align=center>[ 添加时间：{report.published} | 浏览：21次 ]</td></tr><tr><td class=news>{text}"
        "</td></tr><tr><td>[ <a>返回</a> ] [ <a>打印</a> ] [ <a>关闭</a> ]</td></tr></table><p align=center>"
        "Copyright © 示例县人民政府 版权所有　技术支持：示例科技</p>",
    )


def plain(report: Written, text: str) -> str:
    return _page(
        report,
        f"<div><h2>{report.title}</h2><div>{report.published}</div><div>{text}</div></div>"
        "<div>您是第 1024 位访问者</div>",
    )


SKINS = (
    trs,
    kaipu,
    hanweb,
    vsb,
    lonsun,
    nfcms,
    epoint,
    poweredit,
    component,
    jeecms,
    asp,
    plain,
)


# -- the score ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Score:
    """What came of the text of the documents of one sort."""

    documents: int = 0
    written: int = 0
    kept: int = 0
    printed: int = 0
    furniture: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, name: str, report: Written, reading: Reading) -> None:
        """Compare a reading with what was written."""
        self.documents += 1
        texts: dict[str, str] = {}
        for section in reading.sections:
            kind = section.kind.value
            texts[kind] = texts.get(kind, "") + fold(section.text)
        for kind, paragraphs in {"preamble": report.preamble, **report.paragraphs}.items():
            for paragraph in map(fold, paragraphs):
                self.written += len(paragraph)
                before = texts.get(kind, "")
                texts[kind] = before.replace(paragraph, "", 1)
                if len(texts[kind]) < len(before):
                    self.kept += len(paragraph)
                else:
                    self.faults.append(f"{name}: {kind} lacks {paragraph[:40]}")
        for kind, rest in texts.items():
            self.furniture += len(rest)
            if rest:
                self.faults.append(f"{name}: {kind} also has {rest[:60]}")
        self.printed += sum(len(fold(s.text)) for s in reading.sections)
        for what, said, true in (
            ("title", fold(reading.title or ""), fold(report.title)),
            ("issuer", reading.issuer, report.issuer),
            ("year", reading.year, report.year),
            ("signed", str(reading.signed_on), _iso(report.signed)),
            ("published", str(reading.published_on), report.published),
        ):
            if said != true:
                self.wrong[what] += 1
                self.faults.append(f"{name}: {what} {said} for {true}")

    def row(self) -> list[str]:
        """Return the table's row."""
        return [
            str(self.documents),
            f"{100 * self.kept / max(1, self.written):.2f} %",
            f"{100 * self.furniture / max(1, self.printed):.2f} %",
            " ".join(f"{what} {count}" for what, count in self.wrong.items()) or "-",
        ]


def _iso(day: str) -> str:
    year, month, rest = day.replace("日", "").replace("年", "月").split("月")
    return f"{year}-{int(month):02}-{int(rest):02}"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--faults", type=int, default=20)
    options = parser.parse_args()
    by_skin: dict[str, Score] = {}
    by_style: dict[str, Score] = {}
    total = Score()
    for number in range(options.documents):
        rng = random.Random(f"{options.seed}/{number}")  # noqa: S311 - reproducible, no secret
        report = write(rng)
        skin = SKINS[number % len(SKINS)]
        page = skin(report, body(report, rng, tag=rng.choice(["p", "p", "p", "div"])))
        charset = "gb18030" if skin is asp else "utf-8"
        url = f"http://www.example.gov.cn/{number}.html"
        reading = extract(page.encode(charset), url=url)
        name = f"{number} {skin.__name__} {report.style}"
        words, _, numbers = report.style.partition("/")
        styles = by_style.setdefault(words, Score()), by_style.setdefault(numbers, Score())
        for score in (by_skin.setdefault(skin.__name__, Score()), *styles, total):
            score.add(name, report, reading)
    heads = ["", "documents", "text kept", "furniture", "wrong"]
    rows = [
        [name, *score.row()]
        for scores in (by_skin, by_style, {"all": total})
        for name, score in scores.items()
    ]
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    for row in [heads, *rows]:
        cells = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells) + "\n")
    for fault in total.faults[: options.faults]:
        sys.stdout.write(fault + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
