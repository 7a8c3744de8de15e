"""A crawl's frontier says why a request failed or a link was refused, and outlives the crawl."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("frontier", sa.Column("note", sa.Text(), nullable=True))
