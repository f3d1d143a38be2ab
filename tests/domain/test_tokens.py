"""Words of a text: where they begin and end, and how they are folded."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.language.tokens import fold, tokenise, vocabulary


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Park Min-ho's aide", ["park", "min", "ho", "aide"]),
        ("the minister’s  “plan”", ["the", "minister", "plan"]),
        ("THE COUNTRY'S ARMY", ["the", "country", "army"]),
        ("the U.S.'s fleet, the U.N's vote", ["the", "u.s", "fleet", "the", "u.n", "vote"]),
        (
            "U.S.-led U.S forces in the U.S. They",
            ["u.s", "led", "u.s", "forces", "in", "the", "u.s", "they"],
        ),
        ("soldiers' mothers won't", ["soldiers", "mothers", "won't"]),
        ("Guinea-Bissau", ["guinea", "bissau"]),
        ("guinea‑bissau", ["guinea", "bissau"]),  # non-breaking hyphen
        ("Côte d’Ivoire", ["cote", "d'ivoire"]),
        ("Co\u0302te dʼIvoire", ["cote", "d'ivoire"]),  # accent and apostrophe typed otherwise
        ("Łódź, Tromsø, İzmir, Diyarbakır", ["lodz", "tromso", "izmir", "diyarbakir"]),
        ("Straße", ["strasse"]),
        ("ＮＡＴＯ １２", ["nato", "12"]),
        ("한국 군인", ["한국", "군인"]),
        ("がか", ["がか"]),
        ("हिन्दी", ["हिन्दी"]),
        ("Ёлка", ["елка"]),
        ("am\u00admuni\u200btion", ["ammunition"]),
        ("1,500 men, 3.5 tons.", ["1,500", "men", "3.5", "tons"]),
        ("snake_case", ["snake", "case"]),
        ("the 1990s", ["the", "1990", "s"]),
        ("... — !?", []),
        ("", []),
    ],
)
def test_words(text, words):
    tokens = tokenise(text)
    assert [token.text for token in tokens] == words


def test_offsets_cover_the_word_as_printed():
    text = "In Côte d’Ivoire, the U.N. said."
    printed = [text[token.start : token.end] for token in tokenise(text)]
    assert printed == ["In", "Côte", "d’Ivoire", "the", "U.N.", "said"]


@given(st.text(max_size=60))
def test_tokens_are_in_order_and_never_empty(text):
    end = 0
    for token in tokenise(text):
        assert end <= token.start < token.end <= len(text)
        assert token.text.strip() == token.text != ""
        end = token.end


@given(st.text(max_size=30))
def test_folding_ignores_case_of_plain_letters(text):
    plain = "".join(c for c in text if c.isascii())
    assert fold(plain) == fold(plain.upper())


@pytest.mark.parametrize(
    "unit", ["a", "a\u200b", "a.", "a'", "e\u0301", "1,", "a.b", "\u200b", "\u0301"]
)
def test_time_grows_with_length_only(unit):
    started = time.perf_counter()
    tokenise("x" + unit * 100_000)
    assert time.perf_counter() - started < 2


@given(st.text(alphabet="aS't.,-12 U\n<&_", max_size=30))
def test_ascii_is_read_like_any_text(text):
    # A letter that is not ASCII, apart from the rest, puts the text on the general way.
    general = tokenise(f"{text} \u00e9")
    assert tokenise(text) == general[:-1]


@given(st.text(alphabet="aS't.,-12 U\n\u00e9\u0301\u200b\u0131\u2019", max_size=30))
def test_the_vocabulary_has_every_word(text):
    words = {token.text for token in tokenise(text)}
    assert words <= vocabulary(text) <= words | {"s", ""}
