"""A claim's own negations and cue words, which are no news in a sentence about it."""

from __future__ import annotations

from monitor.domain.language import cues
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.reach import Force


def own_cues(claim: str) -> frozenset[str]:
    """Words of the claim that are no cues in a sentence about it, negations excepted."""
    forms = {
        form
        for word in parse(claim).words
        for form in (word.text, word.lemma)
        if form not in cues.NEGATIONS and form not in {"be", "to", "if"}
    }
    if any(cue.force is Force.PREDICTS for cue in find_cues(parse(claim))):
        forms |= cues.PREDICTION_MODALS | cues.PREDICTION_PARTICIPLES | cues.PREDICTION_VERBS
    return frozenset(forms)


def polarity_of(claim: str) -> int:
    """-1 for a claim that something is not so."""
    sentence = parse(claim)
    negated = sum(
        cue.force is Force.NEGATES and sentence.words[cue.at].text != "without"
        for cue in find_cues(sentence)
    )
    return -1 if negated % 2 else 1
