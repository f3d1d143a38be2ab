"""Places, times, people and scope of single sentences, on a small table of our own."""

import time
from datetime import UTC, date, datetime

import pytest

from monitor.domain.judgement import SlotMatch
from monitor.domain.language.entities import AliasTable, Entity, EntityKind
from monitor.domain.model import Claim, Passage, Span
from monitor.domain.slots.compare import SlotReading, compare_slots
from monitor.domain.slots.dates import compare_periods, find_periods
from monitor.domain.slots.geography import compare_places, locate
from monitor.domain.slots.places import find_places
from monitor.domain.slots.sentence import read_sentence

MATCH, COMPATIBLE = SlotMatch.MATCH, SlotMatch.COMPATIBLE
MISMATCH, ABSENT = SlotMatch.MISMATCH, SlotMatch.ABSENT
COUNTRY, PLACE = EntityKind.COUNTRY, EntityKind.PLACE

ALIASES = AliasTable(
    (
        Entity(name="Ostria", kind=COUNTRY, aliases=("Ostrian", "Ostrians", "Velm", "Britain")),
        Entity(name="Marra", kind=COUNTRY, aliases=("Marran", "Marrans", "Quell")),
        Entity(name="Sorland", kind=COUNTRY, aliases=("Sorish", "SOR")),
        Entity(name="World Council", kind=EntityKind.ORGANISATION),
        Entity(name="Tarn", kind=PLACE, within="Ostria", region="Tarn"),
        Entity(name="Lower Sarn", kind=PLACE, within="Ostria", region="Sarn"),
        Entity(name="Hollin", kind=PLACE, within="Ostria", region="Tarn"),
        Entity(name="Brack", kind=PLACE, within="Ostria", region="Tarn"),
        Entity(name="Velm", kind=PLACE, within="Ostria", region="Velm District"),
        Entity(name="Port Vell", kind=PLACE, within="Marra"),
        Entity(name="Nimm", kind=PLACE, within="Marra"),
    )
)
ON = date(2031, 3, 28)


