"""What OCR made of pictures, so that none is recognised twice."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "recognitions",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("recogniser", sa.String(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["visits.record_id"]),
        sa.PrimaryKeyConstraint("digest", "part"),
    )
    op.create_index("ix_recognitions_record_id", "recognitions", ["record_id"])
