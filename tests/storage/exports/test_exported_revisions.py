"""What changed in a report, and what became of it, as an export tells it."""

from __future__ import annotations

from datetime import timedelta

from fixtures.archives import Nights, form_figures, report
from storage.records import (
    Form,
)
from storage.reference.codebook import load_codebook
from tests.storage.exports.exporting import PAGE, Export, changed_once, rows


def test_a_changed_figure_is_revision_two_with_one_change(nights: Nights, export: Export) -> None:
    changed_once(nights)
    directory = export()
    (row,) = rows(directory, "reports")
    assert (row["revision"], row["revisions"]) == ("2", "2")
    first, second = rows(directory, "revisions")
    assert (first["revision"], first["cause"]) == ("1", "first")
    assert (second["revision"], second["cause"]) == ("2", "source")
    assert second["warc_record_id"] == row["warc_record_id"] != first["warc_record_id"]
    (change,) = rows(directory, "changes")
    assert change == {
        "report_id": row["report_id"],
        "revision": "2",
        "cause": "source",
        "kind": "figure",
        "name": "t3.received.total",
        "old": "5",
        "new": "6",
        "last_seen_old_at": first["last_seen_at"],
        "first_seen_new_at": second["first_seen_at"],
    }


def test_current_revision_or_all_of_them(nights: Nights, export: Export) -> None:
    changed_once(nights)
    variable = load_codebook().by_name["t3.received.total"].variable
    now, ever = export("now"), export("ever", all_revisions=True)
    assert [(row["revision"], row[variable]) for row in rows(now, "panel")] == [("2", "6")]
    assert [(row["revision"], row[variable]) for row in rows(ever, "panel")] == [
        ("1", "5"),
        ("2", "6"),
    ]
    for table in ("figures", "sections", "panel_status"):
        assert {row["revision"] for row in rows(now, table)} == {"2"}
        assert {row["revision"] for row in rows(ever, table)} == {"1", "2"}
    assert len(rows(ever, "reports")) == 1


def test_a_then_b_then_a_again_is_three_revisions_with_their_figures(
    nights: Nights, export: Export
) -> None:
    for printed in ("5", "6", "5"):
        nights.begin()
        cells = {"t3.received.total": printed}
        nights.see(PAGE, report(figures=form_figures(Form.F2021, cells)))
        nights.end()
    variable = load_codebook().by_name["t3.received.total"].variable
    panel = rows(export(all_revisions=True), "panel")
    assert [(row["revision"], row[variable]) for row in panel] == [
        ("1", "5"),
        ("2", "6"),
        ("3", "5"),
    ]


def test_a_report_gone_for_good_is_withdrawn(nights: Nights, export: Export) -> None:
    nights.begin()
    nights.see(PAGE, report())
    nights.end()
    for _ in range(3):
        nights.begin(after=timedelta(days=8))
        nights.miss(PAGE)
        nights.end()
    directory = export()
    (row,) = rows(directory, "reports")
    assert (row["status"], row["revision"]) == ("withdrawn", "1")
    (source,) = rows(directory, "sources")
    assert (source["primary"], source["status"]) == ("true", "gone")
    (change,) = rows(directory, "changes")
    assert (change["revision"], change["cause"], change["kind"]) == ("1", "source", "withdrawn")
    assert [(row["status"], row["outcome"]) for row in rows(directory, "visits")] == [
        ("200", "ok"),
        ("404", "gone"),
        ("404", "gone"),
        ("404", "gone"),
    ]
    covered = {row["year"]: row["state"] for row in rows(directory, "coverage")}
    assert covered["2021"] == "withdrawn"
