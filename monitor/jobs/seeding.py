"""First start: an empty database gets the claims and outlets of the configuration files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from monitor.domain.model import Claim, Outlet
from monitor.domain.ports import Store
from monitor.domain.work import MACHINE, AuditEvent

_SEEDED = "seeded"
_WANTED = "seeding"  # what was missing at the first start


def seed(
    store: Store,
    *,
    claims: Sequence[Claim],
    outlets: Sequence[Outlet],
    feeds: Mapping[str, Sequence[str]],
    now: datetime,
) -> bool:
    """Load the defaults once; False if this database has been seeded before.

    ``feeds`` gives the feed URLs by outlet id. Who has taken claims or feeds of their own
    before the first start keeps those alone: only what is wholly missing is loaded.
    Interrupted, it is taken up again.
    """
    if store.runs.meta(_SEEDED):
        return False
    wanted = store.runs.meta(_WANTED)
    if wanted is None:
        missing = (("claims", store.claims.list()), ("feeds", store.feeds.list()))
        wanted = " ".join(name for name, rows in missing if not rows)
        store.runs.set_meta(_WANTED, wanted)
    if "feeds" in wanted.split():
        _seed_feeds(store, outlets, feeds, now=now)
    if "claims" in wanted.split():
        _seed_claims(store, claims, now=now)
    store.runs.set_meta(_SEEDED, now.isoformat())
    return True


def _seed_feeds(
    store: Store, outlets: Sequence[Outlet], feeds: Mapping[str, Sequence[str]], *, now: datetime
) -> None:
    store.outlets.put(outlets)
    for outlet in outlets:
        for url in feeds.get(outlet.id, ()):
            store.feeds.add(url, outlet_id=outlet.id, title=outlet.name, at=now)


def _seed_claims(store: Store, claims: Sequence[Claim], *, now: datetime) -> None:
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
