"""The index over open claims gives what asking every query gives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.query.parse import Document, Query, parse
from monitor.domain.query.terms import Not, Word
from monitor.matching.index import ClaimIndex
from tests.query_world import ALIASES, queries, texts


def _index(written):
    return ClaimIndex({claim_id: parse(query, ALIASES) for claim_id, query in written.items()})


@settings(max_examples=400)
@given(st.lists(queries(), max_size=8), st.lists(texts(), min_size=1, max_size=4))
def test_index_is_exactly_brute_force(written, found):
    parsed = {f"C{number}": parse(query, ALIASES) for number, query in enumerate(written)}
    index = ClaimIndex(parsed)
    for text in found:
        doc = Document.of(text)
        brute = sorted(claim_id for claim_id, query in parsed.items() if query.matches(doc))
        assert index.match(doc) == tuple(brute)
        assert index.find(text) == tuple(brute)


def test_ids_are_sorted_and_each_comes_once():
    index = _index({"C2": "soldier OR troop", "C10": "troop", "C1": "soldier troop", "C3": "tank"})
    assert index.match(Document.of("Soldiers, troops and more troops")) == ("C1", "C10", "C2")
    assert len(index) == 4


def test_an_empty_index_matches_nothing():
    assert ClaimIndex({}).match(Document.of("anything")) == ()


def test_a_query_is_held_only_against_texts_with_its_rarest_words():
    index = _index(
        {
            "C1": "the government AND zeppelin",
            "C2": "government",
            "C3": "government tank",
            "C4": "government NEAR/5 (zeppelin OR airship)",
        }
    )
    words = {"the", "government"}
    assert {filed.claim_id for filed in index._candidates(words, words, set())} == {"C2"}
    assert index.find("the government") == ("C2",)


def test_words_that_a_query_needs_are_asked_for_before_the_text_is_read(monkeypatch):
    index = _index({"C1": "soldier tank", "C2": '"the tank"', "C3": "tan* NEAR/3 soldier"})
    monkeypatch.setattr(Document, "of", None)  # would be called
    assert index.find("Tanks and more tanks, a tank's tank.") == ()
    with pytest.raises(TypeError):
        index.find("the soldier and the tank")


def test_common_words_serve_when_there_is_nothing_else():
    index = _index({"C1": "who AND is", "C2": '"the who"', "C3": "will"})
    assert index.match(Document.of("Who is the WHO?")) == ("C1", "C2")


def test_a_query_without_an_anchor_is_refused():
    with pytest.raises(ValueError, match="C1"):
        ClaimIndex({"C1": Query(Not(Word("tank", ("tank",))))})
