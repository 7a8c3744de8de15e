"""The grammar of official names: 江西省抚州市东乡区 | 教育局, and what kind of body that is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines import divisions
from storage.records import IssuerKind
from storage.reference.divisions import short_forms
from storage.reference.units import full_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An official name taken apart.

    ``lead`` is what stands before the division (国家税务总局), ``divisions`` the divisions as
    printed, from the top down, ``bare`` the kind of division where it is not named (县 in
    县教育局), ``unit`` the rest in its full form (人民政府 for a division alone, X镇人民政府 for
    X镇).
    """

    lead: str = ""
    divisions: tuple[str, ...] = ()
    bare: str = ""
    unit: str
    kind: IssuerKind

    @property
    def name(self) -> str:
        """The name as far as it is printed."""
        return self.lead + ("".join(self.divisions) or self.bare) + self.unit

    @property
    def named(self) -> bool:
        """Whether it says which division it belongs to."""
        return bool(self.divisions)

    def within(self, county: str) -> Body:
        """Return the body under a county whose name is known from elsewhere."""
        return replace(self, divisions=(county,), bare="")


_LEAD = re.compile(r"^(?:国家税务总局|中国共产党|中共|国家统计局)(?=.)")
# A division that the table lacks (示例县): the shortest run up to a word for a division, unless
# that word begins another one (县城关镇) or ends the name of something else (开发区).
_UNKNOWN = re.compile(
    r"^(?:[\u4e00-\u9fff]{1,4}?(?:县|市|地区|盟|(?<=[\u4e00-\u9fff]{2})旗|(?<=[\u4e00-\u9fff])区)"
    r"|[\u4e00-\u9fff]{2,9}?自治[县州旗])"
)
_NO_DIVISION = re.compile(
    r"(?:开发|高新|新|园|示范|保税|景|管理|工业|功能|保护|度假|试验|实验|合作|社|经济|产业|校|库|灌"
    r"|牧|山|小|片|风景|旅游|物流|商务|集聚|先导|城|郊|林|矿|自治|集中|拓展|服务)区$|^[^州]{1,2}地区$|^(?:[县区市旗]?城|[都县各两地超])市$"
)
_NOT_BEFORE = re.compile(r"^(?:镇|乡(?!村振兴|镇企业)|街道|苏木|社区|村(?!镇建设)|场监|场管理|道)")
_WORDS = re.compile(r"^[\u4e00-\u9fffA-Za-z0-9()、·]*$")  # a sentence's marks are no name's
_BARE = re.compile(r"^(?:全|我|本)?(县|区|市|旗|州|省)(?=.)")
_NOT_BARE = re.compile(
    r"^(?:市(?:场|政(?![府务协法数研策])|容|民(?![政宗族])|辖|中|南|北|直)|区(?:域|划|块)|县(?:域|级|直)|省(?:级|直)|州级)"
)
_BRACKET = re.compile(r"\([^()]*\)$")
_TOWN = re.compile(r"^(.*[^县区市旗]?(?:镇|乡|苏木))(?:人民政府|政府)?$")
_STREET = re.compile(r"^(.*街道)(?:办事处|办|人民政府|政府)?$|^(?!.*驻)(.+办事处)$")
_OFFICE = re.compile(r"^(?:人民政府|政府|府)办(?:公室)?$|^(?:人民)?政府办公室[(（].*[)）]$")
_HEAD_OFFICE = re.compile(r"^(?:人民政府|政府|府)办公厅$|^(?:人民)?政府办公厅[(（].*[)）]$")
_OTHER = re.compile(
    r"(?:管委会|(?<!监督)管理委员会|公司|集团|银行|医院|卫生院|疗养院|保健院|学校|大学|学院|中学|小学"
    r"|幼儿园|法院|检察院|供电局|工会|妇联|妇女联合会|残联|残疾人联合会|联合会|联合社|红十字会|协会"
    r"|共青团.*|团委|党委|[县区市旗州省]委|工委|宣传部|组织部|统战部|政法委|开发区|园区|示范区|新区"
    r"|林场|农场|牧场|公园|景区|厂|村民委员会|居民委员会|[县区市旗]供销社|供销社|电台|电视台|度假区)$"
)
_DEPARTMENT = re.compile(
    r"(?:局|委员会|委|厅|中心|办公室|办|署|处|队|站|所|室|馆|院|部|会|台|社|总队|支队|大队|指挥部"
    r"|分局|监狱|办事处)$"
)


