"""Subscriptions, back-tests, timelines and the claims that an article gives."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from monitor.desk.backtest import backtest
from monitor.desk.intake import Origin, claim_of, save_proposals
from monitor.desk.reviews import review
from monitor.desk.subscriptions import slug, subscribe
from monitor.desk.timeline import Report, timeline
from monitor.domain.intake import Proposal
from monitor.domain.judgement import FlagKind
from monitor.domain.model import ClaimKind, ClaimStatus, OutletKind
from monitor.domain.work import AuditEvent, ReviewAction
from monitor.errors import NotFoundError, QueryError, UsageError
from tests.desk.test_reviews import add_card, card, store  # noqa: F401 - a fixture
from tests.domain.reading import ALIASES
from tests.factories import NOW, PERSON, later, make_event, make_outlet
from tests.fakes import FakeStore
from tests.jobs.test_match import store_article
from tests.jobs.world import World


def test_a_feed_of_a_new_outlet_makes_the_outlet():
    made = FakeStore()
    feed = subscribe(
        made,
        "https://www.Gazette-Post.example/rss",
        now=NOW,
        name="Gazette Post",
        kind=OutletKind.STATE_MEDIA,
        country="Kenya",
        state_media_of="Kenya",
    )
    outlet = made.outlets.get("gazette-post-example")
    assert (feed.outlet_id, feed.title) == (outlet.id, "Gazette Post")
    assert (outlet.name, outlet.kind, outlet.country) == (
        "Gazette Post",
        OutletKind.STATE_MEDIA,
        "Kenya",
    )
    assert subscribe(made, feed.url, now=later(days=1)) == feed
    assert len(made.feeds.list()) == 1


def test_a_feed_of_a_known_outlet_leaves_the_outlet_as_it_is():
    made = FakeStore()
    made.outlets.put([make_outlet("gazette")])
    subscribe(made, "https://x.example/rss", now=NOW, outlet_id="gazette")
    assert made.outlets.list() == (make_outlet("gazette"),)
    with pytest.raises(UsageError, match=r"edit outlets\.toml"):
        subscribe(made, "https://y.example/rss", now=NOW, outlet_id="gazette", country="Kenya")


@pytest.mark.parametrize("url", ["ftp://x.example/", "x.example", "http://", "http://[bad", ""])
def test_what_is_no_link_is_no_feed(url):
    made = FakeStore()
    with pytest.raises(UsageError, match=r"is no http\(s\) URL"):
        subscribe(made, url, now=NOW)
    assert made.outlets.list() == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [("www.bbc.co.uk", "bbc-co-uk"), ("Le Monde!", "le-monde"), ("日本", "outlet"), ("", "outlet")],
)
def test_outlet_ids(name, expected):
    assert slug(name) == expected


def test_a_back_test_counts_all_and_keeps_the_newest():
    world = World(FakeStore())
    for number, name in enumerate("abc"):
        text = "Ruritania sends soldiers." if name != "b" else "Rain."
        store_article(world, name, text, published_at=later(days=-number))
    found = backtest(world.store, "Ruritania AND soldier", aliases=ALIASES)
    assert (found.articles, found.matched) == (3, 2)
    assert [article.url[-1] for article, _ in found.hits] == ["a", "c"]
    found = backtest(world.store, "Ruritania", aliases=ALIASES, keep=1)
    assert (found.matched, len(found.hits)) == (2, 1)
    with pytest.raises(QueryError):
        backtest(world.store, "(", aliases=ALIASES)


def test_a_timeline_is_dated_and_tells_reports_from_acts(store):  # noqa: F811
    add_card(store, "z", FlagKind.UPDATE, 1.0, origin="b")  # a reprint
    review(store, card(store, "b").id, ReviewAction.ACCEPT, actor=PERSON, now=later(hours=1))
    store.audit.append(
        make_event(subject_id="C1", action="stale", actor="monitor", at=later(days=1))
    )
    store.audit.append(make_event(subject_id="C1", action="noise", actor="monitor", at=NOW))
    told = timeline(store, "C1")
    reports = [step for step in told.steps if isinstance(step, Report)]
    acts = [step for step in told.steps if isinstance(step, AuditEvent)]
    assert {report.flag.origin for report in reports} == {"a", "b", "c"}
    assert [report.reprints for report in reports if report.flag.origin == "b"] == [1]
    assert [(act.actor, act.action) for act in acts] == [
        (PERSON, "create"),
        (PERSON, "accept"),
        ("monitor", "stale"),
    ]
    assert [step.at for step in told.steps] == sorted(step.at for step in told.steps)
    assert told.recaps == 1
    assert told.independent == {
        FlagKind.UPDATE: 1,
        FlagKind.CONFIRMATION: 1,
        FlagKind.CORRECTION: 1,
    }
    with pytest.raises(NotFoundError):
        timeline(store, "C9")


def proposal(text="Norland has closed the port", **values):
    defaults = {
        "text": text,
        "query": "Norland AND port",
        "kind": ClaimKind.STATUS,
        "sentence": "Norland may have closed the port.",
        "start": 10,
        "end": 43,
        "cue": "may have",
        "speaker": "an official",
        "parties": (),
    }
    return SimpleNamespace(**{**defaults, **values})


ORIGIN = Origin(url="https://gazette.example/a", title="Ports", published_on=date(2025, 3, 2))


def test_a_proposal_becomes_a_claim_with_its_origin():
    names = set(Proposal.__dataclass_fields__)
    assert set(vars(proposal())) <= names
    claim = claim_of(proposal(), ORIGIN, status=ClaimStatus.DRAFT, now=NOW)
    assert (claim.status, claim.claimed_on) == (ClaimStatus.DRAFT, date(2025, 3, 2))
    assert (claim.sentence, claim.start, claim.end) == ("Norland may have closed the port.", 10, 43)
    assert (claim.cue, claim.speaker) == ("may have", "an official")
    assert (claim.origin_url, claim.origin_title) == (ORIGIN.url, "Ports")
    undated = claim_of(proposal(), Origin(), status=ClaimStatus.OPEN, now=NOW, claim_id="X")
    assert (undated.claimed_on, undated.id) == (NOW.date(), "X")


def test_proposals_are_stored_once_per_article():
    made = FakeStore()

    def save(origin, *texts):
        saved = save_proposals(
            made,
            [proposal(text) for text in texts],
            origin,
            status=ClaimStatus.DRAFT,
            aliases=ALIASES,
            actor=PERSON,
            now=NOW,
        )
        return [claim.id for claim in saved]

    assert save(ORIGIN, "one", "two") == ["C1", "C2"]
    assert save(ORIGIN, "two", "three") == ["C3"]
    assert save(Origin(url="https://other.example/"), "one") == ["C4"]
    assert made.claims.backfills(9) == ()  # drafts are not watched
