"""Taking open claims out of an article: proposals, and the drafts or claims made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from monitor.desk.claims import add_claim
from monitor.domain.intake import Proposal
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Claim, ClaimStatus
from monitor.domain.ports import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where the proposals come from."""

    url: str = ""
    title: str = ""
    published_on: date | None = None


def claim_of(
    proposal: Proposal, origin: Origin, *, status: ClaimStatus, now: datetime, claim_id: str = ""
) -> Claim:
    """The claim that a proposal makes; ``claimed_on`` is the article's date, else today."""
    return Claim(
        id=claim_id,
        text=proposal.text,
        query=proposal.query,
        kind=proposal.kind,
        status=status,
        claimed_on=origin.published_on or now.date(),
        sentence=proposal.sentence,
        start=proposal.start,
        end=proposal.end,
        cue=proposal.cue,
        speaker=proposal.speaker,
        origin_url=origin.url,
        origin_title=origin.title,
        parties=proposal.parties,
        created_at=now,
        updated_at=now,
    )


def save_proposals(
    store: Store,
    proposals: Sequence[Proposal],
    origin: Origin,
    *,
    status: ClaimStatus,
    aliases: AliasTable,
    actor: str,
    now: datetime,
) -> tuple[Claim, ...]:
    """Store proposals as drafts (or open claims); one that is stored already is left out.

    The same text from the same article is the same claim.
    """
    stored = {(claim.origin_url, claim.text) for claim in store.claims.list()}
    return tuple(
        add_claim(
            store,
            claim_of(proposal, origin, status=status, now=now),
            aliases=aliases,
            actor=actor,
            now=now,
        )
        for proposal in proposals
        if (origin.url, proposal.text) not in stored
    )
