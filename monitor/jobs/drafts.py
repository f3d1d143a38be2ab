"""An article read against the claims that it hits: judgements, and the flags they would raise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from monitor.domain.flagging import badges, rank
from monitor.domain.judgement import Evidence, FlagKind, FlagState, Judgement, Occasion
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.passages import make_passages
from monitor.domain.model import Article, Claim, Outlet, Passage, Span
from monitor.domain.origin.assign import OriginInput, agency_credit, assign_origin
from monitor.domain.ports import Judge, Store
from monitor.domain.reading.article import read_article
from monitor.domain.second.weigh import first_reading, ranking_scores
from monitor.domain.work import ArticleDue, FlagDraft
from monitor.jobs.versions import Standing, corrections

#: How many earlier articles on a claim a new one is compared with, the newest first.
PRIORS = 200

Splitter = Callable[[str], Sequence[Span]]


class Reader(Protocol):
    """What reading needs."""

    @property
    def judge(self) -> Judge: ...

    @property
    def split(self) -> Splitter: ...

    @property
    def aliases(self) -> AliasTable: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Prior:
    """Evidence already on a claim, with what its article tells about its origin."""

    evidence: Evidence
    origin: OriginInput


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """An article ready to be judged, with the evidence that is on each claim it hits."""

    due: ArticleDue
    claims: tuple[Claim, ...]
    priors: Mapping[str, tuple[Prior, ...]]
    earlier: tuple[Standing, ...] = ()  # what older versions of the page stand for
    outlets: Mapping[str, Outlet] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """An article's passages, and what each claim that it hits was found to be in them."""

    passages: tuple[Passage, ...] = ()
    readings: Mapping[str, Judgement] = field(default_factory=dict)


def priors_on(
    store: Store, claim_id: str, article: Article, outlets: Mapping[str, Outlet]
) -> tuple[Prior, ...]:
    """Evidence on a claim from other articles, by publication, with their articles.

    The newest, and other versions of the same page however old.
    """
    rows = [
        e
        for e in store.flags.evidence_on(claim_id)
        if e.article_id != article.id and e.occasion is Occasion.READING
    ]
    return tuple(
        Prior(
            evidence=row,
            origin=origin_input(
                store.articles.get(row.article_id), row.judgement, outlets, key=row.origin
            ),
        )
        for row in (*(r for r in rows[:-PRIORS] if r.url == article.url), *rows[-PRIORS:])
    )


def origin_input(
    article: Article, judgement: Judgement, outlets: Mapping[str, Outlet], *, key: str = ""
) -> OriginInput:
    """What an article tells about where its report comes from."""
    outlet = outlets.get(article.outlet_id)
    return OriginInput(
        key=key,
        url=article.url,
        outlet_id=article.outlet_id,
        outlet_name=outlet.name if outlet else "",
        agency=agency_credit(article.byline, article.text, outlets.values()),
        title=article.title,
        text=article.text,
        quotes=tuple(quote.text for quote in judgement.quotes if not quote.headline),
        speaker=judgement.facets.speaker_entity,
        published_at=article.published_at,
    )


def judge_article(reader: Reader, reading: Reading) -> Judged:
    """One article over the claims it hits; no IO, deterministic."""
    article = reading.due.article
    if not reading.claims and not reading.earlier:
        return Judged()
    passages = make_passages(article.text, reader.split(article.text))
    readings = {claim.id: _read(reader, reading, passages, claim) for claim in reading.claims}
    return Judged(passages=passages, readings=readings)


def draft_flags(
    reader: Reader,
    reading: Reading,
    judged: Judged,
    second: Mapping[str, Judgement],
    *,
    now: datetime,
) -> tuple[FlagDraft, ...]:
    """The drafts for one article; ``second`` holds judgements that a second reader weighed in on.

    What a new version takes back of an older one is for the first reading alone.
    """

    def read(claim: Claim) -> Judgement:
        known = judged.readings.get(claim.id)
        return known or _read(reader, reading, judged.passages, claim)

    drafts = [
        _draft(
            claim,
            second.get(claim.id, judged.readings[claim.id]),
            reading,
            reading.priors[claim.id],
            now=now,
        )
        for claim in reading.claims
        if judged.readings[claim.id].kind is not None
    ]
    return (*drafts, *corrections(reading.due.article, reading.earlier, read, now=now))


def _read(reader: Reader, reading: Reading, passages: Sequence[Passage], claim: Claim) -> Judgement:
    return read_article(
        claim,
        reading.due.article,
        passages,
        outlet=reading.due.outlet,
        judge=reader.judge,
        aliases=reader.aliases,
        prior_denials=denials(reading.priors[claim.id]),
    )


def denials(priors: Sequence[Prior]) -> frozenset[str]:
    """The parties whose denial of the claim is on record, by the first reading."""
    facets = [
        prior.evidence.judgement.facets
        for prior in priors
        if first_reading(prior.evidence.judgement).kind is FlagKind.DENIAL
    ]
    return frozenset(facet.speaker_entity for facet in facets if facet.speaker_entity)


def _draft(
    claim: Claim,
    judgement: Judgement,
    reading: Reading,
    priors: Sequence[Prior],
    *,
    now: datetime,
) -> FlagDraft:
    article, outlet = reading.due.article, reading.due.outlet
    kind = judgement.kind
    assert kind is not None
    earlier = next((p for p in priors if p.evidence.url == article.url), None)
    if earlier:
        key, reason = earlier.evidence.origin, "another version of the same page"
    else:
        found = assign_origin(
            origin_input(article, judgement, reading.outlets), [p.origin for p in priors]
        )
        key, reason = found.key, found.reason
    marks = badges(judgement.facets, state_media_of=outlet.state_media_of if outlet else "")
    same = Counter(p.evidence.origin for p in priors if p.evidence.judgement.kind is kind)
    published = article.published_at or article.fetched_at
    return FlagDraft(
        evidence=Evidence(
            claim_id=claim.id,
            article_id=article.id,
            origin=key,
            origin_reason=reason,
            judgement=judgement,
            url=article.url,
            outlet_id=article.outlet_id,
            title=article.title,
            published_at=article.published_at,
            fetched_at=article.fetched_at,
            content_hash=article.content_hash,
            recorded_at=now,
        ),
        kind=kind,
        state=FlagState.HIDDEN if kind is FlagKind.RECAP else FlagState.QUEUED,
        score=rank(
            kind,
            marks,
            ranking_scores(judgement),
            priority=claim.priority,
            independent=len({*same, key}),
            age=now - published,
        ),
        badges=marks,
    )
