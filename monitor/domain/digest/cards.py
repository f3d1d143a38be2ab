"""Which cards go into a digest, and how each is cut down to what a reader decides by."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from monitor.domain.cleaning import safe_text
from monitor.domain.digest.content import ClaimSection, DigestContent, DigestFlag
from monitor.domain.flagging import AGAINST_INTEREST, count_reports, explain_rule
from monitor.domain.judgement import Basis, Flag, FlagKind, FlagState, Occasion, Quote
from monitor.domain.model import Claim, ClaimStatus
from monitor.domain.work import AuditEvent

#: What was recorded this long before a period and was in no digest still comes into it: rows
#: committed while the last digest was composed, or stamped by a clock that was wrong.
LATE = timedelta(days=3)

MAX_FLAGS = 8  # per claim
MAX_QUOTE = 1200  # characters; channels cut further
MAX_TEXT = 300
MAX_WORD = 80
MAX_URL = 2000

_ORDER = (
    FlagKind.CORRECTION,
    FlagKind.CONFIRMATION,
    FlagKind.REFUTATION,
    FlagKind.PARTIAL,
    FlagKind.DENIAL,
    FlagKind.UPDATE,
    FlagKind.RECAP,
)
_RAISED = {
    Occasion.READING: "a newer report raised it",
    Occasion.CHANGE: "its report was changed or taken down",
}
_PLACE = {kind: place for place, kind in enumerate(_ORDER, start=1)}


class Window:
    """Which dated things belong to this digest; remembers those the next one may meet again."""

    def __init__(self, *, start: datetime, end: datetime, previous: DigestContent | None) -> None:
        self._known: Collection[str] = frozenset(previous.covered) if previous else frozenset()
        # Without a previous digest nothing says what was shown, so the start is sharp.
        self._since = start - LATE if previous else start
        self._late = end - LATE
        self._covered: set[str] = set()

    def takes(self, key: str, at: datetime) -> bool:
        if at >= self._late:
            self._covered.add(key)
        return at >= self._since and key not in self._known

    @property
    def covered(self) -> tuple[str, ...]:
        return tuple(sorted(self._covered))


def created_key(card: Flag) -> str:
    """The key under which the making of a card is remembered."""
    return f"c{card.id}"


def news_of(
    cards: Iterable[Flag], events: Iterable[AuditEvent], window: Window
) -> list[tuple[Flag, str]]:
    """The waiting cards to show, each with why it is shown again ('' for a new one).

    A card comes again when a newer report leads it or when it woke from a snooze (``events``).
    """
    woken = {
        event.subject_id
        for event in events
        if event.subject == "flag"
        and event.action == "wake"
        and window.takes(f"w{event.id}", event.at)
    }
    news = []
    for card in cards:
        if card.state is not FlagState.QUEUED or not card.evidence:
            continue
        lead = card.lead
        at = max(lead.recorded_at, card.created_at)
        leads_now = window.takes(f"f{card.id}:{lead.id}", at)
        is_new = window.takes(created_key(card), card.created_at)
        if str(card.id) in woken:
            news.append((card, "back from its snooze"))
        elif leads_now:
            news.append((card, "" if is_new else _RAISED[lead.occasion]))
    return news


def claim_sections(
    news: Iterable[tuple[Flag, str]], claims: Mapping[str, Claim], outlets: Mapping[str, str]
) -> tuple[ClaimSection, ...]:
    """One per claim, by its weightiest card, then the claim's priority and age."""
    groups: dict[str, list[tuple[Flag, str]]] = {}
    for card, again in news:
        groups.setdefault(card.claim_id, []).append((card, again))
    numbers = {claim_id: number for number, claim_id in enumerate(claims)}

    def place(claim_id: str) -> tuple[int, int, int, str]:
        claim = claims.get(claim_id)
        best = min(_weight(card)[0] for card, _ in groups[claim_id])
        return best, -(claim.priority if claim else 0), numbers.get(claim_id, 0), claim_id

    return tuple(
        _section(claim_id, claims.get(claim_id), groups[claim_id], outlets)
        for claim_id in sorted(groups, key=place)
    )


def _weight(card: Flag) -> tuple[int, float, int]:
    """Sort key: what may overturn a decision or is said against interest comes first."""
    admitted = card.kind is FlagKind.CONFIRMATION and AGAINST_INTEREST in card.badges
    return 0 if admitted else _PLACE[card.kind], -card.score, card.id


def _section(
    claim_id: str, claim: Claim | None, news: list[tuple[Flag, str]], outlets: Mapping[str, str]
) -> ClaimSection:
    news = sorted(news, key=lambda item: _weight(item[0]))
    return ClaimSection(
        claim_id=claim_id,
        text=safe_text(claim.text, limit=MAX_TEXT) if claim else "",
        status=claim.status if claim else ClaimStatus.OPEN,
        claimed_on=claim.claimed_on if claim else None,
        flags=tuple(_card(card, again, outlets) for card, again in news[:MAX_FLAGS]),
        more=len(news[MAX_FLAGS:]),
    )


def _card(card: Flag, again: str, outlets: Mapping[str, str]) -> DigestFlag:
    lead = card.lead
    judgement = lead.judgement
    facets = judgement.facets
    quote = judgement.quotes[0] if judgement.quotes else None
    text = safe_text(quote.text, limit=MAX_QUOTE) if quote else ""
    words = (safe_text(words, limit=MAX_WORD) for _, words in facets.words)
    others = (e.outlet_id for e in card.evidence[1:] if e.outlet_id != lead.outlet_id)
    return DigestFlag(
        id=card.id,
        kind=card.kind,
        badges=tuple(safe_text(badge, limit=MAX_WORD) for badge in card.badges),
        again=again,
        quote=text,
        marks=tuple(dict.fromkeys(word for word in words if word and word in text)),
        context=_second(judgement.quotes),
        title=safe_text(lead.title, limit=MAX_TEXT),
        outlet=_outlet(lead.outlet_id, outlets),
        url=lead.url if len(lead.url) <= MAX_URL else "",
        published_at=lead.published_at,
        speaker=safe_text(facets.speaker, limit=MAX_WORD),
        basis="" if facets.basis is Basis.NONE else facets.basis.value.replace("_", " "),
        reports=count_reports(1, card.reprints),
        also=tuple(_outlet(name, outlets) for name in list(dict.fromkeys(others))[:5]),
        why=safe_text(explain_rule(judgement.rule), limit=MAX_TEXT),
        missing=safe_text(judgement.missing, limit=MAX_TEXT),
    )


def _second(quotes: Sequence[Quote]) -> str:
    body = [quote.text for quote in quotes[1:] if not quote.headline]
    return safe_text(body[0], limit=MAX_QUOTE // 2) if body else ""


def _outlet(outlet_id: str, names: Mapping[str, str]) -> str:
    return safe_text(names.get(outlet_id, outlet_id), limit=MAX_WORD)
