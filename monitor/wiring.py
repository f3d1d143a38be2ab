"""The only place that knows the concrete classes: settings in, ports out."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.desk.claims import claim_from_fields, require_distinct
from monitor.desk.judging import PairJudge
from monitor.domain.language.entities import AliasTable
from monitor.domain.model import Claim, Outlet
from monitor.domain.ports import Channel, Fetcher, Judge, Poster, SecondReader, Store
from monitor.domain.second.calls import Caps
from monitor.domain.second.question import Band
from monitor.domain.urls import authority
from monitor.errors import ConfigError
from monitor.settings import Settings
from monitor.shipped import config_dir, model_dir

if TYPE_CHECKING:
    from monitor.feeds.gate import ClosedHosts
    from monitor.matching.encoder import Manifest
    from monitor.matching.llm import RemoteReader
    from monitor.notify.email import MailServer

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def open_storage(settings: Settings, *, migrate: bool = False) -> Store:
    """The database of the settings; ``migrate`` brings an older schema up to date."""
    from monitor.storage.store import open_store  # noqa: PLC0415 - SQLAlchemy costs 0.3 s

    return open_store(settings.database.url, migrate=migrate)


def load_alias_table(settings: Settings) -> AliasTable:
    """Countries, organisations and places, from the settings' files or the shipped ones."""
    from monitor.tables import load_aliases  # noqa: PLC0415

    aliases = _table(settings.claims.aliases_file, "aliases.toml")
    places = _table(settings.claims.places_file, "places.tsv")
    return load_aliases(aliases, places if places.is_file() else None)


def load_outlet_table(
    settings: Settings,
) -> tuple[tuple[Outlet, ...], Mapping[str, tuple[str, ...]]]:
    """Outlets, and the feed URLs of each by its id."""
    from monitor.tables import load_outlets  # noqa: PLC0415

    return load_outlets(_table(settings.claims.outlets_file, "outlets.toml"))


