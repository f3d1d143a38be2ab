"""What a response means: statuses and headers of a server as values."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.domain.challenges import name_challenge
from monitor.domain.model import to_utc
from monitor.domain.web import FailureReason, FetchFailure, NotModified, Page
from monitor.feeds.client import Fetched
from monitor.feeds.inflate import beginning
from monitor.feeds.wire import HARD, SOFT

_MAX_VALIDATOR = 500
_MAX_PEEK = 16_384  # bytes of a refusal that are looked at
_PERMANENT = frozenset({301, 308})
_BLOCKED = frozenset({401, 402, 403, 407, 451, 999})
_VALIDATOR = re.compile(r"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")


def not_modified(response: Fetched, now: datetime) -> NotModified:
    """A 304 that was asked for."""
    return NotModified(
        max_age=_max_age(response, now),
        retry_after=_retry_after(response, now),
        moved_to=_moved_to(response),
    )


def read_page(url: str, response: Fetched, now: datetime) -> Page | FetchFailure:
    """The body that was asked for, or why there is none; ``now`` stands in for a missing Date."""
    failure = _failure(response, now)
    if failure is not None:
        return failure
    headers = response.headers
    return Page(
        url=url,
        final_url=response.url,
        body=response.body,
        content_type=headers.get("content-type", ""),
        etag=_fit(headers.get("etag", "")),
        last_modified=_fit(headers.get("last-modified", "")),
        max_age=_max_age(response, now),
        retry_after=_retry_after(response, now),
        moved_to=_moved_to(response),
    )


def _failure(response: Fetched, now: datetime) -> FetchFailure | None:
    """What a response without a usable body means, None if it has one."""
    status = response.status
    if 200 <= status < 300 and status not in {204, 205, 206}:
        return None
    wait = _retry_after(response, now)
    reason, message, weight = _meaning(response, asked_to_wait=wait is not None)
    if response.redirects:
        message += f" (after a redirect to {response.url})"
    return FetchFailure(
        reason=reason, message=message[:300], status=status, retry_after=wait, weight=weight
    )


def _meaning(response: Fetched, *, asked_to_wait: bool) -> tuple[FailureReason, str, float]:
    status = response.status
    said = f"HTTP {status}"
    challenge = _challenge(response)
    if challenge:
        return FailureReason.BLOCKED, f"{said}: {challenge}", HARD
    if status == 429 or (status == 503 and asked_to_wait):
        return FailureReason.RATE_LIMITED, f"{said}: asked to come back later", SOFT
    if status == 410 and all(hop in _PERMANENT for hop, _ in response.redirects):
        return FailureReason.GONE, f"{said}: gone for good", HARD
    if status in _BLOCKED:
        return FailureReason.BLOCKED, f"{said}: the server refuses us", HARD
    if status in {404, 410}:  # 410 where a passing redirect leads says nothing for ever
        return FailureReason.HTTP, f"{said}: not found", HARD
    if status >= 500:
        return FailureReason.HTTP, f"{said}: server error", SOFT
    if status in {408, 425}:
        return FailureReason.HTTP, f"{said}: try again", SOFT
    if status >= 400:
        return FailureReason.HTTP, f"{said}: request refused", HARD
    if status == 304:
        return FailureReason.PROTOCOL, f"{said} to a request without conditions", SOFT
    return FailureReason.PROTOCOL, f"{said}: no usable body", SOFT


def _challenge(response: Fetched) -> str:
    """The bot check that refuses us, by name; '' if it is some other refusal."""
    if response.status not in {403, 405, 429, 503} and "cf-mitigated" not in response.headers:
        return ""
    encoding = response.headers.get("content-encoding", "")
    text = beginning(response.body, encoding, _MAX_PEEK).decode("utf-8", "replace")
    return name_challenge(response.headers, text)


def _retry_after(response: Fetched, now: datetime) -> timedelta | None:
    return parse_retry_after(response.headers.get("retry-after", ""), _sent_at(response, now))


def _sent_at(response: Fetched, now: datetime) -> datetime:
    """The server's own time: its clock may differ from ours, its dates go by its clock."""
    return _http_date(response.headers.get("date", "")) or now


def parse_retry_after(value: str, sent_at: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for, uncapped; None if it makes no sense.

    A date in it is by the clock of the server, which said ``sent_at``.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:12]), 10**9))
    when = _http_date(value)
    return when - sent_at if when is not None and when > sent_at else None


def _http_date(value: str) -> datetime | None:
    try:
        return to_utc(parsedate_to_datetime(value))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _max_age(response: Fetched, now: datetime) -> timedelta | None:
    """For how long the server calls this response fresh, None if it says nothing."""
    match = re.search(r"(?i)\bmax-age=\"?(\d{1,9})", response.headers.get("cache-control", ""))
    if match:
        age = response.headers.get("age", "")
        used = int(age[:9]) if age.isascii() and age.isdigit() else 0
        return timedelta(seconds=max(int(match[1]) - used, 0))
    expires = _http_date(response.headers.get("expires", ""))
    sent_at = _sent_at(response, now)
    return expires - sent_at if expires is not None and expires > sent_at else None


def _moved_to(response: Fetched) -> str:
    """Where the permanent redirects before the first temporary one lead."""
    target = ""
    for status, url in response.redirects:
        if status not in _PERMANENT:
            break
        target = url
    return target


def _fit(validator: str) -> str:
    """A validator if it can be echoed byte for byte in a request, else ''."""
    fit = len(validator) <= _MAX_VALIDATOR and _VALIDATOR.fullmatch(validator)
    return validator if fit else ""
