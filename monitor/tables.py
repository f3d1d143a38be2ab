"""Reads the tables a person edits: ``aliases.toml``, ``places.tsv`` and ``outlets.toml``.

Every fault is a ConfigError that names the file, the entry, the key and, for a misspelt key or
name, the nearest valid one.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from monitor.domain.language.entities import AliasTable, Entity, EntityKind
from monitor.domain.language.tokens import tokenise
from monitor.domain.model import Outlet, OutletKind
from monitor.errors import ConfigError

_ENTITY_KEYS = ("name", "kind", "aliases", "within", "rivals", "cased")
_OUTLET_KEYS = (
    "id", "name", "kind", "country", "state_media_of", "hosts", "language", "feeds",
)  # fmt: skip
_Kind = TypeVar("_Kind", bound=StrEnum)


def load_aliases(path: Path, places: Path | None = None) -> AliasTable:
    """The alias table of ``path`` with the gazetteer ``places``, if there is one.

    A place whose name is a country's, an organisation's or a place's of the alias table is
    left out, but for its own country's seat of government. Raises ConfigError.
    """
    entities = [_entity(table) for table in _tables(path, "entity", _ENTITY_KEYS)]
    known = [entity.name for entity in entities]
    _refuse_twice(path, "entity", "name", known)
    for entity in entities:
        where = f"{path}: entity {entity.name!r}"
        for key, names in (("within", (entity.within,)), ("rivals", entity.rivals)):
            for name in names:
                if name and name not in known:
                    raise ConfigError(f"{where}: {key}: no entity {name!r}; {_near(name, known)}")
        for name in entity.cased:
            if name not in (entity.name, *entity.aliases):
                others = (entity.name, *entity.aliases)
                raise ConfigError(f"{where}: cased: {name!r} is no alias; {_near(name, others)}")
    if places is not None:
        entities += _places(places, entities)
    return AliasTable(entities)


def load_outlets(path: Path) -> tuple[tuple[Outlet, ...], dict[str, tuple[str, ...]]]:
    """The outlets of ``path`` in its order, and the feed URLs of each by outlet id.

    Raises ConfigError.
    """
    outlets = []
    feeds = {}
    for table in _tables(path, "outlet", _OUTLET_KEYS):
        outlet = Outlet(
            id=table.text("id", required=True),
            name=table.text("name", required=True),
            kind=table.choice("kind", OutletKind, OutletKind.OTHER),
            country=table.text("country"),
            state_media_of=table.text("state_media_of"),
            hosts=tuple(host.lower().removeprefix("www.") for host in table.texts("hosts")),
            language=table.text("language") or "en",
        )
        outlets.append(outlet)
        feeds[outlet.id] = urls = table.texts("feeds")
        for url in urls:
            if not url.startswith(("http://", "https://")):
                raise table.fault("feeds", f"{url!r} is no http(s) address")
    _refuse_twice(path, "outlet", "id", [outlet.id for outlet in outlets])
    return tuple(outlets), feeds


class _Table:
    """One ``[[...]]`` table of a file, read key by key."""

    def __init__(self, where: str, values: Mapping[str, object]) -> None:
        self._where = where
        self._values = values

    def fault(self, key: str, fault: str) -> ConfigError:
        return ConfigError(f"{self._where}: {key}: {fault}")

    def text(self, key: str, *, required: bool = False) -> str:
        value = self._values.get(key, "")
        if not isinstance(value, str):
            raise self.fault(key, f"must be a string, not {value!r}")
        if required and not value.strip():
            raise self.fault(key, "is missing")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(part, str) and part.strip() for part in value
        ):
            raise self.fault(key, f"must be a list of strings, not {value!r}")
        return tuple(part.strip() for part in value)

    def choice(self, key: str, kinds: type[_Kind], default: _Kind | None = None) -> _Kind:
        value = self.text(key, required=default is None)
        if not value and default is not None:
            return default
        try:
            return kinds(value)
        except ValueError:
            valid = [kind.value for kind in kinds]
            raise self.fault(key, f"no kind {value!r}; {_near(value, valid)}") from None


def _entity(table: _Table) -> Entity:
    return Entity(
        name=table.text("name", required=True),
        kind=table.choice("kind", EntityKind),
        aliases=table.texts("aliases"),
        within=table.text("within"),
        rivals=table.texts("rivals"),
        cased=table.texts("cased"),
    )


def _tables(path: Path, name: str, keys: Collection[str]) -> Iterable[_Table]:
    """The ``[[name]]`` tables of a TOML file that holds nothing else."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    for key in document:
        if key != name:
            raise ConfigError(f"{path}: unknown key {key!r}; {_near(key, [name])}")
    listed = document.get(name, [])
    if not isinstance(listed, list) or not all(isinstance(values, dict) for values in listed):
        raise ConfigError(f"{path}: {name} must be tables, each below [[{name}]]")
    for number, values in enumerate(listed, start=1):
        told = values.get("name") or values.get("id")
        where = f"{path}: {name} {told!r}" if told else f"{path}: {name} number {number}"
        for key in values:
            if key not in keys:
                raise ConfigError(f"{where}: unknown key {key!r}; {_near(key, keys)}")
        yield _Table(where, values)


def _places(path: Path, entities: Iterable[Entity]) -> list[Entity]:
    """Lines ``name, country, kind[, region]`` as places; spellings of one name are one place."""
    countries = {entity.name for entity in entities if entity.kind is EntityKind.COUNTRY}
    taken = {
        _words(name): entity.name for entity in entities for name in (entity.name, *entity.aliases)
    }
    found: dict[tuple[tuple[str, ...], str], list[str]] = {}
    regions: dict[tuple[tuple[str, ...], str], str] = {}
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) not in (3, 4) or not columns[0]:
            raise ConfigError(
                f"{path}, line {number}: needs name, country, kind and perhaps region, with tabs"
            )
        name, country = columns[:2]
        if country and country not in countries:
            hint = _near(country, countries)
            raise ConfigError(f"{path}, line {number}: no country {country!r}; {hint}")
        key = (_words(name), country)
        # A seat of government stands for its country, but is a place too: "in Paris".
        is_seat = taken.get(key[0]) == country and key[0] != _words(country)
        if key[0] and (key[0] not in taken or is_seat):
            found.setdefault(key, []).append(name)
            regions.setdefault(key, columns[3] if len(columns) == 4 else "")
    return _merged(found, regions)


def _merged(
    found: Mapping[tuple[tuple[str, ...], str], list[str]],
    regions: Mapping[tuple[tuple[str, ...], str], str],
) -> list[Entity]:
    """One entity for each place; of places of one name in several countries, the first."""
    places: dict[str, Entity] = {}
    for key, names in found.items():
        name, *others = dict.fromkeys(names)
        if name not in places:
            places[name] = Entity(
                name=name,
                kind=EntityKind.PLACE,
                aliases=tuple(others),
                within=key[1],
                region=regions[key],
            )
    return list(places.values())


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8: {error}") from error


def _words(name: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokenise(name))


def _refuse_twice(path: Path, table: str, key: str, names: list[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ConfigError(f"{path}: {table} {name!r}: {key}: stands there twice")
        seen.add(name)


def _near(name: str, valid: Iterable[str]) -> str:
    names = sorted(valid)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean {close[0]!r}?"
    return f"valid: {', '.join(names[:20])}{' ...' if len(names) > 20 else ''}"
