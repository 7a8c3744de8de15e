"""Whose report it is: the fullest official name that the document prints.

The title names the issuer, or else the signature, or else a sentence at the head of the text, the
index table, and last the site. A fuller name of the same body, wherever it is printed, stands for
a shorter one (县人社局 in the title, the whole name under the text). An office that only compiled
the report for a government is not the issuer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines import divisions
from pipelines.folding import fold
from pipelines.identity.bodies import Body, read_body, same_body, split_divisions
from pipelines.identity.evidence import Evidence
from pipelines.identity.scope import read_scope
from storage.records import IssuerKind, Locality, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """An issuer's full name, kind, and division on 31 December of the report's year."""

    name: str
    kind: IssuerKind
    division_code: str | None


_GOVERNMENT_UNIT = "人民政府"
_PREMISES = "(?:办公)?(?:大院|大楼|院|楼|驻地|综合|门户|网)"  # an address, not a name
# 现公布示例县人民政府2023年政府信息公开工作年度报告; 本报告由示例县教育局编制.
_DECLARED = re.compile(
    r"(?:公布|公开|发布|编制)(?:了)?(?P<of>[^,，。;；:：]{2,30}?)(?:关于)?\d{4}年度?(?:政府)?信息公开"
    r"|由(?P<by>[^,，。;；:：]{3,30}?)(?:根据|按照|依据|编制|负责编制|编写)"
)
_SITE_TAIL = re.compile(
    r"(?:人民政府|政府)?(?:门户网站|门户|政务网|政府网站?|网站|信息公开(?:专?网|平台)?|官网|官方网站|网)*$"
)
_HEAD_OF_TEXT = 600  # characters in which a report says who made it


def find_issuer(
    evidence: Evidence,
    signers: Sequence[Body],
    prose: str,
    year: int | None,
    locality: Locality | None,
) -> Issuer | None:
    """Return the issuer, null where nothing printed or known names one."""
    prose = fold(prose)
    printed = [
        *(title.issuer for title in evidence.titles if title.issuer is not None),
        *signers,
    ]
    body = _main(evidence, signers, prose, locality)
    if body is None:
        return None
    body = _fullest(body, [*printed, *_bodies((evidence.publisher,))])
    if not body.named:
        county = _county(body, evidence, [*printed], year, locality)
        body = body.within(county) if county else body
    if locality is None and len(body.divisions) == 1:
        body = _behind_parents(body, prose)
    elif locality is not None:
        body = _in_its_county(body)
    code = _division(body, evidence, prose, year, locality)
    name = body.name.replace("(", "（").replace(")", "）")
    return Issuer(name=name, kind=body.kind, division_code=code)


def _bodies(texts: Iterable[str]) -> Iterator[Body]:
    for text in texts:
        if text and (body := read_body(fold(text))) is not None:
            yield body


def _main(
    evidence: Evidence, signers: Sequence[Body], prose: str, locality: Locality | None
) -> Body | None:
    titled = next((t.issuer for t in evidence.titles if t.issuer is not None), None)
    if titled is not None:
        return titled
    declared = list(_declared(prose[:_HEAD_OF_TEXT]))
    for body in signers:
        if body.kind is not IssuerKind.OFFICE:
            return body
        government = next((d for d in declared if d.kind is IssuerKind.GOVERNMENT), None)
        if government is None and read_scope(body.kind, prose) is Scope.WHOLE_GOVERNMENT:
            government = replace(body, unit=_GOVERNMENT_UNIT, kind=IssuerKind.GOVERNMENT)
        return government or body
    for body in (*declared, *_bodies((evidence.publisher,))):
        if body.kind is not IssuerKind.OFFICE:
            return body
        if locality is None and (body.named or body.bare):
            # Nothing but its compiler is named: whose report it is, is not said.
            return None
    if locality is not None and locality.county:
        return read_body(fold(locality.county))
    return None


def _declared(head: str) -> Iterator[Body]:
    for match in _DECLARED.finditer(head):
        yield from _bodies((match["of"] or match["by"],))


def _fullest(body: Body, others: Sequence[Body]) -> Body:
    """Return the longest printed name of the same body, one with its county before any without."""
    same = [body, *(other for other in others if same_body(body, other))]
    unit = max(same, key=lambda b: len(b.unit))
    placed = max(same, key=lambda b: (b.named, len("".join(b.divisions))))
    if placed.named and not unit.named:
        return Body(
            lead=unit.lead or placed.lead,
            divisions=placed.divisions,
            unit=unit.unit,
            kind=unit.kind,
        )
    return max((b for b in same if b.named == placed.named), key=lambda b: len(b.name))


def _county(
    body: Body,
    evidence: Evidence,
    printed: Sequence[Body],
    year: int | None,
    locality: Locality | None,
) -> str | None:
    """Return the name of the division of a body whose name leaves it out (县教育局, 城关镇)."""
    for other in (*printed, *_bodies((evidence.publisher,))):
        if other.named and _fits(other.divisions[-1], body.bare):
            return "".join(other.divisions)
    if locality is not None:
        return _local(body, year, locality)
    names, rest = split_divisions(evidence.site_name)
    if names and _SITE_TAIL.fullmatch(rest) and _fits(names[-1], body.bare):
        return names[-1]
    return None


def _local(body: Body, year: int | None, locality: Locality) -> str | None:
    """Return the site's division, or the one above it for a body of the upper level (市教育局)."""
    known = divisions.name_of(divisions.code_in(locality.division_code, year), year)
    names, _ = split_divisions(fold(locality.county))
    given = names[-1] if names else fold(locality.county)
    county = known if known and _one_place(known, given, locality.division_code) else given
    if _fits(county, body.bare):
        return county
    above = divisions.above(locality.division_code, year)
    return next((name for name in above if _fits(name, body.bare)), None)


