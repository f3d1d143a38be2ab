"""RecheckStore and what it touches, on every implementation."""

from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.domain.judgement import FlagKind, FlagState, Occasion
from monitor.domain.work import RecheckOutcome
from tests.factories import (
    NOW,
    later,
    make_article,
    make_claim,
    make_collect,
    make_event,
    make_flag_draft,
    make_match,
    make_new_entry,
    make_outlet,
    make_poll,
    make_review,
)

A = "https://gazette.example/a"
HOUR = timedelta(hours=1)


@pytest.fixture
def keep(store):
    """Stores an article of its own entry; the claims C1 and C2 are there."""
    store.outlets.put([make_outlet()])
    feed = store.feeds.add("https://gazette.example/feed", outlet_id="gazette", at=NOW)
    for name in ("C1", "C2"):
        store.claims.add(make_claim(name), event=make_event())

    ids = {}

    def keep(name="a", **values):
        link = {"url": values.pop("link")} if "link" in values else {}
        store.feeds.record_poll(make_poll(feed, make_new_entry(name, **link)))
        for due in store.entries.due(NOW, 1):
            ids[name] = due.entry.id
        return store.entries.record_collect(make_collect(ids[name], make_article(name, **values)))

    return keep


def record(store, article, *drafts, at=NOW):
    return store.flags.record_match(make_match(article.id, *drafts, at=at))


def evidence(store, keep, name="a", kind=FlagKind.CONFIRMATION, **values):
    article = keep(name, **values)
    record(store, article, make_flag_draft("C1", article, kind=kind))
    return article


def looked(page, *, hours=1, **values):
    return RecheckOutcome(
        **{
            "url": page.url,
            "at": later(hours=hours),
            "checks": 1,
            "next_check_at": later(hours=hours + 5),
            **values,
        }
    )


def change(article, claim="C1", **values):
    """A draft of what became of an article's page."""
    new = make_flag_draft(claim, article, kind=FlagKind.CORRECTION, score=4.2, **values)
    return replace(new, evidence=replace(new.evidence, occasion=Occasion.CHANGE))


def urls(store, **amount):
    return [due.article.url for due in store.rechecks.due(later(**amount), 9)]


def test_evidence_is_due_an_hour_after_it_was_first_fetched(store, keep):
    article = evidence(store, keep, link="https://gazette.example/a?from=feed")
    assert urls(store, minutes=59) == []
    (due,) = store.rechecks.due(later(hours=1), 9)
    assert due.article == article
    assert due.address == "https://gazette.example/a?from=feed"
    assert (due.first_fetched_at, due.checks, due.missing_since) == (NOW, 0, None)


def test_what_is_no_evidence_is_left_alone(store, keep):
    keep("a")
    evidence(store, keep, "b", FlagKind.RECAP)
    words = keep("c", url="entry:3")
    record(store, words, make_flag_draft("C1", words))
    assert urls(store, days=99) == []


def test_what_a_clock_that_ran_ahead_put_off_is_due(store, keep):
    page = evidence(store, keep, "a", fetched_at=later(days=400))
    assert urls(store) == [page.url]
    store.rechecks.record_recheck(looked(page, at=later(minutes=1)))
    assert urls(store, minutes=2) == []
    seen = evidence(store, keep, "b")
    store.rechecks.record_recheck(looked(seen, at=later(days=900), next_check_at=None))
    assert urls(store, days=1) == [seen.url, page.url]
    store.rechecks.record_recheck(looked(seen, at=later(days=1), next_check_at=None))
    assert urls(store, days=1) == [page.url]


def test_due_is_by_time_then_url(store, keep):
    for name, hours in (("c", 0), ("b", 2), ("a", 2)):
        evidence(store, keep, name, fetched_at=later(hours=hours))
    assert [url[-1] for url in urls(store, days=1)] == ["c", "a", "b"]
    assert len(store.rechecks.due(later(days=1), 2)) == 2
    assert [url[-1] for url in urls(store, hours=2)] == ["c"]


