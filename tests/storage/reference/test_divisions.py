"""The dated table of divisions is whole: codes, parents and successors fit together."""

from storage.reference.divisions import all_divisions, short_forms
from storage.reference.units import full_unit, unit_of


def test_a_code_means_one_place_at_a_time() -> None:
    for year in (2008, 2015, 2021, 2026):
        codes = [division.code for division in all_divisions() if division.held_in(year)]
        assert len(codes) == len(set(codes))
        assert len(codes) > 3000


def test_every_parent_was_in_force_while_its_division_was() -> None:
    held = {
        (d.code, year) for d in all_divisions() for year in range(2008, 2027) if d.held_in(year)
    }
    for division in all_divisions():
        for year in range(2008, 2027):
            if division.held_in(year):
                for parent in filter(None, (division.prefecture_code, division.province_code)):
                    assert (parent, year) in held, (division, year)


def test_successors_are_in_force_when_their_division_ends() -> None:
    divisions = all_divisions()
    for division in divisions:
        if division.valid_to is None or division.valid_to < 2000:
            assert division.valid_to is not None or division.successors == ()
            continue
        for code in division.successors:
            assert any(d.code == code and d.held_in(division.valid_to + 1) for d in divisions)


def test_no_division_vanishes_unexplained_while_reports_were_due() -> None:
    ended = [d for d in all_divisions() if d.valid_to is not None and d.valid_to >= 2007]
    assert ended
    assert [d for d in ended if not d.successors] == []


def test_short_forms() -> None:
    assert "东乡县" in short_forms("东乡族自治县", "county")
    assert "三都县" in short_forms("三都水族自治县", "county")
    assert "鄂温克旗" in short_forms("鄂温克族自治旗", "county")
    assert "积石山县" in short_forms("积石山保安族东乡族撒拉族自治县", "county")
    assert short_forms("新疆维吾尔自治区", "province") == {"新疆"}
    assert short_forms("内蒙古自治区", "province") == {"内蒙古"}
    assert short_forms("洪泽区", "county") == set()


def test_the_names_of_one_body_have_one_unit() -> None:
    names = ("三都县人社局", "三都水族自治县人力资源和社会保障局", "黔南州三都县人力资源社会保障局")
    assert {unit_of(name, "522732") for name in names} == {"人力资源和社会保障局"}
    assert unit_of("淮安市洪泽区人民政府", "320813") == "人民政府"
    assert unit_of("洪泽区人民政府", "320829") == "人民政府"  # 洪泽县 until 2015, retitled since
    assert unit_of("洪泽县人民政府", "320813") == "人民政府"
    assert unit_of("崇文区教育局", "110101") == "崇文区教育局"  # joined 东城区, which was there
    assert unit_of("示例县教育局", None) == "示例县教育局"
    assert full_unit("经济开发区管委会") == "经济开发区管理委员会"
    assert full_unit("审计局") == "审计局"
