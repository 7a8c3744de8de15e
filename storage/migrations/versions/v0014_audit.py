"""What the audit found, which reports are alike, and what persons say of findings."""

import sqlalchemy as sa
from alembic import op

from storage.schema import ExactDecimal, UtcDateTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "audits",
        sa.Column("audited_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("audited_at"),
    )
    op.create_table(
        "audit_findings",
        sa.Column("finding_id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("expected", ExactDecimal(), nullable=True),
        sa.Column("actual", ExactDecimal(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("finding_id"),
    )
    op.create_index("ix_audit_findings_report_id", "audit_findings", ["report_id"])
    op.create_table(
        "similarities",
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "other_id", "kind"),
    )
    op.create_table(
        "reviews",
        sa.Column("finding_id", sa.String(), nullable=False),
        sa.Column("report_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=True),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("reviewed_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("finding_id"),
    )
