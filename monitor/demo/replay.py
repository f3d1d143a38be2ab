"""Replays a newsroom's story date by date through the same jobs that the daemon runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from monitor.application import Application, Ports
from monitor.demo.content import NewsroomContent
from monitor.demo.site import Newsroom
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Claim
from monitor.domain.ports import Judge, Store
from monitor.domain.work import JobRun
from monitor.jobs.seeding import seed
from monitor.settings import (
    ClaimSettings,
    DatabaseSettings,
    DigestSettings,
    FetchSettings,
    PollSettings,
    Settings,
)


class StoryClock:
    """The replay's clock: stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What one date brought, for the progress line."""

    day: date
    number: int
    of: int
    entries: int
    articles: int
    flags: int
    problems: tuple[str, ...] = ()


Progress = Callable[[Step], None]


def replay_settings(database_url: str, site: str) -> Settings:
    """Settings of a replay: one host, no waiting between requests, no deliveries."""
    return Settings(
        database=DatabaseSettings(url=database_url),
        fetch=FetchSettings(per_host_interval=0.0, allow_private=(site,), timeout=10.0),
        poll=PollSettings(interval=60.0, max_interval=60.0),
        digest=DigestSettings(channels=()),
        # The story runs over seven months: nobody's desk should call its claims stale for that.
        claims=ClaimSettings(stale_after_days=365),
    )


def day_end(day: date) -> datetime:
    """The moment at which a date of the story is looked at."""
    return datetime.combine(day, time(23, 50), UTC)


async def replay(
    content: NewsroomContent,
    claims: Sequence[Claim],
    *,
    store: Store,
    aliases: AliasTable,
    judge: Judge,
    progress: Progress = lambda _step: None,
    days: Sequence[date] | None = None,
) -> datetime:
    """Walk the story's dates in order; returns the moment of the last.

    The site listens on loopback and is gone afterwards. ``store`` must be empty.
    """
    dates = tuple(days or content.dates())
    clock = StoryClock(day_end(dates[0]))
    # Claims were stored on the day they were made, before anything is polled.
    first = min((c.claimed_on for c in claims if c.claimed_on), default=dates[0])
    begun = datetime.combine(first, time(6, 0), UTC)
    site = Newsroom(content, as_of=clock.at)
    async with site:
        settings = replay_settings("", site.address)
        ports = Ports(store=store, aliases=aliases, judge=judge, clock=clock)
        async with Application(settings, ports) as app:
            await app.workers.db(
                seed,
                store,
                claims=[replace(c, created_at=begun, updated_at=begun) for c in claims],
                outlets=[outlet.outlet for outlet in content.outlets],
                feeds={outlet.id: (site.feed_url(outlet),) for outlet in content.outlets},
                now=begun,
            )
            for number, day in enumerate(dates, start=1):
                clock.at = max(clock.at + timedelta(minutes=10), day_end(day))
                site.as_of = clock.at
                runs = await app.once(digest=False)
                progress(_step(day, number, len(dates), runs))
    return clock.at


def _step(day: date, number: int, of: int, runs: Sequence[JobRun]) -> Step:
    counts = {run.job: run.counts for run in runs}
    return Step(
        day=day,
        number=number,
        of=of,
        entries=counts.get("poll", {}).get("new", 0),
        articles=counts.get("match", {}).get("articles", 0),
        flags=counts.get("match", {}).get("flags", 0),
        problems=tuple(run.message for run in runs if not run.ok),
    )
