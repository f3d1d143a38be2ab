"""``monitor claims timeline``: the dated story of a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli import context
from monitor.cli.context import put_json, words
from monitor.cli.shapes import claim_shape, event_shape, moment

if TYPE_CHECKING:
    from rich.console import RenderableType

    from monitor.desk.timeline import Report, Timeline


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(timeline)


def timeline(
    claim_id: str, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False
) -> None:
    """Print reports and decisions on a claim, in order."""
    from monitor.cli.flag_facts import outlet_names
    from monitor.desk.timeline import timeline as tell

    with context.current.store() as store:
        story = tell(store, claim_id)
        outlets = outlet_names(store)
    if as_json:
        put_json(
            {
                "claim": claim_shape(story.claim),
                "recaps": story.recaps,
                "independent": {str(kind): n for kind, n in story.independent.items()},
                "steps": [_step_shape(step, outlets) for step in story.steps],
            }
        )
        return
    context.console().print(render_timeline(story, outlets))


def _step_shape(step: Any, outlets: dict[str, str]) -> dict[str, Any]:
    from monitor.domain.work import AuditEvent

    if isinstance(step, AuditEvent):
        return {"type": "act", **event_shape(step)}
    report: Report = step
    lead = report.lead
    return {
        "type": "report",
        "at": moment(report.at),
        "flag": report.flag.id,
        "kind": str(report.flag.kind),
        "badges": list(report.flag.badges),
        "state": str(report.flag.state),
        "outlet": outlets.get(lead.outlet_id, lead.outlet_id),
        "url": lead.url,
        "speaker": lead.judgement.facets.speaker,
        "quote": lead.judgement.quotes[0].text if lead.judgement.quotes else "",
        "reprints": report.reprints,
    }


def render_timeline(story: Timeline, outlets: dict[str, str]) -> RenderableType:
    """The story as a table for the terminal."""
    from rich.console import Group
    from rich.style import Style
    from rich.table import Table
    from rich.text import Text

    from monitor.cli.cards import COLOUR
    from monitor.domain.cleaning import safe_text
    from monitor.domain.work import MACHINE, AuditEvent

    faint = Style(dim=True)
    head = Text.assemble(
        (f"{story.claim.id}  ", faint),
        (safe_text(story.claim.text, limit=300), Style(bold=True)),
        (f"  [{words(story.claim.status)}]", Style(bold=True)),
    )
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for step in story.steps:
        day = Text(f"{step.at:%Y-%m-%d}", style=faint)
        if isinstance(step, AuditEvent):
            by = "" if step.actor == MACHINE else f"{step.actor}: "
            what = by + step.action + (f", {step.reason}" if step.reason else "")
            if step.from_state and step.from_state != step.to_state:
                what += f" ({words(step.from_state)} -> {words(step.to_state)})"
            who = "monitor" if step.actor == MACHINE else "person"
            grid.add_row(day, Text(who, style=Style(bold=True)), Text(safe_text(what, limit=300)))
            continue
        lead, flag = step.lead, step.flag
        kind = Text(str(flag.kind), style=Style(color=COLOUR[flag.kind], bold=True))
        quote = lead.judgement.quotes[0].text if lead.judgement.quotes else lead.title
        speaker = lead.judgement.facets.speaker
        outlet = outlets.get(lead.outlet_id, lead.outlet_id)
        plural = "" if step.reprints == 1 else "s"
        reprints = f" (+{step.reprints} reprint{plural})" if step.reprints else ""
        badges = "".join(f" [{badge}]" for badge in flag.badges)
        story_line = Text(safe_text(f"“{quote}”", limit=330))
        by = f"{outlet}{reprints}, flag {flag.id} {flag.state}{badges}"
        if speaker:
            by = f"{speaker}, in {by}"
        story_line.append("\n" + safe_text(by, limit=300), style=faint)
        grid.add_row(day, kind, story_line)
    counts = ", ".join(f"{count} {kind}" for kind, count in sorted(story.independent.items()))
    foot = f"independent reports: {counts or 'none'}"
    plural = "" if story.recaps == 1 else "s"
    foot += f"; {story.recaps} recap{plural} hidden" if story.recaps else ""
    return Group(head, Text(""), grid, Text(""), Text(foot, style=faint), Text(""))
