"""Names a model is not to know: each entity of the alias table gets a stand-in.

A model that sees who is who learns whom to believe. Before it reads a pair, every country,
organisation and place becomes a neutral name, by the order in which the pair names them, so
that a text with other parties is the same text to it. "Pyongyang" and "North Korean" become
the name of their country: the alias table's knowledge reaches the model this way. It is
trained on texts that were changed by this same function.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.domain.language.entities import AliasTable, EntityKind

#: Part of a model's manifest: raised when stand-ins or their order change.
NEUTRAL_VERSION = 1

_STAND_INS = {
    EntityKind.COUNTRY: (
        "France", "Spain", "Canada", "Brazil", "Egypt", "Norway", "Kenya", "Chile", "Nepal",
        "Cuba", "Peru", "Ghana", "Austria", "Denmark",
    ),
    EntityKind.ORGANISATION: ("NATO", "UNESCO", "ASEAN", "UNICEF", "NASA", "UEFA"),
    EntityKind.PLACE: (
        "Lyon", "Leeds", "Turin", "Bergen", "Genoa", "Porto", "Seville", "Basel", "Ghent", "Perth",
        "Bristol", "Naples", "Dresden", "Bonn",
    ),
}  # fmt: skip


class StandIns:
    """The stand-ins of one pair, given out in the order of :meth:`apply`; not for reuse.

    The claim goes first, so that its names are the same however many texts follow.
    """

    def __init__(self, aliases: AliasTable) -> None:
        self._aliases = aliases
        self._given: dict[str, str] = {}
        self._used = dict.fromkeys(_STAND_INS, 0)

    def apply(self, text: str) -> str:
        """``text`` with its names replaced; everything else stays as it is."""
        parts, end = [], 0
        for mention in self._aliases.find(text):
            entity, span = mention.entity, mention.span
            name = self._given.get(entity.name)
            if name is None:
                names = _STAND_INS[entity.kind]
                name = names[self._used[entity.kind] % len(names)]
                self._used[entity.kind] += 1
                self._given[entity.name] = name
            parts += [text[end : span.start], name]
            end = span.end
        return "".join((*parts, text[end:]))


def neutral(claim: str, texts: Sequence[str], aliases: AliasTable) -> list[tuple[str, str]]:
    """(claim, text) for each of ``texts`` with neutral names; each pair by itself."""
    pairs = []
    for text in texts:
        names = StandIns(aliases)
        pairs.append((names.apply(claim), names.apply(text)))
    return pairs
