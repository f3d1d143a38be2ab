"""A second reader's reply, taken only if it keeps to the form, word for word.

The reply is as hostile as the article that it was made from. So: one JSON object, five
decisions and nothing else, each a word of a closed list, each resting on words that stand in
the sentence it names. One slip and the whole reply is dropped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from monitor.domain.judgement import Basis, Certainty, Novelty, SpeakerRole, Stance
from monitor.domain.second.question import Question

#: The decisions that are asked for, in this order, with their closed lists.
DECISIONS: dict[str, type[StrEnum]] = {
    "stance": Stance,
    "certainty": Certainty,
    "basis": Basis,
    "speaker_role": SpeakerRole,
    "novelty": Novelty,
}
#: Values for which there may be no words to show: that nothing is there.
WORDLESS: frozenset[StrEnum] = frozenset(
    {Stance.UNRELATED, Basis.NONE, SpeakerRole.UNKNOWN, SpeakerRole.OUTLET_ITSELF}
)
MAX_REPLY = 8_000  # characters
MAX_QUOTE = 400
_KEYS = ("value", "sentence", "quote")
_LEAST_WORDS = 3  # of a quote that decides the stance: fewer stand in any sentence
_FENCED = re.compile(r"```(?:json)?\s*(\{.*\})\s*```", re.DOTALL)
#: Some local models print their deliberations first.
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opinion:
    """What a second reader decided. ``words`` are verbatim, by decision; "" for no words."""

    stance: Stance
    certainty: Certainty
    basis: Basis
    speaker_role: SpeakerRole
    novelty: Novelty
    words: tuple[tuple[str, str], ...] = ()

    @property
    def decisions(self) -> tuple[tuple[str, str, str], ...]:
        """(what, value, words) of every decision."""
        words = dict(self.words)
        return tuple((name, str(getattr(self, name)), words.get(name, "")) for name in DECISIONS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Dropped:
    """Why a reply does not count; holds nothing of its text."""

    reason: str


class _Slip(Exception):  # noqa: N818 - never leaves this module
    pass


def read_reply(text: str, question: Question) -> Opinion | Dropped:
    """The opinion in ``text``, or why there is none. Never raises; pure."""
    try:
        return _opinion(_parsed(text), question)
    except _Slip as slip:
        return Dropped(reason=str(slip))


def _parsed(text: str) -> Any:
    if len(text) > MAX_REPLY:
        raise _Slip("the reply is too long")
    text = _THOUGHTS.sub("", text).strip()
    if not text:
        raise _Slip("the reply is empty")
    fenced = _FENCED.fullmatch(text)
    try:
        return json.loads(fenced[1] if fenced else text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _Slip("the reply is not JSON") from None


def _once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Slip("the reply has a key twice")
        found[key] = value
    return found


def _opinion(reply: Any, question: Question) -> Opinion:
    if not isinstance(reply, dict):
        raise _Slip("the reply is no JSON object")
    if set(reply) != set(DECISIONS):
        raise _Slip("the reply has other keys than were asked for")
    values: dict[str, Any] = {}
    words = []
    for name in DECISIONS:
        values[name], quote = _decision(name, reply[name], question)
        if quote:
            words.append((name, quote))
    return Opinion(**values, words=tuple(words))


def _decision(name: str, given: Any, question: Question) -> tuple[StrEnum, str]:
    if not isinstance(given, dict) or set(given) != set(_KEYS):
        raise _Slip(f"{name} has another form than was asked for")
    value, number, quote = (given[key] for key in _KEYS)
    if not isinstance(value, str) or value not in set(DECISIONS[name]):
        raise _Slip(f"{name} is none of the words to choose from")
    if type(number) is not int or not isinstance(quote, str):
        raise _Slip(f"{name} has another form than was asked for")
    decided = DECISIONS[name](value)
    if not quote and number == 0:
        if decided in WORDLESS:
            return decided, ""
        raise _Slip(f"{name} rests on no words")
    sentence = question.sentence(number)
    if sentence is None:
        raise _Slip(f"{name} names a sentence that was not shown")
    if not quote.strip() or len(quote) > MAX_QUOTE or not _stands_in(quote, sentence.text):
        raise _Slip(f"the quote for {name} does not stand in sentence {number}")
    if name == "stance" and len(quote.split()) < min(_LEAST_WORDS, len(sentence.text.split())):
        raise _Slip("the quote for stance is too short to decide")
    return decided, quote


def _stands_in(quote: str, sentence: str) -> bool:
    """Whether the quote stands in the sentence, letter for letter and in whole words."""
    at = sentence.find(quote)
    while at >= 0:
        end = at + len(quote)
        inside_before = at > 0 and sentence[at - 1].isalnum() and quote[0].isalnum()
        inside_after = end < len(sentence) and sentence[end].isalnum() and quote[-1].isalnum()
        if not inside_before and not inside_after:
            return True
        at = sentence.find(quote, at + 1)
    return False
