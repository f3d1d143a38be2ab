"""Intake: marked statements are proposed, de-hedged; facts and opinions are not."""

import re

import pytest

from monitor.articles.sentences import split_sentences
from monitor.domain.intake import propose
from tests.domain.intake_articles import PIECES, TABLE


def read(text, title="", table=TABLE):
    return propose(text, split_sentences(text), title=title, aliases=table)


def holds(text, words):
    return all(word in text.lower() for word in words.split())


CLAIMS = [(piece, words) for piece in PIECES for words in piece.expected]


@pytest.mark.parametrize(("piece", "words"), CLAIMS, ids=[f"{p.name}: {w}" for p, w in CLAIMS])
def test_marked_statement_is_proposed(piece, words):
    found = [each.text for each in read(piece.text, piece.title)]
    assert any(holds(text, words) for text in found), found


@pytest.mark.parametrize("piece", PIECES, ids=[piece.name for piece in PIECES])
def test_little_else_is_proposed(piece):
    found = read(piece.text, piece.title)
    texts = [each.text for each in found]
    assert len(found) <= piece.most, texts
    for words in piece.absent:
        assert not [text for text in texts if words in text.lower()]
    for each in found:
        if each.end:
            assert piece.text[each.start : each.end] == each.sentence
        assert each.cue in each.sentence + piece.text
        assert each.query.count("(") == each.query.count(")")
        assert not re.search(r"\b(may|might|reportedly|allegedly|believed to)\b", each.text)
