# ruff: noqa: E501 (a table reads best with a story a line)
"""A hundred origin groups of twenty invented events, written before the rules that find them.

Of each event five reports start from nothing: a wire's (copied, cut, rewritten, and cited at
second hand; another paper in the same room quotes the same words: one utterance, one origin),
a second agency's in its own words, an eyewitness's, a document's, and a later follow-up that
carries old sentences as background. A roundup that cites two of them founds no group.
"""

from __future__ import annotations

import itertools
import random
from datetime import UTC, datetime, timedelta

from monitor.domain.model import Outlet, OutletKind
from monitor.domain.origin.assign import OriginInput, agency_credit, group_origins

START = datetime(2032, 6, 1, 6, tzinfo=UTC)
LEAST_F1 = 0.90
WIRE, SECOND = "Halden Press Agency", "Orient Dispatch"
AGENCIES = tuple(
    Outlet(id=name.lower().replace(" ", "-"), name=name, kind=OutletKind.AGENCY)
    for name in (WIRE, SECOND)
)
PAPERS = (
    "Tidewater Post",
    "The Norland Echo",
    "Sud Matin",
    "City Observer",
    "Kestrel Online",
    "Radio Altan",
    "The Ferry Times",
    "Plain Speaker",
    "Dawn Bulletin",
)

#: place | who did it | what | to whom | official | official's words | witness | witness's words | paper | what it says
STORIES = """
Ardel | the coastguard | turned back | a boat with 40 migrants | Commander Ilse Varn | Nobody on that boat was in danger at any moment | fisherman Oto Brek | They rammed it twice and then they filmed us filming them | a radio log | records three distress calls within eleven minutes
Bastova | the rail company | shut | the line to the south | spokeswoman Pia Loden | The bridge will not carry a train again before the winter | signaller Hugo Menz | I told them about the crack in the spring and again in May | an engineers' memo | rates the second pier as unsafe under any load
Cirna | police | cleared | a camp of 300 squatters | chief Ugo Tamm | Officers gave everybody two hours and a bus ticket | teacher Rea Sand | The bulldozer came while the children were still eating | a court order | allows the clearing only after the tenth of June
Dorrin | the power utility | cut off | nine thousand homes | director Lev Anders | The grid was eleven seconds away from a general blackout | baker Toma Rusu | We threw away bread for a whole quarter of the town | a duty roster | shows one engineer on call for five substations
Elvany | the air force | bombed | a warehouse on the river | General Sorin Matei | The pilots saw launchers on the roof and acted within the rules | porter Ali Dane | It held tractors and paint and the night watchman | a shipping list | names paint, tractors and nothing else
Fosca | the health board | closed | a maternity ward | chair Nora Whit | Two of six midwives resigned and we could not staff the nights | midwife Jo Pell | We resigned because they had stopped answering our letters | an audit | counts forty letters without a reply
Gantry Bay | dock workers | blocked | a ship with coal | union leader Max Idris | Not one tonne goes ashore until the wages of March are paid | captain Yu Feng | My crew has eaten rice for nine days and nothing else | a bank statement | shows that the wages left the owner's account in April
Hollin | the ministry | banned | a weedkiller | minister Clara Voss | The evidence of harm to wells is now beyond any doubt | farmer Piet Haan | My neighbour sprayed it on Sunday and nobody stopped him | a laboratory report | finds the substance in thirty of forty wells
Istrel | rebels | freed | seventeen teachers | envoy Paul Okoro | All of them walked across the bridge at seven in the morning | teacher Dina Bello | We were fed well and moved every second night | a ransom note | asks for fuel and a radio transmitter
Jarmo | the carmaker Orvell | recalled | 80,000 vans | engineer in chief Ute Kern | The brake line can chafe through after two hard winters | courier Sami Aho | The pedal went to the floor on the hill by the church | an internal email | warns of the fault four years before the recall
Kolda | a landslide | buried | a road camp | prefect Rui Sena | Thirty-one men were signed in and nineteen have answered | cook Bela Nagy | I had gone down for water and when I turned the roofs were gone | a survey | had marked the slope as moving since autumn
Lomvik | the fishing fleet | dumped | two hundred tonnes of herring | minister Ragna Lie | Quotas are not a suggestion and the fines will be felt | deckhand Finn Moe | We shovelled silver over the side until our arms gave out | a logbook | leaves out six of the nine hauls
Marisel | the bank Corvane | froze | the accounts of a charity | lawyer Hana Bose | My clients learnt of it when a cheque for milk was returned | volunteer Gus Lind | We paid the nurses out of a biscuit tin | a compliance file | confuses the charity with a firm of the same name
Nedra | the university | dismissed | a physicist | rector Amos Bright | The committee found duplicated images in seven papers | student Vera Koch | She was the only one who ever checked our numbers | a referee's report | raises the same doubts five years earlier
Ostrava Point | customs officers | seized | a ton of ivory | inspector Moses Njeri | The tusks were hidden under frozen squid in three containers | trucker Ben Oduya | They paid me double and told me not to stop for tea | a bill of lading | declares the cargo as squid and lists a firm that closed in 2029
Pellin | the city | demolished | a listed theatre | mayor Greta Holt | The roof would have come down on somebody before Christmas | usher Tom Ekers | I swept that stage for thirty years and the roof was sound | an insurer's letter | calls the roof fit for another decade
Quorra | the army | evacuated | four hill villages | Colonel Dag Brun | We had six hours before the dam would overtop | herder Lena Mas | They left the animals and the animals are everything | a gauge record | shows the water falling when the order was given
Rivell | a court | released | the former treasurer | judge Ines Carro | The prosecution has produced not one original document | prosecutor Olaf Dietz | The originals burned in a fire that nobody has explained | a fire report | finds traces of petrol on the archive floor
Senna | the airline Velar | grounded | its entire fleet | chief executive Mona Reyes | We cannot insure an aircraft whose papers we cannot find | mechanic Luis Cato | I signed for parts that I had never seen | a parts invoice | bears the stamp of a dealer that does not exist
Tolmar | the water company | poisoned | a stretch of river | manager Eric Stahl | A valve was left open over the weekend by a contractor | angler Suzi Park | The trout lay white from the weir to the church meadow | a maintenance sheet | shows that the valve had been out of order since March
"""


