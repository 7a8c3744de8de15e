"""Who, for which year, and when: made-up pages of real counties, and how much is read right.

    python -m bench.identity [--documents 2000] [--faults 30]

Every page is a report without tables of interest: what varies is how it names its issuer, its year
and its days. Wrong is worse than null, so both are counted.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.extract import extract
from storage.reference.divisions import Division, all_divisions, short_forms

UNITS: dict[str, tuple[str, ...]] = {
    "government": ("人民政府",),
    "office": ("人民政府办公室",),
    "department": (
        "教育局", "人力资源和社会保障局", "发展和改革局", "应急管理局", "医疗保障局", "财政局",
        "住房和城乡建设局", "自然资源局", "市场监督管理局", "卫生健康局", "民族宗教事务局",
        "行政审批服务局", "退役军人事务局", "水务局", "统计局", "审计局", "司法局", "城市管理局",
        "农业农村局", "交通运输局", "文化和旅游局", "林业和草原局", "乡村振兴局", "信访局",
        "公安局", "机关事务服务中心", "气象局", "地方金融监督管理局",
    ),
    "township": ("城关镇人民政府", "河口乡人民政府", "东街街道办事处", "龙泉镇人民政府"),
    "other": ("经济开发区管理委员会", "人民医院", "城市建设投资有限公司"),
}  # fmt: skip
SHARES = {"government": 5, "office": 2, "department": 8, "township": 4, "other": 1}
NAMES = (
    "政府信息公开工作年度报告", "政府信息公开工作年报", "政府信息公开年度报告",
    "信息公开工作年度报告", "政府信息公开年报", "政府信息公开工作情况报告",
    "政府信息公开年度工作报告",
)  # fmt: skip
HAN = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the page says. ``codes`` are all that its division's name can mean in that year."""

    year: int
    issuer: str
    kind: str
    codes: frozenset[str]
    published_on: str | None
    signed_on: str | None
    form: str


def han_year(year: int, zero: str = "〇") -> str:
    return "".join(HAN[int(d)] for d in str(year)).replace("〇", zero)


def han_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else HAN[tens] + "十") + (
        HAN[ones] if ones else ""
    )


def written(day: date, rng: random.Random) -> str:
    """Return a day as it stands under a report."""
    styles: list[Callable[[], str]] = [
        lambda: f"{day.year}年{day.month}月{day.day}日",
        lambda: f"{day.year}年{day.month}月{day.day}日",
        lambda: f"{day.year} 年 {day.month} 月 {day.day} 日",
        lambda: (
            f"{han_year(day.year, rng.choice('〇○零O'))}年"
            f"{han_number(day.month)}月{han_number(day.day)}日"
        ),
        lambda: f"（{day.year}年{day.month}月{day.day}日）",
        lambda: f"{day.isoformat()}",
        lambda: f"{day.year}.{day.month}.{day.day}",
    ]
    return rng.choice(styles)()


def title_of(issuer: str, year: int, rng: random.Random) -> str:
    """Return the title in one of its many shapes; the year always stands in it."""
    name = rng.choice(NAMES)
    printed = rng.choice(
        [
            f"{year}年",
            f"{year}年",
            f"{year}年度",
            f"{han_year(year, rng.choice('〇○O零'))}年",
            f"{year}",
        ]
    )
    shapes = [
        f"{issuer}{printed}{name}",
        f"{issuer}{printed}{name}",
        f"{printed}{issuer}{name}",
        f"{issuer}{name}（{year}年）",
        f"{issuer}{name}〔{year}〕",
        f"{issuer}关于{year}年{name}",
        f"{issuer}政府信息公开工作{year}年度报告",
    ]
    return rng.choice(shapes)


def _counties() -> list[Division]:
    return [row for row in all_divisions() if row.level == "county"]


def codes_of(name: str, year: int) -> frozenset[str]:
    """Return the codes of all divisions of whatever level that bore the name in a year."""
    return frozenset(
        row.code
        for row in all_divisions()
        if row.held_in(year) and (row.name == name or name in short_forms(row.name, row.level))
    )


