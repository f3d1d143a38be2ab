"""Feeds by hand: a feed of an outlet that may be new."""

from __future__ import annotations

import re
from datetime import datetime

from monitor.domain.model import Feed, Outlet, OutletKind
from monitor.domain.ports import Store
from monitor.domain.urls import host_of
from monitor.errors import UsageError


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


def slug(name: str) -> str:
    """An outlet id made of a host or a folder's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().removeprefix("www.")).strip("-") or "outlet"
