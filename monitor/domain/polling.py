"""What a poll says about a feed: its state, its validators, where it has moved. Pure.

When it is polled next is pacing's part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.domain.model import Feed, FeedState
from monitor.domain.pacing import (
    DOUBT_FOR,
    NEVER,
    PollRules,
    next_poll,
    quiet_limit,
)
from monitor.domain.web import FailureReason, FetchFailure

#: Polls that must see the same permanent redirect before its target replaces the URL.
MOVE_SIGHTINGS = 3
#: ``moved_seen`` of a target whose entries are not ours: it is never adopted.
FOREIGN = -1
#: An entry was there for so long while the server said "not modified": it was not true.
_LATE = timedelta(hours=1)


class Seen(StrEnum):
    """What one poll brought."""

    ENTRIES = "entries"
    UNCHANGED = "unchanged"  # 304, or the same body as before
    EMPTY = "empty"  # a feed without entries
    NOT_A_FEED = "not_a_feed"
    UNREADABLE = "unreadable"  # the parser was killed: time, memory or crash
    FAILED = "failed"  # nothing usable came back: ``failure``


@dataclass(frozen=True, kw_only=True, slots=True)
class Wishes:
    """How a feed document asks to be read."""

    ttl: timedelta | None = None  # ttl or syndication period
    skip_hours: tuple[int, ...] = ()  # of UTC
    skip_days: tuple[int, ...] = ()  # 0 = Monday


@dataclass(frozen=True, kw_only=True, slots=True)
class PollFacts:
    """What one poll saw, as far as planning needs it."""

    seen: Seen
    failure: FetchFailure | None = None  # with FAILED
    error: str = ""  # one line: why it is no feed, or what is wrong with it
    title: str = ""
    new_entries: int = 0
    entries: int = 0
    fresh: Sequence[datetime] = ()  # publication times of the new ones that have one
    recent: Sequence[datetime] = ()  # publication times of the latest entries, any order
    wishes: Wishes | None = None  # None: the document was not read anew
    max_age: timedelta | None = None
    retry_after: timedelta | None = None  # of a response that is no failure
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    whole: bool = False  # asked without conditions, although there are validators
    complete: bool = True  # False: cut off or capped, validators are not kept
    moved_to: str = ""  # target of permanent redirects
    shared: bool | None = None  # does the document hold what we knew; None = cannot be told
    challenge: str = ""  # with NOT_A_FEED: the bot check that came in its place


def after_poll(feed: Feed, facts: PollFacts, *, now: datetime, rules: PollRules) -> Feed:
    """``feed`` with all that this poll has taught us; what people set is left alone.

    Entries of a feed that fails are kept; only its state, error and schedule change.
    """
    if facts.seen is Seen.FAILED and facts.failure is not None:
        after = _failed(feed, facts.failure)
    elif facts.seen is Seen.UNREADABLE:
        after = replace(
            _without_validators(feed),
            failures=feed.failures + 1.0,
            state=FeedState.FAILING,
            error=facts.error or "the parser gave up",
        )
    elif facts.seen is Seen.NOT_A_FEED:
        # A login page or a captive portal has validators too: they must not be kept.
        after = replace(
            _without_validators(feed),
            failures=feed.failures + 1.0,
            state=FeedState.BLOCKED if facts.challenge else FeedState.NOT_A_FEED,
            error=facts.challenge or facts.error or "not a feed",
        )
    else:
        after = _worked(feed, facts, now, rules)
    since = feed.state_since if after.state is feed.state and feed.state_since else now
    after = replace(after, polled_at=now, state_since=since)
    if after.state is FeedState.GONE:
        return replace(after, next_poll_at=NEVER)
    at = next_poll(
        after,
        now=now,
        rules=rules,
        times=facts.recent,
        max_age=facts.max_age,
        retry_after=facts.failure.retry_after if facts.failure else facts.retry_after,
        full=facts.new_entries >= facts.entries > 1,
    )
    return replace(after, next_poll_at=at)


def _without_validators(feed: Feed) -> Feed:
    return replace(feed, etag="", last_modified="", body_hash="")


def _failed(feed: Feed, failure: FetchFailure) -> Feed:
    if 200 <= failure.status < 300:  # a body came, and was of no use
        feed = _without_validators(feed)
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
        doubted_at=_doubt(feed, facts, now),
    )
    if facts.wishes is not None:
        wishes = facts.wishes
        after = replace(
            after, ttl=wishes.ttl, skip_hours=wishes.skip_hours, skip_days=wishes.skip_days
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
    state = _state(after, facts, now, rules)
    return _moved(after if after.state is state else replace(after, state=state), facts)


def _doubt(feed: Feed, facts: PollFacts, now: datetime) -> datetime | None:
    """Since when the feed's validators are not believed, None if they are.

    After a long row of "not modified" the feed was asked without conditions, and there is what
    was published well before the last of them, or the old validators stand on new entries.
    """
    if feed.doubted_at is not None:
        return feed.doubted_at if now - feed.doubted_at < DOUBT_FOR else None
    last, full = feed.polled_at, feed.full_fetch_at
    if last is None or full is None or feed.failures or last <= full:
        return None
    if not facts.whole or not facts.new_entries:
        return None
    late = any(when < last - _LATE for when in facts.fresh)
    same = (facts.etag, facts.last_modified) == (feed.etag, feed.last_modified)
    return now if late or same else None


def _state(feed: Feed, facts: PollFacts, now: datetime, rules: PollRules) -> FeedState:
    """OK; STALE if nothing new came for long (counted from the first success); UNTRUSTED."""
    known = [feed.new_entry_at, *facts.recent]
    last = max((when for when in known if when), default=feed.state_since or now)
    if now - last > quiet_limit(facts.recent, rules):
        return FeedState.STALE
    return FeedState.UNTRUSTED if feed.doubted_at else FeedState.OK


def _moved(feed: Feed, facts: PollFacts) -> Feed:
    """Follow a permanent redirect, but only one that was seen again and leads to our feed.

    What it shows at the first sight decides: later its entries are among those we know.
    """
    if not facts.moved_to or facts.moved_to == feed.url:
        unmoved = not feed.moved_to and not feed.moved_seen
        return feed if unmoved else replace(feed, moved_to="", moved_seen=0)
    seen = feed.moved_seen
    if facts.moved_to != feed.moved_to or seen == 0:
        seen = {True: 1, False: FOREIGN, None: 0}[facts.shared]
    elif seen != FOREIGN:
        seen += 1
    if seen >= MOVE_SIGHTINGS:
        return replace(feed, url=facts.moved_to, moved_to="", moved_seen=0)
    return replace(feed, moved_to=facts.moved_to, moved_seen=seen, state=FeedState.MOVED)
