"""The alias table: names found in texts."""

import pytest

from monitor.domain.language.entities import AliasTable, Entity, EntityKind
from monitor.domain.language.tokens import tokenise

COUNTRY, BODY, PLACE = EntityKind.COUNTRY, EntityKind.ORGANISATION, EntityKind.PLACE
TABLE = AliasTable(
    [
        Entity(
            name="United States",
            kind=COUNTRY,
            aliases=("US", "U.S.", "American", "Americans", "Washington, D.C."),
        ),
        Entity(name="World Health Organization", kind=BODY, aliases=("WHO",)),
        Entity(name="Turkey", kind=COUNTRY, aliases=("Turkish", "Ankara"), cased=("Turkey",)),
        Entity(name="Ivory Coast", kind=COUNTRY, aliases=("Côte d'Ivoire",)),
        Entity(name="Guinea", kind=COUNTRY),
        Entity(name="Guinea-Bissau", kind=COUNTRY, rivals=("Guinea",)),
        Entity(name="South America", kind=PLACE, aliases=("South American",)),
        Entity(name="Reading", kind=PLACE, within="United Kingdom"),
        Entity(name="Ankara", kind=PLACE, within="Turkey"),
        Entity(name="Harbour Guard", kind=BODY, within="Turkey"),
        Entity(name="!?", kind=BODY),
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the US and us", [("United States", "US")]),
        ("U.S.-made, U.S made", [("United States", "U.S."), ("United States", "U.S")]),
        ("Who told the WHO?", [("World Health Organization", "WHO")]),
        ("roast turkey in Turkey", [("Turkey", "Turkey")]),
        ("TURKEY AGREES", [("Turkey", "TURKEY")]),
        ("turkish lira", [("Turkey", "turkish")]),
        ("Côte d’Ivoire's coast", [("Ivory Coast", "Côte d’Ivoire")]),
        ("COTE D'IVOIRE", [("Ivory Coast", "COTE D'IVOIRE")]),
        ("Guinea-Bissau", [("Guinea-Bissau", "Guinea-Bissau")]),
        ("Guinea Bissau and guinea", [("Guinea-Bissau", "Guinea Bissau"), ("Guinea", "guinea")]),
        ("South American", [("South America", "South American")]),
        ("north american", [("United States", "american")]),
        ("reading in Reading", [("Reading", "Reading")]),
        ("in Ankara", [("Turkey", "Ankara")]),
        ("Washington D.C. and Washington", [("United States", "Washington D.C.")]),
        ("Guinea", [("Guinea", "Guinea")]),
        ("", []),
    ],
)  # fmt: skip
def test_find(text, found):
    mentions = TABLE.find(text)
    assert [(one.entity.name, one.span.of(text)) for one in mentions] == found
    assert TABLE.find(text, tokenise(text)) == mentions


def test_resolve_takes_the_whole_name():
    assert TABLE.resolve("americans") is TABLE.get("United States")
    assert TABLE.resolve("Washington DC") is None
    assert TABLE.resolve("the US") is None
    assert TABLE.resolve("US army") is None
    assert TABLE.resolve("us") is None
    assert TABLE.resolve("") is None
    assert TABLE.get("US") is None


def test_names_begin_with_the_canonical_one():
    assert [name.text for name in TABLE.names("Turkey")] == ["Turkey", "Turkish", "Ankara"]
    assert TABLE.names("!?") == ()
    assert TABLE.names("nobody") == ()
    assert len(TABLE) == 11


def test_countries_and_rivals():
    country_of = {name: TABLE.country_of(TABLE.get(name)) for name in ("Guinea", "Harbour Guard")}
    assert country_of == {"Guinea": "Guinea", "Harbour Guard": "Turkey"}
    assert TABLE.are_rivals("Guinea", "Guinea-Bissau")
    assert TABLE.are_rivals("Guinea-Bissau", "Guinea")
    assert not TABLE.are_rivals("Guinea", "Turkey")
    assert not TABLE.are_rivals("Guinea", "nobody")
