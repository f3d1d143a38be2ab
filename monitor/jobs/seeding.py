"""First start: an empty database gets the claims and outlets of the configuration files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.domain.model import Claim, Outlet
from monitor.domain.ports import Store
from monitor.domain.work import MACHINE, AuditEvent

_SEEDED = "seeded"


def seed(
    store: Store,
    *,
    claims: Sequence[Claim],
    outlets: Sequence[Outlet],
    feeds: Mapping[str, Sequence[str]],
    now: datetime,
) -> bool:
    """Load the defaults once; False if this database has been seeded or used before.

    ``feeds`` gives the feed URLs by outlet id. Interrupted, it is taken up again: what is
    there already is left alone.
    """
    if store.runs.meta(_SEEDED):
        return False
    if store.runs.meta("seeding") is None and (store.claims.list() or store.feeds.list()):
        store.runs.set_meta(_SEEDED, now.isoformat())
        return False
    store.runs.set_meta("seeding", now.isoformat())
    store.outlets.put(outlets)
    for outlet in outlets:
        for url in feeds.get(outlet.id, ()):
            store.feeds.add(url, outlet_id=outlet.id, title=outlet.name, at=now)
    stored = {claim.id for claim in store.claims.list()}
    for claim in claims:
        if claim.id not in stored:
            store.claims.add(
                claim,
                event=AuditEvent(
                    at=now,
                    actor=MACHINE,
                    subject="claim",
                    subject_id=claim.id,
                    action="create",
                    to_state=claim.status,
                    reason="from the claims file",
                ),
            )
    store.runs.set_meta(_SEEDED, now.isoformat())
    return True
