"""Values survive the way to a row and back."""

from dataclasses import fields

import pytest

from monitor.domain.judgement import (
    Basis,
    Certainty,
    Facets,
    Genre,
    Locus,
    Novelty,
    SlotMatch,
    SpeakerRole,
)
from monitor.storage import rows
from monitor.storage.claims import by_id, free_id, no_claim
from tests.factories import make_claim

FULL = Facets(
    certainty=Certainty.HEDGED,
    basis=Basis.OFFICIAL_DENIAL,
    speaker="a harbour pilot",
    speaker_role=SpeakerRole.PARTY,
    speaker_entity="Norland",
    verb="denied",
    actor=SlotMatch.MATCH,
    quantity=SlotMatch.MISMATCH,
    place=SlotMatch.COMPATIBLE,
    time=SlotMatch.MATCH,
    scope="narrower",
    novelty=Novelty.RECAP,
    locus=Locus.HEADLINE_ONLY,
    genre=Genre.OPINION,
    time_ok=False,
    correction=True,
    complete=False,
    admission=True,
    words=(("certainty", "may"), ("basis", "denied")),
)


def as_json(facets: Facets) -> dict[str, object]:
    import json
    from dataclasses import asdict

    return json.loads(json.dumps(asdict(facets)))


def test_every_facet_survives():
    default = Facets()
    assert all(getattr(FULL, one.name) != getattr(default, one.name) for one in fields(Facets))
    restored = rows.to_facets(as_json(FULL))
    assert restored == FULL
    assert isinstance(restored.basis, Basis)
    assert isinstance(restored.words[0], tuple)


def test_facets_of_other_versions_are_read():
    values = as_json(FULL)
    del values["verb"]
    values["mood"] = "new in a later version"
    assert rows.to_facets(values).verb == ""


@pytest.mark.parametrize(
    ("taken", "free"),
    [((), "C1"), (("C1", "C3"), "C4"), (("c9", "C-7", "C", "XC8"), "C1"), (("C٣",), "C1")],
)
def test_free_ids(taken, free):
    assert free_id(taken) == free


def test_ids_are_sorted_by_their_numbers():
    names = ["C10", "c2", "C2", "a", "C2b", "7", "C" + "9" * 5000]
    ordered = sorted((make_claim(name) for name in names), key=by_id)
    assert [claim.id for claim in ordered][:6] == ["7", "a", "c2", "C2", "C2b", "C10"]


def test_an_unknown_id_is_cut_to_a_line():
    assert len(str(no_claim("x" * 5000, {"C1"}))) < 150
