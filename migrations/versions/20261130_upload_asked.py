"""An upload's owner may ask whoever holds its lease, in whichever process, to let go."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_upload_asked"
down_revision = "20261130_device_state"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has asked yet."""
    with op.batch_alter_table("upload") as table:
        table.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """A newer request waits for the lease to run out again."""
    with op.batch_alter_table("upload") as table:
        table.drop_column("asked_at")