def load_claims_file(path: Path, *, now: datetime) -> tuple[Claim, ...]:
    """Claims of a TOML file (``[[claim]]`` tables); errors name file, claim and key."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    rows = data.get("claim", [])
    if not isinstance(rows, list) or set(data) - {"claim"}:
        raise ConfigError(f"{path}: must hold [[claim]] tables and nothing else")
    if not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{path}: must hold [[claim]] tables and nothing else")
    claims = tuple(
        claim_from_fields(row, where=f"{path}: claim {number}", now=now)
        for number, row in enumerate(rows, start=1)
    )
    require_distinct(claims, where=str(path))
    return claims


def _table(configured: str, shipped: str) -> Path:
    return Path(configured) if configured else config_dir() / shipped


def make_judge(aliases: AliasTable, *, model: str = "") -> Judge:
    """The judge: the cross-encoder in the folder ``model``, or the bundled one, beside the rules.

    Loads the model once. Raises ConfigError for one that does not fit this program.
    """
    from monitor.matching.encoder import CrossEncoder  # noqa: PLC0415
    from monitor.matching.model import ModelJudge  # noqa: PLC0415

    return ModelJudge(CrossEncoder(Path(model) if model else model_dir()), aliases)


def model_manifest(settings: Settings) -> Manifest:
    """What the model of the settings says of itself. Raises ConfigError."""
    from monitor.matching.encoder import read_manifest  # noqa: PLC0415

    return read_manifest(Path(settings.judge.model_dir or model_dir()))


def make_second(settings: Settings) -> SecondReader | None:
    """The remote judge, if one is configured."""
    return None if settings.judge.llm == "off" else _remote(settings)


def second_rules(settings: Settings) -> tuple[Caps, Band]:
    """What a day of the remote judge may cost, and which scores it is asked about."""
    judge = settings.judge
    caps = Caps(calls=judge.llm_daily_calls, cost=judge.llm_daily_cost)
    return caps, Band(low=judge.llm_band_low, high=judge.llm_band_high)


def _remote(settings: Settings) -> RemoteReader:
    from monitor.matching.llm import Remote, RemoteReader  # noqa: PLC0415

    judge = settings.judge
    return RemoteReader(
        Remote(
            provider=judge.llm,
            model=judge.llm_model,
            url=judge.llm_url,
            key=judge.llm_key,
            timeout=judge.llm_timeout,
            max_tokens=judge.llm_max_tokens,
            price_in=judge.llm_price_in,
            price_out=judge.llm_price_out,
        )
    )


def try_second(settings: Settings) -> str:
    """Ask the remote judge for its models, which costs nothing. Raises MonitorError."""
    return _remote(settings).try_out()


@asynccontextmanager
async def open_network(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    by_hand: bool = False,
    closed: ClosedHosts | None = None,
) -> AsyncIterator[Fetcher]:
    """The network behind its guard, for as long as the block runs.

    ``by_hand``: a person asks for this one page, which no robots.txt is about. ``closed``: the
    hosts that want to be left alone.
    """
    from monitor.feeds.client import Client  # noqa: PLC0415 - --help needs no network
    from monitor.feeds.fetch import PoliteFetcher  # noqa: PLC0415

    fetch = settings.fetch
    async with Client(
        allow_private=fetch.allow_private,
        contact=fetch.contact,
        max_connections=fetch.concurrency,
    ) as client:
        yield PoliteFetcher(
            client,
            per_host_interval=fetch.per_host_interval,
            timeout=fetch.timeout,
            max_bytes=fetch.max_bytes,
            clock=clock,
            robots=fetch.robots and not by_hand,
            whole_host=fetch.retry_after_scope == "host",
            closed=closed,
        )


def make_channels(settings: Settings) -> tuple[Channel, ...]:
    """The configured ways to the readers; each mail recipient is one."""
    from monitor.notify.console import ConsoleChannel  # noqa: PLC0415
    from monitor.notify.email import EmailChannel  # noqa: PLC0415
    from monitor.notify.slack import SlackChannel  # noqa: PLC0415

    channels: list[Channel] = []
    email, slack = settings.email, settings.slack
    if "console" in settings.digest.channels:
        channels.append(ConsoleChannel())
    if "email" in settings.digest.channels:
        server = _mail_server(settings)
        channels += [
            EmailChannel(server, sender=email.sender, recipient=recipient)
            for recipient in email.recipients
        ]
    if "slack" in settings.digest.channels:
        post = _poster(settings)
        channels.append(SlackChannel(slack.webhook_url, post=post, timeout=slack.timeout))
    return tuple(channels)


def _poster(settings: Settings) -> Poster:
    """The way out for the webhook; the host that the settings name for it may be a private one."""
    from monitor.feeds.post import post  # noqa: PLC0415

    allowed = (*settings.fetch.allow_private, authority(settings.slack.webhook_url))
    return partial(post, allow_private=allowed, contact=settings.fetch.contact)


def _mail_server(settings: Settings) -> MailServer:
    from monitor.notify.email import MailServer  # noqa: PLC0415

    email = settings.email
    return MailServer(
        host=email.host,
        port=email.port,
        security=email.security,
        username=email.username,
        password=email.password,
        ca_file=email.ca_file,
        timeout=email.timeout,
    )


def try_mail(settings: Settings) -> None:
    """Connect to the mail server and log in, without a mail. Raises DeliveryError."""
    from monitor.notify.email import try_server  # noqa: PLC0415

    try_server(_mail_server(settings))


def try_slack(settings: Settings) -> str:
    """Connect to Slack without posting; the host. Raises DeliveryError or ConfigError."""
    from monitor.notify.slack import try_host  # noqa: PLC0415

    return try_host(settings.slack.webhook_url, timeout=settings.slack.timeout)


def load_seed(
    settings: Settings, *, now: datetime
) -> tuple[tuple[Claim, ...], tuple[Outlet, ...], Mapping[str, tuple[str, ...]]]:
    """What an empty database starts with: claims, outlets, and feed URLs by outlet id."""
    claims = load_claims_file(_table(settings.claims.claims_file, "claims.toml"), now=now)
    return (claims, *load_outlet_table(settings))


def backfill_span(settings: Settings) -> timedelta:
    """How far back a new claim is matched over stored entries."""
    return timedelta(days=settings.claims.backfill_days)


def make_pair_judge(settings: Settings, aliases: AliasTable) -> PairJudge:
    """Judges (claim, article) pairs that are not stored."""
    from monitor.articles.sentences import split_sentences  # noqa: PLC0415

    outlets, _ = load_outlet_table(settings)
    return PairJudge(
        judge=make_judge(aliases, model=settings.judge.model_dir),
        aliases=aliases,
        outlets=outlets,
        split=split_sentences,
    )
