"""One article towards one claim: pairs, judge and rules put together."""

from __future__ import annotations

import pytest

from monitor.domain.judgement import FlagKind, Scores
from monitor.domain.language.passages import make_passages
from monitor.domain.model import ExtractStatus
from monitor.domain.reading.article import read_article
from monitor.domain.reading.naming import names_anybody
from tests.domain.reading import ALIASES, JUDGE, make_claim, make_outlet, make_report
from tests.factories import make_article

CLAIM = make_claim("Ruritania has sent soldiers to Borduria")
TITLE = "Ruritania and Borduria"
TEXT = "It rained.\nRuritania confirmed on Friday that it has sent soldiers to Borduria."


class Recorder:
    """Keeps the pairs; reads as the baseline does."""

    version = "recorder-1"

    def __init__(self):
        self.pairs = []

    def weigh(self, claim, passages, nearness) -> None:
        return None

    def judge(self, pairs) -> tuple[Scores, ...]:
        self.pairs.extend(pairs)
        return JUDGE.judge(pairs)


def read(text=TEXT, *, judge=JUDGE, outlet=None, prior=frozenset(), title=TITLE, **values):
    report = make_report(title, text)
    article = make_article(title=title, text=text, published_at=report.published_at, **values)
    return read_article(
        CLAIM,
        article,
        make_passages(text, [passage.sentence for passage in report.passages]),
        outlet=outlet or make_outlet(),
        judge=judge,
        aliases=ALIASES,
        prior_denials=prior,
    )


def test_a_confirmation_with_its_sentence_and_the_judges_version():
    recorder = Recorder()
    judgement = read(judge=recorder)
    assert judgement.kind is FlagKind.CONFIRMATION
    assert judgement.version.startswith("recorder-1")
    quote = judgement.quotes[0]
    assert TEXT[quote.start : quote.end] == quote.text
    assert {pair.claim for pair in recorder.pairs} == {CLAIM.text}
    assert quote.text in {pair.sentence for pair in recorder.pairs}
    assert read() == read()


def test_an_article_without_a_hit_is_no_flag():
    assert read("It rained in Nairobi.").kind is None


@pytest.mark.parametrize("status", [s for s in ExtractStatus if s is not ExtractStatus.FULL])
def test_incomplete_text_is_never_more_than_an_update(status):
    assert read(status=status).kind is FlagKind.UPDATE


def test_satire_is_no_flag():
    assert read(outlet=make_outlet(satire=True)).kind is None


def test_a_prior_denial_makes_it_an_admission():
    assert not read().facets.admission
    assert read(prior=frozenset({"Ruritania"})).facets.admission


class Semantic:
    """Reads sentences as the baseline does; of the article as a whole it knows a side."""

    version = "semantic-1"

    def __init__(self, unrelated: float) -> None:
        rest = 1.0 - unrelated
        self._whole = Scores(
            supports=0.7 * rest, refutes=0.1 * rest, discusses=0.2 * rest, unrelated=unrelated
        )

    def weigh(self, claim, passages, nearness) -> Scores:
        return self._whole

    def judge(self, pairs) -> tuple[Scores, ...]:
        return JUDGE.judge(pairs)


IN_OTHER_WORDS = "It rained.\nA column from Strelsau has crossed the border, monitors found."


def test_what_is_told_in_other_words_is_shown():
    judgement = read(IN_OTHER_WORDS, judge=Semantic(0.1))
    assert (judgement.kind, judgement.rule) == (FlagKind.UPDATE, "other-words")
    assert judgement.quotes
    assert judgement.scores.supports > 0.5  # what ranks it among the updates


def test_other_words_about_something_else_are_not():
    assert read(IN_OTHER_WORDS, judge=Semantic(0.5)).kind is None
    assert read(IN_OTHER_WORDS).kind is None


def test_other_words_that_name_nobody_are_not():
    text = "It rained.\nA column has crossed the border, monitors found."
    assert read(text, judge=Semantic(0.1), title="Rain").kind is None


def test_of_a_claim_about_a_place_the_same_elsewhere_is_read():
    assert names_anybody("Cholera has broken out in Zenda", ["Tests found it."], aliases=ALIASES)
    assert names_anybody("A fire broke out in Ostel Bay", ["Smoke rose."], aliases=ALIASES)
    assert not names_anybody(CLAIM.text, ["Tests found it."], aliases=ALIASES)
    assert names_anybody("Cholera has struck Ostel Works", ["Ostel is ill."], aliases=ALIASES)
    assert not names_anybody("Cholera has struck Ostel Works", ["It is ill."], aliases=ALIASES)


def test_satire_in_other_words_stays_hidden():
    text = f"{IN_OTHER_WORDS}\nThis article is satire."
    assert read(text, judge=Semantic(0.1)).kind is None
