"""How evidence joins review cards, and what changes with it, within one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from monitor.domain.cards import Card, choose_lead, merge, opening_state, order_evidence, supersedes
from monitor.domain.judgement import DECIDED, Evidence, Flag, FlagKind, FlagState, Occasion
from monitor.domain.recheck import next_check
from monitor.domain.urls import split_http
from monitor.domain.work import MACHINE, AuditEvent, FlagDraft
from monitor.errors import NotFoundError
from monitor.storage import rows
from monitor.storage.audit import append_event
from monitor.storage.tables import articles, evidence, flags, index_key, rechecks

BY_DATE = (evidence.c.dated_at, evidence.c.id)


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
    found = load(
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
        set_values(connection, flag_id, **values, updated_at=at)
        if card.state is not found[0].state:
            tell(connection, flag_id, at, "raise", found[0].state, card.state)
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
        tell(connection, flag_id, at, "create", "", card.state, claim_id=one.claim_id)
    connection.execute(insert(evidence).values(**rows.evidence_values(draft, flag_id=flag_id)))
    return 0 if found else 1


def _supersede(connection: Connection, draft: FlagDraft, at: datetime) -> None:
    """Mark the cards that rest on what the draft's correction withdraws."""
    if draft.kind is not FlagKind.CORRECTION:
        return
    touched = select(evidence.c.flag_id).where(
        evidence.c.claim_id == draft.evidence.claim_id, evidence.c.url == draft.evidence.url
    )
    for flag in load(connection, flags.c.id.in_(touched)):
        if not supersedes(draft, flag):
            continue
        if flag.state in DECIDED:
            set_values(connection, flag.id, changed_at=at, updated_at=at)
        elif flag.state is not FlagState.SUPERSEDED:
            set_values(connection, flag.id, state=FlagState.SUPERSEDED, updated_at=at)
            tell(connection, flag.id, at, "supersede", flag.state, FlagState.SUPERSEDED)


def requeue(connection: Connection, flag_id: int, state: FlagState, at: datetime) -> None:
    """Let a card that is undecided again follow its lead, which may have changed meanwhile."""
    query = select(evidence).where(evidence.c.flag_id == flag_id)
    drafts = [rows.to_draft(row) for row in connection.execute(query).mappings()]
    lead = choose_lead(drafts)
    follows = opening_state(lead)
    if state is FlagState.HIDDEN and follows is not state:
        tell(connection, flag_id, at, "raise", state, follows)
        state = follows
    set_values(
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


def set_values(connection: Connection, flag_id: int, **values: Any) -> None:
    """Write columns of a card."""
    connection.execute(update(flags).where(flags.c.id == flag_id).values(**values))


def tell(
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


def get_card(connection: Connection, flag_id: int) -> Flag:
    """A card with its evidence. Raises NotFoundError."""
    found = load(connection, flags.c.id == flag_id)
    if not found:
        raise no_flag(flag_id)
    return found[0]


def load(connection: Connection, *wanted: ColumnElement[bool]) -> tuple[Flag, ...]:
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
