"""Keep the figures of SQLite in the order of their key, without a second copy of it."""

import sqlalchemy as sa
from alembic import op

from storage.schema import ExactDecimal

revision = "0013"
down_revision = "0012"

_COLUMNS = "reading_id, cell, position, value, raw, status, read"


def upgrade() -> None:
    """Move the rows into a table without row numbers; PostgreSQL has none."""
    if op.get_bind().dialect.name != "sqlite":
        return
    op.rename_table("figures", "figures_before")
    op.create_table(
        "figures",
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("cell", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("read", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["reading_id"], ["readings.reading_id"]),
        sa.PrimaryKeyConstraint("reading_id", "cell"),
        sqlite_with_rowid=False,
    )
    op.execute(f"INSERT INTO figures ({_COLUMNS}) SELECT {_COLUMNS} FROM figures_before")  # noqa: S608
    op.drop_table("figures_before")
