"""calls of second readers, and what they said, beside the evidence

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_calls")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("second_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_calls_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_second_calls_key"), ["key"], unique=False)

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second", sa.Text(), nullable=False, server_default="null"))
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        # The default was for the rows that were there: nobody was asked about them.
        batch_op.alter_column("second", existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_column("second")
    op.drop_table("second_calls")
