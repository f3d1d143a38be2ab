"""``monitor feeds``: what is polled, and whether we see anything through it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from monitor.cli import context
from monitor.cli.context import line, put, put_json, put_table, say, words
from monitor.cli.shapes import blind_shape, entry_shape, feed_shape, found_shape
from monitor.domain.model import Feed, FeedState, OutletKind
from monitor.domain.ports import Store
from monitor.domain.urls import host_of, site_of, split_http, without_credentials
from monitor.errors import MonitorError, NotFoundError, UsageError

app = typer.Typer(help="Feeds: add, list, status, check, import ...", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_BLIND = frozenset(FeedState) - {FeedState.OK, FeedState.NEW}


@app.command("list")
def list_feeds(as_json: Json = False) -> None:
    """List all feeds."""
    with context.current.store() as store:
        feeds = store.feeds.list()
    if as_json:
        put_json([feed_shape(feed) for feed in feeds])
        return
    put_table(
        (feed.id, words(feed_shape(feed)["state"]), feed.outlet_id, feed.url) for feed in feeds
    )
    if not feeds:
        say("no feeds; add one: monitor feeds add URL")


@app.command()
def show(feed: str, as_json: Json = False) -> None:
    """Show a feed, by number or URL."""
    with context.current.store() as store:
        found = _find(store, feed)
    if as_json:
        put_json(feed_shape(found))
        return
    put_table(
        (words(key), words(value) if key == "state" else str(value))
        for key, value in feed_shape(found).items()
        if value not in (None, "", 0)
    )


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="http(s) URL of a feed, or of a site's home page.")],
    outlet: Annotated[str, typer.Option(help="Outlet id; else made from the host.")] = "",
    name: Annotated[str, typer.Option(help="Name of a new outlet.")] = "",
    kind: Annotated[OutletKind, typer.Option(help="Kind of a new outlet.")] = OutletKind.OTHER,
    country: Annotated[str, typer.Option(help="Country of a new outlet.")] = "",
    state_media_of: Annotated[str, typer.Option(help="Whose mouthpiece a new outlet is.")] = "",
    as_is: Annotated[
        bool, typer.Option("--as-is", help="Add the URL without a look at it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Add a feed; it is polled at the daemon's next tick.

    Of a page that is no feed the site's own feed is added; if it has several, they are listed.
    """
    from monitor.desk.subscriptions import slug, subscribe

    with context.current.store() as store:
        address = url
        if not as_is and split_http(url) and store.feeds.find(url) is None:
            address = _feed_of(url, as_json=as_json)
        if site_of(address) != site_of(url):  # a feed that lies with a service
            outlet = outlet or slug(host_of(url))
            name = name or host_of(url)
        feed = subscribe(
            store,
            address,
            now=context.current.now(),
            outlet_id=outlet,
            name=name,
            kind=kind,
            country=country,
            state_media_of=state_media_of,
        )
    if as_json:
        put_json(feed_shape(feed))
    else:
        say(f"feed {feed.id}: {feed.url} (outlet {feed.outlet_id})")


def _feed_of(url: str, *, as_json: bool) -> str:
    """``url`` if it is a feed or cannot be read now, else the one feed of its site."""
    from monitor.cli.feed_finder import look
    from monitor.domain.web import FeedStatus

    looked, shown = look(url), without_credentials(url)
    if looked.feed is None:
        say(line(f"not read yet: {looked.failure}; every poll tries again"))
        return url
    if looked.feed.status is not FeedStatus.NOT_A_FEED:
        return url
    if not looked.discovered:
        raise UsageError(
            f"{shown}: {looked.feed.error}, and its site names none; --as-is adds it all the same"
        )
    if len(looked.discovered) == 1:
        return looked.discovered[0].url
    if as_json:
        put_json([found_shape(found) for found in looked.discovered])
    else:
        put_table((found.kind, found.title, found.url) for found in looked.discovered)
    raise UsageError(
        f"{shown} has {len(looked.discovered)} feeds; choose one: monitor feeds add URL"
    )


@app.command()
def remove(feed: str) -> None:
    """Stop polling a feed for good; what it brought stays."""
    with context.current.store() as store:
        found = _find(store, feed)
        store.feeds.remove(found.id)
    say(f"feed {found.id} removed: {found.url}")


@app.command()
def pause(
    feed: str, resume: Annotated[bool, typer.Option("--resume", help="Poll again.")] = False
) -> None:
    """Pause a feed, or resume it."""
    with context.current.store() as store:
        found = _find(store, feed)
        store.feeds.pause(found.id, paused=not resume, at=context.current.now())
    say(f"feed {found.id} {'resumed' if resume else 'paused'}")


