"""The tables a person edits: what is read, and how faults are named."""

import re
from pathlib import Path

import pytest

from monitor.domain.language.entities import EntityKind
from monitor.domain.language.tokens import tokenise
from monitor.domain.model import OutletKind
from monitor.errors import ConfigError
from monitor.tables import load_aliases, load_outlets

CONFIG = Path(__file__).parent.parent / "config"

ALIASES = """
[[entity]]
name = "Veldoria"
kind = "country"
aliases = ["Veldorian", "Poll"]
rivals = ["Ostrava"]
cased = ["Poll"]

[[entity]]
name = "Ostrava"
kind = "country"

[[entity]]
name = "Kesk Guard"
kind = "organisation"
within = "Veldoria"
"""
PLACES = """# gazetteer
Łipno\tVeldoria\tcity\tUpper Kesk
Lipno\tVeldoria\tcity\tUpper Kesk
Lipno\tOstrava\tcity

VELDORIAN\tOstrava\tcity
Upper Kesk\tVeldoria\tregion\tUpper Kesk
Nowhere\t\tregion
"""
OUTLETS = """
[[outlet]]
id = "courier"
name = "Kesk Courier"
kind = "newspaper"
country = "Veldoria"
state_media_of = "Veldoria"
hosts = ["www.Courier.example"]
language = "de"
feeds = ["https://courier.example/rss"]

[[outlet]]
id = "post"
name = "Post"
"""


@pytest.fixture
def write(tmp_path):
    def _write(text, name="table.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return _write


def test_aliases(write):
    table = load_aliases(write(ALIASES))
    assert len(table) == 3
    assert table.resolve("veldorian").name == "Veldoria"
    assert table.resolve("poll") is None
    assert table.get("Kesk Guard").within == "Veldoria"
    assert table.are_rivals("Ostrava", "Veldoria")


def test_places(write):
    table = load_aliases(write(ALIASES), write(PLACES, "places.tsv"))
    assert len(table) == 3 + 4
    place = table.resolve("Łipno")
    assert (place.kind, place.within, place.region) == (EntityKind.PLACE, "Veldoria", "Upper Kesk")
    assert place.aliases == ("Lipno",)
    assert table.resolve("Lipno") is place
    assert table.get("Lipno").within == "Ostrava"
    assert table.resolve("upper kesk") is None
    assert table.resolve("VELDORIAN").name == "Veldoria"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("x = [", "not valid TOML"),
        ("[[entiti]]", "unknown key 'entiti'; did you mean 'entity'?"),
        ("entity = 1", "must be tables"),
        ("[entity]\nname = 'A'", "must be tables"),
        ("[[entity]]\nkind = 'country'", "entity number 1: name: is missing"),
        ("[[entity]]\nname = 3\nkind = 'country'", "name: must be a string, not 3"),
        ("[[entity]]\nname = 'A'", "entity 'A': kind: is missing"),
        ("[[entity]]\nname = 'A'\nkind = 'contry'", "no kind 'contry'; did you mean 'country'?"),
        ("[[entity]]\nname = 'A'\nkind = 'country'\nalias = []", "did you mean 'aliases'?"),
        ("[[entity]]\nname = 'A'\nkind = 'country'\naliases = 'B'", "aliases: must be a list"),
        ("[[entity]]\nname = 'A'\nkind = 'country'\naliases = ['']", "aliases: must be a list"),
        ("[[entity]]\nname = 'A'\nkind = 'country'\nzzz = 1", "valid: aliases, cased, kind"),
        (ALIASES + ALIASES, "entity 'Veldoria': name: stands there twice"),
        (ALIASES.replace('["Ostrava"]', '["Ostrawa"]'), "rivals: no entity 'Ostrawa'; did"),
        (ALIASES.replace('within = "V', 'within = "W'), "within: no entity 'Weldoria'"),
        (ALIASES.replace('cased = ["Poll"]', 'cased = ["Pol"]'), "cased: 'Pol' is no alias; did"),
    ],
)  # fmt: skip
def test_faults_of_aliases(write, text, fault):
    path = write(text)
    with pytest.raises(ConfigError, match=re.escape(fault)) as caught:
        load_aliases(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Lipno\tVeldorja\tcity", "line 2: no country 'Veldorja'; did you mean 'Veldoria'?"),
        ("Lipno\tVeldoria", "line 2: needs name, country, kind"),
        ("\tVeldoria\tcity", "line 2: needs name, country, kind"),
        ("Lipno\tKesk Guard\tcity", "line 2: no country 'Kesk Guard'"),
    ],
)
def test_faults_of_places(write, line, fault):
    with pytest.raises(ConfigError, match=re.escape(fault)):
        load_aliases(write(ALIASES), write(f"# places\n{line}\n", "places.tsv"))


