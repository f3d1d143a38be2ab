"""Evidence and review cards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update

from monitor.domain.judgement import DECIDED, Evidence, Flag, FlagKind, FlagState
from monitor.domain.work import MACHINE, MatchOutcome, ReviewOutcome
from monitor.errors import TransitionError
from monitor.storage import rows
from monitor.storage.audit import append_event
from monitor.storage.cards import (
    BY_DATE,
    get_card,
    join_cards,
    load,
    requeue,
    set_values,
    tell,
)
from monitor.storage.engine import Database
from monitor.storage.tables import articles, evidence, flags, index_key


class SqlFlagStore:
    """FlagStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def evidence_on(self, claim_id: str) -> tuple[Evidence, ...]:
        query = select(evidence).where(evidence.c.claim_id == claim_id).order_by(*BY_DATE)
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(rows.to_evidence(row) for row in found)

    def evidence_from(self, url: str) -> tuple[Evidence, ...]:
        versions = select(articles.c.id).where(articles.c.url_key == index_key(url))
        query = (
            select(evidence)
            .where(evidence.c.article_id.in_(versions))
            .order_by(evidence.c.fetched_at, evidence.c.id)
        )
        with self._database.read() as connection:
            found = connection.execute(query).mappings().all()
        return tuple(rows.to_evidence(row) for row in found)

    def record_match(self, outcome: MatchOutcome) -> tuple[int, int]:
        with self._database.write() as connection:
            cards, added = join_cards(connection, outcome.drafts, outcome.at)
            if outcome.whole:
                connection.execute(
                    update(articles)
                    .where(articles.c.id == outcome.article_id, articles.c.matched_at.is_(None))
                    .values(matched_at=outcome.at)
                )
        return cards, added

    def get(self, flag_id: int) -> Flag:
        with self._database.read() as connection:
            return get_card(connection, flag_id)

    def list(
        self,
        *,
        states: Collection[FlagState] | None = None,
        kinds: Collection[FlagKind] | None = None,
        claim_id: str | None = None,
        since: datetime | None = None,
    ) -> tuple[Flag, ...]:
        wanted: list[ColumnElement[bool]] = []
        if states is not None:
            wanted.append(flags.c.state.in_(states))
        if kinds is not None:
            wanted.append(flags.c.kind.in_(kinds))
        if claim_id is not None:
            wanted.append(flags.c.claim_id == claim_id)
        if since is not None:
            wanted.append(or_(flags.c.created_at >= since, flags.c.changed_at >= since))
        with self._database.read() as connection:
            return load(connection, *wanted)

    def wake_snoozed(self, now: datetime) -> int:
        over = (flags.c.state == FlagState.SNOOZED) & (flags.c.snoozed_until <= now)
        with self._database.write() as connection:
            woken = connection.scalars(select(flags.c.id).where(over).order_by(flags.c.id)).all()
            for flag_id in woken:
                requeue(connection, flag_id, FlagState.QUEUED, now)
                tell(connection, flag_id, now, "wake", FlagState.SNOOZED, FlagState.QUEUED)
        return len(woken)

    def record_review(self, outcome: ReviewOutcome) -> Flag:
        flag_id, event = outcome.flag_id, outcome.event
        if outcome.state in DECIDED and event.actor in {"", MACHINE}:
            raise TransitionError("only a person, by name, decides on a flag")
        with self._database.write() as connection:
            before = get_card(connection, flag_id)
            if before.state is not outcome.expected:
                raise TransitionError(
                    f"flag {flag_id} is {before.state} by now, not {outcome.expected}"
                )
            if outcome.duplicate_of is not None:
                if outcome.duplicate_of == flag_id:
                    raise TransitionError(f"flag {flag_id} cannot be a duplicate of itself")
                get_card(connection, outcome.duplicate_of)
            set_values(
                connection,
                flag_id,
                state=outcome.state,
                snoozed_until=outcome.snoozed_until,
                duplicate_of=outcome.duplicate_of,
                changed_at=None,  # the person has seen what had changed
                updated_at=event.at,
            )
            append_event(connection, event)
            if outcome.state in {FlagState.QUEUED, FlagState.HIDDEN}:
                requeue(connection, flag_id, outcome.state, event.at)
            return get_card(connection, flag_id)
