"""What phones last said of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_device_state"
down_revision = "20261130_submitted_at"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "device_state",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("install_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("app_version", sa.String(length=11), nullable=False),
        sa.Column("version_order", sa.BigInteger(), nullable=False),
        sa.Column("unsent_count", sa.Integer(), nullable=False),
        sa.Column("oldest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skew_ms", sa.BigInteger(), nullable=False),
        sa.Column("free_percent", sa.Integer(), nullable=True),
        sa.Column("persisted", sa.Boolean(), nullable=False),
        sa.Column("contact_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["device_key.id"], name=op.f("fk__device_state__key_id__device_key")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk__device_state__user_id__user_account")),
        sa.PrimaryKeyConstraint("user_id", "install_id", name=op.f("pk__device_state")),
    )
    with op.batch_alter_table("device_state") as batch:
        batch.create_index(op.f("ix__device_state__key_id"), ["key_id"])
        batch.create_index(op.f("ix__device_state__contact_at"), ["contact_at"])


def downgrade() -> None:
    """Back."""
    op.drop_table("device_state")
