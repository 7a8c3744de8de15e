"""Identity as ``extract`` gives it: with what the page prints, and with what the crawl knows."""

from datetime import date

import pytest

from pipelines.extract import extract
from storage.records import Locality, Reading, Scope

HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)


def read(
    title: str,
    *signature: str,
    preamble: str = "",
    head: str = "",
    line: str = "",
    locality: Locality | None = None,
) -> Reading:
    paragraphs = [preamble, *(p for h in HEADINGS for p in (h, "按要求办理，情况正常。"))]
    text = "".join(f"<p>{p}</p>" for p in (*paragraphs, *signature) if p)
    html = (
        f'<html><head><meta charset="utf-8">{head}<title>{title}</title></head><body>'
        f'<h1>{title}</h1><div class="info">{line}</div><div id="zoom">{text}</div></body></html>'
    )
    return extract(html.encode(), locality=locality)


DONGXIANG = Locality(division_code="622926", county="东乡县")
YUNXI = Locality(division_code="999999", county="云溪县")
JIANGXI = Locality(division_code="361003", county="东乡区")


@pytest.mark.parametrize(
    ("title", "signature", "locality", "expected"),
    [
        (
            "县人社局2021年政府信息公开工作年度报告",
            "东乡县人力资源和社会保障局",
            None,
            ("东乡县人力资源和社会保障局", "department", "622926"),
        ),
        # Only the crawl knows the county: its name that year.
        (
            "县教育局2021年政府信息公开工作年度报告",
            "",
            DONGXIANG,
            ("东乡族自治县教育局", "department", "622926"),
        ),
        (
            "县教育局2021年政府信息公开工作年度报告",
            "",
            YUNXI,
            ("云溪县教育局", "department", "999999"),
        ),
        (
            "城关镇2021年政府信息公开工作年度报告",
            "",
            YUNXI,
            ("云溪县城关镇人民政府", "township", "999999"),
        ),
        (
            "政府信息公开工作年度报告（2021年）",
            "",
            YUNXI,
            ("云溪县人民政府", "government", "999999"),
        ),
        (
            "2021年政府信息公开工作年度报告",
            "中山街道办事处",
            YUNXI,
            ("云溪县中山街道办事处", "township", "999999"),
        ),
        # The upper level on a county's portal.
        (
            "州教育局2021年政府信息公开工作年度报告",
            "",
            DONGXIANG,
            ("临夏回族自治州教育局", "department", "622900"),
        ),
        (
            "临夏回族自治州2021年政府信息公开年报",
            "",
            DONGXIANG,
            ("临夏回族自治州人民政府", "government", "622900"),
        ),
        # One issuer has one name in an archive, its prefecture printed or not.
        (
            "抚州市东乡区教育局2021年政府信息公开年报",
            "",
            JIANGXI,
            ("东乡区教育局", "department", "361003"),
        ),
        (
            "抚州市东乡区教育局2021年政府信息公开年报",
            "",
            None,
            ("抚州市东乡区教育局", "department", "361003"),
        ),
        # The office only compiled the government's report; then it has its own.
        (
            "云溪县2021年政府信息公开年报",
            "云溪县人民政府办公室",
            None,
            ("云溪县人民政府", "government", None),
        ),
        (
            "云溪县政府办2021年政府信息公开年报",
            "云溪县人民政府办公室",
            None,
            ("云溪县人民政府办公室", "office", None),
        ),
        (
            "恩格贝生态示范区管委会2021年政府信息公开年报",
            "",
            None,
            ("恩格贝生态示范区管委会", "other", None),
        ),
        # Four districts bear the name.
        (
            "鼓楼区教育局2021年政府信息公开年报",
            "",
            None,
            ("鼓楼区教育局", "department", None),
        ),
        (
            "2021年政府信息公开工作年度报告",
            "",
            None,
            (None, None, None),
        ),
    ],
)
def test_issuer(
    title: str,
    signature: str,
    locality: Locality | None,
    expected: tuple[str | None, str | None, str | None],
) -> None:
    reading = read(title, signature, locality=locality)
    assert (reading.issuer, reading.issuer_kind, reading.division_code) == expected


def test_the_parents_before_a_name_are_printed_names_too() -> None:
    reading = read(
        "洪泽区人民政府2023年政府信息公开工作年度报告",
        preamble="本报告由淮安市洪泽区人民政府办公室编制（地址：江苏省洪泽区人民政府大院）。",
    )
    assert reading.issuer == "淮安市洪泽区人民政府"


