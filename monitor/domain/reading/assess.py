"""What a whole article says about a claim: one judgement, decided by one sentence.

Every passage is read by itself; the one that says most decides, however many others hedge or
recall. Headline and body are read apart: what only the headline says is no more than an
update. A notice of correction about the claim goes before everything else.
"""

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
    SpeakerRole,
    Stance,
)
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Claim, Hit, Passage, Span
from monitor.domain.reading.closeness import ON_CLAIM, claim_terms, nearness
from monitor.domain.reading.doubled import doubled
from monitor.domain.reading.facets import as_passage, read_facets
from monitor.domain.reading.genre import genre_of, is_correcting_title, is_correction, is_withdrawal
from monitor.domain.reading.reply import find_reply
from monitor.domain.reading.report import Report, context_of, pairs_of, title_pair
from monitor.domain.reading.setting import Setting, setting_of
from monitor.domain.reading.stance import ASSERTS_AT, Pair, Reading, read, score
from monitor.domain.reading.worth import ABOUT, NEAR, rule_on
from monitor.domain.speech.reach import Force
from monitor.domain.speech.roles import parties_of

__all__ = ["Report", "Verdicts", "assess", "pairs_of", "title_pair"]

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
_OPENING = 3  # sentences that count as the article's opening
_MAX_QUOTES = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdicts:
    """What a judge said: of each hit, of the headline, of the article as a whole."""

    hits: Sequence[Scores]
    title: Scores | None = None  # None: there is none, or the rules alone read it
    whole: Scores | None = None  # None: the article says what its deciding sentence says


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
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


def assess(
    claim: Claim,
    report: Report,
    hits: Sequence[Hit],
    said: Verdicts,
    *,
    aliases: AliasTable,
    version: str,
    prior_denials: frozenset[str] = frozenset(),
) -> Judgement:
    """Judge ``report`` towards ``claim`` from its ``hits`` and what a judge said of them.

    ``prior_denials`` are alias-table names of parties that denied the claim before; a denial
    that the article itself recalls counts as well. ``kind`` None means nothing to show.
    """
    if len(hits) != len(said.hits):
        raise ValueError(f"{len(hits)} hits but {len(said.hits)} scores")
    readings = [
        read(
            claim.text,
            hit.passage.text,
            context=context_of(report, hit.passage),
            title=report.title,
            aliases=aliases,
        )
        for hit in hits
    ]
    setting = _setting(claim, report, aliases, prior_denials)
    setting = replace(
        setting, denials=prior_denials | _denials(claim, hits, readings, setting, aliases)
    )
    found = [
        _found(claim, hit, reading, one, said.whole, setting, aliases)
        for hit, reading, one in zip(hits, readings, said.hits, strict=True)
    ]
    found.sort(key=lambda one: one.order)
    judged = _decide(claim, report, found, said, setting, aliases, version)
    if said.whole is None or _miscounted(found, judged, said.whole):
        return judged
    return _of_the_whole(judged, said.whole)


def _on_the_subject(found: Sequence[_Found], whole: Scores | None) -> Sequence[_Found]:
    """``found``, with an update where only the article as a whole speaks about the claim."""
    if not found or whole is None or any(one.ruling.kind for one in found):
        return found
    best = min(found, key=lambda one: (-one.hit.score, one.hit.passage.index))
    near = best.hit.score >= NEAR and whole.unrelated < ABOUT
    if best.ruling.rule != "unrelated" or not near:
        return found
    ruling = decide_kind(Stance.DISCUSSES, best.facets)
    return (replace(best, ruling=ruling), *(one for one in found if one is not best))


def _miscounted(found: Sequence[_Found], judged: Judgement, whole: Scores) -> bool:
    """Whether the whole has it the wrong way round, by negations that the sentence counts out."""
    twice = bool(found) and bool(doubled(found[0].reading))
    denied = judged.kind is FlagKind.DENIAL and whole.stance is Stance.SUPPORTS
    return twice or (denied and judged.stance is Stance.REFUTES)


def _of_the_whole(judged: Judgement, whole: Scores) -> Judgement:
    """The judgement, with the scores of the article beside those of the deciding sentence."""
    return replace(judged, stance=whole.stance, scores=whole, decisive=judged.scores)