def _one_place(known: str, given: str, code: str) -> bool:
    return known == given or divisions.bore(code, given)


def _fits(division: str, bare: str) -> bool:
    return not bare or division.endswith(bare) or (bare == "省" and division.endswith("自治区"))


def _in_its_county(body: Body) -> Body:
    """Return the body without the divisions above its county.

    In an archive one issuer has one name from year to year, whether a report prints its prefecture
    before it or not; the division code says where the county lies.
    """
    if len(body.divisions) > 1 and body.divisions[-1].endswith(("县", "区", "旗", "市")):
        return replace(body, divisions=body.divisions[-1:])
    return body


def _behind_parents(body: Body, prose: str) -> Body:
    """Return the body with the divisions that the text prints before its government's name."""
    own = body.divisions[0]
    if body.kind is not IssuerKind.GOVERNMENT or body.lead:
        return body
    for match in re.finditer(f"{re.escape(own)}{_GOVERNMENT_UNIT}(?!{_PREMISES})", prose):
        before = re.split(r"[^\u4e00-\u9fff]", prose[max(0, match.start() - 20) : match.start()])[
            -1
        ]
        for start in range(len(before)):
            parent = before[start:]
            if divisions.is_above(parent, own):
                return Body(divisions=(parent, own), unit=body.unit, kind=body.kind)
    return body


def _division(
    body: Body, evidence: Evidence, prose: str, year: int | None, locality: Locality | None
) -> str | None:
    site = locality.division_code if locality is not None else evidence.site_code
    if body.named:
        context = prose + evidence.site_name
        code = divisions.resolve(body.divisions, year, site=site, context=context)
        if code is not None:
            return code
        if locality is not None and body.divisions[-1] in fold(locality.county):
            return divisions.code_in(locality.division_code, year)
        return None
    if locality is not None:
        return divisions.code_in(locality.division_code, year)
    names, rest = split_divisions(evidence.site_name)
    if names and _SITE_TAIL.fullmatch(rest) and evidence.site_code:
        code = divisions.resolve(names, year, site=evidence.site_code)
        return code if year and code == divisions.code_in(evidence.site_code, year) else None
    return None
