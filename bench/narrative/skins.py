# ruff: noqa: E501 - pages as templates print them
"""The detail pages of the families: menus, index tables, toolbars, counters, footers round a text."""

from __future__ import annotations

from bench.narrative.writing import Written

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
