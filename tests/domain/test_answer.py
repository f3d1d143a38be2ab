"""Questions that the text answers, and answers that are none."""

from __future__ import annotations

import pytest

from monitor.domain.reading.answer import (
    affirms_after,
    answer_of,
    answers,
    is_polar,
    question_before,
    reply_within,
)
from monitor.domain.speech.clauses import parse

YES, NO, NEITHER = 1, -1, 0


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Yes, said the harbour master.", YES),
        ("“Yes.”", YES),
        ("It has, the harbour master said.", YES),
        ("It has indeed, said the harbour master.", YES),
        ("No.", NO),
        ("No, said the harbour master.", NO),
        ("Wrong, the harbour master said.", NO),
        ("It hasn't, she said.", NO),
        ("It never did.", NO),
        ("“Not a single one,” she said.", NO),
        ("Nobody was, she said.", NO),
        ("Not one has.", NO),
        ("Yes and no, she said.", NEITHER),
        ("Yes, but only the small one.", NEITHER),
        ("Yes, if it rains.", NEITHER),
        ("No comment, she said.", NEITHER),
        ("No doubt it has.", NEITHER),
        ("Nobody knows, she said.", NEITHER),
        ("Not a word, she said.", NEITHER),
        ("They did not say.", NEITHER),
        ("It has sunk, she said.", NEITHER),
        ("", NEITHER),
    ],
)
def test_short_answers(text: str, side: int) -> None:
    got, index = answer_of(parse(text))
    assert got == side
    assert (index >= 0) == bool(side)


@pytest.mark.parametrize(
    ("text", "polar"),
    [
        ("Has the ferry sunk?", True),
        ("“Has the ferry sunk?”", True),
        ("The ferry has sunk?", True),
        ("Is it true that the ferry has sunk?", True),
        ("Why has the ferry sunk?", False),
        ("Has the ferry sunk or run aground?", False),
        ("Has the ferry not sunk?", False),
        ("The ferry has sunk.", False),
    ],
)
def test_questions_of_yes_or_no(text: str, polar: bool) -> None:
    assert is_polar(parse(text)) is polar


def test_the_question_before_an_answer() -> None:
    text = "It rained. Has the ferry sunk? It has not, she said."
    assert question_before(text, "It has not, she said.") == "Has the ferry sunk?"
    assert question_before(text, "Has the ferry sunk?") == ""
    assert question_before(text, "Another sentence.") == ""
    assert answers("It has not, she said.", "Has the ferry sunk?")
    assert not answers("It has not, she said.", "The ferry has sunk.")


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Asked whether the ferry had sunk, the harbour master said it had not.", NO),
        ("Asked by reporters if the ferry had sunk, she replied: “No. Certainly not.”", NO),
        ("“Yes,” she said when asked whether the ferry had sunk.", YES),
        ("“Has the ferry sunk? No,” the harbour master said.", NO),
        ("Asked whether the ferry had sunk, she said nothing.", NEITHER),
        ("Asked whether the ferry had sunk, she said she would look into it.", NEITHER),
        ("Whether the ferry has sunk, she did not say.", NEITHER),
        ("If the ferry has sunk, she said, it is lost.", NEITHER),
    ],
)
def test_question_and_answer_in_one(text: str, side: int) -> None:
    sentence = parse(text)
    got, index, question = reply_within(sentence)
    assert got == side
    assert (index >= 0) == bool(question) == bool(side)
    assert index not in question


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("It is untrue that she never left: she did.", True),
        ("It is untrue that she never left, she said; she did so in May.", True),
        ("It is untrue that she never left, she said.", False),
        ("It is untrue that she never left: she did not.", False),
        ("It is untrue that she never left, he has heard.", False),
    ],
)
def test_what_is_also_said_outright(text: str, so: bool) -> None:
    assert affirms_after(parse(text), 6) is so
