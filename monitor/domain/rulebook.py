"""The list of rules that turn a reading into a kind of flag (design, section 6).

Every rule has a stable short name, kept with the judgement, and two sentences for the card:
why it is flagged, and what is missing for it to be more.
"""

from __future__ import annotations

from dataclasses import dataclass

from monitor.domain.judgement import FlagKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule of the list: its stable name and its sentences for the card."""

    name: str
    kind: FlagKind | None
    why: str
    missing: str = ""


def _rules(*rules: Rule) -> dict[str, Rule]:
    return {rule.name: rule for rule in rules}


_UPDATE, _PARTIAL = FlagKind.UPDATE, FlagKind.PARTIAL
_STILL_HOLDS = "Whether earlier decisions that rest on the report still hold."

#: Every rule by its name, in the order in which they are tried.
RULES = _rules(
    Rule(name="unrelated", kind=None, why="The article does not speak about the claim."),
    Rule(name="satire", kind=None, why="The article is satire."),
    Rule(name="before-claim", kind=None, why="It was published before the claim was made."),
    Rule(
        name="correction",
        kind=FlagKind.CORRECTION,
        why="The outlet withdraws or corrects its own report.",
        missing=_STILL_HOLDS,
    ),
    Rule(
        name="quote-edited",
        kind=FlagKind.CORRECTION,
        why="The outlet has changed this sentence since; it stands here as it was.",
        missing=_STILL_HOLDS,
    ),
    Rule(
        name="quote-removed",
        kind=FlagKind.CORRECTION,
        why="The outlet has taken this sentence out of its report since.",
        missing=_STILL_HOLDS,
    ),
    Rule(
        name="page-removed",
        kind=FlagKind.CORRECTION,
        why="The outlet has taken down the page on which this stood.",
        missing=_STILL_HOLDS,
    ),
    Rule(
        name="nothing-new",
        kind=FlagKind.RECAP,
        why="It repeats what was known, without anything new.",
        missing="A fact, figure or statement that was not reported before.",
    ),
    Rule(
        name="discusses",
        kind=_UPDATE,
        why="It speaks about the claim without taking a side.",
        missing="A statement that the claim is true or false.",
    ),
    Rule(
        name="other-words",
        kind=_UPDATE,
        why="The article is about the claim, in other words than the claim's.",
        missing="A look at the article: what it says of the claim could not be told.",
    ),
    Rule(
        name="readings-differ",
        kind=_UPDATE,
        why="A second reading does not find in it what the first one did.",
        missing="A look at the sentence: the two readings differ.",
    ),
    Rule(
        name="perhaps-recap",
        kind=_UPDATE,
        why="A second reading finds nothing new in it.",
        missing="A look at the sentence: whether it is news.",
    ),
    Rule(
        name="question",
        kind=_UPDATE,
        why="It asks whether the claim is true.",
        missing="An answer: it is a question, not a statement.",
    ),
    Rule(
        name="prediction",
        kind=_UPDATE,
        why="It says what is expected to happen.",
        missing="That it has happened: so far it is a prediction.",
    ),
    Rule(
        name="hypothetical",
        kind=_UPDATE,
        why="It says what would follow if the claim were true.",
        missing="That the condition is met.",
    ),
    Rule(
        name="hedged",
        kind=_UPDATE,
        why="It takes a side, but not with certainty.",
        missing="A statement without a hedge.",
    ),
    Rule(
        name="unsure",
        kind=_UPDATE,
        why="It seems to take a side, but not clearly enough.",
        missing="A clearer statement.",
    ),
    Rule(
        name="headline-only",
        kind=_UPDATE,
        why="Only the headline says so.",
        missing="A sentence in the article's body that says it.",
    ),
    Rule(
        name="incomplete-text",
        kind=_UPDATE,
        why="It says so, but only a part of the article could be read.",
        missing="The whole text of the article.",
    ),
    Rule(
        name="opinion",
        kind=_UPDATE,
        why="It says so in an opinion piece.",
        missing="A news report that says it.",
    ),
    Rule(
        name="no-basis",
        kind=_UPDATE,
        why="It says so without saying how it is known.",
        missing="Who says it, or what shows it.",
    ),
    Rule(
        name="other-media",
        kind=_UPDATE,
        why="It passes on what other media report.",
        missing="The first report, or an own source.",
    ),
    Rule(
        name="anonymous",
        kind=_UPDATE,
        why="Only unnamed sources say so.",
        missing="A named source, a document or images.",
    ),
    Rule(
        name="adversary",
        kind=_UPDATE,
        why="An adversary's allegation.",
        missing="Documents or images, or a source that is not an adversary.",
    ),
    Rule(
        name="denial",
        kind=FlagKind.DENIAL,
        why="A party to the claim denies it.",
        missing="A source that is not a party: a denial alone refutes nothing.",
    ),
    Rule(
        name="slot-actor",
        kind=_PARTIAL,
        why="It says so of other people than the claim.",
        missing="The same for the claim's own people.",
    ),
    Rule(
        name="slot-place",
        kind=_PARTIAL,
        why="It says so for another place than the claim.",
        missing="The same for the claim's own place.",
    ),
    Rule(
        name="slot-time",
        kind=_PARTIAL,
        why="It says so for another time than the claim.",
        missing="The same for the claim's own time.",
    ),
    Rule(
        name="slot-quantity",
        kind=_PARTIAL,
        why="It says so with another figure than the claim.",
        missing="The claim's own figure.",
    ),
    Rule(
        name="narrower",
        kind=_PARTIAL,
        why="It speaks about a part of the claim only.",
        missing="The rest of the claim.",
    ),
    Rule(
        name="broader",
        kind=_PARTIAL,
        why="It speaks about more than the claim, in general terms.",
        missing="That it holds for the claim's own case.",
    ),
    Rule(
        name="refutation",
        kind=FlagKind.REFUTATION,
        why="A source that is not a party says that the claim is false.",
    ),
    Rule(
        name="admission",
        kind=FlagKind.CONFIRMATION,
        why="A party affirms what it denied before: it speaks against its own interest.",
    ),
    Rule(
        name="confirmation",
        kind=FlagKind.CONFIRMATION,
        why="A source that says how it knows affirms the claim.",
    ),
)