def places(text: str, article: str = "") -> list[tuple[str, str, str, bool]]:
    sentence = read_sentence(text, ALIASES)
    return [
        (place.name, place.country, place.direction, place.negated)
        for place in find_places(sentence, ALIASES, article)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It fell in Tarn.", [("Tarn", "Ostria", "", False)]),
        ("It fell in Ostria's northern Tarn region.", [("Tarn", "Ostria", "", False)]),
        ("It fell in the Tarn region of Ostria.", [("Tarn", "Ostria", "", False)]),
        ("It fell in the Ostrian border region of Tarn.", [("Tarn", "Ostria", "", False)]),
        ("It fell in Hollin, in Tarn.", [("Hollin", "Ostria", "", False)]),
        ("It fell in eastern Ostria.", [("", "Ostria", "east", False)]),
        ("It fell on Ostrian soil.", [("", "Ostria", "", False)]),
        ("They wore Ostrian uniforms in Ostrian ranks.", []),
        ("It was in Ostria's interest.", []),
        ("They fight for Ostria and against Marra.", []),
        ("Marra supplies Ostria with shells.", []),
        ("Marra sent shells to Ostria.", []),
        ("Marra sent soldiers to Ostria.", [("", "Ostria", "", False)]),
        ("Soldiers were deployed to Ostria.", [("", "Ostria", "", False)]),
        ("Marra sent shells to Tarn.", [("Tarn", "Ostria", "", False)]),
        ("He spoke in Velm.", [("Velm", "Ostria", "", False)]),
        ("He spoke in Quell.", [("Quell", "Marra", "", False)]),
        ("He spoke in SOR.", [("", "Sorland", "", False)]),
        ("He spoke in Britain.", [("", "Ostria", "", False)]),
        ("The Tarn offensive failed.", [("Tarn", "Ostria", "", False)]),
        ("It was signed under the Tarn Conventions in the Tarn Hotel.", []),
        ("It was decided in the Quell.", []),
        ("It is on Ostria's side.", []),
        ("They bombed Tarn.", [("Tarn", "Ostria", "", False)]),
        ("Tarn has a mayor.", []),
        ("He serves in the World Council.", []),
        (
            "Not in Marra but in Tarn.",
            [("", "Marra", "", True), ("Tarn", "Ostria", "", False)],
        ),
        (
            "It was in Tarn rather than in Marra.",
            [("Tarn", "Ostria", "", False), ("", "Marra", "", True)],
        ),
        ("It fell in Port Vell, Ostria.", [("Port Vell", "Ostria", "", False)]),
        ("It fell in Gorse Hill on Monday in May.", [("Gorse Hill", "", "", False)]),
        ("In May it fell. In Parliament they argued.", []),
    ],
)
def test_places_of_a_sentence(text: str, expected: list[tuple[str, str, str, bool]]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("Gorse, a village in the Tarn region, fell.", ("Tarn", "Ostria")),
        ("Gorse (Marra) fell.", ("", "Marra")),
        ("Gorse fell. Gorse in eastern Ostria was empty.", ("", "Ostria")),
        ("Gorse fell in Ostria.", None),
        ("Gorse, said the World Council, fell.", None),
        ("Nobody names it.", None),
        ("Gorse, which Ostria holds.", None),
    ],
)
def test_the_article_says_where_an_unknown_place_lies(
    article: str, expected: tuple[str, str] | None
) -> None:
    found = locate("Gorse", article, ALIASES)
    assert (None if found is None else (found.name, found.country)) == expected


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("in Tarn", "in Tarn", MATCH),
        ("in Tarn", "in Hollin", MATCH),
        ("in Hollin", "in Tarn", COMPATIBLE),
        ("in Hollin", "in Brack", MISMATCH),
        ("in Hollin", "in Lower Sarn", MISMATCH),
        ("in Tarn", "in Ostria", COMPATIBLE),
        ("in Ostria", "in Tarn", MATCH),
        ("in Ostria", "in Marra", MISMATCH),
        ("in Tarn", "in Nimm", MISMATCH),
        ("in Port Vell", "in Nimm", MISMATCH),
        ("in Quell", "in Gorse", ABSENT),
        ("in Gorse", "in Gorse", MATCH),
        ("in eastern Ostria", "in western Ostria", MISMATCH),
        ("in eastern Ostria", "in eastern Ostria", MATCH),
        ("in eastern Ostria", "in northern Ostria", COMPATIBLE),
        ("in eastern Ostria", "in Tarn", COMPATIBLE),
        ("in Port Vell", "in Port Vell, Ostria", MISMATCH),
    ],
)
def test_one_place_lies_in_another_or_not(claim: str, passage: str, expected: SlotMatch) -> None:
    mine, theirs = (
        find_places(read_sentence(f"It fell {where}.", ALIASES), ALIASES)[0]
        for where in (claim, passage)
    )
    assert compare_places(mine, theirs) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 3 March 2031", [("2031-03-03", "2031-03-03")]),
        ("the 3rd of March 2031", [("2031-03-03", "2031-03-03")]),
        ("on 3 March", [("2031-03-03", "2031-03-03")]),
        ("on 30 December", [("2030-12-30", "2030-12-30")]),
        ("on March 3, 2031", [("2031-03-03", "2031-03-03")]),
        ("8-13 March 2031", [("2031-03-08", "2031-03-13")]),
        ("March 8\u201313", [("2031-03-08", "2031-03-13")]),
        ("in March 2031", [("2031-03-01", "2031-03-31")]),
        ("in February", [("2031-02-01", "2031-02-28")]),
        ("in 2029", [("2029-01-01", "2029-12-31")]),
        ("2031-03-03", [("2031-03-03", "2031-03-03")]),
        ("yesterday", [("2031-03-27", "2031-03-27")]),
        ("on Monday", [("2031-03-24", "2031-03-24")]),
        ("next Monday", []),
        ("last week", [("2031-03-14", "2031-03-27")]),
        ("It may march on 2029 tanks, 3 at a time", []),
        ("on 31 February 2031 and 2031-13-40", [("2031-02-01", "2031-02-28")]),
    ],
)
def test_dates_of_a_sentence(text: str, expected: list[tuple[str, str]]) -> None:
    found = find_periods(read_sentence(text, ALIASES), ON)
    assert [(str(one.low), str(one.high)) for one in found] == expected


