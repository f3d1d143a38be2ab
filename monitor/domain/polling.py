"""When a feed is polled next, and what its polls say about its state. Pure.

The next poll is never earlier than the user's minimum, nor than a Retry-After (up to a week);
in between it follows the feed: its rhythm, its own wish (ttl, max-age), its failures. A share
that depends on the feed's id alone is added, so that feeds do not march in step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from monitor.domain.model import Feed, FeedState
from monitor.domain.web import FailureReason, FetchFailure

#: The next poll of a feed that is gone: a person has to revive it.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
#: The longest wait that a server can impose.
MAX_RETRY_AFTER = timedelta(days=7)
#: Polls that must see the same permanent redirect before its target replaces the URL.
MOVE_SIGHTINGS = 3
_JITTER = 0.1
_MAX_DOUBLINGS = 12
_RHYTHM_SAMPLE = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class PollRules:
    """How often feeds are asked. ``interval`` is the least between two polls of a feed."""

    interval: timedelta = timedelta(minutes=15)
    max_interval: timedelta = timedelta(hours=6)  # of a quiet feed that works
    max_backoff: timedelta = timedelta(days=1)  # of one that does not
    stale_after: timedelta = timedelta(days=14)  # without a new entry


class Seen(StrEnum):
    """What one poll brought."""

    ENTRIES = "entries"
    UNCHANGED = "unchanged"  # 304, or the same body as before
    EMPTY = "empty"  # a feed without entries
    NOT_A_FEED = "not_a_feed"
    UNREADABLE = "unreadable"  # the parser was killed: time, memory or crash
    FAILED = "failed"  # nothing usable came back: ``failure``


@dataclass(frozen=True, kw_only=True, slots=True)
class PollFacts:
    """What one poll saw, as far as planning needs it."""

    seen: Seen
    failure: FetchFailure | None = None  # with FAILED
    error: str = ""  # one line: why it is no feed, or what is wrong with it
    title: str = ""
    new_entries: int = 0
    entries: int = 0
    recent: Sequence[datetime] = ()  # publication times of the latest entries, any order
    ttl: timedelta | None = None
    max_age: timedelta | None = None
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    complete: bool = True  # False: cut off or capped, validators are not kept
    moved_to: str = ""  # target of permanent redirects


def after_poll(feed: Feed, facts: PollFacts, *, now: datetime, rules: PollRules) -> Feed:
    """``feed`` with all that this poll has taught us; what people set is left alone.

    Entries of a feed that fails are kept; only its state, error and schedule change.
    """
    if facts.seen is Seen.FAILED and facts.failure is not None:
        after = _failed(feed, facts.failure)
    elif facts.seen is Seen.UNREADABLE:
        after = replace(
            feed,
            failures=feed.failures + 1.0,
            state=FeedState.FAILING,
            error=facts.error or "the parser gave up",
        )
    elif facts.seen is Seen.NOT_A_FEED:
        # A login page or a captive portal has validators too: they must not be kept.
        after = replace(
            _without_validators(feed),
            failures=feed.failures + 1.0,
            state=FeedState.NOT_A_FEED,
            error=facts.error or "not a feed",
        )
    else:
        after = _worked(feed, facts, now, rules)
    since = feed.state_since if after.state is feed.state and feed.state_since else now
    after = replace(after, polled_at=now, state_since=since)
    return replace(after, next_poll_at=next_poll(after, facts, now=now, rules=rules))


def _without_validators(feed: Feed) -> Feed:
    return replace(feed, etag="", last_modified="", body_hash="")


def _failed(feed: Feed, failure: FetchFailure) -> Feed:
    failures = feed.failures + failure.weight
    state = {
        FailureReason.GONE: FeedState.GONE,
        FailureReason.BLOCKED: FeedState.BLOCKED,
        FailureReason.REFUSED_ADDRESS: FeedState.BLOCKED,
        FailureReason.RATE_LIMITED: FeedState.RATE_LIMITED,
    }.get(failure.reason, FeedState.FAILING)
    # One slow answer of a feed that works is not worth a line in the digest.
    known = feed.state in {FeedState.OK, FeedState.STALE, FeedState.MOVED}
    if state is FeedState.FAILING and known and failures < 1.0:
        state = feed.state
    return replace(feed, failures=failures, state=state, error=failure.message)


def _worked(feed: Feed, facts: PollFacts, now: datetime, rules: PollRules) -> Feed:
    after = replace(
        feed,
        failures=0.0,
        succeeded_at=now,
        error=facts.error,
        title=feed.title or facts.title,
        new_entry_at=now if facts.new_entries else feed.new_entry_at,
    )
    if facts.seen is Seen.EMPTY:
        # An empty body may be a fault that its server will call unchanged for ever.
        return replace(_without_validators(after), state=FeedState.EMPTY, full_fetch_at=now)
    if not facts.complete:
        after = replace(_without_validators(after), full_fetch_at=now)
    elif facts.seen is Seen.ENTRIES or facts.body_hash:  # a body came, not a 304
        after = replace(
            after,
            full_fetch_at=now,
            etag=facts.etag,
            last_modified=facts.last_modified,
            body_hash=facts.body_hash,
        )
    return _moved(replace(after, state=_state(after, facts, now, rules)), facts)


def _state(feed: Feed, facts: PollFacts, now: datetime, rules: PollRules) -> FeedState:
    """OK, or STALE if nothing new came for long (counted from the first success)."""
    known = [feed.new_entry_at, *facts.recent]
    last = max((when for when in known if when), default=feed.state_since or now)
    return FeedState.STALE if now - last > rules.stale_after else FeedState.OK


def _moved(feed: Feed, facts: PollFacts) -> Feed:
    """Follow a permanent redirect, but only one that was seen again and leads to a feed."""
    if not facts.moved_to or facts.moved_to == feed.url:
        return replace(feed, moved_to="", moved_seen=0)
    seen = feed.moved_seen + 1 if facts.moved_to == feed.moved_to else 1
    if seen >= MOVE_SIGHTINGS:
        return replace(feed, url=facts.moved_to, moved_to="", moved_seen=0)
    return replace(feed, moved_to=facts.moved_to, moved_seen=seen, state=FeedState.MOVED)


def next_poll(feed: Feed, facts: PollFacts, *, now: datetime, rules: PollRules) -> datetime:
    """When to ask again; ``feed`` is the feed after this poll. Later than ``now``, always."""
    if feed.state is FeedState.GONE:
        return NEVER
    least = max(feed.interval or timedelta(), rules.interval)
    if feed.failures:
        wait = min(least * 2 ** min(feed.failures, _MAX_DOUBLINGS), rules.max_backoff)
    else:
        wait = _rhythm(facts, rules)
        wish = max(facts.ttl or timedelta(), facts.max_age or timedelta())
        wait = min(max(wait, wish), rules.max_interval)
    wait = max(wait, least)
    wait += wait * _JITTER * _share(feed.id)
    retry_after = facts.failure.retry_after if facts.failure else None
    if retry_after is not None:
        wait = max(wait, min(retry_after, MAX_RETRY_AFTER))
    return now + wait


def _rhythm(facts: PollFacts, rules: PollRules) -> timedelta:
    """Half the usual gap between entries: late by a quarter of a gap on average.

    A poll that found nothing but new entries may have missed some: ask at once again.
    """
    if facts.new_entries >= facts.entries > 1:
        return rules.interval
    times = sorted(facts.recent, reverse=True)[:_RHYTHM_SAMPLE]
    gaps = sorted(new - old for new, old in pairwise(times))
    if len(gaps) < 3:
        return rules.interval
    return gaps[len(gaps) // 2] / 2


def _share(feed_id: int) -> float:
    """A number in [0, 1) that is the same for a feed on every machine."""
    digest = hashlib.sha256(str(feed_id).encode("ascii")).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
