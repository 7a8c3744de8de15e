"""What is removed by decision is sealed in the manifest, like all else that is put down."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Add the column."""
    op.add_column("redactions", sa.Column("sealed_in", sa.Integer(), nullable=True))
