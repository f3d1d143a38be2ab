"""Looks at an address that a person names: is it a feed, and if not, which feeds has its site?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.cli import context

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.ports import Fetcher
    from monitor.domain.web import FetchFailure, Page, ParsedFeed
    from monitor.feeds.discover import Found

#: Addresses that only look like feeds are read before they are proposed: so many.
MAX_TRIED = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What an address holds."""

    feed: ParsedFeed | None = None  # None: nothing could be fetched
    failure: str = ""  # why
    discovered: tuple[Found, ...] = ()  # feeds that a page names; the parts of an index


def look(url: str) -> Looked:
    """Read ``url``; of a page that is no feed find the site's."""
    from monitor.wiring import open_network

    async def run() -> Looked:
        async with open_network(context.current.settings, by_hand=True) as fetcher:
            return await _look(fetcher, url, now=context.current.now())

    return asyncio.run(run())


def look_at_file(body: bytes) -> Looked:
    """The same for a document at hand, without asking anybody."""
    from monitor.domain.web import FeedStatus
    from monitor.feeds.discover import feeds_of_page
    from monitor.feeds.parse import parse_feed

    feed = parse_feed(body, url="", content_type="", now=context.current.now())
    page = feed.status is FeedStatus.NOT_A_FEED
    return Looked(feed=feed, discovered=feeds_of_page(body, url="") if page else ())


async def _look(fetcher: Fetcher, url: str, *, now: datetime) -> Looked:
    from monitor.domain.web import FeedStatus, FetchFailure
    from monitor.feeds.discover import Found, feeds_of_page, sitemaps_of_robots
    from monitor.feeds.robots import robots_url

    page = await _get(fetcher, url, now=now)
    if isinstance(page, FetchFailure):
        return Looked(failure=page.message)
    feed = _parsed(page, now=now)
    if feed.status is not FeedStatus.NOT_A_FEED:
        parts = tuple(Found(url=part, kind="sitemap") for part in feed.parts)
        return Looked(feed=feed, discovered=parts)
    found = feeds_of_page(page.body, url=page.final_url)
    if named := tuple(row for row in found if row.named):
        return Looked(feed=feed, discovered=named)
    robots = await fetcher.page(robots_url(page.final_url))
    if not isinstance(robots, FetchFailure):
        found = (*sitemaps_of_robots(robots.body, url=page.final_url)[:MAX_TRIED], *found)
    tried = [row for row in found[:MAX_TRIED] if await _is_feed(fetcher, row.url, now=now)]
    return Looked(feed=feed, discovered=tuple(tried))


async def _is_feed(fetcher: Fetcher, url: str, *, now: datetime) -> bool:
    """Whether ``url`` holds entries, or leads to a sitemap that does."""
    from monitor.domain.web import FetchFailure

    page = await _get(fetcher, url, now=now)
    if isinstance(page, FetchFailure):
        return False
    feed = _parsed(page, now=now)
    if feed.parts:
        page = await _get(fetcher, feed.parts[0], now=now)
        if isinstance(page, FetchFailure):
            return False
        feed = _parsed(page, now=now)
    return bool(feed.entries)


async def _get(fetcher: Fetcher, url: str, *, now: datetime) -> Page | FetchFailure:
    """As a poll would ask for it: some servers answer a browser differently."""
    from monitor.domain.model import Feed
    from monitor.domain.web import FailureReason, FetchFailure, NotModified

    answer = await fetcher.feed(Feed(id=0, url=url, outlet_id="unknown"), now=now)
    if isinstance(answer, NotModified):  # nothing was asked conditionally
        return FetchFailure(reason=FailureReason.PROTOCOL, message="HTTP 304 for no reason")
    return answer


def _parsed(page: Page, *, now: datetime) -> ParsedFeed:
    from monitor.feeds.parse import parse_feed

    return parse_feed(page.body, url=page.final_url, content_type=page.content_type, now=now)
