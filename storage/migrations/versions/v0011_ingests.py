"""Files of other tools that were taken in, how far, and which captures came out of them."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0011"
down_revision = "0008"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "ingests",
        sa.Column("ingest_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("reader_version", sa.String(), nullable=False),
        sa.Column("night", sa.String(), nullable=False),
        sa.Column("started_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("ingest_id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "ingested",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("ingest_id", sa.Integer(), nullable=False),
        sa.Column("foreign_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["visits.record_id"]),
        sa.ForeignKeyConstraint(["ingest_id"], ["ingests.ingest_id"]),
        sa.PrimaryKeyConstraint("record_id"),
    )
