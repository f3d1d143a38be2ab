"""Names that a model is not to know."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.language.entities import AliasTable, Entity, EntityKind
from monitor.domain.reading.neutral import StandIns, neutral

COUNTRIES = [
    ("Norland", ("Norlander", "Norlandic", "Havn")),
    ("Sudmark", ("Sudmarker", "Sudmarkic")),
    *((f"Land {chr(97 + at)}x", ()) for at in range(20)),
]
TABLE = AliasTable(
    [
        *(
            Entity(name=name, kind=EntityKind.COUNTRY, aliases=aliases)
            for name, aliases in COUNTRIES
        ),
        Entity(name="League of Ports", kind=EntityKind.ORGANISATION, aliases=("LOP",)),
        Entity(name="Inland Union", kind=EntityKind.ORGANISATION),
        Entity(name="Esker", kind=EntityKind.PLACE, within="Norland"),
        Entity(name="Tarn", kind=EntityKind.PLACE, within="Sudmark"),
    ]
)
CLAIM = "Norland has sent soldiers to Sudmark"


def one(claim: str, text: str) -> tuple[str, str]:
    (pair,) = neutral(claim, [text], TABLE)
    return pair


def test_every_name_of_an_entity_gets_the_same_stand_in() -> None:
    claim, text = one(CLAIM, "Havn said the Norlandic soldiers were in Sudmark. Norlander unity!")
    first, second = re.fullmatch(r"(\w+) has sent soldiers to (\w+)", claim).groups()
    assert first != second
    assert text == f"{first} said the {first} soldiers were in {second}. {first} unity!"


def test_the_claim_gives_out_the_names_first() -> None:
    _, text = one(CLAIM, "Sudmark denied it, Norland did not.")
    claim, _ = one(CLAIM, "")
    first, second = re.fullmatch(r"(\w+) has sent soldiers to (\w+)", claim).groups()
    assert text == f"{second} denied it, {first} did not."


def test_each_text_by_itself() -> None:
    texts = ["Tarn is far.", "Esker is far.", "Tarn and Esker are far."]
    pairs = neutral(CLAIM, texts, TABLE)
    assert len({claim for claim, _ in pairs}) == 1
    assert pairs[0][1] == pairs[1][1]
    assert pairs == [one(CLAIM, text) for text in texts]


def test_kinds_do_not_mix() -> None:
    _, text = one("", "Norland, LOP, Esker; Sudmark, Inland Union, Tarn")
    names = re.split(r"[,;] ", text)
    assert len(set(names)) == 6
    countries, organisations, places = names[::3], names[1::3], names[2::3]
    again = one("", "Land ax, Land bx; League of Ports, Inland Union; Tarn, Esker")[1]
    assert re.split(r"[,;] ", again) == [*countries, *organisations, *places]


def test_a_possessive_keeps_its_ending() -> None:
    claim, text = one("Norland's ships left", "Norland\u2019s and Esker's ships; (Sudmark), Tarn.")
    name = claim.removesuffix("'s ships left")
    assert name != "Norland"
    assert text.startswith(f"{name}\u2019s and ")
    assert re.fullmatch(r"\w+\u2019s and \w+'s ships; \(\w+\), \w+\.", text)


def test_more_entities_than_stand_ins_still_are_replaced() -> None:
    names = [name for name, _ in COUNTRIES]
    _, text = one("", "; ".join(names))
    given_out = text.split("; ")
    assert len(given_out) == len(names)
    assert not set(given_out) & set(names)
    assert len(set(given_out[:14])) == 14  # only then do they start again
    assert given_out[14:] == given_out[: len(names) - 14]


def test_a_stand_in_is_forgotten_with_its_pair() -> None:
    assert one("Norland", "")[0] == one("Sudmark", "")[0]
    names = StandIns(TABLE)
    assert names.apply("Norland") != names.apply("Sudmark")
    assert names.apply("Norland") == names.apply("Havn")


words = st.sampled_from(
    ["Norland", "Havn", "Sudmark", "Esker", "LOP", "said", "the", "1,500", "soldiers", "not", "lop"]
)
SWAP = {"Norland": "Sudmark", "Havn": "Sudmark", "Sudmark": "Norland"}


@given(st.lists(words, max_size=25), st.lists(words, max_size=8))
def test_a_text_of_other_parties_is_the_same_text(text: list[str], claim: list[str]) -> None:
    def swapped(row: list[str]) -> str:
        return " ".join(SWAP.get(word, word) for word in row)

    plain = one(" ".join(claim), " ".join(text))
    assert plain == one(swapped(claim), swapped(text))


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=300))
def test_nothing_else_changes(text: str) -> None:
    if not TABLE.find(text):
        assert one(text, text) == (text, text)
    mixed = f"{text}\n\nNorland\n\n{text}"
    if not TABLE.find(text):
        assert re.fullmatch(
            re.escape(f"{text}\n\n") + r"[A-Z]\w+" + re.escape(f"\n\n{text}"), one("", mixed)[1]
        )


@pytest.mark.parametrize("texts", [[], [""], ["", "a"]])
def test_as_many_pairs_as_texts(texts: list[str]) -> None:
    assert [text for _, text in neutral(CLAIM, texts, TABLE)] == texts
