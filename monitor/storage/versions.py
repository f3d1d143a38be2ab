"""Storing article versions: one row per URL and content, numbered by the time of fetching."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from monitor.domain.model import Article
from monitor.storage import rows
from monitor.storage.tables import articles, index_key


def store_version(connection: Connection, article: Article) -> tuple[Article, bool]:
    """The stored version with this URL and content, added if there is none; whether it is new."""
    url_key = index_key(article.url)
    same_url = select(articles).where(articles.c.url_key == url_key)
    same = same_url.where(articles.c.content_hash == article.content_hash)
    row = connection.execute(same).mappings().first()
    new = row is None
    if row is None:
        values = rows.article_values(article) | {"version": 0}
        connection.execute(insert(articles).values(**values))
        _number_versions(connection, url_key)
        row = connection.execute(same).mappings().one()
    return rows.to_article(row), new


def _number_versions(connection: Connection, url_key: str) -> None:
    """1, 2, ... in the order in which the versions were fetched, whatever came in first."""
    versions = connection.execute(
        select(articles.c.id, articles.c.version)
        .where(articles.c.url_key == url_key)
        .order_by(articles.c.fetched_at, articles.c.id)
    ).all()
    for number, (article_id, version) in enumerate(versions, start=1):
        if version != number:
            connection.execute(
                update(articles).where(articles.c.id == article_id).values(version=number)
            )