def stories() -> list[list[str]]:
    return [[*map(str.strip, line.split("|"))] for line in STORIES.strip().splitlines()]


def cap(text: str) -> str:
    return text[:1].upper() + text[1:]


def made(
    event: int, outlet: str, lines: list[str], hours: float, speaker: str = "", decided: int = 0
) -> OriginInput:
    text = "\n".join(lines)
    return OriginInput(
        url=f"https://{outlet.lower().replace(' ', '')}.example/{event}/{int(hours * 60)}",
        outlet_id=outlet.lower().replace(" ", "-"),
        outlet_name=outlet,
        agency=outlet if outlet in {WIRE, SECOND} else agency_credit("", text, AGENCIES),
        title=lines[0][:60],
        text=text,
        quotes=(lines[decided],),
        speaker=speaker,
        published_at=START + timedelta(days=20 * event, hours=hours),
    )


def event(number: int) -> list[tuple[str, OriginInput]]:
    place, actor, deed, victim, official, said, witness, seen, paper, shows = stories()[number]
    rng = random.Random(number)
    p = rng.sample(PAPERS, 9)
    wire = [
        f"{place.upper()} (Halden) - {cap(actor)} {deed} {victim} in {place} on Tuesday, {official} said.",
        f"“{said},” {official} told a news conference.",
        f"It was the second incident of the kind in {place} within a year.",
        "Parliament is to debate the matter before the recess.",
        "The opposition asked for an inquiry and the government said that it would consider one.",
    ]
    copy = [line.replace(" (Halden) -", ":") for line in wire[:4]] + [
        rng.choice(
            ("(HALDEN PRESS AGENCY)", "Source: Halden Press Agency", "— Halden Press Agency")
        )
    ]
    cut = [
        wire[0].split(" - ", 1)[1],
        wire[2],
        f"Shops in {place} stayed shut for the afternoon, our correspondent adds.",
    ]
    rewrite = [
        rng.choice(
            (
                f"In {place}, {actor} {deed} {victim}, the Halden Press Agency reports.",
                f"{cap(actor)} is said by the Halden Press Agency to have acted in {place}: it {deed} {victim}, according to the agency.",
                f"{cap(actor)} {deed} {victim} this week, according to the Halden Press Agency.",
            )
        ),
        "We have asked the authorities for a comment.",
        f"{place} lies two hours from the capital by train.",
    ]
    chain = [
        f"{cap(actor)} {deed} {victim} in {place}, {p[2]} reported, citing the Halden Press Agency.",
        "No further details were given.",
    ]
    room = [
        f"There was anger in {place} when {official} faced the press.",
        f"“{said},” {official} said in answer to a question from this newspaper.",
        f"People in the hall shouted and one woman held up a picture of {place} as it was.",
        "Asked about the costs, the answer was a shrug.",
    ]
    second = [
        f"{place.upper()} (Orient Dispatch) - A neighbour's video checked by this agency shows how {actor} {deed} {victim}.",
        "The video, four minutes long, was taken from a balcony and matches the street.",
        "Two people who know the place recognised it independently of each other.",
    ]
    second_copy = [
        *second[:2],
        "The owner of the balcony did not want to be named. (Orient Dispatch)",
    ]
    own = [
        f"“{seen},” said {witness}, who was there when {actor} {deed} {victim}.",
        f"We met in a kitchen in {place}, with the window open to the yard.",
        "The story took an hour to tell and was told without a pause.",
    ]
    follow = [
        f"A witness has described to {p[4]} how {actor} {deed} {victim}.",
        f"“{seen},” {witness} told {p[4]}.",
        "The account could not be checked.",
    ]
    document = [
        f"{cap(paper)} obtained by {p[6]} {shows}.",
        f"It bears on the day when {actor} {deed} {victim}.",
        "The paper compared its signatures with others and found them genuine.",
    ]
    document_follow = [
        f"{cap(paper)} {shows}, {p[6]} reported on Friday.",
        f"The document concerns {place}, where {actor} {deed} {victim}.",
    ]
    later = [
        f"A year of questions about {place} ended on Monday with a report by the auditors, who blame {actor}.",
        "Their head said that every warning had been read and none had been answered.",
        f"{cap(actor)} {deed} {victim} in {place} last year; {official} said at the time: “{said}.”",
        f"{cap(witness)} remembered it differently. “{seen}.”",
    ]
    roundup = [
        f"{cap(actor)} {deed} {victim} in {place}, according to the Halden Press Agency; {p[4]} quotes {witness}, who says that it was worse.",
        "Here is what else the papers say this morning.",
    ]
    who = official
    return [
        ("wire", made(number, WIRE, wire, 0, who)),
        ("wire", made(number, p[0], copy, 1, who)),
        ("wire", made(number, p[1], cut, 2, who)),
        ("wire", made(number, p[2], rewrite, 4, rng.choice(("", "Halden Press Agency")))),
        ("wire", made(number, p[3], chain, 7)),
        ("wire", made(number, p[5], room, 3, who, 1)),
        ("second", made(number, SECOND, second, 5)),
        ("second", made(number, p[7], second_copy, 6)),
        ("own", made(number, p[4], own, 9, witness)),
        ("own", made(number, p[3], follow, 14, witness, 1)),
        ("document", made(number, p[6], document, 20)),
        ("document", made(number, p[0], document_follow, 30)),
        ("later", made(number, p[8], later, 24 * 19)),
        ("roundup", made(number, p[1], roundup, 26)),
    ]


