"""Makes the day's digest and queues it for delivery, in one transaction."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.domain.digest.compose import LATE, DigestContent, Totals, compose, from_json, to_json
from monitor.domain.digest.schedule import due_day, period
from monitor.domain.judgement import Flag, FlagKind, FlagState
from monitor.domain.model import Claim, EntryState
from monitor.domain.ports import Store
from monitor.domain.reopening import Proposal, is_concerned, proposals
from monitor.domain.weather import OFFLINE
from monitor.domain.work import AuditEvent, Delivery, Digest
from monitor.errors import StorageError
from monitor.jobs.deliver import DeliveryReport, deliver, requeue, undelivered

__all__ = [
    "DeliveryReport",
    "deliver",
    "delivery_key",
    "gather",
    "prepare",
    "requeue",
    "undelivered",
]

_log = logging.getLogger(__name__)

_EVENTS = 5000


def prepare(
    store: Store,
    *,
    now: datetime,
    at: time,
    zone: ZoneInfo,
    channels: Sequence[str],
    force: bool = False,
) -> Digest | None:
    """Compose and store the digest that is due, with one delivery per channel; None if none is.

    ``channels`` are the names of the configured channels. With ``force`` that of today is made
    even before its time; if the day has its digest already, that one is returned.
    """
    last = store.digests.last()
    if force:
        day: date | None = now.astimezone(zone).date()
    else:
        day = due_day(
            now,
            at=at,
            zone=zone,
            last_day=last.local_day if last else None,
            begun_at=None if last else _begun_at(store),
        )
    if day is None:
        return None
    stored = store.digests.find(day)
    if stored is not None:
        return stored if force else None
    content = gather(store, now=now, day=day, zone=zone)
    instance = _instance(store)
    digest = Digest(
        local_day=day,
        period_start=content.period_start,
        period_end=content.period_end,
        created_at=now,
        body=to_json(content),
    )
    deliveries = [
        Delivery(digest_id=0, channel=name, key=delivery_key(day, name, instance))
        for name in dict.fromkeys(channels)
    ]
    return store.digests.create(digest, deliveries)


def delivery_key(day: date, channel: str, instance: str) -> str:
    """The same for every attempt: a Message-ID in angle brackets, unlike any other's."""
    digest = hashlib.sha256(channel.encode()).hexdigest()[:8]
    kind = "".join(c for c in channel.partition(":")[0] if c.isascii() and c.isalnum())
    return f"<digest-{day.isoformat()}.{kind}-{digest}@{instance}.followup-monitor>"


def _instance(store: Store) -> str:
    """What tells this database's digests from those of another one."""
    instance = store.runs.meta("instance")
    if not instance:
        instance = uuid.uuid4().hex[:12]
        store.runs.set_meta("instance", instance)
    return instance


def gather(
    store: Store, *, now: datetime, zone: ZoneInfo, day: date | None = None
) -> DigestContent:
    """The content of a digest made now, from what is stored; writes nothing (for previews)."""
    day = day or now.astimezone(zone).date()
    previous = _previous(store, day, now)
    claims = store.claims.list()
    start, end = period(
        now,
        last_end=previous.period_end if previous else None,
        begun_at=_begun_at(store),
    )
    states = store.entries.counts()
    events = (
        *store.audit.list(subject="claim", limit=_EVENTS),
        *store.audit.list(subject="flag", limit=_EVENTS),
    )
    return compose(
        local_day=day,
        zone=zone.key,
        start=start,
        end=end,
        claims=claims,
        flags=_flags(store, start - LATE),
        feeds=store.feeds.list(),
        outlets=store.outlets.list(),
        runs=store.runs.latest_runs(),
        events=events,
        undelivered=undelivered(store, day),
        reopen=_reopen(store, claims, events),
        offline_since=offline_since(store),
        totals=Totals(
            entries=sum(states.values()),
            skipped=states.get(EntryState.SKIPPED, 0),
            failed=states.get(EntryState.FAILED, 0),
            articles=store.articles.count(),
        ),
        previous=_content(previous),
    )


def offline_since(store: Store) -> datetime | None:
    """Since when the monitor has no way out, None if it has."""
    stored = store.runs.meta(OFFLINE)
    return datetime.fromisoformat(stored) if stored else None


def _reopen(
    store: Store, claims: Iterable[Claim], events: Sequence[AuditEvent]
) -> tuple[Proposal, ...]:
    cards = (
        *store.flags.list(kinds={FlagKind.CORRECTION}),
        *store.flags.list(states={FlagState.ACCEPTED}),
    )
    concerned = sorted({flag.claim_id for flag in cards if is_concerned(flag)})
    flags = [flag for claim in concerned for flag in store.flags.list(claim_id=claim)]
    return proposals({claim.id: claim for claim in claims}, flags, events)


def _begun_at(store: Store) -> datetime | None:
    """When the first claim came: there was nothing to watch for before."""
    return min((claim.created_at for claim in store.claims.list()), default=None)


def _previous(store: Store, day: date, now: datetime) -> Digest | None:
    """The newest digest that was not made in what is now the future (by a wrong clock)."""
    last = store.digests.last()
    if last is None or last.period_end <= now:
        return last
    for back in range(1, 32):
        digest = store.digests.find(day - timedelta(days=back))
        if digest is not None and digest.period_end <= now:
            return digest
    return None


def _content(digest: Digest | None) -> DigestContent | None:
    try:
        return from_json(digest.body) if digest else None
    except StorageError as error:
        _log.warning("the last digest cannot be compared with: %s", error)
        return None


def _flags(store: Store, since: datetime) -> Iterable[Flag]:
    waiting = store.flags.list(states={FlagState.QUEUED})
    recent = store.flags.list(since=since)
    return {flag.id: flag for flag in (*waiting, *recent)}.values()
