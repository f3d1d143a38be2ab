"""What ``--json`` prints: a contract with scripts. Keys are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from monitor.domain.digest.content import FeedLine
from monitor.domain.judgement import (
    Blended,
    Evidence,
    Facets,
    Flag,
    Judgement,
    Scores,
    SecondReading,
)
from monitor.domain.model import Article, Claim, Feed, ParsedEntry
from monitor.domain.reopening import Proposal, reason_of
from monitor.domain.work import AuditEvent, JobRun

if TYPE_CHECKING:
    from monitor.desk.history import Edit
    from monitor.feeds.discover import Found


def moment(value: datetime | date | None) -> str | None:
    """ISO 8601, or None."""
    return value.isoformat() if value else None


def claim_shape(claim: Claim) -> dict[str, Any]:
    """A claim with all its fields."""
    return {
        "id": claim.id,
        "text": claim.text,
        "kind": str(claim.kind),
        "status": str(claim.status),
        "claimed_on": moment(claim.claimed_on),
        "query": claim.query,
        "parties": list(claim.parties),
        "priority": claim.priority,
        "sentence": claim.sentence,
        "start": claim.start,
        "end": claim.end,
        "cue": claim.cue,
        "speaker": claim.speaker,
        "origin_url": claim.origin_url,
        "origin_title": claim.origin_title,
        "note": claim.note,
        "merged_into": claim.merged_into,
        "created_at": moment(claim.created_at),
        "updated_at": moment(claim.updated_at),
    }


def found_shape(found: Found) -> dict[str, Any]:
    """A feed that a site names."""
    return {"url": found.url, "kind": found.kind, "title": found.title}


def feed_shape(feed: Feed) -> dict[str, Any]:
    """A feed and how polling it goes."""
    return {
        "id": feed.id,
        "url": feed.url,
        "outlet": feed.outlet_id,
        "title": feed.title,
        "state": "paused" if feed.paused else str(feed.state),
        "since": moment(feed.state_since),
        "error": feed.error,
        "failures": feed.failures,
        "polled_at": moment(feed.polled_at),
        "succeeded_at": moment(feed.succeeded_at),
        "new_entry_at": moment(feed.new_entry_at),
        "next_poll_at": moment(feed.next_poll_at),
        "moved_to": feed.moved_to,
        "interval_s": feed.interval.total_seconds() if feed.interval else None,
    }


def blind_shape(feed: Feed, line: FeedLine | None) -> dict[str, Any]:
    """A feed with why it shows less than it should, and what to do; both "" if it does not."""
    return {
        **feed_shape(feed),
        "why": line.why if line else "",
        "what_to_do": line.what_to_do if line else "",
    }


def entry_shape(entry: ParsedEntry) -> dict[str, Any]:
    """An entry as a feed gave it."""
    return {
        "id": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "categories": list(entry.categories),
        "author": entry.author,
        "published_at": moment(entry.published_at),
        "updated_at": moment(entry.updated_at),
    }


def article_shape(article: Article) -> dict[str, Any]:
    """An article version without its text."""
    return {
        "id": article.id,
        "url": article.url,
        "outlet": article.outlet_id,
        "title": article.title,
        "published_at": moment(article.published_at),
        "fetched_at": moment(article.fetched_at),
        "version": article.version,
        "status": str(article.status),
    }


def edit_shape(edit: Edit) -> dict[str, Any]:
    """What a version of a page says otherwise than the one before."""
    return {
        "version": edit.version.version,
        "fetched_at": moment(edit.version.fetched_at),
        "title": edit.version.title,
        "title_before": edit.title_before,
        "removed": list(edit.removed),
        "added": list(edit.added),
        "notice": edit.notice,
    }


def facets_shape(facets: Facets) -> dict[str, Any]:
    """Every facet, with the words it rests on."""
    return {
        "certainty": str(facets.certainty),
        "basis": str(facets.basis),
        "speaker": facets.speaker,
        "speaker_role": str(facets.speaker_role),
        "speaker_entity": facets.speaker_entity,
        "verb": facets.verb,
        "slots": {
            "actor": str(facets.actor),
            "quantity": str(facets.quantity),
            "place": str(facets.place),
            "time": str(facets.time),
        },
        "scope": facets.scope,
        "novelty": str(facets.novelty),
        "locus": str(facets.locus),
        "genre": str(facets.genre),
        "time_ok": facets.time_ok,
        "correction": facets.correction,
        "complete": facets.complete,
        "admission": facets.admission,
        "words": dict(facets.words),
    }


def scores_shape(scores: Scores) -> dict[str, float]:
    """The four scores, to four places."""
    return {
        name: round(float(getattr(scores, name)), 4)
        for name in ("supports", "refutes", "discusses", "unrelated")
    }


def quote_scores_shape(scores: Scores) -> dict[str, Any]:
    """Scores of the sentence that decided; with those of model and rules where both read it."""
    shape: dict[str, Any] = dict(scores_shape(scores))
    if isinstance(scores, Blended):
        shape |= {"model": scores_shape(scores.model), "rules": scores_shape(scores.rules)}
    return shape


def judgement_shape(judgement: Judgement) -> dict[str, Any]:
    """What ``monitor judge`` prints: stance, scores, kind, facets and evidence."""
    return {
        "stance": str(judgement.stance),
        "scores": scores_shape(judgement.scores),
        "quote_scores": quote_scores_shape(judgement.sentence_scores),
        "kind": str(judgement.kind) if judgement.kind else None,
        "rule": judgement.rule,
        "missing": judgement.missing,
        "facets": facets_shape(judgement.facets),
        "evidence": [
            {"quote": q.text, "start": q.start, "end": q.end, "headline": q.headline}
            for q in judgement.quotes
        ],
        "version": judgement.version,
    }


def second_shape(second: SecondReading | None) -> dict[str, Any] | None:
    """What a second reader said and what came of it; None if nobody was asked."""
    if second is None:
        return None
    return {
        "reader": second.reader,
        "why": second.why,
        "fate": str(second.fate),
        "reason": second.reason,
        "decisions": {what: {"value": value, "quote": on} for what, value, on in second.decisions},
        "first_kind": str(second.kind) if second.kind else None,
        "first_rule": second.rule,
    }


def evidence_shape(evidence: Evidence, outlets: Mapping[str, str]) -> dict[str, Any]:
    """One article's evidence on a claim."""
    return {
        "article_id": evidence.article_id,
        "url": evidence.url,
        "outlet": outlets.get(evidence.outlet_id, evidence.outlet_id),
        "title": evidence.title,
        "published_at": moment(evidence.published_at),
        "fetched_at": moment(evidence.fetched_at),
        "content_hash": evidence.content_hash,
        "origin": evidence.origin,
        "origin_reason": evidence.origin_reason,
        **judgement_shape(evidence.judgement),
        "second": second_shape(evidence.judgement.second),
    }