def pairs() -> list[tuple[bool, bool, str]]:
    counted = []
    for number in range(len(stories())):
        mine = [(group, one) for group, one in event(number) if group != "roundup"]
        found = group_origins(one for _, one in event(number))
        for (group, one), (other_group, other) in itertools.combinations(mine, 2):
            same = found[one.url].key == found[other.url].key
            counted.append(
                (
                    group == other_group,
                    same,
                    f"{number} {one.outlet_name}({group}) {other.outlet_name}({other_group}) {found[other.url].reason}",
                )
            )
    return counted


def test_there_are_a_hundred_groups() -> None:
    groups = {(number, group) for number in range(len(stories())) for group, _ in event(number)}
    assert len([group for group in groups if group[1] != "roundup"]) >= 100


def test_a_hundred_groups_are_found() -> None:
    counted = pairs()
    hits = sum(label and found for label, found, _ in counted)
    recall = hits / sum(label for label, _, _ in counted)
    precision = hits / sum(found for _, found, _ in counted)
    f1 = 2 * precision * recall / (precision + recall)
    wrong = [words for label, found, words in counted if label != found]
    assert f1 >= LEAST_F1, (
        f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}\n" + "\n".join(wrong[:40])
    )


def test_a_roundup_founds_no_group() -> None:
    for number in range(len(stories())):
        reports = event(number)
        found = group_origins(one for _, one in reports)
        roundup = next(one for group, one in reports if group == "roundup")
        assert found[roundup.url].joined
