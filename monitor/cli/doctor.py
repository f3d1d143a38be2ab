"""What ``monitor doctor`` checks: one line each, with what to do about it."""

from __future__ import annotations

from collections.abc import Callable

from monitor.cli import context
from monitor.cli.context import line, put
from monitor.domain.web import FetchFailure
from monitor.errors import MonitorError


def examine() -> bool:
    """Check everything that can be checked from here; whether all is well."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("settings", _settings),
        ("tables", _tables),
        ("database", _database),
        ("claims", _claims),
        ("channels", _channels),
        ("feed", _feed),
    )
    well = True
    widest = max(len(name) for name, _ in checks)
    for name, check in checks:
        try:
            mark, found = "ok", check()
        except (MonitorError, OSError) as error:
            well = False
            mark, found = "FAIL", str(error)
        put(f"{mark:<4}  {name:<{widest}}  {line(found)}")
    return well


def _settings() -> str:
    settings = context.current.settings
    if not settings.fetch.contact:
        return "valid; set fetch.contact, so that publishers can reach you"
    return "valid"


def _tables() -> str:
    from monitor.wiring import load_outlet_table

    outlets, feeds = load_outlet_table(context.current.settings)
    urls = sum(len(row) for row in feeds.values())
    return f"{len(context.current.aliases)} names, {len(outlets)} outlets, {urls} feeds"


def _database() -> str:
    from monitor.storage.migrate import schema_state

    current, head = schema_state(context.current.settings.database.url)
    if current is None:
        return "not made yet; the first `monitor run` makes it"
    if current != head:
        raise MonitorError(f"schema {current}, this program needs {head}: monitor db upgrade")
    return f"schema {current}"


def _claims() -> str:
    from monitor.domain.model import WATCHED
    from monitor.domain.query.parse import parse

    if _is_new():
        return "none yet"
    with context.current.store(migrate=False) as store:
        claims = store.claims.list(WATCHED)
    for claim in claims:
        try:
            parse(claim.query, context.current.aliases)
        except MonitorError as error:
            raise MonitorError(f"{claim.id}: {error}; mend it: monitor claims edit") from error
    return f"{len(claims)} watched, every query parses"


def _channels() -> str:
    from monitor.wiring import make_channels

    names = [channel.name for channel in make_channels(context.current.settings)]
    return f"{', '.join(names) or 'none'}; try one: monitor digest send --channel NAME"


def _feed() -> str:
    import asyncio

    from monitor.wiring import open_network

    if _is_new():
        return "none yet"
    with context.current.store(migrate=False) as store:
        feeds = [feed for feed in store.feeds.list() if not feed.paused]
    if not feeds:
        raise MonitorError("there is none; add one: monitor feeds add URL")

    async def ask() -> str:
        async with open_network(context.current.settings) as fetcher:
            page = await fetcher.page(feeds[0].url)
            if isinstance(page, FetchFailure):
                raise MonitorError(f"{feeds[0].title or feeds[0].id}: {page.message}")
            return f"{feeds[0].title or feeds[0].id} answers, {len(page.body):,} bytes"

    return asyncio.run(ask())


def _is_new() -> bool:
    from monitor.storage.migrate import schema_state

    return schema_state(context.current.settings.database.url)[0] is None
