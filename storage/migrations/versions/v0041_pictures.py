"""Which pictures a reading rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "reading_pictures",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.reading_id"]),
        sa.ForeignKeyConstraint(["record_id"], ["visits.record_id"]),
        sa.PrimaryKeyConstraint("reading_id", "url"),
    )
    op.create_index("ix_reading_pictures_record_id", "reading_pictures", ["record_id"])
