"""What several commands need to know of flags."""

from __future__ import annotations

import re
from collections.abc import Iterable

from monitor.domain.judgement import Flag, FlagKind, FlagState
from monitor.domain.ports import Store
from monitor.errors import UsageError


def outlet_names(store: Store) -> dict[str, str]:
    """Names by outlet id."""
    return {outlet.id: outlet.name for outlet in store.outlets.list()}


def independent_reports(flags: Iterable[Flag]) -> dict[tuple[str, FlagKind], int]:
    """Origin groups by claim and kind; what is hidden, rejected or superseded does not count."""
    gone = (FlagState.HIDDEN, FlagState.REJECTED, FlagState.SUPERSEDED, FlagState.DUPLICATE)
    counts: dict[tuple[str, FlagKind], int] = {}
    for flag in flags:
        if flag.state not in gone:
            key = (flag.claim_id, flag.kind)
            counts[key] = counts.get(key, 0) + 1
    return counts


def flag_number(text: str) -> int:
    """A flag's id as typed: 12, #12 or F12."""
    found = re.fullmatch(r"[#Ff]?([0-9]{1,9})", text.strip())
    if not found:
        raise UsageError(f"{text!r} is no flag; see: monitor flags list")
    return int(found[1])
