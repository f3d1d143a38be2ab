"""Values for tests, complete and plausible; every field can be given."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from monitor.domain.judgement import (
    Evidence,
    Facets,
    FlagKind,
    FlagState,
    Judgement,
    Quote,
    Scores,
    SecondFate,
    SecondReading,
    Stance,
)
from monitor.domain.model import (
    Article,
    Claim,
    Entry,
    EntryState,
    Feed,
    Outlet,
    OutletKind,
    ParsedEntry,
)
from monitor.domain.second.calls import SecondCall
from monitor.domain.work import (
    AuditEvent,
    CollectOutcome,
    Delivery,
    Digest,
    FlagDraft,
    JobRun,
    MatchOutcome,
    NewEntry,
    PollOutcome,
    ReviewOutcome,
    VerdictOutcome,
)

#: The tests' present.
NOW = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
PERSON = "Ada Editor"


def later(**amount: float) -> datetime:
    """NOW plus a timedelta's arguments."""
    return NOW + timedelta(**amount)


def make_claim(claim_id: str = "C1", **values: Any) -> Claim:
    return Claim(
        **{
            "id": claim_id,
            "text": "Norland has closed the port of Esker to foreign ships.",
            "query": "Norland AND (port OR harbour)",
            "claimed_on": date(2025, 3, 1),
            "sentence": "Norland may have closed the port of Esker to foreign ships.",
            "cue": "may have",
            "created_at": NOW,
            "updated_at": NOW,
            **values,
        }
    )


def make_outlet(outlet_id: str = "gazette", **values: Any) -> Outlet:
    return Outlet(
        **{
            "id": outlet_id,
            "name": f"The {outlet_id.title()}",
            "kind": OutletKind.NEWSPAPER,
            "country": "Sweden",
            "hosts": (f"{outlet_id}.example",),
            **values,
        }
    )


def make_feed(feed_id: int = 1, **values: Any) -> Feed:
    return Feed(
        **{
            "id": feed_id,
            "url": f"https://gazette.example/feed/{feed_id}",
            "outlet_id": "gazette",
            **values,
        }
    )


def make_parsed_entry(name: str = "a", **values: Any) -> ParsedEntry:
    return ParsedEntry(
        **{
            "keys": (f"guid:{name}", f"url:https://gazette.example/{name}"),
            "guid": name,
            "url": f"https://gazette.example/{name}",
            "title": f"Port of Esker: story {name}",
            "summary": "Ships wait outside the harbour.",
            "published_at": later(hours=-2),
            **values,
        }
    )


def make_new_entry(
    name: str = "a", *, state: EntryState = EntryState.PENDING, **values: Any
) -> NewEntry:
    return NewEntry(parsed=make_parsed_entry(name, **values), state=state)


def make_entry(entry_id: int = 1, **values: Any) -> Entry:
    parsed = make_parsed_entry(str(entry_id))
    return Entry(
        **{
            "id": entry_id,
            "feed_id": 1,
            "url": parsed.url,
            "title": parsed.title,
            "summary": parsed.summary,
            "content": "",
            "categories": (),
            "published_at": parsed.published_at,
            "seen_at": NOW,
            "state": EntryState.PENDING,
            **values,
        }
    )


def make_article(name: str = "a", **values: Any) -> Article:
    text = values.pop("text", f"Ships wait outside the harbour. Story {name} goes on.")
    title = values.pop("title", f"Port of Esker: story {name}")
    return Article(
        **{
            "url": f"https://gazette.example/{name}",
            "content_hash": hashlib.sha256(f"{title}\n{text}".encode()).hexdigest(),
            "outlet_id": "gazette",
            "title": title,
            "text": text,
            "language": "en",
            "published_at": later(hours=-2),
            "fetched_at": NOW,
            **values,
        }
    )


def make_scores(stance: Stance = Stance.SUPPORTS) -> Scores:
    return Scores(**{one.value: 0.7 if one is stance else 0.1 for one in Stance})


def make_judgement(claim_id: str = "C1", **values: Any) -> Judgement:
    return Judgement(
        **{
            "claim_id": claim_id,
            "stance": Stance.SUPPORTS,
            "scores": make_scores(),
            "facets": Facets(words=(("certainty", "has"),)),
            "kind": FlagKind.CONFIRMATION,
            "rule": "confirmation",
            "quotes": (Quote(text="Ships wait outside the harbour.", start=0, end=31),),
            "version": "test-1",
            **values,
        }
    )


