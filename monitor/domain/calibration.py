"""How often what the judge finds likely turns out right: bins of probability beside outcomes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.domain.judgement import Flag, FlagKind, FlagState, Judgement, Occasion, Stance

#: Borders of the bins. A side below a half is seldom shown as more than an update.
EDGES = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
#: With fewer decisions a share says next to nothing: of 20 it may be a fifth off either way.
ENOUGH = 20
_Z = 1.96  # of a normal distribution: 95 in 100 lie within
_SETTLED = frozenset({FlagState.ACCEPTED, FlagState.REJECTED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Bin:
    """What was said with a probability from ``low`` to ``high``, and what came of it."""

    low: float
    high: float
    count: int
    probability: float  # mean, 0 for an empty bin
    right: float  # share that was right (on the desk: accepted), 0 for an empty bin


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """Decided cards of one sort."""

    accepted: int = 0
    rejected: int = 0

    @property
    def count(self) -> int:
        return self.accepted + self.rejected

    @property
    def precision(self) -> float | None:
        """Share that was accepted; None where nothing was decided."""
        return self.accepted / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true share lies in 95 of 100 cases (Wilson); None where nothing was decided."""
        share, count = self.precision, self.count
        if share is None:
            return None
        middle = (share + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
        spread = share * (1 - share) / count + _Z**2 / (4 * count**2)
        half = _Z * math.sqrt(spread) / (1 + _Z**2 / count)
        return max(0.0, middle - half), min(1.0, middle + half)

    @property
    def enough(self) -> bool:
        """Whether the share can be told from chance at all."""
        return self.count >= ENOUGH


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """The desk's own decisions beside what the judge had said; bins by kind, without empty ones."""

    whole: Tally
    kinds: Mapping[FlagKind, Tally]
    versions: Mapping[str, Tally]
    bins: Mapping[FlagKind, tuple[Bin, ...]]
    all_bins: tuple[Bin, ...]


def side(judgement: Judgement) -> float:
    """The probability of the side that the deciding sentence takes.

    Where it takes none, of its stance: that it only discusses the claim.
    """
    scores = judgement.sentence_scores
    if scores.stance is Stance.DISCUSSES:
        return scores.discusses
    return max(scores.supports, scores.refutes)


def calibrate(flags: Iterable[Flag]) -> Calibration:
    """Tables over the cards that somebody accepted or rejected; all others are left out.

    A card counts by its lead, the evidence that a person saw first. What became of a page
    later is no reading of a judge: such cards count by kind only.
    """
    settled = [flag for flag in flags if flag.state in _SETTLED]
    read = [flag for flag in settled if flag.lead.occasion is Occasion.READING]
    kinds: dict[FlagKind, list[Flag]] = defaultdict(list)
    versions: dict[str, list[Flag]] = defaultdict(list)
    for flag in settled:
        kinds[flag.kind].append(flag)
    for flag in read:
        versions[flag.lead.judgement.version].append(flag)
    ordered = [kind for kind in FlagKind if kind in kinds]
    return Calibration(
        whole=_tally(settled),
        kinds={kind: _tally(kinds[kind]) for kind in ordered},
        versions={version: _tally(versions[version]) for version in sorted(versions)},
        bins={kind: _bins(flag for flag in read if flag.kind is kind) for kind in ordered},
        all_bins=_bins(read),
    )


def place_of(probability: float) -> int:
    """The bin of a probability, by number: each holds its lower border, the last both."""
    inner = EDGES[1:-1]
    return sum(probability >= edge for edge in inner)


def _tally(flags: Iterable[Flag]) -> Tally:
    states = [flag.state for flag in flags]
    return Tally(
        accepted=states.count(FlagState.ACCEPTED), rejected=states.count(FlagState.REJECTED)
    )


def _bins(flags: Iterable[Flag]) -> tuple[Bin, ...]:
    found: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for flag in flags:
        said = side(flag.lead.judgement)
        found[place_of(said)].append((said, flag.state is FlagState.ACCEPTED))
    return tuple(
        Bin(
            low=EDGES[at],
            high=EDGES[at + 1],
            count=len(rows),
            probability=sum(said for said, _ in rows) / len(rows),
            right=sum(right for _, right in rows) / len(rows),
        )
        for at, rows in sorted(found.items())
    )
