"""Origin groups on pairs that we wrote: copies and rewrites join, independent reports do not."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from monitor.domain.origin.assign import OriginInput, assign_origin, group_origins

START = datetime(2031, 3, 3, 8, tzinfo=UTC)
LEAST_F1 = 0.90


@dataclass(frozen=True)
class Story:
    """Something that happened, with two people who speak about it in their own words."""

    place: str
    actor: str
    deed: str
    victim: str
    figure: str
    speaker: str
    said: str
    second: str
    second_said: str
    background: str


STORIES = (
    Story(
        "Port Vell", "the Marran navy", "seized", "three fishing boats", "27 sailors",
        "Admiral Toma Reyl", "Our patrols stopped the vessels after they ignored four warnings",
        "harbour master Ines Calder",
        "The crews were well inside their own waters when they were taken",
        "The two countries have argued over the strait since a treaty lapsed nine years ago",
    ),
    Story(
        "Lower Sarn", "the Ostrian army", "shelled", "a grain depot", "12 workers",
        "defence minister Olga Brandt", "We hit a depot that was used to store rockets",
        "mayor Pavel Hruska", "There was nothing there but wheat and the people who guarded it",
        "Farmers in the valley had hoped for a truce before the harvest was brought in",
    ),
    Story(
        "Tarn City", "the mining firm Helvex", "dumped", "acid waste", "4,000 households",
        "chief executive Max Orlo", "We followed every rule that the inspectors gave us",
        "chemist Dr Lena Faro", "The samples held forty times the lead that the law allows",
        "The river feeds the reservoirs of two provinces and a fish farm",
    ),
    Story(
        "Quill Harbour", "the island government", "expelled", "two diplomats", "a staff of 19",
        "foreign minister Ana Sorel", "They met people whom no diplomat has any reason to meet",
        "ambassador Karl Weiss", "My colleagues attended a choir rehearsal and nothing else",
        "Relations soured last spring when a cable to the mainland was cut",
    ),
    Story(
        "Mount Idris", "rescuers", "reached", "a buried train", "61 passengers",
        "rescue chief Yusuf Adan", "We heard knocking from the second carriage before dawn",
        "driver Mei Tan", "The slope came down like a wave and the lights went out",
        "Rain had fallen on the railway for eleven days without a break",
    ),
    Story(
        "Belmora", "the central bank", "sold", "a third of its gold", "90 tonnes",
        "governor Rita Amsel", "The reserves are a tool and not a monument to anybody",
        "economist Jon Pell", "They burned the furniture in order to heat the house for a week",
        "Prices in the country have doubled since the drought began",
    ),
    Story(
        "Norvik", "hackers", "copied", "the voter roll", "2.3 million names",
        "election commissioner Per Lund", "No vote was changed and no ballot was touched",
        "engineer Sara Quist", "Anyone with an afternoon to spare could have walked in",
        "The system was bought from the lowest bidder after a hurried tender",
    ),
    Story(
        "Duskwater", "the health ministry", "recalled", "a malaria drug", "800 clinics",
        "minister Grace Obi", "We pulled every batch as soon as the second child fell ill",
        "doctor Sam Kato", "We warned them in June and they sent us a form to fill in",
        "The drug is made by a single factory that opened four years ago",
    ),
)  # fmt: skip

OUTLETS = ("Daily Lantern", "Morning Ledger", "Radio Compass", "The Beacon", "Evening Kite")
WIRE = "Meridian News Agency"


def wire(story: Story) -> str:
    return "\n".join(
        (
            f"{story.place.upper()} (Meridian) - {story.actor.capitalize()} {story.deed} "
            f"{story.victim} near {story.place} on Monday, {story.speaker} said.",
            f"“{story.said},” {story.speaker} told a news conference.",
            f"The incident affected {story.figure}, according to a list seen by reporters.",
            f"{story.background}.",
            f"Witnesses described a long night in {story.place} and said that roads to the north "
            "had been closed before anyone was told why.",
            "An inquiry will begin next week and is to report before the summer recess.",
        )
    )


def own_words(story: Story) -> str:
    return "\n".join(
        (
            f"People in {story.place} are asking questions after {story.actor} {story.deed} "
            f"{story.victim}.",
            f"“{story.second_said},” said {story.second} when we met this morning.",
            f"Our reporter counted at least {story.figure} among those concerned.",
            f"{story.second.capitalize()} showed this newspaper photographs and a diary.",
            f"Earlier, {story.speaker} had defended what was done.",
        )
    )


def report(story: int, name: str, text: str, hours: float, **more: object) -> OriginInput:
    sentences = text.split("\n")
    made = OriginInput(
        url=f"https://{name.lower().replace(' ', '')}.example/{story}/{int(hours * 10)}",
        outlet_id=name.lower().replace(" ", "-"),
        outlet_name=name,
        title=sentences[0][:70],
        text=text,
        quotes=(sentences[0],),
        published_at=START + timedelta(days=story * 30, hours=hours),
    )
    return replace(made, **more)


def variants(index: int, story: Story, rng: random.Random) -> Iterator[tuple[str, OriginInput]]:
    """(group, report): the wire's copies and rewrites, and reports of other origin."""
    base = wire(story)
    lines = base.split("\n")
    one, two, three, four = rng.sample(OUTLETS, 4)
    yield "wire", report(index, WIRE, base, 0, agency=WIRE)
    cut = "\n".join([lines[0], lines[1], rng.choice(lines[2:])])
    yield "wire", report(index, one, cut, 2, title="What we know so far")
    local = "\n".join(
        [
            *lines[:4],
            f"In our town the news was met with worry, as many have cousins in {story.place}.",
            "The council will hold a minute's silence and has opened a book of condolence.",
            "A bus company said that its Thursday service would not run until further notice.",
        ]
    )
    yield "wire", report(index, two, local, 3, agency="Meridian")
    rewrite = "\n".join(
        (
            f"According to {WIRE}, {story.victim} near {story.place} were {story.deed} by "
            f"{story.actor}.",
            f"The agency put the number concerned at {story.figure}.",
            "It was not possible to reach anyone for comment overnight.",
        )
    )
    yield "wire", report(index, three, rewrite, 5)
    quoting = "\n".join(
        (
            f"{story.speaker[0].upper() + story.speaker[1:]} has spoken about {story.place}.",
            f"“{story.said},” the official told reporters at midday.",
            "Opposition members demanded a debate and were promised one.",
        )
    )
    yield "wire", report(index, four, quoting, 6)
    own = own_words(story)
    yield "own", report(index, "Valley Courier", own, 8)
    follower = "\n".join(
        (
            f"{story.actor.capitalize()} {story.deed} {story.victim}, the Valley Courier "
            "reported on Tuesday.",
            f"{story.second.capitalize()} showed the paper a diary of the days in {story.place}.",
            "Officials did not answer calls.",
        )
    )
    yield "own", report(index, "Coast Gazette", follower, 12)
    later = "\n".join(
        (
            f"The opposition has found further papers on {story.place}, its leader said.",
            "“These pages prove that the order came from the very top of the government,” "
            f"said party leader number {index}, holding up a folder.",
            f"{story.background}.",
            f"{story.speaker[0].upper() + story.speaker[1:]} said at the time: “{story.said}.”",
            "The Valley Courier has written about the case before.",
        )
    )
    yield "later", report(index, "Hill Tribune", later, 50)


