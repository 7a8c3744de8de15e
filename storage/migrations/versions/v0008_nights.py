"""A run keeps what it measured, what the next is held to, its alarms, and that it was stopped."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("runs", sa.Column("measures", sa.JSON(), nullable=True))
    op.add_column("runs", sa.Column("expected", sa.JSON(), nullable=True))
    op.add_column("runs", sa.Column("alarms", sa.JSON(), nullable=True))
    op.add_column("runs", sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True))
