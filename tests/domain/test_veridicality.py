"""What verbs leave of their clause: the table's use, not its every entry."""

from __future__ import annotations

import pytest

from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.governing import LETTERS, Left, Shares, frame_at, left
from monitor.domain.speech.signatures import FRAMES, TABLE
from monitor.domain.speech.veridicality import read_left, unsettling_verb

SO, NOT_SO, OPEN = Left.SO, Left.NOT_SO, Left.OPEN


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("The firm managed to sell the plant.", "sell", SO),
        ("The firm did not manage to sell the plant.", "sell", NOT_SO),
        ("The firm failed to sell the plant.", "sell", NOT_SO),
        ("The firm refused to sell the plant.", "sell", NOT_SO),
        ("The firm wanted to sell the plant.", "sell", OPEN),
        ("The firm did not want to sell the plant.", "sell", OPEN),
        ("The firm was told to sell the plant.", "sell", OPEN),
        ("The minister urged the firm to sell the plant.", "sell", OPEN),
        ("The minister forced the firm to sell the plant.", "sell", SO),
        ("The firm was forced to sell the plant.", "sell", SO),
        ("The firm might have managed to sell the plant.", "sell", OPEN),
        ("If the firm managed to sell the plant, it is saved.", "sell", OPEN),
        ("The minister knew that the firm sold the plant.", "sold", SO),
        ("The minister did not know that the firm sold the plant.", "sold", SO),
        ("The minister hoped that the firm sold the plant.", "sold", OPEN),
        ("The minister pretended that the firm sold the plant.", "sold", NOT_SO),
        ("The firm sold the plant.", "sold", SO),
        ("The firm did not sell the plant.", "sell", NOT_SO),
        ("The firm may sell the plant.", "sell", OPEN),
        ("The firm glorped to sell the plant.", "sell", OPEN),
        ("The minister realised that the firm sold the plant.", "sold", SO),
    ],
)
def test_what_is_left(sentence: str, word: str, expected: Left) -> None:
    parsed = parse(sentence)
    index = next(at for at, one in enumerate(parsed.words) if one.text == word)
    assert read_left(parsed, find_cues(parsed), index) is expected


def test_frames() -> None:
    urged = parse("They urged the two men to have a rest.")
    assert frame_at(urged, 1) == ("them_to_have", 5)
    told = parse("They were told that it was so.")
    assert frame_at(told, 2) == ("be_that", 3)
    arranged = parse("They arranged for the men to go.")
    assert frame_at(arranged, 1)[0] == "for_to"
    assert frame_at(parse("They slept well."), 1) == ("", 0)


def test_the_table_is_whole() -> None:
    entries = [entry.partition(":") for entry in TABLE.split()]
    assert len(entries) == len({verb for verb, _, _ in entries}) >= 800
    for verb, _, letters in entries:
        assert verb
        assert len(letters) == 2 * len(FRAMES)
        assert set(letters) <= set(LETTERS)
    assert left("glorp", "that", negated=False) is None


def test_letters_are_shares_of_one() -> None:
    assert len(LETTERS) == len(set(LETTERS.values())) == 55
    for shares in LETTERS.values():
        assert shares.so + shares.not_so + shares.open == pytest.approx(1.0)
        assert min(shares.so, shares.not_so, shares.open) >= 0
    assert Shares(0.4, 0.2, 0.4).left is OPEN  # a tie goes to the more careful one
    assert Shares(0.4, 0.4, 0.2).left is NOT_SO


def test_a_verb_that_only_asks_for_it_unsettles_and_a_voice_does_not() -> None:
    for text, expected in (
        ("The union pressured Kenya to send troops.", "pressured"),
        ("The union confirmed that Kenya had sent troops.", ""),
        ("Kenya managed to send troops.", ""),
    ):
        parsed = parse(text)
        index = next(at for at, one in enumerate(parsed.words) if one.lemma == "send")
        assert unsettling_verb(parsed, find_cues(parsed), index) == expected
