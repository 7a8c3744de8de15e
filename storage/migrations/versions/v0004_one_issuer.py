"""The names that one body goes by are one issuer: ids derive from its unit, readings keep its name.

Reports get their new ids, to which the old ones lead. Of two that turn out to be one, the second
keeps its old id until its captures are read again (``nianbao reparse``, or the next visit): only
then is it known which of them speaks.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.identifiers import issuer_id, report_id

revision = "0004"
down_revision = "0003"

_HOLD_REPORTS = ("status_changes", "sources", "revisions")


def upgrade() -> None:
    """Add the column; give issuers and reports their ids."""
    op.add_column("readings", sa.Column("issuer", sa.Text(), nullable=True))
    connection = op.get_bind()
    tables = sa.MetaData()
    tables.reflect(connection, only=["issuers", "reports", "report_aliases", *_HOLD_REPORTS])
    issuers, reports = tables.tables["issuers"], tables.tables["reports"]
    for issuer in connection.execute(sa.select(issuers).order_by(issuers.c.issuer_id)).all():
        new = issuer_id(issuer.division_code, issuer.name)
        _add(connection, issuers, {**issuer._mapping, "issuer_id": new})
        for report in connection.execute(
            sa.select(reports)
            .where(reports.c.issuer_id == issuer.issuer_id)
            .order_by(reports.c.report_id)
        ).all():
            _rename(connection, tables, report, issuer, new)
        if new != issuer.issuer_id:
            connection.execute(issuers.delete().where(issuers.c.issuer_id == issuer.issuer_id))


def _rename(
    connection: sa.Connection, tables: sa.MetaData, report: Any, issuer: Any, new_issuer: str
) -> None:
    reports, aliases = tables.tables["reports"], tables.tables["report_aliases"]
    old, new = report.report_id, report_id(issuer.division_code, issuer.name, report.year)
    if old == new or not _add(
        connection, reports, {**report._mapping, "report_id": new, "issuer_id": new_issuer}
    ):
        connection.execute(
            reports.update().where(reports.c.report_id == old).values(issuer_id=new_issuer)
        )
        return
    for name in _HOLD_REPORTS:
        held = tables.tables[name]
        connection.execute(held.update().where(held.c.report_id == old).values(report_id=new))
    connection.execute(reports.delete().where(reports.c.report_id == old))
    connection.execute(aliases.delete().where(aliases.c.old_id == new))
    connection.execute(aliases.update().where(aliases.c.report_id == old).values(report_id=new))
    connection.execute(aliases.insert().values(old_id=old, report_id=new))


def _add(connection: sa.Connection, table: sa.Table, row: Mapping[str, object]) -> bool:
    """Add a row; return whether its key was free."""
    key = next(iter(table.primary_key.columns))
    if connection.execute(sa.select(key).where(key == row[key.name])).first():
        return False
    connection.execute(table.insert().values(**row))
    return True
