"""Intake: marked statements are proposed, de-hedged; facts and opinions are not."""

import re
import tomllib
from pathlib import Path

import pytest

from monitor.articles.sentences import split_sentences
from monitor.domain.intake import propose
from monitor.domain.language.entities import AliasTable, Entity, EntityKind
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


ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT.parent / "shared" / "seed" / "article.txt"
# Words of the claims that must come out of the seed article.
SEED_CLAIMS = (
    "north korea sending soldiers support russia",
    "north korea supplying russia ammunition",
    "north korean officers killed donetsk",
    "russia passes technology north korea",
    "provoke international backlash",
    "cost russia support china",
)


@pytest.fixture(scope="module")
def shipped_table():
    data = tomllib.loads((ROOT / "config" / "aliases.toml").read_text(encoding="utf-8"))
    return AliasTable(
        Entity(
            name=row["name"],
            kind=EntityKind(row["kind"]),
            aliases=tuple(row.get("aliases", ())),
            within=row.get("within", ""),
            rivals=tuple(row.get("rivals", ())),
        )
        for row in data["entity"]
    )


@pytest.mark.skipif(not SEED.exists(), reason="the seed article is not beside this checkout")
def test_seed_article(shipped_table):
    text = SEED.read_text(encoding="utf-8")
    found = read(text, table=shipped_table)
    texts = [each.text for each in found]
    for words in SEED_CLAIMS:
        assert any(holds(each, words) for each in texts), (words, texts)
    assert len(found) <= len(SEED_CLAIMS) + 3, texts
    for each in found:
        assert text[each.start : each.end] == each.sentence
        for fact in ("pariah", "june 2024", "agreement", "linchpin", "gambit"):
            assert fact not in each.text.lower()


def test_shipped_claims_can_be_read_and_watched(shipped_table):
    from monitor.domain.query.parse import parse

    data = tomllib.loads((ROOT / "config" / "claims.toml").read_text(encoding="utf-8"))
    claims = {row["id"]: row for row in data["claim"]}
    assert list(claims) == ["C1", "C2", "C3", "C4", "C5", "C6", "C7"]
    for row in claims.values():
        assert parse(row["query"], shipped_table)
        assert row["kind"] in {"event", "quantity", "status", "prediction"}
        assert all(shipped_table.get(name) for name in row["parties"])
