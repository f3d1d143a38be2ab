"""A sentence as words with the borders that a cue's reach cannot cross."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from monitor.domain.language import cues
from monitor.domain.language.english import lemma
from monitor.domain.language.tokens import fold, tokenise

MAX_SENTENCE = 1500  # characters read of one sentence; hostile text has longer ones
_TURNS = cues.word_set("but although though whereas while however yet despite")
_SAME = cues.word_set("he she it they in at on under")
_RELATIVES = cues.word_set("which who whose where when after before as if with amid and or")
_TITLES = cues.word_set("dr mr mrs ms prof gen lt col sgt capt sen rep gov rev st")
_OPEN, _CLOSE = "\u201c\u00ab\u201e", "\u201d\u00bb"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence: folded, its lemma, its range, and whether it is capitalised."""

    text: str
    lemma: str
    start: int
    end: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of a sentence and what stands between them.

    ``gaps[i]`` is the text between word i-1 and word i (``gaps[n]`` after the last).
    ``turns`` are word indices that open a clause of another mind ("but", "while"),
    ``parts`` those that open any subordinate part. ``quoted`` are indices within quote marks.
    """

    text: str
    words: tuple[Word, ...]
    gaps: tuple[str, ...]
    turns: frozenset[int]
    parts: frozenset[int]
    quoted: frozenset[int]

    def reach(self, index: int, stops: frozenset[int]) -> int:
        """First index after ``index`` that is in ``stops``, or the number of words."""
        for position in range(index + 1, len(self.words)):
            if position in stops:
                return position
        return len(self.words)

    def back(self, index: int, stops: frozenset[int]) -> int:
        """Where the clause around ``index`` begins, going by ``stops``."""
        for position in range(index, 0, -1):
            if position in stops:
                return position
        return 0

    def has_comma(self, index: int) -> bool:
        """Whether a comma or quote mark stands directly before word ``index``."""
        return any(mark in self.gaps[index] for mark in ',"\u201d\u00bb\u2014\u2013')

    def printed(self, start: int, stop: int) -> str:
        """The text of the words ``start`` to ``stop`` (exclusive), "" if there are none."""
        if start >= stop or start < 0 or stop > len(self.words):
            return ""
        return self.text[self.words[start].start : self.words[stop - 1].end]


@lru_cache(maxsize=1024)
def parse(text: str) -> Sentence:
    """Split a sentence (its first ``MAX_SENTENCE`` characters) into words and borders."""
    text = text[:MAX_SENTENCE]
    words: list[Word] = []
    for token in _split_negations(text):
        folded, start, end = token
        words.append(Word(folded, lemma(folded), start, end, text[start].isupper()))
    gaps = _gaps(text, words)
    turns, parts = _borders(words, gaps)
    return Sentence(text, tuple(words), gaps, turns, parts, _quoted(gaps))


def _split_negations(text: str) -> list[tuple[str, int, int]]:
    found = []
    for token in tokenise(text):
        plain = token.text.replace("\u2019", "'")
        if plain == "n't":
            found.append(("not", token.start, token.end))
        elif plain.endswith("n't"):
            stem = {"ca": "can", "wo": "will"}.get(plain[:-3], plain[:-3])
            found.append((stem, token.start, token.end - 3))
            found.append(("not", token.end - 3, token.end))
        elif "'" in plain[1:]:
            # we've, it's, he'd: the pronoun is what counts
            head = plain.split("'", 1)[0]
            found.append((fold(head), token.start, token.start + len(head)))
        else:
            found.append((plain, token.start, token.end))
    return found


def _gaps(text: str, words: list[Word]) -> tuple[str, ...]:
    gaps = []
    at = 0
    for word in words:
        gaps.append(text[at : word.start])
        at = word.end
    gaps.append(text[at:])
    return tuple(gaps)


def _borders(words: list[Word], gaps: tuple[str, ...]) -> tuple[frozenset[int], frozenset[int]]:
    turns, parts = set(), set()
    for index in range(1, len(words)):
        gap, word = gaps[index], words[index].text
        titled = words[index - 1].text in _TITLES and words[index - 1].capital
        ends = any(mark in gap for mark in ";\n?!") or (". " in gap and not titled)
        if ends or gap.rstrip().endswith(('."', ".\u201d")) or _turns(words, gap, index):
            turns.add(index)
        elif ("," in gap or "\u2014" in gap or "\u2013" in gap) and word in _RELATIVES:
            parts.add(index)
    return frozenset(turns), frozenset(parts | turns)


def _turns(words: list[Word], gap: str, index: int) -> bool:
    word = words[index].text
    if word not in _TURNS or (word == "yet" and "," not in gap):
        return False
    after = words[index + 1].text if index + 1 < len(words) else ""
    if word == "while" and ("," not in gap or after in _SAME):
        return False  # "while in office", "while they pursued smugglers": of the same mind
    return not (word == "but" and _corrects(words, index))


def _corrects(words: list[Word], index: int) -> bool:
    """Whether "but" belongs to "not only ... but also", "it was not X but Y"."""
    if words[0].text == "it" and "not" in [word.text for word in words[2:4]]:
        return words[1].lemma == "be"
    before = [word.text for word in words[max(0, index - 12) : index]]
    return any(
        pair in {("not", "only"), ("not", "just"), ("not", "merely"), ("not", "simply")}
        for pair in pairwise(before)
    ) or bool(before and before[-1] in {"nothing", "anything"})


def _quoted(gaps: tuple[str, ...]) -> frozenset[int]:
    inside, found = False, set()
    for index, gap in enumerate(gaps[:-1]):
        for mark in gap:
            if mark == '"':
                inside = not inside
            elif mark in _OPEN:
                inside = True
            elif mark in _CLOSE:
                inside = False
        if inside:
            found.add(index)
    return frozenset(found)


def asides(sentence: Sentence, anchor: int) -> frozenset[int]:
    """Words of relative clauses set off by commas that do not hold the word ``anchor``."""
    words, found = sentence.words, set[int]()
    for start in range(1, len(words)):
        if words[start].text not in {"which", "who"} or not sentence.has_comma(start):
            continue
        after = (at for at in range(start + 1, len(words)) if sentence.has_comma(at))
        stop = next(after, len(words))
        if not start <= anchor < stop:
            found.update(range(start, stop))
    return frozenset(found)


def without(sentence: Sentence, kept: range, left_out: frozenset[int]) -> str:
    """The text of the words ``kept``, but for those that are ``left_out``."""
    parts, first = [], kept.start
    for at in (*kept, kept.stop):
        if at == kept.stop or at in left_out:
            parts.append(sentence.printed(first, at))
            first = at + 1
    return " ".join(part for part in parts if part)
