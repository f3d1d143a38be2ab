"""Who says it: subjects, inversions, pronouns, surnames, and whom they speak for."""

from __future__ import annotations

import pytest

from monitor.domain.speech.attribution import attribute
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.introductions import entity_of, find_people
from monitor.domain.speech.sources import Sort, find_proof, sort_of
from tests.domain.reading import ALIASES

ARTICLE = """Ruritanian foreign minister Anna Holm met her Brazilian colleague on Monday.
Kent Dobbs, a professor of law at the university, looked on.
Boris Tuk, the spokesman for Szohod's army, did not come."""
PEOPLE = find_people(ARTICLE, ALIASES)

# The word that is attributed stands between asterisks; then speaker and entity.
CASES = [
    ("For the first time Szohod has said that the *bridge* fell.", "Szohod", "Borduria"),
    ("In Kutna the ministry said that the *bridge* had fallen.", "the ministry", ""),
    ("Holm said that the *bridge* had fallen.", "Holm", "Ruritania"),
    ("The *bridge* had fallen, Holm said on Tuesday.", "Holm", "Ruritania"),
    ('"The *bridge* has fallen," said Anna Holm.', "Anna Holm", "Ruritania"),
    ('"We can confirm that the *bridge* fell," Holm told reporters.', "Holm", "Ruritania"),
    ("Holm said she could confirm that the *bridge* had fallen.", "Holm", "Ruritania"),
    ("Dobbs said that Szohod had confirmed that the *bridge* fell.", "Szohod", "Borduria"),
    ("According to Dobbs, the *bridge* has fallen.", "Dobbs", ""),
    ("The *bridge* has fallen, according to the Kenyan army.", "the Kenyan army", "Kenya"),
    ("The *fall* was confirmed by Boris Tuk.", "Boris Tuk", "Borduria"),
    (
        "On Tuesday, the Ruritanian army denied that the *bridge* fell.",
        "the Ruritanian army",
        "Ruritania",
    ),
    ("Ruritania on Monday denied reports that the *bridge* fell.", "Ruritania", "Ruritania"),
    ("Ruritania, which built the *bridge*, denied that it fell.", None, None),
    (
        "Tuk, the spokesman for Szohod, denied on Tuesday that the *bridge* had fallen.",
        "Tuk, the spokesman for Szohod",
        "Borduria",
    ),
    ("Holm called reports of the *fall* fake.", "Holm", "Ruritania"),
    ("The reports of a *fall* are false, Tuk said.", "Tuk", "Borduria"),
    ("The *bridge* fell in the night.", None, None),
    ("“No,” said Anna Holm, “but the *bridge* fell.”", "Anna Holm", "Ruritania"),
    ("The Kenyan army “firmly denies” that the *bridge* fell.", "The Kenyan army", "Kenya"),
    ("Holm let it be known that the *bridge* had fallen.", "Holm", "Ruritania"),
    ("Holm laughed off talk that the *bridge* had fallen.", "Holm", "Ruritania"),
    (
        "According to a senior Kenyan official, Klow has blown up the *bridge*.",
        "a senior Kenyan official",
        "Kenya",
    ),
    (
        "According to a spokesman, Anna Holm, the *bridge* fell.",
        "a spokesman, Anna Holm",
        "Ruritania",
    ),
    ("Holm told President Boris Tuk that the *bridge* had fallen.", "Holm", "Ruritania"),
    ("Kenya's denial of the *fall* came late.", "Kenya", "Kenya"),
    ("A denial of the *fall* from Kenya came late.", None, None),
    (
        "Holm spoke for an hour, adding that the *bridge* had fallen.",
        "Holm",
        "Ruritania",
    ),
    (
        "KLOW (Wire) \u2014 Syldavia's army said that the *bridge* fell.",
        "Syldavia's army",
        "Syldavia",
    ),
    ("The minister who announced that the *bridge* fell was Holm.", "The minister", None),
]


def _read(text: str, before: tuple[str, ...] = ()):
    at = text.index("*")
    sentence = parse(text.replace("*", ""))
    index = next(i for i, word in enumerate(sentence.words) if word.start >= at)
    return attribute(
        sentence, find_cues(sentence), index, before=before, people=PEOPLE, aliases=ALIASES
    )


@pytest.mark.parametrize(("text", "speaker", "entity"), CASES, ids=str)
def test_speaker(text: str, speaker: str | None, entity: str | None) -> None:
    said = _read(text)
    assert (said.speaker if said and said.speaker else None) == speaker
    if entity is not None:
        assert said.entity == entity


