"""POLL: feeds that are due -> conditional GET -> entries -> the watch queries' filter."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from monitor import log
from monitor.domain.model import EntryState, ParsedEntry
from monitor.domain.polling import PollFacts, Seen
from monitor.domain.urls import authority
from monitor.domain.work import FeedDue, JobRun, NewEntry, PollOutcome
from monitor.jobs.loop import Tally, clock_from, each
from monitor.jobs.offline import come_back, go_offline, look_out, scouts, uncharged
from monitor.jobs.polling import Polling, outcome_of, poll_one, remember
from monitor.jobs.recording import Recorder
from monitor.jobs.watch import Watch, filter_text

logger = logging.getLogger(__name__)


async def poll(job: Polling, *, now: datetime, limit: int = 500) -> JobRun:
    """Poll every feed that is due; a few of them only while the monitor is offline."""
    since, clock = time.monotonic(), clock_from(now)
    await look_out(job.store, job.lanes, job.weather)
    due = await job.lanes.db(job.store.feeds.due, now, limit)
    tally = Tally()
    scouting = job.weather.since is not None
    if scouting:
        due = scouts(due) if job.weather.may_scout(now) else ()
    if not due:
        return tally.run("poll", started_at=now, finished_at=now)
    reached = 0

    async def write(outcomes: Sequence[PollOutcome]) -> Sequence[tuple[int, int]]:
        return await job.lanes.db(_record, job, outcomes)

    recorder = Recorder(write)

    async def work(item: FeedDue) -> None:
        nonlocal reached
        if job.weather.holds and not scouting:
            return  # it is still due when we are back
        with recorder.coming(), job.weather.asking():
            outcome, facts = await poll_one(job, item, clock=clock)
        free = job.weather.note(
            item.feed, failed=not outcome.ok, failure=facts.failure, at=outcome.at
        )
        if free:
            outcome = uncharged(item.feed, at=outcome.at)
        reached += not free
        if recorder.has_room:  # else whoever asks next would have to wait with more in hand
            job.hands.rest(item.feed.id)
        new, seen = await recorder.record(outcome, weight=len(outcome.entries))
        if new:
            remember(job, outcome, facts, new)
        tally.counts.update({"feeds": 1, "failed": not outcome.ok, "entries": seen, "new": new})
        log.event(
            logger,
            logging.INFO if outcome.ok else logging.WARNING,
            "feed polled",
            feed=item.feed.id,
            outlet=item.outlet.id,
            new=new,
            seen=seen,
            state=str(outcome.feed.state),
            message=outcome.message,
        )
        if job.weather.since is not None and not scouting:
            await go_offline(job.store, job.lanes, job.weather, at=outcome.at)

    async def broken(item: FeedDue, error: Exception) -> None:
        facts = PollFacts(seen=Seen.UNREADABLE, error=f"bug: {type(error).__name__}")
        outcome = outcome_of(job, item.feed, facts, now=clock())
        await job.lanes.db(job.store.feeds.record_poll, outcome)

    await each(
        due,
        work,
        name=lambda item: f"feed {item.feed.id}",
        broken=broken,
        concurrency=job.concurrency,
        tally=tally,
        logger=logger,
        key=lambda item: item.feed.id,
        host=lambda item: authority(item.feed.url),
        hands=job.hands,
        since=since,
    )
    if scouting:
        job.weather.scouted(reached=reached, tried=len(due), at=clock())
        await come_back(job.store, job.lanes, job.weather)
    return tally.run("poll", started_at=now, finished_at=now)


def _record(job: Polling, outcomes: Sequence[PollOutcome]) -> Sequence[tuple[int, int]]:
    """Filter the entries by what is watched now, and record them; (new, seen) of each.

    In one step of the database lane: a claim that is opened meanwhile is matched backwards
    over what this step has written, so that no entry falls between the two.
    """
    if any(outcome.entries for outcome in outcomes):
        watch = job.watcher.current(job.store.claims)
        outcomes = [
            replace(one, entries=tuple(_filtered(entry.parsed, watch) for entry in one.entries))
            for one in outcomes
        ]
    return job.store.feeds.record_polls(outcomes)


def _filtered(entry: ParsedEntry, watch: Watch) -> NewEntry:
    hit = watch.hits(filter_text(entry))
    return NewEntry(parsed=entry, state=EntryState.PENDING if hit else EntryState.SKIPPED)
