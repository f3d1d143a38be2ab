"""Hosts that want to be left alone, written down: a restart asks them no earlier."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from monitor.domain.model import to_utc
from monitor.domain.ports import Store

_CLOSED = "closed_hosts"  # fact of the database


def read_closed(store: Store) -> Mapping[str, datetime]:
    """Until when each host ("name:port") is not to be asked."""
    stored = store.runs.meta(_CLOSED)
    try:
        found = json.loads(stored) if stored else {}
        return {str(host): to_utc(datetime.fromisoformat(at)) for host, at in found.items()}
    except (ValueError, TypeError, AttributeError):  # written by another program
        return {}


def write_closed(store: Store, closed: Mapping[str, datetime]) -> None:
    """Replace what is written down."""
    store.runs.set_meta(_CLOSED, json.dumps({host: at.isoformat() for host, at in closed.items()}))
