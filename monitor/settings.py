"""Settings: defaults, then ``monitor.toml``, then the environment; built once, passed down.

``MONITOR_SECTION__KEY`` overrides one key, ``MONITOR_SECTION__KEY_FILE`` reads it from a file
(secrets). An unknown or ill-typed key is a ConfigError with file, key and nearest valid key.
"""

from __future__ import annotations

import difflib
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.domain.urls import is_local_host, split_http
from monitor.errors import ConfigError

PREFIX = "MONITOR_"
#: Environment names that are not keys of a section.
RESERVED = frozenset({"MONITOR_CONFIG"})


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseSettings:
    """Where everything is kept."""

    url: str = "sqlite:///monitor.db"


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchSettings:
    """How the network is asked."""

    per_host_interval: float = 2.0  # seconds between two requests to one host
    allow_private: tuple[str, ...] = ()  # "host:port" exempt from the private-address guard
    timeout: float = 30.0  # seconds for a whole chain of redirects
    max_bytes: int = 10_000_000  # decoded
    concurrency: int = 20  # requests in flight, all hosts together
    contact: str = ""  # address or URL put into the User-Agent
    article_attempts: int = 5
    retry_after_scope: str = "feed"  # feed | host: whom a Retry-After is meant for
    robots: bool = True  # article pages are read only where robots.txt allows it


@dataclass(frozen=True, kw_only=True, slots=True)
class PollSettings:
    """How often feeds are asked."""

    interval: float = 900.0  # seconds, the least between two polls of a feed
    max_interval: float = 21_600.0
    tick: float = 15.0  # seconds between two looks at what is due


@dataclass(frozen=True, kw_only=True, slots=True)
class ClaimSettings:
    """How claims age, and where the tables are."""

    stale_after_days: int = 90  # without any new evidence
    backfill_days: int = 365
    claims_file: str = ""  # "" = the shipped one
    outlets_file: str = ""
    aliases_file: str = ""
    places_file: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeSettings:
    """Who reads what an article says about a claim. ``llm_...``: the optional remote judge."""

    model_dir: str = ""  # folder of another model; "" = the one that is shipped
    llm: str = "off"  # off | openai | anthropic: the language that the server speaks
    llm_url: str = ""  # "" = the provider's own
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    llm_daily_calls: int = 200  # in a UTC day
    llm_daily_cost: float = 1.0  # in a UTC day, in the money of the prices
    llm_price_in: float = 0.0  # of a million tokens
    llm_price_out: float = 0.0
    llm_timeout: float = 20.0  # seconds for a question
    llm_max_tokens: int = 1000  # of an answer
    llm_band_low: float = 0.35  # the strongest score that is asked about, from ...
    llm_band_high: float = 0.8  # ... up to, but without


@dataclass(frozen=True, kw_only=True, slots=True)
class DigestSettings:
    """When and where the digest goes."""

    at: time = time(7, 30)
    zone: str = "UTC"
    channels: tuple[str, ...] = ("console",)


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailSettings:
    """The mail server."""

    host: str = ""
    port: int = 587
    security: str = "starttls"  # starttls | tls | plain
    username: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    recipients: tuple[str, ...] = ()
    ca_file: str = ""
    timeout: float = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class SlackSettings:
    """The incoming webhook."""

    webhook_url: str = field(default="", repr=False)
    timeout: float = 20.0


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSettings:
    """What is logged to stderr."""

    level: str = "info"  # debug | info | warning | error
    format: str = "text"  # text | json


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpSettings:
    """Where the daemon tells machines how it is."""

    port: int = 0  # 0 = nowhere
    host: str = "127.0.0.1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything that can be set; one attribute per section of ``monitor.toml``."""

    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    fetch: FetchSettings = field(default_factory=FetchSettings)
    poll: PollSettings = field(default_factory=PollSettings)
    claims: ClaimSettings = field(default_factory=ClaimSettings)
    judge: JudgeSettings = field(default_factory=JudgeSettings)
    digest: DigestSettings = field(default_factory=DigestSettings)
    email: EmailSettings = field(default_factory=EmailSettings)
    slack: SlackSettings = field(default_factory=SlackSettings)
    log: LogSettings = field(default_factory=LogSettings)
    http: HttpSettings = field(default_factory=HttpSettings)


