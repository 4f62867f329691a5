"""First milestones of orders, days their clock stood still, days papers came."""

import sqlalchemy as sa
from alembic import op

revision = "20261126_order"
down_revision = "20261126_office"
branch_labels = None
depends_on = None

FIRST = """UPDATE {table} SET milestone_due_on = (
    SELECT min(step.due_on) FROM order_milestone AS step WHERE step.order_id = {table}.{key} AND step.done_at IS NULL)"""


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.add_column(sa.Column("milestone_due_on", sa.Date(), nullable=True))
    with op.batch_alter_table("rectification_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("milestone_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("suspended_days", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paper_received_on", sa.Date(), nullable=True))
    op.execute(FIRST.format(table="rectification_order", key="id"))
    op.execute(FIRST.format(table="finding", key="order_id"))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("paper_received_on")
    with op.batch_alter_table("rectification_order", schema=None) as batch_op:
        batch_op.drop_column("suspended_days")
        batch_op.drop_column("milestone_due_on")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_column("milestone_due_on")
