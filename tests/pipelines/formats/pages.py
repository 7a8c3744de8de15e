"""One made-up report, printed as portals print it: by each template, in each markup.

``NARRATIVE`` is what a reader must keep, ``FURNITURE`` what it must not; ``TABLES`` what the tables
hold once their spans are expanded.
"""

from __future__ import annotations

from collections.abc import Callable

TITLE = "示例县教育局2023年政府信息公开工作年度报告"
SITE = "示例县人民政府"

PREAMBLE = (
    "根据《中华人民共和国政府信息公开条例》和上级要求，结合本局一年来的工作实际，编制本报告。"
    "报告所列数据的统计期限为2023年1月1日至2023年12月31日。",
)
OVERVIEW = (
    "一、总体情况",
    "2023年，本局把信息公开放在日常工作的重要位置，逐项核对目录，按时更新栏目。",
    "（一）主动公开。全年在门户网站公开招生政策、预决算、学校名单等信息126条，其中规范性文件3件。",
    "（二）依申请公开。收到申请3件，均在期限内答复。",
    "（三）平台建设。联系地址：示例县城关镇学府路8号，电话：0900-1234567。",
)
PROBLEMS = (
    "五、存在的主要问题及改进情况",
    "一是栏目更新还不够快；二是解读材料形式单一。",
    "下一步，将安排专人每周检查栏目，并多用图表和视频解读招生政策。",
)
OTHER = ("六、其他需要报告的事项", "本年度没有收取信息处理费。")
SIGNATURE = ("示例县教育局", "2024年1月16日")

