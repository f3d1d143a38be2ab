"""What watch queries match, and how they say why."""

import time

import pytest
from hypothesis import given

from monitor.domain.query.parse import Document, explain, parse
from monitor.domain.query.terms import terms
from tests.query_world import ALIASES, queries, texts

TEXT = "Kesk has sent 1,500 soldiers, the Union of Ostrava says.\nThe long-range rockets marched."


@pytest.mark.parametrize(
    ("query", "matches"),
    [
        ("soldier", True),
        ("sending", True),
        ("SEND", True),
        ("says", True),
        ("saying", True),
        ("troop", False),
        ("sold", False),
        ("1,500", True),
        ("500", False),
        ('"soldier"', False),
        ('"soldiers"', True),
        ('"Soldiers, the"', True),
        ('"soldiers union"', False),
        ('"rockets marched on"', False),
        ("long-range", True),
        ("long-ranging", True),
        ("range-long", False),
        ("rocket-march-on", False),
        ("sol*", True),
        ("soldiersx*", False),
        ("NV", True),
        ("north veldoria", True),
        ('"North Veldoria"', True),
        ("nv", False),
        ("Saltmarsh", True),
        ("saltmarsh", False),
        ("soldier rocket", True),
        ("soldier AND tank", False),
        ("soldier OR tank", True),
        ("soldier NOT rocket", False),
        ("soldier NOT tank", True),
        ("soldier NOT (tank OR plane)", True),
        ("soldier NOT (tank OR rocket)", False),
        ("send NEAR/2 soldier", True),
        ("send NEAR/1 soldier", False),
        ("soldier NEAR/2 send", True),
        ("NV NEAR/2 send", True),
        ("OU NEAR/2 soldier", True),  # the, union
        ("OU NEAR/1 soldier", False),
        ("(tank OR rocket) NEAR/1 march", True),
        ("(tank OR plane) NEAR/9 march", False),
        ("tank NEAR/9 march", False),
        ("soldier NEAR/5 soldier", False),  # a word is not near itself
        ("the NEAR/10 the", True),
        ("soldier NOT send NEAR/2 soldier", False),
    ],
)
def test_matches(query, matches):
    assert parse(query, ALIASES).matches(Document.of(TEXT)) is matches


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("Côte", "the COTE"),
        ("ﬁre", "firing"),
        ("ammunition", "am\u00admunition"),
        ("minister", "the minister’s car"),
        ("Kesk", "North Veldorian's army"),
        ("V.D.", "the NV-made tank"),
    ],
)
def test_folding(query, text):
    assert parse(query, ALIASES).matches(Document.of(text))


def test_explanation_goes_term_by_term():
    query = parse("Kesk (send OR deploy) NEAR/3 soldier NOT tank sol*", ALIASES)
    doc = Document.of(TEXT)
    told = explain(query, doc)
    assert told.hit
    assert [(part.kind, part.text, part.hit) for part in told.parts] == [
        ("alias", "Kesk", True),
        ("near", "(send OR deploy) NEAR/3 soldier", True),
        ("not", "NOT tank", True),
        ("prefix", "sol*", True),
    ]
    alias, near, negative, _ = told.parts
    assert alias.via == ("Kesk",)
    assert [span.of(TEXT) for span in near.spans] == ["sent", "soldiers"]
    group = near.parts[0]
    assert (group.kind, [part.hit for part in group.parts]) == ("or", [True, False])
    assert group.parts[0].via == ("sent",)
    assert not negative.parts[0].hit
    assert [span.of(TEXT) for span in told.marks()] == ["Kesk", "sent", "soldiers"]
    assert str(told).splitlines() == [
        "+ Kesk AND (send OR deploy) NEAR/3 soldier AND NOT tank AND sol*",
        "  + Kesk: Kesk",
        "  + (send OR deploy) NEAR/3 soldier (2×)",
        "    + send OR deploy",
        "      + send: sent",
        "      - deploy",
        "    + soldier: soldiers",
        "  + NOT tank",
        "    - tank",
        "  + sol*: soldiers",
    ]


def test_explanation_names_the_alias_that_hit():
    told = explain(parse("NV", ALIASES), Document.of("North Veldorians left Kesk; nv, NV."))
    assert told.via == ("North Veldorians", "Kesk", "NV")
    assert len(told.spans) == 3


def test_explanation_shows_words_without_what_stands_between_them():
    told = explain(parse('"peace talks"', ALIASES), Document.of("Peace \x1b\n-- talks"))
    assert told.via == ("Peace talks",)


def test_explanation_of_a_miss():
    told = explain(parse("tank NOT soldier", ALIASES), Document.of(TEXT))
    assert not told.hit
    assert told.marks() == ()
    assert [part.hit for part in told.parts] == [False, False]


@given(queries(), texts())
def test_an_explanation_agrees_with_the_match(written, text):
    query = parse(written, ALIASES)
    doc = Document.of(text)
    told = explain(query, doc)
    assert told.hit is query.matches(doc)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in told.marks())
    if told.hit:
        assert told.marks()


@given(queries(), texts())
def test_case_of_the_text_matters_only_to_names(written, text):
    query = parse(written, ALIASES)
    if not any(type(term).__name__ == "Alias" for term in terms(query.root, negated=True)):
        assert query.matches(Document.of(text)) is query.matches(Document.of(text.swapcase()))


def test_hostile_texts_cost_no_more_than_their_length():
    phrase = "-".join("a" * 20)
    query = parse(f'({phrase} OR "{"a " * 20}") a NEAR/100 b b NEAR/1 (a OR b) abc*', ALIASES)
    doc = Document.of("a " * 60_000 + "b " * 60_000)
    started = time.perf_counter()
    assert not query.matches(doc)
    assert time.perf_counter() - started < 5
