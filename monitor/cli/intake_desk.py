"""Intake in a terminal: each proposal is accepted, edited or dropped by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import typer
from rich.style import Style
from rich.text import Text

from monitor.cli import context
from monitor.cli.editor import edit_fields
from monitor.desk.intake import Origin, save_proposals
from monitor.domain.cleaning import safe_text
from monitor.domain.intake import Proposal
from monitor.domain.model import ClaimKind, ClaimStatus
from monitor.errors import MonitorError

_FAINT, _BOLD = Style(dim=True), Style(bold=True)


def ask(proposals: Sequence[Proposal], origin: Origin, *, actor: str) -> None:
    """Go through the proposals; what is accepted is stored as an open claim."""
    terminal = context.console()
    kept: list[Proposal] = []
    for number, proposal in enumerate(proposals, start=1):
        current: Proposal | None = proposal
        while current is not None:
            _show(current, f"{number} of {len(proposals)}")
            terminal.print(Text("  [a]ccept  [e]dit  [d]rop  [q]uit ", style=_FAINT), end="")
            key = typer.getchar().lower()
            terminal.print()
            if key == "a":
                kept.append(current)
                break
            if key == "e":
                current = _edited(current)
            elif key == "d":
                break
            elif key in ("q", "\x03", "\x04"):
                _save(kept, origin, actor)
                return
    _save(kept, origin, actor)


def _show(proposal: Proposal, position: str) -> None:
    terminal = context.console()
    terminal.print()
    terminal.print(Text(f"  {safe_text(proposal.text, limit=400)}", style=_BOLD))
    terminal.print(Text(f"  {position}, {proposal.kind}; cue: {safe_text(proposal.cue, limit=80)}"))
    if proposal.speaker:
        terminal.print(Text(f"  said by {safe_text(proposal.speaker, limit=200)}"))
    terminal.print(Text(f"  “{safe_text(proposal.sentence, limit=700)}”", style=_FAINT))
    terminal.print(Text(f"  watch: {safe_text(proposal.query, limit=600)}", style=_FAINT))


def _edited(proposal: Proposal) -> Proposal:
    """The proposal as the person's editor left it; unchanged if that made no sense."""
    from monitor.domain.query.parse import parse

    fields: dict[str, object] = {
        "text": proposal.text,
        "query": proposal.query,
        "kind": str(proposal.kind),
        "speaker": proposal.speaker,
        "parties": list(proposal.parties),
    }
    try:
        saved = edit_fields(fields, title="proposal")
        parse(str(saved.get("query", "")), context.current.aliases)
        parties = saved.get("parties", [])
        return replace(
            proposal,
            text=str(saved.get("text", proposal.text)),
            query=str(saved.get("query", proposal.query)),
            kind=ClaimKind(str(saved.get("kind", proposal.kind))),
            speaker=str(saved.get("speaker", "")),
            parties=tuple(str(p) for p in parties) if isinstance(parties, list) else (),
        )
    except (MonitorError, ValueError) as error:
        context.say(f"not changed: {error}")
        return proposal


def _save(kept: Sequence[Proposal], origin: Origin, actor: str) -> None:
    with context.current.store() as store:
        claims = save_proposals(
            store,
            kept,
            origin,
            status=ClaimStatus.OPEN,
            aliases=context.current.aliases,
            actor=actor,
            now=context.current.now(),
        )
    for claim in claims:
        context.say(f"{claim.id} is open: {claim.text}")
    if not claims:
        context.say("nothing stored")
