import dataclasses
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from monitor.domain.digest.compose import (
    LATE,
    ChangeKind,
    DigestContent,
    Totals,
    compose,
    from_json,
    to_json,
)
from monitor.domain.digest.feeds import UNREADABLE, feed_lines
from monitor.domain.judgement import Basis, Facets, Flag, FlagKind, FlagState, Occasion, Quote
from monitor.domain.model import ClaimStatus, FeedState
from monitor.domain.reopening import Proposal
from monitor.domain.work import MACHINE
from monitor.errors import StorageError
from tests.factories import (
    NOW,
    make_article,
    make_claim,
    make_event,
    make_evidence,
    make_feed,
    make_judgement,
    make_outlet,
    make_run,
)
from tests.notify.sample import BLIND, EMPTY, FULL, hostile, long_day

START = datetime(2025, 3, 13, 7, 30, tzinfo=UTC)
END = START + timedelta(days=1)
HOUR = timedelta(hours=1)


def card(number: int, kind: FlagKind = FlagKind.UPDATE, **values: Any) -> Flag:
    created = values.setdefault("created_at", START + HOUR)
    claim_id = values.setdefault("claim_id", "C1")
    lead = make_evidence(claim_id, id=number, recorded_at=created)
    return Flag(
        **{
            "id": number,
            "origin": f"o{number}",
            "kind": kind,
            "state": FlagState.QUEUED,
            "score": 1.0,
            "evidence": (lead,),
            "updated_at": created,
            **values,
        }
    )


def digest(**values: Any) -> DigestContent:
    return compose(
        **{
            "local_day": date(2025, 3, 14),
            "zone": "UTC",
            "start": START,
            "end": END,
            "claims": (make_claim("C1"), make_claim("C2", priority=5), make_claim("C3")),
            "flags": (),
            "feeds": (),
            **values,
        }
    )


def shown(content: DigestContent) -> list[tuple[str, list[int]]]:
    return [(s.claim_id, [flag.id for flag in s.flags]) for s in content.claims]


def test_cards_are_ordered_by_weight_within_claims_and_claims_by_their_weightiest() -> None:
    flags = [
        card(1, FlagKind.UPDATE),
        card(2, FlagKind.DENIAL),
        card(3, FlagKind.PARTIAL),
        card(4, FlagKind.REFUTATION),
        card(5, FlagKind.CONFIRMATION, score=3.1),
        card(6, FlagKind.CONFIRMATION, score=3.2),
        card(7, FlagKind.CONFIRMATION, badges=("against interest",)),
        card(8, FlagKind.CORRECTION),
        card(9, FlagKind.UPDATE, claim_id="C3"),
        card(10, FlagKind.UPDATE, claim_id="C2"),
    ]
    assert shown(digest(flags=flags)) == [
        ("C1", [7, 8, 6, 5, 4, 3, 2, 1]),
        ("C2", [10]),  # the same weight as C3, but of higher priority
        ("C3", [9]),
    ]


def test_what_is_too_much_is_counted() -> None:
    content = digest(flags=[card(n) for n in range(1, 16)])
    assert (len(content.claims[0].flags), content.claims[0].more) == (8, 7)
    claims = [make_claim(f"C{n}") for n in range(1, 46)]
    many = digest(claims=claims, flags=[card(n, claim_id=f"C{n}") for n in range(1, 46)])
    assert (len(many.claims), many.more_claims, many.more_flags) == (40, 5, 5)
    assert (content.new_flags, many.new_flags) == (15, 45)


@pytest.mark.parametrize("state", [s for s in FlagState if s is not FlagState.QUEUED])
def test_only_waiting_cards_are_shown(state: FlagState) -> None:
    content = digest(flags=[card(1, state=state)])
    assert content.claims == ()
    assert content.is_empty
    assert content.counts.recaps == (state is FlagState.HIDDEN)
    assert content.counts.reviewed == (
        state not in {FlagState.HIDDEN, FlagState.SUPERSEDED, FlagState.QUEUED}
    )


def test_a_card_without_evidence_is_passed_over_but_counted_as_waiting() -> None:
    content = digest(flags=[card(1, evidence=())])
    assert (content.claims, content.counts.waiting) == ((), 1)


