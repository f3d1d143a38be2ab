"""What a second reading may do: make a reading weaker, and move it within its tier.

It is a veto, never a vote. The more careful of both readings counts for each facet, and the
rules run again. Whatever comes out, a kind can only become a weaker one that is still shown: so
no text in an article, however it talks to the second reader, makes more of it, and none hides
it. States are not known here.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.domain.cards import strength
from monitor.domain.flagging import Ruling, decide_kind, named_ruling
from monitor.domain.judgement import (
    Basis,
    Certainty,
    Facets,
    FlagKind,
    Judgement,
    Novelty,
    Scores,
    SecondFate,
    SecondReading,
    SpeakerRole,
    Stance,
)
from monitor.domain.second.opinion import Opinion
from monitor.domain.second.question import ASKED

#: From what proves most to what proves nothing.
_PROOF = (
    Basis.DOCUMENT_OR_IMAGERY,
    Basis.OFFICIAL_CONFIRMATION,
    Basis.EYEWITNESS,
    Basis.NAMED_SOURCE,
    Basis.OFFICIAL_DENIAL,
    Basis.ANONYMOUS_SOURCE,
    Basis.OTHER_MEDIA,
    Basis.NONE,
)
#: How far the second reader's stance moves the scores that rank within a tier.
_PULL = 0.5


def weigh(judgement: Judgement, opinion: Opinion, *, reader: str, why: str) -> Judgement:
    """``judgement`` after a second opinion: its facets the more careful ones, its kind no more.

    Stance, scores, quotes and version stay those of the first reading.
    """
    second = SecondReading(
        reader=reader,
        why=why,
        fate=SecondFate.TAKEN,
        decisions=opinion.decisions,
        kind=judgement.kind,
        rule=judgement.rule,
    )
    if judgement.kind not in ASKED:
        return replace(judgement, second=second)
    stance = judgement.sentence_scores.stance
    differs = opinion.stance is not stance
    facets = _careful(stance, judgement.facets, opinion)
    shown = replace(judgement, facets=facets, second=second)
    if not differs and facets == judgement.facets:
        return shown
    ruling = named_ruling("readings-differ") if differs else _ruling(stance, facets)
    if ruling.kind is None or strength(ruling.kind, ()) >= strength(judgement.kind, ()):
        return shown
    return replace(shown, kind=ruling.kind, rule=ruling.rule, missing=ruling.missing)


def unweighed(
    judgement: Judgement, *, reader: str, why: str, fate: SecondFate, reason: str
) -> Judgement:
    """``judgement`` with the note that a second reader was asked in vain."""
    second = SecondReading(
        reader=reader,
        why=why,
        fate=fate,
        reason=reason,
        kind=judgement.kind,
        rule=judgement.rule,
    )
    return replace(judgement, second=second)


def first_reading(judgement: Judgement) -> Judgement:
    """The judgement with the kind that it had before a second reader was asked.

    For everything that draws conclusions from a judgement: they rest on the first reading.
    """
    second = judgement.second
    if second is None:
        return judgement
    return replace(judgement, kind=second.kind, rule=second.rule, second=None)


def ranking_scores(judgement: Judgement) -> Scores:
    """The scores to rank by: pulled half-way towards a second reading that was taken."""
    second = judgement.second
    if second is None or second.fate is not SecondFate.TAKEN:
        return judgement.scores
    taken = {value for what, value, _ in second.decisions if what == "stance"}
    return Scores(
        **{
            str(stance): (1 - _PULL) * float(getattr(judgement.scores, stance))
            + _PULL * (stance in taken)
            for stance in Stance
        }
    )


def _ruling(stance: Stance, facets: Facets) -> Ruling:
    """The rule that fires for the more careful reading; one that hides gives way to an update."""
    ruling = decide_kind(stance, facets)
    return named_ruling("perhaps-recap") if ruling.kind is FlagKind.RECAP else ruling


def _careful(stance: Stance, first: Facets, opinion: Opinion) -> Facets:
    """For each facet the reading that claims less, with the words it rests on."""
    changes: dict[str, object] = {}
    if first.certainty is Certainty.ASSERTED is not opinion.certainty:
        changes["certainty"] = opinion.certainty
    if _PROOF.index(opinion.basis) > _PROOF.index(first.basis):
        changes["basis"] = opinion.basis
    if opinion.novelty is Novelty.RECAP is not first.novelty:
        changes["novelty"] = opinion.novelty
    if _weaker_role(stance, first, opinion.speaker_role):
        changes["speaker_role"] = opinion.speaker_role
    if not changes:
        return first
    theirs = dict(opinion.words)
    words = [(name, text) for name, text in first.words if name not in changes]
    words += [(name, theirs[name]) for name in changes if name in theirs]
    return replace(first, **changes, words=tuple(words))  # type: ignore[arg-type]


def _weaker_role(stance: Stance, first: Facets, role: SpeakerRole) -> bool:
    """Whether with this role the same words would come to less."""
    now = decide_kind(stance, first).kind
    then = decide_kind(stance, replace(first, speaker_role=role)).kind
    if now is None or then is None:
        return False
    return strength(then, ()) < strength(now, ())
