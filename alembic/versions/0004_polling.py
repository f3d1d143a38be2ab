"""what polling learns besides: doubts, wishes, the last look at a page; outlines of feeds

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# The defaults are for the rows that are there.
_LISTS = (("skip_hours", "[]"), ("skip_days", "[]"), ("outline", "{}"))


def upgrade() -> None:
    # Plain ADD COLUMN: a rebuilt table would forget which numbers of feeds were given already.
    op.add_column("feeds", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("feeds", sa.Column("ttl_s", sa.Float(), nullable=True))
    for name, empty in _LISTS:
        op.add_column("feeds", sa.Column(name, sa.Text(), nullable=False, server_default=empty))
    op.add_column("rechecks", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rechecks", schema=None) as batch_op:
        batch_op.drop_column("checked_at")
    op.execute("UPDATE feeds SET state = 'ok' WHERE state = 'untrusted'")
    op.execute("UPDATE feeds SET moved_seen = 0 WHERE moved_seen < 0")
    with op.batch_alter_table(
        "feeds", schema=None, table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        for name, _ in reversed(_LISTS):
            batch_op.drop_column(name)
        batch_op.drop_column("ttl_s")
        batch_op.drop_column("doubted_at")
