"""Pages that look like reports and are none, and reports that look like something else.

python -m bench.lookalikes [--documents 1000] [--faults 30]
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable

from bench.identity import UNITS, title_of
from bench.reading.layout import whole
from bench.reading.render import page
from bench.reading.sheet import applications, disclosure, review
from bench.reading.truth import make_truth
from pipelines.errors import Unreadable
from pipelines.extract import extract

PLACES = ("示例县", "东乡县", "洪泽区", "城关区", "安丘市", "鄂伦春自治旗")


def _who(rng: random.Random) -> str:
    kind = rng.choice(list(UNITS))
    return rng.choice(PLACES) + rng.choice(UNITS[kind])


def _html(title: str, *lines: str) -> bytes:
    body = "".join(line if line.startswith("<table") else f"<p>{line}</p>" for line in lines)
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div>发布时间：2022-01-20 来源：本站</div><div id=zoom>{body}</div></body></html>"
    ).encode()


def _tables(rng: random.Random, fill: str | None = None) -> str:
    truth = make_truth(rng)
    sheets = {"t2": disclosure(truth), "t3": applications(truth), "t4": review(truth)}
    if fill is not None:
        for sheet in sheets.values():
            for row in sheet.rows:
                for box in row:
                    if box.cell:
                        box.text = fill
    made = page(whole(sheets), truth.year, lambda text: text).decode()
    start, end = made.index("<table"), made.rindex("</table>") + len("</table>")
    return made[start:end].replace("<p>", "<!--").replace("</p>", "-->")


def guide(rng: random.Random) -> bytes:
    who = _who(rng)
    return _html(
        rng.choice([f"{who}政府信息公开指南", f"{who}政府信息公开工作指南（2023年版）"]),
        "为了方便公民、法人和其他组织获取政府信息，根据条例编制本指南。",
        "一、信息分类",
        "本机关主动公开的政府信息分类编排，详见政府信息公开目录。",
        "二、主动公开",
        "本机关主动公开以下政府信息：机构职能、规范性文件、行政许可、行政处罚，以及政府信息公开年度报告。",
        "三、依申请公开",
        "公民、法人或者其他组织可以向本机关申请获取政府信息，填写申请表。",
        "四、监督和救济",
        "可以依法申请行政复议或者提起行政诉讼。",
    )


def regulation(rng: random.Random) -> bytes:
    who = _who(rng)
    name = rng.choice(
        [
            "政府信息公开制度",
            "政府信息公开工作年度报告制度",
            "政府信息主动公开基本目录",
            "信息公开保密审查制度",
        ]
    )
    return _html(
        f"{who}{name}",
        "第一条 为规范政府信息公开工作年度报告，制定本制度。",
        "第二条 年度报告应当包括主动公开情况、依申请公开情况、行政复议和行政诉讼情况。",
        "第三条 各单位每年1月31日前公布上一年度的政府信息公开工作年度报告。",
    )


def plan(rng: random.Random) -> bytes:
    who = _who(rng)
    year = rng.randint(2018, 2024)
    return _html(
        rng.choice(
            [
                f"{who}{year}年政务公开工作要点",
                f"{year}年{who}政府信息公开工作计划",
                f"{who}{year}年政务公开实施方案",
            ]
        ),
        "一、总体要求",
        "深入贯彻落实条例，全面推进决策、执行、管理、服务、结果公开。",
        "二、主动公开重点",
        "（一）推进财政信息公开。（二）推进重大建设项目公开。按时发布年度报告。",
        "三、保障措施",
        "加强组织领导，做好申请答复工作，减少行政复议和诉讼。",
    )


def notice_with_form(rng: random.Random) -> bytes:
    new = rng.random() < 0.5
    return _html(
        "国务院办公厅政府信息与政务公开办公室关于印发"
        + (
            "《中华人民共和国政府信息公开工作年度报告格式》的通知"
            if new
            else "政府信息公开工作年度报告格式（试行）的通知"
        ),
        f"国办公开办函〔{'2021〕30' if new else '2019〕60'}号",
        "各省、自治区、直辖市人民政府办公厅：现将格式印发给你们，请遵照执行。",
        "一、总体情况",
        "（文字描述部分）",
        "二、主动公开政府信息情况",
        _tables(rng, ""),
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
        "国务院办公厅政府信息与政务公开办公室",
        "2021年9月29日",
    )


def notice_asking(rng: random.Random) -> bytes:
    year = rng.randint(2018, 2024)
    return _html(
        f"关于做好{year}年政府信息公开工作年度报告编制发布工作的通知",
        "各乡镇人民政府，县政府各部门：",
        f"为做好{year}年政府信息公开工作年度报告编制工作，现将有关事项通知如下：",
        "一、报告内容",
        "包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况。",
        "二、时间要求",
        "请于1月15日前报送县政府办公室，1月31日前向社会公布。",
        f"{rng.choice(PLACES)}人民政府办公室",
        f"{year}年12月20日",
    )


def picture_story(rng: random.Random) -> bytes:
    who = _who(rng)
    year = rng.randint(2018, 2024)
    return _html(
        rng.choice(
            [
                f"图解：{who}{year}年政府信息公开工作年度报告",
                f"一图读懂{who}{year}年政府信息公开工作年度报告",
                f"【图解】{who}{year}年政府信息公开年度报告",
            ]
        ),
        "<img src=/pic/202201/1.jpg width=800>",
    )


def news(rng: random.Random) -> bytes:
    who = _who(rng)
    year = rng.randint(2018, 2024)
    return _html(
        rng.choice(
            [
                f"{who}发布{year}年政府信息公开工作年度报告",
                f"{who}召开政府信息公开工作年度报告编制培训会",
                f"我县{year}年政府信息公开工作年度报告全部按时发布",
                f"{who}开展{year}年政府信息公开工作年度报告解读活动",
            ]
        ),
        f"近日，{who}在门户网站发布了{year}年政府信息公开工作年度报告，报告显示，全年主动公开信息若干条。",
        "据了解，全县共有四十五家单位按时公布了年度报告，公开率达到百分之百。（记者 张三）",
    )


def rule_of_law(rng: random.Random) -> bytes:
    who = _who(rng)
    year = rng.randint(2018, 2024)
    return _html(
        rng.choice(
            [f"{who}{year}年法治政府建设年度报告", f"{who}{year}年度法治政府建设工作情况报告"]
        ),
        "一、总体情况",
        "坚持以习近平法治思想为指导，推进政府信息公开，主动公开政府信息三百条。",
        "二、行政复议和行政诉讼情况",
        "全年办理行政复议案件十二件，行政诉讼案件三件。",
        "三、存在的主要问题",
        "执法水平有待提高，政务公开工作仍需加强。",
        f"{who}",
        f"{year + 1}年1月20日",
    )


def website_sheet(rng: random.Random) -> bytes:
    who = _who(rng)
    year = rng.randint(2018, 2024)
    return _html(
        f"政府网站工作年度报表（{year}年度）",
        f"填报单位：{who}",
        "<table><tr><td>网站名称</td><td>门户网站</td></tr><tr><td>总访问量（单位：次）</td><td>123456</td></tr>"
        "<tr><td>信息发布（单位：条）</td><td>总数</td><td>3214</td></tr><tr><td>概况类信息更新量</td><td>23</td></tr></table>",
    )


def budget(rng: random.Random) -> bytes:
    who = _who(rng)
    year = rng.randint(2018, 2024)
    return _html(
        f"{who}{year}年部门{rng.choice(['预算', '决算'])}公开",
        "一、部门概况",
        "二、收支情况",
        "<table><tr><td>项目</td><td>金额（万元）</td></tr><tr><td>一般公共服务支出</td><td>123.45</td></tr></table>",
        "三、政府信息公开情况说明",
    )


def request_statistics(rng: random.Random) -> bytes:
    who = _who(rng)
    year = rng.randint(2018, 2024)
    return _html(
        rng.choice(
            [f"{who}{year}年依申请公开情况统计", f"{year}年政府信息依申请公开办理情况统计表"]
        ),
        "<table><tr><td>月份</td><td>收到申请</td><td>已答复</td></tr>"
        + "".join(
            f"<tr><td>{m}月</td><td>{rng.randint(0, 9)}</td><td>1</td></tr>" for m in range(1, 13)
        )
        + "</table>",
    )


def list_page(rng: random.Random) -> bytes:
    titles = [title_of(_who(rng), rng.randint(2015, 2024), rng) for _ in range(rng.randint(4, 18))]
    rows = "".join(
        f"<li><a href=/a/{number}.html>{title}</a><span>2023-01-{number + 10}</span></li>"
        for number, title in enumerate(titles)
    )
    name = rng.choice(
        ["政府信息公开年报", "政府信息公开工作年度报告", "示例县政府信息公开年度报告"]
    )
    return _bare(name, f"<h2>{name}</h2><ul>{rows}</ul><div>首页 上一页 下一页 尾页 共3页</div>")


def challenge(rng: random.Random) -> bytes:
    return rng.choice(
        [
            b"<html><script>document.cookie='a=1';location.reload()</script><body></body></html>",
            _bare("安全验证", "请开启JavaScript并刷新该页."),
            _bare("403 Forbidden", "您的访问存在异常，请完成验证"),
        ]
    )


def soft_404(rng: random.Random) -> bytes:
    return rng.choice(
        [
            _bare("示例县人民政府", "<p>您访问的页面不存在或已被删除</p><a href=/>返回首页</a>"),
            _bare("政府信息公开工作年度报告", "<h1>404</h1><p>对不起，您要找的内容不存在</p>"),
            _bare("2021年政府信息公开工作年度报告", "<p>文章已删除</p>"),
        ]
    )


def _bare(title: str, body: str) -> bytes:
    head = f"<meta charset=utf-8><title>{title}</title>"
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()


def other_report(rng: random.Random) -> bytes:
    who = _who(rng)
    year = rng.randint(2018, 2024)
    name = rng.choice(
        [
            "工作总结",
            "政府工作报告",
            "环境信息公开年度报告",
            "企业信息公开年度报告",
            "社会责任报告",
            "国民经济和社会发展统计公报",
            "党务公开工作年度报告",
            "财政信息公开工作自查报告",
        ]
    )
    return _html(
        f"{who}{year}年{name}",
        "一、总体情况",
        "全年各项工作稳步推进，信息公开工作取得新成效。",
        "二、存在的问题",
        "还有不足。下一步将继续努力。",
    )


def report(rng: random.Random) -> bytes:
    """Return a true report, in some of the ways that look like none."""
    who = _who(rng)
    year = rng.randint(2019, 2024)
    title = title_of(who, year, rng)
    lines = [
        f"本报告由{who}编制。",
        "一、总体情况",
        "按照通知要求，编制指南和目录，召开培训会，制作图解，发布要点，落实制度，公开预算决算。",
        "二、主动公开政府信息情况",
        _tables(rng, rng.choice([None, None, "0", ""])),
        "五、存在的主要问题及改进情况",
        "公开的内容还不够丰富。下一步加强学习。",
        "六、其他需要报告的事项",
        "无。",
        who,
        f"{year + 1}年1月20日",
    ]
    sort = rng.randrange(4)
    if sort == 1:
        lines = [line for line in lines if not line.startswith("<table")]
        lines[2] += "全年主动公开信息三百二十条，受理申请三件，均按时办结，没有复议和诉讼。" * 4
    elif sort == 2:
        lines = ["<img src=/pic/1.jpg width=800>", "<img src=/pic/2.jpg width=800>"]
    elif sort == 3:
        lines = [f"<a href=/files/{year}.pdf>{title}.pdf</a>"]
    return _html(title, *lines)


LOOKALIKES: tuple[Callable[[random.Random], bytes], ...] = (
    guide, regulation, plan, notice_with_form, notice_asking, picture_story, news, rule_of_law,
    website_sheet, budget, request_statistics, list_page, challenge, soft_404, other_report,
)  # fmt: skip


def main() -> None:
    """Ask the reader about as many reports as look-alikes, and print what it got wrong."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--documents", type=int, default=1000)
    arguments.add_argument("--faults", type=int, default=30)
    chosen = arguments.parse_args()
    asked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    faults = []
    for number in range(chosen.documents):
        rng = random.Random(f"lookalike/{number}")  # noqa: S311 - the same pages, no secret
        kind = report if rng.random() < 0.5 else rng.choice(LOOKALIKES)
        body = kind(rng)
        asked[kind.__name__] += 1
        try:
            reading = extract(body)
        except Unreadable as error:
            is_report, why = False, error.message
        else:
            is_report, why = reading.is_report, f"{reading.title} {reading.reason}"
        if is_report != (kind is report):
            wrong[kind.__name__] += 1
            faults.append(f"{number} {kind.__name__}: {why}")
    for name, count in sorted(asked.items()):
        print(f"{name:20}{count:6}{wrong[name]:6} wrong")
    print(f"{'all':20}{chosen.documents:6}{wrong.total():6} wrong")
    for fault in faults[: chosen.faults]:
        print(fault)


if __name__ == "__main__":
    main()
