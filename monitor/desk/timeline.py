"""The dated story of a claim: what was reported, what people decided, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.domain.judgement import Evidence, Flag, FlagKind, FlagState
from monitor.domain.model import Claim
from monitor.domain.ports import Store
from monitor.domain.work import MACHINE, AuditEvent


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """One independent report: its lead evidence and how often it was reprinted."""

    at: datetime
    flag: Flag
    lead: Evidence
    reprints: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Timeline:
    """Reports by date of publication, a person's acts by when they were done."""

    claim: Claim
    steps: tuple[Report | AuditEvent, ...]
    recaps: int  # hidden cards, only counted
    independent: dict[FlagKind, int]  # origin groups by kind


def timeline(store: Store, claim_id: str) -> Timeline:
    """Reports and decisions on a claim, oldest first; recaps are counted, not listed."""
    claim = store.claims.get(claim_id)
    flags = store.flags.list(claim_id=claim_id)
    shown = [f for f in flags if f.state not in (FlagState.HIDDEN, FlagState.SUPERSEDED)]
    reports = [
        Report(
            at=flag.lead.published_at or flag.lead.fetched_at,
            flag=flag,
            lead=flag.lead,
            reprints=flag.reprints,
        )
        for flag in shown
    ]
    acts = [
        event
        for event in store.audit.list(subject="claim", subject_id=claim_id)
        if event.actor != MACHINE or event.action in ("stale", "fresh")
    ]
    for flag in flags:
        events = store.audit.list(subject="flag", subject_id=str(flag.id))
        acts.extend(event for event in events if event.actor != MACHINE)
    independent: dict[FlagKind, int] = {}
    for flag in shown:
        independent[flag.kind] = independent.get(flag.kind, 0) + 1
    steps: list[Report | AuditEvent] = [*reports, *acts]
    steps.sort(key=lambda step: (step.at, isinstance(step, AuditEvent)))
    return Timeline(
        claim=claim,
        steps=tuple(steps),
        recaps=sum(flag.state is FlagState.HIDDEN for flag in flags),
        independent=independent,
    )
