"""Whether a denial is that of those whom the claim speaks of, by the sentence's own pronouns.

"Two dairies rejected a claim that they had agreed on prices", "the party paid voters, which it
denies": who "it" and "they" are stands in the sentence, and needs no table of names.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.reach import Cue, Force

_SELF = cues.word_set("they it he she we i")
_AUXILIARIES = cues.word_set(
    "had has have was were is are would will did does do ever not always also repeatedly strongly "
    "firmly vehemently"
)
#: What happens by itself: "denied that it had happened" is said of the matter.
_OF_THE_MATTER = cues.word_set("happen occur take be exist true false")
_FAR = 16  # words from a verb of denying to its "that"


def denies_of_itself(sentence: Sentence, found: Sequence[Cue]) -> bool:
    """Whether somebody in ``sentence`` denies what is said of "them"; ``found`` are its cues."""
    return any(
        cue.force is Force.DENIES and (_that_they(sentence, cue) or _which_it(sentence, cue))
        for cue in found
    )


def _that_they(sentence: Sentence, cue: Cue) -> bool:
    """As in "rejected a claim that they had agreed"."""
    words = sentence.words
    for at in range(cue.after, min(cue.after + _FAR, len(words) - 2)):
        if sentence.has_comma(at):
            return False
        if words[at].text == "that" and words[at + 1].text in _SELF:
            done = at + 2
            while done < len(words) - 1 and words[done].text in _AUXILIARIES:
                done += 1
            return words[done].lemma not in _OF_THE_MATTER
    return False


def _which_it(sentence: Sentence, cue: Cue) -> bool:
    """As in "paid voters, which it denies"."""
    words = sentence.words
    at = cue.at - 1
    while at > 0 and words[at].text in _AUXILIARIES:
        at -= 1
    return at > 0 and words[at].text in _SELF and words[at - 1].text in {"which", "something"}
