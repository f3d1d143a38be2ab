"""Nouns for people and things: which mean the same, and which are a part of another.

General English only. Nouns are lemmas (``english.lemma``).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from monitor.domain.language.english import lemma


def words_of(table: str) -> tuple[str, ...]:
    """The words of a table, which is written as one string for the sake of its readers."""
    return tuple(table.split())


#: Nouns that a news text uses for the same; the first stands for all. "force" is here for
#: "forces": what is counted or acts in the plural.
_SAME = """
soldier troop personnel serviceman servicewoman servicemember trooper force military army combatant
person people individual man
woman lady
child kid minor
killed dead death fatality
wounded injured injury hurt
civilian noncombatant
prisoner captive pow
protester demonstrator
refugee asylum-seeker
migrant immigrant
worker employee staff staffer
shell round projectile
drone uav
aircraft plane airplane jet warplane
ship vessel boat
officer commander
policeman policewoman police
lawmaker legislator mp parliamentarian deputy senator congressman congresswoman
doctor physician
journalist reporter
student pupil
militant insurgent rebel
home house
job post
car vehicle
advisor adviser
"""

#: "part: whole ..." for people and things of which the one is always some of the other.
_PART_OF = """
officer: soldier
general: officer
colonel: officer
major: officer
captain: officer
lieutenant: officer
sergeant: soldier
conscript: soldier
reservist: soldier
paratrooper: soldier
marine: soldier
commando: soldier
sniper: soldier
peacekeeper: soldier
gunner: soldier
medic: soldier
engineer: worker
guard: person
soldier: person
civilian: person
child: civilian
woman: person
girl: child woman
boy: child
baby: child
toddler: child
infant: child
refugee: person
migrant: person
prisoner: person
protester: person
journalist: civilian
doctor: civilian
nurse: civilian
teacher: civilian
student: civilian
farmer: civilian
worker: person
miner: worker
passenger: person
resident: person
patient: person
tourist: person
pilgrim: person
hostage: person
militant: person
policeman: person
lawmaker: politician
minister: politician
politician: person
missile: weapon
shell: ammunition
bullet: ammunition
ammunition: weapon
drone: weapon
tank: weapon
gun: weapon
howitzer: gun
rifle: gun
fighter: person
bomber: aircraft
helicopter: aircraft
frigate: ship
destroyer: ship
submarine: ship
tanker: ship
ferry: ship
school: building
hospital: building
church: building
mosque: building
home: building
bus: car
truck: car
"""


def _read_same(table: str) -> Mapping[str, str]:
    return {noun: line.split()[0] for line in table.strip().splitlines() for noun in line.split()}


def _read_parts(table: str) -> Mapping[str, frozenset[str]]:
    parts: dict[str, frozenset[str]] = {}
    for line in table.strip().splitlines():
        part, wholes = line.split(":")
        parts[part] = frozenset(wholes.split())
    return parts


_GROUP = _read_same(_SAME)
_WHOLES = _read_parts(_PART_OF)


def group_of(noun: str) -> str:
    """The noun that stands for all that mean the same; ``noun`` is a folded word, any number."""
    base = lemma(noun)
    return _GROUP.get(noun) or _GROUP.get(base) or base


def group_in(before: str, noun: str) -> str:
    """The group of ``noun`` after the word ``before``: police officers are no officers."""
    return _GROUP["police"] if before == "police" else group_of(noun)


@lru_cache(maxsize=4096)
def is_part_of(part: str, whole: str) -> bool:
    """Whether every ``part`` is one of ``whole``, and not the other way round."""
    target, seen = group_of(whole), {group_of(part)}
    wave = set(seen)
    while wave:
        wave = {up for noun in wave for up in _WHOLES.get(noun, ())} - seen
        if target in wave:
            return True
        seen |= wave
    return False


def is_known(noun: str) -> bool:
    """Whether the tables say anything about a noun (a folded word, any number)."""
    group = group_of(noun)
    return group in _WHOLES or group in _HEADS


_HEADS = frozenset(_GROUP.values()) | {whole for wholes in _WHOLES.values() for whole in wholes}
