"""What is covered on the copies of photographs that leave the office."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_masks"
down_revision = "20261130_sm3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. Nothing is checked by this: what was released before waits for somebody to look."""
    op.create_table(
        "evidence_mask",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("shapes", sa.JSON(), nullable=False),
        sa.Column("shapes_sha256", sa.String(length=64), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("saver_id", sa.Uuid(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checker_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk__evidence_mask__evidence_id__evidence")),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk__evidence_mask")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("evidence_mask")