def read_body(text: str) -> Body | None:
    """Take an official name apart; null where the text is none. ``text`` is folded."""
    lead = found.group() if (found := _LEAD.match(text)) else ""
    names, rest = split_divisions(text[len(lead) :])
    bare = ""
    if not names and not _NOT_BARE.match(rest) and (marked := _BARE.match(rest + "。")):
        bare, rest = marked.group(1), rest[marked.end() :]
    unit, kind = _unit(rest, alone=not (names or bare))
    if kind is None or (lead and not rest):
        return None
    return Body(lead=lead, divisions=names, bare=bare, unit=unit, kind=kind)


def split_divisions(text: str) -> tuple[tuple[str, ...], str]:
    """Split the divisions off a name: 抚州市东乡区教育局 -> (抚州市, 东乡区), 教育局."""
    names: list[str] = []
    rest = text
    while len(names) < 3 and (name := _leading_division(rest)):
        names.append(name)
        rest = rest[len(name) :]
        lowest = name.endswith(("县", "旗", "区")) and not name.endswith(("地区", "自治区"))
        if lowest or divisions.is_county(name):
            break
    return tuple(names), rest


def _leading_division(text: str) -> str | None:
    for length in range(min(divisions.longest_name(), len(text)), 1, -1):
        name, rest = text[:length], text[length:]
        if not divisions.is_name(name) or _NOT_BEFORE.match(rest):
            continue
        if (
            name[-1] in "省市县区旗州盟"
            or "地区" in name
            or _leading_division(rest)
            or "厅" in rest
        ):
            return name
    found = _UNKNOWN.match(text)
    if found is None or found.group() in ("全县", "我县", "本县", "全市", "我市", "本市"):
        return None
    name, rest = found.group(), text[found.end() :]
    if _NO_DIVISION.search(name) or _NOT_BEFORE.match(rest):
        return None
    return name


def _unit(rest: str, *, alone: bool) -> tuple[str, IssuerKind | None]:
    """Return the full form of what follows the division, and its kind; null for no body."""
    if not _WORDS.match(rest):
        return (rest, None)
    if rest in ("", "人民政府", "政府", "人民"):
        return ("人民政府", None if alone else IssuerKind.GOVERNMENT)
    if rest == "行政公署":  # what governs a 地区
        return (rest, IssuerKind.GOVERNMENT)
    if _OFFICE.match(rest):
        return ("人民政府办公室", IssuerKind.OFFICE)
    if _HEAD_OFFICE.match(rest):
        return ("人民政府办公厅", IssuerKind.OFFICE)
    if (town := _TOWN.match(rest)) and len(town.group(1)) > 1:
        return (f"{town.group(1)}人民政府", IssuerKind.TOWNSHIP)
    if street := _STREET.match(rest):
        name = street.group(2) or f"{street.group(1)}办事处"
        return (name, IssuerKind.TOWNSHIP if len(name) > len("街道办事处") else None)
    head = _BRACKET.sub("", rest)  # 发展和改革局(粮食和物资储备局)
    if _OTHER.search(head):
        return (rest, IssuerKind.OTHER)
    if _DEPARTMENT.search(head) and len(head) > 2:
        return (rest, IssuerKind.DEPARTMENT)
    return (rest, None)


def same_body(one: Body, other: Body) -> bool:
    """Say whether two names can be one body's: 县人社局 and 东乡县人力资源和社会保障局.

    The units are equal, or the shorter is an abbreviation of the longer: its characters in order,
    beginning and ending alike (局; 委 for 委员会, 办 for 办公室). The divisions must not disagree.
    """
    if one.divisions and other.divisions and not _divisions_agree(one, other):
        return False
    ours, theirs = full_unit(one.unit), full_unit(other.unit)
    return ours == theirs or (one.kind == other.kind and abbreviates(ours, theirs))


def _divisions_agree(one: Body, other: Body) -> bool:
    ours, theirs = one.divisions[-1], other.divisions[-1]
    return ours == theirs or _core(ours) == _core(theirs)


def _core(division: str) -> str:
    forms = short_forms(division, "county")
    return min(forms, key=len) if forms else division


_ENDINGS = {"委员会": "委", "办公室": "办", "管理委员会": "管委会"}


def abbreviates(one: str, other: str) -> bool:
    """Say whether the shorter of two unit names can abbreviate the longer."""
    short, long = sorted((one, other), key=len)
    for whole, cut in _ENDINGS.items():
        long = long.removesuffix(whole) + cut if long.endswith(whole) else long
        short = short.removesuffix(whole) + cut if short.endswith(whole) else short
    if short[:1] != long[:1] or short[-1:] != long[-1:]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)
