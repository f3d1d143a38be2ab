"""Evidence and review cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from monitor.domain.cards import Card, choose_lead, merge, opening_state, order_evidence, supersedes
from monitor.domain.judgement import DECIDED, Evidence, Flag, FlagKind, FlagState, Occasion
from monitor.domain.recheck import next_check
from monitor.domain.urls import split_http
from monitor.domain.work import MACHINE, AuditEvent, FlagDraft, MatchOutcome, ReviewOutcome
from monitor.errors import NotFoundError, TransitionError
from monitor.storage import rows
from monitor.storage.audit import append_event
from monitor.storage.engine import Database
from monitor.storage.tables import articles, evidence, flags, index_key, rechecks

_BY_DATE = (evidence.c.dated_at, evidence.c.id)


class SqlFlagStore:
    """FlagStore over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def evidence_on(self, claim_id: str) -> tuple[Evidence, ...]:
        query = select(evidence).where(evidence.c.claim_id == claim_id).order_by(*_BY_DATE)
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
            return _get(connection, flag_id)

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
            return _load(connection, *wanted)

    def wake_snoozed(self, now: datetime) -> int:
        over = (flags.c.state == FlagState.SNOOZED) & (flags.c.snoozed_until <= now)
        with self._database.write() as connection:
            woken = connection.scalars(select(flags.c.id).where(over).order_by(flags.c.id)).all()
            for flag_id in woken:
                _requeue(connection, flag_id, FlagState.QUEUED, now)
                _tell(connection, flag_id, now, "wake", FlagState.SNOOZED, FlagState.QUEUED)
        return len(woken)

    def record_review(self, outcome: ReviewOutcome) -> Flag:
        flag_id, event = outcome.flag_id, outcome.event
        if outcome.state in DECIDED and event.actor in {"", MACHINE}:
            raise TransitionError("only a person, by name, decides on a flag")
        with self._database.write() as connection:
            before = _get(connection, flag_id)
            if before.state is not outcome.expected:
                raise TransitionError(
                    f"flag {flag_id} is {before.state} by now, not {outcome.expected}"
                )
            if outcome.duplicate_of is not None:
                if outcome.duplicate_of == flag_id:
                    raise TransitionError(f"flag {flag_id} cannot be a duplicate of itself")
                _get(connection, outcome.duplicate_of)
            _set(
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
                _requeue(connection, flag_id, outcome.state, event.at)
            return _get(connection, flag_id)


def no_flag(flag_id: int) -> NotFoundError:
    """The error for an unknown flag."""
    return NotFoundError(f"there is no flag {flag_id}")


def join_cards(
    connection: Connection, drafts: Sequence[FlagDraft], at: datetime
) -> tuple[int, int]:
    """Put evidence on its cards, each piece once: (new flags, evidence rows added)."""
    cards = added = 0
    for draft in drafts:
        if not _is_recorded(connection, draft.evidence):
            added += 1
            cards += _join(connection, draft, at)
            _put_down(connection, draft)
    return cards, added


def _put_down(connection: Connection, draft: FlagDraft) -> None:
    """Have the page looked at again, if it is evidence of more than a recap."""
    one = draft.evidence
    if draft.kind is FlagKind.RECAP or one.occasion is Occasion.CHANGE:
        return
    if split_http(one.url) is None:  # the feed's own text, without a page
        return
    url_key = index_key(one.url)
    if connection.scalar(select(rechecks.c.url_key).where(rechecks.c.url_key == url_key)):
        return
    query = select(func.min(articles.c.fetched_at)).where(articles.c.url_key == url_key)
    first = connection.scalar(query) or one.fetched_at
    connection.execute(
        insert(rechecks).values(
            url_key=url_key,
            first_fetched_at=first,
            checks=0,
            next_check_at=next_check(first, 0, first),
        )
    )


def _is_recorded(connection: Connection, one: Evidence) -> bool:
    query = select(evidence.c.id).where(
        evidence.c.claim_id == one.claim_id,
        evidence.c.article_id == one.article_id,
        evidence.c.occasion == one.occasion,
    )
    return connection.scalar(query) is not None


def _join(connection: Connection, draft: FlagDraft, at: datetime) -> int:
    """Put evidence on its card; 1 if the card is new, else 0."""
    one = draft.evidence
    _supersede(connection, draft, at)
    found = _load(
        connection,
        flags.c.claim_id == one.claim_id,
        flags.c.origin_key == index_key(one.origin),
    )
    card = merge(found[0] if found else None, draft, at=at)
    if found:
        flag_id = found[0].id
        values = _card_values(card)
        if card.leads:
            values["lead_article_id"] = one.article_id
        _set(connection, flag_id, **values, updated_at=at)
        if card.state is not found[0].state:
            _tell(connection, flag_id, at, "raise", found[0].state, card.state)
    else:
        flag_id = connection.scalars(
            insert(flags)
            .values(
                **_card_values(card),
                claim_id=one.claim_id,
                origin=one.origin,
                origin_key=index_key(one.origin),
                lead_article_id=one.article_id,
                created_at=at,
                updated_at=at,
            )
            .returning(flags.c.id)
        ).one()
        _tell(connection, flag_id, at, "create", "", card.state, claim_id=one.claim_id)
    connection.execute(insert(evidence).values(**rows.evidence_values(draft, flag_id=flag_id)))
    return 0 if found else 1


def _supersede(connection: Connection, draft: FlagDraft, at: datetime) -> None:
    """Mark the cards that rest on what the draft's correction withdraws."""
    if draft.kind is not FlagKind.CORRECTION:
        return
    touched = select(evidence.c.flag_id).where(
        evidence.c.claim_id == draft.evidence.claim_id, evidence.c.url == draft.evidence.url
    )
    for flag in _load(connection, flags.c.id.in_(touched)):
        if not supersedes(draft, flag):
            continue
        if flag.state in DECIDED:
            _set(connection, flag.id, changed_at=at, updated_at=at)
        elif flag.state is not FlagState.SUPERSEDED:
            _set(connection, flag.id, state=FlagState.SUPERSEDED, updated_at=at)
            _tell(connection, flag.id, at, "supersede", flag.state, FlagState.SUPERSEDED)


def _requeue(connection: Connection, flag_id: int, state: FlagState, at: datetime) -> None:
    """Let a card that is undecided again follow its lead, which may have changed meanwhile."""
    query = select(evidence).where(evidence.c.flag_id == flag_id)
    drafts = [rows.to_draft(row) for row in connection.execute(query).mappings()]
    lead = choose_lead(drafts)
    follows = opening_state(lead)
    if state is FlagState.HIDDEN and follows is not state:
        _tell(connection, flag_id, at, "raise", state, follows)
        state = follows
    _set(
        connection,
        flag_id,
        state=state,
        kind=lead.kind,
        score=lead.score,
        badges=list(lead.badges),
        lead_article_id=lead.evidence.article_id,
        snoozed_until=None,
        updated_at=at,
    )


def _card_values(card: Card) -> rows.Values:
    return {
        "kind": card.kind,
        "state": card.state,
        "score": card.score,
        "badges": list(card.badges),
        "changed_at": card.changed_at,
    }


def _set(connection: Connection, flag_id: int, **values: Any) -> None:
    connection.execute(update(flags).where(flags.c.id == flag_id).values(**values))


def _tell(
    connection: Connection,
    flag_id: int,
    at: datetime,
    action: str,
    before: str,
    after: str,
    **data: str,
) -> None:
    """Note what the machine did to a card."""
    append_event(
        connection,
        AuditEvent(
            at=at,
            actor=MACHINE,
            subject="flag",
            subject_id=str(flag_id),
            action=action,
            from_state=before,
            to_state=after,
            data=data,
        ),
    )


def _get(connection: Connection, flag_id: int) -> Flag:
    found = _load(connection, flags.c.id == flag_id)
    if not found:
        raise no_flag(flag_id)
    return found[0]


def _load(connection: Connection, *wanted: ColumnElement[bool]) -> tuple[Flag, ...]:
    """Flags by score, with their evidence, in two queries."""
    cards = (
        connection.execute(select(flags).where(*wanted).order_by(flags.c.score.desc(), flags.c.id))
        .mappings()
        .all()
    )
    pieces: dict[int, list[Evidence]] = defaultdict(list)
    ids = select(flags.c.id).where(*wanted)
    query = select(evidence).where(evidence.c.flag_id.in_(ids))
    for row in connection.execute(query).mappings() if cards else ():
        pieces[row["flag_id"]].append(rows.to_evidence(row))
    return tuple(
        rows.to_flag(card, order_evidence(pieces[card["id"]], lead_article=card["lead_article_id"]))
        for card in cards
    )