def corpus() -> list[tuple[str, OriginInput]]:
    rng = random.Random(20)
    return [
        (f"{index}-{group}", made)
        for index, story in enumerate(STORIES)
        for group, made in variants(index, story, rng)
    ]


def pairs() -> list[tuple[bool, bool]]:
    """(labelled as one origin, found as one origin) for all pairs about one event."""
    labelled = corpus()
    counted = []
    for index in range(len(STORIES)):
        mine = [(group, made) for group, made in labelled if group.startswith(f"{index}-")]
        found = group_origins(made for _, made in mine)
        for (group, made), (other_group, other) in itertools.combinations(mine, 2):
            same = found[made.url].key == found[other.url].key
            counted.append((group == other_group, same))
    return counted


def test_pairs_of_one_origin_are_found() -> None:
    counted = pairs()
    assert len(counted) >= 100
    hits = sum(label and found for label, found in counted)
    recall = hits / sum(label for label, _ in counted)
    precision = hits / sum(found for _, found in counted)
    f1 = 2 * precision * recall / (precision + recall)
    assert f1 >= LEAST_F1, f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"


def test_articles_about_other_events_never_join() -> None:
    first_of = {}
    for group, made in corpus():
        first_of.setdefault(group, made)
    for one, other in itertools.combinations(first_of.items(), 2):
        if one[0].split("-")[0] != other[0].split("-")[0]:
            assert not assign_origin(one[1], [replace(other[1], key="k")]).joined


def test_the_order_of_arrival_does_not_change_the_groups() -> None:
    reports = [made for _, made in corpus()][:16]
    expected = {url: found.key for url, found in group_origins(reports).items()}
    for seed in range(5):
        shuffled = random.Random(seed).sample(reports, len(reports))
        assert {url: f.key for url, f in group_origins(shuffled).items()} == expected