#: How the environment says yes and no.
_FLAGS: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}
#: Bounds and closed choices, by "section.key".
_BOUNDS: Mapping[str, tuple[float, float]] = {
    "fetch.per_host_interval": (0, 3600),
    "fetch.timeout": (0.1, 3600),
    "fetch.max_bytes": (1000, 1_000_000_000),
    "fetch.concurrency": (1, 1000),
    "fetch.article_attempts": (1, 100),
    "poll.interval": (1, 31_536_000),
    "poll.max_interval": (1, 31_536_000),
    "poll.tick": (0.05, 3600),
    "claims.stale_after_days": (1, 36_500),
    "claims.backfill_days": (1, 36_500),
    "judge.llm_daily_calls": (0, 1_000_000),
    "judge.llm_daily_cost": (0, 1_000_000),
    "judge.llm_price_in": (0, 100_000),
    "judge.llm_price_out": (0, 100_000),
    "judge.llm_timeout": (1, 120),
    "judge.llm_max_tokens": (200, 32_000),
    "judge.llm_band_low": (0, 1),
    "judge.llm_band_high": (0, 1),
    "email.port": (1, 65_535),
    "email.timeout": (0.1, 3600),
    "slack.timeout": (0.1, 3600),
    "http.port": (0, 65_535),
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "judge.llm": ("off", "openai", "anthropic"),
    "digest.channels": ("console", "email", "slack"),
    "email.security": ("starttls", "tls", "plain"),
    "fetch.retry_after_scope": ("feed", "host"),
    "log.level": ("debug", "info", "warning", "error"),
    "log.format": ("text", "json"),
}


def load_settings(path: Path | None, environ: Mapping[str, str]) -> Settings:
    """Settings from ``path`` (None: ``MONITOR_CONFIG``, else ./config/monitor.toml or
    ./monitor.toml if there is one) and the environment. Raises ConfigError.
    """
    settings = Settings()
    source = path or _configured(environ) or _found()
    if source is not None:
        settings = _apply(settings, _read(source), str(source))
    return _check(_apply(settings, _from_environment(environ), "environment"))


def _configured(environ: Mapping[str, str]) -> Path | None:
    value = environ.get("MONITOR_CONFIG")
    return Path(value) if value else None


def _found() -> Path | None:
    for name in ("config/monitor.toml", "monitor.toml"):
        if Path(name).is_file():
            return Path(name)
    return None


def _read(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, dict[str, object]] = {}
    for name, value in sorted(environ.items()):
        if not name.startswith(PREFIX) or name in RESERVED or "__" not in name:
            continue
        section, _, key = name.removeprefix(PREFIX).lower().partition("__")
        if key.endswith("_file") and key not in _keys(section):
            key = key.removesuffix("_file")
            try:
                value = Path(value).read_text(encoding="utf-8").strip()  # noqa: PLW2901
            except OSError as error:
                raise ConfigError(f"{name}: {value}: {error.strerror or error}") from error
            except ValueError as error:  # not UTF-8, or a path that no system takes
                raise ConfigError(f"{name}: not a readable text file") from error
        found.setdefault(section, {})[key] = value
    return dict(found)


def _sections() -> dict[str, Field[typing.Any]]:
    return {f.name: f for f in fields(Settings)}


def _keys(section: str) -> set[str]:
    sections = _sections()
    return {f.name for f in fields(_default(sections[section]))} if section in sections else set()


def _default(section: Field[typing.Any]) -> typing.Any:
    if section.default_factory is MISSING:  # pragma: no cover - every section has one
        raise TypeError(section.name)
    return section.default_factory()


def _nearest(name: str, valid: typing.Iterable[str]) -> str:
    names = sorted(valid)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"valid: {', '.join(names)}"


def _apply(settings: Settings, data: Mapping[str, object], source: str) -> Settings:
    changes: dict[str, object] = {}
    for section, values in data.items():
        if section not in _sections():
            raise ConfigError(
                f"{source}: unknown section [{section}]; {_nearest(section, _sections())}"
            )
        if not isinstance(values, Mapping):
            raise ConfigError(f"{source}: {section} must be a section, as in [{section}]")
        current = getattr(settings, section)
        types = typing.get_type_hints(type(current))
        converted = {}
        for key, value in values.items():
            where = f"{source}: {section}.{key}"
            if key not in types:
                raise ConfigError(f"{where}: unknown key; {_nearest(str(key), types)}")
            converted[key] = _convert(value, types[key], where)
        changes[section] = replace(current, **converted)
    return replace(settings, **changes)  # type: ignore[arg-type]


