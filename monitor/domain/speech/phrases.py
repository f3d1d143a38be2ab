"""Cues of several words: "no truth to", "ruled out", "neither confirmed nor denied"."""

from __future__ import annotations

from itertools import pairwise

from monitor.domain.language import cues
from monitor.domain.language.english import lemma
from monitor.domain.speech import verbs
from monitor.domain.speech.clauses import Sentence
from monitor.domain.speech.reach import Cue, Force, is_refused, is_supposed, own_stop, verb_group

_ASIDE = frozenset({"after", "before", "when", "where", "as", "if"})
_QUESTIONED = frozenset({"asked", "questioned", "pressed", "quizzed", "queried"})
_ABOUT = frozenset({"about", "over", "regarding", "concerning"})


def read_phrase(
    sentence: Sentence, index: int, negations: list[int], spent: set[int]
) -> Cue | None:
    """Cues of several words: "no truth to", "rule out", "neither confirmed nor denied"."""
    words = sentence.words
    texts = [word.text for word in words[index : index + 8]]
    first = texts[0]
    stop = own_stop(sentence, index)
    left = sentence.back(index, sentence.turns)
    if first == "according" and texts[1:2] == ["to"]:
        return Cue(Force.SAYS, index, index + 2, left, stop)
    if words[index].lemma == "rule" and "out" in texts[1:4]:
        out = index + texts.index("out") + 1
        before = verb_group(sentence, index)
        negated = [at for at in negations if before <= at < index]
        spent.update(negated)
        force = Force.WITHHOLDS if negated or is_refused(sentence, before, index) else Force.DENIES
        return Cue(force, index, out, left if out >= stop else index + 1, stop)
    if first in {"neither", "either"} and "nor" in texts:
        nor = texts.index("nor")
        if any(word.lemma in cues.SPEECH for word in words[index + 1 : index + nor + 2]):
            spent.update(at for at in negations if index <= at <= index + nor)
            return Cue(Force.WITHHOLDS, index, index + nor + 2, left, stop)
    if first == "no":
        return _no_phrase(sentence, index, texts, spent)
    if first == "nothing" and texts[1:4] in (["to", "do", "with"], ["in", "common", "with"]):
        spent.add(index)
        return Cue(Force.DENIES, index, index + 4, left, stop)
    if first in {"truth", "true", "case", "happening", "happened", "so", "correct", "accurate"}:
        return _not_true(sentence, index, negations, spent)
    if (words[index].lemma, *texts[1:2]) in _SPURNS and _of_words(texts[2:]):
        return Cue(Force.DENIES, index, index + 2, index + 2, stop)
    if words[index].lemma == "let" and texts[1:4] == ["it", "be", "known"]:
        return Cue(Force.SAYS, index, index + 4, index + 4, stop)
    if first in _PLANS and _is_no_plan(sentence, index, negations, spent):
        return Cue(Force.DENIES, index, index + 1, left, stop)
    if first == "out" and texts[1:4] == ["of", "the", "question"]:
        close = [at for at in negations if 0 < index - at <= 3]
        spent.update(close)
        return Cue(Force.WITHHOLDS if close else Force.DENIES, index, index + 4, left, stop)
    if first in {"far", "divorced", "detached"} and texts[1:2] == ["from"]:
        return Cue(Force.DENIES, index, index + 2, left, stop)
    if words[index].lemma == "shoot" and "down" in texts[1:2] and set(texts[2:7]) & verbs.SHOT_DOWN:
        return Cue(Force.DENIES, index, index + 2, index + 1, stop)
    if first == "alive" and texts[1:3] in (["and", "well"], ["and", "kicking"]):
        return Cue(Force.DENIES, index, index + 3, left, stop)
    if words[index].lemma == "make" and "clear" in texts[1:3]:
        return Cue(Force.SAYS, index, index + 2, left, stop)
    if words[index].lemma == "point" and texts[1:3] == ["out", "that"]:
        return Cue(Force.SAYS, index, index + 2, index + 2, stop)
    if words[index].lemma == "look" and texts[1:2] == ["into"]:
        return Cue(Force.WITHHOLDS, index, index + 2, left, stop)
    if words[index].lemma in verbs.LOOKING and words[index].text.endswith("ing"):
        return Cue(Force.WITHHOLDS, index, index + 1, left, stop)
    if first in {"concerned", "aware", "worried"} and texts[1:2] in (["by"], ["about"], ["of"]):
        return Cue(Force.WITHHOLDS, index, index + 2, left, stop)
    about = next((at for at, text in enumerate(texts[:6]) if text in _ABOUT), 0)
    if first in _QUESTIONED and about:
        after = index + about + 1
        end = next((at for at in range(after, stop) if sentence.has_comma(at)), stop)
        return Cue(Force.WITHHOLDS, index, after, after, end)
    return _falsity(sentence, index, negations, spent)


def says_false(sentence: Sentence, index: int) -> bool:
    """Whether word ``index`` calls something said untrue: "fake", "groundless"."""
    return sentence.words[index].text in cues.FALSITY


