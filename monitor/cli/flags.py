"""``monitor flags``: the review cards, listed and explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from monitor.cli import context
from monitor.cli.context import line, put_json, put_table, say, words
from monitor.cli.flag_facts import flag_number, independent_reports, outlet_names
from monitor.cli.ranking import rank_rows, rank_shape
from monitor.cli.shapes import edit_shape, event_shape, evidence_shape, flag_shape
from monitor.desk.history import Edit, edits
from monitor.desk.reviews import ranked_by, reopenings
from monitor.domain.flagging import explain_rule
from monitor.domain.judgement import (
    Blended,
    Flag,
    FlagKind,
    FlagState,
    Judgement,
    Scores,
    SecondFate,
    SlotMatch,
)
from monitor.domain.reopening import tell_proposal

app = typer.Typer(help="Flags: list, show, explain.", no_args_is_help=True)

_EDITS = 12  # sentences of an edit that are shown
_LABEL = 8  # characters of a label in ``explain``

Number = Annotated[str, typer.Argument(metavar="FLAG", help="The flag's number.")]
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
        proposed = reopenings(store) if as_json else ()
    if as_json:
        put_json(
            [
                flag_shape(
                    f,
                    claims[f.claim_id],
                    outlets,
                    counts.get((f.claim_id, f.kind), 1),
                    proposed,
                )
                for f in flags
            ]
        )
        return
    put_table(_row(flag, outlets, with_state=states != {FlagState.QUEUED}) for flag in flags)
    if not flags:
        say("nothing waits for review" if states == {FlagState.QUEUED} else "no flags")


def _row(flag: Flag, outlets: Mapping[str, str], *, with_state: bool) -> tuple[object, ...]:
    lead = flag.lead
    day = f"{lead.published_at or lead.fetched_at:%Y-%m-%d}"
    what = f"{outlets.get(lead.outlet_id, lead.outlet_id)}: {lead.title}"
    state = (flag.state,) if with_state else ()
    return (flag.id, flag.claim_id, flag.kind, *state, day, what)


@app.command()
def show(flag: Number, as_json: Json = False) -> None:
    """Show a card with all its evidence."""
    with context.current.store() as store:
        card = store.flags.get(flag_number(flag))
        claim = store.claims.get(card.claim_id)
        outlets = outlet_names(store)
        counts = independent_reports(store.flags.list(claim_id=card.claim_id))
        article = store.articles.get(card.lead.article_id)
        proposed = reopenings(store)
        changes = edits(store, article.url)
    if as_json:
        independent = counts.get((card.claim_id, card.kind), 1)
        shape = flag_shape(card, claim, outlets, independent, proposed)
        evidence = [evidence_shape(e, outlets) for e in card.evidence]
        put_json({**shape, "evidence": evidence, "edits": [edit_shape(e) for e in changes]})
        return
    from monitor.cli.cards import is_plain, render_card

    terminal = context.console()
    terminal.print(
        render_card(
            card,
            claim,
            article,
            outlets,
            width=terminal.width,
            plain=is_plain(terminal),
            proposal=tell_proposal(proposed, card.id),
        )
    )
    put_table(row for edit in changes for row in _edit_rows(edit))


def _edit_rows(edit: Edit) -> Iterator[tuple[str, str]]:
    """A version of the page, sentence by sentence."""
    version = edit.version
    yield f"version {version.version}", f"seen {version.fetched_at:%Y-%m-%d %H:%M} UTC"
    if edit.title_before:
        yield "  headline", f"{edit.title_before} -> {version.title}"
    yield from (("  - was", _short(sentence)) for sentence in edit.removed[:_EDITS])
    yield from (("  + is", _short(sentence)) for sentence in edit.added[:_EDITS])
    more = len(edit.removed[_EDITS:]) + len(edit.added[_EDITS:])
    if more:
        yield "", f"and {more} more sentences: monitor flags show --json"


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 300 else sentence[:299] + "\u2026"


@app.command()
def explain(flag: Number, as_json: Json = False) -> None:
    """Why a flag is what it is: sentence, facets, rule, rank."""
    tell_why(flag_number(flag), as_json=as_json)


def tell_why(flag_id: int, *, as_json: bool = False) -> None:
    """Print what ``explain`` tells."""
    with context.current.store() as store:
        flag = store.flags.get(flag_id)
        claim = store.claims.get(flag.claim_id)
        outlets = outlet_names(store)
        events = store.audit.list(subject="flag", subject_id=str(flag_id))
        parts = ranked_by(store, flag)
    if as_json:
        put_json(
            {
                "id": flag.id,
                "kind": str(flag.kind),
                "score": flag.score,
                "badges": list(flag.badges),
                "why": explain_rule(flag.lead.judgement.rule),
                "rank": rank_shape(parts, flag),
                "evidence": [evidence_shape(e, outlets) for e in flag.evidence],
                "events": [event_shape(event) for event in events],
            }
        )
        return
    lead = flag.lead
    judgement = lead.judgement
    quotes = [
        f"“{quote.text}” "
        + ("(headline)" if quote.headline else f"(characters {quote.start}-{quote.end})")
        for quote in judgement.quotes
    ]
    rows = [
        (f"flag {flag.id}", f"{flag.kind}, {flag.state}"),
        ("claim", f"{claim.id}  {claim.text}"),
        *(("quote", quote) for quote in quotes),
        *_stances(judgement),
        ("rule", f"{judgement.rule}: {explain_rule(judgement.rule)}"),
        *([("missing", judgement.missing)] if judgement.missing else []),
    ]
    put_table(rows, first=_LABEL)
    tell_second(judgement)
    rests = dict(judgement.facets.words)
    told = [(facet, value, rests.get(facet, "")) for facet, value in _facets(flag)]
    put_table(
        (
            (words(facet), f"{value}, on “{on}”" if on and on != value else value)
            for facet, value, on in told
        ),
        indent=_LABEL + 2,
    )
    rows = rank_rows(parts, flag)
    for evidence in flag.evidence:
        rows.append(("report", f"{outlets.get(evidence.outlet_id, '?')}: {evidence.url}"))
        rows.append(("", f"{evidence.judgement.kind}; {evidence.origin_reason}"))
    for event in events:
        what = f"{event.actor}: {event.action} {event.reason}"
        rows.append(("record", f"{event.at:%Y-%m-%d %H:%M} {what}"))
    put_table(rows, first=_LABEL)


def _stances(judgement: Judgement) -> list[tuple[str, str]]:
    """What the judge made of the quote, and of the article as a whole."""
    quote = judgement.sentence_scores
    rows = [("quote says", f"{quote.stance}  ({_numbers(quote)})")]
    if isinstance(quote, Blended):
        rows.append(("", f"model alone: {quote.model.stance}  ({_numbers(quote.model)})"))
        rows.append(("", f"rules alone: {quote.rules.stance}  ({_numbers(quote.rules)})"))
    rows.append(("article says", f"{judgement.stance}  ({_numbers(judgement.scores)})"))
    rows.append(("judge", judgement.version))
    return rows


def _numbers(scores: Scores) -> str:
    return ", ".join(
        f"{name} {getattr(scores, name):.2f}"
        for name in ("supports", "refutes", "discusses", "unrelated")
    )


def tell_second(judgement: Judgement) -> None:
    """Print what a second reader had to say, if one was asked."""
    second = judgement.second
    if second is None:
        return
    asked = f"{second.reader}, asked for {_WHY.get(second.why, second.why)}"
    if second.fate is not SecondFate.TAKEN:
        put_table(
            [("second", f"{asked}: {second.fate}, {second.reason}; the first reading stands")],
            first=_LABEL,
        )
        return
    came = "the kind stays"
    if second.kind is not judgement.kind:
        came = f"was {second.kind} by the rule {second.rule}"
    put_table([("second", f"{asked}: {came}; it pulls the rank")], first=_LABEL)
    put_table(
        (
            (words(what), f"{words(value)}, on “{on}”" if on else words(value))
            for what, value, on in second.decisions
        ),
        indent=_LABEL + 2,
    )


_WHY = {"uncertain": "a score in the uncertain band", "disagreement": "stance and rules differ"}

#: Facets that say something only when they are not as usual.
_USUAL: Mapping[str, object] = {
    "actor": SlotMatch.ABSENT,
    "quantity": SlotMatch.ABSENT,
    "place": SlotMatch.ABSENT,
    "time": SlotMatch.ABSENT,
    "complete": True,
    "correction": False,
    "admission": False,
}


def _facets(flag: Flag) -> list[tuple[str, str]]:
    facets = flag.lead.judgement.facets
    names = ("certainty", "basis", "speaker", "speaker_role", "verb", "actor", "quantity", "place")
    more = ("time", "scope", "novelty", "locus", "genre", "correction", "complete", "admission")
    rows = [(name, getattr(facets, name)) for name in (*names, *more)]
    shown = [(name, value) for name, value in rows if value not in ("", _USUAL.get(name))]
    return [
        (name, _YES_NO[value] if isinstance(value, bool) else _facet_words(name, value))
        for name, value in shown
    ]


_YES_NO = {True: "yes", False: "no"}


def _facet_words(name: str, value: object) -> str:
    return line(value) if name in ("speaker", "verb") else words(value)
