"""Rows to values of the domain (``to_...``), and values to rows (``..._values``)."""

# ruff: noqa: D103  the names of the functions are all there is to say

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import asdict, fields
from datetime import timedelta
from enum import Enum
from functools import cache
from typing import Any, get_type_hints

from sqlalchemy import RowMapping

from monitor.domain.judgement import (
    Blended,
    Evidence,
    Facets,
    Flag,
    FlagKind,
    FlagState,
    Judgement,
    Occasion,
    Quote,
    Scores,
    SecondFate,
    SecondReading,
    Stance,
)
from monitor.domain.model import (
    Article,
    Claim,
    ClaimKind,
    ClaimStatus,
    Entry,
    EntryState,
    ExtractStatus,
    Feed,
    FeedState,
    Outlet,
    OutletKind,
    Outline,
)
from monitor.domain.work import (
    AuditEvent,
    Delivery,
    DeliveryState,
    Digest,
    FlagDraft,
    JobRun,
    Lease,
    NewEntry,
    RecheckDue,
)
from monitor.storage.tables import index_key

Values = dict[str, Any]
Row = RowMapping | Mapping[str, Any]


def claim_values(claim: Claim) -> Values:
    return {**asdict(claim), "parties": list(claim.parties)}


def to_claim(row: Row) -> Claim:
    values = _only(Claim, row)
    return Claim(
        **{
            **values,
            "kind": ClaimKind(row["kind"]),
            "status": ClaimStatus(row["status"]),
            "parties": tuple(row["parties"]),
        }
    )


def outlet_values(outlet: Outlet) -> Values:
    return asdict(outlet)


def to_outlet(row: Row) -> Outlet:
    values = _only(Outlet, row)
    return Outlet(
        **{**values, "kind": OutletKind(row["kind"]), "hosts": tuple(row["hosts"])},
    )


#: What a poll learns; people set the rest (paused, interval, outlet).
POLLED = (
    "title",
    "etag",
    "last_modified",
    "body_hash",
    "next_poll_at",
    "polled_at",
    "succeeded_at",
    "new_entry_at",
    "full_fetch_at",
    "failures",
    "error",
    "moved_to",
    "moved_seen",
    "doubted_at",
    "skip_hours",
    "skip_days",
)


def polled_values(feed: Feed) -> Values:
    return {
        **{name: getattr(feed, name) for name in POLLED},
        "ttl_s": None if feed.ttl is None else feed.ttl.total_seconds(),
    }


def outline_value(outline: Outline) -> Values:
    return {"folders": list(outline.folders), "attributes": [*map(list, outline.attributes)]}


def _to_outline(value: Mapping[str, Any]) -> Outline:
    return Outline(
        folders=tuple(value.get("folders", ())),
        attributes=tuple((name, text) for name, text in value.get("attributes", ())),
    )


def to_feed(row: Row) -> Feed:
    values = {name: row[name] for name in _names(Feed) if name not in {"interval", "ttl"}}
    return Feed(
        **{
            **values,
            "state": FeedState(row["state"]),
            **{
                name: None if row[f"{name}_s"] is None else timedelta(seconds=row[f"{name}_s"])
                for name in ("interval", "ttl")
            },
            "skip_hours": tuple(row["skip_hours"]),
            "skip_days": tuple(row["skip_days"]),
            "outline": _to_outline(row["outline"]),
        }
    )


def to_entry(row: Row) -> Entry:
    return Entry(
        **{
            **_only(Entry, row),
            "feed_id": row["feed_id"] or 0,  # 0: the feed was removed
            "state": EntryState(row["state"]),
            "categories": tuple(row["categories"]),
        }
    )


def entry_values(new: NewEntry, *, feed_id: int, outlet_id: str, at: Any) -> Values:
    """A new entry; a date later than the poll that saw it is taken for that poll's."""
    parsed = new.parsed
    published = min(parsed.published_at, at) if parsed.published_at else None
    return {
        "feed_id": feed_id,
        "outlet_id": outlet_id,
        "guid": parsed.guid,
        "url": parsed.url,
        "title": parsed.title,
        "summary": parsed.summary,
        "content": parsed.content,
        "categories": list(parsed.categories),
        "author": parsed.author,
        "published_at": published,
        "seen_at": at,
        "dated_at": published or at,
        "state": new.state,
        "reason": "",
        "attempts": 0,
    }


def article_values(article: Article) -> Values:
    values = asdict(article)
    del values["id"], values["version"]
    return {
        **values,
        "url_key": index_key(article.url),
        "dated_at": article.published_at or article.fetched_at,
    }


def to_article(row: Row) -> Article:
    return Article(**{**_only(Article, row), "status": ExtractStatus(row["status"])})


def to_recheck(row: RowMapping) -> RecheckDue:
    article = to_article(prefixed(row, "article_"))
    return RecheckDue(
        article=article,
        address=row["entry_url"] or article.url,
        first_fetched_at=row["first_fetched_at"],
        checks=row["checks"],
        missing_since=row["missing_since"],
    )


