"""How firmly a sentence says something, and whether it says it is so or not so.

A sentence is read as cues with a reach: "denied that", "may", "not", "if". What holds for a
word is what the cues that reach it make of it together: "denied that X had sent no troops"
flips twice, "did not deny" says nothing either way. Reach ends at the borders of the clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from monitor.domain import cues
from monitor.domain.clauses import Sentence
from monitor.domain.judgement import Certainty


class Force(StrEnum):
    """What a cue does to the words it reaches."""

    SAYS = "says"  # passes on, vouches for nothing
    CONFIRMS = "confirms"
    DENIES = "denies"
    BELIEVES = "believes"  # hedges: "suspects", "assesses"
    WITHHOLDS = "withholds"  # "cannot confirm", "did not deny", "no evidence yet"
    NEGATES = "negates"  # "not", "never"
    HEDGES = "hedges"  # "may", "reportedly"
    SUPPOSES = "supposes"  # "if", "would"
    PREDICTS = "predicts"  # "will", "plans to"
    ASKS = "asks"  # "whether", "?"


#: Forces that name who speaks.
VOICES = frozenset({Force.SAYS, Force.CONFIRMS, Force.DENIES, Force.BELIEVES, Force.WITHHOLDS})


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at words [at, after) that reaches words [start, stop)."""

    force: Force
    at: int
    after: int
    start: int
    stop: int
    passive: bool = False

    def reaches(self, index: int) -> bool:
        return self.start <= index < self.stop and not self.at <= index < self.after


@dataclass(frozen=True, slots=True)
class Standing:
    """What the cues make of a place in a sentence.

    ``polarity`` is 1 (said to be so), -1 (said not to be so) or 0 (neither).
    """

    polarity: int
    certainty: Certainty
    force: Force | None  # the strongest voice: denies, confirms, withholds, believes, says
    cues: tuple[Cue, ...] = ()


_AUXILIARIES = cues.word_set("be have do will would can could may might must shall should")
_BE = frozenset({"be", "get"})
_SAYS = (cues.SPEECH_NEUTRAL - {"cite", "point", "express", "voice", "predict", "forecast"}) | {
    "claim",
    "allege",
    "assert",
    "insist",
    "argue",
    "contend",
    "maintain",
    "accuse",
    "charge",
    "blame",
    "warn",
    "boast",
    "repeat",
    "agree",
    "learn",
    "hear",
}
_BELIEVES = (cues.SPEECH_DOUBTING - _SAYS) | {
    "expect",
    "hope",
    "consider",
    "wonder",
    "doubt",
    "presume",
    "imagine",
    "feel",
    "reckon",
}
_CONFIRMS = cues.SPEECH_ASSERTIVE | {"concede", "know", "discover", "realise", "realize", "uncover"}
_DENIES = cues.SPEECH_DENYING | {"disprove", "negate", "decry", "scotch"}
#: Forms that are as often a noun: read as a verb only where a verb can stand.
_NOUNISH = cues.word_set(
    "report claim state note comment remark post charge document show detail question cite "
    "brief signal fear blame find hint contest dispute doubt hope estimate guess feel "
    "experience record announce describe reply express publish recall warn add point mention "
    "hold"
)
_DETERMINERS = cues.word_set(
    "the a an this that these those its their his her our no any some such of in on by from "
    "with recent earlier new more two three several many first s latest media news initial"
)
#: "gave no number", "named no reason": what is not given says nothing about the rest.
_NEUTRAL = cues.word_set(
    "number numbers figure figures detail details reason reasons name names date dates further "
    "other one word words timetable explanation photographs pictures"
)
_REFUSING = frozenset(["decline", "refuse", "fail", "stop", "avoid"])
_UNABLE = frozenset(["unable", "impossible", "difficult", "yet", "unwilling"])
_TOLD = cues.word_set("article tale post site website video photo image picture")
_SHOT_DOWN = cues.word_set("report reports claim claims rumour rumours rumor rumors story stories")
_RULES_OUT = ("rule", "out")
_LOOKING = cues.word_set("investigate examine probe study assess monitor")


