"""BACKFILL: new claims are matched over everything that is stored, in steps that can resume.

Skipped entries are filtered again, and every stored article is judged against the new claims.
Those that are equally far go together: what is stored is read once for all of them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby

from monitor import log
from monitor.domain.model import Article, Outlet
from monitor.domain.work import ArticleDue, BackfillDue, JobRun
from monitor.jobs.loop import Tally
from monitor.jobs.match import Matching, match_one
from monitor.jobs.versions import standing
from monitor.jobs.watch import Watch, filter_text

logger = logging.getLogger(__name__)

#: Entries or articles looked at in one step.
_CHUNK = 200


async def backfill(job: Matching, *, now: datetime, limit: int = 500) -> JobRun:
    """Match new claims over what is stored, in steps that a restart takes up again."""
    tally = Tally()
    outlets = {o.id: o for o in await job.lanes.db(job.store.outlets.list)}
    waiting = await job.lanes.db(job.store.claims.backfills, limit)
    for after, dues in groupby(sorted(waiting, key=_cursor), _cursor):
        group = _Group(job, tuple(dues), outlets=outlets, now=now, tally=tally)
        if after == 0:
            tally.counts["requeued"] += await group.requeue()
        await group.match(after)
    return tally.run("backfill", started_at=now, finished_at=now)


class _Group:
    """Claims whose backward match is equally far."""

    def __init__(
        self,
        job: Matching,
        dues: Sequence[BackfillDue],
        *,
        outlets: Mapping[str, Outlet],
        now: datetime,
        tally: Tally,
    ) -> None:
        self._job = job
        self._outlets = outlets
        self._now = now
        self._tally = tally
        self._turns: dict[str, int | None] = {}
        self._watch = self._over(dues)

    async def requeue(self) -> int:
        """Entries that nothing hit when they came in, but one of the claims does."""
        job, moved, after = self._job, 0, 0
        while entries := await job.lanes.db(
            job.store.entries.skipped, after_id=after, limit=_CHUNK, since=self._now - job.backfill
        ):
            after = entries[-1].id
            hit = [entry.id for entry in entries if self._watch.hits(filter_text(entry))]
            if hit:
                moved += await job.lanes.db(job.store.entries.requeue, hit)
        return moved

    async def match(self, after: int) -> None:
        """Judge the articles with an id above ``after``."""
        job = self._job
        while self._turns and (
            articles := await job.lanes.db(job.store.articles.after, after, _CHUNK)
        ):
            # Oldest first, so that a reprint finds the report it repeats.
            for item in sorted(articles, key=lambda a: _dated(a.article)):
                await self._match(item)
            after = max(item.article.id for item in articles)
            await self._record(after, done=False)
        await self._record(after, done=True)

    async def _match(self, item: ArticleDue) -> None:
        job, article = self._job, item.article
        try:
            hit = {
                claim.id: claim for claim in self._watch.hits(f"{article.title}\n{article.text}")
            }
        except Exception as error:  # a bug costs this article its judgement, not the others theirs
            self._tally.bugs.append(f"article {article.id}: {type(error).__name__}")
            log.failure(logger, "article broke", article=article.id)
            return
        concerned = set(hit)
        if article.version > 1:  # it may take back what an older version said, without a hit
            earlier = await job.lanes.db(
                standing, job.store, article.url, before=article.fetched_at
            )
            concerned |= {one.claim.id for one in earlier}
        for claim_id in sorted(concerned & self._turns.keys()):
            claims = (hit[claim_id],) if claim_id in hit else ()
            await match_one(
                job,
                item,
                lambda _, claims=claims: claims,  # type: ignore[misc]
                outlets=self._outlets,
                now=self._now,
                tally=self._tally,
                only=claim_id,
            )

    async def _record(self, after: int, *, done: bool) -> None:
        """Move the cursors; who was closed or queued again meanwhile is out of the group."""
        moved = await self._job.lanes.db(
            self._job.store.claims.record_backfills, self._turns, after_article=after, done=done
        )
        self._turns = {name: turn for name, turn in self._turns.items() if name in moved}

    def _over(self, dues: Sequence[BackfillDue]) -> Watch:
        """A watch over the claims; without those whose query is broken, which ``match`` tells."""
        watch = self._job.watcher.over(tuple(due.claim for due in dues))
        self._turns = {due.claim.id: due.turn for due in dues if due.claim.id in watch.claims}
        return watch


def _cursor(due: BackfillDue) -> int:
    return due.after_article


def _dated(article: Article) -> tuple[datetime, str]:
    return (article.published_at or article.fetched_at, article.url)