def test_a_copied_site_name_lends_no_county() -> None:
    head = '<meta name="SiteName" content="云溪市人民政府">'
    assert read("县教育局2021年政府信息公开年报", head=head).issuer == "县教育局"
    head = '<meta name="SiteName" content="云溪县人民政府门户网站">'
    assert read("县教育局2021年政府信息公开年报", head=head).issuer == "云溪县教育局"


@pytest.mark.parametrize(
    ("title", "preamble", "signed", "year"),
    [
        ("云溪县2021年政府信息公开年报", "自2020年1月1日起至2020年12月31日止。", "", 2021),
        ("云溪县政府信息公开年报", "自2021年1月1日起至2021年12月31日止。", "", 2021),
        ("云溪县政府信息公开年报", "统计期限：20211月1日至202112月31日。", "2023年1月2日", 2021),
        ("云溪县政府信息公开年报", "", "2022年1月9日", 2021),
        ("云溪县政府信息公开年报", "", "2022年1月", None),
        ("云溪县二O一一年政府信息公开年报", "", "", 2011),
    ],
)
def test_year(title: str, preamble: str, signed: str, year: int | None) -> None:
    assert read(title, "云溪县人民政府", signed, preamble=preamble).year == year


def test_a_contradicted_year_is_a_finding() -> None:
    period = "自2020年1月1日起至2020年12月31日止。"
    reading = read("云溪县2021年政府信息公开年报", "2021年1月9日", preamble=period)
    assert {finding.rule for finding in reading.findings} == {"year.period", "year.signature"}


@pytest.mark.parametrize(
    ("printed", "signed"),
    [
        ("2022年1月11日", date(2022, 1, 11)),
        ("二〇二二年一月十一日", date(2022, 1, 11)),
        ("二〇二二年元月十一日", date(2022, 1, 11)),
        ("2022 年 1 月 11 日", date(2022, 1, 11)),
        ("20221月11日", None),
        ("2022年1月", None),
        ("2022年13月1日", None),
    ],
)
def test_signed_on(printed: str, signed: date | None) -> None:
    reading = read("云溪县2021年政府信息公开年报", "云溪县人民政府", printed)
    assert reading.signed_on == signed
    assert reading.sections[-1].text == "按要求办理，情况正常。"  # damaged or not, it is no prose


INDEX = (
    "<table><tr><td>索 引 号：</td><td>a/2022-1</td><td>成文日期：</td><td>2022-01-05</td></tr>"
    "<tr><td>发布机构：</td><td>云溪县</td><td>{label}：</td><td>2022-01-12</td></tr></table>"
)


@pytest.mark.parametrize(
    ("line", "head", "published"),
    [
        ("发布时间：2022-01-13 10:31 来源：云溪县", "2022-01-14", date(2022, 1, 13)),
        ("成文日期：2022-01-05 发布日期：2022-01-13", "", date(2022, 1, 13)),
        ("来源：云溪县 浏览次数：12", "2022-01-14 08:00", date(2022, 1, 14)),
        ("", "2022/1/14", date(2022, 1, 14)),
        ("", "", None),
    ],
)
def test_published_on(line: str, head: str, published: date | None) -> None:
    meta = f'<meta name="PubDate" content="{head}">' if head else ""
    assert read("云溪县2021年政府信息公开年报", line=line, head=meta).published_on == published


@pytest.mark.parametrize(
    ("label", "published"),
    [
        ("发布日期", date(2022, 1, 12)),
        ("公开日期", date(2022, 1, 12)),
        ("生成日期", date(2022, 1, 14)),
    ],
)
def test_published_on_of_an_index_table(label: str, published: date) -> None:
    page = (
        '<html><head><meta charset="utf-8"><meta name="PubDate" content="2022-01-14"></head><body>'
        f"{INDEX.format(label=label)}<h1>云溪县2021年政府信息公开年报</h1><div id=zoom>"
        + "".join(f"<p>{heading}</p><p>情况正常。</p>" for heading in HEADINGS)
        + "</div></body></html>"
    )
    assert extract(page.encode()).published_on == published


@pytest.mark.parametrize(
    ("sentence", "scope"),
    [
        ("本报告汇总了各乡镇、县政府各部门年度报告的数据编制。", Scope.WHOLE_GOVERNMENT),
        ("报告数据仅为县政府办公室本机关数据，不含各部门。", Scope.OWN),
        ("本报告根据条例编制。", Scope.UNKNOWN),
    ],
)
def test_scope(sentence: str, scope: Scope) -> None:
    assert read("云溪县2021年政府信息公开年报", preamble=sentence).scope is scope