def find_cues(sentence: Sentence, *, ignore: frozenset[str] = frozenset()) -> tuple[Cue, ...]:
    """Every cue in a sentence, in order. ``ignore``: lemmas of the claim that are no cues here
    (a claim that says "plans to" is not made weaker by "plans to").
    """
    found: list[Cue] = []
    words = sentence.words
    negations = [index for index, word in enumerate(words) if _is_negation(sentence, index)]
    spent: set[int] = set()  # negations that belong to a verb of saying
    for index, word in enumerate(words):
        if word.lemma in ignore or word.text in ignore:
            continue
        cue = _voice(sentence, index, negations, spent)
        if cue is None:
            cue = _modality(sentence, index)
        if cue is not None:
            found.append(cue)
    found.extend(
        Cue(Force.NEGATES, at, at + 1, at + 1, _negation_stop(sentence, at))
        for at in negations
        if at not in spent
    )
    if words and sentence.gaps[-1].strip().startswith("?"):
        found.append(Cue(Force.ASKS, len(words), len(words), _question_start(sentence), len(words)))
    return tuple(sorted(found, key=lambda cue: (cue.at, cue.after)))


def standing(sentence: Sentence, found: Iterable[Cue], index: int) -> Standing:
    """What the cues ``found`` make of word ``index``."""
    reaching = [cue for cue in found if cue.reaches(index)]
    forces = {cue.force for cue in reaching}
    polarity = 1
    if Force.DENIES in forces:
        polarity = -polarity
    if sum(cue.force is Force.NEGATES for cue in reaching) % 2:
        polarity = -polarity
    settled = forces & {Force.DENIES, Force.CONFIRMS}
    certainty = Certainty.ASSERTED
    if Force.ASKS in forces:
        certainty = Certainty.QUESTION
    elif Force.SUPPOSES in forces:
        certainty = Certainty.HYPOTHETICAL
    elif Force.WITHHOLDS in forces:
        certainty, polarity = Certainty.HEDGED, 0
    elif _hedged(sentence, reaching, index, settled=bool(settled)):
        certainty = Certainty.HEDGED
    elif Force.PREDICTS in forces:
        certainty = Certainty.PREDICTION
    order = (Force.WITHHOLDS, Force.DENIES, Force.CONFIRMS, Force.BELIEVES, Force.SAYS)
    force = next((one for one in order if one in forces), None)
    return Standing(polarity, certainty, force, tuple(reaching))


def _hedged(sentence: Sentence, reaching: list[Cue], index: int, *, settled: bool) -> bool:
    for cue in reaching:
        if cue.force is Force.BELIEVES:
            return True
        if cue.force is Force.HEDGES:
            noun = sentence.words[cue.at].lemma in cues.REPORT_NOUNS
            adjective = sentence.words[cue.at].text in cues.HEDGE_ADJECTIVES
            if settled and (noun or adjective):
                continue  # "denied reports that", "confirmed the alleged": the doubt is settled
            return True
    return index < 0


# --- Negation -----------------------------------------------------------------------------


def _is_negation(sentence: Sentence, index: int) -> bool:
    word = sentence.words[index]
    if word.text not in cues.NEGATIONS and word.text != "cannot":
        return False
    after = sentence.words[index + 1].text if index + 1 < len(sentence.words) else ""
    if word.text == "without":
        return True
    if word.text == "no" and after in _NEUTRAL:
        return False
    if word.text in {"not", "no"} and after in {
        "only",
        "just",
        "merely",
        "simply",
        "least",
        "doubt",
        "longer",
        "later",
        "less",
        "matter",
        "yet",
        "fewer",
        "more",
        "necessarily",
        "surprise",
        "secret",
    }:
        return after == "yet"
    return not (word.text == "no" and word.capital and index == 0 and after == "")