@pytest.mark.parametrize(
    ("before", "text", "entity"),
    [
        (
            ("Holm met the press.", "Holm said it was late."),
            "She denied that the *bridge* fell.",
            "Ruritania",
        ),
        (("Tuk said that it rained.",), '"The *bridge* stands."', "Borduria"),
        (("Tuk said that it rained.",), "The spokesman denied that the *bridge* fell.", "Borduria"),
        (("He sighed.", "Nothing was said."), "He denied that the *bridge* fell.", ""),
        (
            ("The council of Ruritania published a paper.",),
            "The *bridge* fell, the statement said.",
            "Ruritania",
        ),
    ],
)
def test_speaker_named_before(before: tuple[str, ...], text: str, entity: str) -> None:
    said = _read(text, before)
    assert said is not None
    assert said.entity == entity


def test_whose_chairwoman_goes_by_her_own_sentence_first() -> None:
    def entity_in(text: str) -> str:
        sentence = parse(text)
        anchor = next(i for i, word in enumerate(sentence.words) if word.text == "bridge")
        said = attribute(
            sentence,
            find_cues(sentence),
            anchor,
            before=("Farmers in Kenya are glad.",),
            people=PEOPLE,
            aliases=ALIASES,
        )
        assert said is not None
        assert said.speaker == "its chairwoman"
        return said.entity

    assert entity_in("“The bridge of Acme Works fell,” its chairwoman said.") == ""
    assert entity_in("“The bridge fell,” its chairwoman said.") == "Kenya"


def test_a_pronoun_speaks_for_a_denial_without_a_subject() -> None:
    sentence = parse("The story of the bridge was invented, it said.")
    said = attribute(
        sentence,
        find_cues(sentence),
        4,
        before=("The Kenyan army rejected the report.",),
        people=PEOPLE,
        aliases=ALIASES,
    )
    assert said is not None
    assert (said.speaker, said.entity) == ("The Kenyan army", "Kenya")


def test_quote_without_any_speaker_is_nobodys() -> None:
    assert _read('"The *bridge* stands."') is None


def test_people_are_known_by_their_offices() -> None:
    assert "foreign minister" in PEOPLE.describe("Ms Holm")
    assert "professor" in PEOPLE.describe("Dobbs's")
    assert PEOPLE.describe("Nobody") == ""
    assert PEOPLE.office("the minister") == "Ruritania"
    twice = find_people("Ruritania's president met Kenya's president.", ALIASES)
    assert twice.office("the president") == ""


def test_entity_of_a_place_is_its_country() -> None:
    assert entity_of("the mayor of Zenda", ALIASES) == "Ruritania"
    assert entity_of("the mayor", ALIASES) == ""


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("The *bridge* fell, the Morning Courier reported.", Sort.MEDIA),
        ("The *bridge* fell, Zeitfunk reported.", Sort.MEDIA),
        ("The *bridge* fell, local media said.", Sort.MEDIA),
        ("The *bridge* fell, Borduria's state news agency said.", Sort.STATE_MEDIA),
        ("The *bridge* fell, residents said.", Sort.EYEWITNESS),
        ("The *bridge* fell, two people familiar with the matter said.", Sort.ANONYMOUS),
        ("The *bridge* fell, a senior Kenyan official said.", Sort.ANONYMOUS),
        ("The *bridge* fell, officials said on condition of anonymity.", Sort.ANONYMOUS),
        ("The *bridge* fell, a source said.", Sort.ANONYMOUS),
        ("The *bridge* fell, a Kenyan government spokesman said.", Sort.OFFICIAL),
        ("The *bridge* fell, Nairobi said.", Sort.OFFICIAL),
        ("The *bridge* fell, Dobbs said.", Sort.EXPERT),
        ("The *bridge* fell, Mary Quant said.", Sort.NAME),
        ("The *bridge* fell, a driver from the south said.", Sort.PERSON),
    ],
)
def test_sort(text: str, sort: Sort) -> None:
    said = _read(text)
    assert said is not None
    assert sort_of(said, text.replace("*", ""), ALIASES) is sort


def test_the_outlets_own_name_is_not_other_media() -> None:
    text = "The *bridge* fell, the Evening Post reported."
    said = _read(text)
    assert sort_of(said, text, ALIASES) is Sort.MEDIA
    assert sort_of(said, text, ALIASES, outlet="Evening Post") is not Sort.MEDIA


def test_proof_is_named_and_not_denied() -> None:
    assert find_proof("Satellite images show the bridge.") == "Satellite images"
    assert find_proof("He presented no satellite images.") == ""
    assert find_proof("He spoke.") == ""


def test_hostile_text_takes_no_time() -> None:
    text = "Minister Ab Cd, " * 6_000 + '"' * 3_000
    assert find_people(text, ALIASES).known
    assert _read("*x* said " + "Minister " * 3_000) is None
