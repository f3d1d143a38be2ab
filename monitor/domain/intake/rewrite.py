"""From a hedged clause to the plain statement it leaves open: "may have sent" -> "has sent"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.domain.intake import words as lists
from monitor.domain.intake.clauses import (
    clause_end,
    has_comma,
    is_finite,
    is_hard,
)
from monitor.domain.intake.forms import is_base, is_gerund, is_participle
from monitor.domain.language.english import past_participle, third_person
from monitor.domain.speech.clauses import Sentence, Word

_QUOTES = re.compile(r"[\"“”«»„]|(?<!\w)['‘](?=\w)|(?<=[\w.,])['’](?!\w)")


@dataclass(frozen=True, slots=True)
class Predicate:
    """What the subject is said to do, rewritten. ``verb`` and ``tail`` are word indices."""

    text: str
    verb: int  # the main verb (or what follows "is")
    stop: int  # end of the predicate
    future: bool = False
    copula: bool = False  # "is" with a noun or adjective: ``verb`` is its first word


def tidy(text: str) -> str:
    """One line, no quotation marks, a capital at the start, nothing loose at the ends."""
    joined = re.sub(r"\s+", " ", text)
    if "s’ " not in joined and "s' " not in joined:
        joined = _QUOTES.sub("", joined)
    else:
        joined = re.sub(r"[\"“”«»„]", "", joined)
    joined = re.sub(r"\s+([,.;:])", r"\1", joined).strip(" ,;:.!?-–—…'’‘")
    joined = re.sub(r"\bnot (?:only|just|merely|simply) (?!an? |the )", "", joined)
    joined = re.sub(r"(?<=\w) also (?=\w)", " ", joined)
    return joined[:1].upper() + joined[1:]


def after_modal(sentence: Sentence, modal: int, *, plural: bool, stop: int) -> list[Predicate]:
    """The predicates that the modal at ``modal`` governs: several when coordinated."""
    words = sentence.words
    word = words[modal].text
    index, negative = _skip(words, modal + 1)
    if index >= min(stop, len(words)):
        return []
    future = word in {"would", "will"}
    not_ = "not " if negative else ""
    head = words[index].text
    if head == "have":
        after, _ = _skip(words, index + 1)
        if after < len(words) and is_participle(words[after]) and not is_hard(sentence, after):
            if future:
                return []  # "would have won": what did not happen
            aux = ("have " if plural else "has ") + not_
            return _coordinated(sentence, after, aux, stop)
    if head == "be":
        after, _ = _skip(words, index + 1)
        if after >= len(words):
            return []
        present = ("are " if plural else "is ") + not_
        coming = "will " + not_ + "be "
        if is_gerund(words[after]):
            return _coordinated(sentence, after, coming if future else present, stop)
        verbal = words[after].text not in lists.STATES or words[after].lemma in lists.VERBS
        if is_participle(words[after]) and verbal:
            stays = words[after].lemma in lists.LASTING and not future
            return _coordinated(sentence, after, present if stays else coming, stop, not stays)
        end = min(stop, clause_end(sentence, after))
        aux = coming if future else present
        text = aux + sentence.printed(after, end)
        return [Predicate(text, after, end, future=future, copula=True)]
    if not is_base(words[index]):
        return []
    if words[index].lemma in lists.STATIVE and not future and not negative:
        end = min(stop, clause_end(sentence, index))
        verb = head if plural else third_person(head)
        rest = sentence.printed(index + 1, end)
        return [Predicate(f"{verb} {rest}".strip(), index, end)]
    return _coordinated(sentence, index, "will " + not_, stop, future=True)


def after_to(
    sentence: Sentence, to: int, *, plural: bool, stop: int, future: bool
) -> list[Predicate]:
    """The predicates of the infinitive after "is believed to", "appears to", "is set to"."""
    words = sentence.words
    index, negative = _skip(words, to + 1)
    if index >= min(stop, len(words)):
        return []
    not_ = "not " if negative else ""
    after, _ = _skip(words, index + 1)
    following = words[after] if after < len(words) else None
    if words[index].text == "have" and following is not None and is_participle(following):
        return _coordinated(sentence, after, ("have " if plural else "has ") + not_, stop)
    if future:
        return _coordinated(sentence, index, "will " + not_, stop, future=True)
    if words[index].text == "be" and following is not None:
        aux = ("are " if plural else "is ") + not_
        if is_gerund(following) or is_participle(following):
            return _coordinated(sentence, after, aux, stop)
        end = min(stop, clause_end(sentence, after))
        return [Predicate(aux + sentence.printed(after, end), after, end, copula=True)]
    if not is_base(words[index]):
        return []
    end = min(stop, clause_end(sentence, index))
    verb = words[index].text if plural else third_person(words[index].text)
    text = f"{verb} {sentence.printed(index + 1, end)}"
    return [Predicate(text.strip(), index, end)]


def after_of(sentence: Sentence, verb: int, *, plural: bool, stop: int) -> list[Predicate]:
    """The predicate of the gerund after "accused of": "having sent", "sending", "being sent"."""
    words = sentence.words
    aux = "have " if plural else "has "
    if words[verb].text == "having" and verb + 1 < len(words) and is_participle(words[verb + 1]):
        return _coordinated(sentence, verb + 1, aux, stop)
    if words[verb].text == "being":
        return _coordinated(sentence, verb + 1, aux + "been ", stop)
    found = _coordinated(sentence, verb, "", stop)
    return [
        Predicate(
            aux + past_participle(words[each.verb].lemma) + " "
            + sentence.printed(each.verb + 1, each.stop),
            each.verb, each.stop,
        )
        for each in found
    ]  # fmt: skip


def adverb_removed(
    sentence: Sentence, start: int, adverb: int, *, plural: bool, stop: int
) -> list[Predicate]:
    """The predicate around a hedging adverb; ``start`` is its first word (aux or verb)."""
    words = sentence.words
    verb = adverb + 1
    not_ = ""
    while verb < len(words) and words[verb].text in lists.ADVERBS:
        if words[verb].text in {"not", "never"}:
            not_ = " not"
        verb += 1
    if verb >= min(stop, len(words)) or is_hard(sentence, verb):
        return []
    aux = sentence.printed(start, adverb)
    if aux.lower() == "had":
        aux = "have" if plural else "has"
    if words[verb].text in lists.BE | {"has", "have", "had"} and not aux:
        return _plain(sentence, verb, stop)
    if aux:
        aux += not_ + " "
        if not (is_participle(words[verb]) or is_gerund(words[verb]) or aux.strip() in lists.BE):
            return []
        main = verb
        if words[verb].text in {"been", "being"} and verb + 1 < len(words):
            aux += words[verb].text + " "
            main = verb + 1
        if is_participle(words[main]) or is_gerund(words[main]):
            return _coordinated(sentence, main, aux, stop)
        end = min(stop, clause_end(sentence, main))
        return [Predicate(aux + sentence.printed(main, end), main, end, copula=True)]
    looks_like_verb = words[verb].lemma in lists.VERBS or is_finite(sentence, verb)
    inflected = is_participle(words[verb]) or words[verb].text != words[verb].lemma
    if not looks_like_verb and not inflected:
        return []
    return _coordinated(sentence, verb, "", stop)


def _plain(sentence: Sentence, finite: int, stop: int) -> list[Predicate]:
    """The predicate that begins at a finite verb, as it stands."""
    words = sentence.words
    main = finite
    while main + 1 < min(stop, len(words)) and (
        words[main].text in lists.AUXILIARIES | lists.BE or words[main].text in lists.ADVERBS
    ):
        main += 1
    copula = words[main - 1].text in lists.BE and not (
        is_participle(words[main]) or is_gerund(words[main])
    )
    aux = sentence.printed(finite, main)
    future = bool(re.match(r"(?:would|will)\b", aux))
    aux = re.sub(r"^would\b", "will", aux)
    if copula:
        end = min(stop, clause_end(sentence, main))
        return [Predicate(f"{aux} {sentence.printed(main, end)}", main, end, future, copula=True)]
    return _coordinated(sentence, main, f"{aux} " if aux else "", stop, future)


def plain_predicates(sentence: Sentence, finite: int, stop: int) -> list[Predicate]:
    """The predicates from the finite verb on, parted where a second one begins."""
    words = sentence.words
    end = min(stop, clause_end(sentence, finite))
    for joint in range(finite + 2, end - 1):
        if words[joint].text not in lists.CONJUNCTIONS:
            continue
        second = joint + 1
        while second < end and words[second].text in lists.ADVERBS:
            second += 1
        if second < end and is_finite(sentence, second):
            first = _plain(sentence, finite, joint)
            return first + plain_predicates(sentence, second, stop)
    return _plain(sentence, finite, end)


def _coordinated(
    sentence: Sentence, verb: int, aux: str, stop: int, future: bool = False
) -> list[Predicate]:
    """The verb phrase at ``verb``, and the ones joined to it by "and" in the same form."""
    words = sentence.words
    end = min(stop, clause_end(sentence, verb))
    found = []
    start = verb
    for joint in range(verb + 2, end - 1):
        if words[joint].text not in {"and", "or", "but"}:
            continue
        if words[joint + 1].text == "of" and is_gerund(words[verb]) and not aux:
            found.append(Predicate(sentence.printed(start, joint), start, joint, future))
            start = joint + 2  # "accused of selling arms and of hiding it"
            continue
        second = joint + 1
        while second < end and words[second].text in lists.ADVERBS:
            second += 1
        if second < end and words[second].text in lists.AUXILIARIES:
            end = joint  # "... and may be doing more": a predicate of its own
            break
        if second + 1 < end and _same_form(sentence, verb, second, base=aux.startswith("will")):
            found.append(Predicate(aux + sentence.printed(start, joint), start, joint, future))
            start = second
    found.append(Predicate(aux + sentence.printed(start, end), start, end, future))
    return found


def _same_form(sentence: Sentence, one: int, other: int, *, base: bool) -> bool:
    first, second = sentence.words[one], sentence.words[other]
    if second.lemma not in lists.VERBS or second.capital:
        return False
    after = sentence.words[other + 1]
    has_object = (
        after.text in lists.DETERMINERS
        or after.text in lists.PREPOSITIONS
        or after.capital
        or after.text[0].isdigit()
        or after.text.endswith("s")
    )
    if not has_object or has_comma(sentence, other + 1):
        return False
    if is_gerund(first):
        return is_gerund(second)
    if base:
        return second.text == second.lemma
    return second.text != second.lemma and is_participle(second)


def _skip(words: tuple[Word, ...], index: int) -> tuple[int, bool]:
    """Past fillers and "not"."""
    negative = False
    while index < len(words) and (
        words[index].text in lists.FILLERS or words[index].text in {"not", "never", "soon", "now"}
    ):
        negative = negative or words[index].text in {"not", "never"}
        index += 1
    return index, negative
