"""``monitor review``: the desk. One card at a time, single keys; or scripted, one act a call."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from monitor.cli import context
from monitor.cli.context import put_json, reviewer, say
from monitor.domain.judgement import FlagKind
from monitor.errors import UsageError


class Act(StrEnum):
    """What a script may do to a flag."""

    ACCEPT = "accept"
    REJECT = "reject"
    SNOOZE = "snooze"
    DUPLICATE = "duplicate"
    UNDO = "undo"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(review)


def review(
    flag: Annotated[str, typer.Argument(help="A flag's number; none opens the queue.")] = "",
    act: Annotated[Act | None, typer.Argument(help="What to do with it.")] = None,
    reason: Annotated[str, typer.Option(help="Why it is rejected.")] = "",
    note: Annotated[str, typer.Option(help="More for the record.")] = "",
    until: Annotated[str, typer.Option(help="Snooze until: 6h, 3d, 2w or a date.")] = "3d",
    of: Annotated[str, typer.Option(help="Duplicate of this flag.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who acts; else MONITOR_REVIEWER.")] = "",
    claim: Annotated[str, typer.Option(help="Only cards of this claim.")] = "",
    kind: Annotated[list[FlagKind] | None, typer.Option(help="Only this kind; repeat.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the flag as JSON.")] = False,
) -> None:
    """Review the queue; with FLAG ACT do one act, for scripts."""
    from monitor.cli.flag_facts import flag_number

    if act is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise UsageError(
                "the desk needs a terminal; in a script: monitor review ID accept|reject|..."
            )
        from monitor.cli.desk_loop import Desk

        with context.current.store() as store:
            desk = Desk(store, actor=reviewer(by), terminal=context.console())
            desk.run(
                claim_id=claim or None,
                kinds=frozenset(kind) if kind else None,
                first=flag_number(flag) if flag else None,
            )
        return
    _script(flag_number(flag), act, reason=reason, note=note, until=until, of=of, by=by)
    if as_json:
        from monitor.cli.flag_facts import independent_reports, outlet_names
        from monitor.cli.shapes import flag_shape

        with context.current.store() as store:
            stored = store.flags.get(flag_number(flag))
            counts = independent_reports(store.flags.list(claim_id=stored.claim_id))
            put_json(
                flag_shape(
                    stored,
                    store.claims.get(stored.claim_id),
                    outlet_names(store),
                    counts.get((stored.claim_id, stored.kind), 1),
                )
            )


def _script(
    flag_id: int, act: Act, *, reason: str, note: str, until: str, of: str, by: str
) -> None:
    from monitor.cli.flag_facts import flag_number
    from monitor.desk.reviews import parse_until
    from monitor.desk.reviews import review as record
    from monitor.domain.work import ReviewAction

    now = context.current.now()
    with context.current.store() as store:
        flag = record(
            store,
            flag_id,
            ReviewAction(act),
            actor=reviewer(by),
            now=now,
            reason=reason,
            note=note,
            until=parse_until(until, now=now) if act is Act.SNOOZE else None,
            duplicate_of=flag_number(of) if act is Act.DUPLICATE and of else None,
        )
    say(f"flag {flag.id} is {flag.state}")
