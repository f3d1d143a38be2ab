"""The explainable baseline behind the ``Judge`` port: cue words, no model."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.judgement import Scores
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Passage
from monitor.domain.reading.side_scores import score
from monitor.domain.reading.stance import Pair, read

#: Raised with every change of the cues or of how they are weighed.
VERSION = "baseline-6"


class BaselineJudge:
    """Judges pairs by cues; deterministic, needs nothing but the alias table."""

    def __init__(self, aliases: AliasTable) -> None:
        self._aliases = aliases

    @property
    def version(self) -> str:
        return VERSION

    def weigh(
        self, claim: str, passages: Sequence[Passage], nearness: Sequence[float]
    ) -> Scores | None:
        """None: an article says what its deciding sentence says."""
        del claim, passages, nearness
        return None

    def judge(self, pairs: Sequence[Pair]) -> tuple[Scores, ...]:
        """Scores in the order of ``pairs``."""
        return tuple(
            score(
                read(
                    pair.claim,
                    pair.sentence,
                    context=pair.context,
                    title=pair.title,
                    aliases=self._aliases,
                )
            )
            for pair in pairs
        )
