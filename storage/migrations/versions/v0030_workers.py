"""For many machines: whose turn it is at a host, and which sites kill their workers."""

import sqlalchemy as sa
from alembic import op

from storage.schema import UtcDateTime

revision = "0030"
down_revision = "0022"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "worker_deaths",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("deaths", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.site"]),
        sa.PrimaryKeyConstraint("site"),
    )
    op.create_table(
        "host_turns",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("rest_until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("host"),
    )