def _convert(value: object, kind: object, where: str) -> object:
    if kind == tuple[str, ...]:
        if isinstance(value, str):
            value = [part.strip() for part in value.split(",") if part.strip()]
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            return tuple(value)
        raise ConfigError(f"{where}: must be a list of strings, not {value!r}")
    if kind is time:
        try:
            at = value if isinstance(value, time) else time.fromisoformat(str(value))
        except ValueError:
            at = None
        if at is None or at.tzinfo is not None:
            raise ConfigError(f"{where}: must be a time like 07:30, not {value!r}")
        return at
    if kind is bool:
        flag = value if isinstance(value, bool) else _FLAGS.get(str(value).lower())
        if flag is None:
            raise ConfigError(f"{where}: must be true or false, not {value!r}")
        return flag
    if kind is str:
        if isinstance(value, str):
            return value
        # Without the value: it may be a password that lacks its quotes.
        raise ConfigError(f"{where}: must be a string, in quotes")
    if isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            if kind is float:
                return float(value)
            if not isinstance(value, float) or value.is_integer():
                return int(value)
        except (ValueError, OverflowError):
            pass
    name = "a whole number" if kind is int else "a number"
    raise ConfigError(f"{where}: must be {name}, not {value!r}")


def _check(settings: Settings) -> Settings:
    for name, (least, most) in _BOUNDS.items():
        section, key = name.split(".")
        value = getattr(getattr(settings, section), key)
        if not least <= value <= most:  # also catches NaN
            raise ConfigError(f"{name}: must be from {least} to {most}, not {value}")
    for name, choices in _CHOICES.items():
        section, key = name.split(".")
        value = getattr(getattr(settings, section), key)
        for part in value if isinstance(value, tuple) else (value,):
            if part not in choices:
                raise ConfigError(f"{name}: {part!r} is not one of {', '.join(choices)}")
    try:
        ZoneInfo(settings.digest.zone)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigError(
            f"digest.zone: unknown time zone {settings.digest.zone!r};"
            " use an IANA name such as Europe/Kyiv or UTC"
        ) from error
    if "email" in settings.digest.channels:
        for key in ("host", "sender", "recipients"):
            if not getattr(settings.email, key):
                raise ConfigError(f"email.{key}: needed, because digest.channels has 'email'")
    if "slack" in settings.digest.channels and not settings.slack.webhook_url:
        raise ConfigError("slack.webhook_url: needed, because digest.channels has 'slack'")
    if settings.judge.llm != "off":
        _check_remote(settings.judge)
    return settings


def _check_remote(judge: JudgeSettings) -> None:
    """The remote judge's settings; no message holds a value that may be a secret."""
    where = f"because judge.llm is {judge.llm!r}"
    if not judge.llm_model:
        raise ConfigError(f"judge.llm_model: needed, {where}")
    if not judge.llm_url and not judge.llm_key:
        raise ConfigError(
            f"judge.llm_key: needed, {where} and judge.llm_url is empty;"
            " better as MONITOR_JUDGE__LLM_KEY_FILE"
        )
    if not (judge.llm_key.isascii() and judge.llm_key.isprintable() and " " not in judge.llm_key):
        raise ConfigError("judge.llm_key: must be one word of plain letters, digits and signs")
    if judge.llm_url:
        parts = split_http(judge.llm_url)
        if parts is None or not judge.llm_url.isascii() or not judge.llm_url.isprintable():
            raise ConfigError("judge.llm_url: is no http(s) address")
        if parts.username is not None or parts.password is not None:
            raise ConfigError("judge.llm_url: must hold no login; use judge.llm_key")
        if parts.query or parts.fragment:
            raise ConfigError("judge.llm_url: must end with its path, as in .../v1")
        if parts.scheme == "http" and not is_local_host(parts.hostname or ""):
            raise ConfigError("judge.llm_url: must be https, as it leads out of the local network")
    if judge.llm_band_low > judge.llm_band_high:
        raise ConfigError("judge.llm_band_low: must not be above judge.llm_band_high")
