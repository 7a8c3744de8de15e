"""What the narrative of a reading states: the processing fee."""

import sqlalchemy as sa
from alembic import op

from storage.schema import ExactDecimal

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table; captures that were read before fill it when they are read again."""
    op.create_table(
        "facts",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=True),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.reading_id"]),
        sa.PrimaryKeyConstraint("reading_id", "fact"),
    )
