"""Do a claim and a passage speak of the same people, figure, place and time?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from monitor.domain.entities import AliasTable
from monitor.domain.judgement import SlotMatch
from monitor.domain.model import Claim, Passage


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotReading:
    """How each slot of a passage compares with the claim's; ``words`` show on what it rests."""

    actor: SlotMatch = SlotMatch.ABSENT
    quantity: SlotMatch = SlotMatch.ABSENT
    place: SlotMatch = SlotMatch.ABSENT
    time: SlotMatch = SlotMatch.ABSENT
    scope: str = ""  # "narrower" or "broader" than the claim, "" = neither
    words: tuple[tuple[str, str], ...] = ()  # (slot, the words it rests on)


def compare_slots(
    claim: Claim,
    passage: Passage,
    *,
    article_text: str,
    aliases: AliasTable,
    on: date | None,
) -> SlotReading:
    """Compare the slots of ``claim`` with those of ``passage``, a sentence of ``article_text``.

    ``on`` is the day of publication: what "on Friday" is counted from.
    """
    return SlotReading()
