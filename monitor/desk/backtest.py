"""Back-testing a watch query over the articles that are stored, explained term by term."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Article
from monitor.domain.ports import Store
from monitor.domain.query.parse import Document, Query, parse

_CHUNK = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Backtest:
    """What a query would have hit. ``hits`` are the newest first, at most as many as asked."""

    query: Query
    articles: int
    matched: int
    hits: tuple[tuple[Article, Document], ...]


def backtest(store: Store, query: str, *, aliases: AliasTable, keep: int = 20) -> Backtest:
    """Run ``query`` over every stored article version. Raises QueryError."""
    parsed = parse(query, aliases)
    after = articles = matched = 0
    hits: list[tuple[Article, Document]] = []
    while chunk := store.articles.after(after, _CHUNK):
        after = chunk[-1].article.id
        for due in chunk:
            articles += 1
            doc = Document.of(f"{due.article.title}\n{due.article.text}")
            if parsed.matches(doc):
                matched += 1
                hits.append((due.article, doc))
        hits = sorted(hits, key=lambda hit: _dated(hit[0]), reverse=True)[:keep]
    return Backtest(query=parsed, articles=articles, matched=matched, hits=tuple(hits))


def _dated(article: Article) -> tuple[object, int]:
    return (article.published_at or article.fetched_at, article.id)
