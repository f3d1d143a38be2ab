"""COLLECT: pending entries -> page -> article text -> a stored version, or a named reason."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from monitor import log
from monitor.domain.model import (
    Article,
    Entry,
    EntryState,
    ExtractStatus,
)
from monitor.domain.ports import Extractor, Fetcher, Lanes, Store
from monitor.domain.urls import authority, behind_pointer, canonicalise, pointer_host
from monitor.domain.weather import OFFLINE
from monitor.domain.web import Extracted, FetchFailure, Page
from monitor.domain.work import CollectOutcome, EntryDue, JobRun
from monitor.errors import WorkerError
from monitor.jobs.loop import Hands, Tally, clock_from, each

logger = logging.getLogger(__name__)

#: A page is given this long to parse before its child process is killed (seconds).
EXTRACT_TIMEOUT = 10.0
_FIRST_RETRY = timedelta(minutes=5)
_LAST_RETRY = timedelta(hours=12)
#: A server that asks to be left alone for longer is asked again after this all the same.
LONGEST_WISH = timedelta(days=2)
#: Statuses after which the page itself is no use and the feed's own words stand in.
_UNREADABLE = frozenset(
    {
        ExtractStatus.CONSENT,
        ExtractStatus.CHALLENGE,
        ExtractStatus.EMPTY,
        ExtractStatus.NOT_HTML,
        ExtractStatus.TOO_LARGE,
        ExtractStatus.TIMEOUT,
        ExtractStatus.FAILED,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Collecting:
    """What collecting needs."""

    store: Store
    lanes: Lanes
    fetcher: Fetcher
    extract: Extractor
    attempts: int = 5
    concurrency: int = 8
    hands: Hands = field(default_factory=Hands)  # runs may overlap


async def collect(job: Collecting, *, now: datetime, limit: int = 500) -> JobRun:
    """Fetch and extract every entry that is due; none while the monitor is offline."""
    since, clock = time.monotonic(), clock_from(now)
    if await job.lanes.db(job.store.runs.meta, OFFLINE):
        return Tally().run("collect", started_at=now, finished_at=now)
    due = await job.lanes.db(job.store.entries.due, now, limit)
    tally = Tally()

    async def work(item: EntryDue) -> None:
        outcome = await collect_one(job, item, clock=clock)
        await job.lanes.db(job.store.entries.record_collect, outcome)
        tally.counts[outcome.state] += 1
        log.event(
            logger,
            logging.INFO,
            "entry collected",
            entry=item.entry.id,
            state=str(outcome.state),
            reason=outcome.reason,
        )

    async def broken(item: EntryDue, error: Exception) -> None:
        outcome = _retry(job, item.entry, f"bug: {type(error).__name__}", now=clock())
        await job.lanes.db(job.store.entries.record_collect, outcome)

    await each(
        due,
        work,
        name=lambda item: f"entry {item.entry.id}",
        broken=broken,
        concurrency=job.concurrency,
        tally=tally,
        logger=logger,
        key=lambda item: ("entry", item.entry.id),
        host=lambda item: authority(item.entry.url),
        hands=job.hands,
        since=since,
    )
    return tally.run("collect", started_at=now, finished_at=now)


async def collect_one(
    job: Collecting, item: EntryDue, *, clock: Callable[[], datetime]
) -> CollectOutcome:
    """The outcome for one entry; nothing is written."""
    entry = item.entry
    if not entry.url:
        return _from_feed(item, "the entry has no usable link", now=clock())
    link = behind_pointer(entry.url) or entry.url
    if _never_resolves(link):
        return _from_feed(item, _unresolved(link), now=clock())
    page = await job.fetcher.page(link)
    now = clock()
    if isinstance(page, FetchFailure):
        if not page.asked:
            wait = min(page.retry_after or _FIRST_RETRY, LONGEST_WISH)
            return _again(entry, page.message, now=now, at=now + wait, asked=False)
        if page.temporary and entry.attempts + 1 < job.attempts:
            return _retry(job, entry, page.message, now=now, after=page.retry_after)
        return _from_feed(item, page.message, now=now)
    if pointer_host(page.final_url):
        return _from_feed(item, _unresolved(page.final_url), now=now)
    extracted = await extract_page(job, page)
    if extracted.status in _UNREADABLE or not extracted.text:
        return _from_feed(item, f"page: {extracted.status}", now=now)
    url = canonicalise(extracted.canonical_url or page.final_url)
    return CollectOutcome(
        entry_id=entry.id,
        at=now,
        state=EntryState.COLLECTED,
        article=_article(item, extracted, url=url, now=now),
        reason="" if extracted.status is ExtractStatus.FULL else str(extracted.status),
    )


def _never_resolves(link: str) -> bool:
    """Whether only a script in a browser would find the article behind ``link``."""
    return pointer_host(link) == "news.google.com"


def _unresolved(link: str) -> str:
    return f"the link does not lead to the article but to {pointer_host(link)}"


async def extract_page(job: Collecting, page: Page) -> Extracted:
    """The article on a page; a child that had to be killed is a status."""
    try:
        task = partial(job.extract, page.body, url=page.final_url, content_type=page.content_type)
        return await job.lanes.cpu(task, timeout=EXTRACT_TIMEOUT)
    except WorkerError as error:
        slow = error.reason == "timeout"
        return Extracted(status=ExtractStatus.TIMEOUT if slow else ExtractStatus.FAILED)


def _article(item: EntryDue, extracted: Extracted, *, url: str, now: datetime) -> Article:
    entry = item.entry
    # A feed bumps its dates on edits and a page may carry the wrong one: the earlier of the
    # two cannot make an old report look like later evidence.
    dates = [d for d in (extracted.published_at, entry.published_at) if d and d <= now]
    title = extracted.title or entry.title
    return Article(
        url=url,
        content_hash=content_hash(title, extracted.text),
        outlet_id=item.outlet.id,
        title=title,
        text=extracted.text,
        byline=extracted.byline,
        language=extracted.language,
        status=extracted.status,
        published_at=min(dates, default=None),
        fetched_at=now,
        entry_id=entry.id,
    )


def content_hash(title: str, text: str) -> str:
    """Identity of an article's content: SHA-256 hex over title and text."""
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()


