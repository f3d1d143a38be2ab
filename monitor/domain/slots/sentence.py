"""A sentence cut up once for all that compares it: words, lemmas, entities, anchors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.domain.language.cues import SPEECH
from monitor.domain.language.english import lemma
from monitor.domain.language.entities import AliasTable, Entity
from monitor.domain.language.groups import group_in, group_of, is_part_of, words_of
from monitor.domain.language.tokens import Token, tokenise
from monitor.domain.model import Span
from monitor.domain.slots.counted import FATES

_MAX_SENTENCE = 4_000  # characters of a sentence that are read
_FUNCTION = frozenset(
    words_of(
        "a an the of in on at to from for by with without and or but nor not no as than that "
        "this these those it its he she they we you i his her their our your who whom whose "
        "which what when where while after before since during until if because so be is are "
        "was were been being am have has had having do does did will would may might could can "
        "should shall must also already yet still just only very more most less least some any "
        "all both each other another such there here then now new about around over under near "
        "up out off into onto against between among across through begin begun began start "
        "started continue s"
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """An entity named by the words [first, last) of a sentence, printed at ``span``."""

    entity: Entity
    first: int
    last: int
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """``words`` with their ``lemmas``, and the entities ``named`` among them, in order."""

    text: str
    words: tuple[Token, ...]
    lemmas: tuple[str, ...]
    named: tuple[Named, ...]

    def word(self, index: int) -> str:
        """The folded word at ``index``, "" beyond either end."""
        return self.words[index].text if 0 <= index < len(self.words) else ""

    def printed(self, first: int, last: int) -> str:
        """The text of the words [first, last) as it stands."""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def gap(self, index: int) -> str:
        """What stands between the words ``index - 1`` and ``index``."""
        if not 0 < index < len(self.words):
            return ""
        return self.text[self.words[index - 1].end : self.words[index].start]

    def is_possessive(self, named: Named) -> bool:
        """Whether the name is followed by 's (or stands as a plural's apostrophe)."""
        return self.text[named.span.end : named.span.end + 1] in {"'", "\u2019"}

    def at(self, index: int) -> Named | None:
        """The entity whose name covers the word at ``index``."""
        return next((one for one in self.named if one.first <= index < one.last), None)

    @property
    def entities(self) -> frozenset[str]:
        """Canonical names of all that is named."""
        return frozenset(one.entity.name for one in self.named)


def read_sentence(text: str, aliases: AliasTable) -> Sentence:
    """Cut up the first 4,000 characters of ``text``."""
    text = text[:_MAX_SENTENCE]
    words = tokenise(text)
    starts = {word.start: index for index, word in enumerate(words)}
    ends = {word.end: index + 1 for index, word in enumerate(words)}
    named = tuple(
        Named(
            entity=mention.entity,
            first=starts[mention.span.start],
            last=ends[mention.span.end],
            span=mention.span,
        )
        for mention in aliases.find(text, words)
    )
    lemmas = tuple(lemma(word.text) for word in words)
    return Sentence(text=text, words=words, lemmas=lemmas, named=named)


def content_of(sentence: Sentence, index: int) -> str:
    """What the word at ``index`` says, the same for words that mean the same; "" if little."""
    word, base = sentence.words[index].text, sentence.lemmas[index]
    if word in _FUNCTION or base in _FUNCTION or base in SPEECH or sentence.at(index):
        return ""
    return FATES.get(word) or group_of(word)


def find_anchors(claim: Sentence, passage: Sentence) -> tuple[int, ...]:
    """Indexes of the words of ``passage`` that speak of what the claim speaks of."""
    wanted = {content_of(claim, index) for index in range(len(claim.words))} - {""}
    every = range(len(passage.words))
    return tuple(index for index in every if content_of(passage, index) in wanted)


def role_at(sentence: Sentence, index: int) -> str:
    """The group of the people that the word at ``index`` names."""
    return group_in(sentence.word(index - 1), sentence.word(index))


def is_people(sentence: Sentence, index: int) -> bool:
    """Whether the word at ``index`` is a role of people."""
    word = sentence.word(index)
    if not word or sentence.at(index):
        return False
    return group_of(word) == "person" or is_part_of(word, "person")


def distance(index: int, anchors: Iterable[int]) -> int:
    """How far a complement at ``index`` is from what it belongs to.

    A complement mostly follows its verb, so a word that comes after it counts as farther.
    """
    gaps = (index - at if at <= index else 3 + at - index for at in anchors)
    return min(gaps, default=0)