def _negation_stop(sentence: Sentence, at: int) -> int:
    words = sentence.words
    stop = sentence.reach(at, sentence.parts)
    if at == 0 and words[0].text == "no" and sentence.gaps[1].strip().startswith(","):
        return stop if stop > 1 else len(words)
    for index in range(at + 1, stop):
        if index > at + 1 and words[index].text in {"and", "because", "since", "until"}:
            return index
        if words[at].text in {"without", "nor"} and "," in sentence.gaps[index]:
            return index
        if "," in sentence.gaps[index] and index > at + 2:
            return index
    return stop


# --- Verbs of saying and their kin --------------------------------------------------------


def _voice(sentence: Sentence, index: int, negations: list[int], spent: set[int]) -> Cue | None:
    words = sentence.words
    word = words[index]
    phrase = _phrase(sentence, index, negations, spent)
    if phrase is not None:
        return phrase
    force = _force_of(sentence, index)
    if force is None:
        return None
    before = _verb_group(sentence, index)
    negated = [at for at in negations if before <= at < index]
    refusing = _refused(sentence, before)
    passive = _is_passive(sentence, index, before)
    start, stop = _span(sentence, index, before, passive=passive, force=force)
    if negated or refusing:
        spent.update(negated)
        if force is Force.BELIEVES and word.lemma == "doubt":
            force = Force.SAYS
        elif force in {Force.DENIES, Force.CONFIRMS, Force.SAYS, Force.BELIEVES}:
            force = Force.WITHHOLDS
    elif _supposed(sentence, before, index):
        force = Force.SUPPOSES
    return Cue(force, index, index + 1, start, stop, passive)


def _force_of(sentence: Sentence, index: int) -> Force | None:
    word = sentence.words[index]
    lemma = word.lemma
    force = None
    if lemma in _DENIES:
        force = Force.DENIES
    elif lemma in _CONFIRMS:
        force = Force.CONFIRMS
    elif lemma in _SAYS:
        force = Force.SAYS
    elif lemma in _BELIEVES:
        force = Force.BELIEVES
    if force is None or not _is_verb(sentence, index):
        return _noun_force(sentence, index)
    if lemma == "dismiss" and force is Force.DENIES and not _dismisses_words(sentence, index):
        return None
    return force


def _noun_force(sentence: Sentence, index: int) -> Force | None:
    """Nouns of denial and confirmation: "its denial of", "confirmation that"."""
    word = sentence.words[index]
    after = sentence.words[index + 1].text if index + 1 < len(sentence.words) else ""
    if word.lemma in cues.DENIAL_NOUNS and after in {"that", "of"}:
        return Force.DENIES
    if word.lemma in {
        "confirmation",
        "acknowledgement",
        "acknowledgment",
        "admission",
        "proof",
        "evidence",
    } and after in {"that", "of", "from"}:
        return Force.CONFIRMS
    return None


def _is_verb(sentence: Sentence, index: int) -> bool:
    words = sentence.words
    word = words[index]
    previous = words[index - 1] if index else None
    after = words[index + 1].text if index + 1 < len(words) else ""
    inflected = word.text.endswith(("ed", "ing")) or (
        word.text != word.lemma and not word.text.endswith("s")
    )
    if previous is not None and previous.text in {
        "a",
        "an",
        "the",
        "its",
        "their",
        "his",
        "her",
        "no",
        "of",
        "two",
        "three",
    }:
        return False
    if inflected or word.lemma not in _NOUNISH:
        return not (
            word.text in {"confirmed", "reported", "alleged", "claimed"}
            and _attributive(sentence, index)
        )
    if previous is None or word.capital:
        return False
    if previous.lemma in _AUXILIARIES or previous.text in {
        "to",
        "not",
        "he",
        "she",
        "they",
        "we",
        "i",
        "it",
        "who",
        "you",
    }:
        return True
    if previous.text in _DETERMINERS or previous.lemma in cues.REPORT_NOUNS | cues.SPEECH:
        return False
    if after == "that" or '"' in sentence.gaps[index + 1] or "\u201c" in sentence.gaps[index + 1]:
        return previous.text not in {"and", "or"}
    return previous.capital and word.text.endswith("s") and index > 0


