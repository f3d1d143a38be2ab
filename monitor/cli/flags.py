"""``monitor flags``: the review cards, listed and explained."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from monitor.cli import context
from monitor.cli.context import put, put_json, say
from monitor.cli.shapes import event_shape, evidence_shape, flag_shape
from monitor.domain.flagging import explain_rule
from monitor.domain.judgement import Flag, FlagKind, FlagState
from monitor.domain.ports import Store
from monitor.errors import UsageError

app = typer.Typer(help="Flags: list, show, explain.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_flags(
    claim: Annotated[str, typer.Option(help="Only this claim.")] = "",
    kind: Annotated[list[FlagKind] | None, typer.Option(help="Only this kind; repeat.")] = None,
    state: Annotated[list[FlagState] | None, typer.Option(help="Only this state; repeat.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Decided and hidden ones too.")] = False,
    as_json: Json = False,
) -> None:
    """List the cards that wait for a person, the weightiest first."""
    states = set(state) if state else None if all_ else {FlagState.QUEUED}
    with context.current.store() as store:
        if claim:
            store.claims.get(claim)
        flags = store.flags.list(states=states, kinds=kind or None, claim_id=claim or None)
        claims = {row.id: row for row in store.claims.list()}
        outlets = outlet_names(store)
        counts = independent_reports(store.flags.list(claim_id=claim or None))
    if as_json:
        put_json(
            [
                flag_shape(f, claims[f.claim_id], outlets, counts.get((f.claim_id, f.kind), 1))
                for f in flags
            ]
        )
        return
    for flag in flags:
        lead = flag.lead
        day = f"{lead.published_at or lead.fetched_at:%Y-%m-%d}"
        outlet = outlets.get(lead.outlet_id, lead.outlet_id)
        put(f"{flag.id:>4} {flag.claim_id:<4} {flag.kind:<12} {day} {outlet}: {lead.title}")
    if not flags:
        say("no flags" if all_ else "nothing waits for review")


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


@app.command()
def show(flag_id: int, as_json: Json = False) -> None:
    """Show a card with all its evidence."""
    with context.current.store() as store:
        flag = store.flags.get(flag_id)
        claim = store.claims.get(flag.claim_id)
        outlets = outlet_names(store)
        counts = independent_reports(store.flags.list(claim_id=flag.claim_id))
        article = store.articles.get(flag.lead.article_id)
    if as_json:
        shape = flag_shape(flag, claim, outlets, counts.get((flag.claim_id, flag.kind), 1))
        put_json({**shape, "evidence": [evidence_shape(e, outlets) for e in flag.evidence]})
        return
    from monitor.cli.cards import render_card

    terminal = context.console()
    terminal.print(render_card(flag, claim, article, outlets, width=terminal.width))


@app.command()
def explain(flag_id: int, as_json: Json = False) -> None:
    """Why a flag is what it is: sentence, scores, facets with their words, rule and rank."""
    with context.current.store() as store:
        flag = store.flags.get(flag_id)
        claim = store.claims.get(flag.claim_id)
        outlets = outlet_names(store)
        events = store.audit.list(subject="flag", subject_id=str(flag_id))
    if as_json:
        put_json(
            {
                "id": flag.id,
                "kind": str(flag.kind),
                "score": flag.score,
                "badges": list(flag.badges),
                "why": explain_rule(flag.lead.judgement.rule),
                "evidence": [evidence_shape(e, outlets) for e in flag.evidence],
                "events": [event_shape(event) for event in events],
            }
        )
        return
    lead = flag.lead
    judgement = lead.judgement
    put(f"flag {flag.id} is a {flag.kind} on {claim.id}: {claim.text}")
    for quote in judgement.quotes:
        where = "headline" if quote.headline else f"characters {quote.start}-{quote.end}"
        put(f"  “{quote.text}” ({where})")
    scores = ", ".join(
        f"{name} {getattr(judgement.scores, name):.2f}"
        for name in ("supports", "refutes", "discusses", "unrelated")
    )
    put(f"stance   {judgement.stance} ({scores}) by {judgement.version}")
    put(f"rule     {judgement.rule}: {explain_rule(judgement.rule)}")
    if judgement.missing:
        put(f"missing  {judgement.missing}")
    words = dict(judgement.facets.words)
    for facet, value in _facets(flag):
        rests = f"   on “{words[facet]}”" if words.get(facet) else ""
        put(f"  {facet:<12} {value}{rests}")
    put(f"rank     {flag.score:.3f} (tier, then strength x priority {claim.priority} x freshness)")
    for evidence in flag.evidence:
        put(f"report   {outlets.get(evidence.outlet_id, '?')}: {evidence.url}")
        kind = evidence.judgement.kind
        put(f"         {kind}; origin {evidence.origin}: {evidence.origin_reason}")
    for event in events:
        put(f"record   {event.at:%Y-%m-%d %H:%M} {event.actor}: {event.action} {event.reason}")


def _facets(flag: Flag) -> list[tuple[str, str]]:
    facets = flag.lead.judgement.facets
    names = ("certainty", "basis", "speaker", "speaker_role", "verb", "actor", "quantity", "place")
    more = ("time", "scope", "novelty", "locus", "genre", "correction", "complete", "admission")
    rows = [(name, getattr(facets, name)) for name in (*names, *more)]
    return [(name, str(value)) for name, value in rows if value not in ("", False)]


def flag_number(text: str) -> int:
    """A flag's id as typed: 12, #12 or F12."""
    digits = text.strip().lstrip("#Ff")
    if not digits.isdigit():
        raise UsageError(f"{text!r} is no flag; see: monitor flags list")
    return int(digits)
