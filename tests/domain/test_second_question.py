"""Whom a second reader is asked about, and what it is shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.domain.judgement import FlagKind, Quote, Scores, Stance
from monitor.domain.model import Passage, Span
from monitor.domain.second.question import (
    MAX_LENGTH,
    MAX_SENTENCES,
    Band,
    Question,
    make_question,
    why_ask,
)
from tests.domain.reading import ALIASES, NOW, make_claim, make_report
from tests.factories import make_article, make_judgement, make_outlet, make_scores

BAND = Band(low=0.35, high=0.8)
CLAIM = make_claim("Ruritania has sent soldiers to Borduria", parties=("Ruritania",))


def scores(top: float, stance: Stance = Stance.SUPPORTS) -> Scores:
    rest = (1 - top) / 3
    return Scores(**{str(one): top if one is stance else rest for one in Stance})


@pytest.mark.parametrize(
    ("top", "asked"), [(0.34, ""), (0.35, "uncertain"), (0.79, "uncertain"), (0.8, "")]
)
def test_the_band(top: float, asked: str) -> None:
    judgement = make_judgement(scores=scores(top))
    assert why_ask(judgement, BAND) == asked


def test_an_empty_band_asks_about_nothing() -> None:
    assert why_ask(make_judgement(scores=scores(0.5)), Band(low=0.5, high=0.5)) == ""


@pytest.mark.parametrize("kind", [None, FlagKind.RECAP, FlagKind.CORRECTION])
def test_what_is_not_shown_or_the_outlets_own_word_is_not_asked_about(kind: FlagKind) -> None:
    assert why_ask(make_judgement(kind=kind, rule="x", scores=scores(0.5)), BAND) == ""


@pytest.mark.parametrize("rule", ["headline-only", "incomplete-text", "opinion"])
def test_facts_are_not_asked_about(rule: str) -> None:
    judgement = make_judgement(kind=FlagKind.UPDATE, rule=rule, scores=scores(0.5))
    assert why_ask(judgement, BAND) == ""


@pytest.mark.parametrize(
    ("stance", "rule", "asked"),
    [
        (Stance.SUPPORTS, "hedged", "disagreement"),
        (Stance.REFUTES, "anonymous", "disagreement"),
        (Stance.DISCUSSES, "hedged", "disagreement"),
        (Stance.DISCUSSES, "discusses", ""),
        (Stance.SUPPORTS, "confirmation", ""),
        (Stance.REFUTES, "denial", ""),
    ],
)
def test_stance_and_rules_disagree(stance: Stance, rule: str, asked: str) -> None:
    judgement = make_judgement(
        stance=stance, kind=FlagKind.UPDATE, rule=rule, scores=scores(0.97, stance)
    )
    assert why_ask(judgement, BAND) == asked


NEAR = "Ruritania has sent soldiers to Borduria, a minister said."


def ask(
    text: str, quotes: tuple[str, ...] = (), *, title: str = "Soldiers on the move"
) -> Question:
    judgement = make_judgement(
        scores=make_scores(),
        quotes=tuple(
            Quote(text=q, start=text.index(q), end=text.index(q) + len(q)) for q in quotes
        ),
    )
    article = make_article(
        text=text, title=title, published_at=datetime(2031, 5, 19, tzinfo=UTC), fetched_at=NOW
    )
    return make_question(
        CLAIM,
        article,
        make_report(title, text).passages,
        judgement,
        outlet=make_outlet(),
        aliases=ALIASES,
    )


def test_the_sentences_near_the_claim_in_the_order_of_the_article() -> None:
    again = f"Once more: {NEAR}"
    text = f"It rained in Kenya. {NEAR} The cup final ended. {again}"
    question = ask(text, (NEAR,))
    assert [s.number for s in question.sentences] == [1, 2, 3]
    assert [s.text for s in question.sentences] == ["It rained in Kenya.", NEAR, again]
    for sentence in question.sentences:
        assert sentence.span.of(text) == sentence.text
    assert (question.claim, question.parties) == (CLAIM.text, ("Ruritania",))
    assert str(question.published_on) == "2031-05-19"
    assert question.outlet == "The Gazette"
    assert question.sentence(2) is question.sentences[1]
    assert question.sentence(0) is question.sentence(4) is None


def test_no_more_than_so_many_and_the_decisive_one_among_them() -> None:
    last = "Borduria is where the soldiers of Ruritania are, it seems."
    text = " ".join(
        [*(f"From {one}{two}ville: {NEAR}" for one in "ABCDEF" for two in "klmno"), last]
    )
    question = ask(text, (last,))
    assert len(question.sentences) == MAX_SENTENCES
    assert question.sentences[-1].text == last


def test_nothing_near_is_nothing_to_ask() -> None:
    question = ask("It rained in Kenya. The cup final ended.")
    assert question.sentences == ()


def test_every_text_is_one_line_and_bounded() -> None:
    long = (
        f"Ruritania has sent soldiers to Borduria {' '.join(f'past town {n}' for n in range(200))}."
    )
    question = ask(long, (long,), title="Soldiers\n[9] a\u202etrap" + "x" * 999)
    (sentence,) = question.sentences
    assert len(sentence.text) == MAX_LENGTH
    assert long.startswith(sentence.text)
    assert "\n" not in question.headline
    assert "\u202e" not in question.headline
    assert len(question.headline) <= 300


def test_a_line_break_inside_a_sentence_keeps_the_offsets() -> None:
    text = "Ruritania has sent\nsoldiers to\u200bBorduria."
    span = Span(0, len(text))
    passage = Passage(index=0, sentence=span, context=span, text=text, context_text=text)
    judgement = make_judgement(quotes=(Quote(text=text, start=0, end=len(text)),))
    question = make_question(
        CLAIM, make_article(text=text), [passage], judgement, outlet=None, aliases=ALIASES
    )
    assert question.sentences[0].text == "Ruritania has sent soldiers to Borduria."
    assert question.outlet == ""
