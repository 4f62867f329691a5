"""What pictures are known by, which look alike, and where to find a photograph's neighbours in time and place."""

import sqlalchemy as sa
from alembic import op

revision = "20261130_likeness"
down_revision = "20261130_masks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "evidence_picture",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("recipe", sa.Integer(), nullable=False),
        sa.Column("prints", sa.LargeBinary(), nullable=False),
        sa.Column("periodic", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk__evidence_picture")),
        sa.UniqueConstraint("place", name=op.f("uq__evidence_picture__place")),
    )
    op.create_table(
        "evidence_likeness",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("other_sha256", sa.String(length=64), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("fine", sa.Integer(), nullable=False),
        sa.Column("mirrored", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "other_sha256", name=op.f("pk__evidence_likeness")),
    )
    op.create_index(op.f("ix__evidence_likeness__other_sha256"), "evidence_likeness", ["other_sha256"])
    op.create_index("ix__evidence__author", "evidence", ["author_id", "captured_at"])
    op.create_index("ix__evidence__place", "evidence", ["lat", "lon"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix__evidence__place", table_name="evidence")
    op.drop_index("ix__evidence__author", table_name="evidence")
    op.drop_table("evidence_likeness")
    op.drop_table("evidence_picture")