def _attributive(sentence: Sentence, index: int) -> bool:
    """Whether "two confirmed cases", "alleged attack": a participle before its noun."""
    if index == 0:
        return False
    previous = sentence.words[index - 1]
    gap_free = "," not in sentence.gaps[index]
    return gap_free and (
        previous.text[0].isdigit() or previous.text in _DETERMINERS or previous.text == "for"
    )


def _dismisses_words(sentence: Sentence, index: int) -> bool:
    """Whether something said is dismissed, not somebody ("dismissed the minister")."""
    window = sentence.words[max(0, index - 6) : index + 9]
    return any(
        word.lemma in cues.STATEMENT_NOUNS
        or word.text in {"as", "it", "this", "that", "idea", "notion"}
        for word in window
    )


def _verb_group(sentence: Sentence, index: int) -> int:
    """Where the verb's auxiliaries, negations and adverbs begin."""
    words = sentence.words
    at = index
    while at > 0 and index - at < 7:
        word = words[at - 1]
        if any(mark in sentence.gaps[at] for mark in ',;:"\u201c\u201d'):
            break
        group = (
            word.lemma in _AUXILIARIES
            or word.text in cues.NEGATIONS
            or word.text
            in {
                "to",
                "yet",
                "independently",
                "immediately",
                "so",
                "far",
                "also",
                "able",
                "position",
                "at",
                "this",
                "point",
                "time",
                "stage",
                "moment",
                "a",
                "in",
                "short",
                "of",
                "either",
                "still",
                "been",
                "being",
            }
            or word.lemma in _REFUSING
            or word.text in _UNABLE
            or word.text.endswith("ly")
        )
        if not group:
            break
        at -= 1
    return at


def _refused(sentence: Sentence, before: int) -> bool:
    words = sentence.words
    index = before
    while index < len(words) and (words[index].lemma in _AUXILIARIES or index - before < 8):
        word = words[index]
        if word.lemma in _REFUSING or word.text in _UNABLE:
            return True
        if word.lemma in cues.SPEECH:
            return False
        index += 1
    return False


def _supposed(sentence: Sentence, before: int, index: int) -> bool:
    """Whether a verb stands in a condition: "if confirmed", "should it be confirmed"."""
    words = sentence.words
    start = sentence.back(before, sentence.parts)
    return any(
        word.text in {"if", "unless", "should"} and at < index
        for at, word in enumerate(words[start : index + 1], start)
        if word.text != "should" or at == start
    )


def _is_passive(sentence: Sentence, index: int, before: int) -> bool:
    words = sentence.words
    participle = words[index].text != words[index].lemma and not words[index].text.endswith("ing")
    if not participle:
        return False
    by = index + 1 < len(words) and words[index + 1].text == "by"
    return by or any(words[at].lemma in _BE for at in range(before, index))


def _span(
    sentence: Sentence, index: int, before: int, *, passive: bool, force: Force
) -> tuple[int, int]:
    """The words that a verb of saying reaches: before it, after it, or both."""
    left = sentence.back(before, sentence.turns)
    stop = _own_stop(sentence, index)
    if passive:
        return left, stop
    after = stop - index - 1
    trailing = before > 0 and _follows_quote(sentence, before)
    if trailing and (force is Force.SAYS or after <= 4):
        return left, stop
    if after <= 1 and force is not Force.SAYS and before > 0:
        return (left, stop) if trailing else (index + 1, stop)
    return index + 1, stop


def _follows_quote(sentence: Sentence, before: int) -> bool:
    """Whether "X said" stands after what was said: a comma or quote mark before X."""
    return any(sentence.has_comma(at) for at in range(before, max(1, before - 14), -1))