def make_second(**values: Any) -> SecondReading:
    return SecondReading(
        **{
            "reader": "openai test",
            "why": "uncertain",
            "fate": SecondFate.TAKEN,
            "decisions": (("stance", "supports", "Ships wait"), ("basis", "none", "")),
            "kind": FlagKind.CONFIRMATION,
            "rule": "confirmation",
            **values,
        }
    )


def make_second_call(**values: Any) -> SecondCall:
    return SecondCall(**{"key": "k1", "reader": "openai test", "at": NOW, "cost": 0.5, **values})


def make_evidence(claim_id: str = "C1", article: Article | None = None, **values: Any) -> Evidence:
    """Evidence from ``article``, which should be a stored one where a store is involved."""
    article = article or make_article(id=1)
    return Evidence(
        **{
            "claim_id": claim_id,
            "article_id": article.id,
            "origin": article.url,
            "origin_reason": "own report",
            "judgement": make_judgement(claim_id),
            "url": article.url,
            "outlet_id": article.outlet_id,
            "title": article.title,
            "published_at": article.published_at,
            "fetched_at": article.fetched_at,
            "content_hash": article.content_hash,
            "recorded_at": NOW,
            **values,
        }
    )


def make_flag_draft(
    claim_id: str = "C1",
    article: Article | None = None,
    *,
    kind: FlagKind = FlagKind.CONFIRMATION,
    score: float = 3.5,
    badges: tuple[str, ...] = (),
    **evidence: Any,
) -> FlagDraft:
    evidence.setdefault("judgement", make_judgement(claim_id, kind=kind, rule=kind.value))
    return FlagDraft(
        evidence=make_evidence(claim_id, article, **evidence),
        kind=kind,
        state=FlagState.HIDDEN if kind is FlagKind.RECAP else FlagState.QUEUED,
        score=score,
        badges=badges,
    )


def make_event(**values: Any) -> AuditEvent:
    return AuditEvent(
        **{
            "at": NOW,
            "actor": PERSON,
            "subject": "claim",
            "subject_id": "",
            "action": "create",
            **values,
        }
    )


def make_poll(feed: Feed, *entries: NewEntry, **values: Any) -> PollOutcome:
    return PollOutcome(**{"feed": feed, "at": NOW, "entries": entries, **values})


def make_collect(entry_id: int, article: Article | None = None, **values: Any) -> CollectOutcome:
    return CollectOutcome(
        **{
            "entry_id": entry_id,
            "at": NOW,
            "state": EntryState.COLLECTED if article else EntryState.FAILED,
            "article": article,
            **values,
        }
    )


def make_match(article_id: int, *drafts: FlagDraft, **values: Any) -> MatchOutcome:
    return MatchOutcome(**{"article_id": article_id, "at": NOW, "drafts": drafts, **values})


def make_review(
    flag_id: int, expected: FlagState, state: FlagState, *, at: datetime = NOW, **values: Any
) -> ReviewOutcome:
    event = make_event(
        at=at,
        subject="flag",
        subject_id=str(flag_id),
        action=str(values.pop("action", state)),
        actor=values.pop("actor", PERSON),
        from_state=expected,
        to_state=state,
    )
    return ReviewOutcome(flag_id=flag_id, expected=expected, state=state, event=event, **values)


def make_verdict(claim: Claim, status: Any, **values: Any) -> VerdictOutcome:
    event = make_event(
        subject_id=claim.id,
        action="verdict",
        actor=values.pop("actor", PERSON),
        at=values.pop("at", later(hours=1)),
        from_state=claim.status,
        to_state=status,
        reason="the harbour master says so",
    )
    return VerdictOutcome(
        **{
            "claim_id": claim.id,
            "expected": claim.status,
            "status": status,
            "event": event,
            **values,
        }
    )


def make_digest(day: date = date(2025, 3, 14), **values: Any) -> Digest:
    return Digest(
        **{
            "local_day": day,
            "period_start": later(days=-1),
            "period_end": NOW,
            "created_at": NOW,
            "body": '{"claims": []}',
            **values,
        }
    )


def make_delivery(channel: str = "email", **values: Any) -> Delivery:
    return Delivery(
        **{"digest_id": 0, "channel": channel, "key": f"<day@{channel}.example>", **values}
    )


def make_run(job: str = "poll", **values: Any) -> JobRun:
    return JobRun(
        **{
            "job": job,
            "started_at": NOW,
            "finished_at": later(seconds=2),
            "ok": True,
            "counts": {"feeds": 3},
            **values,
        }
    )
