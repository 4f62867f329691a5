"""The log's counter row is there from the start: two first entries at once found none and both began at 1."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "20261130_log_head"
down_revision = "20261126_phone"
branch_labels = None
depends_on = None

HEAD = sa.table("log_head", sa.column("id", sa.Integer), sa.column("idx", sa.BigInteger), sa.column("chain", sa.LargeBinary))


def upgrade() -> None:
    """Forward."""
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(HEAD)) == 0:
        op.execute(HEAD.insert().values(id=1, idx=0, chain=hashlib.sha256(b"mingcha/log/v1").digest()))


def downgrade() -> None:
    """Back: a log without entries had no row."""
    op.execute(HEAD.delete().where(HEAD.c.idx == 0))
