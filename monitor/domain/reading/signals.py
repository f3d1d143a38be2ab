"""What can be counted about an article and a claim beside what a model said of its windows.

The words of hedging, denial and confirmation, where they stand, how far windows agree, what the
rules read: numbers for :mod:`.stacking`, which weighs them. They know no names and no topics:
a word counts by the list it is on, and the claim's own words are no cues in a text about it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from monitor.domain.judgement import Scores
from monitor.domain.language.cues import word_set
from monitor.domain.language.english import lemma
from monitor.domain.reading.closeness import ON_CLAIM

#: Part of a manifest of weights: raised when a signal changes.
SIGNALS_VERSION = 1
#: Sentences nearest to the claim whose reading by the rules counts.
READINGS = 5

_SIDES = ("supports", "refutes", "discusses")
_LONGEST = 3000  # characters of a window that are read
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?|\d+(?:[.,]\d+)*")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+|\n+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
#: The month, which is no hedge.
_MONTH = re.compile(r"\b(?:in|of|on|by|since|until|last|early|late|this|\d+) May\b|\bMay \d+")
_CUES = {
    "reportedly": r"reportedly|allegedly|apparently|supposedly|purportedly|seemingly|if true"
    r"|if confirmed|(?:is|are|was|were|been) (?:said|rumou?red|reported|alleged|believed|thought"
    r"|understood|feared) to",
    "may": r"may|might|could|possibl[ey]|perhaps|probably|likely|potential(?:ly)?"
    r"|(?:appear|seem)(?:s|ed)? to|set to|expected to",
    "rumour": r"rumou?r(?:s|ed)?|unconfirmed|unverified|speculat\w+|alleg(?:ation|ations|ed|es|e)"
    r"|purported|suspected",
    "claim": r"claim(?:s|ed|ing)?",
    "report": r"report(?:s|ed|ing)?|according to|sources?|per",
    "say": r"sa(?:y|ys|id)|t(?:ell|ells|old)|tweet\w*|stat(?:es|ed)|wrote|posted",
    "deny": r"den(?:y|ies|ied|ying|ial|ials)|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?"
    r"|refut(?:e|es|ed|ing)|disput(?:e|es|ed)|rebut\w*|shot down|shoots down|slam(?:s|med)",
    "false": r"hoax(?:es|ed)?|fake[ds]?|false(?:ly)?|untrue|debunk\w*|fabricat\w+|satir\w+|prank\w*"
    r"|bogus|photoshop\w*|made[- ]up|misinformation|not true|no truth|isn['’]t true|not real"
    r"|n['’]t real|myth|lie[sd]?|fooled|duped|stunt|parody|spoof|baseless|groundless|unfounded"
    r"|erroneous(?:ly)?|incorrect(?:ly)?|inaccurate|mistaken(?:ly)?|retract\w*",
    "not": r"no|not|never|nobody|none|nor|neither|cannot|without|\w+n['’]t",
    "nothing": r"no (?:evidence|proof|sign|signs|indication|truth|confirmation|record|records|word"
    r"|plans|basis)|not (?:been )?(?:confirmed|verified)|(?:yet|unable|unclear|impossible) to"
    r" (?:be )?(?:confirm|verif)\w+|could not (?:be )?(?:independently )?(?:confirm|verif)\w+",
    "confirm": r"confirm(?:s|ed|ing|ation)?|verified|admit(?:s|ted)?|acknowledg\w+|announc\w+"
    r"|reveal\w*|prov(?:es|ed|en)|proof|official(?:ly)?|identified",
    "doubt": r"doubt\w*|unclear|sceptic\w*|skeptic\w*|question(?:s|ed|able)?|whether|investigat\w+"
    r"|mystery|experts?|really|unlikely|dubious|suspicious|wonder\w*|yet to",
    "turn": r"but|however|although|though|despite|actually|in fact|turns out|turned out|instead",
}
#: The lists of cue words by name; a text has each or not.
CUES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{words})\b") for name, words in _CUES.items()
}
_AGAINST = frozenset({"deny", "false", "not", "nothing"})
_COMMON = word_set(
    "the a an of to in on at by for from with and or but as is are was were be been being has have "
    "had it its that this he she his her their they who which will would not after over into s "
    "than then there"
)
_CUE_NAMES = (*CUES, "question", "quote")
_ALL = (*_SIDES, "unrelated")

#: What the numbers of :func:`signals` are, in their order.
SIGNAL_NAMES: tuple[str, ...] = (
    *(f"most_{side}" for side in _ALL),  # of all windows: what speaks most for a side
    *(f"least_{side}" for side in _ALL),
    *(f"share_{side}" for side in _SIDES),  # the mean of the windows' probabilities
    *(f"first_{side}" for side in _SIDES),  # of the window with the nearest sentences
    *(f"opening_{side}" for side in _SIDES),
    "windows",
    "weight",  # of the weightiest window
    *(f"near_{name}" for name in _CUE_NAMES),  # in the sentence with most of the claim's words
    *(f"any_{name}" for name in _CUE_NAMES),  # the share of windows that have it
    *(f"start_{name}" for name in _CUE_NAMES),
    "parity",  # one of claim and nearest sentence is negated
    "overlap",
    "overlap_all",
    "pairs",
    "numbers",
    "claim_words",
    "near_words",
    "near_first",
    "near_second",
    "near_share",
    "sentences",
    *(f"rule_{side}" for side in _ALL),
    *(f"rule_first_{side}" for side in _ALL),
)


def signals(
    claim: str,
    windows: Sequence[tuple[str, str]],
    outputs: Sequence[Sequence[float]],
    nearness: Sequence[float],
    readings: Sequence[Scores] = (),
) -> tuple[float, ...]:
    """The numbers of :data:`SIGNAL_NAMES` for a claim and what was read about it.

    ``windows`` are (kind, text) with neutral names, ``claim`` has the same names; ``outputs``
    are the model's five numbers for each window (supports, refutes, discusses, unrelated,
    salience), ``nearness`` that of each sentence of the article, ``readings`` what the rules say
    of the sentences nearest to the claim (at most :data:`READINGS`, the nearest first). Raises
    ValueError without a window, with another number of outputs, or where one is no number.
    """
    _check(windows, outputs)
    kinds = [kind for kind, _ in windows]
    return (
        *_of_model(kinds, outputs),
        *_of_words(claim[:_LONGEST], kinds, [text[:_LONGEST] for _, text in windows]),
        *_of_nearness(nearness),
        *_of_rules(readings[:READINGS]),
    )


def _check(windows: Sequence[tuple[str, str]], outputs: Sequence[Sequence[float]]) -> None:
    """Raise ValueError unless each window has its five finite numbers."""
    if not windows or len(windows) != len(outputs):
        raise ValueError(f"{len(windows)} windows and {len(outputs)} outputs of the model")
    for row in outputs:
        if len(row) != 5 or not all(math.isfinite(value) for value in row):
            raise ValueError(f"the model's output {[*row]} is not five finite numbers")


def pool(outputs: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """An article's four logits: its windows' own, weighted by the softmax of their salience."""
    weights = softmax([row[4] for row in outputs])
    return tuple(
        sum(weight * row[at] for weight, row in zip(weights, outputs, strict=True))
        for at in range(4)
    )


def softmax(logits: Sequence[float]) -> list[float]:
    """Probabilities of logits."""
    top = max(logits)
    raised = [math.exp(value - top) for value in logits]
    total = sum(raised)
    return [value / total for value in raised]


def _of_model(kinds: Sequence[str], outputs: Sequence[Sequence[float]]) -> Iterator[float]:
    margins = [[_margin(row, at) for row in outputs] for at in range(4)]
    yield from (max(one) for one in margins)
    yield from (min(one) for one in margins)
    sides = [softmax(row[:3]) for row in outputs]
    yield from (sum(one[at] for one in sides) / len(sides) for at in range(3))
    middle = softmax(pool(outputs)[:3])
    for kind in ("nearest", "opening"):
        # A window that is missing is like the whole: it adds nothing.
        of_kind = sides[kinds.index(kind)] if kind in kinds else middle
        yield from (_log_odds(one) for one in of_kind)
    yield float(len(outputs))
    yield max(softmax([row[4] for row in outputs]))


def _margin(row: Sequence[float], at: int) -> float:
    return row[at] - max(value for other, value in enumerate(row[:3]) if other != at)


def _log_odds(share: float) -> float:
    share = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(share / (1 - share))


@lru_cache(maxsize=512)
def _content(text: str) -> tuple[str, ...]:
    """The lemmas of the words that say something, in order."""
    return tuple(lemma(word) for word in _WORD.findall(text.lower()) if word not in _COMMON)


@lru_cache(maxsize=512)
def _cues_of(text: str) -> frozenset[str]:
    low = _MONTH.sub("", text).lower()
    return frozenset(name for name, words in CUES.items() if words.search(low))


def _cue_numbers(text: str, own: frozenset[str]) -> tuple[float, ...]:
    found = _cues_of(text) - own
    return (
        *(float(name in found) for name in CUES),
        float("?" in text),
        float(any(mark in text for mark in '"“‘')),
    )


def _of_words(claim: str, kinds: Sequence[str], texts: Sequence[str]) -> Iterator[float]:
    own = _cues_of(claim)
    order = _content(claim)
    words = set(order)
    sentences = [one for one in _SENTENCE.split(texts[0]) if one.strip()] or [texts[0]]
    shares = [len(words.intersection(_content(one))) / max(1, len(words)) for one in sentences]
    best = max(range(len(sentences)), key=lambda at: (shares[at], -at))
    near = sentences[best]
    yield from _cue_numbers(near, own)
    each = [_cue_numbers(text, own) for text in texts]
    yield from (sum(column) / len(texts) for column in zip(*each, strict=True))
    yield from each[kinds.index("opening") if "opening" in kinds else 0]
    yield float(bool(_cues_of(near) & _AGAINST) != bool(own & _AGAINST))
    yield shares[best]
    every = {word for text in texts for word in _content(text)}
    yield len(words & every) / max(1, len(words))
    there = _content(near)
    pairs = set(pairwise(order))
    yield len(pairs.intersection(pairwise(there))) / max(1, len(pairs))
    numbers = set(_NUMBER.findall(claim))
    yield len(numbers & every) / len(numbers) if numbers else 0.5
    yield math.log1p(len(order))
    yield math.log1p(len(there))


def _of_nearness(nearness: Sequence[float]) -> Iterator[float]:
    ranked = sorted(nearness, reverse=True)
    yield ranked[0] if ranked else 0.0
    yield ranked[1] if len(ranked) > 1 else 0.0
    yield sum(value >= ON_CLAIM for value in ranked) / max(1, len(ranked))
    yield math.log1p(len(ranked))


def _of_rules(readings: Sequence[Scores]) -> Iterator[float]:
    rows = [(one.supports, one.refutes, one.discusses, one.unrelated) for one in readings]
    rows = rows or [(0.0, 0.0, 0.0, 1.0)]
    yield from (max(row[at] for row in rows) for at in range(4))
    yield from rows[0]