def test_a_card_says_what_a_reader_decides_by() -> None:
    facets = Facets(
        speaker="the harbour\nmaster",
        basis=Basis.OFFICIAL_CONFIRMATION,
        words=(("certainty", "wait"), ("basis", "not in the quote"), ("x", "wait"), ("y", "")),
    )
    judgement = make_judgement(
        facets=facets,
        missing="A second report.",
        quotes=(
            Quote(text="Ships  wait\x1b[31m outside.", start=0, end=20),
            Quote(text="Port closed", start=0, end=0, headline=True),
            Quote(text="For how long is not known.", start=21, end=40),
        ),
    )
    lead = make_evidence(judgement=judgement, id=1, recorded_at=START + HOUR)
    reprints = [
        make_evidence(None, make_article(name, id=n, outlet_id=outlet), id=n)
        for n, (name, outlet) in enumerate([("b", "star"), ("c", "star"), ("d", "unknown")], 2)
    ]
    content = digest(
        flags=[card(1, FlagKind.CONFIRMATION, evidence=(lead, *reprints), badges=("x",))],
        outlets=[make_outlet(), make_outlet("star")],
    )
    (flag,) = content.claims[0].flags
    assert flag.quote == "Ships wait[31m outside."
    assert flag.marks == ("wait",)
    assert flag.context == "For how long is not known."
    assert (flag.outlet, flag.also) == ("The Gazette", ("The Star", "unknown"))
    assert (flag.speaker, flag.basis) == ("the harbour master", "official confirmation")
    assert flag.reports == "1 independent report, 3 reprints"
    assert flag.missing == "A second report."
    assert flag.why.endswith(".")
    assert flag.again == ""


def test_a_card_with_bare_evidence() -> None:
    judgement = make_judgement(quotes=(), facets=Facets())
    article = make_article("long", id=1, url="https://gazette.example/" + "x" * 3000)
    lead = make_evidence("C9", article, judgement=judgement, recorded_at=START + HOUR)
    content = digest(flags=[card(1, claim_id="C9", evidence=(lead,))])  # of an unknown claim
    (flag,) = content.claims[0].flags
    assert (flag.quote, flag.marks, flag.context, flag.basis, flag.url) == ("", (), "", "", "")
    assert (content.claims[0].claim_id, content.claims[0].text) == ("C9", "")


def test_every_card_is_in_exactly_one_of_two_digests_also_when_recorded_late() -> None:
    early = card(1, created_at=END - HOUR)
    # Stamped before the first digest's end, committed after it was composed.
    late = card(2, created_at=END - HOUR)
    by_wrong_clock = card(3, created_at=END + timedelta(hours=5))
    first = digest(flags=[early])
    second = digest(
        start=END, end=END + timedelta(days=1), flags=[early, late, by_wrong_clock], previous=first
    )
    third = digest(
        start=END + timedelta(days=1),
        end=END + timedelta(days=2),
        flags=[early, late, by_wrong_clock],
        previous=second,
    )
    assert shown(first) == [("C1", [1])]
    assert shown(second) == [("C1", [2, 3])]
    assert shown(third) == []


def test_what_is_older_than_the_period_stays_out() -> None:
    old = card(1, created_at=START - HOUR)
    very_old = card(2, created_at=START - LATE - HOUR)
    assert shown(digest(flags=[old, very_old])) == []
    assert shown(digest(flags=[old, very_old], previous=EMPTY)) == [("C1", [1])]


def test_a_card_that_a_newer_report_raised_comes_again() -> None:
    first = card(1, created_at=START - timedelta(days=9))
    newer = make_evidence(id=77, recorded_at=START + HOUR)
    raised = dataclasses.replace(
        first, kind=FlagKind.CONFIRMATION, evidence=(newer, *first.evidence)
    )
    content = digest(flags=[raised], previous=EMPTY)
    assert content.claims[0].flags[0].again == "a newer report raised it"
    withdrawn = dataclasses.replace(newer, occasion=Occasion.CHANGE)
    raised = dataclasses.replace(raised, evidence=(withdrawn, *first.evidence))
    content = digest(flags=[raised], previous=EMPTY)
    assert content.claims[0].flags[0].again == "its report was changed or taken down"
    following = digest(start=END, end=END + timedelta(days=1), flags=[raised], previous=content)
    assert following.is_empty


def test_a_card_that_woke_from_its_snooze_comes_again() -> None:
    old = card(12, created_at=START - timedelta(days=20))
    wake = make_event(
        id=5, at=START + HOUR, actor=MACHINE, subject="flag", subject_id="12", action="wake"
    )
    content = digest(flags=[old, card(13)], events=[wake], previous=EMPTY)
    assert [(f.id, f.again) for f in content.claims[0].flags] == [
        (12, "back from its snooze"),
        (13, ""),
    ]


