"""Official names come apart into divisions and a unit of a kind."""

import pytest

from pipelines.identity.bodies import read_body, same_body
from storage.records import IssuerKind

GOVERNMENT, OFFICE = IssuerKind.GOVERNMENT, IssuerKind.OFFICE
DEPARTMENT, TOWNSHIP, OTHER = IssuerKind.DEPARTMENT, IssuerKind.TOWNSHIP, IssuerKind.OTHER


@pytest.mark.parametrize(
    ("printed", "divisions", "bare", "unit", "kind"),
    [
        ("示例县", ("示例县",), "", "人民政府", GOVERNMENT),
        ("淮安市洪泽区人民政府", ("淮安市", "洪泽区"), "", "人民政府", GOVERNMENT),
        ("内蒙古自治区人民政府", ("内蒙古自治区",), "", "人民政府", GOVERNMENT),
        ("江西景德镇市昌江区", ("江西", "景德镇市", "昌江区"), "", "人民政府", GOVERNMENT),
        ("古县", ("古县",), "", "人民政府", GOVERNMENT),
        ("市政府办", (), "市", "人民政府办公室", OFFICE),
        ("示例县人民政府办公室", ("示例县",), "", "人民政府办公室", OFFICE),
        ("东乡县人力资源和社会保障局", ("东乡县",), "", "人力资源和社会保障局", DEPARTMENT),
        ("县人社局", (), "县", "人社局", DEPARTMENT),
        ("市场监督管理局", (), "", "市场监督管理局", DEPARTMENT),
        ("市市场监管局", (), "市", "市场监管局", DEPARTMENT),
        ("东方市市场监督管理局", ("东方市",), "", "市场监督管理局", DEPARTMENT),
        ("德令哈市城市管理局", ("德令哈市",), "", "城市管理局", DEPARTMENT),
        ("示例县乡村振兴局", ("示例县",), "", "乡村振兴局", DEPARTMENT),
        ("示例县国有资产监督管理委员会", ("示例县",), "", "国有资产监督管理委员会", DEPARTMENT),
        ("示例县红旗镇", ("示例县",), "", "红旗镇人民政府", TOWNSHIP),
        ("红旗镇人民政府", (), "", "红旗镇人民政府", TOWNSHIP),
        ("城区街道", (), "", "城区街道办事处", TOWNSHIP),
        ("湖南镇", (), "", "湖南镇人民政府", TOWNSHIP),
        ("示例县经济开发区管理委员会", ("示例县",), "", "经济开发区管理委员会", OTHER),
        ("示例县人民医院", ("示例县",), "", "人民医院", OTHER),
        ("示例县水务集团有限公司", ("示例县",), "", "水务集团有限公司", OTHER),
    ],
)
def test_a_name_taken_apart(
    printed: str, divisions: tuple[str, ...], bare: str, unit: str, kind: IssuerKind
) -> None:
    body = read_body(printed)
    assert body is not None
    assert (body.divisions, body.bare, body.unit, body.kind) == (divisions, bare, unit, kind)


def test_a_lead_stands_before_the_division() -> None:
    body = read_body("国家税务总局示例县税务局")
    assert body is not None
    assert body.name == "国家税务总局示例县税务局"
    assert body.divisions == ("示例县",)


@pytest.mark.parametrize("text", ["人民政府", "召开会议", "本报告", "无", "图解:示例县教育局", ""])
def test_what_is_no_name(text: str) -> None:
    assert read_body(text) is None


@pytest.mark.parametrize(
    ("short", "full", "same"),
    [
        ("县人社局", "东乡县人力资源和社会保障局", True),
        ("县人力社保局", "东乡县人力资源和社会保障局", True),
        ("县发改委", "示例县发展和改革委员会", True),
        ("县市监局", "示例县市场监督管理局", True),
        ("东乡县教育局", "东乡族自治县教育局", True),
        ("县教育局", "示例县财政局", False),
        ("县发改局", "示例县发展和改革委员会", False),
        ("示例县教育局", "云溪县教育局", False),
        ("示例县", "示例县人民政府办公室", False),
    ],
)
def test_two_names_of_one_body(short: str, full: str, same: bool) -> None:
    one, other = read_body(short), read_body(full)
    assert one is not None
    assert other is not None
    assert same_body(one, other) is same
    assert same_body(other, one) is same
