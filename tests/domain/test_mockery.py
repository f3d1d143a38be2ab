"""Mockery is told from earnest by set signs."""

from __future__ import annotations

import pytest

from monitor.domain.speech.clauses import parse
from monitor.domain.speech.mockery import find_mockery


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“Certainly, and I’m the Pope,” said the mayor.", "I’m the Pope"),
        ("“Yes, and my name is Robin Hood,” she said.", "my name is Robin Hood"),
        ("“We hid the letters and the world is flat,” said the clerk.", "world is flat"),
        ("“We hid them? Yeah right,” said the clerk.", "Yeah right"),
        ("“They will find the letters when hell freezes over.”", "hell freezes over"),
        ("“As if anybody had hidden the letters,” said the clerk.", "As if anybody"),
        ("The clerk quipped that he had eaten the letters.", "quipped"),
        ("“We ate them all,” said the clerk with a broad grin.", "with a broad grin"),
        ("“The letters are gone, my foot,” said the clerk.", "my foot"),
    ],
)
def test_signs_of_mockery(text: str, words: str) -> None:
    assert find_mockery(parse(text)).startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        "“Certainly, and I am sorry for it,” said the mayor.",
        "“Yes, and I am the clerk who kept them,” she said.",
        "The king of Norland said that he had hidden the letters.",
        "The Pope has hidden the letters, and he is the head of a state.",
        "As if to make up for it, the clerk gave back the letters.",
        "He had dreamt of it, and hid the letters.",
        "It hit my foot, said the clerk.",
        "",
    ],
)
def test_earnest(text: str) -> None:
    assert not find_mockery(parse(text))


def test_how_another_thing_was_said_is_not_about_this_one() -> None:
    sentence = parse("The clerk, who had joked about it, hid the letters.")
    hid = next(at for at, word in enumerate(sentence.words) if word.text == "hid")
    about = next(at for at, word in enumerate(sentence.words) if word.text == "it")
    assert not find_mockery(sentence, hid)
    assert find_mockery(sentence, about) == "joked"
