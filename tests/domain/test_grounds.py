"""What vouches for a statement without a speaker: a source behind it, the deed, its neighbour."""

from __future__ import annotations

import pytest

from monitor.domain.judgement import Stance
from monitor.domain.language.entities import AliasTable
from monitor.domain.reading.deeds import find_deed
from monitor.domain.reading.grounds import find_beside
from monitor.domain.speech.certainty import find_cues
from monitor.domain.speech.clauses import parse
from monitor.domain.speech.reach import Force
from monitor.domain.speech.sources import is_paper
from monitor.domain.speech.subjects import source_of

ALIASES = AliasTable(())
CLAIM = "The Orsted ferry company sold its harbour"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The ferry was overloaded, a court in Bergen ruled on Friday.", "court in Bergen"),
        ("The mayor lied, the tribunal held, fining him 900 euros.", "the tribunal"),
        ("The dam leaked for years, its owner admitted in a letter.", "its owner"),
        ("The lake has shrunk by half, the water office measured in May.", "the water office"),
        ("The wall was hollow, a team that drilled into it found after a day.", "team"),
        ("The firm paid no tax while it was in Malta, auditors found last week.", "auditors"),
    ],
)
def test_who_stands_behind_the_clause(text: str, source: str) -> None:
    sentence = parse(text)
    voices = [cue for cue in find_cues(sentence) if cue.force is Force.CONFIRMS]
    assert [source_of(sentence, cue) for cue in voices] == [source]
    assert all(cue.reaches(1) for cue in voices)


@pytest.mark.parametrize(
    "text",
    [
        "The bank was broke, a day after the board had admitted so.",
        "Anna Holm, the judge, held the door.",
    ],
)
def test_who_does_not(text: str) -> None:
    sentence = parse(text)
    voices = [cue for cue in find_cues(sentence) if cue.force is Force.CONFIRMS]
    assert not any(cue.reaches(1) for cue in voices)


DEEDS = [
    ("The council voted for the sale of the harbour.", "voted"),
    ("A judge in Oslo jailed the captain for arson.", "jailed"),
    ("The two ministers signed the treaty in Oslo.", "signed the treaty"),
    ("The order was printed in the official gazette.", "official gazette"),
    ("The captain pleaded guilty to smuggling.", "pleaded guilty"),
    ("The council may vote for the sale.", ""),
    ("A judge in Oslo did not jail the captain.", ""),
    ("An anonymous blog published the contract.", ""),
    ("The council wants to sign the treaty.", ""),
    ("The harbour was sold.", ""),
]


@pytest.mark.parametrize(("text", "words"), DEEDS)
def test_deeds_that_are_their_own_record(text: str, words: str) -> None:
    assert find_deed(CLAIM, text, find_cues(parse(text)), Stance.SUPPORTS) == words


def test_an_acquittal_supports_no_charge() -> None:
    text = "The court acquitted the captain of smuggling."
    found = find_cues(parse(text))
    claim = "The captain smuggled rum"
    assert find_deed(claim, text, found, Stance.SUPPORTS) == ""
    assert find_deed(claim, text, found, Stance.REFUTES) == "acquitted"
    cleared = "The court acquitted the captain"
    assert find_deed(cleared, text, found, Stance.SUPPORTS) == "acquitted"


BESIDE = [
    ("The mayor announced the sale on Monday.", "The mayor announced"),
    ("Its board confirmed this in a letter.", "Its board confirmed"),
    ("Photographs from the quay show the new owner's flag.", "Photographs from the quay show"),
    ("The mayor announced a festival on Monday.", ""),  # of something else
    ("The mayor may announce the sale on Monday.", ""),
    ("The mayor denied it on Monday.", ""),
    ("The mayor declined to confirm it.", ""),
    ("The mayor announced an inquiry into the sale.", ""),
    ("Has the mayor announced the sale?", ""),
]


@pytest.mark.parametrize(("text", "words"), BESIDE)
def test_what_the_next_sentence_vouches_by(text: str, words: str) -> None:
    ground = find_beside(
        CLAIM,
        text,
        find_cues(parse(text)),
        stance=Stance.SUPPORTS,
        after=True,
        bound=False,
        aliases=ALIASES,
    )
    assert (ground.words if ground else "") == words


def test_a_pronoun_points_back_only() -> None:
    text = "Its board confirmed this in a letter."
    found = find_cues(parse(text))
    args = {"stance": Stance.SUPPORTS, "bound": False, "aliases": ALIASES}
    assert find_beside(CLAIM, text, found, after=True, **args)
    assert not find_beside(CLAIM, text, found, after=False, **args)


@pytest.mark.parametrize(
    ("speaker", "paper"),
    [
        ("its annual report", True),
        ("the investigators' final report", True),
        ("movement orders and radio logs", True),
        ("Land Registry papers obtained by the Gazette", True),
        ("a newspaper report", False),
        ("the paper", False),
        ("reports", False),
        ("the ministry's spokesman", False),
    ],
)
def test_papers_that_speak(speaker: str, paper: bool) -> None:
    assert is_paper(speaker) is paper
