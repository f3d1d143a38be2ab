"""Whether a sentence says that something is so, not so, or leaves it open."""

from __future__ import annotations

import pytest

from monitor.domain.judgement import Certainty
from monitor.domain.speech.certainty import find_cues, prevailing, standing
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.reach import Force

SO, NOT_SO, OPEN = 1, -1, 0
A, H = Certainty.ASSERTED, Certainty.HEDGED
Q, IF, WILL = Certainty.QUESTION, Certainty.HYPOTHETICAL, Certainty.PREDICTION

# The word that is read stands between asterisks.
CASES = [
    ("No, the dam has not *collapsed*.", NOT_SO, A),
    ("No, the dam did *collapse*.", NOT_SO, A),
    # A verb without an object was not done.
    ("The dam *lost* no water.", NOT_SO, A),
    ('The dam *lost* "no water at all", the owner said.', NOT_SO, A),
    ("The owner *said* no dam had burst.", SO, A),
    ("The talk of a *collapse* was funny but totally fake.", NOT_SO, A),
    ("The owner rebuffs rumours that the dam *collapsed*.", NOT_SO, A),
    ("The owner said rumours that the dam *collapsed* are not true.", NOT_SO, A),
    ("Rumours of a *collapse* have been revealed to be a hoax.", NOT_SO, A),
    ("Asked on Monday about the *collapse*, the mayor smiled.", OPEN, H),
    ("Asked about the *collapse*, the mayor smiled.", OPEN, H),
    ("Asked about the flood, the mayor said that the dam had *collapsed*.", SO, A),
    # What a verb leaves of its clause.
    ("The crew pretended that the dam had *collapsed*.", NOT_SO, A),
    ("The owner lied that the dam had *collapsed*.", NOT_SO, A),
    ("The owner did not lie that the dam had *collapsed*.", OPEN, H),
    ("The mayor did not find out that the dam had *collapsed*.", SO, A),
    ("The mayor did not quip that the dam had *collapsed*.", OPEN, H),
    ("The mayor surmised that the dam had *collapsed*.", SO, H),
    ("The council proposed that the dam be *opened*.", SO, H),
    ("The owner did not fail to *open* the dam.", SO, A),
    ("The owner did not refuse to *open* the dam.", OPEN, H),
    ("The owner did not hesitate to *open* the dam.", SO, A),
    ("The owner did not manage to *open* the dam.", NOT_SO, A),
    ("The owner did not try to *open* the dam.", NOT_SO, A),
    ("The crew was not allowed to *open* the dam.", NOT_SO, A),
    ("The crew was not invited to *open* the dam.", NOT_SO, A),
    ("The crew was forced to *open* the dam.", SO, A),
    ("The crew was found to have *opened* the dam.", SO, A),
    ("The crew was shocked to *find* the dam open.", SO, A),
    ("The crew was not shocked to *find* the dam open.", SO, A),
    ("The owner did not provoke the crew to *open* the dam.", OPEN, H),
    ("The owner did not urge the crew to *open* the dam.", OPEN, H),
    ("The owner told the crew to *open* the dam.", SO, WILL),
    ("The owner vowed to *open* the dam.", SO, WILL),
    ("The owner waited for the crew to *open* the dam.", SO, WILL),
    ("The crew was told that the dam had *collapsed*.", SO, A),
    ("The dam has *collapsed*.", SO, A),
    ("The ministry denied that the dam had *collapsed*.", NOT_SO, A),
    ("The ministry did not deny that the dam had *collapsed*.", OPEN, H),
    ("The ministry didn't deny the *collapse*.", OPEN, H),
    ("The ministry did n't confirm the *collapse*.", OPEN, H),
    ("The ministry refused to confirm that the dam had *collapsed*.", OPEN, H),
    ("The ministry stopped short of confirming that the dam had *collapsed*.", OPEN, H),
    ("The ministry declined to comment on the *collapse*.", OPEN, H),
    ("The ministry did not rule out that the dam had *collapsed*.", OPEN, H),
    ("The ministry ruled out that the dam had *collapsed*.", NOT_SO, A),
    ("The ministry neither confirmed nor denied the *collapse*.", OPEN, H),
    ("The ministry would neither confirm nor deny that the dam *collapsed*.", OPEN, H),
    ("Officials could not independently verify that the dam had *collapsed*.", OPEN, H),
    ("Officials have yet to confirm the *collapse*.", OPEN, H),
    ("The agency was unable at this point to verify the *collapse*.", OPEN, H),
    ("The agency said it had seen no evidence yet that the dam had *collapsed*.", OPEN, H),
    ("The agency is looking into reports that the dam *collapsed*.", OPEN, H),
    ("The minister was concerned by reports that the dam had *collapsed*.", OPEN, H),
    ("The dam has not *collapsed*, engineers said.", NOT_SO, A),
    ("No dam *collapsed*.", NOT_SO, A),
    ("The dam never *collapsed*.", NOT_SO, A),
    ("Not only houses but also the dam *collapsed*.", SO, A),
    ("There is no doubt that the dam *collapsed*.", SO, A),
    ("The minister gave no number but said that the dam had *collapsed*.", SO, A),
    ("The minister confirmed that the dam had not *collapsed*.", NOT_SO, A),
    ("The ministry denied that the dam had not *collapsed*.", SO, A),
    ("The dam may have *collapsed*.", SO, H),
    ("The dam has reportedly *collapsed*.", SO, H),
    ("The alleged *collapse* alarmed the town.", SO, H),
    ("The dam is believed to have *collapsed*.", SO, H),
    ("The dam appears to have *collapsed*.", SO, H),
    ("Analysts suspect that the dam *collapsed*.", SO, H),
    ("There are reports that the dam *collapsed*.", SO, H),
    ("The minister confirmed reports that the dam had *collapsed*.", SO, A),
    ("The minister rejected claims that the dam had *collapsed*.", NOT_SO, A),
    ("If the dam has *collapsed*, the valley will flood.", SO, IF),
    ("Should the dam have *collapsed*, the valley is lost.", SO, IF),
    ("It is unclear whether the dam *collapsed*.", SO, Q),
    ("Has the dam *collapsed*?", SO, Q),
    ("The dam will *collapse*, engineers warn.", SO, WILL),
    ("The dam is expected to *collapse*.", SO, WILL),
    ("The owner plans to *open* the dam.", SO, WILL),
    ("The owner asked the army to *open* the dam.", SO, WILL),
    ("The owner offered to *open* the dam.", SO, WILL),
    ("The owner refused to *open* the dam.", NOT_SO, A),
    ("The owner failed to *open* the dam.", NOT_SO, A),
    ("The owner managed to *open* the dam.", SO, A),
    ("The mayor has not acknowledged that the dam had *collapsed*.", OPEN, H),
    ("The owner never disclosed that the dam had *collapsed*.", OPEN, H),
    ("No official has confirmed that the dam *collapsed*.", OPEN, H),
    ("Neither side has acknowledged that the dam *collapsed*.", OPEN, H),
    ("None of the owners has disclosed that the dam *collapsed*.", OPEN, H),
    ("No one in the ministry said that the dam *collapsed*.", OPEN, H),
    ("No one disputes that the dam *collapsed*.", OPEN, H),
    ("Nobody knew that the dam had *collapsed*.", SO, A),
    ("Few officials have acknowledged that the dam *collapsed*.", SO, A),
    ("No date was named, but the ministry confirmed that the dam *collapsed*.", SO, A),
    ("The group, which has no website, said that the dam *collapsed*.", SO, A),
    ("There is no doubt, said the ministry, that the dam *collapsed*.", SO, A),
    ("The mayor did not know that the dam had *collapsed*.", SO, A),
    ("The mayor was not pleased that the dam had *collapsed*.", SO, A),
    ("The mayor did not imagine that the dam had *collapsed*.", OPEN, H),
    ("There is no link between the dam and the *flood*, said the ministry.", NOT_SO, A),
    ("There is no truth to reports that the dam *collapsed*.", NOT_SO, A),
    ("The spokesman called reports of the *collapse* fake.", NOT_SO, A),
    ("The *collapse* is a fabrication, the spokesman said.", NOT_SO, A),
    ("It is not true that the dam *collapsed*.", NOT_SO, A),
    ("It is true that the dam *collapsed*.", SO, A),
    ("The reports of the *collapse* are far from the truth.", NOT_SO, A),
    ("The *collapse* has nothing to do with reality.", NOT_SO, A),
    ("Investigators found no trace of a *collapse*.", NOT_SO, A),
    ("The owner denied wrongdoing, but the dam did *collapse*.", SO, A),
    ("The owner, who denied any fault, said that the dam had *collapsed*.", SO, A),
    ("The company shot down reports that the dam *collapsed*.", NOT_SO, A),
    ("Three confirmed cases do not mean that the dam *collapsed*.", OPEN, H),
    ("The ministry doubts that the dam *collapsed*.", SO, H),
    ("The ministry does not doubt that the dam *collapsed*.", SO, A),
    ("The ministry's denial of the *collapse* came late.", NOT_SO, A),
    ("The town waits for confirmation that the dam *collapsed*.", SO, A),
    ("The ministry had no comment on the *collapse*.", OPEN, H),
    ("Nobody *collapsed*.", NOT_SO, A),
    ("The *rumour* of her death is wrong: she is alive and well.", NOT_SO, A),
    # A question within a sentence.
    ('"Has the dam *collapsed*? I think not," she said.', SO, Q),
    ("Asked at the gate if the dam had *collapsed*, the mayor left.", SO, Q),
    # Nouns that look like verbs, and idioms of throwing out what is said.
    ("The owner brushed off reports that the dam *collapsed*.", NOT_SO, A),
    ("The owner hit back at claims that the dam *collapsed*.", NOT_SO, A),
    ("The owner brushed off questions on the *dam*.", SO, A),
    # What is not planned, and what was looked for.
    ("A *breach* of the dam is simply not on the table.", NOT_SO, A),
    ("A *breach* of the dam is out of the question.", NOT_SO, A),
    ("A *breach* of the dam is not out of the question.", OPEN, H),
    ("Divers could find no trace of a *breach*.", NOT_SO, A),
    ("Divers have found no evidence that the dam *leaks*.", NOT_SO, A),
    ("Divers have so far found no evidence that the dam *leaks*.", OPEN, H),
    ("Divers found no evidence until now that the dam *leaks*.", OPEN, H),
    ("The mayor ruled out that a flood had stopped the *pumps*.", NOT_SO, A),
    ("What looked like a *breach* of the dam was a shadow.", SO, H),
    # How far a "no" goes.
    ('"We have never, not once, *opened* the dam," he said.', NOT_SO, A),
    ("They never opened a gate, a sluice or the *dam*.", NOT_SO, A),
    ("The crew was not at the *dam* that night.", NOT_SO, A),
    ("The crew was told not to speak about the *collapse*.", OPEN, H),
    ("The mayor let it be known that the dam had *collapsed*.", SO, A),
]


