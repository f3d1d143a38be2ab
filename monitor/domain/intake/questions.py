"""A headline's question as the statement that it asks about."""

from __future__ import annotations

from monitor.domain.intake import words as lists
from monitor.domain.intake.clauses import clause_end, is_finite
from monitor.domain.language.english import past_tense, third_person
from monitor.domain.speech.clauses import Sentence, parse


def question_as_statement(text: str) -> tuple[str, str, bool] | None:
    """Of "Is X doing Y?" ("X is doing Y", "Is", False); the flag says: about the future.

    None for questions that are not answered by yes or no.
    """
    sentence = parse(text)
    words = sentence.words
    if "?" not in sentence.gaps[-1] or len(words) < 4 or words[0].text not in lists.AUXILIARIES:
        return None
    aux = words[0].text
    end = clause_end(sentence, 1)
    verb = _question_verb(sentence, aux, end)
    if verb is None:
        return None
    group = verb
    while group > 2 and words[group - 1].text.endswith("ly"):
        group -= 1
    subject, rest = sentence.printed(1, group), sentence.printed(group, end)
    if aux in {"will", "would", "could", "may", "might", "can"}:
        return f"{subject} will {rest}", sentence.printed(0, 0 + 1), True
    if aux in {"did", "do", "does"}:
        base = words[verb].text
        form = {"did": past_tense, "does": third_person}.get(aux, str)(base)
        adverbs = sentence.printed(group, verb)
        rest = f"{adverbs} {form} {sentence.printed(verb + 1, end)}".lstrip()
        return f"{subject} {rest}", sentence.printed(0, 0 + 1), False
    return f"{subject} {aux} {rest}", sentence.printed(0, 0 + 1), False


def _question_verb(sentence: Sentence, aux: str, end: int) -> int | None:
    words = sentence.words
    for at in range(2, end):
        word, before = words[at], words[at - 1].text
        if before in lists.DETERMINERS or before in lists.PREPOSITIONS:
            continue
        if aux in {"is", "are", "was", "were"}:
            if word.text.endswith("ing") and word.lemma != word.text and not word.capital:
                return at
            if (word.text.endswith("ed") or word.lemma in lists.VERBS) and (
                word.text != word.lemma and not word.text.endswith("s") and not word.capital
            ):
                return at
        elif aux in {"has", "have", "had"}:
            if word.text == "been" or (word.text != word.lemma and not word.text.endswith("s")):
                return at
        elif (word.lemma in lists.VERBS or word.text in {"have", "be"}) and (
            word.text == word.lemma and not word.capital and not is_finite(sentence, at - 1)
        ):
            after = words[at + 1] if at + 1 < end else None
            if after is not None and after.text in lists.VERBS and after.text == after.lemma:
                continue  # "Did the ship cut ...": the first of the two is a noun
            return at
    return None