def _own_stop(sentence: Sentence, index: int) -> int:
    """Reach to the right: to a turn, or to "and" with another verb of saying."""
    words = sentence.words
    stop = sentence.reach(index, sentence.turns)
    for at in range(index + 2, stop):
        if words[at].text in {"and", "adding", "saying"} and at + 1 < len(words):
            follows = words[at + 1 : at + 4]
            if words[at].text != "and" and "," in sentence.gaps[at]:
                return at
            if follows and follows[0].lemma in cues.SPEECH and _is_verb(sentence, at + 1):
                return at
    return stop


# --- Phrases ------------------------------------------------------------------------------


def _phrase(sentence: Sentence, index: int, negations: list[int], spent: set[int]) -> Cue | None:
    """Cues of several words: "no truth to", "rule out", "neither confirmed nor denied"."""
    words = sentence.words
    texts = [word.text for word in words[index : index + 8]]
    first = texts[0]
    stop = _own_stop(sentence, index)
    left = sentence.back(index, sentence.turns)
    if first == "according" and texts[1:2] == ["to"]:
        return Cue(Force.SAYS, index, index + 2, left, stop)
    if words[index].lemma == "rule" and "out" in texts[1:4]:
        out = index + texts.index("out") + 1
        before = _verb_group(sentence, index)
        negated = [at for at in negations if before <= at < index]
        spent.update(negated)
        force = Force.WITHHOLDS if negated or _refused(sentence, before) else Force.DENIES
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
    if first in {"far", "divorced", "detached"} and texts[1:2] == ["from"]:
        return Cue(Force.DENIES, index, index + 2, left, stop)
    if words[index].lemma == "shoot" and "down" in texts[1:2] and set(texts[2:7]) & _SHOT_DOWN:
        return Cue(Force.DENIES, index, index + 2, index + 1, stop)
    if first == "alive" and texts[1:3] in (["and", "well"], ["and", "kicking"]):
        return Cue(Force.DENIES, index, index + 3, left, stop)
    if words[index].lemma == "look" and texts[1:2] == ["into"]:
        return Cue(Force.WITHHOLDS, index, index + 2, left, stop)
    if words[index].lemma in _LOOKING and words[index].text.endswith("ing"):
        return Cue(Force.WITHHOLDS, index, index + 1, left, stop)
    if first in {"concerned", "aware", "worried"} and texts[1:2] in (["by"], ["about"], ["of"]):
        return Cue(Force.WITHHOLDS, index, index + 2, left, stop)
    return _falsity(sentence, index, negations, spent)


def _no_phrase(sentence: Sentence, index: int, texts: list[str], spent: set[int]) -> Cue | None:
    stop = _own_stop(sentence, index)
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
        force = Force.DENIES if "find" in verb and "yet" not in texts else Force.WITHHOLDS
        end = index + 2
        return Cue(force, index, end, index + 1, stop)
    if "comment" in nouns or "information" in nouns or "knowledge" in nouns:
        spent.add(index)
        return Cue(Force.WITHHOLDS, index, index + 2, left, stop)
    return None


def _not_true(sentence: Sentence, index: int, negations: list[int], spent: set[int]) -> Cue | None:
    """Read "is not true", "is not the case"; "true" by itself confirms."""
    words = sentence.words
    close = [at for at in negations if 0 < index - at <= 4]
    start = sentence.back(index, sentence.turns)
    copula = any(word.lemma == "be" for word in words[max(start, index - 5) : index])
    stop = _own_stop(sentence, index)
    if close and (copula or words[index].lemma == "happen"):
        spent.update(close)
        return Cue(Force.DENIES, index, index + 1, start, stop)
    if words[index].text == "true" and copula and not _supposed(sentence, index, index):
        return Cue(Force.CONFIRMS, index, index + 1, start, stop)
    return None


