"""UPKEEP: snoozed cards come back, quiet claims are marked stale. No other state is touched.

Old calls of second readers are forgotten with their replies.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from monitor.domain.model import ClaimStatus
from monitor.domain.ports import Store
from monitor.domain.work import MACHINE, AuditEvent, JobRun
from monitor.jobs.loop import Tally

#: How long a second reader's reply may be used again.
_REPLIES = timedelta(days=90)


def upkeep(store: Store, *, now: datetime, stale_after: timedelta) -> JobRun:
    """Wake what is due and move claims between open and stale by the age of their evidence."""
    tally = Tally()
    tally.counts["woken"] += store.flags.wake_snoozed(now)
    if forgotten := store.seconds.prune(now - _REPLIES):
        tally.counts["forgotten"] += forgotten
    for claim in store.claims.list({ClaimStatus.OPEN, ClaimStatus.STALE}):
        evidence = store.flags.evidence_on(claim.id)
        newest = max((row.recorded_at for row in evidence), default=claim.created_at)
        stale = now - max(newest, claim.created_at) > stale_after
        if stale == (claim.status is ClaimStatus.STALE):
            continue
        to = ClaimStatus.STALE if stale else ClaimStatus.OPEN
        event = AuditEvent(
            at=now,
            actor=MACHINE,
            subject="claim",
            subject_id=claim.id,
            action="stale" if stale else "fresh",
            from_state=claim.status,
            to_state=to,
            reason=f"no new evidence since {newest:%Y-%m-%d}" if stale else "new evidence",
        )
        store.claims.record_staleness(claim.id, stale=stale, event=event)
        tally.counts[str(to)] += 1
    return tally.run("upkeep", started_at=now, finished_at=now)
