"""Evidence bundles."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_bundle"
down_revision = "20261130_log_tree"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "bundle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("finding_id", sa.Uuid(), nullable=True),
        sa.Column("requester_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("failure", sa.String(length=10), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["finding_id"], ["finding.id"], name=op.f("fk__bundle__finding_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk__bundle__report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__bundle")),
    )
    op.create_index("ix__bundle__requester", "bundle", ["requester_id", "report_id", "requested_at"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix__bundle__requester", table_name="bundle")
    op.drop_table("bundle")
