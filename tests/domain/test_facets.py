"""Roles, parties and places around a sentence."""

from __future__ import annotations

import pytest

from monitor.domain.judgement import Basis, Novelty, SlotMatch, SpeakerRole
from monitor.domain.speech.attribution import Attribution
from monitor.domain.speech.roles import is_accuser, parties_of, role_of
from tests.domain.reading import ALIASES, judge, make_claim, make_outlet, make_report

PARTIES = frozenset({"Borduria", "Ruritania"})


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        ("Borduria has sent soldiers to Ruritania", {"Borduria", "Ruritania"}),
        ("Bordurian soldiers are deployed in Ruritania", {"Borduria"}),
        ("Three people died in the Lower Vale", set()),
        ("Acme Motors will close its plant in Leeds", {"Acme", "Motors"}),
        ("The army of Kenya has moved", {"Kenya"}),
    ],
)
def test_parties_of_a_claim(text: str, parties: set[str]) -> None:
    assert parties_of(make_claim(text), ALIASES) == parties


def test_given_parties_go_first() -> None:
    claim = make_claim("Borduria has sent soldiers", parties=("Kenya",))
    assert parties_of(claim, ALIASES) == {"Kenya"}


@pytest.mark.parametrize(
    ("speaker", "entity", "role"),
    [
        ("Borduria's minister", "Borduria", SpeakerRole.PARTY),
        ("the Syldavian army", "Syldavia", SpeakerRole.ADVERSARY_OF_PARTY),
        ("the Kenyan minister", "Kenya", SpeakerRole.THIRD_PARTY),
        ("a Kenyan researcher", "Kenya", SpeakerRole.INDEPENDENT_EXPERT),
        ("a professor of law", "", SpeakerRole.INDEPENDENT_EXPERT),
        ("the coroner", "", SpeakerRole.THIRD_PARTY),
        ("a spokesman", "", SpeakerRole.UNKNOWN),
        ("the Northern Alliance", "Northern Alliance", SpeakerRole.THIRD_PARTY),
    ],
)
def test_role(speaker: str, entity: str, role: SpeakerRole) -> None:
    said = Attribution(speaker=speaker, entity=entity)
    assert role_of(said, PARTIES, None, ALIASES) == (role, entity)


def test_role_of_a_party_that_the_table_does_not_know() -> None:
    said = Attribution(speaker="an Acme spokeswoman")
    assert role_of(said, frozenset({"Acme"}), None, ALIASES) == (SpeakerRole.PARTY, "Acme")


def test_role_of_the_outlet_itself() -> None:
    mouthpiece = make_outlet(state_of="Borduria")
    assert role_of(None, PARTIES, mouthpiece, ALIASES) == (SpeakerRole.PARTY, "Borduria")
    rival = make_outlet(state_of="Syldavia")
    assert role_of(None, PARTIES, rival, ALIASES)[0] is SpeakerRole.ADVERSARY_OF_PARTY
    neutral = make_outlet(state_of="Kenya")
    assert role_of(None, PARTIES, neutral, ALIASES) == (SpeakerRole.OUTLET_ITSELF, "")


def test_the_president_in_a_paper_of_an_involved_country_is_its_own() -> None:
    said = Attribution(speaker="the president")
    home = make_outlet(country="Graustark")
    assert role_of(said, PARTIES, home, ALIASES) == (SpeakerRole.ADVERSARY_OF_PARTY, "Graustark")
    abroad = make_outlet(country="Kenya")
    assert role_of(said, PARTIES, abroad, ALIASES) == (SpeakerRole.UNKNOWN, "")


def test_accuser() -> None:
    claim = make_claim("Borduria shelled a hospital in Syldavia")
    both = frozenset({"Borduria", "Syldavia"})
    assert is_accuser(claim, "Syldavia", both, frozenset(), ALIASES)
    assert not is_accuser(claim, "Borduria", both, frozenset(), ALIASES)
    assert not is_accuser(claim, "Syldavia", both, frozenset({"Syldavia"}), ALIASES)
    assert not is_accuser(claim, "Kenya", both, frozenset(), ALIASES)


def test_place_is_taken_from_the_sentences_around() -> None:
    claim = make_claim("Bordurian soldiers are deployed in Graustark")
    there = "The Alliance confirmed on Monday that Bordurian soldiers had been deployed."
    found = judge(claim, make_report("x", f"{there}\nThe units are deployed in Zenda."))
    assert found.facets.place is SlotMatch.MISMATCH
    right = judge(claim, make_report("x", f"{there}\nThe units are deployed in Lower Vale."))
    assert right.facets.place is not SlotMatch.MISMATCH


def test_own_eyes_of_the_outlets_reporters() -> None:
    claim = make_claim("Police fired on protesters in Zenda")
    text = "Reporters of this paper saw how police fired on protesters in Zenda."
    assert judge(claim, make_report("x", text)).facets.basis is Basis.EYEWITNESS


def test_rivals_need_proof_that_is_there() -> None:
    claim = make_claim("Borduria has sent soldiers to fight for Ruritania")
    said = "Graustark's army said on Monday that Borduria had sent soldiers to fight for Ruritania."
    bare = judge(claim, make_report("x", f"{said}\nIt showed no satellite images."))
    assert bare.facets.basis is Basis.NAMED_SOURCE
    shown = judge(claim, make_report("x", f"{said}\nIt released satellite images of the ports."))
    assert shown.facets.basis is Basis.DOCUMENT_OR_IMAGERY


def test_saying_that_lies_back_is_a_recap() -> None:
    claim = make_claim("Borduria has sent soldiers to fight for Ruritania")
    text = "The Alliance had confirmed that Borduria sent soldiers to fight for Ruritania."
    assert judge(claim, make_report("x", text)).facets.novelty is Novelty.RECAP


def test_the_date_of_the_event_does_not_make_a_recap() -> None:
    claim = make_claim("Borduria has sent soldiers to fight for Ruritania")
    text = (
        "The Alliance confirmed on Monday that Borduria had sent soldiers to fight for Ruritania "
        "in October."
    )
    assert judge(claim, make_report("x", text)).facets.novelty is Novelty.NEW
