"""``nianbao audit``: counts by rule, lists with ids, a person's word, all of it in the export."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from fixtures.archives import DONGXIANG, Nights, figure, report
from storage.reference.rules import load_rules
from tests.cli.conftest import OpenArchive, Run


@pytest.fixture(autouse=True)
def archive(open_archive: OpenArchive) -> None:
    """An archive of two years: the second carries in what the first did not carry out."""
    with open_archive() as opened:
        nights = Nights(opened, DONGXIANG)
        nights.begin()
        for year, cell, value in (
            (2021, "t3.carried_out.total", "3"),
            (2022, "t3.carried_in.total", "5"),
        ):
            nights.see(f"{DONGXIANG.url}{year}.html", report(year, figures=[figure(cell, value)]))
        nights.end()


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_rules_are_counted_and_explained_in_both_languages(nianbao: Run) -> None:
    ran = nianbao("audit")
    assert ran.status == 0
    assert "years.carried_in: 1 published, in 1 reports" in ran.out
    rule = load_rules()["years.carried_in"]
    assert rule.en in ran.out
    assert rule.zh in ran.out
    assert rule.source in ran.out
    counted = {row["rule"]: row for row in objects(nianbao("audit", "--json").out)}
    assert counted.keys() == load_rules().keys()
    assert counted["years.carried_in"]["published"] == 1
    assert counted["years.in_force"]["reports"] == 0


def test_a_rule_lists_its_findings(nianbao: Run) -> None:
    (found,) = objects(nianbao("audit", "--rule", "years.carried_in", "--json").out)
    assert (found["expected"], found["actual"], found["cells"]) == (3, 5, ["t3.carried_in.total"])
    assert found["report_id"].startswith("622926-2022-")
    assert found["other_report_id"].startswith("622926-2021-")
    assert found["finding_id"] in nianbao("audit", "--rule", "years.carried_in").out


def test_a_word_is_kept_and_exported(nianbao: Run, tmp_path: Path) -> None:
    (found,) = objects(nianbao("audit", "--rule", "years.carried_in", "--json").out)
    said = nianbao("audit", "confirm", found["finding_id"], "--why", "seen in the capture")
    assert said.status == 0
    assert nianbao("export", tmp_path / "export").status == 0
    with (tmp_path / "export" / "findings.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["review"], row["review_why"]) == ("confirmed", "seen in the capture")
    assert row["finding_id"] == found["finding_id"]
    assert row["other_report_id"] == found["other_report_id"]
    nianbao("audit", "dismiss", found["finding_id"], "--why", "on second thoughts")
    (again,) = objects(nianbao("audit", "--rule", "years.carried_in", "--json").out)
    assert (again["review"], again["review_why"]) == ("dismissed", "on second thoughts")
    assert "1 dismissed" in nianbao("audit").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--rule", "years.carried_inn"), "did you mean years.carried_in"),
        (("confirm", "0123456789ab", "--why", "x"), "there is no finding"),
        (("confirm", "0123456789ab", "--why", " "), "--why is empty"),
        (("confirm", "0123456789ab"), "--why"),
    ],
)
def test_wrong_usage_is_told(nianbao: Run, arguments: tuple[str, ...], said: str) -> None:
    ran = nianbao("audit", *arguments)
    assert ran.status == 2
    assert said in ran.err


def test_an_export_after_a_change_says_that_the_audit_is_old(nianbao: Run, tmp_path: Path) -> None:
    assert "nianbao audit" in nianbao("export", tmp_path / "export").err
    nianbao("audit")
    assert "nianbao audit" not in nianbao("export", tmp_path / "export").err
