"""An invented alias table, and generators of queries and of texts that they may match."""

from hypothesis import strategies as st

from monitor.domain.language.entities import AliasTable, Entity, EntityKind

ALIASES = AliasTable(
    [
        Entity(
            name="North Veldoria",
            kind=EntityKind.COUNTRY,
            aliases=("NV", "V.D.", "North Veldorian", "North Veldorians", "Kesk"),
        ),
        Entity(
            name="Ostrava Union",
            kind=EntityKind.ORGANISATION,
            aliases=("OU", "Union of Ostrava", "Saltmarsh"),
            cased=("Saltmarsh",),
        ),
    ]
)

WORDS = ["send", "sent", "soldier", "soldiers", "march", "marching", "supply", "supplies"]
WORDS += ["found", "founded", "the", "kesk", "nv", "ou", "saltmarsh", "north", "union"]
_NAMES = ["North Veldoria", "NV", "V.D.", "Kesk", "Saltmarsh", "North Veldorians", "OU"]
_NAMES += ["Union of Ostrava"]
_PREFIXES = ["sol*", "sold*", "mar*", "uni*", "north*", "found*"]

_phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(
    lambda w: f'"{" ".join(w)}"'
)
_hyphened = st.lists(st.sampled_from(WORDS), min_size=2, max_size=2).map("-".join)
_terms = (
    st.sampled_from(WORDS)
    | st.sampled_from(_NAMES).map(lambda name: f'"{name}"')
    | st.sampled_from(_PREFIXES)
    | _phrases
    | _hyphened
)
_groups = _terms | st.lists(_terms, min_size=2, max_size=3).map(lambda t: f"({' OR '.join(t)})")
_nears = st.builds("{} NEAR/{} {}".format, _groups, st.integers(1, 6), _groups)
_leaves = _terms | _nears


def _compound(inner):
    parts = st.lists(inner.map("({})".format), min_size=2, max_size=3)
    negative = st.builds("({}) NOT ({})".format, inner, inner)
    return parts.map(" AND ".join) | parts.map(" OR ".join) | parts.map(" ".join) | negative


def queries():
    """Queries that parse."""
    return st.recursive(_leaves, _compound, max_leaves=6)


def texts():
    """Texts made of the same words, some of them in other forms and cases."""
    words = st.sampled_from([*WORDS, *_NAMES, "SOLDIERS", "Sending", "o'clock", "talks", "U.S."])
    return st.lists(words, max_size=14).flatmap(
        lambda chosen: st.sampled_from([" ", ", ", "-", "\n"]).map(lambda gap: gap.join(chosen))
    )
