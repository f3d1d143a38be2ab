from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.model import Feed, FeedState
from monitor.domain.pacing import NEVER, PollRules
from monitor.domain.polling import PollFacts, Seen, Wishes, after_poll
from monitor.domain.web import FailureReason, FetchFailure

NOW = datetime(2024, 10, 28, 10, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
RULES = PollRules()
NEW = Feed(id=7, url="https://paper.example/feed", outlet_id="paper")
OK = replace(
    NEW,
    state=FeedState.OK,
    state_since=NOW - DAY,
    new_entry_at=NOW - HOUR,
    etag='"1"',
    last_modified="x",
    body_hash="h",
    full_fetch_at=NOW - HOUR,
)


def hourly(gap: timedelta, count: int = 10) -> tuple[datetime, ...]:
    return tuple(NOW - gap * n for n in range(count))


def failed(reason: FailureReason, weight: float = 1.0, **more) -> PollFacts:
    failure = FetchFailure(reason=reason, message=f"it {reason}", weight=weight, **more)
    return PollFacts(seen=Seen.FAILED, failure=failure)


def good(**more) -> PollFacts:
    facts = {"entries": 20, "new_entries": 1, "etag": '"2"', "body_hash": "h2", **more}
    return PollFacts(seen=Seen.ENTRIES, **facts)


def wait(feed: Feed, facts: PollFacts, rules: PollRules = RULES) -> timedelta:
    after = after_poll(feed, facts, now=NOW, rules=rules)
    assert after.next_poll_at is not None
    return after.next_poll_at - NOW


@pytest.mark.parametrize(
    ("facts", "least"),
    [
        (good(), 15 * MINUTE),
        (good(recent=hourly(10 * MINUTE)), 15 * MINUTE),
        (good(recent=hourly(2 * HOUR)), HOUR),
        (good(recent=hourly(3 * DAY)), 6 * HOUR),
        (good(recent=hourly(2 * HOUR), new_entries=20), 15 * MINUTE),
        (good(recent=hourly(HOUR, 3)), 15 * MINUTE),
        (good(wishes=Wishes(ttl=2 * HOUR)), 2 * HOUR),
        (good(max_age=HOUR, wishes=Wishes(ttl=MINUTE)), HOUR),
        (good(max_age=3650 * DAY), 6 * HOUR),
        (PollFacts(seen=Seen.UNCHANGED, recent=hourly(2 * HOUR)), HOUR),
        (PollFacts(seen=Seen.EMPTY), 15 * MINUTE),
    ],
)
def test_a_feed_that_works_is_polled_by_its_rhythm(facts: PollFacts, least: timedelta) -> None:
    assert least <= wait(OK, facts) <= least * 1.1


def test_the_users_minimum_holds_and_may_exceed_all() -> None:
    slow = replace(OK, interval=12 * HOUR)
    assert 12 * HOUR <= wait(slow, good()) <= 13.2 * HOUR
    fast = replace(OK, interval=MINUTE)
    assert wait(fast, good()) >= 15 * MINUTE
    assert wait(fast, good(), PollRules(interval=timedelta(seconds=2))) >= MINUTE


def test_jitter_depends_on_the_id_alone() -> None:
    waits = {wait(replace(OK, id=number), good()) for number in range(50)}
    assert len(waits) == 50
    assert wait(OK, good()) == wait(OK, good())


def test_backoff_doubles_by_weight_and_is_capped() -> None:
    feed, waits = OK, []
    for _ in range(20):
        feed = after_poll(feed, failed(FailureReason.CONNECT), now=NOW, rules=RULES)
        assert feed.next_poll_at is not None
        waits.append(feed.next_poll_at - NOW)
    assert waits == sorted(waits)
    assert waits[0] >= 30 * MINUTE
    assert waits[1] >= HOUR
    assert 7 * DAY in {min(wait, 7 * DAY) for wait in waits}, "once a week"
    assert sum(7 * DAY <= wait <= 7.7 * DAY for wait in waits) == 4
    assert 30 * DAY <= waits[-1] <= 33 * DAY, "then once a month"
    back = after_poll(feed, good(), now=NOW, rules=RULES)
    assert (back.failures, back.state) == (0, FeedState.OK)
    assert back.next_poll_at is not None
    assert back.next_poll_at - NOW < HOUR
    soft = wait(OK, failed(FailureReason.TIMEOUT, 0.5))
    assert 15 * MINUTE < soft < waits[0]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (timedelta(seconds=5), 15 * MINUTE),
        (5 * HOUR, 5 * HOUR),
        (3 * DAY, 3 * DAY),
        (10_000 * DAY, 7 * DAY),
    ],
)
def test_retry_after_is_kept_but_not_for_ever(asked: timedelta, expected: timedelta) -> None:
    got = wait(OK, failed(FailureReason.RATE_LIMITED, 0.5, retry_after=asked))
    assert got >= expected
    assert got <= max(expected, 24 * MINUTE) + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("before", "facts", "state"),
    [
        (NEW, good(), FeedState.OK),
        (NEW, PollFacts(seen=Seen.EMPTY, error="none"), FeedState.EMPTY),
        (OK, PollFacts(seen=Seen.NOT_A_FEED, error="a page"), FeedState.NOT_A_FEED),
        (OK, PollFacts(seen=Seen.NOT_A_FEED), FeedState.NOT_A_FEED),
        (OK, PollFacts(seen=Seen.UNREADABLE), FeedState.FAILING),
        (OK, failed(FailureReason.GONE), FeedState.GONE),
        (OK, failed(FailureReason.BLOCKED), FeedState.BLOCKED),
        (OK, failed(FailureReason.REFUSED_ADDRESS), FeedState.BLOCKED),
        (OK, failed(FailureReason.RATE_LIMITED, 0.5), FeedState.RATE_LIMITED),
        (OK, failed(FailureReason.HTTP, 1.0, status=404), FeedState.FAILING),
        (OK, failed(FailureReason.TIMEOUT, 0.5), FeedState.OK),
        (replace(OK, failures=0.5), failed(FailureReason.TIMEOUT, 0.5), FeedState.FAILING),
        (NEW, failed(FailureReason.TIMEOUT, 0.5), FeedState.FAILING),
        (replace(OK, state=FeedState.FAILING, failures=3.0), good(), FeedState.OK),
        (
            replace(OK, new_entry_at=NOW - 20 * DAY),
            PollFacts(seen=Seen.UNCHANGED),
            FeedState.STALE,
        ),
        (
            replace(OK, new_entry_at=NOW - 20 * DAY),
            PollFacts(seen=Seen.UNCHANGED, recent=hourly(DAY)),
            FeedState.OK,
        ),
    ],
)
def test_states(before: Feed, facts: PollFacts, state: FeedState) -> None:
    after = after_poll(before, facts, now=NOW, rules=RULES)
    assert after.state is state
    assert after.polled_at == NOW
    assert after.state_since == (before.state_since if before.state is state else NOW)
    worked = facts.seen in {Seen.ENTRIES, Seen.UNCHANGED, Seen.EMPTY}
    assert (after.failures == 0) is worked
    assert (after.succeeded_at == NOW) is worked
    if not worked:
        assert after.error


