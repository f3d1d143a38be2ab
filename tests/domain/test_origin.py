"""Which reports join an origin group, and whom an article credits."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.domain.model import Outlet, OutletKind
from monitor.domain.origin.assign import (
    OriginInput,
    agency_credit,
    assign_origin,
    group_origins,
    origin_key,
)
from monitor.domain.origin.credits import is_same_outlet, names_as_source

AT = datetime(2031, 3, 3, 8, tzinfo=UTC)
LEAD = "The Ostrian army shelled a grain depot near Lower Sarn before dawn, the ministry said."
SAID = "“We hit a depot that was used to store rockets,” minister Olga Brandt told parliament."
PARAPHRASE = (
    "Ministry: Ostrian guns shelled a depot of grain at Lower Sarn; an army did it at dawn."
)
REST = (
    "Farmers had hoped for a truce before the harvest. The road to the north is closed. "
    "An inquiry begins next week and reports in the summer."
)
BASE = OriginInput(
    key="k1",
    url="https://wire.example/1",
    outlet_id="meridian",
    outlet_name="Meridian News Agency",
    agency="Meridian News Agency",
    text=f"{LEAD}\n{SAID}\n{REST}",
    quotes=(LEAD,),
    published_at=AT,
)
OWN = (
    "Bakers in Lower Sarn have run out of flour since Monday's explosion, their guild says.",
    "“There was nothing in that barn but wheat and two guards,” mayor Pavel Hruska said.",
)


def other(text: str, *, hours: float = 3, **more: object) -> OriginInput:
    made = OriginInput(
        url="https://paper.example/9",
        outlet_id="paper",
        outlet_name="Daily Lantern",
        text=text,
        quotes=(text.split("\n")[0],),
        published_at=AT + timedelta(hours=hours),
    )
    return replace(made, **more)


def joins(report: OriginInput, prior: OriginInput = BASE) -> str:
    found = assign_origin(report, [prior])
    assert found.joined == (found.key == "k1")
    return found.reason if found.joined else ""


def test_a_first_report_founds_a_group_named_by_its_address() -> None:
    found = assign_origin(BASE, [])
    assert (found.key, found.joined) == (origin_key(BASE.url), False)
    assert origin_key(BASE.url) == origin_key(BASE.url) != origin_key(BASE.url + "0")


def test_a_copy_with_cut_paragraphs_joins() -> None:
    assert "of its text" in joins(other(f"{LEAD}\n{SAID}"))


def test_a_new_version_of_the_page_joins() -> None:
    assert joins(replace(BASE, key="", text="Quite another text.")) == "the same page"


def test_the_deciding_sentence_word_for_word_joins() -> None:
    text = f"{LEAD}\n" + " ".join(f"Own line number {i} about other things." for i in range(40))
    assert joins(other(text)) == "has the deciding sentence word for word"
    late = " ".join(f"And line {i} says again what nobody asked about." for i in range(40))
    older = replace(BASE, text=f"{LEAD}\n{late}")
    assert joins(other(text, hours=200), older) == ""


def test_news_that_became_background_does_not_join() -> None:
    text = "\n".join((*OWN, "It was a hot day.", LEAD, "Nobody else spoke."))
    assert joins(other(text, hours=30)) == ""
    assert joins(other(text, published_at=BASE.published_at)) != ""


def test_the_same_quotation_beside_the_news_joins() -> None:
    text = f"Minister defends dawn raid in a heated debate.\n{SAID}\nThe house adjourned at noon."
    assert "quotes the same words" in joins(other(text))
    assert joins(other(text, hours=24 * 9)) == ""


def test_an_old_quotation_in_the_background_does_not_join() -> None:
    text = "\n".join((*OWN, "It was a hot day.", "Nobody else spoke.", f"Earlier, {SAID}"))
    assert joins(other(text, quotes=OWN[:1])) == ""


def test_naming_the_agency_as_the_source_joins() -> None:
    rewrite = "A grain depot near Lower Sarn was shelled by the Ostrian army before dawn"
    assert "names Meridian" in joins(other(f"{rewrite}, Meridian News Agency reported.\nNo more."))
    assert joins(other(f"{rewrite}, villagers told us.\nNo more.")) == ""


def test_the_original_that_arrives_late_joins_its_rewrite() -> None:
    rewrite = other(
        "According to the Meridian News Agency, the Ostrian army shelled a depot at Lower Sarn.",
        hours=2,
        key="k1",
    )
    assert "names Meridian" in joins(replace(BASE, key=""), rewrite)


def test_crediting_the_agency_joins_only_with_the_same_news() -> None:
    same = other("The Ostrian army shelled a depot near Lower Sarn.", agency="Meridian News Agency")
    assert "credits Meridian" in joins(same)
    wire = replace(BASE, outlet_name="Morning Ledger")
    assert "same agency" in joins(replace(same, text=PARAPHRASE, quotes=(PARAPHRASE,)), wire)
    later = other("The central bank sold gold, its governor said.", agency="Meridian News Agency")
    assert joins(later, wire) == ""
    assert joins(replace(same, published_at=AT + timedelta(days=4)), wire) == ""


def test_other_people_saying_other_things_stay_apart() -> None:
    text = "\n".join((*OWN, "Meridian News Agency reported the ministry's view on Monday."))
    assert joins(other(text)) == ""
    named = replace(BASE, speaker="Olga Brandt")
    quoting = other(f"{OWN[0]}\n{SAID}", speaker="Pavel Hruska")
    assert joins(quoting, named) == ""
    assert joins(replace(quoting, speaker="olga brandt"), named) != ""


def test_an_outlet_does_not_rewrite_itself() -> None:
    own = other("The depot near Lower Sarn, the Daily Lantern reported, was shelled by the army.")
    follow = replace(own, url="https://paper.example/10", key="k1", text=LEAD, quotes=(LEAD,))
    assert joins(own, follow) == ""


def test_the_strongest_link_wins_and_the_earliest_among_equals() -> None:
    weak = other(f"Debate in the house.\n{SAID}", key="k2", hours=1, url="https://a.example/")
    copy = other(f"{LEAD}\n{SAID}")
    assert assign_origin(copy, [weak, BASE]).key == "k1"
    twin = replace(BASE, key="k3", url="https://wire.example/2", published_at=None)
    assert assign_origin(copy, [twin, BASE]).key == "k1"


def test_undated_articles_are_grouped_last() -> None:
    undated = other(f"{LEAD}\n{SAID}", published_at=None)
    found = group_origins([undated, replace(BASE, key="")])
    assert not found[BASE.url].joined
    assert found[undated.url].key == found[BASE.url].key == origin_key(BASE.url)


def test_empty_articles_stay_apart() -> None:
    assert joins(other("", quotes=()), replace(BASE, text="", quotes=())) == ""


def test_times_must_be_utc() -> None:
    with pytest.raises(ValueError, match="published_at"):
        OriginInput(url="u", published_at=datetime(2031, 3, 3))  # noqa: DTZ001


AGENCIES = (
    Outlet(id="mna", name="Meridian News Agency", kind=OutletKind.AGENCY),
    Outlet(id="orbital", name="Orbital", kind=OutletKind.AGENCY),
    Outlet(id="lantern", name="Daily Lantern", kind=OutletKind.NEWSPAPER),
)


@pytest.mark.parametrize(
    ("byline", "text", "credit"),
    [
        ("By Jo Ray, Meridian News Agency", "It rained.", "Meridian News Agency"),
        ("MNA", "It rained.", "Meridian News Agency"),
        ("Ana Mnast", "It rained.", ""),
        ("orbital staff", "It rained.", "Orbital"),
        ("Daily Lantern", "It rained.", ""),
        ("", "LOWER SARN, Ostria (MNA) \u2014 It rained.", "Meridian News Agency"),
        ("", "Lower Sarn (Orbital) - It rained.", "Orbital"),
        ("", "TARN (Unheard-of Wire) - It rained.", "Unheard-of Wire"),
        ("", "The committee of the council (CC) - a small body - met.", ""),
        ("", "It rained (MNA) in the north.", ""),
        ("", "It rained.\nSource: Orbital", "Orbital"),
        ("", "It rained. (MNA)", "Meridian News Agency"),
        ("", "It rained on the orbital", ""),
        ("", "", ""),
    ],
)
def test_the_credited_agency(byline: str, text: str, credit: str) -> None:
    assert agency_credit(byline, text, AGENCIES) == credit


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("The Daily Lantern", "daily lantern", True),
        ("MNA", "Meridian News Agency", True),
        ("M.N.A.", "Meridian News Agency", True),
        ("Lantern", "Daily Lantern", False),
        ("", "Daily Lantern", False),
    ],
)
def test_names_of_one_outlet(one: str, two: str, same: bool) -> None:
    assert is_same_outlet(one, two) is same


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("According to the Daily Lantern, it fell.", True),
        ("It fell, the Daily Lantern reported on Monday.", True),
        ("It fell, she told Daily Lantern.", True),
        ("In an interview with the newspaper Daily Lantern he said so.", True),
        ("Daily Lantern readers like puzzles.", False),
        ("The Daily Lanterns reported it.", False),
        ("Nobody named it.", False),
    ],
)
def test_an_outlet_named_as_the_source(text: str, named: bool) -> None:
    assert names_as_source(text, "The Daily Lantern") is named


def test_initials_name_an_agency_too_but_no_name_is_too_short() -> None:
    assert names_as_source("It fell, MNA reported.", "Meridian News Agency")
    assert not names_as_source("It fell, X reported.", "X")


@pytest.mark.parametrize("piece", ["a ", "“", "Meridian News Agency ", "x. ", "“a b c d e f g” "])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    started = time.perf_counter()
    text = piece * (200_000 // len(piece))
    assign_origin(other(text), [replace(BASE, text=text)])
    assert time.perf_counter() - started < 4
