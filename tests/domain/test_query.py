"""Watch queries: how they are read, refused and printed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.query.parse import MAX_LENGTH, parse
from monitor.errors import QueryError
from tests.query_world import ALIASES, queries


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("troops", "troops"),
        ("troops ammunition", "troops AND ammunition"),
        ("a AND b OR c d", "a AND b OR c AND d"),
        ("a (b OR c)", "a AND (b OR c)"),
        ("((a OR b) OR c) d", "(a OR b OR c) AND d"),
        ("a NOT b", "a AND NOT b"),
        ("a NOT (b OR c)", "a AND NOT (b OR c)"),
        ("a NOT b NEAR/3 c", "a AND NOT b NEAR/3 c"),
        ("(a OR b)NEAR/3(c OR d)", "(a OR b) NEAR/3 (c OR d)"),
        ('"peace   talks"', '"peace talks"'),
        ("“peace talks”", '"peace talks"'),
        ('"AND"', '"AND"'),
        ("and or not near", "and AND or AND not AND near"),
        ("mobili*", "mobili*"),
        ("long-range F-16", "long-range AND F-16"),
        ("minister's soldiers'", "minister AND soldiers"),
        ("veldoria", "veldoria"),
        ("north veldoria army", '"north veldoria" AND army'),
        ("army north veldoria", 'army AND "north veldoria"'),
        ('"North  Veldoria"', '"North Veldoria"'),
        ("North Veldoria-based", "North AND Veldoria-based"),
        ("NV nv", "NV AND nv"),
        ("V.D. talks", '"V.D." AND talks'),
        ("10:30", "10:30"),
        ("\t a \n b ", "a AND b"),
    ],
)
def test_canonical_form(written, canonical):
    query = parse(written, ALIASES)
    assert str(query) == canonical
    assert parse(canonical, ALIASES) == query


def test_terms_are_what_it_looks_for():
    query = parse('a (bcd* OR "c d") NOT e a f NEAR/2 NV', ALIASES)
    assert [str(term) for term in query.terms()] == ["a", "bcd*", '"c d"', "f", "NV"]


@pytest.mark.parametrize(
    ("written", "position", "fault", "suggestion"),
    [
        ("", 0, "empty", "soldier AND ammunition"),
        (" \n ", 0, "empty", "soldier AND ammunition"),
        ("(a", 0, "without ')'", "(a)"),
        ("a AND (b OR (c)", 6, "without ')'", "a AND (b OR (c))"),
        ("a)", 1, "without '('", "a"),
        (")", 0, "without '('", ""),
        ("(", 0, "without ')'", ""),
        ("a ()", 2, "nothing between", "(a OR b)"),
        ('a "b', 2, "not closed", 'a "b"'),
        ('""', 0, "no word", '"peace talks"'),
        ('"?!"', 0, "no word", '"peace talks"'),
        ("a AND", 2, "after it", "a"),
        ("a NOT", 2, "after it", "a"),
        ("OR a", 0, "before it", 'a or, for the word itself, "or"'),
        ("a AND OR b", 6, "before it", 'a AND b or, for the word itself, "or"'),
        ("(a OR)", 3, "after it", '(a ) or, for the word itself, "or"'),
        ("a NEAR/5", 2, "after it", "a"),
        ("NEAR/5 a", 0, "before it", "a"),
        ("NOT a", 0, "must not hold", "soldier AND NOT a"),
        ("NOT a NOT b", 0, "must not hold", "(a NOT b) OR c"),
        ("a OR NOT b", 5, "a side of OR", "(a NOT b) OR c"),
        ("a NOT NOT b", 6, "NOT NOT", "a NOT b"),
        ("a NOT (NOT b)", 2, "NOT of a NOT", "b"),
        ("a NEAR b", 2, "number of words", "NEAR/5"),
        ("a NEAR/x b", 2, "number of words", "NEAR/5"),
        ("a near/5 b", 2, "number of words", "NEAR/5"),
        ("a NEAR/0 b", 2, "from 1 to 100", "NEAR/1"),
        ("a NEAR/101 b", 2, "from 1 to 100", "NEAR/100"),
        ("a NEAR/3 (b c)", 9, "words, phrases or", "(a OR b) NEAR/3 c"),
        ("(a OR (b c)) NEAR/3 d", 0, "words, phrases or", "(a OR b) NEAR/3 c"),
        ("a NEAR/3 b NEAR/2 c", 11, "two sides", "(a NEAR/3 b) AND (b NEAR/2 ...)"),
        ("a NEAR/3 NOT b", 9, "before it", "a NEAR/3 b"),
        ("ab*", 0, "3 letters", "ab, or a longer beginning"),
        ("*abc", 0, "at the end", "a word's beginning and one '*'"),
        ("abc*d", 3, "at the end", "abc*"),
        ("abc**", 3, "at the end", "abc*"),
        ("F-16*", 0, "one word", '"F-16"'),
        ('"abc de*"', 7, "in quotes", "abc de*"),
        ("a -b", 2, "nothing here", "NOT before the word"),
        ("a +b", 2, "nothing here", "the word alone"),
        ("a & b", 2, "no word", "AND between"),
        ("a|b", 1, "nothing here", "OR between"),
        ("a, b", 1, "nothing here", "OR or AND"),
        ("title:a", 5, "nothing here", "the word alone"),
        ("wom?n", 3, "nothing here", "the beginning"),
        ("'a b'", 0, "nothing here", "double quotes"),
        ("[a]", 0, "nothing here", "a"),
        ("a{b", 1, "nothing here", '"a{b"'),
        ("...", 0, "no word", ""),
        ("AND's", 0, "operator", '"AND"'),
        ("-".join("a" * 21), 0, "more than 20 words", "its rarest words"),
        ('"' + "a " * 21 + '"', 0, "more than 20 words", "its rarest words"),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH, "longer than", "xxx"),
        ("a " * 900, 0, "written out", ""),
        ("(" * 31 + "a" + ")" * 31, 30, "deep", ""),
    ],
)
def test_refusals(written, position, fault, suggestion):
    with pytest.raises(QueryError) as caught:
        parse(written, ALIASES)
    error = caught.value
    assert (error.position, error.query) == (position, written)
    assert fault in error.reason
    assert error.suggestion.startswith(suggestion)


def test_thirty_deep_is_read():
    assert str(parse("(" * 30 + "a" + ")" * 30, ALIASES)) == "a"


@given(queries())
def test_a_query_prints_what_parses_to_it(written):
    query = parse(written, ALIASES)
    assert parse(str(query), ALIASES) == query
    assert str(parse(str(query), ALIASES)) == str(query)
    assert hash(parse(str(query), ALIASES)) == hash(query)


@settings(max_examples=300)
@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from([*"()\"*-'", " ", "AND", "OR ", "NOT ", "NEAR/3 ", "NEAR", "a", "bcd",
                         "U.S.",
                         "north veldoria", "’s", "é"]),
        max_size=14,
    ).map("".join)
)  # fmt: skip
def test_any_text_is_read_or_refused_with_a_position(written):
    position = None
    try:
        query = parse(written, ALIASES)
    except QueryError as error:
        position = error.position
    if position is None:
        assert parse(str(query), ALIASES) == query
    else:
        assert 0 <= position <= len(written)
