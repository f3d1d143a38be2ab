"""No rule knows a name: the twin with all its names swapped by a table reads the same.

Only ``config/aliases.toml`` and ``config/places.tsv`` know countries and places; the rivalries
among the names are kept, so that every speaker keeps its role.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.acceptance.story import TWIN, Told, tell

SWAPS = {
    "Democratic Republic of the Congo": "Kosovo",
    "Democratic Republic of Congo": "Kosovo",
    "DR Congo's": "Kosovo's",
    "DR Congo": "Kosovo",
    "Congolese": "Kosovan",
    "Congo": "Kosovo",
    "Kinshasa": "Pristina",
    "Rwandan": "Serbian",
    "Rwanda": "Serbia",
    "Kigali": "Belgrade",
    "Eritreans": "Armenians",
    "Eritrean": "Armenian",
    "Eritrea": "Armenia",
    "Asmara": "Yerevan",
    "Ethiopian": "Azerbaijani",
    "Ethiopia": "Azerbaijan",
    "Addis Ababa": "Baku",
    "Addis": "Baku",
    "South African": "Portuguese",
    "South Africa": "Portugal",
    "Pretoria": "Lisbon",
    "Kenyan": "Irish",
    "Kenya": "Ireland",
    "Nairobi": "Dublin",
    "African Union": "European Union",
    "Musanze": "Novi Sad",
    "Goma": "Prizren",
}
#: Keys by which stories find each other.
_KEPT = re.compile(r"\s*(slug|outlet|id|reprint_of)\s*=")


def swapped(folder: Path) -> Path:
    """A copy of the twin in ``folder`` with other names, its ids as they were."""
    copy = folder / "swapped"
    shutil.copytree(TWIN, copy)
    swaps = SWAPS | {one.upper(): other.upper() for one, other in SWAPS.items()}  # datelines
    names = re.compile("|".join(map(re.escape, sorted(swaps, key=len, reverse=True))))
    for path in copy.rglob("*.toml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        changed = [
            line if _KEPT.match(line) else names.sub(lambda found: swaps[found[0]], line)
            for line in lines
        ]
        assert changed != lines or path.name == "outlets.toml"
        path.write_text("\n".join(changed) + "\n", encoding="utf-8")
    return copy


def readings(told: Told) -> dict[tuple[str, str], str]:
    """Kind by story and claim."""
    return {key: str(row.judgement.kind) for key, row in told.evidence().items()}


def clear_stances(told: Told) -> dict[tuple[str, str], str]:
    """Stance by story and claim, where it is no tie.

    The alias table lists "Eritrean Defence Forces" as a body of its own and no Armenian ones:
    such a name can move a score a little.
    """
    found = {}
    for key, row in told.evidence().items():
        scores = row.judgement.scores
        first, second = sorted(
            (scores.supports, scores.refutes, scores.discusses, scores.unrelated), reverse=True
        )[:2]
        if first - second > 0.25:
            found[key] = str(row.judgement.stance)
    return found


def test_other_names_read_the_same(tmp_path: Path) -> None:
    twin = tell(TWIN, f"sqlite:///{tmp_path / 'twin.db'}")
    other = tell(swapped(tmp_path), f"sqlite:///{tmp_path / 'swapped.db'}")
    try:
        assert len(readings(twin)) > 60
        assert readings(other) == readings(twin)
        one, two = clear_stances(twin), clear_stances(other)
        both = one.keys() & two.keys()
        assert len(both) > 50
        assert {key: one[key] for key in both} == {key: two[key] for key in both}
        assert len(other.surprises()) == len(twin.surprises())
    finally:
        twin.store.close()
        other.store.close()