def test_verdicts_are_told_once_with_who_and_when() -> None:
    base = {"subject": "claim", "subject_id": "C1", "at": START + HOUR}
    events = [
        make_event(id=1, **base, from_state="", to_state="open"),
        make_event(id=2, **base, from_state="draft", to_state="open"),
        make_event(id=3, **base, from_state="open", to_state="open", action="edit"),
        make_event(id=4, **base, from_state="open", to_state="stale", actor=MACHINE),
        make_event(
            id=5, **base, from_state="open", to_state="refuted", actor="Ada\r\nX", note="why"
        ),
        make_event(id=6, **{**base, "at": START - HOUR}, from_state="open", to_state="expired"),
        make_event(id=7, **{**base, "subject": "flag"}, from_state="queued", to_state="accepted"),
        make_event(id=8, **{**base, "subject_id": "C9"}, from_state="open", to_state="disputed"),
        make_event(id=9, **base, from_state="open", to_state=""),
    ]
    content = digest(events=events)
    told = [(c.claim_id, c.actor, c.to_state, c.reason, c.claim_text) for c in content.changes]
    assert told == [
        ("C1", "Ada X", "refuted", "why", make_claim().text),
        ("C9", "Ada Editor", "disputed", "", ""),
    ]
    assert not content.is_empty
    assert digest(start=END, end=END + HOUR, events=events, previous=content).changes == ()


def test_news_on_decided_cards_is_told_once() -> None:
    cards = [
        card(1, state=FlagState.ACCEPTED, changed_at=START + HOUR),
        card(2, state=FlagState.REJECTED),
        card(3, state=FlagState.QUEUED, changed_at=START + HOUR),
        card(4, state=FlagState.DUPLICATE, changed_at=START - HOUR),
    ]
    content = digest(flags=cards)
    assert [(c.kind, c.flag_id, c.to_state) for c in content.changes] == [
        (ChangeKind.NEW_EVIDENCE, 1, "accepted")
    ]


def test_the_newest_changes_are_kept() -> None:
    cards = [
        card(n, state=FlagState.ACCEPTED, changed_at=START + n * timedelta(minutes=1))
        for n in range(1, 26)
    ]
    content = digest(flags=cards)
    assert [c.flag_id for c in content.changes] == list(range(6, 26))
    assert content.more_changes == 5


def test_stale_claims_with_the_fresh_ones_first() -> None:
    claims = [
        make_claim("C1", status=ClaimStatus.STALE),
        make_claim("C2"),
        make_claim("C3", status=ClaimStatus.STALE),
        make_claim("C4", status=ClaimStatus.STALE),
    ]
    to_stale = {"from_state": "open", "to_state": "stale", "actor": MACHINE, "action": "stale"}
    events = [
        make_event(id=1, subject_id="C1", at=START - LATE, **to_stale),
        make_event(id=2, subject_id="C4", at=START - LATE, **to_stale),
        make_event(id=3, subject_id="C4", at=START + HOUR, **to_stale),
    ]
    content = digest(claims=claims, events=events)
    assert [(c.claim_id, c.since, c.fresh) for c in content.stale] == [
        ("C4", START + HOUR, True),
        ("C1", START - LATE, False),
        ("C3", None, False),
    ]
    assert content.is_empty
    many = digest(claims=[make_claim(f"C{n}", status=ClaimStatus.STALE) for n in range(12)])
    assert (len(many.stale), many.more_stale) == (10, 2)


def test_counts_are_the_growth_since_the_last_digest() -> None:
    first = digest(totals=Totals(entries=100, skipped=90, articles=8))
    assert (first.counts.entries, first.counts.hits, first.counts.articles) == (100, 10, 8)
    second = digest(totals=Totals(entries=150, skipped=137, articles=11), previous=first)
    assert (second.counts.entries, second.counts.hits, second.counts.articles) == (50, 3, 3)
    pruned = digest(totals=Totals(entries=20, skipped=5, articles=2), previous=second)
    assert (pruned.counts.entries, pruned.counts.hits, pruned.counts.articles) == (0, 0, 0)


def test_troubles_are_told() -> None:
    runs = [
        make_run("poll"),
        make_run("match", ok=False, message="a bug\nhere"),
        make_run("collect", ok=False),
    ]
    content = digest(runs=runs, undelivered=["The digest of 13 March was not delivered"])
    assert content.troubles == (
        "The digest of 13 March was not delivered",
        "The job 'match' did not finish cleanly: a bug here",
        "The job 'collect' did not finish cleanly: see the log",
    )


@pytest.mark.parametrize(
    ("values", "lost"),
    [
        ({}, True),
        ({"state_since": START - timedelta(days=2)}, False),
        ({"error": "HTTP 500: server error"}, False),
        ({"paused": True}, False),
        ({"state": FeedState.STALE}, False),
        ({"polled_at": None}, False),
        ({"state_since": None}, False),
    ],
)
def test_a_feed_that_is_not_found_for_days_is_to_be_found_again(
    values: dict[str, Any], lost: bool
) -> None:
    feed = {
        "url": "https://ada:secret@news.gazette.example/feed?x=1",
        "state": FeedState.FAILING,
        "error": "HTTP 404: not found",
        "state_since": START - timedelta(days=3),
        "polled_at": START,
        **values,
    }
    (line,) = feed_lines([make_feed(**feed)])
    assert line.what_to_do.endswith("monitor feeds add https://news.gazette.example/") is lost
    assert "secret" not in line.what_to_do


