"""What is watched: parsed once, renewed when claims change, faults named."""

from __future__ import annotations

from monitor.domain.model import ClaimStatus
from monitor.jobs.watch import Watcher, filter_text, make_watch
from monitor.matching.index import ClaimIndex
from tests.domain.reading import ALIASES
from tests.factories import make_claim, make_entry, make_event, make_parsed_entry, make_verdict
from tests.fakes import FakeStore


def test_a_claim_whose_query_is_broken_is_named_and_the_others_are_watched():
    claims = (
        make_claim("C1", query="Ruritania AND soldier"),
        make_claim("C2", query="Ruritania AND ("),
    )
    watch = make_watch(claims, ALIASES, ClaimIndex)
    assert [claim.id for claim in watch.hits("Ruritanian soldiers march.")] == ["C1"]
    (fault,) = watch.faults
    assert fault.startswith("claim C2: watch query")
    assert set(watch.claims) == {"C1"}


def test_the_index_is_made_again_only_when_the_claims_changed():
    made = []

    def index(queries):
        made.append(sorted(queries))
        return ClaimIndex(queries)

    store, watcher = FakeStore(), Watcher(ALIASES, index)
    store.claims.add(make_claim("C1"), event=make_event())
    first = watcher.current(store.claims)
    assert watcher.current(store.claims) is first
    claim = store.claims.add(make_claim("C2"), event=make_event())
    assert watcher.current(store.claims) is not first
    store.claims.record_verdict(make_verdict(claim, ClaimStatus.CONFIRMED))
    watcher.current(store.claims)
    assert made == [["C1"], ["C1", "C2"], ["C1"]]


def test_an_entry_is_filtered_by_all_its_words():
    values = {
        "title": "one",
        "summary": "two",
        "categories": ("three", "four"),
        "content": "five",
    }
    for entry in (make_entry(**values), make_parsed_entry(**values)):
        assert filter_text(entry).split() == ["one", "two", "three", ";", "four", "five"]
