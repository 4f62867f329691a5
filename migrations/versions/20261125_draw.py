"""The random draw."""

import sqlalchemy as sa
from alembic import op

revision = "20261125_draw"
down_revision = "20261125_results"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "mission_draw",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mission_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("operator_id", sa.Uuid(), nullable=False),
        sa.Column("lists", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_number", sa.String(length=60), nullable=True),
        sa.Column("public_source", sa.String(length=200), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("witnesses_needed", sa.Integer(), nullable=False),
        sa.Column("witnessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["mission_id"], ["mission.id"], name=op.f("fk__mission_draw__mission_id")),
        sa.ForeignKeyConstraint(["operator_id"], ["user_account.id"], name=op.f("fk__mission_draw__operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__mission_draw")),
    )
    with op.batch_alter_table("mission_draw", schema=None) as batch_op:
        batch_op.create_index("ix__mission_draw__mission", ["mission_id", "locked_at"], unique=False)

    op.create_table(
        "draw_witness",
        sa.Column("draw_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["mission_draw.id"], name=op.f("fk__draw_witness__draw_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk__draw_witness__user_id")),
        sa.PrimaryKeyConstraint("draw_id", "user_id", name=op.f("pk__draw_witness")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("draw_witness")
    with op.batch_alter_table("mission_draw", schema=None) as batch_op:
        batch_op.drop_index("ix__mission_draw__mission")

    op.drop_table("mission_draw")
