"""The tables are those of the public interface, and describe themselves wholly."""

from __future__ import annotations

import re

import pytest

from storage.exports.spec import TableSpec
from storage.exports.tables import CODEBOOK, all_tables
from storage.reference.codebook import load_codebook

# The public interface: at least these columns, in this order.
PROMISED = {
    "reports": "report_id, division_code, province, prefecture, county, issuer_id, issuer, "
    "issuer_kind, scope, year, form, title, url, published_on, signed_on, first_seen_at, "
    "last_seen_at, revision, revisions, status, content_digest, reader_version, warc_file, "
    "warc_offset, warc_record_id, payload_digest",
    "figures": "report_id, revision, cell, value, raw, status, read",
    "tables": "report_id, revision, table, row, column, caption, text",
    "sections": "report_id, revision, position, kind, heading, text",
    "revisions": "report_id, revision, cause, first_seen_at, last_seen_at, title, content_digest, "
    "reader_version, url, warc_file, warc_offset, warc_record_id",
    "changes": "report_id, revision, cause, kind, name, old, new, last_seen_old_at, "
    "first_seen_new_at",
    "facts": "report_id, revision, fact, value, unit, raw",
    "findings": "report_id, revision, rule, verdict, cells, expected, actual, message",
    "sources": "report_id, url, primary, first_seen_at, last_seen_at, status",
    "visits": "site, url, visited_at, status, outcome, warc_record_id",
    "coverage": "division_code, issuer_id, issuer, year, state, reason, deadline, published_on, "
    "last_checked_at, report_id",
    "divisions": "code, name, level, prefecture_code, province_code, valid_from, valid_to, "
    "successors",
}
EVERY = (*all_tables(), CODEBOOK)


def test_every_promised_table_is_there() -> None:
    assert {table.name for table in all_tables()} == {
        *PROMISED,
        "panel",
        "panel_status",
        "county_panel",
        "similarities",
    }


@pytest.mark.parametrize("name", PROMISED)
def test_columns_are_those_promised_in_their_order(name: str) -> None:
    table = next(table for table in all_tables() if table.name == name)
    promised = PROMISED[name].split(", ")
    assert [column.name for column in table.columns if column.name in promised] == promised


def test_the_panel_has_a_column_a_cell_under_its_variable() -> None:
    variables = [cell.variable for cell in load_codebook()]
    for name in ("panel", "panel_status"):
        table = next(table for table in all_tables() if table.name == name)
        names = [column.name for column in table.columns]
        start = names.index(variables[0])
        assert names[start : start + len(variables)] == variables


def test_panel_and_panel_status_have_the_same_shape() -> None:
    panel, status = (
        next(table for table in all_tables() if table.name == name)
        for name in ("panel", "panel_status")
    )
    assert [c.name for c in panel.columns] == [c.name for c in status.columns]


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_every_column_is_described_once(table: TableSpec) -> None:
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert all(column.description for column in table.columns)
    # Stata takes 32 characters; Chinese or spaces would need quoting everywhere.
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name) for name in names)


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_keys_name_columns_that_are_there(table: TableSpec) -> None:
    names = {column.name for column in table.columns}
    by_name = {other.name: other for other in EVERY}
    assert set(table.primary_key) <= names
    for key in table.foreign_keys:
        assert set(key.columns) <= names
        assert set(key.target) <= {column.name for column in by_name[key.table].columns}
