"""What a night added is sealed in a chain of manifests."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the tables, and the columns that say where a row is sealed."""
    op.create_table(
        "manifests",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("sealed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "retractions",
        sa.Column("retraction_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("sealed_in", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("retraction_id"),
    )
    for table in ("visits", "revisions"):
        op.add_column(table, sa.Column("sealed_in", sa.Integer(), nullable=True))
        op.create_index(f"{table}_by_manifest", table, ["sealed_in"])
