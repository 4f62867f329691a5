"""Waivers of duties."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_indicators"
down_revision = "20261125_draw"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "duty_waiver",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject_kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("months_in_post", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__duty_waiver")),
    )
    with op.batch_alter_table("duty_waiver", schema=None) as batch_op:
        batch_op.create_index("ix__duty_waiver__period", ["period", "subject_id"], unique=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("duty_waiver", schema=None) as batch_op:
        batch_op.drop_index("ix__duty_waiver__period")

    op.drop_table("duty_waiver")
