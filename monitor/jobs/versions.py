"""What a new version of a page, or its removal, takes back of what the page said before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from monitor.domain.judgement import Evidence, Judgement
from monitor.domain.model import COMPLETE, Article, Claim, ExtractStatus
from monitor.domain.ports import Store
from monitor.domain.recheck import compare, home_of, in_force, taken_back, withdraw
from monitor.domain.second.weigh import first_reading
from monitor.domain.work import FlagDraft

#: Texts of which a whole page must still hold every sentence.
_FROM_PAGE = frozenset({ExtractStatus.FULL, ExtractStatus.PARTIAL, ExtractStatus.PAYWALL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What an earlier version of a page stands for on a claim."""

    claim: Claim
    evidence: Evidence
    article: Article  # the version that it was read in
    origin: tuple[str, str]  # of the correction, should there be one


def standing(
    store: Store, url: str, *, before: datetime | None = None, only: str | None = None
) -> tuple[Standing, ...]:
    """What the page at ``url`` stands for, on watched and settled claims alike.

    ``before``: in versions fetched earlier; ``only``: on that claim.
    """
    return tuple(
        Standing(
            claim=store.claims.get(one.claim_id),
            evidence=one,
            article=store.articles.get(one.article_id),
            origin=home_of(one, _group(store, one)),
        )
        for one in in_force(store.flags.evidence_from(url), before=before)
        if only in (None, one.claim_id)
    )


def _group(store: Store, one: Evidence) -> list[Evidence]:
    return [row for row in store.flags.evidence_on(one.claim_id) if row.origin == one.origin]


def corrections(
    version: Article,
    earlier: Sequence[Standing],
    read: Callable[[Claim], Judgement],
    *,
    now: datetime,
) -> tuple[FlagDraft, ...]:
    """The drafts for what ``version`` does not say any more; ``read`` judges it."""
    drafts = []
    for one in earlier:
        if version.status not in COMPLETE or one.article.status not in _FROM_PAGE:
            continue  # a sentence that is not there may be there for other readers
        old = first_reading(one.evidence.judgement)
        change = compare(one.article, title=version.title, text=version.text, quotes=old.quotes)
        rule = taken_back(old, change, read(one.claim))
        if rule:
            drafts.append(
                withdraw(
                    one.evidence,
                    rule,
                    change=change,
                    origin=one.origin,
                    priority=one.claim.priority,
                    at=now,
                )
            )
    return tuple(drafts)


def removals(store: Store, url: str, *, now: datetime) -> tuple[FlagDraft, ...]:
    """The drafts for a page that was taken down."""
    return tuple(
        withdraw(
            one.evidence, "page-removed", origin=one.origin, priority=one.claim.priority, at=now
        )
        for one in standing(store, url)
    )
