"""Two counties whose reports are exported, and how the files are read back."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from fixtures.archives import Nights, form_figures, report
from storage.records import (
    Form,
    IssuerKind,
    Site,
)

ANYI = Site(
    site="anyi", name="安义县人民政府", url="http://anyi-demo.gov.cn/", division_code="360123"
)
PAGE = "http://www.dongxiang-demo.gov.cn/nb/2021.html"
Export = Callable[..., Path]
ALL = {
    ("东乡族自治县人民政府", "2021"),
    ("东乡族自治县人民政府", "2019"),
    ("东乡族自治县教育局", "2021"),
    ("东乡族自治县人民政府", "2022"),
    ("安义县人民政府", "2021"),
    ("某局", "2020"),
}


def rows(directory: Path, table: str) -> list[dict[str, str]]:
    with (directory / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def changed_once(nights: Nights) -> None:
    """Archive a report whose figure changes from 5 to 6 in the second night."""
    for printed in ("5", "6"):
        nights.begin()
        cells = {"t3.received.total": printed}
        nights.see(PAGE, report(figures=form_figures(Form.F2021, cells)))
        nights.end()


def several(nights: Nights) -> None:
    """Two counties, three kinds of issuer, three years, three forms."""
    nights.begin("dongxiang")
    nights.see(PAGE, report(2021))
    nights.see(f"{PAGE}?2019", report(2019, form=Form.F2019))
    bureau = report(2021, issuer="东乡族自治县教育局", kind=IssuerKind.DEPARTMENT)
    nights.see(f"{PAGE}?bureau", bureau)
    nights.see(f"{PAGE}?pictures", report(2022, form=None))
    nights.end()
    nights.begin("anyi")
    anyi = report(2021, issuer="安义县人民政府", division_code="360123")
    nights.see(f"{ANYI.url}2021", anyi)
    nowhere = report(2020, issuer="某局", kind=IssuerKind.DEPARTMENT, division_code=None)
    nights.see(f"{ANYI.url}nowhere", nowhere)
    nights.end()