def test_unreadable_files(write, tmp_path):
    missing = tmp_path / "missing"
    with pytest.raises(ConfigError, match="missing: cannot be read: No such file"):
        load_aliases(missing)
    with pytest.raises(ConfigError, match="missing: cannot be read: No such file"):
        load_aliases(write(ALIASES), missing)
    latin = tmp_path / "latin"
    latin.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_aliases(latin)
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_aliases(write(ALIASES), latin)


def test_outlets(write):
    outlets, feeds = load_outlets(write(OUTLETS))
    assert [outlet.id for outlet in outlets] == ["courier", "post"]
    courier, post = outlets
    assert (courier.kind, courier.hosts, courier.language) == (
        OutletKind.NEWSPAPER,
        ("courier.example",),
        "de",
    )
    assert courier.state_media_of == courier.country == "Veldoria"
    assert (post.kind, post.hosts, post.language) == (OutletKind.OTHER, (), "en")
    assert feeds == {"courier": ("https://courier.example/rss",), "post": ()}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "post"', 'id = "courier"', "outlet 'courier': id: stands there twice"),
        ('id = "post"', "", "outlet 'Post': id: is missing"),
        ('"newspaper"', '"newspapr"', "no kind 'newspapr'; did you mean 'newspaper'?"),
        ("language", "langage", "unknown key 'langage'; did you mean 'language'?"),
        ("https://", "ftp://", "feeds: 'ftp://courier.example/rss' is no http(s) address"),
    ],
)
def test_faults_of_outlets(write, old, new, fault):
    with pytest.raises(ConfigError, match=re.escape(fault)):
        load_outlets(write(OUTLETS.replace(old, new)))


def test_the_shipped_tables_load_and_no_name_means_two_things():
    table = load_aliases(CONFIG / "aliases.toml")
    assert len(table) > 400
    seen = {}
    for entity in table._entities.values():
        for name in table.names(entity.name):
            assert seen.setdefault((name.words, name.prints), entity.name) == entity.name
            assert table.resolve(name.text) is entity, name
            assert len(tokenise(name.text)) == len(name.words)


@pytest.mark.parametrize(
    ("name", "entity"),
    [
        ("DPRK", "North Korea"),
        ("north koreans", "North Korea"),
        ("Kremlin", "Russia"),
        ("White House", "United States"),
        ("U.S.", "United States"),
        ("us", None),
        ("who", None),
        ("Downing Street", "United Kingdom"),
        ("Foreign Ministry", None),
        ("Xinhua", "Xinhua"),
        ("Türkiye", "Turkey"),
        ("polish", None),
        ("Polish", "Poland"),
        ("Nato", "NATO"),
        ("ICRC", "Red Cross"),
    ],
)
def test_well_known_names(name, entity):
    found = load_aliases(CONFIG / "aliases.toml").resolve(name)
    assert (found and found.name) == entity


@pytest.mark.skipif(not (CONFIG / "places.tsv").exists(), reason="no gazetteer is shipped")
def test_the_shipped_gazetteer_loads_and_leaves_countries_alone():
    table = load_aliases(CONFIG / "aliases.toml", CONFIG / "places.tsv")
    plain = load_aliases(CONFIG / "aliases.toml")
    for entity in plain._entities.values():
        for name in plain.names(entity.name):
            assert table.resolve(name.text).name == entity.name
