"""RECHECK: pages that are evidence -> fetched again -> a new version, a removal, or nothing new.

A new version is only stored here: matching reads it and says what it takes back.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from monitor import log
from monitor.domain.model import COMPLETE, Article
from monitor.domain.recheck import compare, confirm_at, is_removed, next_check
from monitor.domain.urls import authority, canonicalise
from monitor.domain.weather import OFFLINE
from monitor.domain.web import Extracted, FetchFailure
from monitor.domain.work import JobRun, RecheckDue, RecheckOutcome
from monitor.jobs.collect import LONGEST_WISH, Collecting, content_hash, extract_page
from monitor.jobs.loop import Tally, clock_from, each
from monitor.jobs.versions import removals

logger = logging.getLogger(__name__)

_MISSING = frozenset({404, 410})
_SAME_STORY = 0.3  # share of its sentences that a page keeps when it moves


async def recheck(job: Collecting, *, now: datetime, limit: int = 200) -> JobRun:
    """Look again at every page that is due; at none while the monitor is offline."""
    since, clock = time.monotonic(), clock_from(now)
    if await job.lanes.db(job.store.runs.meta, OFFLINE):
        return Tally().run("recheck", started_at=now, finished_at=now)
    due = await job.lanes.db(job.store.rechecks.due, now, limit)
    tally = Tally()

    async def work(item: RecheckDue) -> None:
        outcome, result = await recheck_one(job, item, clock=clock)
        await job.lanes.db(job.store.rechecks.record_recheck, outcome)
        tally.counts[result] += 1
        if result != "unchanged":
            log.event(
                logger, logging.INFO, "page rechecked", article=item.article.id, result=result
            )

    async def broken(item: RecheckDue, _error: Exception) -> None:
        outcome = _looked(_not_ahead(item, clock()), now=clock())
        await job.lanes.db(job.store.rechecks.record_recheck, outcome)

    await each(
        due,
        work,
        name=lambda item: f"page of article {item.article.id}",
        broken=broken,
        concurrency=job.concurrency,
        tally=tally,
        logger=logger,
        key=lambda item: ("page", item.article.url),
        host=lambda item: authority(item.address),
        hands=job.hands,
        since=since,
    )
    return tally.run("recheck", started_at=now, finished_at=now)


async def recheck_one(
    job: Collecting, item: RecheckDue, *, clock: Callable[[], datetime]
) -> tuple[RecheckOutcome, str]:
    """The outcome for one page and a word for it; nothing is written."""
    page = await job.fetcher.page(item.address)
    now = clock()
    item = _not_ahead(item, now)
    if isinstance(page, FetchFailure):
        if page.status in _MISSING:
            return await _missing(job, item, now=now)
        return _failed(item, page, now=now), "failed"
    extracted = await extract_page(job, page)
    if extracted.status not in COMPLETE or not extracted.text:
        return _looked(item, now=now), "unreadable"
    url = canonicalise(extracted.canonical_url or page.final_url)
    version = _version(item.article, extracted, now=now)
    change = compare(item.article, title=version.title, text=version.text)
    if change.unchanged:
        return _looked(item, now=now), "unchanged"
    if url != item.article.url and change.kept < _SAME_STORY:
        return _looked(item, now=now), "elsewhere"
    return replace(_looked(item, now=now), article=version), "changed"


def _not_ahead(item: RecheckDue, now: datetime) -> RecheckDue:
    """``item`` without dates in the future, which a clock that ran ahead has left."""
    since = item.missing_since
    return replace(
        item,
        first_fetched_at=min(item.first_fetched_at, now),
        missing_since=min(since, now) if since else None,
    )


def _version(old: Article, extracted: Extracted, *, now: datetime) -> Article:
    """The page as it is now. It keeps its first date: an edit is no later report."""
    title = extracted.title or old.title
    return Article(
        url=old.url,
        content_hash=content_hash(title, extracted.text),
        outlet_id=old.outlet_id,
        title=title,
        text=extracted.text,
        byline=extracted.byline or old.byline,
        language=extracted.language or old.language,
        status=extracted.status,
        published_at=old.published_at,
        fetched_at=now,
        entry_id=old.entry_id,
    )


def _looked(item: RecheckDue, *, now: datetime) -> RecheckOutcome:
    """A look at a page that is there."""
    checks = item.checks + 1
    return RecheckOutcome(
        url=item.article.url,
        at=now,
        checks=checks,
        next_check_at=next_check(item.first_fetched_at, checks, now),
    )


async def _missing(
    job: Collecting, item: RecheckDue, *, now: datetime
) -> tuple[RecheckOutcome, str]:
    since = item.missing_since or now
    outcome = RecheckOutcome(
        url=item.article.url,
        at=now,
        checks=item.checks,
        next_check_at=confirm_at(since, now),
        missing_since=since,
    )
    if not is_removed(item.missing_since, now):
        return outcome, "missing"
    drafts = await job.lanes.db(removals, job.store, item.article.url, now=now)
    return replace(outcome, next_check_at=None, drafts=drafts), "removed"


def _failed(item: RecheckDue, failure: FetchFailure, *, now: datetime) -> RecheckOutcome:
    """The network's fault says nothing about the page: the next step of the schedule."""
    since = item.missing_since
    at = confirm_at(since, now) if since else next_check(item.first_fetched_at, item.checks, now)
    if at is not None and failure.retry_after is not None:
        at = max(at, now + min(failure.retry_after, LONGEST_WISH))
    return RecheckOutcome(
        url=item.article.url,
        at=now,
        checks=item.checks,
        next_check_at=at,
        missing_since=since,
    )
