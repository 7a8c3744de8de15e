"""The rules that a reading must keep: sums of the forms, and who may issue what."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.identities import broken_sums
from storage.records import Figure, Finding, Read, Reading, Verdict

_TRUSTED = frozenset({Read.LABEL, Read.STRUCTURE})
_COUNTY = re.compile(r"[县旗乡镇]|街道")


def validate(reading: Reading) -> tuple[Finding, ...]:
    """Return a finding for each rule that the figures break, in the forms' order.

    The verdict is ``published`` only where every cell of the rule got its name by its label or,
    beyond doubt, by its place; anything else may be our misreading.
    """
    figures = {figure.cell: figure for figure in reading.figures}
    findings = []
    for broken in broken_sums({cell: figure.value for cell, figure in figures.items()}):
        identity = broken.identity
        cells = (*identity.actual, *identity.expected)
        findings.append(
            Finding(
                rule=identity.rule,
                verdict=_verdict(figures[cell] for cell in cells),
                cells=cells,
                expected=broken.expected,
                actual=broken.actual,
                message=f"{identity.explanation}: the parts give {broken.expected:f}, "
                f"{broken.actual:f} is printed",
            )
        )
    return (*findings, *_county_rules(reading))


def _verdict(figures: Iterable[Figure]) -> Verdict:
    return (
        Verdict.PUBLISHED
        if all(figure.read in _TRUSTED for figure in figures)
        else Verdict.EXTRACTION
    )


def _county_rules(reading: Reading) -> tuple[Finding, ...]:
    """Find 规章 printed by a county or a body of it.

    Only departments of the State Council, provinces and cities with districts may issue them
    (立法法, articles 91 and 93 of the 2023 text).
    """
    issued = [
        figure
        for figure in reading.figures
        if figure.cell.startswith("t2.government_rules.") and figure.value
    ]
    if not issued or not _is_county(reading):
        return ()
    said = ", ".join(f"{figure.cell.rpartition('.')[2]} {figure.value:f}" for figure in issued)
    return (
        Finding(
            rule="t2.county_rules",
            verdict=_verdict(issued),
            cells=tuple(figure.cell for figure in issued),
            message=f"A county and its bodies may not issue 规章, but {said} is printed; "
            "规范性文件 may have been counted as 规章",
        ),
    )


def _is_county(reading: Reading) -> bool:
    """Return whether the issuer is a county's, by its division code, else by its name."""
    if reading.division_code:
        return not reading.division_code.endswith("00")
    return bool(reading.issuer and _COUNTY.search(reading.issuer))
