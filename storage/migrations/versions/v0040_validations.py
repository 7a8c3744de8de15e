"""What samples coded by hand say of the archive."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0040"
down_revision = "0031"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "validations",
        sa.Column("drawn_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("taken_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("drawn_at"),
    )