T2 = [
    [("第二十条第（一）项", 4, 1)],
    [("信息内容", 1, 1), ("本年制发件数", 1, 1), ("本年废止件数", 1, 1), ("现行有效件数", 1, 1)],
    [("规章", 1, 1), ("0", 1, 1), ("0", 1, 1), ("0", 1, 1)],
    [("行政规范性文件", 1, 1), ("3", 1, 1), ("1", 1, 1), ("17", 1, 1)],
    [("第二十条第（五）项", 4, 1)],
    [("信息内容", 1, 1), ("本年处理决定数量", 3, 1)],
    [("行政许可", 1, 1), ("42", 3, 1)],
    [("第二十条第（八）项", 4, 1)],
    [("信息内容", 1, 1), ("本年收费金额（单位：万元）", 3, 1)],
    [("行政事业性收费", 1, 1), ("251.36", 3, 1)],
]
_HEAD = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
T3 = [
    [
        ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
        ("申请人情况", 7, 1),
    ],
    [("自然人", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)],
    [(name, 1, 1) for name in _HEAD],
    [("一、本年新收政府信息公开申请数量", 3, 1), *[(v, 1, 1) for v in "3000003"]],
    [("二、上年结转政府信息公开申请数量", 3, 1), *[(v, 1, 1) for v in "1000001"]],
    [("三、本年度办理结果", 1, 4), ("（一）予以公开", 2, 1), *[(v, 1, 1) for v in "2000002"]],
    [("（三）不予公开", 1, 2), ("1.属于国家秘密", 1, 1), *[(v, 1, 1) for v in "0000000"]],
    [("8.属于行政查询事项", 1, 1), *[(v, 1, 1) for v in "1000001"]],
    [("（七）总计", 2, 1), *[(v, 1, 1) for v in "3000003"]],
    [("四、结转下年度继续办理", 3, 1), *[(v, 1, 1) for v in "1000001"]],
]
T4 = [
    [("行政复议", 5, 1), ("行政诉讼", 10, 1)],
    [*[(n, 1, 2) for n in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")],
     ("未经复议直接起诉", 5, 1), ("复议后起诉", 5, 1)],
    [(n, 1, 1) for n in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计") * 2],
    [(v, 1, 1) for v in "100010000000101"],
]  # fmt: skip
TABLES = (T2, T3, T4)

NARRATIVE = (
    *PREAMBLE,
    *OVERVIEW,
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    *PROBLEMS,
    *OTHER,
    *SIGNATURE,
)

CRUMBS = "当前位置：首页 > 政务公开 > 政府信息公开年报"
DATE_LINE = "发布时间：2024-01-18 09:12　来源：县教育局　浏览次数：735"
FURNITURE = (
    "当前位置", "政务服务大厅", "领导信箱", "浏览次数", "微信扫一扫", "分享到", "打印本页", "上一篇", "下一篇",
    "网站标识码", "主办单位", "ICP备", "技术支持", "招聘公告", "索引号", "组配分类", "字体", "关闭窗口",
    "隐藏文字", "无障碍", "版权所有", "友情链接", "document.write", "mso-style",
)  # fmt: skip

Rows = list[list[tuple[str, int, int]]]
Markup = tuple[Callable[[str], str], Callable[[Rows], str]]


def spans(colspan: int, rowspan: int, quote: str = '"') -> str:
    text = f" colspan={quote}{colspan}{quote}" if colspan > 1 else ""
    return text + (f" rowspan={quote}{rowspan}{quote}" if rowspan > 1 else "")


# -- markups of the text itself -------------------------------------------------------------------


def clean_p(text: str) -> str:
    return f"<p>　　{text}</p>"


def clean_table(rows: Rows) -> str:
    body = "".join(
        "<tr>" + "".join(f"<td{spans(c, r)}>{t}</td>" for t, c, r in row) + "</tr>" for row in rows
    )
    return f"<table border=1><tbody>{body}</tbody></table>"


def _runs(text: str) -> str:
    """Word: Latin runs and Chinese runs in spans of their own, lines broken in the middle."""
    parts = []
    for i in range(0, len(text), 9):
        parts.append(
            '<span lang=EN-US style=\'font-size:16.0pt;font-family:"Times New Roman","serif"\'>'
            f"<font face=仿宋_GB2312>{text[i : i + 9]}</font></span>"
        )
    return "\n".join(parts)


def word_p(text: str) -> str:
    return (
        "<p class=MsoNormal style='margin:0cm 0cm 0pt;text-indent:32.0pt;mso-char-indent-count:2.0'>"
        f"{_runs(text)}<span lang=EN-US><o:p></o:p></span></p>\n"
    )


def word_table(rows: Rows) -> str:
    out = [
        "<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--><div align=center>\n<table class="
        "MsoNormalTable border=0 cellspacing=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>"
    ]
    for row in rows:
        out.append("<tr style='mso-yfti-irow:0;height:22.7pt'>")
        for text, colspan, rowspan in row:
            inner = "<o:p>&nbsp;</o:p>" if not text else _runs(text)
            out.append(
                f"<td width=57{spans(colspan, rowspan, '')} style='border:solid windowtext 1.0pt;"
                "padding:0cm 5.4pt 0cm 5.4pt'>\n<p class=MsoNormal align=center style='text-align:"
                f"center'>{inner}<span lang=EN-US><o:p></o:p></span></p>\n</td>"
            )
        out.append("</tr>\n")
    out.append("<![if !supportMisalignedColumns]><tr height=0><![endif]></table></div>")
    return "\n".join(out)


def wps_p(text: str) -> str:
    inner = "".join(f'<span style="font-family:仿宋;font-size:21px">{c}</span>' for c in text)
    return f'<p style="text-indent:43px;line-height:37px">&nbsp;&nbsp;{inner}&nbsp;</p>'


def wps_table(rows: Rows) -> str:
    out = ['<table width="557"><tbody>']
    for row in rows:
        out.append('<tr style=";height:30px">')
        for text, colspan, rowspan in row:
            inner = "".join(f'<span style="font-size:14px">{c}</span>' for c in text)
            out.append(
                f'<td width="47"{spans(colspan, rowspan)} style="padding:0;word-break:break-all">'
                f'<p style="text-align:center"><strong><em>{inner or "<br/>"}</em></strong></p></td>'
            )
        out.append("</tr>")
    return "".join(out) + "</tbody></table>"


def div_p(text: str) -> str:
    return f"<div><font size=4>&emsp;&emsp;{text}</font></div>"


def br_p(text: str) -> str:
    return f"&nbsp;&nbsp;&nbsp;&nbsp;{text}<br>"


def unclosed_table(rows: Rows) -> str:
    return "<TABLE>" + "".join(
        "<TR>" + "".join(f"<TD{spans(c, r, '')}>{t}" for t, c, r in row) for row in rows
    ) + "</TABLE>"  # fmt: skip


MARKUPS: dict[str, Markup] = {
    "clean": (clean_p, clean_table),
    "word": (word_p, word_table),
    "wps": (wps_p, wps_table),
    "div": (div_p, unclosed_table),
    "br": (br_p, clean_table),
}


def parts(markup: Markup) -> tuple[str, str, str, str, str]:
    """Text before the tables, the three tables with their headings, text behind."""
    p, table = markup
    before = "".join(map(p, (*PREAMBLE, *OVERVIEW)))
    t2 = p("二、主动公开政府信息情况") + table(T2)
    t3 = p("三、收到和处理政府信息公开申请情况") + table(T3)
    t4 = p("四、政府信息公开行政复议、行政诉讼情况") + table(T4)
    right = '<p style="text-align:right">{}</p>'
    behind = "".join(map(p, (*PROBLEMS, *OTHER))) + "".join(right.format(s) for s in SIGNATURE)
    return before, t2, t3, t4, behind


def text_of(markup: Markup) -> str:
    return "".join(parts(markup))


# -- templates ------------------------------------------------------------------------------------

METAS = f"""<meta name="SiteName" content="{SITE}"><meta name="SiteIDCode" content="1309990001">
<meta name="ColumnName"content="政府信息公开年报"><META NAME=ColumnType CONTENT=信息公开年报>
<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content=""><meta name="PubDate" content="2024-01-18 09:12">
<meta name="ContentSource" content="县教育局">"""
MENU = """<ul class="menu"><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li>
<li><a href="/zwfw/">政务服务大厅</a></li><li><a href="/hd/">领导信箱</a></li></ul>"""
FOOT = """<div class="foot"><p>主办单位：示例县人民政府办公室　技术支持：示例科技有限公司</p><p>版权所有　示ICP备05000001号
网站标识码：1309990001</p><p>建议使用1024×768分辨率浏览本网站，未经授权不得转载本网站内容。</p></div>"""
SHARE = """<div class="bdsharebuttonbox"><span>分享到：</span><a href="#">微信扫一扫</a></div>
<script>document.write("打印本页")</script>"""
TURN = '<div class="page_turn"><p>上一篇：<a href="../t1.html">招聘公告</a></p><p>下一篇：<a href="../t2.html">招聘公告二</a></p></div>'
HIDDEN = '<div style="display:none">隐藏文字不应出现。它很长，而且像一段话。</div>'
HEAD = f"<head><title>{TITLE}_政府信息公开年报_{SITE}</title>{METAS}<style>p{{mso-style:x}}</style></head>"


def trs(text: str) -> str:
    return f"""<!DOCTYPE html><html>{HEAD}<body><div class="header">{MENU}</div>
<div class="BreadcrumbNav">{CRUMBS}</div><!--startprint--><h1>{TITLE}</h1>
<div class="info"><span>{DATE_LINE}</span> 字体：[大 中 小]</div>{SHARE}
<div class=TRS_Editor><div class=TRS_Editor>{text}</div></div>{HIDDEN}
<div class="attachment"><a href="./P020240118379456123456.pdf">附件：{TITLE}.pdf</a></div><!--endprint-->
{TURN}{FOOT}</body></html>"""


def kaipu(text: str) -> str:
    return f"""<html>{HEAD}<body><nav>{MENU}</nav><div class="wz">{CRUMBS}</div>
<table class="xxgk_table"><tr><td>索 引 号：</td><td>jyj/2024-00003</td><td>组配分类：</td><td>年报</td></tr>
<tr><td>发布机构：</td><td>示例县教育局</td><td>发布日期：</td><td>2024-01-18</td></tr></table>
<UCAPTITLE>{TITLE}</UCAPTITLE><p>{DATE_LINE}</p>
<div id="UCAP-CONTENT"><UCAPCONTENT>{text}</UCAPCONTENT></div>{SHARE}{HIDDEN}
<div><a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a></div>{FOOT}</body></html>"""


def hanweb(text: str) -> str:
    return f"""<html>{HEAD}<body>{MENU}<table width=1000 align=center><tr><td width=200>{MENU}</td><td>
<table id="article" width="100%"><tr><td class="title">{TITLE}</td></tr>
<tr><td align=center>{DATE_LINE} 【字体：大 中 小】</td></tr>
<tr><td><div id="zoom"><meta name="ContentStart">{text}<meta name="ContentEnd"></div></td></tr>
<tr><td>【打印本页】【关闭窗口】</td></tr></table></td></tr></table>{FOOT}</body></html>"""


def vsb(text: str) -> str:
    return f"""<HTML>{HEAD}<BODY>{MENU}<form name="_newscontent_fromname"><div class="nr"><h2>{TITLE}</h2>
<h3>{DATE_LINE}</h3><div id="vsb_content_2"><div class="v_news_content">{text}</div></div>
<p>【<a href="javascript:window.close()">关闭窗口</a>】</p>
<div class="sxy"><p>上一篇：<a href="1.htm">招聘公告</a></p></div></div></form>{FOOT}</BODY></HTML>"""


def lonsun(text: str) -> str:
    return f"""<html>{HEAD}<body>{MENU}<div class="div_table_suoyin"><dl><dt>索引号：</dt><dd>jyj/2024-00003</dd>
<dt>组配分类：</dt><dd>年报</dd><dt>发布日期：</dt><dd>2024-01-18</dd></dl></div><h1 class="newstitle">{TITLE}</h1>
<div class="newsinfo">{DATE_LINE}</div><div class="j-fontContent newscontnet">{text}</div>{TURN}{FOOT}</body></html>"""


def nfcms(text: str) -> str:
    return f"""<html>{HEAD}<body><header>{MENU}</header><div class="main"><div class="article-title">{TITLE}</div>
<div class="article-date">{DATE_LINE}</div><div class="article-content">{text}</div></div>{SHARE}{FOOT}</body></html>"""


def epoint(text: str) -> str:
    return f"""<html>{HEAD}<body>{MENU}<div class="ewb-location">{CRUMBS}</div><div class="ewb-article"><h3>{TITLE}</h3>
<div class="ewb-article-sources"><p>{DATE_LINE}</p><p>[ 字体：大 中 小 ]</p></div>
<div class="ewb-article-info" id="ivs_content">{text}</div>{TURN}</div>{FOOT}</body></html>"""


def nameless(text: str) -> str:
    """A template without any telling name."""
    return f"""<html>{HEAD}<body><div class="a1">{MENU}</div><div class="a2"><div class="b1">{CRUMBS}</div>
<div class="b2"><h2>{TITLE}</h2><div>{DATE_LINE}</div><div>{text}</div>
<div>上一篇：<a href="x.html">招聘公告</a></div><div>【打印本页】【关闭窗口】</div></div></div>
<div class="a3"><p>友情链接：<a href="http://a.gov.cn">省政府</a><a href="http://b.gov.cn">市政府</a></p>
<p>主办单位：示例县人民政府办公室</p><p>示ICP备05000001号 网站标识码：1309990001</p></div></body></html>"""


def layout_tables(text: str) -> str:
    """Classic ASP: tables around everything, no names, no metas."""
    return f"""<html><head><title>{TITLE}-{SITE}</title></head><body><table width=960><tr><td><img src=banner.jpg></td></tr></table>
<table width=960><tr><td><a href=a.asp>首页</a></td><td><a href=b.asp>政务服务大厅</a></td><td><a href=c.asp>领导信箱</a></td></tr></table>
<table width=960><tr><td width=200 valign=top><table><tr><td><a href=1.asp>招聘公告</a></td></tr>
<tr><td><a href=2.asp>招聘公告二</a></td></tr></table></td><td valign=top><table width=100%><tr><td>{CRUMBS}</td></tr>
<tr><td align=center><b>{TITLE}</b></td></tr><tr><td align=center>{DATE_LINE}</td></tr><tr><td>
<table><tr><td>{text}</td></tr></table></td></tr><tr><td align=right>【<a href=#>打印本页</a>】【<a href=#>关闭窗口</a>】</td></tr>
</table></td></tr></table><table width=960><tr><td align=center>主办单位：示例县人民政府办公室 技术支持：示例科技<br>示ICP备05000001号 网站标识码：1309990001</td>
</tr></table></body></html>"""


def stray_ends(text: str) -> str:
    """A pasted Word page: </body></html> in the middle."""
    half = text.index("</table>") + len("</table>") if "</table>" in text else len(text) // 2
    return trs(f"<html><body>{text[:half]}</body></html>{text[half:]}")


def printed(text: str) -> str:
    return f"""<html>{HEAD}<body>{MENU}<div class="k">{CRUMBS}</div><div class="kk"><!--startprint-->
<h2>{TITLE}</h2><p>{DATE_LINE}</p><div>{text}</div><!--endprint--><p>【打印本页】</p></div>{FOOT}</body></html>"""


def single_td(text: str) -> str:
    return f"""<html>{HEAD}<body>{MENU}<center><span id=zoom>{text}</span></center>{TURN}{FOOT}</body></html>"""


TEMPLATES: dict[str, Callable[[str], str]] = {
    "trs": trs,
    "kaipu": kaipu,
    "hanweb": hanweb,
    "vsb": vsb,
    "lonsun": lonsun,
    "nfcms": nfcms,
    "epoint": epoint,
    "nameless": nameless,
    "layout_tables": layout_tables,
    "stray_ends": stray_ends,
    "printed": printed,
    "single_td": single_td,
}


def two_editors(markup: Markup) -> str:
    """The container holds only parts: text in one, text in another, tables in a third and outside."""
    before, t2, t3, t4, behind = parts(markup)
    return trs("@").replace(
        "<div class=TRS_Editor><div class=TRS_Editor>@</div></div>",
        f"<div class=TRS_Editor>{before}{t2}</div>{t3}<div><div class=TRS_Editor>{t4}</div></div>"
        f"<div class=TRS_Editor>{behind}</div>",
    )


def tables_outside(markup: Markup) -> str:
    """The editor ends before the last tables and the text behind them."""
    before, t2, t3, t4, behind = parts(markup)
    return trs("@").replace("@</div></div>", f"{before}{t2}</div></div>{t3}{t4}{behind}")


def only_markup(markup: Markup) -> str:
    """No page at all: the editor's fragment."""
    return f'<p style="text-align:center"><b>{TITLE}</b></p>' + text_of(markup)


BROKEN: dict[str, Callable[[Markup], str]] = {
    "two_editors": two_editors,
    "tables_outside": tables_outside,
    "only_markup": only_markup,
}
