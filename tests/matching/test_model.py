"""The judge of the product: the cross-encoder beside the rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import pytest

from monitor.articles.sentences import split_sentences
from monitor.domain.judgement import Blended, Scores, Stance
from monitor.domain.language.entities import AliasTable
from monitor.domain.language.passages import make_passages
from monitor.domain.reading.blend import blend
from monitor.domain.reading.stance import Pair
from monitor.matching.baseline import BaselineJudge
from monitor.matching.encoder import CrossEncoder, Logits, Manifest, read_manifest
from monitor.matching.model import ModelJudge
from monitor.settings import Settings
from monitor.shipped import model_dir
from monitor.wiring import load_alias_table

CLAIM = "Norway has sent soldiers to Chile"
TEXTS = (
    "Norway confirmed on Monday that its soldiers are in Chile.",
    "Norwegian officials denied that any soldiers had been sent to Chile.",
    "Reports that Norway may have sent soldiers to Chile could not be verified.",
    "The museum of Oslo opens at ten, and children pay half.",
)


@pytest.fixture(scope="module")
def aliases() -> AliasTable:
    return load_alias_table(Settings())


@pytest.fixture(scope="module")
def judge(aliases: AliasTable) -> ModelJudge:
    return ModelJudge(CrossEncoder(model_dir()), aliases)


@dataclass
class Listener:
    """An encoder that keeps what it is shown, and takes no side."""

    manifest: Manifest
    version: str = "listener-1"
    shown: list[tuple[str, str]] = field(default_factory=list)

    def read(self, pairs: list[tuple[str, str]]) -> list[Logits]:
        self.shown += pairs
        return [(0.0, 0.0, 0.0, 0.0, 0.0)] * len(pairs)

    def read_short(self, pairs: list[tuple[str, str]]) -> list[tuple[Logits, Logits | None]]:
        return [(answer, answer) for answer in self.read(pairs)]


@pytest.fixture
def listener() -> Listener:
    return Listener(read_manifest(model_dir()))


def pair(text: str, claim: str = CLAIM, *, before: str = "") -> Pair:
    return Pair(claim=claim, sentence=text, context=text, before=before)


def weighed(judge: ModelJudge, text: str, claim: str = CLAIM) -> Scores | None:
    passages = make_passages(text, split_sentences(text))
    # The nearness is given here: it is not what is under test.
    return judge.weigh(claim, passages, [1 / (1 + at) for at in range(len(passages))])


class Partial(Listener):
    """Takes no side, but for a second model that always supports."""

    def read_short(self, pairs: list[tuple[str, str]]) -> list[tuple[Logits, Logits | None]]:
        return [(answer, (9.0, 0.0, 0.0, 0.0, 0.0)) for answer in self.read(pairs)]


def test_the_second_model_reads_headlines_only(aliases: AliasTable) -> None:
    judge = ModelJudge(Partial(read_manifest(model_dir())), aliases)  # type: ignore[arg-type]
    sentence, headline = judge.read([pair(TEXTS[0]), replace(pair(TEXTS[0]), headline=True)])
    assert sentence.supports == pytest.approx(0.25)
    assert headline.supports > 0.4
    assert headline.unrelated == sentence.unrelated


def test_a_line_without_a_full_stop_is_read_as_a_headline(aliases: AliasTable) -> None:
    judge = ModelJudge(Partial(read_manifest(model_dir())), aliases)  # type: ignore[arg-type]
    alone = ModelJudge(Listener(read_manifest(model_dir())), aliases)  # type: ignore[arg-type]
    line = "Norway has sent soldiers to Chile"
    with_stop, without = weighed(judge, f"{line}."), weighed(judge, line)
    assert with_stop == weighed(alone, f"{line}.")
    assert without is not None
    assert with_stop is not None
    assert without.supports > with_stop.supports
    article = f"{line}. It rained in the hills"
    assert weighed(judge, article) == weighed(alone, article)


def test_what_plain_sentences_say(judge: ModelJudge) -> None:
    found = judge.judge([pair(text) for text in TEXTS])
    assert [scores.stance for scores in found] == [
        *(Stance.SUPPORTS, Stance.REFUTES, Stance.DISCUSSES, Stance.UNRELATED),
    ]


def test_a_reading_shows_what_model_and_rules_say_alone(
    judge: ModelJudge, aliases: AliasTable
) -> None:
    pairs = [pair(text) for text in TEXTS]
    rules = BaselineJudge(aliases).judge(pairs)
    for found, model, rule in zip(judge.judge(pairs), judge.read(pairs), rules, strict=True):
        assert isinstance(found, Blended)
        assert (found.model, found.rules) == (model, rule)
        assert found == blend(model, rule)


def test_answers_come_in_the_order_of_the_pairs(judge: ModelJudge) -> None:
    pairs = [pair(text) for text in TEXTS] * 9
    found = judge.judge(pairs)
    assert found == judge.judge(pairs[::-1])[::-1]
    assert found[:4] == judge.judge(pairs[:4]) == found[32:]
    assert judge.judge([]) == ()


SWAPS = [
    # Two countries without a quarrel, by name, demonym and capital.
    {"Norway": "Peru", "Norwegian": "Peruvian", "Oslo": "Lima"},
    {"UNESCO": "UNICEF"},
    {"Bergen": "Valparaiso"},
    {"Norway": "Kenya", "Norwegian": "Kenyan", "Oslo": "Nairobi"},
]
STORIES = [
    (
        "Norway has sent soldiers to Peru",
        "Oslo confirmed that Norwegian soldiers are in Peru. Norway had denied it for weeks. "
        "Lima says that the Peruvian army asked Norway for help.",
    ),
    (
        "Norway and UNESCO have closed a school in Peru",
        "UNESCO denied that it had closed a school with Norway. UNICEF runs schools in Peru. "
        "A Norwegian official called the report false.",
    ),
    (
        "A ferry has sunk off Bergen",
        "Norwegian police in Bergen said that a ferry had sunk. Its last port was Valparaiso, "
        "in Chile, they said in Oslo.",
    ),
]


def swap(text: str, names: dict[str, str]) -> str:
    both = {**names, **{other: one for one, other in names.items()}}
    return re.sub(r"[A-Z]\w+", lambda word: both.get(word[0], word[0]), text)


@pytest.mark.parametrize("names", SWAPS, ids=lambda names: next(iter(names)))
@pytest.mark.parametrize(("claim", "text"), STORIES)
def test_other_parties_get_the_same_scores(
    judge: ModelJudge, claim: str, text: str, names: dict[str, str]
) -> None:
    other_claim, other = swap(claim, names), swap(text, names)
    assert swap(other, names) == text
    assert weighed(judge, other, other_claim) == weighed(judge, text, claim)
    spans = zip(split_sentences(text), split_sentences(other), strict=True)
    for one, two in ((first.of(text), second.of(other)) for first, second in spans):
        assert judge.judge([pair(one, claim)]) == judge.judge([pair(two, other_claim)])


def test_the_model_sees_no_names(listener: Listener, aliases: AliasTable) -> None:
    judge = ModelJudge(listener, aliases)  # type: ignore[arg-type]
    judge.read([pair(TEXTS[0])])
    weighed(judge, TEXTS[0] + " " + TEXTS[1])
    assert len(listener.shown) > 1
    for claim, text in listener.shown:
        assert claim == "France has sent soldiers to Spain"
        assert "Norw" not in text
        assert "France" in text


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        (
            "The government confirmed the report.",
            "A ferry had sunk. The government confirmed the report.",
        ),
        ("That is false, the port said.", "A ferry had sunk. That is false, the port said."),
        ("A ferry has sunk off the coast.", "A ferry has sunk off the coast."),
    ],
)
def test_a_sentence_that_points_back_is_read_after_the_one_before(
    listener: Listener, aliases: AliasTable, sentence: str, shown: str
) -> None:
    judge = ModelJudge(listener, aliases)  # type: ignore[arg-type]
    judge.read([pair(sentence, "A ferry has sunk", before="A ferry had sunk.")])
    judge.read([pair(sentence, "A ferry has sunk")])
    assert listener.shown == [("A ferry has sunk", shown), ("A ferry has sunk", sentence)]


def test_an_article_without_sentences_says_nothing(judge: ModelJudge) -> None:
    assert judge.weigh(CLAIM, (), ()) is None


def test_what_whole_articles_say(judge: ModelJudge) -> None:
    filler = " It rained in the hills, and the shops were closed."
    for text, stance in zip(TEXTS, Stance, strict=True):
        found = weighed(judge, text + filler * 3)
        assert found is not None
        assert found.stance is stance
        assert sum(getattr(found, name) for name in Stance) == pytest.approx(1, abs=1e-6)


def test_the_version_names_all_that_made_a_reading(judge: ModelJudge, aliases: AliasTable) -> None:
    manifest = read_manifest(model_dir())
    assert judge.version == f"{manifest.version} {BaselineJudge(aliases).version}"


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Someone forced Norway to send soldiers to Chile.", Stance.SUPPORTS),
        ("Someone pretended that Norway sent soldiers to Chile.", Stance.REFUTES),
        ("Someone denied that Norway sent soldiers to Chile.", Stance.DISCUSSES),
        ("Norway failed to send soldiers to Chile.", Stance.REFUTES),
    ],
)
def test_a_single_sentence_has_the_stance_that_its_verb_leaves(
    judge: ModelJudge, text: str, stance: Stance
) -> None:
    found = weighed(judge, text)
    assert found is not None
    assert found.stance is stance


def test_a_verb_decides_no_longer_text(listener: Listener, aliases: AliasTable) -> None:
    judge = ModelJudge(listener, aliases)  # type: ignore[arg-type]
    text = "Someone pretended that Norway sent soldiers to Chile."
    alone, longer = weighed(judge, text), weighed(judge, f"{text} It rained in the hills.")
    assert alone is not None
    assert longer is not None
    assert alone.refutes > 0.6 > longer.refutes
