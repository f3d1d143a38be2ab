"""What polling does while the monitor itself is offline; domain.weather says when it is."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor import log
from monitor.domain.model import Feed
from monitor.domain.ports import Lanes, Store
from monitor.domain.weather import OFFLINE, SCOUT_EVERY, SCOUTS, WHY, Weather, site_key
from monitor.domain.work import FeedDue, PollOutcome

logger = logging.getLogger(__name__)


async def look_out(store: Store, lanes: Lanes, weather: Weather) -> None:
    """Remember being offline over a restart."""
    if weather.since is None:
        stored = await lanes.db(store.runs.meta, OFFLINE)
        weather.since = datetime.fromisoformat(stored) if stored else None


def scouts(due: Sequence[FeedDue]) -> tuple[FeedDue, ...]:
    """One feed of each of a few sites; those that failed before say nothing."""
    well = [item for item in due if item.feed.failures < 1.0] or due
    sites = {site_key(item.feed.url): item for item in reversed(well)}
    return tuple(reversed(sites.values()))[:SCOUTS]


def uncharged(feed: Feed, *, at: datetime) -> PollOutcome:
    """``feed`` as it was before, to be tried again soon."""
    again = replace(feed, next_poll_at=at + SCOUT_EVERY)
    return PollOutcome(feed=again, at=at, ok=False, message="the monitor is offline")


async def go_offline(store: Store, lanes: Lanes, weather: Weather, *, at: datetime) -> None:
    """Give back what was charged before it was clear, and write it down."""
    refunds = weather.refunds(at)
    for feed in refunds:
        await lanes.db(store.feeds.record_poll, uncharged(feed, at=at))
    since = weather.since
    if refunds and since is not None:
        log.event(logger, logging.ERROR, "offline", since=since.isoformat(), why=WHY)
        await lanes.db(store.runs.set_meta, OFFLINE, since.isoformat())


async def come_back(store: Store, lanes: Lanes, weather: Weather) -> None:
    """Write down that it is over, if the scouts have found that."""
    if weather.since is None:
        log.event(logger, logging.WARNING, "online again")
        await lanes.db(store.runs.set_meta, OFFLINE, "")
