"""Checkpoints on their way to anchors outside."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_anchors"
down_revision = "20261130_capture"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "log_publication",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("anchor", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["size"], ["log_checkpoint.size"], name=op.f("fk__log_publication__size__log_checkpoint")),
        sa.PrimaryKeyConstraint("size", "anchor", name=op.f("pk__log_publication")),
    )
    op.create_index("ix__log_publication__due", "log_publication", ["anchor", "state", "size"])
    op.create_table(
        "log_anchor",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("seen_size", sa.BigInteger(), nullable=False),
        sa.Column("contradiction", sa.String(length=300), nullable=True),
        sa.Column("trouble", sa.String(length=300), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk__log_anchor")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("log_anchor")
    op.drop_table("log_publication")