def test_gone_is_never_polled_again() -> None:
    assert after_poll(OK, failed(FailureReason.GONE), now=NOW, rules=RULES).next_poll_at == NEVER


def test_validators_are_kept_only_with_a_whole_body() -> None:
    def kept(facts: PollFacts) -> tuple[str, str, bool]:
        after = after_poll(OK, facts, now=NOW, rules=RULES)
        return after.etag, after.body_hash, after.full_fetch_at == NOW

    assert kept(good()) == ('"2"', "h2", True)
    assert kept(good(complete=False)) == ("", "", True)
    assert kept(PollFacts(seen=Seen.UNCHANGED)) == ('"1"', "h", False)
    assert kept(PollFacts(seen=Seen.UNCHANGED, etag='"3"', body_hash="h")) == ('"3"', "h", True)
    assert kept(PollFacts(seen=Seen.EMPTY, etag='"3"')) == ("", "", True)
    assert kept(PollFacts(seen=Seen.NOT_A_FEED, etag='"3"')) == ("", "", False)
    assert kept(failed(FailureReason.TIMEOUT)) == ('"1"', "h", False)


def test_titles_of_people_stay() -> None:
    assert after_poll(NEW, good(title="Paper"), now=NOW, rules=RULES).title == "Paper"
    named = replace(NEW, title="Mine")
    assert after_poll(named, good(title="Paper"), now=NOW, rules=RULES).title == "Mine"


