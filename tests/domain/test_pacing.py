"""The pace of polling: rhythm, skips, and when validators are believed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.model import Feed
from monitor.domain.pacing import (
    MAX_RETRY_AFTER,
    PollRules,
    after_skips,
    next_poll,
    trusts_validators,
    typical_gap,
)

NOW = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)  # a Friday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FEED = Feed(id=3, url="https://paper.example/feed", outlet_id="paper", full_fetch_at=NOW)


def every(gap: timedelta, count: int = 12) -> tuple[datetime, ...]:
    return tuple(NOW - gap * n for n in range(count))


@pytest.mark.parametrize(
    ("times", "trusted"),
    [
        ((), 7 * DAY),
        (every(HOUR), 7 * DAY),
        (every(DAY), 7 * DAY),
        (every(2 * DAY), 10 * DAY),
        (every(30 * DAY), 150 * DAY),
        (every(30 * DAY, 2), 7 * DAY),  # no rhythm
    ],
)
def test_validators_are_believed_for_a_week_or_five_gaps(times, trusted: timedelta) -> None:
    moment = timedelta(seconds=1)
    assert trusts_validators(FEED, times, NOW + trusted - moment)
    assert not trusts_validators(FEED, times, NOW + trusted)


def test_validators_of_a_clock_that_ran_ahead_or_under_doubt_are_not_believed() -> None:
    assert not trusts_validators(replace(FEED, full_fetch_at=NOW + DAY), (), NOW)
    assert not trusts_validators(replace(FEED, doubted_at=NOW), (), NOW)
    assert not trusts_validators(replace(FEED, full_fetch_at=None), (), NOW)


@pytest.mark.parametrize(
    ("hours", "days", "expected"),
    [
        ((), (), NOW),
        ((9,), (), NOW + HOUR),
        ((9, 10, 11), (), NOW + 3 * HOUR),
        ((), (4,), datetime(2025, 3, 15, 0, 30, tzinfo=UTC)),
        ((0, 1), (4, 5, 6), NOW),  # would be skipped for more than days: a mistake
        ((), (4, 5), datetime(2025, 3, 16, 0, 30, tzinfo=UTC)),
        ((0, 1), (4,), datetime(2025, 3, 15, 2, 30, tzinfo=UTC)),
        (tuple(range(24)), (), NOW),
        ((), tuple(range(7)), NOW),
    ],
)
def test_skipped_hours_and_days(hours, days, expected: datetime) -> None:
    if days == (4, 5, 6):
        assert after_skips(NOW, hours, days) == datetime(2025, 3, 17, 2, 30, tzinfo=UTC)
    else:
        assert after_skips(NOW, hours, days) == expected


@given(
    failures=st.floats(0, 1000),
    interval=st.timedeltas(timedelta(), 400 * DAY),
    ttl=st.none() | st.timedeltas(timedelta(), 10_000 * DAY),
    retry=st.none() | st.timedeltas(timedelta(), 10_000 * DAY),
    age=st.none() | st.timedeltas(timedelta(), 10_000 * DAY),
    hours=st.sets(st.integers(0, 23)),
    days=st.sets(st.integers(0, 6)),
    full=st.booleans(),
)
def test_the_next_poll_is_neither_at_once_nor_never(
    failures, interval, ttl, retry, age, hours, days, full
) -> None:
    rules = PollRules()
    feed = replace(FEED, failures=failures, interval=interval, ttl=ttl)
    feed = replace(feed, skip_hours=tuple(hours), skip_days=tuple(days))
    at = next_poll(feed, now=NOW, rules=rules, max_age=age, retry_after=retry, full=full)
    least = max(interval, rules.interval)
    most = max(1.1 * max(least, rules.last_backoff), MAX_RETRY_AFTER) + 3 * DAY
    assert least <= at - NOW <= most
    if retry is not None:
        assert at - NOW >= min(retry, MAX_RETRY_AFTER)


def test_the_usual_gap() -> None:
    assert typical_gap(every(HOUR)) == HOUR
    assert typical_gap(every(HOUR, 3)) is None
    assert typical_gap((*every(HOUR), NOW - 900 * DAY)) == HOUR