def make(seed: str) -> tuple[Expected, bytes, list[str]]:
    """Return what is true of a page, the page, and what was done to it."""
    rng = random.Random(seed)  # noqa: S311 - the same pages each time, no secret
    notes: list[str] = []
    year = rng.choice([2015, 2017, 2019, 2020, 2021, 2021, 2022, 2023, 2024])
    division = rng.choice([row for row in _counties() if row.held_in(year)])
    county = division.name
    forms = sorted(short_forms(division.name, "county"))
    if forms and rng.random() < 0.5:
        county = rng.choice(forms)
        notes.append("county as printed")
    kind = rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
    unit = rng.choice(UNITS[kind])
    issuer = f"{county}{unit}"
    signature, titled = issuer, issuer
    where = rng.choice(["both", "both", "title", "signature", "short title", "county title"])
    if where == "signature":
        titled = ""
    elif where == "title":
        signature = ""
    elif where == "short title":
        titled = f"{county[-1]}{unit}" if kind == "department" else titled
    elif where == "county title" and kind == "government":
        titled = county
    notes.append(where)
    title = title_of(titled, year, rng)
    signed = date(year + 1, 1, 4) + timedelta(days=rng.randrange(85))
    published = signed + timedelta(days=rng.randrange(6))
    signed_text = "" if rng.random() < 0.15 else written(signed, rng)
    expected_signed = signed.isoformat() if signed_text else None
    if signed_text and rng.random() < 0.08:
        signed_text, expected_signed = f"{signed.year}年{signed.month}月", None
        notes.append("only a month")
    body = _body(rng, issuer=issuer, county=county, kind=kind, year=year)
    end = [line for line in (signature, signed_text) if line]
    if rng.random() < 0.15 and signature and signed_text:
        end = [f"{signature}　　{signed_text}"]
        notes.append("signature in one line")
    page, dated = _page(rng, title, [*body, *end], published, county=county, issuer=issuer)
    notes.append(dated)
    return (
        Expected(
            year=year,
            issuer=issuer,
            kind=kind,
            codes=codes_of(county, year),
            published_on=None if dated == "undated" else published.isoformat(),
            signed_on=expected_signed,
            form="2021" if year >= 2021 else "2019" if year >= 2019 else "free",
        ),
        page,
        notes,
    )


def _body(rng: random.Random, *, issuer: str, county: str, kind: str, year: int) -> list[str]:
    opening = [
        f"根据《中华人民共和国政府信息公开条例》，现公布{issuer}{year}年政府信息公开工作年度报告。",
        f"本报告由{county}人民政府办公室汇总编制。" if kind == "government" else "",
        f"所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        f"如对本报告有疑问，请与{county}人民政府办公室联系（地址：{county}人民政府大院，电话：0000-1234567）。",
        f"自{year - 1}年以来，我们按照{year - 2}年的要求开展工作。",
    ]
    chosen = [line for line in opening if line and rng.random() < 0.5]
    tables = {True: "<table border=1>" + _table(year) + "</table>", False: ""}[year >= 2019]
    return [
        *chosen,
        "一、总体情况",
        f"{year}年，我单位认真贯彻落实条例，主动公开政府信息{rng.randint(10, 900)}条，未收到投诉。",
        "二、主动公开政府信息情况",
        tables or "本年度主动公开各类信息若干条，其中通过网站公开的占多数，效果良好。",
        "三、收到和处理政府信息公开申请情况" if year >= 2019 else "三、依申请公开政府信息情况",
        "本年度没有收到政府信息公开申请，上一年度也没有结转下来的申请，全部按时办结。",
        "四、政府信息公开行政复议、行政诉讼情况",
        "本年度没有因政府信息公开被申请行政复议，也没有被提起行政诉讼。",
        "五、存在的主要问题及改进情况",
        "公开的深度还不够，人员的业务水平有待提高，下一步将加强培训，完善制度。",
        "六、其他需要报告的事项",
        "无其他需要报告的事项。",
    ]


def _table(year: int) -> str:
    first = ("本年制发件数", "本年废止件数", "现行有效件数")
    if year < 2021:
        first = ("本年新制作数量", "本年新公开数量", "对外公开总数量")
    decided = "本年处理决定数量" if year >= 2021 else "处理决定数量"
    rows = [
        ("第二十条第（一）项",),
        ("信息内容", *first),
        ("规章", "0", "0", "0"),
        ("第二十条第（六）项",),
        ("信息内容", decided),
        ("行政处罚", "12"),
    ]
    return "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)


