"""The second hash of every original, and whether it is still what was received."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_sm3"
down_revision = "20261130_anchors"
branch_labels = None
depends_on = None

UNREAD = sa.text("state = 'received' AND sm3 IS NULL")


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("evidence") as table:
        table.add_column(sa.Column("sm3", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("harm", sa.String(length=10), nullable=True))
    op.create_index("ix__evidence__unread", "evidence", ["sha256"], sqlite_where=UNREAD, postgresql_where=UNREAD)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix__evidence__unread", "evidence")
    with op.batch_alter_table("evidence") as table:
        table.drop_column("harm")
        table.drop_column("sm3")