def test_a_permanent_redirect_is_followed_after_three_sightings() -> None:
    there = good(moved_to="https://new.example/feed", shared=True)
    feed = OK
    for seen in (1, 2):
        feed = after_poll(feed, there, now=NOW, rules=RULES)
        assert (feed.url, feed.moved_seen, feed.state) == (OK.url, seen, FeedState.MOVED)
    moved = after_poll(feed, there, now=NOW, rules=RULES)
    assert (moved.url, moved.moved_to, moved.moved_seen) == ("https://new.example/feed", "", 0)
    assert moved.state is FeedState.OK


@pytest.mark.parametrize(
    "between",
    [
        good(moved_to=""),
        good(moved_to="https://hijack.example/", shared=True),
        PollFacts(seen=Seen.NOT_A_FEED, moved_to="https://new.example/feed"),
        PollFacts(seen=Seen.EMPTY, moved_to="https://new.example/feed"),
    ],
)
def test_a_passing_or_broken_redirect_is_not_followed(between: PollFacts) -> None:
    feed = OK
    for _ in range(2):
        there = good(moved_to="https://new.example/feed", shared=True)
        feed = after_poll(feed, there, now=NOW, rules=RULES)
    assert after_poll(feed, between, now=NOW, rules=RULES).url == OK.url


def test_new_entries_are_dated() -> None:
    assert after_poll(OK, good(), now=NOW, rules=RULES).new_entry_at == NOW
    quiet = after_poll(OK, good(new_entries=0), now=NOW, rules=RULES)
    assert quiet.new_entry_at == OK.new_entry_at


def test_a_redirect_to_entries_that_are_not_ours_is_never_followed() -> None:
    foreign = good(moved_to="https://new.example/feed", shared=False)
    known_by_now = good(moved_to="https://new.example/feed", shared=True)
    feed = after_poll(OK, foreign, now=NOW, rules=RULES)
    for _ in range(9):
        feed = after_poll(feed, known_by_now, now=NOW, rules=RULES)
    assert (feed.url, feed.state) == (OK.url, FeedState.MOVED)
    back = after_poll(feed, good(), now=NOW, rules=RULES)
    assert (back.moved_to, back.moved_seen, back.state) == ("", 0, FeedState.OK)


def test_a_304_at_the_new_address_says_nothing_of_its_entries() -> None:
    there = "https://new.example/feed"
    feed = OK
    for _ in range(5):
        unchanged = PollFacts(seen=Seen.UNCHANGED, moved_to=there, recent=hourly(HOUR))
        feed = after_poll(feed, unchanged, now=NOW, rules=RULES)
    assert (feed.url, feed.moved_seen) == (OK.url, 0)
    for _ in range(3):
        feed = after_poll(feed, good(moved_to=there, shared=True), now=NOW, rules=RULES)
    assert feed.url == there


def test_a_retry_after_counts_on_a_success_too() -> None:
    assert wait(OK, good(retry_after=5 * HOUR)) >= 5 * HOUR
    assert wait(OK, PollFacts(seen=Seen.UNCHANGED, retry_after=5 * HOUR)) >= 5 * HOUR


