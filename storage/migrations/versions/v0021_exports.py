"""How large each export was, so that the next can tell that something is missing."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "exports",
        sa.Column("filters", sa.String(), nullable=False),
        sa.Column("exported_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("cells", sa.BigInteger(), nullable=False),
        sa.Column("counties", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("filters"),
    )
