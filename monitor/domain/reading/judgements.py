"""Judgements by what they rest on: a notice, a reply, a sentence of the body, the headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.domain.flagging import Ruling, decide_kind
from monitor.domain.judgement import (
    Certainty,
    Facets,
    FlagKind,
    Judgement,
    Locus,
    Quote,
    Scores,
    Stance,
)
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Claim, Hit, Passage, Span
from monitor.domain.reading.facets import as_passage, read_facets
from monitor.domain.reading.report import Report, title_pair
from monitor.domain.reading.setting import Setting
from monitor.domain.reading.side_scores import score
from monitor.domain.reading.stance import ASSERTS_AT, Pair, Reading, read
from monitor.domain.speech.reach import Force

#: Which kind decides when passages differ, strongest first.
_ORDER = (
    FlagKind.CORRECTION,
    FlagKind.CONFIRMATION,
    FlagKind.REFUTATION,
    FlagKind.PARTIAL,
    FlagKind.DENIAL,
    FlagKind.UPDATE,
    FlagKind.RECAP,
    None,
)
_MAX_QUOTES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A passage with all that was read in it."""

    hit: Hit
    reading: Reading
    scores: Scores
    facets: Facets
    ruling: Ruling

    @property
    def order(self) -> tuple[int, bool, bool, bool, bool, float, int]:
        strength = max(self.scores.supports, self.scores.refutes)
        # Who debunks a story tells it first: "the tale spread ... it is a hoax".
        debunks = self.scores.stance is Stance.REFUTES and self.reading.force is Force.DENIES
        return (
            _ORDER.index(self.ruling.kind),
            not self.facets.admission,
            not debunks,
            self.ruling.rule == "question",  # an answer says more
            # What the outlet says for itself yields to what it says of its sources.
            self.ruling.rule == "no-basis",
            -round(strength + 0.5 * self.hit.score, 4),
            self.hit.passage.index,
        )


def by_notice(
    claim: Claim,
    report: Report,
    notice: Passage,
    found: Sequence[Found],
    setting: Setting,
    version: str,
) -> Judgement:
    """A correction: the outlet takes back, in ``notice``, what it said about the claim."""
    best = found[0] if found else None
    facets = replace(
        best.facets if best else Facets(genre=setting.genre, complete=setting.complete),
        correction=True,
        time_ok=setting.time_ok,
        words=(("correction", notice.text[:200]),),
    )
    scores = Scores(supports=0.05, refutes=0.15, discusses=0.75, unrelated=0.05)
    ruling = decide_kind(scores.stance, facets)
    return _judgement(
        claim, scores, facets, ruling, (_quote(notice, report), *_quotes(found, report)), version
    )


def by_reply(
    claim: Claim,
    report: Report,
    reply: tuple[Passage, Facets],
    found: Sequence[Found],
    version: str,
) -> Judgement:
    """An allegation that the article recalls because a party denies it today."""
    passage, facets = reply
    scores = Scores(supports=0.05, refutes=0.5, discusses=0.4, unrelated=0.05)
    ruling = decide_kind(scores.stance, facets)
    quotes = (_quote(passage, report), *_quotes(found, report))
    return _judgement(claim, scores, facets, ruling, quotes, version)


def by_body(
    claim: Claim,
    report: Report,
    found: Sequence[Found],
    title: Scores | None,
    aliases: AliasTable,
    version: str,
) -> Judgement:
    """What the first of ``found`` says; that the headline asserts more is shown."""
    best = found[0]
    facets, ruling, missing = best.facets, best.ruling, best.ruling.missing
    quotes = _quotes(found, report)
    if ruling.kind is FlagKind.UPDATE and best.facets.certainty is not Certainty.ASSERTED:
        headline = _read_title(claim, report, aliases)
        if (
            headline.polarity
            and headline.certainty is Certainty.ASSERTED
            and (title or score(headline)).stance in {Stance.SUPPORTS, Stance.REFUTES}
        ):
            facets = replace(facets, locus=Locus.HEADLINE_ONLY)
            missing = f"{missing} The headline asserts what the text does not.".strip()
            quotes = (*quotes[:2], Quote(text=report.title, start=0, end=0, headline=True))
    return _judgement(
        claim,
        best.scores,
        facets,
        replace(ruling, missing=missing),
        quotes,
        version,
    )


def by_headline(
    claim: Claim,
    report: Report,
    found: Sequence[Found],
    title_scores: Scores | None,
    setting: Setting,
    aliases: AliasTable,
    version: str,
) -> Judgement:
    """No passage of the body speaks about the claim: what the headline says, if anything."""
    reading = _read_title(claim, report, aliases)
    scores = title_scores or score(reading)
    if scores.stance is Stance.UNRELATED or reading.nearness < ASSERTS_AT:
        if found:
            best = found[0]
            return _judgement(claim, best.scores, best.facets, best.ruling, (), version)
        facets = Facets(genre=setting.genre, time_ok=setting.time_ok, complete=setting.complete)
        none = Scores(supports=0.01, refutes=0.01, discusses=0.03, unrelated=0.95)
        return _judgement(claim, none, facets, decide_kind(none.stance, facets), (), version)
    title = as_passage(report.title)
    facets = replace(
        read_facets(claim, title, reading, stance=scores.stance, setting=setting, aliases=aliases),
        locus=Locus.HEADLINE_ONLY,
    )
    quote = Quote(text=report.title, start=0, end=0, headline=True)
    return _judgement(claim, scores, facets, decide_kind(scores.stance, facets), (quote,), version)


def _read_title(claim: Claim, report: Report, aliases: AliasTable) -> Reading:
    pair: Pair = title_pair(claim, report)
    return read(pair.claim, pair.sentence, context=pair.context, aliases=aliases)


def _quote(passage: Passage, report: Report) -> Quote:
    return Quote(
        text=passage.sentence.of(report.text),
        start=passage.sentence.start,
        end=passage.sentence.end,
    )


def _quotes(found: Sequence[Found], report: Report) -> tuple[Quote, ...]:
    """The decisive sentence, then the next that say something, nothing twice."""
    quotes: dict[Span, Quote] = {}
    for one in found:
        if one.ruling.kind is None and quotes:
            break
        quotes.setdefault(one.hit.passage.sentence, _quote(one.hit.passage, report))
        if len(quotes) == _MAX_QUOTES:
            break
    return tuple(quotes.values())


def _judgement(
    claim: Claim,
    scores: Scores,
    facets: Facets,
    ruling: Ruling,
    quotes: tuple[Quote, ...],
    version: str,
) -> Judgement:
    return Judgement(
        claim_id=claim.id,
        stance=scores.stance,
        scores=scores,
        facets=facets,
        kind=ruling.kind,
        rule=ruling.rule,
        missing=ruling.missing,
        quotes=quotes[:_MAX_QUOTES],
        version=version,
    )
