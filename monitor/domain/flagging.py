"""What a reading becomes on the review desk: kind, badges, rank and card (design, section 6)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from monitor.domain.judgement import (
    Basis,
    Certainty,
    Facets,
    FlagKind,
    Genre,
    Locus,
    Novelty,
    Scores,
    SlotMatch,
    SpeakerRole,
    Stance,
)
from monitor.domain.rulebook import RULES

_UNCERTAIN = {
    Certainty.QUESTION: "question",
    Certainty.PREDICTION: "prediction",
    Certainty.HYPOTHETICAL: "hypothetical",
    Certainty.HEDGED: "hedged",
}
_WEAK = {
    Basis.NONE: "no-basis",
    Basis.OTHER_MEDIA: "other-media",
    Basis.ANONYMOUS_SOURCE: "anonymous",
}
#: What lifts an adversary's word above an allegation.
_PROOF = frozenset({Basis.DOCUMENT_OR_IMAGERY, Basis.OFFICIAL_CONFIRMATION})
#: Whose official denial is that of an outsider, who has nothing to hide.
_OUTSIDERS = frozenset({SpeakerRole.THIRD_PARTY, SpeakerRole.INDEPENDENT_EXPERT})
_SLOTS = ("actor", "place", "time", "quantity")  # the gravest difference first


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """The kind, the rule that gave it, and what is missing for more ("" = nothing)."""

    kind: FlagKind | None  # None: nothing to show a person
    rule: str
    missing: str = ""

    @property
    def why(self) -> str:
        """The card's sentence on why it is flagged."""
        return explain_rule(self.rule)


def explain_rule(name: str) -> str:
    """The sentence that says why a rule flags; the name itself for a rule of another version."""
    rule = RULES.get(name)
    return rule.why if rule else name


def explain_missing(name: str) -> str:
    """The sentence that says what a rule's card lacks; "" if nothing or unknown."""
    rule = RULES.get(name)
    return rule.missing if rule else ""


def named_ruling(name: str) -> Ruling:
    """The ruling of the rule of that name."""
    rule = RULES[name]
    return Ruling(kind=rule.kind, rule=name, missing=rule.missing)


def decide_kind(stance: Stance, facets: Facets, *, satire: bool = False) -> Ruling:
    """The kind of flag a reading deserves: the first rule that fires.

    ``satire`` says that the outlet publishes nothing else. That an origin group is on the
    claim already is not known here: such evidence joins the group's card (``cards.merge``).
    """
    name = _first_rule(stance, facets, satire=satire)
    rule = RULES[name]
    missing = rule.missing
    others = [slot for slot in differing(facets) if name != f"slot-{slot}"]
    if rule.kind is FlagKind.PARTIAL and others:
        missing = f"{missing} It differs in {' and '.join(others)} too."
    return Ruling(kind=rule.kind, rule=name, missing=missing)


def _first_rule(stance: Stance, facets: Facets, *, satire: bool) -> str:
    if stance is Stance.UNRELATED:
        return "unrelated"
    if satire or facets.genre is Genre.SATIRE:
        return "satire"
    if not facets.time_ok:
        return "before-claim"
    if facets.correction:
        return "correction"
    if facets.novelty is Novelty.RECAP:
        return "nothing-new"
    weakness = _weakness(stance, facets)
    if weakness:
        return weakness
    if stance is Stance.REFUTES and _is_denial(facets):
        return "denial"
    slots = differing(facets)
    if slots:
        return f"slot-{slots[0]}"
    if facets.scope:
        return facets.scope
    if stance is Stance.REFUTES:
        return "refutation"
    return "admission" if facets.admission else "confirmation"


def _weakness(stance: Stance, facets: Facets) -> str:
    """Name of the rule that keeps a reading an update, "" if none does."""
    if stance is Stance.DISCUSSES:
        return "discusses"
    if facets.certainty in _UNCERTAIN:
        return _UNCERTAIN[facets.certainty]
    if facets.locus is Locus.HEADLINE_ONLY:
        return "headline-only"
    if not facets.complete:
        return "incomplete-text"
    if facets.genre is Genre.OPINION:
        return "opinion"
    if facets.basis in _WEAK:
        return _WEAK[facets.basis]
    if facets.speaker_role is SpeakerRole.ADVERSARY_OF_PARTY and facets.basis not in _PROOF:
        return "adversary"
    return ""


def _is_denial(facets: Facets) -> bool:
    """Whether a refuting reading is no more than the denial of someone involved.

    Whatever a party says against the claim is its denial, however it is introduced. An
    official denial by someone we cannot place counts as a party's: the careful reading.
    """
    if facets.speaker_role is SpeakerRole.PARTY:
        return facets.basis is not Basis.DOCUMENT_OR_IMAGERY
    return facets.basis is Basis.OFFICIAL_DENIAL and facets.speaker_role not in _OUTSIDERS