def _page(
    rng: random.Random, title: str, lines: list[str], published: date, *, county: str, issuer: str
) -> tuple[bytes, str]:
    day = published.isoformat()
    source = rng.choice([issuer, f"{county}人民政府办公室", f"{county}人民政府网"])
    dated = rng.choice(["line", "line", "line", "index", "meta", "undated"])
    stamp = rng.choice([f"{day} 09:{rng.randint(10, 59)}", day, day.replace("-", "/")])
    if rng.random() < 0.3:
        stamp = f"{published.year}年{published.month}月{published.day}日"
    line = {
        "line": rng.choice(
            [
                f"发布时间：{stamp}　来源：{source}　浏览次数：12",
                f"来源：{source} 日期：{stamp} 字体：【大 中 小】",
                f"发布日期：{stamp} | 作者： | 信息来源：{source}",
                f"{stamp} 来源：{source}",
            ]
        ),
    }.get(dated, f"来源：{source}　浏览次数：12")
    made = published - timedelta(days=40)
    index = (
        f"<table><tr><td>索引号：</td><td>000014349/2022-00012</td>"
        f"<td>发布机构：</td><td>{source}</td></tr>"
        f"<tr><td>成文日期：</td><td>{made}</td><td>发布日期：</td><td>{day}</td></tr>"
        f"<tr><td>名称：</td><td colspan=3>{title}</td></tr></table>"
        if dated == "index"
        else ""
    )
    meta = f'<meta name="PubDate" content="{day} 10:00">' if dated == "meta" else ""
    body = "".join(line if line.startswith("<table") else f"<p>{line}</p>" for line in lines)
    return (
        f"<html><head><meta charset=utf-8><title>{title}_{county}人民政府</title>{meta}</head>"
        "<body>"
        f"<div class=header><a href=/>首页</a> <a href=/zwgk/>政务公开</a></div>{index}"
        f"<h1>{title}</h1><div class=info>{line}</div><div id=zoom>{body}</div>"
        f"<div class=footer>主办：{county}人民政府办公室 网站标识码 备案号 京ICP备2021000000号"
        f" 最后更新：2025-06-01</div></body></html>"
    ).encode(), dated


FIELDS: Mapping[str, Callable[[Expected], object]] = {
    "year": lambda e: e.year,
    "issuer": lambda e: e.issuer,
    "kind": lambda e: e.kind,
    "published_on": lambda e: e.published_on,
    "signed_on": lambda e: e.signed_on,
    "form": lambda e: e.form,
}


def main() -> None:
    """Score, and print a row for each field."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--documents", type=int, default=2000)
    arguments.add_argument("--faults", type=int, default=30)
    chosen = arguments.parse_args()
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    faults = []
    for number in range(chosen.documents):
        expected, page, notes = make(f"identity/{number}")
        reading = extract(page)
        read: dict[str, object] = {
            "year": reading.year,
            "issuer": reading.issuer,
            "kind": reading.issuer_kind and reading.issuer_kind.value,
            "published_on": reading.published_on and reading.published_on.isoformat(),
            "signed_on": reading.signed_on and reading.signed_on.isoformat(),
            "form": reading.form and reading.form.value,
            "division": reading.division_code,
        }
        true = {field: of(expected) for field, of in FIELDS.items()}
        only = next(iter(expected.codes)) if len(expected.codes) == 1 else None
        true["division"] = only
        for field, value in true.items():
            right[field] += read[field] == value
            off = read[field] is not None and read[field] != value
            if field == "division" and only is None:
                off = off and read[field] not in expected.codes
                right[field] += read[field] in expected.codes
            wrong[field] += off
            if read[field] != value and (field != "division" or only is not None or off):
                faults.append(
                    f"{number} {field}: {read[field]} for {value} {notes} {reading.title} "
                    f"{reading.reason}"
                )
    print(f"{'':14}{'right':>10}{'wrong':>8}")
    for field in right:
        print(f"{field:14}{100 * right[field] / chosen.documents:9.2f}%{wrong[field]:8}")
    for fault in faults[: chosen.faults]:
        print(fault)


if __name__ == "__main__":
    main()
