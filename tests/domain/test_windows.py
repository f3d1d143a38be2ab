"""Which sentences of an article a model reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.articles.sentences import split_sentences
from monitor.domain.language.passages import make_passages
from monitor.domain.model import Passage, Span
from monitor.domain.reading.windows import Window, WindowKind, choose_windows

BUDGET, LONGEST = 440, 360

#: A sentence by its length, whether it takes a side, and how near it is.
article = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=900),
        st.booleans(),
        st.floats(min_value=0, max_value=1).map(lambda value: round(value, 2)),
    ),
    max_size=30,
)


def passages_of(rows: list[tuple[int, bool, float]]) -> tuple[tuple[Passage, ...], list[float]]:
    texts = [
        f"S{at}{' it is a hoax ' if sides else ' rain '}".ljust(length, "x")
        for at, (length, sides, _) in enumerate(rows)
    ]
    return alone(texts), [near for _, _, near in rows]


def alone(texts: list[str]) -> tuple[Passage, ...]:
    """A passage a text, each a paragraph of its own."""
    found, start = [], 0
    for index, text in enumerate(texts):
        span = Span(start, start + len(text))
        found.append(
            Passage(index=index, sentence=span, context=span, text=text, context_text=text)
        )
        start = span.end + 1
    return tuple(found)


@given(article)
def test_windows_hold_whole_sentences_in_order_within_a_budget(
    rows: list[tuple[int, bool, float]],
) -> None:
    passages, nearness = passages_of(rows)
    windows = choose_windows(passages, nearness)
    assert len(windows) <= 4
    assert len({window.passages for window in windows}) == len(windows)
    assert len({window.kind for window in windows}) == len(windows)
    for window in windows:
        assert list(window.passages) == sorted(set(window.passages))
        assert window.text == " ".join(passages[at].text[:LONGEST] for at in window.passages)
        assert len(window.text) <= BUDGET
    assert bool(windows) == bool(passages)
    assert windows == choose_windows(passages, nearness)


@given(article.filter(bool))
def test_the_first_window_holds_the_nearest_sentence(rows: list[tuple[int, bool, float]]) -> None:
    passages, nearness = passages_of(rows)
    windows = choose_windows(passages, nearness)
    nearest = max(range(len(rows)), key=lambda at: (nearness[at], -at))
    assert windows[0].kind is WindowKind.NEAREST
    assert nearest in windows[0].passages
    assert any(0 in window.passages for window in windows)  # the opening is read, in some window


@given(article.filter(bool))
def test_the_second_window_goes_on_where_the_first_was_full(
    rows: list[tuple[int, bool, float]],
) -> None:
    passages, nearness = passages_of(rows)
    found = {window.kind: window for window in choose_windows(passages, nearness)}
    first = set(found[WindowKind.NEAREST].passages)
    if len(first) < len(rows):
        following = set(found[WindowKind.NEXT].passages)
        assert not first & following
        left = min(nearness[at] for at in first), max(nearness[at] for at in following)
        assert left[0] >= left[1]
    if WindowKind.SIDES in found:
        assert not first & set(found[WindowKind.SIDES].passages)
        assert all(rows[at][1] for at in found[WindowKind.SIDES].passages)


TEXTS = [
    "The town council met on Tuesday.",
    "The new bridge over the Arve was paid for by the bank.",
    "Lorries queue at the old one every morning.",
    "Its paint is coming off.",
    *(f"Resident number {at} told us what she thinks of the traffic." for at in range(30)),
    "The bank denied that it had paid.",
    "The weather was fine.",
]


def read(near: dict[int, float]) -> tuple[tuple[Passage, ...], tuple[Window, ...]]:
    passages = alone(TEXTS)
    return passages, choose_windows(passages, [near.get(at, 0.0) for at in range(len(passages))])


def test_a_denial_far_down_is_read() -> None:
    passages, windows = read({1: 0.9, 2: 0.4, 5: 0.3, 6: 0.3, 7: 0.3})
    denial = next(at for at, one in enumerate(passages) if "denied" in one.text)
    (sides,) = (window for window in windows if window.kind is WindowKind.SIDES)
    assert sides.passages == (denial,)
    assert sides.text == "The bank denied that it had paid."


def test_of_sentences_as_near_the_one_beside_the_nearest_goes_first() -> None:
    passages = alone(
        ["Rain is false. " + "x" * 300, *("It is a hoax. " + "y" * 300 for _ in range(6))]
    )
    nearness = [0.1, 0.0, 0.1, 0.9, 0.1, 0.1, 0.0]
    found = {window.kind: window for window in choose_windows(passages, nearness)}
    assert found[WindowKind.NEAREST].passages == (3,)
    assert found[WindowKind.SIDES].passages == (2,)


@pytest.mark.parametrize("text", ["", "\n\n", "   "])
def test_an_empty_article_has_no_windows(text: str) -> None:
    assert choose_windows(make_passages(text, split_sentences(text)), ()) == ()


def test_a_short_text_is_one_window() -> None:
    passages = make_passages("The bank paid.", [Span(0, 14)])
    (window,) = choose_windows(passages, [0.5])
    expected = Window(kind=WindowKind.NEAREST, text="The bank paid.", passages=(0,))
    assert window == expected
