"""When a reading was made, so that an export can show what was read by then; restricted reports."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Add both; readings made before count from when they were seen."""
    op.add_column("readings", sa.Column("read_at", UtcDateTime(), nullable=True))
    op.create_table(
        "restrictions",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("restricted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("report_id"),
    )
