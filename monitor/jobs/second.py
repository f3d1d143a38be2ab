"""A second reader for what the first is unsure of; part of matching.

Whatever happens here, the first reading stands: a reader that cannot be reached, costs too
much, is slow, or writes what was not asked for changes nothing but a counter.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor import log
from monitor.domain.judgement import Judgement, SecondFate
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Article, Claim, Outlet, Passage
from monitor.domain.ports import Lanes, SecondReader, SecondStore
from monitor.domain.second.calls import (
    OF_THE_QUESTION,
    Answer,
    Caps,
    NoAnswer,
    SecondCall,
    SecondOutcome,
    Trouble,
)
from monitor.domain.second.opinion import MAX_REPLY, Dropped, Opinion, read_reply
from monitor.domain.second.question import Band, Question, make_question, why_ask
from monitor.domain.second.weigh import unweighed, weigh
from monitor.errors import StorageError
from monitor.jobs.loop import Tally

logger = logging.getLogger(__name__)

#: Pauses after a server's failure: the first, doubled with each in a row, up to the longest.
_PAUSE = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)
#: Seconds of waiting for answers in one run of matching; what comes after goes unasked.
_PATIENCE = 240.0


@dataclass(slots=True)
class Mood:
    """How the reader has been answering; kept for the process."""

    rests_until: datetime | None = None
    failures: int = 0
    run: datetime | None = None
    waited: float = 0.0

    def willing(self, now: datetime) -> bool:
        """Whether it may be asked in the run that began at ``now``."""
        if self.run != now:
            self.run, self.waited = now, 0.0
        resting = self.rests_until is not None and now < self.rests_until
        return not resting and self.waited < _PATIENCE

    def heard(self, answer: Answer | NoAnswer, now: datetime) -> None:
        """Take note of an answer, or of a failure, after which the reader is left in peace."""
        self.waited += answer.seconds
        if isinstance(answer, Answer) or answer.trouble in OF_THE_QUESTION:
            self.failures = 0
            return
        pause = min(_PAUSE * 2 ** min(self.failures, 10), _LONGEST)
        if answer.trouble is Trouble.DENIED:
            pause = _LONGEST
        if answer.retry_after is not None:
            pause = max(pause, timedelta(seconds=answer.retry_after))
        self.failures += 1
        self.rests_until = max(self.rests_until or now, now + pause)


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondDesk:
    """What asking a second reader needs."""

    store: SecondStore
    lanes: Lanes
    reader: SecondReader
    caps: Caps
    band: Band
    aliases: AliasTable
    mood: Mood = field(default_factory=Mood)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Asked:
    claim_id: str
    judgement: Judgement
    question: Question
    why: str
    key: str
    cost: float


async def ask_second(
    desk: SecondDesk,
    article: Article,
    passages: Sequence[Passage],
    judged: Sequence[tuple[Claim, Judgement]],
    *,
    outlet: Outlet | None,
    now: datetime,
    tally: Tally,
) -> dict[str, Judgement]:
    """The judgements by claim that a second reader was asked about, weighed; others are left out.

    No transaction is open meanwhile. Raises StorageError, nothing else.
    """
    try:
        asked = await desk.lanes.judge(_choose, desk, article, passages, judged, outlet)
    except Exception as error:
        _bug(error, article, tally)
        return {}
    found = await asyncio.gather(
        *(_one(desk, one, article, now=now, tally=tally) for one in asked), return_exceptions=True
    )
    for result in found:
        if isinstance(result, BaseException):
            raise result
    return {
        one.claim_id: result
        for one, result in zip(asked, found, strict=True)
        if isinstance(result, Judgement)
    }


def _choose(
    desk: SecondDesk,
    article: Article,
    passages: Sequence[Passage],
    judged: Iterable[tuple[Claim, Judgement]],
    outlet: Outlet | None,
) -> tuple[_Asked, ...]:
    chosen = []
    for claim, judgement in judged:
        why = why_ask(judgement, desk.band)
        if not why:
            continue
        question = make_question(
            claim, article, passages, judgement, outlet=outlet, aliases=desk.aliases
        )
        if question.sentences:
            chosen.append(
                _Asked(
                    claim_id=claim.id,
                    judgement=judgement,
                    question=question,
                    why=why,
                    key=desk.reader.key(question),
                    cost=desk.reader.estimate(question),
                )
            )
    return tuple(chosen)


async def _one(
    desk: SecondDesk, one: _Asked, article: Article, *, now: datetime, tally: Tally
) -> Judgement | None:
    """The judgement after the second reading, None if nobody was asked."""
    try:
        return await _consult(desk, one, now=now, tally=tally)
    except StorageError:
        raise
    except Exception as error:
        _bug(error, article, tally)
        return None


async def _consult(
    desk: SecondDesk, one: _Asked, *, now: datetime, tally: Tally
) -> Judgement | None:
    store, lanes = desk.store, desk.lanes
    known = await lanes.db(store.reply, one.key)
    if known is not None:
        tally.counts["second_cached"] += 1
        return _taken(desk, one, read_reply(known, one.question), tally)
    if not desk.mood.willing(now):
        tally.counts["second_resting"] += 1
        return None
    call = SecondCall(key=one.key, reader=desk.reader.name, at=now, cost=one.cost)
    number = await lanes.db(store.begin, call, desk.caps)
    if number is None:
        tally.counts["second_capped"] += 1
        return None
    tally.counts["second_asked"] += 1
    answer = await lanes.io(desk.reader.ask, one.question)
    desk.mood.heard(answer, now)
    if isinstance(answer, NoAnswer):
        outcome = SecondOutcome(call_id=number, fate=SecondFate.FAILED, cost=answer.cost)
        await lanes.db(store.record_second, outcome)
        return _failed(desk, one, answer, tally)
    opinion = read_reply(answer.text, one.question)
    outcome = SecondOutcome(
        call_id=number,
        fate=SecondFate.TAKEN if isinstance(opinion, Opinion) else SecondFate.DROPPED,
        cost=answer.cost,
        tokens_in=answer.tokens_in,
        tokens_out=answer.tokens_out,
        # One more than may be read: an answer that is too long stays too long.
        reply=answer.text[: MAX_REPLY + 1],
    )
    await lanes.db(store.record_second, outcome)
    return _taken(desk, one, opinion, tally)


def _taken(desk: SecondDesk, one: _Asked, opinion: Opinion | Dropped, tally: Tally) -> Judgement:
    reader = desk.reader.name
    if isinstance(opinion, Opinion):
        tally.counts["second_taken"] += 1
        return weigh(one.judgement, opinion, reader=reader, why=one.why)
    tally.counts["second_dropped"] += 1
    log.event(
        logger, logging.INFO, "second reading dropped", claim=one.claim_id, reason=opinion.reason
    )
    return unweighed(
        one.judgement,
        reader=reader,
        why=one.why,
        fate=SecondFate.DROPPED,
        reason=opinion.reason,
    )


def _failed(desk: SecondDesk, one: _Asked, answer: NoAnswer, tally: Tally) -> Judgement:
    tally.counts["second_failed"] += 1
    rests = desk.mood.rests_until
    log.event(
        logger,
        logging.WARNING,
        "second reader failed",
        reader=desk.reader.name,
        reason=f"{answer.trouble}: {answer.message}",
        **({"rests_until": rests.isoformat()} if rests else {}),
    )
    return unweighed(
        one.judgement,
        reader=desk.reader.name,
        why=one.why,
        fate=SecondFate.FAILED,
        reason=answer.message,
    )


def _bug(error: Exception, article: Article, tally: Tally) -> None:
    """A bug costs the second reading, never the first."""
    tally.counts["second_failed"] += 1
    tally.bugs.append(f"second reading of article {article.id}: {type(error).__name__}")
    log.failure(logger, "second reading broke", article=article.id)
