"""How firmly a sentence says something, and whether it says it is so or not so.

A sentence is read as cues with a reach: "denied that", "may", "not", "if". What holds for a
word is what the cues that reach it make of it together: "denied that X had sent no troops"
flips twice, "did not deny" says nothing either way. Reach ends at the borders of the clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.domain.judgement import Certainty
from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.modality import question_start, read_modality, read_wish
from monitor.domain.speech.negation import is_negation, read_negation
from monitor.domain.speech.reach import Cue, Force
from monitor.domain.speech.voices import read_voice


@dataclass(frozen=True, slots=True)
class Standing:
    """What the cues make of a place in a sentence.

    ``polarity`` is 1 (said to be so), -1 (said not to be so) or 0 (neither).
    """

    polarity: int
    certainty: Certainty
    force: Force | None  # the strongest voice: denies, confirms, withholds, believes, says
    cues: tuple[Cue, ...] = ()


def find_cues(sentence: Sentence, *, ignore: frozenset[str] = frozenset()) -> tuple[Cue, ...]:
    """Every cue in a sentence, in order. ``ignore``: lemmas of the claim that are no cues here
    (a claim that says "plans to" is not made weaker by "plans to").
    """
    found: list[Cue] = []
    words = sentence.words
    negations = [index for index, word in enumerate(words) if is_negation(sentence, index)]
    spent: set[int] = set()  # negations that belong to a verb of saying
    for index, word in enumerate(words):
        if word.lemma in ignore or word.text in ignore:
            continue
        cue = read_voice(sentence, index, negations, spent)
        if cue is None:
            cue = read_modality(sentence, index)
        else:
            found.extend(read_wish(sentence, index))  # "told them to go" tells of no going
        if cue is not None:
            found.append(cue)
    for at in negations:
        if at not in spent:
            found.extend(read_negation(sentence, at))
    for stop in range(1, len(words) + 1):
        if sentence.gaps[stop].strip().startswith("?"):
            start = question_start(sentence, stop)
            found.append(Cue(Force.ASKS, stop, stop, start, stop))
    return tuple(sorted(found, key=lambda cue: (cue.at, cue.after)))


def standing(sentence: Sentence, found: Iterable[Cue], index: int) -> Standing:
    """What the cues ``found`` make of word ``index``."""
    reaching = [cue for cue in found if cue.reaches(index)]
    forces = {cue.force for cue in reaching}
    polarity = 1
    if Force.DENIES in forces:
        polarity = -polarity
    if sum(cue.force is Force.NEGATES for cue in reaching) % 2:
        polarity = -polarity
    settled = forces & {Force.DENIES, Force.CONFIRMS}
    certainty = Certainty.ASSERTED
    if Force.ASKS in forces:
        certainty = Certainty.QUESTION
    elif Force.SUPPOSES in forces:
        certainty = Certainty.HYPOTHETICAL
    elif Force.WITHHOLDS in forces:
        certainty, polarity = Certainty.HEDGED, 0
    elif _hedged(sentence, reaching, index, settled=bool(settled)):
        certainty = Certainty.HEDGED
    elif Force.PREDICTS in forces:
        certainty = Certainty.PREDICTION
    order = (Force.WITHHOLDS, Force.DENIES, Force.CONFIRMS, Force.BELIEVES, Force.SAYS)
    force = next((one for one in order if one in forces), None)
    return Standing(polarity, certainty, force, tuple(reaching))


def _hedged(sentence: Sentence, reaching: list[Cue], index: int, *, settled: bool) -> bool:
    for cue in reaching:
        if cue.force is Force.BELIEVES:
            return True
        if cue.force is Force.HEDGES:
            noun = sentence.words[cue.at].lemma in cues.REPORT_NOUNS
            adjective = sentence.words[cue.at].text in cues.HEDGE_ADJECTIVES
            if settled and (noun or adjective):
                continue  # "denied reports that", "confirmed the alleged": the doubt is settled
            return True
    return index < 0


def prevailing(
    weights: Mapping[int, float], standings: Mapping[int, Standing], *, careful: bool = False
) -> Standing | None:
    """The standing that most of the weight shares; a tie goes to the firmer one.

    ``careful``: what is not asserted prevails, whatever its weight.
    """
    groups: dict[tuple[int, Certainty], float] = {}
    first: dict[tuple[int, Certainty], Standing] = {}
    for index, weight in weights.items():
        held = standings[index]
        key = (held.polarity, held.certainty)
        groups[key] = groups.get(key, 0.0) + weight
        if key not in first or (held.force is not None and first[key].force is None):
            first[key] = held
    if not groups:
        return None
    best = max(
        groups,
        key=lambda key: (
            careful and key[1] is not Certainty.ASSERTED,
            round(groups[key], 4),
            key[1] is Certainty.ASSERTED,
        ),
    )
    return first[best]