def _from_feed(item: EntryDue, reason: str, *, now: datetime) -> CollectOutcome:
    """The feed's own words as a partial text, or a failure when there are none."""
    entry = item.entry
    text = entry.content or entry.summary
    if not text:
        return CollectOutcome(entry_id=entry.id, at=now, state=EntryState.FAILED, reason=reason)
    extracted = Extracted(
        status=ExtractStatus.FEED_TEXT,
        title=entry.title,
        text=text,
        published_at=entry.published_at,
    )
    url = canonicalise(entry.url) if entry.url else f"entry:{entry.id}"
    return CollectOutcome(
        entry_id=entry.id,
        at=now,
        state=EntryState.COLLECTED,
        article=_article(item, extracted, url=url, now=now),
        reason=reason,
    )


def _retry(
    job: Collecting,
    entry: Entry,
    reason: str,
    *,
    now: datetime,
    after: timedelta | None = None,
) -> CollectOutcome:
    """Try again later, further apart each time; give up after the set number of attempts."""
    if entry.attempts + 1 >= job.attempts:
        return CollectOutcome(entry_id=entry.id, at=now, state=EntryState.FAILED, reason=reason)
    wait = min(_FIRST_RETRY * 4**entry.attempts, _LAST_RETRY)
    at = now + max(wait, min(after or timedelta(), LONGEST_WISH))
    return _again(entry, reason, now=now, at=at)


def _again(
    entry: Entry, reason: str, *, now: datetime, at: datetime, asked: bool = True
) -> CollectOutcome:
    return CollectOutcome(
        entry_id=entry.id,
        at=now,
        state=EntryState.PENDING,
        retry_at=at,
        reason=reason,
        asked=asked,
    )
