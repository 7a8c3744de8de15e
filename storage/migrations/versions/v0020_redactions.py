"""Captures that were removed by decision, and why."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0020"
down_revision = "0014"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "redactions",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("redacted_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["visits.record_id"]),
        sa.PrimaryKeyConstraint("record_id"),
    )
