"""Why a card stands where it stands, in words and as JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from monitor.domain.flagging import RankParts
from monitor.domain.judgement import Flag, Occasion

_SAME = 0.0005  # of two ranks that are shown alike


def rank_shape(parts: RankParts, flag: Flag) -> dict[str, Any]:
    """The parts of a rank; ``as_shown`` is false where the stored one was made of others."""
    return {
        "score": flag.score,
        "tier": parts.tier,
        "tier_name": parts.tier_name,
        "probability": round(parts.probability, 4),
        "independent": parts.independent,
        "confidence": round(parts.confidence, 4),
        "priority": parts.priority,
        "freshness": round(parts.freshness, 4),
        "as_shown": is_as_shown(parts, flag),
    }


def is_as_shown(parts: RankParts, flag: Flag) -> bool:
    """Whether these parts give the rank that the flag has."""
    return abs(parts.score - flag.score) < _SAME


def rank_rows(parts: RankParts, flag: Flag) -> list[tuple[str, str]]:
    """Rows for ``explain``: the number, then each part in words."""
    product = f"{parts.confidence:.2f} x {parts.priority:.2f} x {parts.freshness:.2f}"
    rows = [
        ("rank", f"{flag.score:.3f}, a tier and, within it, strength x priority x freshness"),
        ("", f"tier {parts.tier} of 4: {parts.tier_name}"),
        ("", _strength(parts)),
        ("", f"priority {parts.priority * 5:.0f} of 5, counted as {parts.priority:.2f}"),
        ("", _freshness(parts, flag)),
    ]
    if is_as_shown(parts, flag):
        rows.append(("", f"{parts.tier} + 0.999 x {product} = {parts.score:.3f}"))
    else:
        rows.append(
            (
                "",
                f"today it would be {parts.score:.3f}: the claim's priority or the way of"
                " ranking has changed since",
            )
        )
    return rows


def _strength(parts: RankParts) -> str:
    said = f"strength {parts.confidence:.2f}: probability {parts.probability:.2f}"
    if parts.independent == 1:
        return f"{said}, the first report to say so"
    return f"{said}, as number {parts.independent} of the independent reports that say the same"


def _freshness(parts: RankParts, flag: Flag) -> str:
    lead = flag.lead
    told = f"freshness {parts.freshness:.2f}"
    if lead.occasion is Occasion.CHANGE:
        return f"{told}: the change was seen just then"
    age = max(lead.recorded_at - (lead.published_at or lead.fetched_at), timedelta(0))
    days, hours = age.days, age.seconds // 3600
    when = f"{days} days" if days > 1 else f"{days * 24 + hours} hours"
    return f"{told}: {when} old when it was read; half of it goes in a week"
