"""Dates of feeds: to UTC, zone names read, absurd ones dropped."""

from __future__ import annotations

import calendar
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from feedparser.datetimes import _parse_date

from monitor.domain.model import to_utc

# Zone names that RFC 822 does not know (feedparser reads them as UTC) and that mean one thing.
_ZONES = {
    "AEDT": "+1100",
    "AEST": "+1000",
    "BST": "+0100",
    "CEST": "+0200",
    "CET": "+0100",
    "EEST": "+0300",
    "EET": "+0200",
    "HKT": "+0800",
    "ICT": "+0700",
    "JST": "+0900",
    "KST": "+0900",
    "MSK": "+0300",
    "NZDT": "+1300",
    "NZST": "+1200",
    "SAST": "+0200",
    "SGT": "+0800",
    "WEST": "+0100",
    "WET": "+0000",
    "WIB": "+0700",
}
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (GMT|UTC|Z|[+-]\d{4})"
)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_UNREAD = object()
_ZONE_NAME = re.compile(r"\b([A-Z]{3,4})\s*$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def entry_date(entry: Mapping[str, Any], name: str) -> datetime | None:
    """The date ``name`` ("published", "updated") of an entry as feedparser has it, in UTC.

    None if absent, unreadable, or the epoch and before, which is what a missing date becomes.
    """
    # dict.get, as feedparser's own look-up answers "updated" with "published" and warns.
    text = dict.get(entry, name)  # type: ignore[call-overload]
    if not isinstance(text, str):
        text = ""
    zoned = _usual(text) or _by_zone_name(text)
    if zoned is not None:
        return sane(zoned)
    parsed = dict.get(entry, f"{name}_parsed", _UNREAD)  # type: ignore[call-overload]
    if parsed is _UNREAD:
        parsed = _parse_date(text)
    if not isinstance(parsed, time.struct_time):
        return None
    try:
        return sane(_EPOCH + timedelta(seconds=calendar.timegm(parsed)))
    except (ValueError, OverflowError, TypeError):
        return None


def iso_date(text: object) -> datetime | None:
    """An ISO 8601 date in UTC; one without a zone is read as UTC."""
    if not isinstance(text, str) or len(text) > 60:
        return None
    try:
        return sane(to_utc(datetime.fromisoformat(text.strip())))
    except (ValueError, OverflowError):
        return None


def sane(when: datetime) -> datetime | None:
    """``when``, unless it is the epoch or before."""
    return when if when > _EPOCH + timedelta(days=1) else None


def not_after(when: datetime | None, now: datetime) -> datetime | None:
    """``when``, or ``now`` if it lies in the future: a date must not pin an item to the top."""
    return min(when, now) if when is not None else None


def _usual(text: str) -> datetime | None:
    """A date in the two forms that nearly all feeds use; None for any other."""
    try:
        if match := _RFC822.fullmatch(text):
            day, month, year, clock, zone = match.groups()
            text = f"{year}-{_MONTHS[month]:02}-{int(day):02}T{clock}"
            text += f"{zone[:3]}:{zone[3:]}" if zone[0] in "+-" else "+00:00"
        elif not _RFC3339.fullmatch(text):
            return None
        return to_utc(datetime.fromisoformat(text)).replace(microsecond=0)
    except (KeyError, ValueError, OverflowError):
        return None


def _by_zone_name(text: str) -> datetime | None:
    match = _ZONE_NAME.search(text[-12:])
    offset = _ZONES.get(match[1]) if match else None
    if match is None or offset is None:
        return None
    try:
        return to_utc(parsedate_to_datetime(text[: -len(match[0])].rstrip() + f" {offset}"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
