"""What a whole article says about a claim: one judgement, decided by one sentence.

Every passage is read by itself; the one that says most decides, however many others hedge or
recall. Headline and body are read apart: what only the headline says is no more than an
update. A notice of correction about the claim goes before everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from monitor.domain.flagging import decide_kind, named_ruling
from monitor.domain.judgement import (
    Certainty,
    FlagKind,
    Judgement,
    Scores,
    SpeakerRole,
    Stance,
)
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Claim, Hit, Passage
from monitor.domain.reading.closeness import ON_CLAIM, claim_terms, nearness
from monitor.domain.reading.doubled import doubled
from monitor.domain.reading.facets import read_facets
from monitor.domain.reading.genre import genre_of, is_correcting_title, is_correction, is_withdrawal
from monitor.domain.reading.judgements import Found, by_body, by_headline, by_notice, by_reply
from monitor.domain.reading.reply import find_reply
from monitor.domain.reading.report import Report, context_of, pairs_of, title_pair
from monitor.domain.reading.setting import Setting, setting_of
from monitor.domain.reading.stance import Reading, read
from monitor.domain.reading.worth import ABOUT, rule_on
from monitor.domain.speech.reach import Force
from monitor.domain.speech.roles import parties_of

__all__ = ["Report", "Verdicts", "assess", "pairs_of", "title_pair"]

_OPENING = 3  # sentences that count as the article's opening


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdicts:
    """What a judge said: of each hit, of the headline, of the article as a whole."""

    hits: Sequence[Scores]
    title: Scores | None = None  # None: there is none, or the rules alone read it
    whole: Scores | None = None  # None: the article says what its deciding sentence says


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


def _on_the_subject(found: Sequence[Found], whole: Scores | None) -> Sequence[Found]:
    """``found``, with an update where only the article as a whole speaks about the claim.

    Who tells it in other words shares few words with the claim; the sentence that takes a side
    most is shown.
    """
    if whole is None or whole.unrelated >= ABOUT:
        return found
    if not found or any(one.ruling.rule != "unrelated" for one in found):
        return found
    best = max(found, key=lambda one: (_says(one.scores), one.hit.score, -one.hit.passage.index))
    ruling = decide_kind(Stance.DISCUSSES, best.facets)
    if ruling.rule == "discusses":
        ruling = named_ruling("other-words")
    return (replace(best, ruling=ruling), *(one for one in found if one is not best))


def _says(scores: Scores) -> float:
    """How much a sentence has to say about the claim, sides most."""
    return scores.supports + scores.refutes + 0.5 * scores.discusses


def _miscounted(found: Sequence[Found], judged: Judgement, whole: Scores) -> bool:
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
    found: Sequence[Found],
    said: Verdicts,
    setting: Setting,
    aliases: AliasTable,
    version: str,
) -> Judgement:
    """The judgement by the sentence that decides; ``found`` has it first."""
    notice = _correction(claim, report, setting, aliases)
    if notice is not None:
        return by_notice(claim, report, notice, found, setting, version)
    if found and found[0].ruling.kind is FlagKind.RECAP:
        reply = find_reply(claim, found[0].hit.passage, setting=setting, aliases=aliases)
        if reply is not None:
            return by_reply(claim, report, reply, found, version)
    found = _on_the_subject(found, said.whole)
    if not any(one.ruling.kind for one in found):
        return by_headline(claim, report, found, said.title, setting, aliases, version)
    return by_body(claim, report, found, said.title, aliases, version)


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
) -> Found:
    scores, facets, ruling = rule_on(
        claim, hit, reading, scores, whole=whole, setting=setting, aliases=aliases
    )
    return Found(hit=hit, reading=reading, scores=scores, facets=facets, ruling=ruling)


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
