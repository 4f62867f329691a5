"""Device keys, the codes they are enrolled with, and what they sign."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_capture"
down_revision = "20261130_bundle"
branch_labels = None
depends_on = None
NEW = (
    ("capture_record", sa.Text(), {"nullable": True}),
    ("capture_signature", sa.String(88), {"nullable": True}),
    ("capture_anchor", sa.Text(), {"nullable": True}),
    ("capture_anchor_signature", sa.String(88), {"nullable": True}),
    ("device_key_id", sa.Uuid(), {"nullable": True}),
    ("capture_seq", sa.BigInteger(), {"nullable": True}),
    ("grade", sa.String(10), {"nullable": False, "server_default": "unsigned"}),
    ("grade_reason", sa.String(30), {"nullable": True}),
)


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "device_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk__device_code__user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__device_code")),
        sa.UniqueConstraint("user_id", name=op.f("uq__device_code__user_id")),
    )
    op.create_table(
        "device_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("thumbprint", sa.String(64), nullable=False),
        sa.Column("x", sa.String(43), nullable=False),
        sa.Column("y", sa.String(43), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("admitted_by", sa.Uuid(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Uuid(), nullable=True),
        sa.Column("record_count", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk__device_key__user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__device_key")),
        sa.UniqueConstraint("thumbprint", name=op.f("uq__device_key__thumbprint")),
    )
    op.create_index(op.f("ix__device_key__user_id"), "device_key", ["user_id"])
    with op.batch_alter_table("evidence") as batch:
        for name, kind, options in NEW:
            batch.add_column(sa.Column(name, kind, **options))
        batch.create_index(op.f("ix__evidence__device"), ["device_key_id", "capture_seq"])


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("evidence") as batch:
        batch.drop_index(op.f("ix__evidence__device"))
        for name, _, _ in reversed(NEW):
            batch.drop_column(name)
    op.drop_table("device_key")
    op.drop_table("device_code")
