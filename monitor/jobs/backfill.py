"""BACKFILL: a new claim is matched over everything that is stored, in steps that can resume.

Skipped entries are filtered again, and every stored article is judged against the new claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from monitor.domain.model import Article, Claim, Outlet
from monitor.domain.work import BackfillDue, JobRun
from monitor.jobs.loop import Tally
from monitor.jobs.match import Matching, match_one
from monitor.jobs.watch import Watch, filter_text

#: Entries or articles looked at in one step.
_CHUNK = 200


async def backfill(job: Matching, *, now: datetime, limit: int = 20) -> JobRun:
    """Match new claims over what is stored, in steps that a restart takes up again."""
    tally = Tally()
    outlets = {o.id: o for o in await job.lanes.db(job.store.outlets.list)}
    for due in await job.lanes.db(job.store.claims.backfills, limit):
        watch = await job.lanes.db(job.watcher.current, job.store.claims)
        if due.claim.id not in watch.claims:  # its query is broken, which ``match`` reports
            continue
        if due.after_article == 0:
            tally.counts["requeued"] += await _requeue(job, due, watch, now=now)
        await _match_back(job, due, watch, outlets=outlets, now=now, tally=tally)
    return tally.run("backfill", started_at=now, finished_at=now)


async def _requeue(job: Matching, due: BackfillDue, watch: Watch, *, now: datetime) -> int:
    """Entries that nothing hit when they came in, but the new claim does."""
    moved = after = 0
    while entries := await job.lanes.db(
        job.store.entries.skipped, after_id=after, limit=_CHUNK, since=now - job.backfill
    ):
        after = entries[-1].id
        hit = [
            entry.id
            for entry in entries
            if any(claim.id == due.claim.id for claim in watch.hits(filter_text(entry)))
        ]
        if hit:
            moved += await job.lanes.db(job.store.entries.requeue, hit)
    return moved


async def _match_back(
    job: Matching,
    due: BackfillDue,
    watch: Watch,
    *,
    outlets: Mapping[str, Outlet],
    now: datetime,
    tally: Tally,
) -> None:
    claim_id = due.claim.id

    def hits(text: str) -> tuple[Claim, ...]:
        return tuple(claim for claim in watch.hits(text) if claim.id == claim_id)

    after = due.after_article
    while articles := await job.lanes.db(job.store.articles.after, after, _CHUNK):
        # Oldest first, so that a reprint finds the report it repeats.
        for item in sorted(articles, key=lambda a: _dated(a.article)):
            await match_one(job, item, hits, outlets=outlets, now=now, tally=tally, only=claim_id)
        after = max(item.article.id for item in articles)
        await job.lanes.db(
            job.store.claims.record_backfill,
            claim_id,
            after_article=after,
            done=False,
            turn=due.turn,
        )
    await job.lanes.db(
        job.store.claims.record_backfill, claim_id, after_article=after, done=True, turn=due.turn
    )


def _dated(article: Article) -> tuple[datetime, str]:
    return (article.published_at or article.fetched_at, article.url)
