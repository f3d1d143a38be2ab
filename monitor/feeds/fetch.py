"""Feeds and article pages over the client: conditional, polite, statuses read as values."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from monitor.domain.model import Feed
from monitor.domain.web import FetchFailure, NotModified, Page
from monitor.feeds.answers import not_modified, read_page
from monitor.feeds.client import Client, Limits, Request
from monitor.feeds.gate import AFTER_429, ClosedHosts, HostGate
from monitor.feeds.robots import RobotsGate, robots_url

_FEED_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " text/xml;q=0.8, */*;q=0.5"
)
_PAGE_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_ROBOTS_ACCEPT = "text/plain, */*;q=0.5"

A = TypeVar("A", Page | NotModified | FetchFailure, Page | FetchFailure)


class PoliteFetcher:
    """The ``Fetcher`` port: a client behind a gate that spares each host.

    ``per_host_interval`` and ``timeout`` are in seconds, ``max_bytes`` is of a decoded body;
    ``clock`` gives the wall time in UTC. With ``robots`` a page is read only if its site's
    robots.txt allows it; feeds are published to be polled. ``whole_host``: a Retry-After is
    meant for the whole host (kept in ``closed``), not only for what was asked.
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
        whole_host: bool = False,
        closed: ClosedHosts | None = None,
    ) -> None:
        self._client = client
        self._gate = HostGate(per_host_interval)
        self._closed = closed or ClosedHosts()
        self._whole_host = whole_host
        self._limits = Limits(timeout=timeout, max_bytes=max_bytes)
        self._clock = clock
        self._robots = RobotsGate(self._robots_txt, clock=clock) if robots else None

    async def feed(self, feed: Feed, *, now: datetime) -> Page | NotModified | FetchFailure:
        """GET of a feed; both validators that it carries are echoed byte for byte."""

        async def ask() -> Page | NotModified | FetchFailure:
            return await fetch_feed(self._client, feed, now=now, limits=self._limits)

        return await self._in_turn(feed.url, ask)

    async def page(self, url: str) -> Page | FetchFailure:
        """GET of an article."""
        refusal = await self._refusal(url)
        if refusal is not None:
            return refusal

        async def ask() -> Page | FetchFailure:
            return await fetch_page(self._client, url, now=self._clock(), limits=self._limits)

        page = await self._in_turn(url, ask)
        if isinstance(page, Page) and robots_url(page.final_url) != robots_url(url):
            # A link that leads elsewhere: that site has a say too.
            return await self._refusal(page.final_url) or page
        return page

    async def _in_turn(self, url: str, ask: Callable[[], Awaitable[A]]) -> A | FetchFailure:
        """Ask when the host's turn has come, unless it wants to be left alone."""
        refused = self._closed.refusal(url, self._clock())
        if refused is not None:
            return refused
        async with self._gate.turn(url) as turn:
            refused = self._closed.refusal(url, self._clock())  # said to one before in the queue
            if refused is not None:
                turn.used = False
                return refused
            answer = await ask()
            if isinstance(answer, FetchFailure) and answer.status == 429:
                turn.pause = AFTER_429
            wait = getattr(answer, "retry_after", None)
            if wait is not None and self._whole_host:
                await self._closed.close(url, wait, now=self._clock())
            return answer

    async def _refusal(self, url: str) -> FetchFailure | None:
        return await self._robots.refusal(url) if self._robots else None

    async def _robots_txt(self, url: str) -> Page | FetchFailure:
        request = Request(url=url, headers={"accept": _ROBOTS_ACCEPT})

        async def ask() -> Page | FetchFailure:
            response = await self._client.fetch(request, self._limits)
            if isinstance(response, FetchFailure):
                return response
            return read_page(url, response, self._clock())

        return await self._in_turn(url, ask)


async def fetch_feed(
    client: Client, feed: Feed, *, now: datetime, limits: Limits
) -> Page | NotModified | FetchFailure:
    """One GET of ``feed``, conditional by its validators, without politeness."""
    given = {"if-none-match": feed.etag, "if-modified-since": feed.last_modified}
    validators = {name: value for name, value in given.items() if value}
    request = Request(url=feed.url, headers={"accept": _FEED_ACCEPT, **validators})
    response = await client.fetch(request, limits)
    if isinstance(response, FetchFailure):
        return response
    if response.status == 304 and validators:
        return not_modified(response, now)
    return read_page(feed.url, response, now)


async def fetch_page(
    client: Client, url: str, *, now: datetime, limits: Limits
) -> Page | FetchFailure:
    """One GET of an article, without politeness."""
    response = await client.fetch(Request(url=url, headers={"accept": _PAGE_ACCEPT}), limits)
    return response if isinstance(response, FetchFailure) else read_page(url, response, now)
