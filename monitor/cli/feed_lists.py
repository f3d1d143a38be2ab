"""Between what is stored of feeds and what an OPML list says of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from monitor.desk.subscriptions import slug, take_up
from monitor.domain.model import Feed, Outlet, OutletKind, Outline
from monitor.domain.ports import Store
from monitor.domain.urls import host_of
from monitor.feeds.opml import Own, Subscription


def take_up_all(store: Store, rows: Iterable[Subscription], *, now: datetime) -> int:
    """Store those that are not there yet; how many."""
    return sum(
        take_up(
            store,
            row.url,
            now=now,
            title=row.title,
            outlet=_outlet(row),
            outline=Outline(folders=row.folders, attributes=row.attributes),
            interval=_seconds(row.own.interval),
            paused=row.own.paused == "true",
        )
        for row in rows
    )


def _outlet(row: Subscription) -> Outlet:
    """As our own list says, else the folder around it, else its host."""
    own, host = row.own, host_of(row.url)
    kinds = {str(kind): kind for kind in OutletKind}
    return Outlet(
        id=own.outlet or slug(row.folder or host),
        name=own.name or row.folder or row.title or host,
        kind=kinds.get(own.kind, OutletKind.OTHER),
        country=own.country,
        state_media_of=own.state_media_of,
        hosts=tuple(own.hosts.split()) or (host,),
        language=own.language or "en",
    )


def _seconds(text: str) -> timedelta | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return timedelta(seconds=seconds) if 0 < seconds < 40_000_000 else None


def all_of(store: Store) -> list[Subscription]:
    """Every stored feed, in order."""
    outlets = {outlet.id: outlet for outlet in store.outlets.list()}
    return [_subscription(feed, outlets[feed.outlet_id]) for feed in store.feeds.list()]


def _subscription(feed: Feed, outlet: Outlet) -> Subscription:
    by_hand = not feed.outline.attributes  # never in a list: its outlet is its folder
    return Subscription(
        url=feed.url,
        title=feed.title,
        folders=(outlet.name,) if by_hand else feed.outline.folders,
        attributes=feed.outline.attributes,
        own=Own(
            outlet=outlet.id,
            name=outlet.name,
            kind=str(outlet.kind),
            country=outlet.country,
            state_media_of=outlet.state_media_of,
            hosts=" ".join(outlet.hosts),
            language=outlet.language,
            interval=f"{feed.interval.total_seconds():g}" if feed.interval else "",
            paused="true" if feed.paused else "",
        ),
    )
