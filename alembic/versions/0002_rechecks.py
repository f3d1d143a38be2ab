"""rechecks of pages, and evidence of what became of them

Revision: 0002, after 0001
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_FIRST_CHECK = timedelta(hours=1)
_OLD = ["claim_id", "article_id"]
_NAME = "uq_evidence_claim_id_article_id"


def upgrade() -> None:
    op.create_table(
        "rechecks",
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("first_fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("url_key", name=op.f("pk_rechecks")),
    )
    with op.batch_alter_table("rechecks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rechecks_next_check_at"), ["next_check_at"], unique=False
        )

    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("occasion", sa.Text(), nullable=False, server_default="reading")
        )
        batch_op.drop_constraint(batch_op.f(_NAME), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(f"{_NAME}_occasion"), [*_OLD, "occasion"])
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        # The default was for the rows that were there.
        batch_op.alter_column("occasion", existing_type=sa.Text(), server_default=None)
        batch_op.create_index(batch_op.f("ix_evidence_article_id"), ["article_id"], unique=False)

    _put_down_for_rechecks(op.get_bind())


def _put_down_for_rechecks(connection: sa.Connection) -> None:
    """Every page that is evidence of more than a recap."""
    articles = sa.table(
        "articles",
        sa.column("id", sa.Integer),
        sa.column("url", sa.Text),
        sa.column("url_key", sa.Text),
        sa.column("fetched_at", sa.DateTime(timezone=True)),
    )
    evidence = sa.table(
        "evidence", sa.column("article_id", sa.Integer), sa.column("card_kind", sa.Text)
    )
    rechecks = sa.table(
        "rechecks",
        sa.column("url_key", sa.Text),
        sa.column("first_fetched_at", sa.DateTime(timezone=True)),
        sa.column("checks", sa.Integer),
        sa.column("next_check_at", sa.DateTime(timezone=True)),
    )
    shown = sa.select(evidence.c.article_id).where(evidence.c.card_kind != "recap")
    keys = sa.select(articles.c.url_key).where(
        articles.c.id.in_(shown), articles.c.url.like("http%")
    )
    pages = (
        sa.select(articles.c.url_key, sa.func.min(articles.c.fetched_at).label("first"))
        .where(articles.c.url_key.in_(keys))
        .group_by(articles.c.url_key)
    )
    for url_key, first in connection.execute(pages).all():
        connection.execute(
            sa.insert(rechecks).values(
                url_key=url_key,
                first_fetched_at=first,
                checks=0,
                next_check_at=first + _FIRST_CHECK,
            )
        )


def downgrade() -> None:
    _forget_changes()
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_article_id"))
        batch_op.drop_constraint(batch_op.f(f"{_NAME}_occasion"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(_NAME), _OLD)
        batch_op.drop_column("occasion")
    with op.batch_alter_table("rechecks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rechecks_next_check_at"))

    op.drop_table("rechecks")


def _forget_changes() -> None:
    """Take away the evidence of changes: its cards follow what the article said once more."""
    op.execute("DELETE FROM evidence WHERE occasion <> 'reading'")
    bare = "NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.flag_id = flags.id)"
    op.execute(
        "UPDATE flags SET duplicate_of = NULL"
        f" WHERE duplicate_of IN (SELECT id FROM flags WHERE {bare})"
    )
    op.execute(f"DELETE FROM flags WHERE {bare}")
    said = (
        "(SELECT card_{name} FROM evidence WHERE evidence.flag_id = flags.id"
        " AND evidence.article_id = flags.lead_article_id)"
    )
    values = ", ".join(f"{name} = {said.format(name=name)}" for name in ("kind", "score", "badges"))
    op.execute(f"UPDATE flags SET {values} WHERE kind = 'correction'")