def flag_shape(
    flag: Flag,
    claim: Claim,
    outlets: Mapping[str, str],
    independent: int,
    proposals: Iterable[Proposal] = (),
) -> dict[str, Any]:
    """A flag for lists: one card, one independent report, however often it was reprinted.

    ``independent_reports`` is the number of origin groups on the claim with a card of this
    kind (this one included), ``reprints`` the further articles of this card's group.
    ``proposes`` is why a decision is to be looked at again because of this card, "" if none is.
    """
    proposed = [reason_of(one) for one in proposals if one.correction == flag.id]
    return {
        "id": flag.id,
        "claim_id": flag.claim_id,
        "claim": claim.text,
        "kind": str(flag.kind),
        "score": round(flag.score, 4),
        "stance": str(flag.lead.judgement.stance),
        "badges": list(flag.badges),
        "articles": [
            {
                "url": e.url,
                "outlet": outlets.get(e.outlet_id, e.outlet_id),
                "published_at": moment(e.published_at),
                "title": e.title,
            }
            for e in flag.evidence
        ],
        "quotes": [quote.text for quote in flag.lead.judgement.quotes],
        "independent_reports": independent,
        "reprints": flag.reprints,
        "state": str(flag.state),
        "snoozed_until": moment(flag.snoozed_until),
        "duplicate_of": flag.duplicate_of,
        "created_at": moment(flag.created_at),
        "changed_at": moment(flag.changed_at),
        "proposes": proposed[0] if proposed else "",
    }


def event_shape(event: AuditEvent) -> dict[str, Any]:
    """One line of the paper trail."""
    return {
        "at": moment(event.at),
        "actor": event.actor,
        "subject": event.subject,
        "subject_id": event.subject_id,
        "action": event.action,
        "from": event.from_state,
        "to": event.to_state,
        "reason": event.reason,
        "note": event.note,
        "data": dict(event.data),
    }


def run_shape(run: JobRun) -> dict[str, Any]:
    """What one run of a job did."""
    return {
        "job": run.job,
        "started_at": moment(run.started_at),
        "finished_at": moment(run.finished_at),
        "ok": run.ok,
        "counts": dict(run.counts),
        "message": run.message,
    }
