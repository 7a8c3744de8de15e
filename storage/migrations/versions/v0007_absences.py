"""A crawl says how far it read its lists, and what it proves missing is kept."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0007"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns, the table and the index."""
    op.add_column("runs", sa.Column("lists_read", sa.Boolean(), nullable=True))
    op.add_column("runs", sa.Column("promised", sa.JSON(), nullable=True))
    op.add_column("runs", sa.Column("earliest_year", sa.Integer(), nullable=True))
    op.create_table(
        "absences",
        sa.Column("issuer_id", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("first_run_id", sa.Integer(), nullable=False),
        sa.Column("first_read_at", UtcDateTime(), nullable=False),
        sa.Column("last_run_id", sa.Integer(), nullable=False),
        sa.Column("last_read_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["first_run_id"], ["runs.run_id"]),
        sa.ForeignKeyConstraint(["last_run_id"], ["runs.run_id"]),
        sa.PrimaryKeyConstraint("issuer_id", "year"),
    )
    op.create_index("issuers_by_division", "issuers", ["division_code"])