def test_without_a_day_to_count_from_only_full_dates_are_read() -> None:
    text = "On 3 March, on Monday, in May and on 4 March 2030"
    found = find_periods(read_sentence(text, ALIASES), None)
    assert [str(one.low) for one in found] == ["2030-03-04"]


def test_when_it_was_said_is_not_when_it_happened() -> None:
    text = "He said on Friday that it fell on 3 March, and on Monday."
    found = find_periods(read_sentence(text, ALIASES), ON)
    assert [one.saying for one in found] == [True, False, False]


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("on 3 March 2031", "on 3 March 2031", MATCH),
        ("on 3 March 2031", "on 4 March 2031", COMPATIBLE),
        ("on 3 March 2031", "on 9 March 2031", MISMATCH),
        ("on 3 March 2031", "in March 2031", COMPATIBLE),
        ("in March 2031", "on 3 March 2031", MATCH),
        ("in 2030", "in 2029", MISMATCH),
    ],
)
def test_two_dates_agree_or_not(claim: str, passage: str, expected: SlotMatch) -> None:
    mine, theirs = (find_periods(read_sentence(text, ALIASES), ON)[0] for text in (claim, passage))
    assert compare_periods(mine, theirs) is expected


def compared(claim: str, sentence: str, article: str = "") -> SlotReading:
    whole = Span(0, len(sentence))
    now = datetime(2031, 3, 28, tzinfo=UTC)
    return compare_slots(
        Claim(id="C1", text=claim, query="x", claimed_on=ON, created_at=now, updated_at=now),
        Passage(index=0, sentence=whole, context=whole, text=sentence, context_text=sentence),
        article_text=article or sentence,
        aliases=ALIASES,
        on=ON,
    )


def test_a_namesake_is_another_actor() -> None:
    claim = "The runner Daniel Koros failed a test"
    assert compared(claim, "Felix Koros failed a test.").actor is MISMATCH
    both = "Daniel Koros ran. His brother Felix Koros failed a test."
    assert compared(claim, "Felix Koros failed a test.", both).actor is not MISMATCH


@pytest.mark.parametrize(
    ("claim", "passage", "expected"),
    [
        ("Marran soldiers crossed", "Marran soldiers crossed", MATCH),
        ("Marran soldiers crossed", "Soldiers from Marra crossed", MATCH),
        ("Marran soldiers crossed", "Quell's soldiers crossed", MATCH),
        ("Marran soldiers crossed", "Sorish soldiers crossed", MISMATCH),
        ("Marran soldiers crossed", "Marra says that Sorish soldiers crossed", MISMATCH),
        ("Marran soldiers crossed", "Marra says its men and Sorish soldiers crossed", COMPATIBLE),
        ("Marra has sent soldiers", "Sorish soldiers have arrived", MISMATCH),
        ("Marra has sent soldiers", "They clashed with Sorish soldiers", ABSENT),
        ("Marra has sent soldiers", "Sorish soldiers captured two of them", ABSENT),
        ("Marra has sent soldiers", "Sorland says 300 soldiers are there", ABSENT),
        ("Marra has sent soldiers", "Marra, he said, has begun sending soldiers", MATCH),
        ("Marra has sent soldiers", "Sorland has sent soldiers", MISMATCH),
        ("Marra attacked Ostria", "Ostria attacked Marra", MISMATCH),
        ("Marra attacked Ostria", "Ostria was attacked by Marra", MATCH),
        ("Marra attacked Ostria", "Marra was attacked by Ostria", MISMATCH),
        ("Marra attacked Ostria", "Marra has attacked Sorland", MISMATCH),
        ("Marra attacked Ostria", "Marra was attacked", ABSENT),
        ("Marra supplies Ostria", "Marra, which supplies Ostria, denied it", ABSENT),
        ("Children were killed", "Four children were killed", MATCH),
        ("Children were killed", "A shell killed four children", MATCH),
        ("Children were killed", "Four miners were killed", MISMATCH),
        ("Soldiers were killed", "Four officers were killed", MATCH),
        ("Bakers are on strike", "Bakers are on strike", ABSENT),
        ("Nurses are on strike", "Teachers are on strike", MISMATCH),
        ("Nurses are on strike", "Nurses are on strike", MATCH),
        ("It rained", "It poured", ABSENT),
    ],
)
def test_people_are_the_same_or_others(claim: str, passage: str, expected: SlotMatch) -> None:
    assert compared(claim, passage).actor is expected


