"""The tables of the export: a file describes a table, or a pair, and makes its rows."""

from __future__ import annotations

from storage.exports.spec import TableSpec
from storage.exports.tables import (
    changes,
    county_panel,
    coverage,
    divisions,
    facts,
    figures,
    findings,
    narrative,
    panel,
    reports,
    revisions,
    similarities,
    sources,
    visits,
)
from storage.exports.tables.codebook import CODEBOOK
from storage.exports.tables.table import ArchiveTable, ReportTable

REPORT_TABLES: tuple[ReportTable, ...] = (
    reports.TABLE,
    panel.VALUES,
    panel.STATUS,
    figures.TABLE,
    narrative.LOCAL_TABLES,
    narrative.NARRATIVE,
    revisions.TABLE,
    changes.TABLE,
    facts.TABLE,
    findings.TABLE,
    sources.TABLE,
)
ARCHIVE_TABLES: tuple[ArchiveTable, ...] = (
    county_panel.TABLE,
    similarities.TABLE,
    visits.TABLE,
    coverage.TABLE,
    divisions.TABLE,
)


def all_tables() -> tuple[TableSpec, ...]:
    """Describe the data's tables in the order of the documentation; the codebook is beside them."""
    return (*(table.spec for table in REPORT_TABLES), *(table.spec for table in ARCHIVE_TABLES))


__all__ = ["ARCHIVE_TABLES", "CODEBOOK", "REPORT_TABLES", "all_tables"]
