from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.digest.schedule import due_day, moment_of, period

KYIV = ZoneInfo("Europe/Kyiv")
UTC_ZONE = ZoneInfo("UTC")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def walk(
    start: datetime, minutes: int, steps: int, *, at: time, zone: ZoneInfo
) -> list[tuple[date, datetime]]:
    """(day, moment) of each digest that a monitor which looks every ``minutes`` makes."""
    made: list[tuple[date, datetime]] = []
    last: date | None = None
    for step in range(steps):
        now = start + timedelta(minutes=minutes * step)
        day = due_day(now, at=at, zone=zone, last_day=last, begun_at=start)
        if day is not None:
            made.append((day, now))
            last = day
    return made


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (date(2024, 10, 26), "2024-10-26T00:30"),
        (date(2024, 10, 27), "2024-10-27T00:30"),  # 03:30 comes twice: the first one
        (date(2024, 10, 28), "2024-10-28T01:30"),
        (date(2025, 3, 29), "2025-03-29T01:30"),
        (date(2025, 3, 30), "2025-03-30T01:30"),  # 03:30 is skipped: 04:30 stands for it
        (date(2025, 3, 31), "2025-03-31T00:30"),
    ],
)
def test_the_moment_of_a_day_when_the_clocks_change(day: date, moment: str) -> None:
    assert moment_of(day, at=time(3, 30), zone=KYIV) == utc(moment)


@pytest.mark.parametrize("start", ["2024-10-24T00:00", "2025-03-27T00:00"])
@pytest.mark.parametrize("minutes", [1, 7, 60])
@pytest.mark.parametrize("at", [time(0, 0), time(3, 0), time(3, 30), time(4, 0), time(23, 59)])
def test_one_digest_per_local_day_around_a_change_of_clocks(
    start: str, minutes: int, at: time
) -> None:
    made = walk(utc(start), minutes, 6 * 24 * 60 // minutes, at=at, zone=KYIV)
    days = [day for day, _ in made]
    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
    assert len(days) >= 5
    for day, now in made[1:]:
        assert timedelta(0) <= now - moment_of(day, at=at, zone=KYIV) < timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        # the first digest is today's, once its time has come
        ("2024-10-10T07:29", None, None),
        ("2024-10-10T07:30", None, date(2024, 10, 10)),
        ("2024-10-10T23:59", None, date(2024, 10, 10)),
        # the usual day
        ("2024-10-10T07:29", date(2024, 10, 9), None),
        ("2024-10-10T07:30", date(2024, 10, 9), date(2024, 10, 10)),
        ("2024-10-10T07:31", date(2024, 10, 10), None),
        # off at digest time: later, and still yesterday's if today's time is to come
        ("2024-10-11T03:00", date(2024, 10, 9), date(2024, 10, 10)),
        ("2024-10-11T03:00", date(2024, 10, 10), None),
        # days missed: one digest, that of the latest day
        ("2024-10-20T09:00", date(2024, 10, 9), date(2024, 10, 20)),
        ("2024-10-20T02:00", date(2024, 10, 9), date(2024, 10, 19)),
        # the clock was put back by a day: no second one
        ("2024-10-09T09:00", date(2024, 10, 10), None),
        # it had run a month ahead: today counts (the job asks whether today has one)
        ("2024-10-10T09:00", date(2024, 11, 10), date(2024, 10, 10)),
        # nobody has told it the time
        ("1970-01-01T09:00", date(2024, 10, 10), None),
        ("1970-01-01T09:00", None, None),
    ],
)
def test_which_day_is_due(now: str, last: date | None, due: date | None) -> None:
    assert due_day(utc(now), at=time(7, 30), zone=UTC_ZONE, last_day=last) == due


def test_the_first_digest_may_be_yesterdays_if_the_monitor_was_at_work() -> None:
    now, moment = utc("2024-10-11T00:03"), utc("2024-10-10T23:59")
    for begun, due in [(moment, date(2024, 10, 10)), (moment + timedelta(minutes=1), None)]:
        day = due_day(now, at=time(23, 59), zone=UTC_ZONE, last_day=None, begun_at=begun)
        assert day == due


@given(
    start=st.integers(0, 3 * 365 * 24 * 60),
    gaps=st.lists(st.integers(1, 5000), min_size=1, max_size=60),
    minute=st.integers(0, 1439),
    zone=st.sampled_from(
        ["UTC", "Europe/Kyiv", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"]
    ),
)
def test_never_two_for_a_day_and_never_a_due_one_left_out(
    start: int, gaps: list[int], minute: int, zone: str
) -> None:
    at, place = time(minute // 60, minute % 60), ZoneInfo(zone)
    now, last, made = utc("2023-01-01T00:00") + timedelta(minutes=start), None, []
    for gap in gaps:
        day = due_day(now, at=at, zone=place, last_day=last)
        if day is not None:
            made.append(day)
            assert moment_of(day, at=at, zone=place) <= now
            last = day
        assert due_day(now, at=at, zone=place, last_day=last) is None
        if last is not None:  # the next one has not come yet
            assert moment_of(last + timedelta(days=1), at=at, zone=place) > now
        now += timedelta(minutes=gap)
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    ("last_end", "begun", "start"),
    [
        ("2024-10-09T07:30", None, "2024-10-09T07:30"),
        ("2024-10-02T07:30", "2024-01-01T00:00", "2024-10-02T07:30"),  # days missed
        (None, None, "2024-10-09T09:00"),  # the first
        (None, "2024-10-10T08:00", "2024-10-09T09:00"),
        (None, "2024-09-01T08:00", "2024-09-01T08:00"),
        ("2024-11-09T07:30", "2024-01-01T00:00", "2024-10-09T09:00"),  # a wrong clock
    ],
)
def test_the_period(last_end: str | None, begun: str | None, start: str) -> None:
    now = utc("2024-10-10T09:00")
    assert period(
        now,
        last_end=utc(last_end) if last_end else None,
        begun_at=utc(begun) if begun else None,
    ) == (utc(start), now)
