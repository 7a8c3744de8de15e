"""What an export says of years of which it has no report."""

from __future__ import annotations

from fixtures.archives import Nights, report
from storage.records import (
    IssuerKind,
    Outcome,
)
from tests.storage.exports.exporting import PAGE, Export, rows, several


def test_coverage_says_only_what_is_certain(nights: Nights, export: Export) -> None:
    several(nights)
    nights.begin("anyi")
    nights.end(Outcome.BLOCKED, "412")
    covered = {
        (row["issuer"], int(row["year"])): (row["state"], row["deadline"], row["report_id"] != "")
        for row in rows(export(), "coverage")
    }
    government, bureau = "东乡族自治县人民政府", "东乡族自治县教育局"
    assert covered[government, 2021] == ("published", "2022-03-31", True)
    assert covered[government, 2022] == ("unread", "2023-03-31", True)
    assert covered[government, 2008] == ("not_observed", "2009-03-31", False)
    assert covered[bureau, 2021] == ("published", "2022-01-31", True)
    assert covered[bureau, 2022] == ("not_observed", "2023-01-31", False)
    assert (bureau, 2020) not in covered, "what it ought to have done before is not known"
    assert covered["安义县人民政府", 2021] == ("published", "2022-03-31", True)
    assert covered["安义县人民政府", 2020] == ("blocked", "2021-03-31", False)
    assert {state for state, _, _ in covered.values()} <= {
        "published",
        "unread",
        "not_observed",
        "blocked",
    }


def test_coverage_waits_for_the_deadline(nights: Nights, export: Export) -> None:
    nights.now = nights.now.replace(month=2)
    nights.begin()
    nights.see(PAGE, report(2021))
    bureau = report(2021, issuer="东乡族自治县教育局", kind=IssuerKind.DEPARTMENT)
    nights.see(f"{PAGE}?bureau", bureau)
    nights.end()
    states = {
        (row["issuer"], row["year"]): row["state"]
        for row in rows(export(sites=("dongxiang",)), "coverage")
    }
    assert states["东乡族自治县人民政府", "2025"] == "not_due"
    assert states["东乡族自治县人民政府", "2024"] == "not_observed"
    assert states["东乡族自治县教育局", "2025"] == "not_observed"
