"""A sentence that says that things stay as they are, about a claim that something ends.

"The mine stays open" has every name of "Kestrel will shut the mine" and none of its deed. What
is missing is not left out: it is what is denied.
"""

from __future__ import annotations

from collections.abc import Iterable

from monitor.domain.language import cues
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.reach import is_verb

#: Lemmas of deeds after which a thing is no longer there, open, in office or in hand.
_ENDS = cues.word_set(
    "shut close end leave quit resign sell scrap axe cancel stop halt abolish withdraw cease "
    "discontinue dismiss fire sack drop ban evacuate abandon retire depart cut dissolve divest "
    "suspend expel closure sale end withdrawal resignation departure"
)
#: Lemmas of verbs that say that it still is.
_KEEPS = cues.word_set("stay remain keep continue retain persist")
#: What is kept otherwise: "remains unclear", "keeps denying".
_OTHERWISE = cues.word_set(
    "unclear uncertain unknown unconfirmed to silent likely possible unlikely tight-lipped "
    "concerned worried committed convinced determined"
)


def keeping(claim: Sentence, sentence: Sentence, anchors: Iterable[int]) -> int:
    """Index of the verb by which a sentence keeps what a claim says ends, -1 if there is none.

    ``anchors`` are the indices of the words that the sentence shares with the claim.
    """
    ends = {word.lemma for word in claim.words} & _ENDS
    words = sentence.words
    if not ends or any(words[at].lemma in _ENDS for at in anchors):
        return -1
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else None
        goes_on = after is not None and after.text.endswith("ing")
        if word.lemma in _KEEPS and is_verb(sentence, at) and not goes_on:
            return -1 if after is not None and after.text in _OTHERWISE else at
    return -1