@pytest.mark.parametrize(("text", "polarity", "certainty"), CASES, ids=str)
def test_standing(text: str, polarity: int, certainty: Certainty) -> None:
    before = text.index("*")
    sentence = parse(text.replace("*", ""))
    index = next(i for i, word in enumerate(sentence.words) if word.start >= before)
    found = find_cues(sentence)
    held = standing(sentence, found, index)
    shown = [(cue.force.value, sentence.printed(cue.at, cue.after)) for cue in held.cues]
    assert (held.polarity, held.certainty) == (polarity, certainty), shown


def test_own_words_of_a_claim_are_no_cues() -> None:
    sentence = parse("The firm plans to move.")
    assert [cue.force for cue in find_cues(sentence)] == [Force.PREDICTS]
    assert find_cues(sentence, ignore=frozenset({"plan"})) == ()


def test_prevailing_goes_by_weight_then_by_firmness() -> None:
    sentence = parse("The dam broke and the wall may have fallen.")
    found = find_cues(sentence)
    standings = {index: standing(sentence, found, index) for index in (2, 8)}
    assert prevailing({2: 1.0, 8: 2.0}, standings).certainty is H
    assert prevailing({2: 1.0, 8: 1.0}, standings).certainty is A
    assert prevailing({2: 1.0, 8: 1.0}, standings, careful=True).certainty is H
    assert prevailing({}, {}) is None


def test_long_and_empty_sentences() -> None:
    assert find_cues(parse("")) == ()
    hostile = parse("denied that not if " * 2_000)
    assert len(hostile.text) == 1500
    assert find_cues(hostile)