def test_what_a_feed_wishes_is_remembered_over_polls_that_bring_no_body() -> None:
    wishes = Wishes(ttl=3 * HOUR, skip_hours=(1,), skip_days=(6,))
    feed = after_poll(OK, good(wishes=wishes), now=NOW, rules=RULES)
    unchanged = PollFacts(seen=Seen.UNCHANGED)
    assert wait(feed, unchanged) >= 3 * HOUR
    feed = after_poll(feed, unchanged, now=NOW, rules=RULES)
    assert (feed.ttl, feed.skip_hours, feed.skip_days) == (3 * HOUR, (1,), (6,))
    freed = after_poll(feed, good(wishes=Wishes()), now=NOW, rules=RULES)
    assert (freed.ttl, freed.skip_hours, freed.skip_days) == (None, (), ())


def test_a_feed_is_stale_by_its_own_rhythm() -> None:
    def state(quiet: timedelta, gap: timedelta) -> FeedState:
        times = tuple(NOW - quiet - gap * n for n in range(12))
        feed = replace(OK, new_entry_at=NOW - quiet)
        unchanged = PollFacts(seen=Seen.UNCHANGED, recent=times)
        return after_poll(feed, unchanged, now=NOW, rules=RULES).state

    assert state(4 * DAY, HOUR) is FeedState.STALE
    assert state(2 * DAY, HOUR) is FeedState.OK  # a weekend
    assert state(20 * DAY, 7 * DAY) is FeedState.OK
    assert state(71 * DAY, 7 * DAY) is FeedState.STALE
    assert state(13 * DAY, timedelta()) is FeedState.OK  # undated: all came at once
    assert state(15 * DAY, timedelta()) is FeedState.STALE


TOLD = replace(OK, polled_at=NOW - HOUR, full_fetch_at=NOW - 8 * DAY)
OLD = (NOW - 5 * HOUR,)


@pytest.mark.parametrize(
    ("before", "facts", "doubted"),
    [
        (TOLD, good(whole=True, fresh=OLD), True),
        (TOLD, good(whole=True, etag='"1"', last_modified="x"), True),  # undated, old validators
        (TOLD, good(whole=True, etag='"1"', last_modified="x", new_entries=0), False),
        (TOLD, good(whole=True, fresh=(NOW - 1.5 * HOUR,)), False),  # it may have come late
        (TOLD, good(whole=True), False),
        (TOLD, good(fresh=OLD), False),  # a section takes up old stories every day
        (replace(TOLD, full_fetch_at=NOW - HOUR), good(whole=True, fresh=OLD), False),  # not told
        (replace(TOLD, failures=0.5), good(whole=True, fresh=OLD), False),
    ],
)
def test_validators_that_were_untrue_are_doubted(
    before: Feed, facts: PollFacts, doubted: bool
) -> None:
    after = after_poll(before, facts, now=NOW, rules=RULES)
    assert after.state is (FeedState.UNTRUSTED if doubted else FeedState.OK)
    assert after.doubted_at == (NOW if doubted else None)
    if doubted:
        later = after_poll(after, good(), now=NOW + 29 * DAY, rules=RULES)
        assert later.doubted_at == NOW
        assert after_poll(later, good(), now=NOW + 30 * DAY, rules=RULES).doubted_at is None


def test_a_body_of_no_use_takes_the_validators_with_it() -> None:
    for facts in (
        PollFacts(seen=Seen.UNREADABLE),
        failed(FailureReason.TOO_LARGE, status=200),
        failed(FailureReason.PROTOCOL, status=206),
    ):
        after = after_poll(OK, facts, now=NOW, rules=RULES)
        assert (after.etag, after.last_modified, after.body_hash) == ("", "", "")
    assert after_poll(OK, failed(FailureReason.HTTP, status=500), now=NOW, rules=RULES).etag


def test_a_bot_check_in_place_of_a_feed_blocks() -> None:
    facts = PollFacts(seen=Seen.NOT_A_FEED, error="a page", challenge="a bot check of Cloudflare")
    after = after_poll(OK, facts, now=NOW, rules=RULES)
    assert (after.state, after.error) == (FeedState.BLOCKED, "a bot check of Cloudflare")
