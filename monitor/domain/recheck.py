"""Looking at a page again: when, what has changed, and what that takes back.

An edit counts when it changes what the page says about a claim: a sentence that was reworded
and still says the same, or a report that firmed up, raises nothing. A page counts as removed
when it was missing (404, 410) twice, an hour apart; what the network does never counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.domain.flagging import badges, explain_missing, rank
from monitor.domain.judgement import (
    Evidence,
    FlagKind,
    FlagState,
    Judgement,
    Occasion,
    Quote,
    Scores,
)
from monitor.domain.language.tokens import tokenise
from monitor.domain.model import Article
from monitor.domain.origin.assign import origin_key
from monitor.domain.reading.genre import is_correction, is_withdrawal
from monitor.domain.work import FlagDraft

#: When a page is looked at again, counted from when it was first fetched.
STEPS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)
#: A page has to be missing for so long before it counts as removed.
CONFIRM = timedelta(hours=1)
_GIVE_UP = timedelta(days=30)  # a missing page whose server has failed for so long
_MAX_TEXT = 400_000  # characters that are compared
_MAX_ADDED = 2_000  # new sentences among which an edited one is looked for
_ALIKE = 0.5  # share of the longer sentence's words: one is the other, edited
_SHOWN = 220  # characters of what the page says now
_PART = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)]{0,2}\s+|[\n\r]+")
_ENDS = re.compile(r"[.!?][\"'\u201d\u2019)\]]{0,2}$")
# What sites write around an article and change by themselves, as folded words.
_FURNITURE = re.compile(
    r"(?:(?:last )?(?:updated|modified|published|posted)|this (?:article|story|page) was "
    r"(?:last )?(?:updated|published)|read (?:more|next|also)|see also|related|more on|"
    r"sign up|subscribe|share|follow us|advertisement|copyright|all rights|"
    r"\d+ (?:comments?|min|minutes?|hours?|shares?))\b"
)


class Fate(StrEnum):
    """What became of a quote in a new version of its page."""

    STANDS = "stands"
    EDITED = "edited"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True, slots=True)
class QuoteChange:
    """A quote's fate, and the sentence that stands in its place ("" unless it was edited)."""

    fate: Fate
    now: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What distinguishes two versions of a page; ``quotes`` are in the order asked for."""

    unchanged: bool  # but for white space, case, punctuation and what sites write around
    removed: tuple[str, ...] = ()  # sentences of the old that the new lacks
    added: tuple[str, ...] = ()
    kept: float = 1.0  # share of the old's sentences that the new has
    quotes: tuple[QuoteChange, ...] = ()
    notice: str = ""  # sentence by which the new version owns up to a correction


def next_check(first_fetched_at: datetime, checks_done: int, now: datetime) -> datetime | None:
    """When a page is looked at next, after ``now``; None when that is over.

    Steps that were slept through are left out.
    """
    steps = (first_fetched_at + step for step in STEPS[max(checks_done, 0) :])
    return next((at for at in steps if at > now), None)


def is_removed(missing_since: datetime | None, now: datetime) -> bool:
    """Whether a page that is missing now counts as removed."""
    return missing_since is not None and now - missing_since >= CONFIRM


def confirm_at(missing_since: datetime, now: datetime) -> datetime | None:
    """When to ask again for a missing page, further apart each time; None to give up."""
    if now - missing_since > _GIVE_UP:
        return None
    return max(missing_since + CONFIRM, now + (now - missing_since))


def compare(old: Article, *, title: str, text: str, quotes: Sequence[Quote] = ()) -> Change:
    """What has changed from ``old`` to a page with ``title`` and ``text``. Linear."""
    before, after = _sentences(old.text), _sentences(text)
    removed = tuple(raw for words, raw in before.items() if words not in after)
    added = tuple(raw for words, raw in after.items() if words not in before)
    same_title = _words(old.title) == _words(title)
    whole = f" {_words(text[:_MAX_TEXT])} "
    notice = next((raw for raw in added if is_correction(raw) or is_withdrawal(raw)), "")
    return Change(
        unchanged=not removed and not added and same_title,
        removed=removed,
        added=added,
        kept=1.0 - len(removed) / max(len(before), 1),
        quotes=tuple(_fate(quote, title=title, text=whole, added=added) for quote in quotes),
        notice=notice,
    )


def _words(text: str) -> str:
    return " ".join(token.text for token in tokenise(text))


def _sentences(text: str) -> dict[str, str]:
    """The sentences by their folded words, without what sites write around an article."""
    found: dict[str, str] = {}
    for part in _PART.split(text[:_MAX_TEXT]):
        raw = part.strip()
        words = _words(raw)
        if words and not _is_furniture(raw, words):
            found.setdefault(words, raw)
    return found


def _is_furniture(raw: str, words: str) -> bool:
    count = words.count(" ") + 1
    return (count <= 4 and not _ENDS.search(raw)) or (
        count <= 14 and _FURNITURE.match(words) is not None
    )


def _fate(quote: Quote, *, title: str, text: str, added: Sequence[str]) -> QuoteChange:
    words = _words(quote.text)
    if f" {words} " in (f" {_words(title)} " if quote.headline else text):
        return QuoteChange(fate=Fate.STANDS)
    if quote.headline:
        return QuoteChange(fate=Fate.EDITED, now=title)
    mine = frozenset(words.split())
    best, place = 0.0, ""
    for raw in added[:_MAX_ADDED]:
        theirs = frozenset(_words(raw).split())
        alike = len(mine & theirs) / max(len(mine), len(theirs), 1)
        if alike > best:
            best, place = alike, raw
    if best >= _ALIKE:
        return QuoteChange(fate=Fate.EDITED, now=place)
    return QuoteChange(fate=Fate.GONE)


def in_force(evidence: Iterable[Evidence], *, before: datetime | None = None) -> list[Evidence]:
    """What a page still stands for: by claim, the latest reading that was not taken back.

    ``evidence`` is of one page; with ``before`` only of versions fetched earlier.
    """
    rows = [one for one in evidence if before is None or one.fetched_at < before]
    over = {(one.claim_id, one.article_id) for one in rows if one.occasion is Occasion.CHANGE}
    latest: dict[str, Evidence] = {}
    for one in sorted(rows, key=lambda row: (row.fetched_at, row.id)):
        if one.occasion is Occasion.READING and one.judgement.kind is not FlagKind.RECAP:
            latest[one.claim_id] = one
    return [
        one
        for one in latest.values()
        if one.judgement.kind is not FlagKind.CORRECTION
        and one.judgement.quotes
        and (one.claim_id, one.article_id) not in over
    ]


def taken_back(old: Judgement, change: Change, reading: Judgement | None) -> str:
    """Name of the rule by which an edit takes ``old`` back, "" if the page still says so.

    ``change`` is of ``old.quotes``, ``reading`` what the new version says about the claim.
    """
    decisive = change.quotes[0]
    if decisive.fate is Fate.STANDS or _says_as_much(old, decisive, reading):
        return ""
    return "quote-edited" if decisive.fate is Fate.EDITED else "quote-removed"


def _says_as_much(old: Judgement, decisive: QuoteChange, reading: Judgement | None) -> bool:
    if reading is None or reading.kind in {None, FlagKind.RECAP, FlagKind.CORRECTION}:
        return False
    if old.kind is FlagKind.UPDATE:
        return True  # a developing story: what it says now is evidence of its own
    if decisive.fate is Fate.GONE or not reading.quotes:
        return False
    firmer = old.kind is FlagKind.PARTIAL and reading.kind is FlagKind.CONFIRMATION
    if reading.stance is not old.stance or not (reading.kind is old.kind or firmer):
        return False
    now, decides = f" {_words(decisive.now)} ", f" {_words(reading.quotes[0].text)} "
    return now in decides or decides in now


def home_of(old: Evidence, group: Iterable[Evidence]) -> tuple[str, str]:
    """Origin key and its reason for the correction of ``old``; ``group`` shares its origin.

    What takes back the report that the group goes back to is said on the group's card. One
    copy less, while others stand, is a card of its own.
    """
    founds = old.origin == origin_key(old.url)
    if founds or all(one.url == old.url for one in group):
        return old.origin, "a later state of the same page"
    return origin_key(old.url), "other reports of its group still stand"


_BADGES = {
    "quote-edited": "quote edited",
    "quote-removed": "quote removed",
    "page-removed": "page removed",
}


def withdraw(
    old: Evidence,
    rule: str,
    *,
    change: Change | None = None,
    origin: tuple[str, str],
    priority: int,
    at: datetime,
) -> FlagDraft:
    """The correction that takes ``old`` back, with its words as they were.

    ``origin`` is of ``home_of``, ``priority`` the claim's; ``change`` is None for a removed page.
    """
    judged = old.judgement
    facets = replace(judged.facets, correction=True, admission=False)
    marks = (
        _BADGES[rule],
        *(mark for mark in badges(facets) if mark != "corrected"),
    )
    scores = Scores(supports=0.05, refutes=0.15, discusses=0.75, unrelated=0.05)
    judgement = replace(
        judged,
        stance=scores.stance,
        scores=scores,
        facets=facets,
        kind=FlagKind.CORRECTION,
        rule=rule,
        missing=" ".join(filter(None, (_stands_now(change), explain_missing(rule)))),
        second=None,  # it was asked about the reading, not about what became of the page
    )
    key, reason = origin
    return FlagDraft(
        evidence=replace(
            old,
            id=0,
            origin=key,
            origin_reason=reason,
            judgement=judgement,
            recorded_at=at,
            occasion=Occasion.CHANGE,
        ),
        kind=FlagKind.CORRECTION,
        state=FlagState.QUEUED,
        score=rank(FlagKind.CORRECTION, marks, scores, priority=priority),
        badges=marks,
    )


def _stands_now(change: Change | None) -> str:
    if change is None:
        return "The page is gone."
    now = change.quotes[0].now
    lines = [
        f"It now reads: \u201c{_cut(now)}\u201d" if now else "Nothing like it stands there now."
    ]
    if change.notice:
        lines.append(f"The notice: \u201c{_cut(change.notice)}\u201d")
    return " ".join(lines)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN].rpartition(" ")[0] + " \u2026"
