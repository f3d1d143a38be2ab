"""``monitor digest``: look at the digest, or send it now."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from monitor.cli import context
from monitor.cli.context import put, put_json, say
from monitor.domain.work import DeliveryState
from monitor.errors import MonitorError, UsageError

app = typer.Typer(help="Digest: preview, send.", no_args_is_help=True)


class Format(StrEnum):
    """How a digest is rendered."""

    TEXT = "text"
    HTML = "html"
    SLACK = "slack"


@app.command()
def preview(
    form: Annotated[Format, typer.Option("--format", help="text, html or slack.")] = Format.TEXT,
) -> None:
    """Render what the next digest would say; nothing is stored or sent."""
    from monitor.jobs.digest import gather
    from monitor.notify.render import render_html, render_text
    from monitor.notify.slack_blocks import render_slack

    zone = ZoneInfo(context.current.settings.digest.zone)
    with context.current.store() as store:
        content = gather(store, now=context.current.now(), zone=zone)
    if form is Format.SLACK:
        put_json(render_slack(content))
    elif form is Format.HTML:
        put(render_html(content))
    else:
        put(render_text(content))


@app.command()
def send(
    channel: Annotated[
        list[str] | None, typer.Option(help="Only this channel; repeat. Else all configured.")
    ] = None,
) -> None:
    """Make today's digest if it is not there yet, and send what is not sent."""
    from monitor.jobs.deliver import deliver
    from monitor.jobs.digest import prepare
    from monitor.wiring import make_channels

    settings = context.current.settings
    now = context.current.now()
    wanted = [
        way
        for way in make_channels(settings)
        if not channel or way.name in channel or way.name.partition(":")[0] in channel
    ]
    if not wanted:
        names = ", ".join(settings.digest.channels)
        raise UsageError(f"no such channel is configured; digest.channels has: {names}")
    with context.current.store() as store:
        digest = prepare(
            store,
            now=now,
            at=settings.digest.at,
            zone=ZoneInfo(settings.digest.zone),
            channels=[way.name for way in make_channels(settings)],
            force=True,
        )
        deliver(store, wanted, now=now)
        rows = store.digests.deliveries(digest.id) if digest else ()
    chosen = {way.name for way in wanted}
    failed = [row for row in rows if row.channel in chosen and row.state is not DeliveryState.SENT]
    for row in rows:
        say(f"{row.channel}: {row.state}{': ' + row.error if row.error else ''}")
    if failed:
        raise MonitorError("not everything was sent; `monitor status` shows what is retried")
