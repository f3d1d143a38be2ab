"""Feeds and article pages over the client: conditional, polite, statuses read as values."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor.domain.model import Feed, to_utc
from monitor.domain.urls import authority
from monitor.domain.web import FailureReason, FetchFailure, NotModified, Page
from monitor.feeds.client import Client, Fetched, Limits, Request
from monitor.feeds.robots import RobotsGate, robots_url
from monitor.feeds.wire import HARD, SOFT

#: However current a server says that we are, a feed is asked unconditionally this often:
#: some answer 304 for ever.
FULL_FETCH_AFTER = timedelta(days=1)
_MAX_VALIDATOR = 500
_PERMANENT = frozenset({301, 308})
_BLOCKED = frozenset({401, 402, 403, 407, 451, 999})
_VALIDATOR = re.compile(r"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?")
_FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " text/xml;q=0.8, */*;q=0.5"
)
_PAGE_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_ROBOTS_ACCEPT = "text/plain, */*;q=0.5"


@dataclass(slots=True)
class _Turn:
    """One host's queue: who holds the lock may ask, not before ``free_at``."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    users: int = 0


class HostGate:
    """One request at a time per host, ``interval`` seconds from the end of one to the next.

    A host is "name:port". With an interval of 0 there is no gate at all (tests, one's own
    server). ``clock`` is monotonic, in seconds.
    """

    def __init__(
        self,
        interval: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._interval = interval
        self._clock = clock
        self._sleep = sleep
        self._turns: dict[str, _Turn] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[None]:
        """Wait until the host of ``url`` may be asked; hold it for as long as the block runs."""
        if self._interval <= 0:
            yield
            return
        turn = self._turns.setdefault(authority(url), _Turn())
        turn.users += 1
        try:
            async with turn.lock:
                wait = turn.free_at - self._clock()
                if wait > 0:
                    await self._sleep(wait)
                try:
                    yield
                finally:
                    turn.free_at = self._clock() + self._interval
        finally:
            turn.users -= 1
            self._forget_idle()

    def _forget_idle(self) -> None:
        if len(self._turns) > 1000:
            now = self._clock()
            self._turns = {k: t for k, t in self._turns.items() if t.users or t.free_at > now}


class PoliteFetcher:
    """The ``Fetcher`` port: a client behind a gate that spares each host.

    ``per_host_interval`` and ``timeout`` are in seconds, ``max_bytes`` is of a decoded body;
    ``clock`` gives the wall time in UTC. With ``robots`` a page is read only if its site's
    robots.txt allows it; feeds are published to be polled.
    """

    def __init__(
        self,
        client: Client,
        *,
        per_host_interval: float,
        timeout: float = 30.0,
        max_bytes: int = 10_000_000,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        robots: bool = False,
    ) -> None:
        self._client = client
        self._gate = HostGate(per_host_interval)
        self._limits = Limits(timeout=timeout, max_bytes=max_bytes)
        self._clock = clock
        self._robots = RobotsGate(self._robots_txt, clock=clock) if robots else None

    async def feed(self, feed: Feed, *, now: datetime) -> Page | NotModified | FetchFailure:
        """Conditional GET of a feed; both validators are echoed byte for byte.

        Unconditional without a success so far, and once in FULL_FETCH_AFTER.
        """
        async with self._gate.turn(feed.url):
            return await fetch_feed(self._client, feed, now=now, limits=self._limits)

    async def page(self, url: str) -> Page | FetchFailure:
        """GET of an article."""
        refusal = await self._refusal(url)
        if refusal is not None:
            return refusal
        async with self._gate.turn(url):
            page = await fetch_page(self._client, url, now=self._clock(), limits=self._limits)
        if isinstance(page, Page) and robots_url(page.final_url) != robots_url(url):
            # A link that leads elsewhere: that site has a say too.
            return await self._refusal(page.final_url) or page
        return page

    async def _refusal(self, url: str) -> FetchFailure | None:
        return await self._robots.refusal(url) if self._robots else None

    async def _robots_txt(self, url: str) -> Page | FetchFailure:
        request = Request(url=url, headers={"accept": _ROBOTS_ACCEPT})
        async with self._gate.turn(url):
            response = await self._client.fetch(request, self._limits)
        return (
            response if isinstance(response, FetchFailure) else _page(url, response, self._clock())
        )


async def fetch_feed(
    client: Client, feed: Feed, *, now: datetime, limits: Limits
) -> Page | NotModified | FetchFailure:
    """One conditional GET of ``feed``, without politeness; ``now`` dates Retry-After."""
    validators = _validators(feed, now)
    request = Request(url=feed.url, headers={"accept": _FEED_ACCEPT, **validators})
    response = await client.fetch(request, limits)
    if isinstance(response, FetchFailure):
        return response
    if response.status == 304 and validators:
        return NotModified(max_age=_max_age(response, now), moved_to=_moved_to(response))
    return _page(feed.url, response, now)


async def fetch_page(
    client: Client, url: str, *, now: datetime, limits: Limits
) -> Page | FetchFailure:
    """One GET of an article, without politeness."""
    response = await client.fetch(Request(url=url, headers={"accept": _PAGE_ACCEPT}), limits)
    return response if isinstance(response, FetchFailure) else _page(url, response, now)


def _validators(feed: Feed, now: datetime) -> dict[str, str]:
    after = max(FULL_FETCH_AFTER, 4 * (feed.interval or timedelta()))
    if feed.full_fetch_at is None or now - feed.full_fetch_at >= after:
        return {}
    found = {"if-none-match": feed.etag, "if-modified-since": feed.last_modified}
    return {name: value for name, value in found.items() if value}


def _page(url: str, response: Fetched, now: datetime) -> Page | FetchFailure:
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
        retry_after=parse_retry_after(headers.get("retry-after", ""), now),
        moved_to=_moved_to(response),
    )


def _failure(response: Fetched, now: datetime) -> FetchFailure | None:
    """What a response without a usable body means, None if it has one."""
    status = response.status
    if 200 <= status < 300 and status not in {204, 205, 206}:
        return None
    wait = parse_retry_after(response.headers.get("retry-after", ""), now)
    reason, message, weight = _meaning(response, asked_to_wait=wait is not None)
    if response.redirects:
        message += f" (after a redirect to {response.url})"
    return FetchFailure(
        reason=reason, message=message[:300], status=status, retry_after=wait, weight=weight
    )


def _meaning(response: Fetched, *, asked_to_wait: bool) -> tuple[FailureReason, str, float]:
    status = response.status
    said = f"HTTP {status}"
    if response.headers.get("cf-mitigated") == "challenge":
        return FailureReason.BLOCKED, f"{said}: a bot check", HARD
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


def parse_retry_after(value: str, now: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for, uncapped; None if it makes no sense."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:12]), 10**9))
    when = _http_date(value)
    return when - now if when is not None and when > now else None


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
    return expires - now if expires is not None and expires > now else None


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
