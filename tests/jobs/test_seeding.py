"""An empty database gets the defaults once; a used one is left alone."""

from __future__ import annotations

import pytest

from monitor.jobs.seeding import seed
from tests.factories import NOW, later, make_claim, make_event, make_outlet

OUTLETS = [make_outlet("gazette"), make_outlet("herald")]
FEEDS = {
    "gazette": ("https://gazette.example/feed", "https://gazette.example/world"),
    "nobody": ("https://nobody.example/feed",),
}
CLAIMS = [make_claim("C1"), make_claim("C2")]


def plant(store, claims=CLAIMS, now=NOW):
    return seed(store, claims=claims, outlets=OUTLETS, feeds=FEEDS, now=now)


@pytest.fixture
def store(stored_world):
    return stored_world.store


def test_an_empty_database_gets_claims_outlets_and_feeds(store):
    assert plant(store)
    assert [claim.id for claim in store.claims.list()] == ["C1", "C2"]
    assert [outlet.id for outlet in store.outlets.list()] == ["gazette", "herald"]
    feeds = store.feeds.list()
    assert [feed.url for feed in feeds] == list(FEEDS["gazette"])
    assert {feed.title for feed in feeds} == {"The Gazette"}
    assert len(store.claims.backfills(9)) == 2
    events = store.audit.list(subject="claim")
    assert {(event.actor, event.action) for event in events} == {("monitor", "create")}


def test_it_is_done_once_even_if_everything_was_deleted_since(store):
    plant(store)
    for feed in store.feeds.list():
        store.feeds.remove(feed.id)
    assert not plant(store, now=later(days=1))
    assert store.feeds.list() == ()


def test_claims_of_ones_own_get_the_feeds_but_no_other_claims(store):
    store.claims.add(make_claim("mine"), event=make_event())
    assert plant(store)
    assert not plant(store)
    assert [claim.id for claim in store.claims.list()] == ["mine"]
    assert len(store.feeds.list()) == 2


def test_feeds_of_ones_own_get_the_claims_but_no_other_feeds(store):
    store.outlets.put([make_outlet("mine")])
    store.feeds.add("https://mine.example/feed", outlet_id="mine", at=NOW)
    assert plant(store)
    assert [claim.id for claim in store.claims.list()] == ["C1", "C2"]
    assert [feed.url for feed in store.feeds.list()] == ["https://mine.example/feed"]


def test_an_interrupted_seeding_is_taken_up_again(store):
    def claims():
        yield make_claim("C1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        plant(store, claims=claims())
    assert [claim.id for claim in store.claims.list()] == ["C1"]
    assert plant(store)
    assert [claim.id for claim in store.claims.list()] == ["C1", "C2"]
    assert len(store.feeds.list()) == 2
    assert not plant(store)
