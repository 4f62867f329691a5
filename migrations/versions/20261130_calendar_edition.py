"""Each import of a year has a mark of its own, by which the calendar is kept between transactions."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "20261130_calendar_edition"
down_revision = "20261130_log_head"
branch_labels = None
depends_on = None

YEAR = sa.table("calendar_year", sa.column("year", sa.Integer), sa.column("edition", sa.Uuid))


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("calendar_year", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Uuid(), nullable=True))
    for year in op.get_bind().scalars(sa.select(YEAR.c.year)).all():
        op.execute(YEAR.update().where(YEAR.c.year == year).values(edition=uuid4()))
    with op.batch_alter_table("calendar_year", schema=None) as batch_op:
        batch_op.alter_column("edition", existing_type=sa.Uuid(), nullable=False)


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("calendar_year", schema=None) as batch_op:
        batch_op.drop_column("edition")
