"""What ``monitor doctor`` checks: one line each, with what to do about it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from monitor.cli import context
from monitor.cli.context import line, put
from monitor.domain.web import FetchFailure
from monitor.errors import DeliveryError, MonitorError
from monitor.log import without_secrets

_FULL, _SCARCE = 100_000_000, 1_000_000_000  # bytes free on the disk
_AHEAD = timedelta(minutes=5)  # a clock may differ from the one that wrote the database


class DoubtError(MonitorError):
    """Works, but somebody should look at it."""


def examine() -> bool:
    """Check everything that can be checked from here; whether nothing fails."""
    checks = tuple(_checks())
    well = True
    widest = max(len(name) for name, _ in checks)
    for name, check in checks:
        try:
            mark, found = "ok", check()
        except DoubtError as doubt:
            mark, found = "warn", str(doubt)
        except (MonitorError, OSError) as error:
            well = False
            mark, found = "FAIL", str(error)
        put(f"{mark:<4}  {name:<{widest}}  {line(without_secrets(found))}")
    return well


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    yield from (
        ("settings", _settings),
        ("tables", _tables),
        ("database", _database),
        ("claims", _claims),
        ("channels", _channels),
    )
    try:
        wanted = context.current.settings.digest.channels
        llm = context.current.settings.judge.llm
    except MonitorError:  # the line on settings says so
        wanted, llm = (), "off"
    if "email" in wanted:
        yield "email", _email
    if "slack" in wanted:
        yield "slack", _slack
    if llm != "off":
        yield "llm", _llm
    yield from (("feed", _feed), ("disk", _disk), ("clock", _clock))


def _settings() -> str:
    settings = context.current.settings
    if not settings.fetch.contact:
        raise DoubtError("valid; set fetch.contact, so that publishers can reach you")
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
        folder = _folder()
        if folder is not None and not os.access(folder, os.W_OK | os.X_OK):
            raise MonitorError(f"cannot be made in {folder}: give its user the right to write")
        return "not made yet; the first `monitor run` makes it"
    if current != head:
        raise MonitorError(f"schema {current}, this program needs {head}: monitor db upgrade")
    with context.current.store(migrate=False) as store:
        store.runs.set_meta("doctor", context.current.now().isoformat())
    return f"schema {current}, can be written"


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
    if not names:
        raise DoubtError("none: nobody gets the digest; set digest.channels")
    return f"{', '.join(names)}; try one: monitor digest send --channel NAME"


def _email() -> str:
    from monitor.wiring import try_mail

    email = context.current.settings.email
    try:
        try_mail(context.current.settings)
    except DeliveryError as error:
        raise MonitorError(
            f"{email.host}:{email.port}: {error}; check email.host, email.port, email.security"
            " and the login"
        ) from None
    how = {"starttls": "STARTTLS", "tls": "TLS", "plain": "unencrypted"}[email.security]
    login = "logged in" if email.username else "no login"
    return f"{email.host}:{email.port} answers, {how}, {login}; no mail was sent"


def _slack() -> str:
    from monitor.wiring import try_slack

    try:
        host = try_slack(context.current.settings)
    except DeliveryError as error:
        raise MonitorError(f"{error}; check slack.webhook_url and the way out") from None
    return f"{host} answers; nothing was posted"


def _llm() -> str:
    from monitor.domain.urls import is_local_host, split_http
    from monitor.wiring import try_second

    judge = context.current.settings.judge
    found = f"{judge.llm} {judge.llm_model}: {try_second(context.current.settings)}"
    parts = split_http(judge.llm_url)
    free = not judge.llm_price_in and not judge.llm_price_out
    if free and not (parts and is_local_host(parts.hostname or "")):
        raise DoubtError(
            f"{found}; without judge.llm_price_in and judge.llm_price_out only"
            " judge.llm_daily_calls limits what it costs"
        )
    if "does not list" in found:
        raise DoubtError(f"{found}; check judge.llm_model")
    return f"{found}; nothing was asked, nothing to pay"


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
        async with open_network(context.current.settings, by_hand=True) as fetcher:
            page = await fetcher.page(feeds[0].url)
            if isinstance(page, FetchFailure):
                raise MonitorError(
                    f"{feeds[0].title or feeds[0].id}: {page.message};"
                    " see whether others are read: monitor feeds status"
                )
            return f"{feeds[0].title or feeds[0].id} answers, {len(page.body):,} bytes"

    return asyncio.run(ask())


def _disk() -> str:
    folder = _folder()
    free = shutil.disk_usage(folder or Path.cwd()).free
    told = f"{free / 1e9:,.1f} GB free in {folder or Path.cwd()}"
    if folder is None:
        return f"{told}; that of the database server cannot be seen from here"
    if free < _FULL:
        raise MonitorError(f"{told}: make room, or the database cannot grow")
    if free < _SCARCE:
        raise DoubtError(f"{told}: make room soon")
    return told


def _clock() -> str:
    from monitor import shipped

    now = context.current.now()
    built = datetime.fromtimestamp(Path(shipped.__file__).stat().st_mtime, UTC)
    if now < built - timedelta(days=1):
        raise MonitorError(f"{now:%Y-%m-%d %H:%M} UTC is before this program was installed: set it")
    if not _is_new():
        with context.current.store(migrate=False) as store:
            newest = max((run.finished_at for run in store.runs.latest_runs()), default=now)
        if newest > now + _AHEAD:
            raise MonitorError(
                f"{now:%Y-%m-%d %H:%M} UTC, but a job ended at {newest:%Y-%m-%d %H:%M}: set it,"
                " here or on the machine of the daemon"
            )
    zone = context.current.settings.digest.zone
    return f"{now:%Y-%m-%d %H:%M} UTC, {now.astimezone(ZoneInfo(zone)):%H:%M} in {zone}"


def _folder() -> Path | None:
    """The nearest folder that is there above an SQLite database; None for a server."""
    url = urlsplit(context.current.settings.database.url)
    if url.scheme.partition("+")[0] != "sqlite":
        return None
    path = Path(url.path.removeprefix("/") or ".").absolute()
    return next(parent for parent in path.parents if parent.is_dir())


def _is_new() -> bool:
    from monitor.storage.migrate import schema_state

    return schema_state(context.current.settings.database.url)[0] is None
