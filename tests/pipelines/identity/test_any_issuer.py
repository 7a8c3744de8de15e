"""Any county's government, office, department or township, however its title is put."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.document import Document, Paragraph
from pipelines.extract import read
from storage.records import IssuerKind, Locality
from storage.reference.divisions import all_divisions

COUNTIES = [d for d in all_divisions() if d.level == "county" and d.code < "7"]
# What the title calls the body, its full name, its kind. {c} is the county, {k} its last character.
BODIES = [
    ("{c}", "{c}人民政府", IssuerKind.GOVERNMENT),
    ("{c}人民政府", "{c}人民政府", IssuerKind.GOVERNMENT),
    ("{k}政府办", "{c}人民政府办公室", IssuerKind.OFFICE),
    ("{c}教育局", "{c}教育局", IssuerKind.DEPARTMENT),
    ("{k}人社局", "{c}人力资源和社会保障局", IssuerKind.DEPARTMENT),
    ("{k}市场监管局", "{c}市场监督管理局", IssuerKind.DEPARTMENT),
    ("{k}城市管理局", "{c}城市管理局", IssuerKind.DEPARTMENT),
    ("{c}城关镇", "{c}城关镇人民政府", IssuerKind.TOWNSHIP),
    ("东风街道", "{c}东风街道办事处", IssuerKind.TOWNSHIP),
    ("", "{c}水利局", IssuerKind.DEPARTMENT),
    ("{c}经济开发区管理委员会", "{c}经济开发区管理委员会", IssuerKind.OTHER),
]
TITLES = [
    "{b}{y}年政府信息公开工作年度报告",
    "{y}年{b}政府信息公开年报",
    "{b}信息公开年度报告〔{y}〕",
]
HEADINGS = ("一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况")


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(COUNTIES),
    st.integers(2008, 2025),
    st.sampled_from(BODIES),
    st.sampled_from(TITLES),
    st.booleans(),
)
def test_issuer_kind_year_and_division(division, year, body, title, crawled) -> None:  # type: ignore[no-untyped-def]
    if not division.held_in(year):
        return
    county = division.name
    called, name = (text.format(c=county, k=county[-1]) for text in body[:2])
    kind = body[2]
    headline = title.format(b=called, y=year)
    lines = (headline, *(line for h in HEADINGS for line in (h, "情况正常。")), name)
    document = Document(
        format="html",
        headlines=(headline,),
        blocks=tuple(Paragraph(text=line) for line in (*lines, f"{year + 1}年1月9日")),
    )
    locality = Locality(division_code=division.code, county=county) if crawled else None
    reading = read(document, locality=locality)
    assert (reading.issuer, reading.issuer_kind, reading.year) == (name, kind, year)
    # Some names have several bearers in a year: then the name alone says nothing.
    namesakes = {d.code for d in all_divisions() if d.name == county and d.held_in(year)}
    assert reading.division_code == (division.code if crawled or len(namesakes) == 1 else None)
