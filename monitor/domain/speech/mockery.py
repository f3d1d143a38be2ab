"""Mockery: words that affirm a thing in order to laugh at it.

"Sure, and I am the queen of Sheba" vouches for nothing, though every word of it says yes. What
gives it away is set: a speaker who makes somebody impossible of himself, a thing that never
happens put beside the statement, a set phrase of disbelief, or the reporter who says so.
"""

from __future__ import annotations

import re

from monitor.domain.speech.clauses import Sentence, asides, without


def _any(*phrases: str) -> str:
    return rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)"


#: Whom no speaker is: crowned, fabled, long dead, or not human.
_NOBODY = _any(
    r"(?:king|queen|emperor|empress|pope|tsar|czar|sultan|shah|duke|maharaja) (?:of \w+|himself"
    r"|herself)",
    r"emperor|empress|pope|pharaoh|dalai lama|virgin mary|messiah|god",
    r"tooth fairy|easter bunny|sandman|santa(?: claus)?|father christmas|man in the moon",
    r"martian|unicorn|dragon|dutchman|mermaid|fairy|wizard|teapot|banana|flying pig"
    r"|monkey['\u2019]s uncle|little green man",
    r"napoleon|cleopatra|julius caesar|elvis|mother teresa|marilyn monroe|superman|spider-?man"
    r"|batman|james bond|snow white|cinderella|robin hood|mickey mouse|sherlock holmes",
)
_SELF = (
    r"(?:i am|i['\u2019]m|my (?:name|mother|father|dog|cat|wife|husband) is) (?:also )?"
    rf"(?:the |an? )?{_NOBODY}"
)
#: What never happens, or is known to be otherwise, put beside a statement.
_NEVER = (
    r"pigs (?:(?:can|could|might|may|will|have learn(?:ed|t) to) )?fly",
    r"hell (?:freezes|froze|has frozen|will freeze) over",
    r"a cold day in hell",
    r"(?:earth|world) is flat",
    r"moon is (?:made )?(?:of )?(?:green )?cheese",
    r"elvis (?:is (?:still )?alive|lives)",
    r"and i (?:also )?(?:shot|killed|murdered) (?:jfk|kennedy|lincoln|caesar)",
    r"and (?:the )?(?:moon|mars|eiffel tower|brooklyn bridge|taj mahal)(?: too| as well| besides)",
    r"to the martians",
    r"sun (?:rises in the west|goes (?:a)?round the earth)",
    r"a bridge to sell",
    r"santa (?:claus )?(?:is real|exists)",
)
#: Set phrases of disbelief.
_PHRASES = (
    r"yeah,? right",
    r"in (?:your|his|her|their) (?:wildest )?dreams",
    r"dream on",
    r"nice try",
    r"tell me another",
    r"pull the other (?:one|leg)",
    r"chance would be a fine thing",
    r"said (?:no ?one|nobody) ever",
    r"you (?:have|must|['\u2019]ve)(?: got)? (?:to )?be (?:joking|kidding)",
    r"believe that,? (?:you|they)(?:['\u2019]ll| will|['\u2019]d| would) believe anything",
    r"ha,? ha",
    r"what a joke",
    r"(?<=, )my foot",
)
#: It opens a sentence or a quote.
_AS_IF = r"(?:^|[\"\u201c.!?] ?)as if (?:i|we|any(?:body|one)) "
#: How the reporter says that it was said.
_MANNER = (
    r"sarcastically|mockingly|jokingly|ironically|facetiously|in jest|as a joke|for a laugh",
    r"tongue[- ]in[- ](?:cheek|(?:his|her|their) cheek)",
    r"with (?:heavy |biting |evident |obvious |some )?(?:irony|sarcasm)",
    r"with an? (?:\w+ )?(?:laugh|grin|smirk|wink|chuckle)",
    r"laughing|rolling (?:his|her|their) eyes|in mock \w+",
    r"deadpanned|quipped|joked|jested|kidded|teased that|mocked that",
)
_MOCKS = re.compile(f"{_any(_SELF, *_NEVER, *_PHRASES)}|{_AS_IF}", re.IGNORECASE)
_TOLD_SO = re.compile(_any(*_MANNER), re.IGNORECASE)


def find_mockery(sentence: Sentence, anchor: int = -1) -> str:
    """The words by which a sentence mocks what it says, "" for none.

    ``anchor`` is the index of a word of what is said: how something else was said, in an aside
    ("X, who had joked about it, admitted"), is not about it.
    """
    found = _MOCKS.search(sentence.text)
    if found is None:
        every = range(len(sentence.words))
        found = _TOLD_SO.search(without(sentence, every, asides(sentence, anchor)))
    return found.group().strip(' "\u201c.!?') if found else ""