def _falsity(sentence: Sentence, index: int, negations: list[int], spent: set[int]) -> Cue | None:
    """Read "called the reports fake", "the reports are groundless", "a piece of fake news"."""
    words = sentence.words
    if words[index].text not in cues.FALSITY:
        return None
    start = sentence.back(index, sentence.turns)
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
            "decry",
        }
        or word.text in {"as", "'re", "'s"}
        for word in window[-14:]
    )
    spreads = any(word.lemma in cues.STATEMENT_NOUNS or word.lemma in _TOLD for word in after)
    if not (predicate or spreads):
        return None
    close = [at for at in negations if 0 < index - at <= 3]
    if close:
        spent.update(close)
        return None
    return Cue(Force.DENIES, index, index + 1, start, _own_stop(sentence, index))


# --- Modality -----------------------------------------------------------------------------


def _modality(sentence: Sentence, index: int) -> Cue | None:
    words = sentence.words
    word = words[index]
    text = word.text
    after = words[index + 1].text if index + 1 < len(words) else ""
    right = sentence.reach(index, sentence.parts)
    left = sentence.back(index, sentence.parts)
    if text in cues.HEDGE_MODALS and not (word.capital and index > 0):
        return Cue(Force.HEDGES, index, index + 1, index + 1, right)
    if text in cues.HEDGE_ADVERBS:
        return Cue(Force.HEDGES, index, index + 1, left, right)
    if text in cues.HEDGE_ADJECTIVES or text in cues.UNSETTLED - {"early", "preliminary"}:
        return Cue(Force.HEDGES, index, index + 1, left if after == "" else index, right)
    if text in cues.HEDGE_PARTICIPLES and after == "to" and index:
        return Cue(Force.HEDGES, index, index + 1, left, right)
    if word.lemma in cues.HEDGE_SEEMING and after in {"to", "that", "as", "likely"}:
        return Cue(Force.HEDGES, index, index + 1, left, right)
    if word.lemma in cues.REPORT_NOUNS and after in {"that", "of", "about", "from", "on"}:
        return Cue(Force.HEDGES, index, index + 1, index + 1, sentence.reach(index, sentence.turns))
    if text in {"if", "unless"} and not (index and words[index - 1].text in {"as", "even"}):
        return Cue(Force.SUPPOSES, index, index + 1, left, len(words))
    if text == "whether":
        return Cue(Force.ASKS, index, index + 1, index + 1, sentence.reach(index, sentence.turns))
    if text == "should" and index == 0:
        return Cue(Force.SUPPOSES, index, index + 1, index, len(words))
    if text in {"will", "shall", "wo"} and word.text == text and not word.capital:
        return Cue(Force.PREDICTS, index, index + 1, index + 1, right)
    if text == "would":
        force = Force.SUPPOSES if after == "be" or "have" in after else Force.PREDICTS
        return Cue(force, index, index + 1, index + 1, right)
    if text in cues.PREDICTION_PARTICIPLES and after in {"to", "for"}:
        return Cue(Force.PREDICTS, index, index + 1, index + 1, right)
    if word.lemma in cues.PREDICTION_VERBS and after == "to":
        return Cue(Force.PREDICTS, index, index + 1, index + 1, right)
    return None


def _question_start(sentence: Sentence) -> int:
    """The question is the last part of the text that ends in "?"."""
    return sentence.back(len(sentence.words) - 1, sentence.turns)


def prevailing(
    weights: Mapping[int, float], standings: Mapping[int, Standing], *, careful: bool = False
) -> Standing | None:
    """The standing that most of the weight shares; a tie goes to the firmer one.

    ``careful``: what is not asserted prevails, whatever its weight.
    """
    groups: dict[tuple[int, Certainty], float] = {}
    first: dict[tuple[int, Certainty], Standing] = {}
    for index, weight in weights.items():
        held = standings[index]
        key = (held.polarity, held.certainty)
        groups[key] = groups.get(key, 0.0) + weight
        if key not in first or (held.force is not None and first[key].force is None):
            first[key] = held
    if not groups:
        return None
    best = max(
        groups,
        key=lambda key: (
            careful and key[1] is not Certainty.ASSERTED,
            round(groups[key], 4),
            key[1] is Certainty.ASSERTED,
        ),
    )
    return first[best]
