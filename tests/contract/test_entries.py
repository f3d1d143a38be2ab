"""EntryStore, on every implementation."""

from dataclasses import replace

import pytest

from monitor.domain.model import EntryState
from monitor.errors import NotFoundError
from tests.factories import (
    NOW,
    later,
    make_article,
    make_collect,
    make_new_entry,
    make_outlet,
    make_poll,
)


@pytest.fixture
def stored(store):
    """Three entries by title: a and b pending, c skipped."""
    store.outlets.put([make_outlet()])
    feed = store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=NOW)
    store.feeds.record_poll(
        make_poll(
            feed,
            make_new_entry("a", published_at=None),
            make_new_entry("b", published_at=later(hours=-3)),
            make_new_entry("c", published_at=later(hours=-9), state=EntryState.SKIPPED),
        )
    )
    return {due.entry.url[-1]: due.entry for due in store.entries.due(NOW, 9)} | {
        entry.url[-1]: entry for entry in store.entries.skipped(after_id=0, limit=9, since=None)
    }


def entry(store, entry_id, now=NOW):
    return next(due.entry for due in store.entries.due(now, 99) if due.entry.id == entry_id)


def test_due_is_oldest_publication_first(store, stored):
    due = store.entries.due(NOW, 9)
    assert [one.entry.url[-1] for one in due] == ["b", "a"]
    assert due[0].outlet == make_outlet()
    assert [one.entry.url[-1] for one in store.entries.due(NOW, 1)] == ["b"]


def test_an_outlet_with_many_entries_leaves_room_for_the_others(store, stored):
    feed = store.feeds.find("https://gazette.example/feed")
    many = [make_new_entry(f"{n}", published_at=later(days=-9)) for n in range(9)]
    store.feeds.record_poll(make_poll(feed, *many))
    store.outlets.put([make_outlet("herald")])
    other = store.feeds.add("https://herald.example/feed", outlet_id="herald", at=NOW)
    store.feeds.record_poll(make_poll(other, make_new_entry("new", published_at=NOW)))
    due = store.entries.due(NOW, 4)
    assert [one.outlet.id for one in due] == ["gazette", "gazette", "gazette", "herald"]


def test_an_entry_that_was_not_even_asked_for_loses_no_attempt(store, stored):
    waits = make_collect(stored["a"].id, state=EntryState.PENDING, retry_at=later(hours=1))
    store.entries.record_collect(replace(waits, asked=False))
    assert entry(store, stored["a"].id, later(hours=1)).attempts == 0
    store.entries.record_collect(replace(waits, at=later(hours=1)))
    assert entry(store, stored["a"].id, later(hours=1)).attempts == 1


def test_a_retry_that_was_set_by_a_clock_that_ran_ahead_is_due(store, stored):
    for name, wait in (("a", later(days=400)), ("b", later(days=2))):
        store.entries.record_collect(
            make_collect(stored[name].id, state=EntryState.PENDING, retry_at=wait, reason="down")
        )
    assert [one.entry.url[-1] for one in store.entries.due(NOW, 9)] == ["a"]


def test_a_collected_entry_has_its_article(store, stored):
    article = store.entries.record_collect(make_collect(stored["a"].id, make_article("a")))
    expected = make_article("a", id=article.id, entry_id=stored["a"].id)
    assert article == expected == store.articles.get(article.id)
    assert store.entries.counts()[EntryState.COLLECTED] == 1
    assert [one.entry.url[-1] for one in store.entries.due(NOW, 9)] == ["b"]


def test_collecting_twice_leaves_the_same_rows(store, stored):
    outcome = make_collect(stored["a"].id, make_article("a"))
    first = store.entries.record_collect(outcome)
    assert store.entries.record_collect(outcome) == first
    assert store.articles.count() == 1


def test_a_retry_waits_for_its_time(store, stored):
    outcome = make_collect(
        stored["b"].id, state=EntryState.PENDING, retry_at=later(minutes=30), reason="503"
    )
    assert store.entries.record_collect(outcome) is None
    store.entries.record_collect(outcome)  # replayed: no second attempt
    assert [one.entry.url[-1] for one in store.entries.due(NOW, 9)] == ["a"]
    waiting = entry(store, stored["b"].id, later(minutes=30))
    assert (waiting.attempts, waiting.reason, waiting.retry_at) == (1, "503", later(minutes=30))
    store.entries.record_collect(replace(outcome, at=later(minutes=30), retry_at=None))
    assert entry(store, stored["b"].id).attempts == 2


def test_giving_up_names_the_reason_and_keeps_no_article(store, stored):
    assert store.entries.record_collect(make_collect(stored["b"].id, reason="404")) is None
    assert store.entries.counts()[EntryState.FAILED] == 1
    assert store.articles.count() == 0


def test_a_late_failure_does_not_undo_a_collection(store, stored):
    store.entries.record_collect(make_collect(stored["b"].id, make_article("b")))
    late = make_collect(stored["b"].id, at=later(minutes=1), reason="timeout")
    assert store.entries.record_collect(late) is None
    assert store.entries.counts()[EntryState.COLLECTED] == 1


def test_collecting_an_unknown_entry_is_refused(store):
    with pytest.raises(NotFoundError):
        store.entries.record_collect(make_collect(99, make_article()))
    assert store.articles.count() == 0


def test_counts_name_every_state(store, stored):
    assert store.entries.counts() == {
        EntryState.PENDING: 2,
        EntryState.SKIPPED: 1,
        EntryState.COLLECTED: 0,
        EntryState.FAILED: 0,
    }


def test_skipped_pages_by_id_and_date(store, stored):
    found = store.entries.skipped(after_id=0, limit=9, since=None)
    assert [one.id for one in found] == [stored["c"].id]
    assert store.entries.skipped(after_id=stored["c"].id, limit=9, since=None) == ()
    assert store.entries.skipped(after_id=0, limit=0, since=None) == ()
    assert store.entries.skipped(after_id=0, limit=9, since=later(hours=-8)) == ()
    assert len(store.entries.skipped(after_id=0, limit=9, since=later(hours=-9))) == 1


def test_requeue_moves_skipped_and_failed_entries(store, stored):
    store.entries.record_collect(make_collect(stored["a"].id, reason="404"))
    store.entries.record_collect(make_collect(stored["b"].id, make_article("b")))
    ids = [one.id for one in stored.values()]
    assert store.entries.requeue([*ids, *ids, 999]) == 2
    assert store.entries.requeue(ids) == 0
    assert store.entries.requeue([]) == 0
    due = store.entries.due(NOW, 9)
    assert [(one.entry.url[-1], one.entry.attempts, one.entry.reason) for one in due] == [
        ("c", 0, ""),
        ("a", 0, ""),
    ]