def test_a_larger_group_is_broader_and_a_part_narrower() -> None:
    assert compared("Officers were killed", "Soldiers were killed").scope == "broader"
    assert compared("The troops left", "Some of the troops left").scope == "narrower"
    assert compared("The dam was destroyed", "The dam was partially destroyed").scope == "narrower"
    assert compared("Some of the troops left", "Some of the troops left").scope == ""
    assert compared("The troops left", "Not only some said that the troops left").scope == ""


def test_the_place_next_to_the_event_counts() -> None:
    claim = "Marran soldiers were killed in Tarn"
    spoken = "Speaking in Nimm, an aide said Marran soldiers were killed in Tarn"
    assert compared(claim, spoken).place is MATCH
    elsewhere = "Marran soldiers who trained in Tarn were killed in Nimm"
    assert compared(claim, elsewhere).place is MISMATCH
    told = "The minister told reporters in Nimm that Marran soldiers were killed"
    assert compared(claim, told).place is ABSENT
    officials = "Officials in Nimm said on Monday that Marran soldiers were killed"
    assert compared(claim, officials).place is ABSENT
    comma = "Marran soldiers were killed in Nimm, said the minister"
    assert compared(claim, comma).place is MISMATCH
    assert compared(claim, "Marran soldiers were killed, not in Tarn").place is ABSENT
    ruled_out = "Marran soldiers were killed not in Tarn but in Gorse"
    assert compared(claim, ruled_out).place is MISMATCH


def test_the_claim_without_a_place_never_differs_in_place() -> None:
    assert compared("Marra fights for Ostria", "Marra fights in Sorland").place is ABSENT


def test_figures_are_compared_with_the_best_of_the_passage() -> None:
    claim = "Marra has sent 1,500 soldiers and 20 tanks"
    assert (
        compared(claim, "It sent 20 tanks and 1,500 soldiers of 12,000 planned").quantity is MATCH
    )
    assert compared(claim, "It sent 20 tanks and 9,000 soldiers").quantity is MISMATCH
    assert compared(claim, "It sent soldiers").quantity is ABSENT
    assert (
        compared("The truce holds for 60 days", "The truce holds for 30 days").quantity is MISMATCH
    )
    far = "After two days of talks about many other things in the capital, the truce holds"
    assert compared("The truce holds for 60 days", far).quantity is ABSENT


def test_the_words_say_what_each_slot_rests_on() -> None:
    claim = "Marra sent 1,500 soldiers to Tarn on 3 March 2031"
    reading = compared(claim, "Marra sent 9,000 soldiers to Nimm on 20 March 2031")
    assert dict(reading.words) == {
        "actor": "sent 9,000 soldiers",
        "quantity": "9,000 soldiers",
        "place": "to Nimm",
        "time": "20 March 2031",
    }
    assert reading.time is MISMATCH
    assert reading.quantity is MISMATCH
    assert reading.place is MISMATCH


@pytest.mark.parametrize(
    "piece", ["Marra ", "in Tarn, ", "near Gorse Hill, ", "3 March 2031 ", "soldiers killed "]
)
def test_hostile_texts_take_bounded_time(piece: str) -> None:
    started = time.perf_counter()
    claim = "Marran soldiers were killed in Gorse Hill on 3 March by Ostria"
    compared(claim, piece * (50_000 // len(piece)), "Gorse Hill " * 20_000)
    assert time.perf_counter() - started < 5