@app.command()
def status(
    all_: Annotated[bool, typer.Option("--all", help="Healthy feeds too.")] = False,
    as_json: Json = False,
) -> None:
    """Which feeds are blind: since when, why, and what to do."""
    from monitor.domain.digest.feeds import feed_lines
    from monitor.domain.weather import WHAT_TO_DO, WHY
    from monitor.jobs.digest import offline_since

    with context.current.store() as store:
        feeds = store.feeds.list()
        offline = offline_since(store)
    blind = [feed for feed in feeds if feed.state in _BLIND or feed.paused]
    shown = feeds if all_ else blind
    advice = {line.feed_id: line for line in feed_lines(feeds)}
    if as_json:
        put_json([blind_shape(feed, advice.get(feed.id)) for feed in shown])
        return
    rows: list[tuple[object, object, object]] = []
    if offline:
        rows += [("", "offline", "The monitor itself")]
        rows += [("", "", f"{WHY} (since {offline:%Y-%m-%d %H:%M})"), ("", "", f"-> {WHAT_TO_DO}")]
    for feed in shown:
        shape = feed_shape(feed)
        rows.append((feed.id, words(shape["state"]), feed.title or feed.url))
        if ill := advice.get(feed.id):
            since = f" (since {feed.state_since:%Y-%m-%d %H:%M})" if feed.state_since else ""
            rows += [("", "", ill.why + since), ("", "", f"-> {ill.what_to_do}")]
    put_table(rows)
    say(f"{len(feeds)} feeds, {len(blind)} of them blind or paused")


@app.command()
def edit(
    feed: str,
    title: Annotated[str | None, typer.Option(help="What it is called here.")] = None,
    interval: Annotated[
        str | None, typer.Option(help="Ask no more often: 30m, 2h, 1d; 0 = poll.interval.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Change what a feed is called, or how often it is asked at most."""
    from monitor.desk.subscriptions import parse_interval
    from monitor.domain.cleaning import safe_text

    pause = None if interval is None else parse_interval(interval)
    name = None if title is None else safe_text(title, limit=300)
    with context.current.store() as store:
        found = store.feeds.describe(_find(store, feed).id, title=name, interval=pause)
    if as_json:
        put_json(feed_shape(found))
    else:
        say(f"feed {found.id} changed")


@app.command("import")
def import_(path: Annotated[Path, typer.Argument(help="OPML file.")]) -> None:
    """Add the feeds of an OPML file that are not there yet."""
    from monitor.cli.feed_lists import take_up_all
    from monitor.cli.read import read_file
    from monitor.feeds.opml import read_opml

    found = read_opml(read_file(str(path)))
    with context.current.store() as store:
        added = take_up_all(store, found.feeds, now=context.current.now())
    for reason in found.skipped:
        say(f"skipped: {line(reason)}")
    say(f"feeds added: {added}; there already: {len(found.feeds) - added}")


@app.command()
def export() -> None:
    """Print all feeds as OPML, with the folders they came in, else one an outlet."""
    from monitor.cli.feed_lists import all_of
    from monitor.feeds.opml import write_opml

    with context.current.store() as store:
        rows = all_of(store)
    put(write_opml(rows, title="Follow-up monitor").decode())


@app.command()
def check(
    source: Annotated[str, typer.Argument(help="URL or file.")], as_json: Json = False
) -> None:
    """Read a feed and print what is in it; nothing is stored.

    Of a page that is no feed those are printed that its site names.
    """
    from monitor.cli.feed_finder import look, look_at_file
    from monitor.cli.read import read_file
    from monitor.domain.web import FeedStatus

    if source.startswith(("http://", "https://")):
        looked = look(source)
    else:
        looked = look_at_file(read_file(source))
    feed = looked.feed
    if feed is None:
        raise MonitorError(f"{without_credentials(source)}: {looked.failure}")
    if as_json:
        put_json(
            {
                "status": str(feed.status),
                "format": feed.format,
                "title": feed.title,
                "error": feed.error,
                "entries": [entry_shape(entry) for entry in feed.entries],
                "discovered": [found_shape(found) for found in looked.discovered],
            }
        )
    else:
        say(line(f"{words(feed.status)}: {feed.format} {feed.title} {feed.error}"))
        rows: list[tuple[str, str]] = []
        for entry in feed.entries:
            when = f"{entry.published_at:%Y-%m-%d %H:%M}" if entry.published_at else "undated"
            rows += [(when, entry.title), ("", entry.url)]
        put_table(rows)
        put_table((found.kind, found.title, found.url) for found in looked.discovered)
    if feed.status is FeedStatus.NOT_A_FEED:
        raise typer.Exit(1)


def _find(store: Store, name: str) -> Feed:
    number = re.fullmatch("[0-9]{1,9}", name)
    found = store.feeds.get(int(name)) if number else store.feeds.find(name)
    if found is None:
        raise NotFoundError(f"no feed {name!r}; see: monitor feeds list")
    return found
