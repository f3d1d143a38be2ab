"""How long to wait between two polls of a feed, and when to ask without conditions. Pure.

A feed that works is asked as often as the strictest of these allows: the user's minimum, its own
rhythm, its wishes (ttl, syndication period, max-age, Expires), and not at all in its skipHours and
skipDays. One that fails is asked ever more rarely: up to once a week, then once a month.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from monitor.domain.model import Feed

#: The next poll of a feed that is gone: a person has to revive it.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)
#: The longest wait that a server can impose.
MAX_RETRY_AFTER = timedelta(days=7)
#: However current a server says that we are, a feed is asked unconditionally after this or five
#: of its usual gaps, whichever is longer: some answer 304 for ever.
TRUST_AT_LEAST = timedelta(days=7)
#: Validators that were seen to be untrue are given another chance after this.
DOUBT_FOR = timedelta(days=30)
_JITTER = 0.1
_SAMPLE = 20  # gaps that make up a rhythm
_LONGEST_SKIP = timedelta(days=3)  # what skips beyond it is a mistake
_HOUR = timedelta(hours=1)
_FAILING_FOR_GOOD = 4  # doublings beyond a week


@dataclass(frozen=True, kw_only=True, slots=True)
class PollRules:
    """How often feeds are asked. ``interval`` is the least between two polls of a feed."""

    interval: timedelta = timedelta(minutes=15)
    max_interval: timedelta = timedelta(hours=6)  # of a quiet feed that works
    max_backoff: timedelta = timedelta(days=7)  # of one that does not
    last_backoff: timedelta = timedelta(days=30)  # of one that has not for very long
    stale_after: timedelta = timedelta(days=14)  # without a new entry, rhythm unknown


def gaps(times: Sequence[datetime]) -> list[timedelta]:
    """Gaps between the latest entries, smallest first; fewer than three say nothing: []."""
    latest = sorted(times, reverse=True)[: _SAMPLE + 1]
    found = sorted(new - old for new, old in pairwise(latest))
    return found if len(found) >= 3 else []


def typical_gap(times: Sequence[datetime]) -> timedelta | None:
    """The median gap between entries, None if too few are known."""
    found = gaps(times)
    return found[len(found) // 2] if found else None


def quiet_limit(times: Sequence[datetime], rules: PollRules) -> timedelta:
    """How long a feed may bring nothing new before that is beyond its rhythm.

    Ten usual gaps, twice the longest of the latest; never less than three days (a weekend).
    """
    found = gaps(times)
    if not found or not found[-1]:  # undated entries all came at once
        return rules.stale_after
    return max(10 * found[len(found) // 2], 2 * found[-1], timedelta(days=3))


def trusts_validators(feed: Feed, times: Sequence[datetime], now: datetime) -> bool:
    """Whether ``feed`` may be asked conditionally; ``times`` are of its stored entries."""
    if feed.full_fetch_at is None or feed.doubted_at is not None:
        return False
    trust = max(TRUST_AT_LEAST, 5 * (typical_gap(times) or timedelta()))
    # A full fetch in the future was dated by a clock that ran ahead.
    return timedelta() <= now - feed.full_fetch_at < trust


def next_poll(
    feed: Feed,
    *,
    now: datetime,
    rules: PollRules,
    times: Sequence[datetime] = (),
    max_age: timedelta | None = None,
    retry_after: timedelta | None = None,
    full: bool = False,
) -> datetime:
    """When to ask again, always later than ``now``; ``feed`` is the feed after this poll.

    ``full``: the document held nothing but new entries, so some may have been missed.
    """
    least = max(feed.interval or timedelta(), rules.interval)
    if feed.failures:
        wait = _backoff(least, feed.failures, rules)
    else:
        wait = rules.interval if full else (typical_gap(times) or timedelta()) / 2
        wish = max(feed.ttl or timedelta(), max_age or timedelta())
        wait = min(max(wait, wish), rules.max_interval)
    wait = max(wait, least)
    wait += wait * _JITTER * _share(feed.id)
    if retry_after is not None:
        # A second more, so that no rounding makes us early.
        wait = max(wait, min(retry_after + timedelta(seconds=1), MAX_RETRY_AFTER))
    return after_skips(now + wait, feed.skip_hours, feed.skip_days)


def _backoff(least: timedelta, failures: float, rules: PollRules) -> timedelta:
    """Doubled for each full failure, up to a week; four doublings later, once a month."""
    wait = least.total_seconds() * 2 ** min(failures, 40.0)
    cap = rules.max_backoff.total_seconds()
    if wait >= cap * 2**_FAILING_FOR_GOOD:
        return rules.last_backoff
    return timedelta(seconds=min(wait, cap))


def after_skips(at: datetime, hours: Sequence[int], days: Sequence[int]) -> datetime:
    """The first moment from ``at`` on that is in no hour and on no day (UTC) to be skipped.

    ``at`` itself if there is none for days: nobody means to be never read.
    """
    if not hours and not days:
        return at
    moment = at
    while moment - at <= _LONGEST_SKIP:
        if moment.weekday() not in days and moment.hour not in hours:
            return moment
        # Somewhere in the next hour, as far in as ``at`` is: not all feeds at its first second.
        moment += _HOUR
    return at


def _share(feed_id: int) -> float:
    """A number in [0, 1) that is the same for a feed on every machine."""
    digest = hashlib.sha256(str(feed_id).encode("ascii")).digest()
    return int.from_bytes(digest[:4], "big") / 2**32
