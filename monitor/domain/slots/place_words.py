"""Words that tell a place from a party or a goal. Data only."""

from __future__ import annotations

from monitor.domain.language.groups import words_of
from monitor.domain.language.tokens import fold
from monitor.domain.slots.units import MONTHS

IN = frozenset(words_of("in near inside at across throughout outside around within off on"))
TO = frozenset(words_of("to into toward towards"))
#: What a place without a preposition is followed by when something happens there.
EVENTS = frozenset(
    words_of(
        "region province oblast district county area front frontline sector border incursion "
        "offensive strike attack battlefield direction bombing explosion shelling"
    )
)
DIRECTIONS = {
    fold(word): direction
    for direction, words in (
        ("east", "east eastern"),
        ("west", "west western"),
        ("north", "north northern"),
        ("south", "south southern"),
        ("centre", "central"),
        ("northeast", "northeast northeastern"),
        ("northwest", "northwest northwestern"),
        ("southeast", "southeast southeastern"),
        ("southwest", "southwest southwestern"),
    )
    for word in words.split()
}
MOVES = frozenset(
    words_of(
        "deploy deployment travel arrive arrival move relocate fly march return flee go head come "
        "advance cross withdraw retreat redeploy dispatch"
    )
)
SENDS = frozenset(words_of("send ship transfer transport bring take deliver ferry commit"))
#: Verbs whose object is a place.
STRIKES = frozenset(
    words_of("hit strike bomb shell attack capture seize enter reach leave invade pound raid")
)
NOT_PLACES = frozenset(MONTHS) | frozenset(
    words_of(
        "monday tuesday wednesday thursday friday saturday sunday parliament congress state "
        "department ministry house council assembly court senate president summit"
    )
)
