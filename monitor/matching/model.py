"""The judge of the product: the bundled cross-encoder beside the rules."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.judgement import Scores
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Passage
from monitor.domain.reading.answer import answers
from monitor.domain.reading.blend import blend, scores_of, with_second
from monitor.domain.reading.neutral import StandIns, neutral
from monitor.domain.reading.pointing import refers_back
from monitor.domain.reading.report import is_a_headline
from monitor.domain.reading.signals import READINGS
from monitor.domain.reading.stance import Pair
from monitor.domain.reading.under_verb import by_verb
from monitor.domain.reading.windows import choose_windows
from monitor.domain.speech.clauses import parse
from monitor.matching.baseline import BaselineJudge
from monitor.matching.encoder import CrossEncoder


class ModelJudge:
    """Judges sentences by model and rules together, articles by the model."""

    def __init__(self, encoder: CrossEncoder, aliases: AliasTable) -> None:
        self._encoder = encoder
        self._aliases = aliases
        self._rules = BaselineJudge(aliases)
        self._stack = encoder.manifest.stack

    @property
    def version(self) -> str:
        return f"{self._encoder.version} {self._rules.version}"

    def judge(self, pairs: Sequence[Pair]) -> tuple[Scores, ...]:
        """Scores in the order of ``pairs``."""
        model = self.read(pairs)
        rules = self._rules.judge(pairs)
        return tuple(blend(one, other) for one, other in zip(model, rules, strict=True))

    def read(self, pairs: Sequence[Pair]) -> tuple[Scores, ...]:
        """What the model alone makes of the sentences."""
        shown = [neutral(pair.claim, [_input(pair)], self._aliases)[0] for pair in pairs]
        return tuple(
            self._read_headline(one) if pair.headline else scores_of(self._encoder.read([one])[0])
            for pair, one in zip(pairs, shown, strict=True)
        )

    def _read_headline(self, shown: tuple[str, str]) -> Scores:
        ((first, second),) = self._encoder.read_short([shown])
        scores = scores_of(first)
        return scores if second is None else with_second(scores, scores_of(second))

    def weigh(
        self, claim: str, passages: Sequence[Passage], nearness: Sequence[float]
    ) -> Scores | None:
        """What the article as a whole says; None where it says nothing at all."""
        windows = choose_windows(passages, nearness)
        if not windows:
            return None
        shown = neutral(claim, [window.text for window in windows], self._aliases)
        second: Sequence[float] | None = None
        alone = len(passages) == 1
        if alone and is_a_headline(passages[0].text):
            both = self._encoder.read_short(shown)
            answers, second = [one for one, _ in both], both[0][1]
        else:
            answers = self._encoder.read(shown)
        scores = self._stack.weigh(
            StandIns(self._aliases).apply(claim),
            [(window.kind, text) for window, (_, text) in zip(windows, shown, strict=True)],
            answers,
            nearness,
            self._readings(claim, passages, nearness),
            short=alone,
        )
        if second is not None:
            return with_second(scores, scores_of(second))
        return by_verb(claim, passages[0].text, scores, self._aliases) if alone else scores

    def _readings(
        self, claim: str, passages: Sequence[Passage], nearness: Sequence[float]
    ) -> tuple[Scores, ...]:
        """What the rules make of the nearest sentences; the second stage was fitted on these."""
        order = sorted(range(len(passages)), key=lambda at: (-nearness[at], at))[:READINGS]
        return self._rules.judge(
            [
                Pair(claim=claim, sentence=passages[at].text, context=passages[at].context_text)
                for at in order
            ]
        )


def _input(pair: Pair) -> str:
    """A sentence, after the one before where it points back (so it was in training) or answers."""
    leans = refers_back(parse(pair.sentence)) or answers(pair.sentence, pair.before)
    if pair.before and leans:
        return f"{pair.before} {pair.sentence}"
    return pair.sentence