def _decide(
    claim: Claim,
    report: Report,
    found: Sequence[_Found],
    said: Verdicts,
    setting: Setting,
    aliases: AliasTable,
    version: str,
) -> Judgement:
    """The judgement by the sentence that decides; ``found`` has it first."""
    corrected = _correction(claim, report, setting, aliases)
    if corrected is not None:
        return _corrected(claim, report, corrected, found, setting, version)
    if found and found[0].ruling.kind is FlagKind.RECAP:
        reply = find_reply(claim, found[0].hit.passage, setting=setting, aliases=aliases)
        if reply is not None:
            return _answered(claim, report, reply, found, version)
    found = _on_the_subject(found, said.whole)
    if not any(one.ruling.kind for one in found):
        return _from_headline(claim, report, found, said.title, setting, aliases, version)
    return _from_body(claim, report, found, said.title, aliases, version)


def _setting(claim: Claim, report: Report, aliases: AliasTable, denials: frozenset[str]) -> Setting:
    terms = claim_terms(claim.text, aliases)
    opening = [passage.text for passage in report.passages[:_OPENING]]
    around = f"{report.title} {' '.join(opening)}"
    lead = any(
        nearness(terms, text, aliases, around=around).value >= ON_CLAIM
        for text in (report.title, *opening)
    )
    published = report.published_at.date() if report.published_at else None
    early = published is not None and claim.claimed_on is not None and published < claim.claimed_on
    return setting_of(
        title=report.title,
        text=report.said,
        passages=report.passages,
        published=published,
        outlet=report.outlet,
        genre=genre_of(report.title, report.passages, report.outlet),
        parties=parties_of(claim, aliases),
        lead_on_claim=lead,
        denials=denials,
        complete=report.complete,
        time_ok=not early,
        aliases=aliases,
    )


def _found(
    claim: Claim,
    hit: Hit,
    reading: Reading,
    scores: Scores,
    whole: Scores | None,
    setting: Setting,
    aliases: AliasTable,
) -> _Found:
    scores, facets, ruling = rule_on(
        claim, hit, reading, scores, whole=whole, setting=setting, aliases=aliases
    )
    return _Found(hit=hit, reading=reading, scores=scores, facets=facets, ruling=ruling)


def _denials(
    claim: Claim,
    hits: Sequence[Hit],
    readings: Sequence[Reading],
    setting: Setting,
    aliases: AliasTable,
) -> frozenset[str]:
    """Parties whose denial of the claim the article itself tells or recalls."""
    found = set()
    for hit, reading in zip(hits, readings, strict=True):
        if reading.nearness < ON_CLAIM:
            continue
        denies = reading.polarity < 0 and reading.certainty is Certainty.ASSERTED
        recalled = any(cue.force is Force.DENIES for cue in reading.cues)
        if not (denies or recalled):
            continue
        stance = Stance.REFUTES
        facets = read_facets(
            claim, hit.passage, reading, stance=stance, setting=setting, aliases=aliases
        )
        if facets.speaker_role is SpeakerRole.PARTY and facets.speaker_entity:
            found.add(facets.speaker_entity)
    return frozenset(found)


def _correction(
    claim: Claim, report: Report, setting: Setting, aliases: AliasTable
) -> Passage | None:
    """The notice by which the outlet takes back what it said about the claim, if any."""
    terms = claim_terms(claim.text, aliases)
    known = report.passages
    announced = is_correcting_title(report.title)
    for position, passage in enumerate(known):
        withdrawn = is_withdrawal(passage.text)
        corrected = is_correction(passage.text)
        if not (withdrawn or corrected or (announced and position == 0)):
            continue
        notice = " ".join(other.text for other in known[position : position + 3])
        near = nearness(terms, notice, aliases, around=report.title)
        if near.value >= ON_CLAIM and near.content >= 0.34:
            return passage
        if withdrawn and (setting.lead_on_claim or announced):
            return passage
    return None


def _corrected(
    claim: Claim,
    report: Report,
    notice: Passage,
    found: Sequence[_Found],
    setting: Setting,
    version: str,
) -> Judgement:
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


def _answered(
    claim: Claim,
    report: Report,
    reply: tuple[Passage, Facets],
    found: Sequence[_Found],
    version: str,
) -> Judgement:
    """An allegation that the article recalls because a party denies it today."""
    passage, facets = reply
    scores = Scores(supports=0.05, refutes=0.5, discusses=0.4, unrelated=0.05)
    ruling = decide_kind(scores.stance, facets)
    quotes = (_quote(passage, report), *_quotes(found, report))
    return _judgement(claim, scores, facets, ruling, quotes, version)


def _from_body(
    claim: Claim,
    report: Report,
    found: Sequence[_Found],
    title: Scores | None,
    aliases: AliasTable,
    version: str,
) -> Judgement:
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


def _from_headline(
    claim: Claim,
    report: Report,
    found: Sequence[_Found],
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


def _quotes(found: Sequence[_Found], report: Report) -> tuple[Quote, ...]:
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
