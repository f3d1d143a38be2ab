"""Clauses of a sentence, well enough for rewriting: where a subject and a predicate lie.

No parser: closed-class words, commas and verb forms. Everything works on word indices of a
``clauses.Sentence``, half-open. A sentence has at most some 300 words, each scan is linear.
"""

from __future__ import annotations

from monitor.domain.intake import words as lists
from monitor.domain.intake.forms import is_gerund, is_relative
from monitor.domain.language.cues import SPEECH
from monitor.domain.language.english import past_tense, third_person
from monitor.domain.speech.clauses import Sentence

_HARD = ";:\u2014\u2013()[]\n"
_LIST_GOES_ON = lists.words_of(
    "including specifically especially particularly namely along such and or nor as"
)
_CLAUSE_ENDS = lists.words_of(
    "but because although though while whereas if unless according despite amid after "
    "since when even whether until"
)


def is_hard(sentence: Sentence, index: int) -> bool:
    """Whether something stronger than a comma stands before word ``index``."""
    gap = sentence.gaps[index]
    if any(mark in gap for mark in _HARD) or " - " in gap:
        return True
    # "Dr. Ann Poe" is one name, "we won. We are proud" two sentences of a quotation.
    return ". " in gap and not (
        sentence.words[index - 1].capital and index and len(sentence.words[index - 1].text) <= 4
    )


def has_comma(sentence: Sentence, index: int) -> bool:
    """Whether a comma stands before word ``index``."""
    return "," in sentence.gaps[index]


def is_finite(sentence: Sentence, index: int) -> bool:
    """Whether the word is (guessed to be) the finite verb of a clause."""
    word = sentence.words[index]
    if word.text in lists.AUXILIARIES:
        return word.text != "may" or not word.capital
    if index == 0 or word.capital or "-" in sentence.gaps[index]:
        return False
    if word.lemma == word.text and past_tense(word.lemma) != word.text:
        return False
    if word.lemma not in lists.VERBS and word.lemma not in SPEECH:
        return False
    if word.text not in {past_tense(word.lemma), third_person(word.lemma)}:
        return False
    if word.text.endswith("s") and word.lemma in lists.MOSTLY_NOUNS:
        return False
    before = sentence.words[index - 1]
    if before.text in lists.DETERMINERS - {"that"} or before.text in lists.PREPOSITIONS:
        return False
    if index + 1 >= len(sentence.words) or (
        # "Acme Corp lost money"; a capital at the very start says nothing
        before.capital and index > 1 and not word.text.endswith("s")
    ):
        return True
    after = sentence.words[index + 1]
    return (
        after.text in lists.DETERMINERS | lists.PREPOSITIONS | lists.AUXILIARIES
        or after.text in lists.PRONOUNS
        or after.text in lists.ADVERBS
        or after.capital
        or after.text[0].isdigit()
        or after.text in {"down", "up", "out", "away", "back", "off"}
        or after.text.endswith(("s", "ly"))
    )


def first_finite(sentence: Sentence, start: int, stop: int) -> int | None:
    """The first finite verb in ``start`` .. ``stop``, or None."""
    for index in range(start, stop):
        if is_finite(sentence, index):
            return index
    return None


def skip_adverbs_back(sentence: Sentence, index: int, floor: int) -> int:
    """The first of the adverbs that stand directly before ``index``."""
    while index > floor and sentence.words[index - 1].text in lists.ADVERBS:
        if has_comma(sentence, index) and index - 1 > floor and not has_comma(sentence, index - 1):
            break
        index -= 1
    return index


def subject_before(sentence: Sentence, verb: int, floor: int) -> tuple[int, int] | None:
    """The subject of the verb group that begins at ``verb``, or None.

    ``floor`` is where the clause may begin at the earliest. A shared subject is found across
    "is doing one thing but may have done another"; the antecedent stands for "who" or "that".
    """
    end = skip_adverbs_back(sentence, verb, floor)
    if end > floor and has_comma(sentence, end):
        opening = _comma_before(sentence, end, floor)
        if opening is None:
            return None
        if end - opening <= 7 and _is_apposition(sentence, opening, end):
            before = _clause_start(sentence, opening, floor)
            start = strip_lead_in(sentence, before, opening)
            if start < opening and first_finite(sentence, start, opening) is None:
                return start, end
        end = opening
    if end <= floor:
        return None
    if is_relative(sentence.words[end - 1]) and end - 1 > floor:
        return _antecedent(sentence, end - 1, floor)
    start = _clause_start(sentence, end, floor)
    if start > floor and is_relative(sentence.words[start - 1]) and is_finite(sentence, start):
        return _antecedent(sentence, start - 1, floor)
    found = first_finite(sentence, start, end)
    if found is None and sentence.words[end - 1].text in lists.CONJUNCTIONS:
        # "has done one thing since May and may do another": the subject stands further up
        first = first_finite(sentence, floor, start)
        return None if first is None else subject_before(sentence, first, floor)
    if found is not None and found - 1 > start and (is_relative(sentence.words[found - 1])):
        return _antecedent(sentence, found - 1, start)
    if found is not None and found > start:
        joint = _last_joint(sentence, found, end)
        if (
            joint is not None
            and joint + 1 < end
            and sentence.words[end - 1].text not in (lists.CONJUNCTIONS)
        ):
            start = joint + 1
        else:
            end = skip_adverbs_back(sentence, found, start)
    start = strip_lead_in(sentence, start, end)
    return (start, end) if start < end else None


