"""Whom a second reader is asked about, and what it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from monitor.domain.cleaning import defuse, safe_text
from monitor.domain.judgement import FlagKind, Judgement, Stance
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Article, Claim, Outlet, Passage, Span
from monitor.domain.reading.closeness import select_hits

#: Sentences that are shown at most, and characters of each.
MAX_SENTENCES = 12
MAX_LENGTH = 600
_MAX_NAME = 300

#: Kinds that are looked at twice. A correction is the outlet's own word; what is hidden stays so.
ASKED = frozenset(
    {
        FlagKind.CONFIRMATION,
        FlagKind.REFUTATION,
        FlagKind.PARTIAL,
        FlagKind.DENIAL,
        FlagKind.UPDATE,
    }
)
_SIDES = frozenset({Stance.SUPPORTS, Stance.REFUTES})
#: Rules by which a facet that is read in words overrules a stance.
_VETOES = frozenset(
    {
        *("question", "prediction", "hypothetical", "hedged"),
        *("no-basis", "other-media", "anonymous", "adversary"),
    }
)
#: Rules that rest on facts about the article; no reading of its sentences changes them.
_FACTS = frozenset({"headline-only", "incomplete-text", "opinion"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """Strongest scores that count as uncertain: from ``low`` up to, but without, ``high``."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True, slots=True)
class NumberedSentence:
    """A sentence as it is shown, on one line; ``span`` is where it stands in the article."""

    number: int  # from 1
    text: str
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """All that a second reader is shown. Every text is one line."""

    claim: str
    claimed_on: date | None = None
    parties: tuple[str, ...] = ()
    headline: str = ""
    outlet: str = ""
    published_on: date | None = None
    sentences: tuple[NumberedSentence, ...] = ()

    def sentence(self, number: int) -> NumberedSentence | None:
        """The sentence with this number, if it was shown."""
        if 1 <= number <= len(self.sentences):
            return self.sentences[number - 1]
        return None


def why_ask(judgement: Judgement, band: Band) -> str:
    """Why a judgement deserves a second reader: "disagreement", "uncertain", or "" if it does not.

    Stance and rules disagree when a facet overruled a stance that takes a side, or when the
    rules found a side that the stance does not take.
    """
    if judgement.kind not in ASKED or judgement.rule in _FACTS:
        return ""
    scores = judgement.sentence_scores
    takes_side = scores.stance in _SIDES
    if takes_side and judgement.rule in _VETOES:
        return "disagreement"
    if not takes_side and judgement.rule != "discusses":
        return "disagreement"
    strongest = max(scores.supports, scores.refutes, scores.discusses, scores.unrelated)
    return "uncertain" if band.low <= strongest < band.high else ""


def make_question(
    claim: Claim,
    article: Article,
    passages: Sequence[Passage],
    judgement: Judgement,
    *,
    outlet: Outlet | None,
    aliases: AliasTable,
) -> Question:
    """The question on ``judgement``: the sentences that it rests on, then those near the claim.

    Without sentences there is nothing to ask.
    """
    published = article.published_at
    return Question(
        claim=safe_text(claim.text, limit=MAX_LENGTH),
        claimed_on=claim.claimed_on,
        parties=tuple(safe_text(party, limit=_MAX_NAME) for party in claim.parties),
        headline=safe_text(article.title, limit=_MAX_NAME),
        outlet=safe_text(outlet.name if outlet else "", limit=_MAX_NAME),
        published_on=published.date() if published else None,
        sentences=tuple(
            NumberedSentence(
                number=number,
                # Character for character, so that the place of a quote is that in the article.
                text=defuse(passage.text, limit=MAX_LENGTH).replace("\n", " "),
                span=passage.sentence,
            )
            for number, passage in enumerate(
                _select(claim, passages, judgement, aliases=aliases), start=1
            )
        ),
    )


def _select(
    claim: Claim, passages: Sequence[Passage], judgement: Judgement, *, aliases: AliasTable
) -> list[Passage]:
    """At most MAX_SENTENCES passages, in the order of the article."""
    starts = {quote.start for quote in judgement.quotes if not quote.headline}
    quoted = [passage for passage in passages if passage.sentence.start in starts]
    near = [hit.passage for hit in select_hits(claim, passages, aliases=aliases)]
    # "It", "the ministry", "the report": what they stand for is mostly said just before.
    before = [passages[one.index - 1] for one in quoted if one.index]
    chosen = list(dict.fromkeys([*quoted, *before, *near]))[:MAX_SENTENCES]
    return sorted(chosen, key=lambda passage: passage.index)