def test_feed_health_is_told_even_on_an_empty_day() -> None:
    feeds = [make_feed(n, state=state) for n, state in enumerate(FeedState, 1)]
    feeds.append(make_feed(99, state=FeedState.OK, paused=True))
    content = digest(feeds=feeds)
    assert content.is_empty
    states = [line.state for line in content.feeds]
    assert set(states) == set(FeedState) - {FeedState.NEW, FeedState.OK}
    assert states[0] is FeedState.GONE
    assert content.unreadable == len(UNREADABLE) == sum(line.unreadable for line in content.feeds)
    assert (content.counts.feeds, content.counts.feeds_ok) == (len(FeedState), 2)
    many = digest(feeds=[make_feed(n, state=FeedState.FAILING) for n in range(1, 31)])
    assert (len(many.feeds), many.more_feeds, many.unreadable) == (25, 5, 30)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"state": FeedState.FAILING, "error": "timeout"}, "timeout"),
        ({"state": FeedState.MOVED, "moved_to": "https://u:p4ss@new.example/f"}, "new.example/f"),
        ({"state": FeedState.MOVED, "error": "seen once"}, "seen once"),
        (
            {"state": FeedState.MOVED, "moved_to": "https://new.example/", "moved_seen": -1},
            "is not taken over",
        ),
        ({"state": FeedState.BLOCKED, "error": "403 at https://u:p4ss@a.example/"}, "a.example/"),
    ],
)
def test_a_feed_line_says_why_and_what_to_do_without_secrets(
    values: dict[str, Any], why: str
) -> None:
    (line,) = feed_lines([make_feed(3, url="https://user:p4ss@gazette.example/feed", **values)])
    assert why in line.why
    assert line.what_to_do.endswith((".", "?")) or "monitor feeds" in line.what_to_do
    assert line.url == line.title == "https://gazette.example/feed"
    assert "p4ss" not in repr(line)


def test_a_paused_feed_does_not_repeat_its_old_error() -> None:
    (line,) = feed_lines([make_feed(paused=True, state=FeedState.FAILING, error="timeout")])
    assert (line.state, line.unreadable) == (FeedState.PAUSED, False)
    assert "timeout" not in line.why


@pytest.mark.parametrize(
    "content",
    [FULL, EMPTY, BLIND, hostile(), hostile("\ud800 \x00 \U0001f480"), long_day(3, 3)],
    ids=["full", "empty", "blind", "hostile", "surrogate", "long"],
)
def test_the_round_trip_is_exact(content: DigestContent) -> None:
    text = to_json(content)
    assert text.isascii()
    assert from_json(text) == content


def test_a_body_of_an_older_version_gets_defaults_and_unknown_keys_are_ignored() -> None:
    data = json.loads(to_json(FULL))
    del data["more_feeds"]
    data["novelty"] = 1
    assert from_json(json.dumps(data)) == FULL


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"format": 99}',
        '{"format": 1, "local_day": "2025-03-14"}',
        to_json(EMPTY).replace('"zone":"Europe/Lisbon"', '"zone":3'),
        to_json(FULL).replace('"kind":"partial"', '"kind":"sure"'),
        to_json(EMPTY).replace("+00:00", "+05:00"),
    ],
)
def test_a_broken_body_is_a_storage_error(text: str) -> None:
    with pytest.raises(StorageError):
        from_json(text)


def test_a_decision_whose_ground_was_withdrawn_is_told_until_it_is_decided_anew() -> None:
    one = Proposal(
        claim_id="C1",
        claim_text="The port is closed",
        status=ClaimStatus.CONFIRMED,
        decided_by="Ada Editor",
        correction=12,
        what="the page that it rests on was taken down",
        at=NOW - timedelta(days=40),
    )
    content = digest(reopen=[one])
    assert not content.is_empty
    (told,) = content.reopen
    assert (told.claim_id, told.card) == ("C1", 12)
    assert "settled as confirmed by Ada Editor" in told.why
    assert "monitor claims reopen C1" in told.what_to_do
    assert from_json(to_json(content)) == content


def test_being_offline_is_told_on_every_day() -> None:
    content = digest(offline_since=NOW - timedelta(hours=5))
    assert content.is_empty
    assert content.offline_since == NOW - timedelta(hours=5)
    assert content.troubles[0].startswith("Offline since 2025-03-14 04:30 UTC. Most sites failed")
    assert "Check the network" in content.troubles[0]
    assert digest().troubles == ()
