"""``monitor stats``: how far the judge can be trusted, by what people decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from monitor.cli import context
from monitor.cli.context import put, put_json, put_table, say
from monitor.desk.stats import statistics
from monitor.domain.calibration import ENOUGH, Bin, Calibration, Tally


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(stats)


def stats(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show which share of the cards was accepted, by kind, probability and judge."""
    from monitor.wiring import model_manifest

    manifest = model_manifest(context.current.settings)
    with context.current.store() as store:
        found = statistics(store)
    if as_json:
        put_json(
            {
                **_tally_shape(found.whole),
                "needed": ENOUGH,
                "bins": _bin_shapes(found.all_bins, "accepted_share"),
                "kinds": [
                    {
                        "kind": str(kind),
                        **_tally_shape(tally),
                        "bins": _bin_shapes(found.bins[kind], "accepted_share"),
                    }
                    for kind, tally in found.kinds.items()
                ],
                "versions": [
                    {"version": version, **_tally_shape(tally)}
                    for version, tally in found.versions.items()
                ],
                "model": {
                    "version": manifest.version,
                    "bins": _bin_shapes(manifest.reliability, "right_share"),
                },
            }
        )
        return
    _tell_desk(found)
    if manifest.reliability:
        put("")
        put(f"{manifest.version} on the labelled pairs that it was calibrated with:")
        put_table(_bin_rows(manifest.reliability, "right"), indent=2)


def _tell_desk(found: Calibration) -> None:
    if not found.whole.count:
        say("nothing was accepted or rejected yet; decide on cards with: monitor review")
        return
    put(f"decided: {_tally_words(found.whole)}")
    if not found.whole.enough:
        say(f"too few to tell: of fewer than {ENOUGH} decisions a share may be chance")
    put("")
    put("by kind:")
    put_table(((kind, _tally_words(tally)) for kind, tally in found.kinds.items()), indent=2)
    put("")
    put("by judge:")
    put_table(((name, _tally_words(tally)) for name, tally in found.versions.items()), indent=2)
    tables = [("all kinds", found.all_bins), *found.bins.items()]
    for name, bins in tables:
        if bins:
            put("")
            put(f"probability of the deciding sentence's side, {name}:")
            put_table(_bin_rows(bins, "accepted"), indent=2)


def _tally_words(tally: Tally) -> str:
    count = f"{tally.accepted} of {tally.count} accepted"
    if tally.precision is None or tally.interval is None or not tally.enough:
        return f"{count}, too few to tell"
    low, high = tally.interval
    return f"{count}, {tally.precision:.0%} ({low:.0%} to {high:.0%} with 95 % certainty)"


def _bin_rows(bins: Iterable[Bin], outcome: str) -> list[tuple[object, ...]]:
    return [
        (
            f"{one.low:.2f}-{one.high:.2f}",
            one.count,
            f"said {one.probability:.2f}",
            f"{outcome} {one.right:.2f}" + ("" if one.count >= ENOUGH else "  too few to tell"),
        )
        for one in bins
    ]


def _tally_shape(tally: Tally) -> dict[str, Any]:
    return {
        "decided": tally.count,
        "accepted": tally.accepted,
        "rejected": tally.rejected,
        "precision": tally.precision,
        "interval": list(tally.interval) if tally.interval else None,
        "enough": tally.enough,
    }


def _bin_shapes(bins: Iterable[Bin], outcome: str) -> list[dict[str, Any]]:
    return [
        {
            "low": one.low,
            "high": one.high,
            "count": one.count,
            "probability": one.probability,
            outcome: one.right,
        }
        for one in bins
    ]
