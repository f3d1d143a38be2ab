"""FeedStore, on every implementation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain.model import EntryState, FeedState, Outline
from monitor.errors import NotFoundError
from tests.factories import NOW, later, make_collect, make_new_entry, make_outlet, make_poll


@pytest.fixture
def feed(store):
    store.outlets.put([make_outlet()])
    return store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=NOW)


def polled(feed, **values):
    return replace(feed, state=FeedState.OK, state_since=NOW, polled_at=NOW, **values)


def add(store, name, **values):
    feed = store.feeds.add(f"https://gazette.example/{name}", outlet_id="gazette", at=NOW)
    if values:
        store.feeds.record_poll(make_poll(replace(feed, **values)))
    return feed


def test_add_is_idempotent_by_url(store, feed):
    again = store.feeds.add(feed.url, outlet_id="gazette", title="Other", at=later(days=1))
    assert again == feed
    assert (feed.state, feed.state_since, feed.next_poll_at) == (FeedState.NEW, NOW, None)
    assert store.feeds.list() == (feed,)


def test_add_needs_a_known_outlet(store):
    with pytest.raises(NotFoundError, match="nobody"):
        store.feeds.add("https://x.example/", outlet_id="nobody", at=NOW)
    assert store.feeds.list() == ()


def test_get_and_find(store, feed):
    other = store.feeds.add("https://gazette.example/2", outlet_id="gazette", title="B", at=NOW)
    assert store.feeds.get(other.id) == other
    assert store.feeds.find(other.url) == other
    assert store.feeds.find("https://gazette.example/3") is None
    assert [one.id for one in store.feeds.list()] == [feed.id, other.id]
    with pytest.raises(NotFoundError):
        store.feeds.get(99)


def test_a_url_may_be_very_long(store, feed):
    url = "https://gazette.example/" + "".join(chr(97 + n * n % 26) for n in range(9000))
    long = store.feeds.add(url, outlet_id="gazette", at=NOW)
    assert store.feeds.find(url) == long
    assert store.feeds.find(url + "x") is None
    assert store.feeds.get(long.id).url == url


def test_due_is_most_overdue_first_and_leaves_out_what_is_not_polled(store, feed):
    add(store, "late", next_poll_at=later(hours=-3))
    add(store, "now", next_poll_at=NOW)
    add(store, "future", next_poll_at=later(seconds=1))
    add(store, "gone", next_poll_at=later(hours=-9), state=FeedState.GONE)
    paused = add(store, "paused")
    store.feeds.pause(paused.id, paused=True, at=NOW)
    due = store.feeds.due(NOW, 10)
    names = [one.feed.url.rpartition("/")[2] for one in due]
    assert names == ["feed", "late", "now"]
    assert due[0].outlet == make_outlet()
    assert [one.feed.id for one in store.feeds.due(NOW, 1)] == [feed.id]


def test_an_outlet_with_many_feeds_leaves_room_for_the_others(store, feed):
    for number in range(9):
        add(store, f"old {number}", next_poll_at=later(hours=-9))
    store.outlets.put([make_outlet("herald")])
    late = store.feeds.add("https://herald.example/feed", outlet_id="herald", at=NOW)
    store.feeds.record_poll(make_poll(replace(late, next_poll_at=NOW)))
    due = [one.feed for one in store.feeds.due(NOW, 4)]
    assert [one.id for one in due][-1] == late.id
    assert [one.outlet_id for one in due] == ["gazette", "gazette", "gazette", "herald"]


def test_a_feed_that_was_polled_by_a_clock_that_ran_ahead_is_due(store, feed):
    ahead = {"polled_at": later(days=400), "next_poll_at": later(days=401)}
    add(store, "ahead", **ahead)
    add(store, "gone", state=FeedState.GONE, **ahead)
    add(store, "a little", polled_at=later(minutes=4), next_poll_at=later(minutes=19))
    due = [one.feed.url.rpartition("/")[2] for one in store.feeds.due(NOW, 10)]
    assert due == ["feed", "ahead"]


def test_next_due_at_is_the_earliest_time_of_a_pollable_feed(store, feed):
    assert store.feeds.next_due_at() < NOW  # never polled: at once
    store.feeds.record_poll(make_poll(polled(feed, next_poll_at=later(hours=2))))
    other = add(store, "other", next_poll_at=later(hours=1))
    assert store.feeds.next_due_at() == later(hours=1)
    store.feeds.pause(other.id, paused=True, at=NOW)
    assert store.feeds.next_due_at() == later(hours=2)
    store.feeds.pause(feed.id, paused=True, at=NOW)
    assert store.feeds.next_due_at() is None


def test_pause_and_resume(store, feed):
    store.feeds.record_poll(make_poll(polled(feed, succeeded_at=NOW, next_poll_at=later(days=2))))
    paused = store.feeds.pause(feed.id, paused=True, at=later(hours=1))
    assert (paused.paused, paused.state, paused.state_since) == (
        True,
        FeedState.PAUSED,
        later(hours=1),
    )
    assert store.feeds.pause(feed.id, paused=True, at=later(hours=2)) == paused
    resumed = store.feeds.pause(feed.id, paused=False, at=later(hours=3))
    assert (resumed.paused, resumed.state, resumed.next_poll_at) == (False, FeedState.OK, None)
    assert resumed == store.feeds.get(feed.id)
    fresh = add(store, "fresh")
    store.feeds.pause(fresh.id, paused=True, at=NOW)
    assert store.feeds.pause(fresh.id, paused=False, at=NOW).state is FeedState.NEW
    with pytest.raises(NotFoundError):
        store.feeds.pause(99, paused=True, at=NOW)


def test_describe_sets_what_a_person_says(store, feed):
    outline = Outline(folders=("News", "North"), attributes=(("htmlUrl", "https://g.example/"),))
    said = store.feeds.describe(feed.id, title="Mine", interval=timedelta(hours=2), outline=outline)
    assert (said.title, said.interval, said.outline) == ("Mine", timedelta(hours=2), outline)
    assert store.feeds.describe(feed.id) == said == store.feeds.get(feed.id)
    store.feeds.record_poll(make_poll(polled(feed, title="Mine")))
    assert store.feeds.get(feed.id).outline == outline
    assert store.feeds.get(feed.id).interval == timedelta(hours=2)
    assert store.feeds.describe(feed.id, interval=timedelta()).interval is None
    with pytest.raises(NotFoundError):
        store.feeds.describe(99, title="x")


def test_record_poll_writes_what_was_learned(store, feed):
    learned = polled(
        feed,
        title="Gazette",
        etag='W/"a"',
        last_modified="Fri, 14 Mar 2025 09:00:00 GMT",
        body_hash="ab12",
        next_poll_at=later(minutes=20),
        succeeded_at=NOW,
        new_entry_at=NOW,
        full_fetch_at=NOW,
        failures=0.5,
        error="once: 503",
        moved_to="https://gazette.example/new",
        moved_seen=2,
        doubted_at=later(days=-2),
        ttl=timedelta(minutes=90),
        skip_hours=(0, 23),
        skip_days=(5, 6),
    )
    assert store.feeds.record_poll(make_poll(learned)) == (0, 0)
    assert store.feeds.get(feed.id) == learned


def test_record_poll_leaves_what_people_set(store, feed):
    store.outlets.put([make_outlet("other")])
    paused = store.feeds.pause(feed.id, paused=True, at=later(hours=1))
    store.feeds.record_poll(
        make_poll(polled(feed, interval=timedelta(hours=9), outlet_id="other", error="late"))
    )
    after = store.feeds.get(feed.id)
    assert (after.paused, after.state, after.state_since) == (
        True,
        FeedState.PAUSED,
        later(hours=1),
    )
    assert (after.interval, after.outlet_id) == (paused.interval, "gazette")
    assert after.error == "late"


def test_record_poll_adopts_a_new_url_unless_another_feed_has_it(store, feed):
    other = add(store, "other")
    store.feeds.record_poll(make_poll(replace(feed, url="https://gazette.example/moved")))
    assert store.feeds.get(feed.id).url == "https://gazette.example/moved"
    assert store.feeds.find("https://gazette.example/feed") is None
    store.feeds.record_poll(make_poll(replace(feed, url=other.url)))
    assert store.feeds.get(feed.id).url == "https://gazette.example/moved"


def test_record_poll_of_a_removed_feed_is_dropped(store, feed):
    store.feeds.remove(feed.id)
    assert store.feeds.record_poll(make_poll(feed, make_new_entry("a"))) == (0, 1)
    assert store.entries.counts()[EntryState.PENDING] == 0


def test_record_poll_adds_entries_once(store, feed):
    outcome = make_poll(
        polled(feed), make_new_entry("a"), make_new_entry("b", state=EntryState.SKIPPED)
    )
    assert store.feeds.record_poll(outcome) == (2, 2)
    assert store.feeds.record_poll(outcome) == (0, 2)
    counts = store.entries.counts()
    assert (counts[EntryState.PENDING], counts[EntryState.SKIPPED]) == (1, 1)


def test_a_stored_entry_has_all_that_the_feed_said(store, feed):
    item = make_new_entry("a", content="Full text.", categories=("World", "Ports"), author="A. B.")
    store.feeds.record_poll(make_poll(feed, item))
    entry = store.entries.due(NOW, 1)[0].entry
    assert (entry.feed_id, entry.url, entry.title) == (feed.id, item.parsed.url, item.parsed.title)
    assert (entry.summary, entry.content) == (item.parsed.summary, "Full text.")
    assert entry.categories == ("World", "Ports")
    assert (entry.published_at, entry.seen_at) == (item.parsed.published_at, NOW)
    assert (entry.attempts, entry.retry_at, entry.article_id, entry.reason) == (0, None, None, "")


def test_any_shared_key_makes_it_the_same_entry(store, feed):
    store.feeds.record_poll(make_poll(feed, make_new_entry("a", keys=("guid:1", "url:1"))))
    # the GUID changes, then the link: the chain of keys holds
    changed = make_poll(feed, make_new_entry("a2", keys=("guid:2", "url:1")))
    assert store.feeds.record_poll(changed) == (0, 1)
    again = make_poll(feed, make_new_entry("a3", keys=("guid:2", "url:2")))
    assert store.feeds.record_poll(again) == (0, 1)
    assert store.feeds.record_poll(make_poll(feed, make_new_entry("b", keys=("url:3",)))) == (1, 1)


def test_items_of_one_poll_that_share_a_key_are_one_entry(store, feed):
    outcome = make_poll(
        feed,
        make_new_entry("a", keys=("guid:1", "url:1")),
        make_new_entry("b", keys=("guid:2", "url:1")),
        make_new_entry("c", keys=("guid:2",)),
        make_new_entry("d", keys=("guid:4", "guid:4")),
    )
    assert store.feeds.record_poll(outcome) == (2, 4)
    assert store.feeds.record_poll(outcome) == (0, 4)


def test_two_feeds_have_their_own_entries(store, feed):
    other = add(store, "other")
    store.feeds.record_poll(make_poll(feed, make_new_entry("a")))
    assert store.feeds.record_poll(make_poll(other, make_new_entry("a"))) == (1, 1)
    assert [due.entry.feed_id for due in store.entries.due(NOW, 9)] == [feed.id, other.id]


def test_a_date_in_the_future_is_the_time_of_the_poll(store, feed):
    store.feeds.record_poll(make_poll(feed, make_new_entry("a", published_at=later(days=900))))
    assert store.entries.due(NOW, 1)[0].entry.published_at == NOW


def test_a_key_may_be_very_long(store, feed):
    key = "guid:" + "".join(chr(97 + n * n % 26) for n in range(9000))
    outcome = make_poll(feed, make_new_entry("a", keys=(key,)))
    assert store.feeds.record_poll(outcome) == (1, 1)
    assert store.feeds.record_poll(outcome) == (0, 1)
    assert store.feeds.record_poll(make_poll(feed, make_new_entry("b", keys=(key + "x",)))) == (
        1,
        1,
    )


def test_a_poll_may_bring_thousands_of_entries(store, feed):
    outcome = make_poll(feed, *(make_new_entry(str(n)) for n in range(1500)))
    assert store.feeds.record_poll(outcome) == (1500, 1500)
    assert store.feeds.record_poll(outcome) == (0, 1500)
    ids = [due.entry.title for due in store.entries.due(NOW, 3)]
    assert ids == [f"Port of Esker: story {n}" for n in range(3)]


def test_recent_entry_times_are_newest_first(store, feed):
    store.feeds.record_poll(
        make_poll(
            feed,
            make_new_entry("a", published_at=later(hours=-5)),
            make_new_entry("b", published_at=None),
            make_new_entry("c", published_at=later(hours=-1)),
        )
    )
    assert store.feeds.recent_entry_times(feed.id) == (NOW, later(hours=-1), later(hours=-5))
    assert store.feeds.recent_entry_times(feed.id, 1) == (NOW,)
    assert store.feeds.recent_entry_times(99) == ()


def test_remove_keeps_the_entries(store, feed):
    store.feeds.record_poll(make_poll(feed, make_new_entry("a")))
    store.feeds.remove(feed.id)
    assert store.feeds.list() == ()
    due = store.entries.due(NOW, 5)
    assert [(one.entry.feed_id, one.outlet.id) for one in due] == [(0, "gazette")]
    with pytest.raises(NotFoundError):
        store.feeds.remove(feed.id)
    again = store.feeds.add(feed.url, outlet_id="gazette", at=NOW)
    assert again.id != feed.id  # a number is never given twice


def test_unseen_names_what_a_poll_would_add(store, feed):
    one, two, changed = (
        make_new_entry(name, keys=keys)
        for name, keys in (("a", ("g:1", "l:1")), ("b", ("g:2",)), ("c", ("g:9", "l:1")))
    )
    parsed = [item.parsed for item in (one, two, changed)]
    assert store.feeds.unseen(feed.id, parsed) == (0, 1)
    store.feeds.record_poll(make_poll(polled(feed), one))
    assert store.feeds.unseen(feed.id, parsed) == (1,)
    assert store.feeds.unseen(feed.id, []) == ()
    other = store.feeds.add("https://gazette.example/2", outlet_id="gazette", at=NOW)
    assert store.feeds.unseen(other.id, parsed) == (0, 1)


def test_a_skipped_entry_that_hits_later_is_followed(store, feed):
    quiet = make_new_entry("a", keys=("g:1",), title="Talks go on", state=EntryState.SKIPPED)
    store.feeds.record_poll(make_poll(polled(feed), quiet))
    assert store.entries.due(NOW, 10) == ()
    loud = make_new_entry("a", keys=("g:1",), title="Soldiers sent", summary="Now they are.")
    assert store.feeds.record_poll(make_poll(polled(feed), loud)) == (0, 1)
    (due,) = store.entries.due(NOW, 10)
    assert (due.entry.title, due.entry.summary) == ("Soldiers sent", "Now they are.")


def test_a_collected_entry_is_not_followed_again(store, feed):
    item = make_new_entry("a", keys=("g:1",))
    store.feeds.record_poll(make_poll(polled(feed), item))
    (due,) = store.entries.due(NOW, 10)
    store.entries.record_collect(make_collect(due.entry.id, state=EntryState.FAILED, reason="gone"))
    store.feeds.record_poll(make_poll(polled(feed), item))
    assert store.entries.due(NOW, 10) == ()


def test_polls_are_recorded_together(store, feed):
    other, gone = add(store, "2"), add(store, "3")
    store.feeds.remove(gone.id)
    outcomes = [
        make_poll(polled(feed, etag="a"), make_new_entry("a"), make_new_entry("b")),
        make_poll(polled(gone), make_new_entry("c")),
        make_poll(polled(other, etag="b"), make_new_entry("a")),
    ]
    assert store.feeds.record_polls(outcomes) == ((2, 2), (0, 1), (1, 1))
    assert [one.etag for one in store.feeds.list()] == ["a", "b"]
    assert store.feeds.record_polls(outcomes) == ((0, 2), (0, 1), (0, 1))
    assert store.feeds.record_polls([]) == ()


def test_two_feeds_that_move_to_one_address_together_do_not_both_get_it(store, feed):
    other = add(store, "2")
    target = "https://gazette.example/new"
    store.feeds.record_polls(
        [make_poll(replace(polled(one, etag="x"), url=target)) for one in (feed, other)]
    )
    assert [one.url for one in store.feeds.list()] == [target, other.url]
    assert [one.etag for one in store.feeds.list()] == ["x", "x"]
