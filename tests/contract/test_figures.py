"""RunStore.figures, on every implementation."""

from dataclasses import replace

from monitor.domain.model import EntryState, FeedState
from monitor.domain.work import DeliveryState
from tests.factories import (
    NOW,
    later,
    make_article,
    make_claim,
    make_collect,
    make_delivery,
    make_digest,
    make_event,
    make_flag_draft,
    make_match,
    make_new_entry,
    make_outlet,
    make_poll,
)


def test_nothing_is_all_zeros(store):
    figures = store.runs.figures(NOW)
    assert (figures.feeds_due, figures.articles, figures.queue, figures.undelivered) == (0, 0, 0, 0)
    assert (figures.overdue, figures.digest_at) == (None, None)
    assert not any((figures.feeds, figures.entries, figures.flags, figures.deliveries))


def add_feed(store, name, **values):
    store.outlets.put([make_outlet()])
    feed = store.feeds.add(f"https://gazette.example/{name}", outlet_id="gazette", at=NOW)
    store.feeds.record_poll(make_poll(replace(feed, **values)))
    return store.feeds.get(feed.id)


def test_feeds_by_state_and_the_one_that_waits_longest(store):
    add_feed(store, "late", state=FeedState.OK, next_poll_at=later(minutes=-9))
    longest = add_feed(store, "later", state=FeedState.FAILING, next_poll_at=later(minutes=-20))
    add_feed(store, "soon", state=FeedState.OK, next_poll_at=later(minutes=1))
    add_feed(store, "gone", state=FeedState.GONE, next_poll_at=later(minutes=-90))
    held = add_feed(store, "held", state=FeedState.OK, next_poll_at=later(minutes=-90))
    store.feeds.pause(held.id, paused=True, at=NOW)
    store.feeds.add("https://gazette.example/new", outlet_id="gazette", at=NOW)
    figures = store.runs.figures(NOW)
    assert dict(figures.feeds) == {"ok": 2, "failing": 1, "gone": 1, "paused": 1, "new": 1}
    assert figures.feeds_due == 3
    assert figures.overdue == (longest.id, later(minutes=-20))


def test_what_is_under_way_and_what_came_of_it(store):
    store.claims.add(make_claim("C1"), event=make_event())
    feed = add_feed(store, "feed")
    new = [make_new_entry(name) for name in "abc"]
    new.append(make_new_entry("d", state=EntryState.SKIPPED))
    store.feeds.record_poll(make_poll(feed, *new))
    due = {one.entry.url[-1]: one.entry.id for one in store.entries.due(NOW, 9)}
    kept = [
        store.entries.record_collect(make_collect(due[name], make_article(name))) for name in "ab"
    ]
    store.flags.record_match(make_match(kept[0].id, make_flag_draft("C1", kept[0])))
    figures = store.runs.figures(later(days=2))
    assert dict(figures.claims) == {"open": 1}
    assert dict(figures.entries) == {"pending": 1, "collected": 2, "skipped": 1}
    assert (figures.articles, figures.unmatched, figures.queue) == (2, 1, 2)
    assert (figures.backfills, figures.rechecks_due) == (1, 1)
    (flag,) = store.flags.list()
    assert dict(figures.flags) == {(flag.kind, flag.state): 1}


def test_deliveries_and_those_that_are_missed(store):
    old = make_digest(later(days=-9).date(), created_at=later(days=-9))
    store.digests.create(old, [make_delivery("slack")])
    sent, failed = make_delivery("email"), make_delivery("console")
    digest = store.digests.create(make_digest(), [sent, failed])
    sent, failed = store.digests.deliveries(digest.id)
    store.digests.record_delivery(replace(sent, state=DeliveryState.SENT, sent_at=NOW))
    store.digests.record_delivery(replace(failed, state=DeliveryState.FAILED))
    figures = store.runs.figures(NOW)
    assert dict(figures.deliveries) == {"queued": 1, "sent": 1, "failed": 1}
    assert (figures.undelivered, figures.digest_at) == (1, NOW)
