"""A report is submitted when its newest revision is whole: one that never was has no such time."""

from alembic import op

revision = "20261130_submitted_at"
down_revision = "20261130_likeness"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget the time of an earlier revision."""
    op.execute("UPDATE report SET submitted_at = NULL WHERE state IN ('incomplete', 'void') AND submitted_at < received_at")


def downgrade() -> None:
    """What an earlier revision's time was, its own row knows."""
