"""When a digest is due and which period it covers: exactly one per local day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
#: A computer that was not told the time thinks that it is 1970.
_EARLIEST = date(2000, 1, 1)


def moment_of(day: date, *, at: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the digest of a local day falls due.

    A wall-clock time that happens twice counts the first time; one that is skipped counts as
    if the clocks had not yet been put forward (03:30 becomes 04:30).
    """
    return datetime.combine(day, at.replace(fold=0, tzinfo=None), tzinfo=zone).astimezone(UTC)


def due_day(
    now: datetime,
    *,
    at: time,
    zone: ZoneInfo,
    last_day: date | None,
    begun_at: datetime | None = None,
) -> date | None:
    """The local day whose digest is to be made now, or None.

    It is the latest day whose moment has come, unless ``last_day`` (of the newest digest) is
    that day or a later one, so missed days share one digest, and a clock that is put back a
    day makes no second one. A ``last_day`` more than a day ahead was made under a wrong
    clock and does not count; the caller must then look whether the day has its digest.
    The first digest of all is that of today, or of yesterday if the monitor was at work by
    then (since ``begun_at``).
    """
    today = now.astimezone(zone).date()
    if today < _EARLIEST:
        return None
    day = today if now >= moment_of(today, at=at, zone=zone) else today - _DAY
    if last_day is None:
        at_work = begun_at is not None and begun_at <= moment_of(day, at=at, zone=zone)
        return day if day == today or at_work else None
    if day <= last_day <= today + _DAY:
        return None
    return day


def period(
    now: datetime, *, last_end: datetime | None, begun_at: datetime | None = None
) -> tuple[datetime, datetime]:
    """(start, end) of the digest made at ``now``: since the last digest's end.

    The first one covers all since ``begun_at`` (when the first claim came), at least a day.
    A ``last_end`` in the future was made under a wrong clock: a day is covered.
    """
    if last_end is not None and last_end <= now:
        return last_end, now
    start = now - _DAY
    if last_end is None and begun_at is not None:
        start = min(start, begun_at)
    return start, now