def _is_apposition(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the words between two commas name somebody: "the minister, Ann Poe,"."""
    words = sentence.words[start:end]
    if words[0].text in lists.PREPOSITIONS | lists.SUBORDINATORS | lists.RELATIVES:
        return False
    return words[-1].capital and all(
        word.capital or word.text in lists.DETERMINERS or word.text == "of" for word in words
    )


def _comma_before(sentence: Sentence, index: int, floor: int) -> int | None:
    for position in range(index - 1, floor, -1):
        if is_hard(sentence, position):
            return None
        if has_comma(sentence, position):
            return position
    return None


def _clause_start(sentence: Sentence, end: int, floor: int) -> int:
    for index in range(end - 1, floor, -1):
        before = sentence.words[index - 1].text
        if is_hard(sentence, index):
            return index
        if all(
            word.text in lists.CONJUNCTIONS or word.text in lists.ADVERBS
            for word in sentence.words[index:end]
        ):
            continue
        if before in lists.SUBORDINATORS and not (before == "as" and index == end):
            return index
        if has_comma(sentence, index):
            if _is_list(sentence, floor, index, end):
                continue
            return index
    return floor


def _is_list(sentence: Sentence, floor: int, comma: int, end: int) -> bool:
    """Whether "A, B and C" goes across the comma: no verb, and "and" behind it."""
    behind = [word.text for word in sentence.words[comma:end]]
    if not ({"and", "or"} & set(behind)) or first_finite(sentence, floor, comma) is not None:
        return False
    before = sentence.words[max(floor, comma - 4) : comma]
    return all(word.text not in lists.PREPOSITIONS for word in before)


def _last_joint(sentence: Sentence, start: int, stop: int) -> int | None:
    for index in range(stop - 1, start, -1):
        if sentence.words[index].text in lists.CONJUNCTIONS:
            behind = sentence.words[index + 1 : stop]
            if any(word.text not in lists.ADVERBS for word in behind):
                return index
    return None


def _antecedent(sentence: Sentence, relative: int, floor: int) -> tuple[int, int] | None:
    start = relative
    while start > floor and relative - start < 8:
        word = sentence.words[start - 1]
        if word.text in lists.PREPOSITIONS and word.text != "of":
            break
        if word.text in lists.CONJUNCTIONS or word.text in lists.SUBORDINATORS:
            break
        if is_finite(sentence, start - 1) or (start < relative and is_hard(sentence, start)):
            break
        if start < relative and has_comma(sentence, start):
            break
        start -= 1
        counted = word.text in lists.DETERMINERS | lists.NUMBERS or word.text[0].isdigit()
        before = sentence.words[start - 1]
        if word.text in lists.DETERMINERS and before.text != "of":
            break
        if counted and (before.text.endswith("ed") or before.lemma in lists.VERBS):
            break  # "named two officers who"
    return (start, relative) if start < relative else None


def strip_lead_in(sentence: Sentence, start: int, end: int) -> int:
    """Where the subject begins after "Meanwhile", "And", "On Monday,"."""
    while start < end and sentence.words[start].text in lists.LEAD_INS:
        start += 1
    return start


def clause_end(sentence: Sentence, start: int, *, limit: int = 32) -> int:
    """Where the predicate that begins at ``start`` ends: not in side remarks that follow it."""
    words = sentence.words
    stop = min(len(words), start + limit)
    index = start + 1
    while index < stop:
        word = words[index].text
        if is_hard(sentence, index) or _closes_quote(sentence, index):
            return index
        if word in {"but", "because", "although", "whereas", "unless", "according", "while", "if"}:
            return index
        if word in lists.AUXILIARIES and has_comma(sentence, index):
            return index
        if (
            word in {"which", "who"}
            and not words[index].capital
            and words[index - 1].text not in lists.PREPOSITIONS
        ):
            return index
        if has_comma(sentence, index) and not _goes_on(sentence, index, stop):
            return index
        index += 1
    if stop < len(words):  # too long: back to the last comma or conjunction
        for position in range(stop - 1, start + 6, -1):
            if has_comma(sentence, position) or words[position].text in {"and", "or", "as"}:
                return position
    return stop


def _closes_quote(sentence: Sentence, index: int) -> bool:
    return any(mark in sentence.gaps[index] for mark in ('," ', ",\u201d", "\u201d "))


def _goes_on(sentence: Sentence, index: int, stop: int) -> bool:
    """Whether the clause goes on behind the comma before word ``index``."""
    words = sentence.words
    word = words[index]
    if word.text in _LIST_GOES_ON:
        return word.text not in {"and", "or", "nor", "as"} or _is_item(sentence, index + 1, stop)
    if word.text in _CLAUSE_ENDS or is_relative(word) or is_gerund(word):
        return False
    # A list: a short item, then "and" or another comma with "and" behind it.
    for position in range(index + 1, min(stop, index + 9)):
        if is_finite(sentence, position) or is_hard(sentence, position):
            return False
        if words[position].text in {"and", "or"}:
            return _is_item(sentence, position + 1, stop)
    # "in Lyon, France", "on 3 May, 2024"
    if (word.capital and words[index - 1].capital) or word.text[0].isdigit():
        after = index + 1
        while after < stop and words[after].capital and not has_comma(sentence, after):
            after += 1
        return after >= len(words) or (after < stop and not is_finite(sentence, after))
    return False


def _is_item(sentence: Sentence, index: int, stop: int) -> bool:
    """Whether a noun phrase (no clause) follows the conjunction."""
    verb = first_finite(sentence, index, min(stop, index + 7))
    if verb is None:
        return True
    return any(has_comma(sentence, at) for at in range(index + 1, verb))