def differing(facets: Facets) -> tuple[str, ...]:
    """Names of the slots that differ from the claim's, the gravest first."""
    return tuple(slot for slot in _SLOTS if getattr(facets, slot) is SlotMatch.MISMATCH)


AGAINST_INTEREST = "against interest"


def badges(facets: Facets, *, state_media_of: str = "") -> tuple[str, ...]:
    """Short marks for the card, the weightiest first.

    ``state_media_of`` names whose mouthpiece the outlet is, "" for nobody's.
    """
    marks = (
        (facets.admission, AGAINST_INTEREST),
        (facets.correction, "corrected"),
        (facets.speaker_role is SpeakerRole.ADVERSARY_OF_PARTY, "adversary"),
        (facets.locus is Locus.HEADLINE_ONLY, "headline only"),
        (not facets.complete, "incomplete text"),
        (facets.basis is Basis.ANONYMOUS_SOURCE, "anonymous source"),
        (facets.basis is Basis.OTHER_MEDIA, "other media"),
        (facets.genre is Genre.OPINION, "opinion"),
        (facets.genre is Genre.ANALYSIS, "analysis"),
        (facets.genre is Genre.LIVE_BLOG, "live blog"),
        *((True, f"slot: {slot}") for slot in differing(facets)),
        (bool(facets.scope), facets.scope),
        (bool(state_media_of), f"state media of {state_media_of}"),
    )
    return tuple(text for present, text in marks if present)


_TIER = {
    FlagKind.CORRECTION: 4,
    FlagKind.CONFIRMATION: 3,
    FlagKind.REFUTATION: 3,
    FlagKind.PARTIAL: 2,
    FlagKind.DENIAL: 2,
    FlagKind.UPDATE: 1,
    FlagKind.RECAP: 0,
}
_TIER_NAMES = (
    "recaps",
    "updates",
    "partial matches and denials",
    "confirmations and refutations",
    "corrections and admissions",
)
_HALF_LIFE = timedelta(days=7)  # news loses half of its pull in a week
_STALEST = 0.05  # ... but never all of it


def _tier(kind: FlagKind, marks: Iterable[str]) -> int:
    admitted = kind is FlagKind.CONFIRMATION and AGAINST_INTEREST in marks
    return 4 if admitted else _TIER[kind]


@dataclass(frozen=True, kw_only=True, slots=True)
class RankParts:
    """What a rank is made of; the last four are within [0, 1] and multiply."""

    tier: int  # 0 to 4
    tier_name: str
    probability: float  # of the side that is taken
    independent: int  # origin groups that say the same, this one included
    confidence: float  # the probability, once the independent reports are counted
    priority: float  # the claim's, as a share of the highest
    freshness: float

    @property
    def score(self) -> float:
        """Place in the queue, higher first."""
        return self.tier + 0.999 * (self.confidence * self.priority * self.freshness)


def rank(
    kind: FlagKind,
    badges: Iterable[str],
    scores: Scores,
    *,
    priority: int,
    independent: int = 1,
    age: timedelta = timedelta(0),
) -> float:
    """Place in the queue, higher first: the tier, plus less than 1 for what sorts within it.

    The arguments are those of :func:`rank_parts`.
    """
    parts = rank_parts(kind, badges, scores, priority=priority, independent=independent, age=age)
    return parts.score


def rank_parts(
    kind: FlagKind,
    badges: Iterable[str],
    scores: Scores,
    *,
    priority: int,
    independent: int = 1,
    age: timedelta = timedelta(0),
) -> RankParts:
    """What puts a card where it stands.

    ``priority`` is the claim's (1 to 5), ``independent`` the number of origin groups that say
    the same, ``age`` the time since publication (a negative one counts as none).
    """
    taken = scores.discusses + scores.supports + scores.refutes
    side = max(scores.supports, scores.refutes)
    strength = side if _TIER[kind] > 1 else max(side, taken / 2)
    strength = min(max(strength, 0.0), 1.0)
    reports = max(independent, 1)
    tier = _tier(kind, badges)
    return RankParts(
        tier=tier,
        tier_name=_TIER_NAMES[tier],
        probability=strength,
        independent=reports,
        confidence=1.0 - (1.0 - strength) / reports,
        priority=min(max(priority, 1), 5) / 5,
        freshness=max(math.pow(0.5, max(age, timedelta(0)) / _HALF_LIFE), _STALEST),
    )


def count_reports(independent: int, reprints: int) -> str:
    """The card's count: "1 independent report, 4 reprints"."""
    reports = f"{independent} independent report{'' if independent == 1 else 's'}"
    if not reprints:
        return reports
    return f"{reports}, {reprints} reprint{'' if reprints == 1 else 's'}"
