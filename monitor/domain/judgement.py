"""What the machine reads out of an article about a claim: stance, facets, evidence, flag.

Words and their order are those of design sections 2 and 6. Emergent calls the stances
for / against / observing, FNC-1 agree / disagree / discuss / unrelated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from monitor.domain.model import Span, require_utc


class Stance(StrEnum):
    """The machine's reading of one passage (or article) towards one claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    DISCUSSES = "discusses"
    UNRELATED = "unrelated"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scores:
    """One number in [0, 1] per stance; they sum to 1."""

    supports: float
    refutes: float
    discusses: float
    unrelated: float

    @property
    def stance(self) -> Stance:
        """The stance with the highest score; a tie goes to the more careful reading."""
        return max(
            (Stance.UNRELATED, Stance.DISCUSSES, Stance.REFUTES, Stance.SUPPORTS),
            key=lambda stance: float(getattr(self, stance.value)),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Blended(Scores):
    """Scores that a model and the rules came to together, with what each said alone."""

    model: Scores
    rules: Scores


class Certainty(StrEnum):
    ASSERTED = "asserted"
    HEDGED = "hedged"
    QUESTION = "question"
    HYPOTHETICAL = "hypothetical"
    PREDICTION = "prediction"


class Basis(StrEnum):
    OFFICIAL_CONFIRMATION = "official_confirmation"
    OFFICIAL_DENIAL = "official_denial"
    DOCUMENT_OR_IMAGERY = "document_or_imagery"
    EYEWITNESS = "eyewitness"
    NAMED_SOURCE = "named_source"
    ANONYMOUS_SOURCE = "anonymous_source"
    OTHER_MEDIA = "other_media"
    NONE = "none"


class SpeakerRole(StrEnum):
    PARTY = "party"
    ADVERSARY_OF_PARTY = "adversary_of_party"
    THIRD_PARTY = "third_party"
    INDEPENDENT_EXPERT = "independent_expert"
    OUTLET_ITSELF = "outlet_itself"
    UNKNOWN = "unknown"


class SlotMatch(StrEnum):
    MATCH = "match"
    COMPATIBLE = "compatible"
    MISMATCH = "mismatch"
    ABSENT = "absent"  # the claim or the passage names none


class Novelty(StrEnum):
    NEW = "new"
    RECAP = "recap"


class Locus(StrEnum):
    BODY = "body"
    HEADLINE_ONLY = "headline_only"


class Genre(StrEnum):
    REPORT = "report"
    OPINION = "opinion"
    ANALYSIS = "analysis"
    LIVE_BLOG = "live_blog"
    SATIRE = "satire"


@dataclass(frozen=True, kw_only=True, slots=True)
class Facets:
    """What is read beside the stance and may veto it. ``words`` shows what each rests on."""

    certainty: Certainty = Certainty.ASSERTED
    basis: Basis = Basis.NONE
    speaker: str = ""  # verbatim, "" = the outlet itself
    speaker_role: SpeakerRole = SpeakerRole.UNKNOWN
    speaker_entity: str = ""  # alias-table entity the speaker speaks for, "" if unknown
    verb: str = ""  # attribution verb as printed
    actor: SlotMatch = SlotMatch.ABSENT
    quantity: SlotMatch = SlotMatch.ABSENT
    place: SlotMatch = SlotMatch.ABSENT
    time: SlotMatch = SlotMatch.ABSENT
    scope: str = ""  # "narrower" or "broader" than the claim, "" = neither
    novelty: Novelty = Novelty.NEW
    locus: Locus = Locus.BODY
    genre: Genre = Genre.REPORT
    time_ok: bool = True  # published on or after claimed_on
    correction: bool = False  # the outlet withdraws or edits its own report
    complete: bool = True  # the article's text is complete (not a teaser or paywall)
    admission: bool = False  # a party affirms what it denied: "against interest"
    words: tuple[tuple[str, str], ...] = ()  # (facet, the words it rests on)


class FlagKind(StrEnum):
    """Kind of a review card, by the first rule that fires (design, section 6)."""

    CORRECTION = "correction"
    CONFIRMATION = "confirmation"
    REFUTATION = "refutation"
    PARTIAL = "partial"
    DENIAL = "denial"
    UPDATE = "update"
    RECAP = "recap"


class FlagState(StrEnum):
    QUEUED = "queued"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    SNOOZED = "snoozed"
    DUPLICATE = "duplicate"
    HIDDEN = "hidden"  # recaps: counted, not shown
    SUPERSEDED = "superseded"  # by a later version of the article


#: States that only a person sets; re-scoring never overwrites them.
DECIDED = frozenset(
    {FlagState.ACCEPTED, FlagState.REJECTED, FlagState.SNOOZED, FlagState.DUPLICATE}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quote:
    """Verbatim words of an article with their exact offsets in its text.

    A quote from the headline has ``start == end == 0`` and ``headline`` set.
    """

    text: str
    start: int
    end: int
    headline: bool = False

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class SecondFate(StrEnum):
    """What became of asking a second reader."""

    ASKED = "asked"  # under way, or the program died meanwhile
    TAKEN = "taken"  # weighed in
    DROPPED = "dropped"  # it broke the form; the first reading stands
    FAILED = "failed"  # no answer could be had; the first reading stands


@dataclass(frozen=True, kw_only=True, slots=True)
class SecondReading:
    """What an optional remote reader said of the same sentences, and what came of it.

    ``decisions`` are (what, value, verbatim words), ``kind`` and ``rule`` those of the first
    reading, which alone decides what is never the second reader's: states, and anything more.
    """

    reader: str  # provider and model
    why: str  # why it was asked: "uncertain" or "disagreement"
    fate: SecondFate
    reason: str = ""  # why it was dropped or failed
    decisions: tuple[tuple[str, str, str], ...] = ()
    kind: FlagKind | None = None
    rule: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """The machine's reading of one article towards one claim.

    ``kind`` is None when there is nothing to show a person (rule 1). ``rule`` names the rule
    that fired, ``missing`` what keeps it from being more, both for the card and ``explain``.
    ``quotes[0]`` is the sentence that decided. ``stance`` and ``scores`` are of the article as
    a whole, ``decisive`` are the scores of that sentence alone (None: the same). All are those
    of the judge named by ``version``, also where ``second`` was asked.
    """

    claim_id: str
    stance: Stance
    scores: Scores
    facets: Facets
    kind: FlagKind | None
    rule: str
    missing: str = ""
    quotes: tuple[Quote, ...] = ()
    decisive: Scores | None = None
    version: str = ""  # of the judge and the rules
    second: SecondReading | None = None

    @property
    def sentence_scores(self) -> Scores:
        """Scores of the sentence that decided the kind."""
        return self.decisive or self.scores


class Occasion(StrEnum):
    """What made a piece of evidence."""

    READING = "reading"  # what an article version says
    CHANGE = "change"  # what became of its page later: the quote was edited or taken down


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """A stored judgement: one per (claim, article version, occasion)."""

    id: int = 0
    claim_id: str
    article_id: int
    origin: str  # key of the origin group on this claim
    origin_reason: str = ""  # why it was put in that group
    judgement: Judgement
    url: str
    outlet_id: str
    title: str
    published_at: datetime | None
    fetched_at: datetime
    content_hash: str
    recorded_at: datetime
    occasion: Occasion = Occasion.READING

    def __post_init__(self) -> None:
        require_utc(self.recorded_at, "recorded_at")


@dataclass(frozen=True, kw_only=True, slots=True)
class Flag:
    """One review card: (claim, origin group) with its evidence.

    ``lead`` is the evidence that decided the kind; ``reprints`` counts the group's further
    articles. ``changed_at`` is set when something arrived after a person's decision.
    """

    id: int
    claim_id: str
    origin: str
    kind: FlagKind
    state: FlagState
    score: float  # rank in the queue: tier + calibrated strength, higher first
    badges: tuple[str, ...] = ()  # "against interest", "headline only", ...
    evidence: tuple[Evidence, ...] = field(default=())  # lead first
    snoozed_until: datetime | None = None
    duplicate_of: int | None = None
    created_at: datetime
    updated_at: datetime
    changed_at: datetime | None = None

    @property
    def lead(self) -> Evidence:
        """The evidence that decided the flag's kind."""
        return self.evidence[0]

    @property
    def reprints(self) -> int:
        """Articles in the group beyond the one that counts as the independent report."""
        return len({e.url for e in self.evidence}) - 1