def _no_phrase(sentence: Sentence, index: int, texts: list[str], spent: set[int]) -> Cue | None:
    stop = own_stop(sentence, index)
    left = sentence.back(index, sentence.turns)
    nouns = set(texts[1:4])
    verb = {word.lemma for word in sentence.words[max(0, index - 3) : index]}
    if "truth" in nouns or ("basis" in nouns) or "foundation" in nouns:
        spent.add(index)
        return Cue(Force.DENIES, index, index + 2, left, stop)
    if nouns & {
        "evidence",
        "proof",
        "trace",
        "sign",
        "signs",
        "indication",
        "indications",
        "confirmation",
        "record",
    }:
        spent.add(index)
        settled = "find" in verb and not _is_so_far(sentence, index)
        force = Force.DENIES if settled else Force.WITHHOLDS
        end = index + 2
        return Cue(force, index, end, index + 1, stop)
    if "comment" in nouns or "information" in nouns or "knowledge" in nouns:
        spent.add(index)
        return Cue(Force.WITHHOLDS, index, index + 2, left, stop)
    return None


#: Verbs with their particle for throwing out what is said: "laughed off talk that".
_SPURNS = frozenset(
    {
        *(("brush", "off"), ("brush", "aside"), ("laugh", "off"), ("wave", "away")),
        *(("wave", "aside"), ("wave", "off"), ("shrug", "off"), ("hit", "back")),
        *(("push", "back"), ("swat", "away"), ("bat", "away"), ("scoff", "at")),
    }
)
_SPURNED = cues.STATEMENT_NOUNS | cues.word_set("talk whisper idea notion chatter tale")


def _of_words(after: list[str]) -> bool:
    """Whether what follows soon is something said: "at claims that", "the whispers of"."""
    return any(lemma(text) in _SPURNED for text in after[:4])


#: What is not on or in these is not meant to be: "is not on the table".
_PLANS = cues.word_set("table agenda cards radar works pipeline offing sale negotiation debate")


def _is_no_plan(sentence: Sentence, index: int, negations: list[int], spent: set[int]) -> bool:
    """Whether "table" ends a "is not on the table": nobody means to do it."""
    words = sentence.words
    start = max(sentence.back(index, sentence.turns), index - 8)
    leads = {word.text for word in words[max(start, index - 2) : index]} & {"on", "in", "for"}
    close = [at for at in negations if start <= at < index]
    last = close[-1] if close else start
    copula = any(word.lemma == "be" for word in words[max(start, last - 3) : last])
    if not (leads and copula) or any(sentence.gaps[at].strip() for at in range(index - 1, index)):
        return False
    spent.update(close[-1:])
    return True


def _is_so_far(sentence: Sentence, index: int) -> bool:
    """Whether what was not found may still be: "so far", "until now", "either way"."""
    words = sentence.words
    start, stop = sentence.back(index, sentence.turns), sentence.reach(index, sentence.turns)
    texts = [word.text for word in words[start:stop]]
    if {"yet", "still"} & set(texts):
        return True
    return any(pair in _SO_FAR for pair in pairwise(texts))


_SO_FAR = frozenset(
    {
        ("so", "far"),
        ("thus", "far"),
        ("until", "now"),
        ("till", "now"),
        ("to", "date"),
        ("for", "now"),
        ("either", "way"),
        ("this", "stage"),
        ("this", "point"),
    }
)


def _not_true(sentence: Sentence, index: int, negations: list[int], spent: set[int]) -> Cue | None:
    """Read "is not true", "is not the case"; "true" by itself confirms."""
    words = sentence.words
    close = [at for at in negations if 0 < index - at <= 4]
    start = sentence.back(index, sentence.turns)
    copula = any(word.lemma == "be" for word in words[max(start, index - 5) : index])
    stop = own_stop(sentence, index)
    if close and (copula or words[index].lemma == "happen"):
        spent.update(close)
        return Cue(Force.DENIES, index, index + 1, start, stop)
    if words[index].text == "true" and copula and not is_supposed(sentence, index, index):
        return Cue(Force.CONFIRMS, index, index + 1, start, stop)
    return None


def _falsity(sentence: Sentence, index: int, negations: list[int], spent: set[int]) -> Cue | None:
    """Read "called the reports fake", "the reports are groundless", "a piece of fake news"."""
    words = sentence.words
    if words[index].text not in cues.FALSITY:
        return None
    start = sentence.back(index, sentence.turns)
    if start and index - start <= 3 and sentence.words[start].text in {"but", "though", "yet"}:
        start = sentence.back(start - 1, sentence.turns)  # "funny but totally fake"
    window = words[max(start, index - 18) : index]
    after = words[index + 1 : index + 3]
    predicate = any(
        word.lemma
        in {
            "be",
            "call",
            "describe",
            "brand",
            "label",
            "dismiss",
            "denounce",
            "deem",
            "slam",
            "prove",
            "turn",
            "reject",
            "condemn",
            "expose",
            "reveal",
            "debunk",
            "remain",
            "exist",
            "decry",
        }
        or word.text in {"as", "'re", "'s"}
        for word in window[-14:]
    )
    spreads = any(word.lemma in cues.STATEMENT_NOUNS or word.lemma in verbs.TOLD for word in after)
    if not (predicate or spreads):
        return None
    close = [at for at in negations if 0 < index - at <= 3]
    if close:
        spent.update(close)
        return None
    for at in range(index - 1, start, -1):
        if at in sentence.parts and words[at].text in _ASIDE:
            start = at  # "..., after it had called this a fairy tale"
            break
    return Cue(Force.DENIES, index, index + 1, start, own_stop(sentence, index))
