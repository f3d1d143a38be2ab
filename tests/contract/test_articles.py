"""ArticleStore, on every implementation."""

import pytest

from monitor.domain.model import ExtractStatus
from monitor.errors import NotFoundError
from tests.factories import (
    NOW,
    later,
    make_article,
    make_collect,
    make_match,
    make_new_entry,
    make_outlet,
    make_poll,
)


@pytest.fixture
def keep(store):
    """Stores an article and returns it."""
    store.outlets.put([make_outlet()])
    feed = store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=NOW)
    store.feeds.record_poll(make_poll(feed, make_new_entry("a")))
    entry_id = store.entries.due(NOW, 1)[0].entry.id
    return lambda article: store.entries.record_collect(make_collect(entry_id, article))


def test_get_returns_all_of_it(store, keep):
    article = make_article(
        "a",
        byline="By A. Writer",
        status=ExtractStatus.PARTIAL,
        text="Line one.\nLine two: “quoted” – naïve 한국어 😀",
        published_at=None,
    )
    stored = keep(article)
    assert store.articles.get(stored.id) == stored
    assert (stored.text, stored.byline, stored.status) == (
        article.text,
        "By A. Writer",
        ExtractStatus.PARTIAL,
    )
    with pytest.raises(NotFoundError):
        store.articles.get(99)


def test_a_changed_page_is_a_new_version(store, keep):
    first = keep(make_article("a", text="One."))
    third = keep(make_article("a", text="Three.", fetched_at=later(hours=3)))
    second = keep(make_article("a", text="Two.", fetched_at=later(hours=2)))
    again = keep(make_article("a", text="One.", fetched_at=later(hours=4)))
    keep(make_article("b", text="Else."))
    assert again.id == first.id
    found = store.articles.find("https://gazette.example/a")
    assert [(one.id, one.version) for one in found] == [
        (third.id, 3),
        (second.id, 2),
        (first.id, 1),
    ]
    assert store.articles.count() == 4
    assert store.articles.find("https://gazette.example/zzz") == ()


def test_a_url_may_be_very_long(store, keep):
    url = "https://gazette.example/" + "".join(chr(97 + n * n % 26) for n in range(9000))
    stored = keep(make_article("a", url=url))
    assert store.articles.find(url) == (stored,)
    assert stored.url == url


def test_due_is_by_date_then_url_until_matched(store, keep):
    late = keep(make_article("late", published_at=None, fetched_at=later(hours=1)))
    b = keep(make_article("b", published_at=later(hours=-5)))
    a = keep(make_article("a", published_at=later(hours=-5), outlet_id="unknown"))
    due = store.articles.due(9)
    assert [one.article.id for one in due] == [a.id, b.id, late.id]
    assert [one.outlet for one in due] == [None, make_outlet(), make_outlet()]
    assert [one.article.id for one in store.articles.due(1)] == [a.id]
    store.flags.record_match(make_match(b.id, whole=False))
    assert len(store.articles.due(9)) == 3
    store.flags.record_match(make_match(b.id))
    assert [one.article.id for one in store.articles.due(9)] == [a.id, late.id]


def test_after_walks_by_id(store, keep):
    stored = [keep(make_article(name)) for name in "cab"]
    store.flags.record_match(make_match(stored[1].id))
    assert [one.article for one in store.articles.after(0, 2)] == stored[:2]
    assert [one.article for one in store.articles.after(stored[0].id, 9)] == stored[1:]
    assert store.articles.after(stored[2].id, 9) == ()
