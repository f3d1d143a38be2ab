"""Words by which sentences speak to machines, or of the sorting of reports.

Each pattern is a sort of thing that is spoken of, and counts once (machine_talk).
"""

from __future__ import annotations

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for all, upper and lower case alike."""
    return re.compile("|".join(patterns), re.IGNORECASE)


SPEAKS = re.compile(
    r"\b(?:said|says|say|told|tells|wrote|writes|added|warned|urged|asked|called|replied|argued"
    r"|insisted|according to|advised|tweeted|posted|announced|claimed|denied|stated|ruled|found)\b",
    re.IGNORECASE,
)
#: Whoever reads by rote: a sentence to one of them is not to readers.
AGENT = (
    r"(?:(?:\w+ )?(?:AIs?|LLMs?|(?:Chat)?GPT(?:-\d)?|language models?|chat ?bots?|bots?"
    r"|classifiers?|graders?|crawlers?"
    r"|scrapers?|parsers?|algorithms?|fact[ -]check(?:er|ing)? models?|automated \w+))"
)
ADDRESS = any_of(
    rf"\b(?:note|notice|message|reminder|attention|hint|instructions?|orders?)s?,? (?:to|for) "
    rf"(?:the |any |all |every |an? |our )?(?:{AGENT}\b|models?\s*:)",
    rf"^\W{{0,9}}(?:to|dear|attention,?|hey|hello) (?:the |any |all |every |an? |our )?{AGENT}"
    r"(?=\s*[:,]| that\b| which\b| who\b| read)",
    rf"^\W{{0,9}}(?:{AGENT}|developers?|operator|admin|system|model|new) "
    r"(?:notes?|notices?|instructions?|messages?|hints?|prompts?)\s*:",
    rf"\bfor {AGENT}\s*:",
    rf"^\W{{0,9}}{AGENT}, (?:please|you|now|mark|say|write|answer|label)\b",
    rf"\b{AGENT} (?:shall|must|should|is to|are to) (?:answer|say|write|output|return|label"
    rf"|mark)\b",
    rf"^\W{{0,9}}as an? {AGENT}\s*,",
    rf"\byou are (?:now )?(?:the|an?) (?:\w+ )?{AGENT}(?=\s*[.,;:]| that| who|$)",
)
#: Words for the sorting of reports; each line is one thing, and counts once.
MACHINERY = (
    any_of(
        r"\b(?:this|each|every) claims?\b",
        r"\bstatus of the claim\b",
        r"\bclaim status\b",
        r"\bthe claim\s*(?:$|[\"\u201c])",
    ),
    any_of(
        r"\b(?:this|that|each|every|earlier|open|the|a) (?:review )?(?:flags?|cards?)\b(?! of\b)",
        r"\b(?:flag|card) \d+\b",
        r"\baccepts? (?:\w+ ){1,4}(?:flags?|cards?)\b",
    ),
    any_of(
        r"\bstances?\b",
        r"\bkind\s?[:=]",
        r"\bthe kind\b",
        r"\blabel(?:led)?\b(?= (?:it|the|this|as|[\"\u201c]))",
        r"\bentailment\b",
        r"\b(?:premise|gold label|training example)\b",
        r"\b(?:answer|reply|respond) (?:only )?with\b",
        r"\b(?:correct|right|final|expected|only) (?:label|answer|stance|output)\b",
        r"\bprobability of (?:1|0?\.\d+)",
        r"\bconfidence \d",
    ),
    any_of(
        r"\bthe (?:follow-up )?monitor(?:'s|\u2019s)?(?= (?:own|editor|to|and|has|will|for)\b"
        r"|\s*[.,:;]|$)",
        r"\bthis (?:monitor|classifier|model|bot|assistant)\b",
        r"\bthe (?:classifier|fact-checking (?:bot|model|system))\b",
        r"\bby the (?:monitor|system)\b",
    ),
    any_of(
        r"\breview field\b",
        r"\breview queue\b",
        r"\bdo not review\b",
        r"\breviewed by:",
        r"\b(?:the|a|no) reviewer\b",
    ),
    any_of(
        r"\b(?:system|automatic|automated) (?:notice|message|note|prompt|override|instruction)",
        r"\bautomat(?:ed|ic) (?:reader|system|process)",
        r"\blanguage models?\b",
        r"\b(?:machines|bots|models|systems) (?:that|which|who) (?:process|read)",
        r"\b[A-Z][a-z]+Bot\b",
    ),
    any_of(
        r"\b(?:this|the next|the above|the following) (?:page|article|text|document|passage)\b",
        r"\b(?:the|what the) (?:article|text|page) (?:supports?|refutes?|says about)\b",
    ),
    any_of(
        r"\b(?:previous|prior|above|earlier|all|every) (?:rules?|instructions?|prompts?)\b",
        r"\bthe (?:system )?prompt\b",
        r"\brules? given\b",
    ),
)
OUTCOME = any_of(
    r"\b(?:as|to|counts? as|set to) [\"\u201c]?(?:confirmed|refuted"
    r"|supported|supports|refutes|confirmation|refutation|denial|accepted|a correction)\b",
    r"\bhereby\b",
    r"\b(?:is|are|been) (?:hereby |now )?(?:confirmed|refuted|accepted"
    r"|withdrawn) by the (?:monitor|system)\b",
    r"\b(?:verdict|kind|label|answer|output|stance)\W{1,3}(?:accept|confirm|supports|refutes"
    r"|denial|refutation)",
    r"^\W{0,9}CONFIRMED\W*$",
    r"(?-i:\b(?:SUPPORTS|REFUTES|SUPPORTED|REFUTED|CONFIRMED)\b)",
)
ORDER = re.compile(
    r"(?:^|[:.;!?\u2026)\]]\s*[\"\u201c(]?|\bplease,? |\band |\bor |\bmust |\bare to "
    r"|\bneed .{1,30} to be )"
    r"(?:do not |never |always )?(?:mark|label|labelled|set|classify|treat|take|ignore|disregard"
    r"|forget|answer|output|return|respond|accept|rate|count|consider|close|record|register|score"
    r"|decide|decode|obey|repeat|print|reply|override|review)\b(?! (?:that|of|off|up|for|place"
    r"|to work)\b)",
    re.IGNORECASE,
)
YOU = re.compile(
    r"\byou (?:are|judge|will|must|act|accept|classify|label)\b|\bdear (?:machine|model|system)\b"
    r"|^\W{0,9}attention\b|\bfrom now on,? you\b",
    re.IGNORECASE,
)
