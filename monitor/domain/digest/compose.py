"""Chooses, groups and orders what goes into a digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from monitor.domain.cleaning import safe_text
from monitor.domain.digest.cards import (
    LATE,
    MAX_TEXT,
    MAX_WORD,
    Window,
    claim_sections,
    created_key,
    news_of,
)
from monitor.domain.digest.content import (
    Change,
    ChangeKind,
    ClaimSection,
    Counts,
    DigestContent,
    DigestFlag,
    FeedLine,
    Reopening,
    StaleClaim,
    Totals,
    from_json,
    to_json,
)
from monitor.domain.digest.feeds import READ_WELL, feed_lines
from monitor.domain.judgement import DECIDED, Flag, FlagState
from monitor.domain.model import Claim, ClaimStatus, Feed, Outlet
from monitor.domain.reopening import Proposal, advice_of, reason_of
from monitor.domain.weather import offline_line
from monitor.domain.work import MACHINE, AuditEvent, JobRun

__all__ = [
    "LATE",
    "Change",
    "ChangeKind",
    "ClaimSection",
    "Counts",
    "DigestContent",
    "DigestFlag",
    "FeedLine",
    "Reopening",
    "StaleClaim",
    "Totals",
    "compose",
    "from_json",
    "to_json",
]

MAX_CLAIMS = 40
MAX_CHANGES = 20
MAX_STALE = 10
MAX_FEEDS = 25
MAX_TROUBLES = 10


def compose(
    *,
    local_day: date,
    zone: str,
    start: datetime,
    end: datetime,
    claims: Iterable[Claim],
    flags: Iterable[Flag],
    feeds: Iterable[Feed],
    outlets: Iterable[Outlet] = (),
    runs: Iterable[JobRun] = (),
    events: Iterable[AuditEvent] = (),
    undelivered: Iterable[str] = (),
    totals: Totals | None = None,
    previous: DigestContent | None = None,
    reopen: Iterable[Proposal] = (),
    offline_since: datetime | None = None,
) -> DigestContent:
    """The digest of [start, end), given everything stored.

    ``flags`` must hold all cards that wait for review and all that were made or changed since
    ``start - LATE``; ``events`` (of claims and flags, any order) those since then.
    ``previous`` is the content of the digest that ended at ``start``: what it covered is left
    out, and the counts are the growth of ``totals`` since it.
    """
    by_id = {claim.id: claim for claim in claims}
    names = {outlet.id: outlet.name for outlet in outlets}
    cards, events, feeds = tuple(flags), tuple(events), tuple(feeds)
    window = Window(start=start, end=end, previous=previous)
    sections = claim_sections(news_of(cards, events, window), by_id, names)
    changes = [*_verdicts(events, by_id, window), *_changed_cards(cards, by_id, window)]
    changes.sort(key=lambda change: (change.at, change.claim_id, change.flag_id or 0))
    stale = _stale(by_id.values(), events, start)
    lines = feed_lines(feeds)
    created = [card for card in cards if window.takes(created_key(card), card.created_at)]
    totals = totals or Totals()
    before = previous.totals if previous else Totals()
    entries = max(totals.entries - before.entries, 0)
    return DigestContent(
        local_day=local_day,
        zone=zone,
        period_start=start,
        period_end=end,
        claims=sections[:MAX_CLAIMS],
        more_claims=len(sections[MAX_CLAIMS:]),
        more_flags=sum(len(s.flags) + s.more for s in sections[MAX_CLAIMS:]),
        changes=tuple(changes[-MAX_CHANGES:]),
        more_changes=len(changes[:-MAX_CHANGES]),
        stale=stale[:MAX_STALE],
        more_stale=len(stale[MAX_STALE:]),
        feeds=lines[:MAX_FEEDS],
        more_feeds=len(lines[MAX_FEEDS:]),
        unreadable=sum(line.unreadable for line in lines),
        reopen=tuple(map(_reopening, reopen))[:MAX_CHANGES],
        offline_since=offline_since,
        troubles=_troubles(runs, undelivered, offline_since),
        counts=Counts(
            feeds=sum(not feed.paused for feed in feeds),
            feeds_ok=sum(not feed.paused and feed.state in READ_WELL for feed in feeds),
            entries=entries,
            hits=max(entries - max(totals.skipped - before.skipped, 0), 0),
            articles=max(totals.articles - before.articles, 0),
            recaps=sum(card.state is FlagState.HIDDEN for card in created),
            reviewed=sum(card.state in DECIDED for card in created),
            waiting=sum(card.state is FlagState.QUEUED for card in cards),
        ),
        totals=totals,
        covered=window.covered,
    )


def _verdicts(
    events: Iterable[AuditEvent], claims: Mapping[str, Claim], window: Window
) -> list[Change]:
    """What people did to claims; storing and opening a claim are no verdicts."""
    return [
        Change(
            kind=ChangeKind.VERDICT,
            claim_id=event.subject_id,
            claim_text=_claim_text(event.subject_id, claims),
            at=event.at,
            actor=safe_text(event.actor, limit=MAX_WORD),
            from_state=event.from_state,
            to_state=event.to_state,
            reason=safe_text(event.reason or event.note, limit=MAX_TEXT),
        )
        for event in events
        if event.subject == "claim"
        and event.actor != MACHINE
        and event.from_state not in {"", event.to_state, ClaimStatus.DRAFT}
        and event.to_state
        and window.takes(f"e{event.id}", event.at)
    ]


def _changed_cards(
    cards: Iterable[Flag], claims: Mapping[str, Claim], window: Window
) -> list[Change]:
    return [
        Change(
            kind=ChangeKind.NEW_EVIDENCE,
            claim_id=card.claim_id,
            claim_text=_claim_text(card.claim_id, claims),
            flag_id=card.id,
            at=card.changed_at,
            to_state=card.state.value,
        )
        for card in cards
        if card.state in DECIDED
        and card.changed_at is not None
        and window.takes(f"n{card.id}:{card.changed_at.isoformat()}", card.changed_at)
    ]


def _claim_text(claim_id: str, claims: Mapping[str, Claim]) -> str:
    claim = claims.get(claim_id)
    return safe_text(claim.text, limit=MAX_TEXT) if claim else ""


def _stale(
    claims: Iterable[Claim], events: Iterable[AuditEvent], start: datetime
) -> tuple[StaleClaim, ...]:
    """Those that went stale in the period first, then as the claims come."""
    since: dict[str, datetime] = {}
    for event in events:
        if event.subject == "claim" and event.to_state == ClaimStatus.STALE:
            since[event.subject_id] = max(event.at, since.get(event.subject_id, event.at))
    rows = [
        StaleClaim(
            claim_id=claim.id,
            text=safe_text(claim.text, limit=MAX_TEXT),
            since=since.get(claim.id),
            fresh=since.get(claim.id, start) > start,
        )
        for claim in claims
        if claim.status is ClaimStatus.STALE
    ]
    return tuple(sorted(rows, key=lambda row: not row.fresh))


def _reopening(one: Proposal) -> Reopening:
    return Reopening(
        claim_id=one.claim_id,
        claim_text=one.claim_text,
        card=one.correction,
        why=reason_of(one),
        what_to_do=advice_of(one),
    )


def _troubles(
    runs: Iterable[JobRun], undelivered: Iterable[str], offline_since: datetime | None
) -> tuple[str, ...]:
    offline = (offline_line(offline_since),) if offline_since else ()
    failed = (
        f"The job {run.job!r} did not finish cleanly: {run.message or 'see the log'}"
        for run in runs
        if not run.ok
    )
    lines = (*offline, *undelivered, *failed)
    return tuple(safe_text(line, limit=MAX_TEXT) for line in lines)[:MAX_TROUBLES]