def test_the_first_fetch_counts_whichever_version_became_evidence(store, keep):
    keep("a")
    second = keep("a", text="Second.", fetched_at=later(hours=5))
    record(store, second, make_flag_draft("C1", second), at=later(hours=5))
    (due,) = store.rechecks.due(later(hours=6), 9)
    assert (due.first_fetched_at, due.article.id) == (NOW, second.id)


def test_more_evidence_from_a_page_starts_nothing_anew(store, keep):
    article = evidence(store, keep)
    store.rechecks.record_recheck(looked(article))
    record(store, article, make_flag_draft("C2", article), at=later(hours=2))
    assert urls(store, hours=5) == []
    assert urls(store, hours=6) == [A]


def test_a_look_moves_the_page_on(store, keep):
    article = evidence(store, keep)
    outcome = looked(article, missing_since=later(hours=1))
    for _ in range(2):  # recording it twice is recording it once
        assert store.rechecks.record_recheck(outcome) is None
        (due,) = store.rechecks.due(later(hours=6), 9)
        assert (due.checks, due.missing_since) == (1, later(hours=1))
    store.rechecks.record_recheck(looked(article, hours=6, checks=2, next_check_at=None))
    assert urls(store, days=999) == []


def test_a_new_version_is_stored_and_waits_to_be_matched(store, keep):
    article = evidence(store, keep)
    version = make_article(
        "a", text="Other words.", fetched_at=later(hours=1), entry_id=article.entry_id
    )
    outcome = looked(article, article=version)
    stored = store.rechecks.record_recheck(outcome)
    assert (stored.version, stored.text, stored.entry_id) == (2, "Other words.", article.entry_id)
    assert [due.article for due in store.articles.due(9)] == [stored]
    assert store.rechecks.record_recheck(outcome) is None
    assert store.articles.count() == 2
    (due,) = store.rechecks.due(later(hours=6), 9)
    assert (due.article, due.first_fetched_at) == (stored, NOW)


def test_a_removal_turns_the_card_into_a_correction(store, keep):
    article = evidence(store, keep)
    outcome = looked(article, next_check_at=None, drafts=(change(article),))
    for _ in range(2):
        store.rechecks.record_recheck(outcome)
        (flag,) = store.flags.list()
        assert (flag.kind, flag.state, flag.score) == (
            FlagKind.CORRECTION,
            FlagState.QUEUED,
            4.2,
        )
        assert [row.occasion for row in flag.evidence] == [Occasion.CHANGE, Occasion.READING]
        assert (flag.lead.occasion, flag.reprints) == (Occasion.CHANGE, 0)
    assert urls(store, days=99) == []


@pytest.mark.parametrize("state", [FlagState.ACCEPTED, FlagState.REJECTED])
def test_a_decided_card_is_marked_and_stays(store, keep, state):
    article = evidence(store, keep, kind=FlagKind.CORRECTION)
    (before,) = store.flags.list()
    store.flags.record_review(make_review(before.id, FlagState.QUEUED, state))
    store.rechecks.record_recheck(looked(article, drafts=(change(article),)))
    (flag,) = store.flags.list()
    assert (flag.state, flag.kind, flag.changed_at) == (state, before.kind, later(hours=1))


def test_an_admission_is_taken_back_as_well(store, keep):
    article = keep()
    record(store, article, make_flag_draft("C1", article, badges=("against interest",)))
    store.rechecks.record_recheck(looked(article, drafts=(change(article),)))
    (flag,) = store.flags.list()
    assert (flag.kind, flag.badges) == (FlagKind.CORRECTION, ())


def test_evidence_from_a_page_is_of_all_versions_and_claims(store, keep):
    first = evidence(store, keep)
    second = keep("a", text="Second.", fetched_at=later(hours=2))
    record(store, second, make_flag_draft("C2", second), change(first), at=later(hours=2))
    evidence(store, keep, "b")
    found = store.flags.evidence_from(A)
    assert [(row.claim_id, row.article_id, row.occasion) for row in found] == [
        ("C1", first.id, Occasion.READING),
        ("C1", first.id, Occasion.CHANGE),
        ("C2", second.id, Occasion.READING),
    ]
    assert store.flags.evidence_from("https://gazette.example/zzz") == ()
