"""Sites opened where there was no network."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_phone"
down_revision = "20261126_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("mission_site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_offline", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("mission_site", schema=None) as batch_op:
        batch_op.drop_column("opened_offline")
