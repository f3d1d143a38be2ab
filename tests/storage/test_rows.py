"""Values survive the way to a row and back."""

from dataclasses import fields

import pytest
from sqlalchemy import func, select

from monitor.domain.judgement import (
    Basis,
    Certainty,
    Facets,
    Genre,
    Locus,
    Novelty,
    SecondFate,
    SlotMatch,
    SpeakerRole,
)
from monitor.storage import rows
from monitor.storage.claims import by_id, free_id, no_claim
from monitor.storage.runs import KEPT
from monitor.storage.tables import runs
from tests.factories import (
    later,
    make_claim,
    make_flag_draft,
    make_judgement,
    make_run,
    make_second,
)

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
    "second",
    [
        None,
        make_second(),
        make_second(fate=SecondFate.DROPPED, reason="not JSON", decisions=(), kind=None),
    ],
)
def test_a_second_reading_survives(second):
    import json

    draft = make_flag_draft(judgement=make_judgement(second=second))
    values = rows.evidence_values(draft, flag_id=1)
    assert rows.to_second(json.loads(json.dumps(values["second"]))) == second


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


def test_old_runs_are_dropped(sqlite_url, open_sql):
    store = open_sql(sqlite_url)
    for number in range(KEPT + 3):
        at = later(minutes=number)
        store.runs.record_run(make_run("poll", started_at=at, finished_at=at))
    store.runs.record_run(make_run("match"))
    with store.database.read() as connection:
        kept = connection.execute(select(runs.c.job, func.count()).group_by(runs.c.job)).all()
    assert dict(map(tuple, kept)) == {"poll": KEPT, "match": 1}