def evidence_values(draft: FlagDraft, *, flag_id: int) -> Values:
    one = draft.evidence
    judged = one.judgement
    return {
        "flag_id": flag_id,
        "claim_id": one.claim_id,
        "article_id": one.article_id,
        "origin": one.origin,
        "origin_reason": one.origin_reason,
        "url": one.url,
        "outlet_id": one.outlet_id,
        "title": one.title,
        "published_at": one.published_at,
        "fetched_at": one.fetched_at,
        "dated_at": one.published_at or one.fetched_at,
        "content_hash": one.content_hash,
        "recorded_at": one.recorded_at,
        "occasion": one.occasion,
        "stance": judged.stance,
        "scores": _scores_values(judged),
        "facets": asdict(judged.facets),
        "kind": judged.kind,
        "rule": judged.rule,
        "missing": judged.missing,
        "quotes": [asdict(quote) for quote in judged.quotes],
        "version": judged.version,
        "second": asdict(judged.second) if judged.second else None,
        "card_kind": draft.kind,
        "card_state": draft.state,
        "card_score": draft.score,
        "card_badges": list(draft.badges),
    }


def _scores_values(judged: Judgement) -> dict[str, Any]:
    """Those of the article, and beside them those of the sentence that decided."""
    own: dict[str, Any] = asdict(judged.scores)
    return own | {"decisive": asdict(judged.decisive)} if judged.decisive else own


def _to_decisive(row: Row | None) -> Scores | None:
    if row is None:
        return None
    if "model" not in row:
        return Scores(**row)
    parts = {name: Scores(**row[name]) for name in ("model", "rules")}
    return Blended(**{**row, **parts})


def to_evidence(row: Row) -> Evidence:
    scores = dict(row["scores"])
    decisive = scores.pop("decisive", None)
    judgement = Judgement(
        claim_id=row["claim_id"],
        stance=Stance(row["stance"]),
        scores=Scores(**scores),
        decisive=_to_decisive(decisive),
        facets=to_facets(row["facets"]),
        kind=None if row["kind"] is None else FlagKind(row["kind"]),
        rule=row["rule"],
        missing=row["missing"],
        quotes=tuple(Quote(**quote) for quote in row["quotes"]),
        version=row["version"],
        second=to_second(row["second"]),
    )
    values = {name: row[name] for name in _names(Evidence) if name != "judgement"}
    return Evidence(**{**values, "occasion": Occasion(row["occasion"])}, judgement=judgement)


def to_draft(row: Row) -> FlagDraft:
    """The draft that the evidence came with."""
    return FlagDraft(
        evidence=to_evidence(row),
        kind=FlagKind(row["card_kind"]),
        state=FlagState(row["card_state"]),
        score=row["card_score"],
        badges=tuple(row["card_badges"]),
    )


def to_facets(values: Mapping[str, Any]) -> Facets:
    """Facets of any version: unknown ones are left out, missing ones have their default."""
    known: Values = {}
    for name, kind in _hints(Facets).items():
        if name not in values:
            continue
        value = values[name]
        if name == "words":
            value = tuple((facet, words) for facet, words in value)
        elif isinstance(kind, type) and issubclass(kind, Enum):
            value = kind(value)
        known[name] = value
    return Facets(**known)


def to_second(values: Mapping[str, Any] | None) -> SecondReading | None:
    if values is None:
        return None
    known = {name: values[name] for name in _names(SecondReading) if name in values}
    kind = known.get("kind")
    return SecondReading(
        **{
            **known,
            "fate": SecondFate(known["fate"]),
            "decisions": tuple((what, value, on) for what, value, on in known["decisions"]),
            "kind": None if kind is None else FlagKind(kind),
        }
    )


def to_flag(row: Row, evidence: tuple[Evidence, ...]) -> Flag:
    values = {name: row[name] for name in _names(Flag) if name != "evidence"}
    return Flag(
        **{
            **values,
            "kind": FlagKind(row["kind"]),
            "state": FlagState(row["state"]),
            "badges": tuple(row["badges"]),
            "evidence": evidence,
        }
    )


def event_values(event: AuditEvent) -> Values:
    values = {name: getattr(event, name) for name in _names(AuditEvent) if name != "id"}
    return {**values, "data": dict(event.data)}


def to_event(row: Row) -> AuditEvent:
    return AuditEvent(**_only(AuditEvent, row))


def digest_values(digest: Digest) -> Values:
    values = asdict(digest)
    del values["id"]
    return values


def to_digest(row: Row) -> Digest:
    return Digest(**_only(Digest, row))


def delivery_values(delivery: Delivery) -> Values:
    values = asdict(delivery)
    del values["id"]
    return values


def to_delivery(row: Row) -> Delivery:
    return Delivery(**{**_only(Delivery, row), "state": DeliveryState(row["state"])})


def run_values(run: JobRun) -> Values:
    values = {name: getattr(run, name) for name in _names(JobRun) if name != "id"}
    return {**values, "counts": dict(run.counts)}


def to_run(row: Row) -> JobRun:
    return JobRun(**_only(JobRun, row))


def to_lease(row: Row) -> Lease:
    return Lease(**_only(Lease, row))


def prefixed(row: RowMapping, prefix: str) -> Values:
    """The columns of one table of a join whose columns were labelled ``prefix + name``."""
    return {
        name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)
    }


def _only(kind: Hashable, row: Row) -> Values:
    return {name: row[name] for name in _names(kind)}


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
