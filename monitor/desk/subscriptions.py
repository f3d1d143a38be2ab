"""Feeds by hand: a feed of an outlet that may be new."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from monitor.domain.model import Feed, Outlet, OutletKind, Outline
from monitor.domain.ports import Store
from monitor.domain.urls import host_of
from monitor.errors import UsageError

_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_LONGEST = timedelta(days=366)


def subscribe(
    store: Store,
    url: str,
    *,
    now: datetime,
    outlet_id: str = "",
    name: str = "",
    kind: OutletKind = OutletKind.OTHER,
    country: str = "",
    state_media_of: str = "",
) -> Feed:
    """Store a feed; its outlet is made from the host's name when it is new.

    The same URL again gives the stored feed. UsageError for what is no http(s) URL.
    """
    host = host_of(url)
    if not url.startswith(("http://", "https://")) or not host:
        raise UsageError(f"{url!r} is no http(s) URL")
    outlet_id = outlet_id or slug(host)
    known = {row.id: row for row in store.outlets.list()}
    if outlet_id not in known:
        outlet = Outlet(
            id=outlet_id,
            name=name or host,
            kind=kind,
            country=country,
            state_media_of=state_media_of,
            hosts=(host,),
        )
        store.outlets.put([outlet])
    elif country or state_media_of:
        raise UsageError(f"outlet {outlet_id} is there already; edit outlets.toml instead")
    return store.feeds.add(url, outlet_id=outlet_id, title=name, at=now)


def take_up(
    store: Store,
    url: str,
    *,
    now: datetime,
    title: str,
    outlet: Outlet,
    outline: Outline,
    interval: timedelta | None = None,
    paused: bool = False,
) -> bool:
    """Store a feed of a list with all that the list says of it; whether it was not there yet.

    ``outlet`` is its outlet, made if it is new and left alone if it is not. A feed that is there
    already stays as it is.
    """
    if store.feeds.find(url) is not None:
        return False
    if outlet.id not in {row.id for row in store.outlets.list()}:
        store.outlets.put([outlet])
    feed = store.feeds.add(url, outlet_id=outlet.id, title=title, at=now)
    store.feeds.describe(feed.id, interval=interval, outline=outline)
    if paused:
        store.feeds.pause(feed.id, paused=True, at=now)
    return True


def parse_interval(text: str) -> timedelta:
    """A pause given as 90s, 30m, 2h, 1d; 0 stands for the default. UsageError if it is none."""
    match = re.fullmatch(r"(\d{1,6})\s*([smhd]?)", text.strip().lower())
    if match is None or not (match[2] or match[1] == "0"):
        raise UsageError(f"{text!r} is no interval: give 90s, 30m, 2h, 1d, or 0 for the default")
    found = int(match[1]) * _UNITS.get(match[2], timedelta())
    if found > _LONGEST:
        raise UsageError(f"{text!r}: a feed is asked once a year at least")
    return found


def slug(name: str) -> str:
    """An outlet id made of a host or a folder's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().removeprefix("www.")).strip("-") or "outlet"
