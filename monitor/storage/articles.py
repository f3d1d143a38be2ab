"""Article versions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from monitor.domain.model import Article
from monitor.domain.work import ArticleDue
from monitor.errors import NotFoundError
from monitor.storage import rows
from monitor.storage.engine import Database
from monitor.storage.tables import articles, index_key, outlets


class SqlArticleStore:
    """ArticleStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, article_id: int) -> Article:
        query = select(articles).where(articles.c.id == article_id)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NotFoundError(f"there is no article {article_id}")
        return rows.to_article(row)

    def due(self, limit: int) -> tuple[ArticleDue, ...]:
        return self._with_outlets(
            _JOINED.where(articles.c.matched_at.is_(None))
            .order_by(articles.c.dated_at, articles.c.url, articles.c.id)
            .limit(limit)
        )

    def after(self, article_id: int, limit: int) -> tuple[ArticleDue, ...]:
        return self._with_outlets(
            _JOINED.where(articles.c.id > article_id).order_by(articles.c.id).limit(limit)
        )

    def find(self, url: str) -> tuple[Article, ...]:
        query = (
            select(articles)
            .where(articles.c.url_key == index_key(url))
            .order_by(articles.c.version.desc())
        )
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(rows.to_article(row) for row in found)

    def count(self) -> int:
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(articles)) or 0

    def _with_outlets(self, query: Select[Any]) -> tuple[ArticleDue, ...]:
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(
            ArticleDue(
                article=rows.to_article(rows.prefixed(row, "article_")),
                outlet=(
                    None
                    if row["outlet_id"] is None
                    else rows.to_outlet(rows.prefixed(row, "outlet_"))
                ),
            )
            for row in found
        )


_JOINED = select(
    *(column.label(f"article_{column.name}") for column in articles.c),
    *(column.label(f"outlet_{column.name}") for column in outlets.c),
).outerjoin_from(articles, outlets, articles.c.outlet_id == outlets.c.id)
