"""MATCH: article versions x watched claims -> hits -> judgements -> facets -> flags.

Nothing in here can change a claim's status.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor import log
from monitor.domain.judgement import Judgement
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Claim, Outlet
from monitor.domain.ports import Judge, Lanes, Store
from monitor.domain.work import ArticleDue, JobRun, MatchOutcome
from monitor.errors import StorageError
from monitor.jobs.drafts import Reading, Splitter, draft_flags, judge_article, priors_on
from monitor.jobs.loop import Tally
from monitor.jobs.progress import tell
from monitor.jobs.second import SecondDesk, ask_second
from monitor.jobs.versions import Standing, standing
from monitor.jobs.watch import Watcher

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Matching:
    """What matching needs."""

    store: Store
    lanes: Lanes
    judge: Judge
    split: Splitter
    aliases: AliasTable
    watcher: Watcher
    backfill: timedelta = timedelta(days=365)
    second: SecondDesk | None = None
    # Articles that broke the rules in this process: they stay unmatched, so that the next
    # start (with the bug mended, perhaps) takes them up again.
    broken: set[int] = field(default_factory=set)


async def match(job: Matching, *, now: datetime, limit: int = 200) -> JobRun:
    """Judge every unmatched article against the watched claims, oldest publication first.

    One after the other: the second article on an event must see the first.
    """
    tally = Tally()
    # The articles first: a claim opened after the claims are read is matched backwards over
    # everything stored by then, so that no article falls between the two.
    articles = await job.lanes.db(job.store.articles.due, limit + len(job.broken))
    watch = await job.lanes.db(job.watcher.current, job.store.claims)
    tally.bugs.extend(watch.faults)
    outlets = {o.id: o for o in await job.lanes.db(job.store.outlets.list)}
    for number, due in enumerate(articles):
        tell("match", number, len(articles))
        if due.article.id in job.broken:
            continue
        await match_one(job, due, watch.hits, outlets=outlets, now=now, tally=tally)
    return tally.run("match", started_at=now, finished_at=now)


async def match_one(
    job: Matching,
    due: ArticleDue,
    hits: Callable[[str], tuple[Claim, ...]],
    *,
    outlets: Mapping[str, Outlet],
    now: datetime,
    tally: Tally,
    only: str | None = None,
) -> None:
    """Judge one article against the claims that ``hits`` gives for its text, and record it.

    ``only`` is the claim of a backward match: then the article is not marked as matched.
    """
    article = due.article
    whole = only is None
    try:
        claims = hits(f"{article.title}\n{article.text}")
        priors = {
            claim.id: await job.lanes.db(priors_on, job.store, claim.id, article, outlets)
            for claim in claims
        }
        earlier: tuple[Standing, ...] = ()
        if article.version > 1:
            earlier = await job.lanes.db(
                standing, job.store, article.url, before=article.fetched_at, only=only
            )
            for one in earlier:
                if one.claim.id not in priors:
                    priors[one.claim.id] = await job.lanes.db(
                        priors_on, job.store, one.claim.id, article, outlets
                    )
        reading = Reading(due=due, claims=claims, priors=priors, earlier=earlier, outlets=outlets)
        judged = await job.lanes.judge(judge_article, job, reading)
        second: Mapping[str, Judgement] = {}
        if job.second is not None:
            second = await ask_second(
                job.second,
                article,
                judged.passages,
                [(claim, judged.readings[claim.id]) for claim in claims],
                outlet=due.outlet,
                now=now,
                tally=tally,
            )
        drafts = await job.lanes.judge(draft_flags, job, reading, judged, second, now=now)
    except StorageError:
        raise
    except Exception as error:  # a bug costs this article its judgement, not the others theirs
        tally.bugs.append(f"article {article.id}: {type(error).__name__}")
        log.failure(logger, "article broke", article=article.id)
        if whole:
            job.broken.add(article.id)
        return
    outcome = MatchOutcome(article_id=article.id, at=now, drafts=drafts, whole=whole)
    flags, evidence = await job.lanes.db(job.store.flags.record_match, outcome)
    tally.counts.update({"articles": 1, "hits": len(claims), "flags": flags, "evidence": evidence})
    if drafts:
        log.event(
            logger,
            logging.INFO,
            "article matched",
            article=article.id,
            readings=" ".join(f"{d.evidence.claim_id}:{d.kind}" for d in drafts),
        )
