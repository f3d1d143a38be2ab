"""Structured logs to stderr: a static event name, data as fields, text or JSON.

One line an event. Values from the network are cleaned of controls and cut, so that a feed
cannot forge a line or talk to a terminal; secrets are registered once and never printed.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from urllib.parse import urlsplit

from monitor.domain.cleaning import safe_text

_FIELDS = "monitor_fields"
_LIMIT = 500
_secrets: set[str] = set()


def hide(*secrets: str) -> None:
    """Never print these strings (passwords, webhook URLs); short ones are ignored."""
    _secrets.update(secret for secret in secrets if len(secret) >= 4)


def without_secrets(text: str) -> str:
    """``text`` with every registered secret replaced by ``***``."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, "***")
    return text


def without_password(url: str) -> str:
    """A URL without its user and password, for messages."""
    try:
        parts = urlsplit(url)
    except ValueError:  # no URL at all; what it holds cannot be told apart
        return "***"
    if parts.username is None and parts.password is None:
        return url
    return parts._replace(netloc="***@" + parts.netloc.rpartition("@")[2]).geturl()


def event(logger: logging.Logger, level: int, name: str, **fields: object) -> None:
    """Log one event; ``fields`` are ids and figures, not objects."""
    logger.log(level, name, extra={_FIELDS: fields})


def failure(logger: logging.Logger, name: str, **fields: object) -> None:
    """Log a bug with its traceback; to be called in an ``except`` block."""
    logger.error(name, exc_info=True, extra={_FIELDS: fields})


class _Formatter(logging.Formatter):
    """Fields cleaned, secrets hidden, times in UTC."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        message = _clean(record.getMessage(), _LIMIT)
        fields = {
            key: value if isinstance(value, int | float) else _clean(str(value), _LIMIT)
            for key, value in getattr(record, _FIELDS, {}).items()
        }
        trace = ""
        if record.exc_info:
            trace = _clean(self.formatException(record.exc_info), 20_000, multiline=True)
        if self._as_json:
            line = {"at": at, "level": record.levelname.lower(), "event": message, **fields}
            if trace:
                line["traceback"] = trace
            return json.dumps(line, ensure_ascii=False)
        pairs = "".join(f" {key}={_value(value)}" for key, value in fields.items())
        text = f"{at} {record.levelname.lower():<7} {message}{pairs}"
        return f"{text}\n{trace}" if trace else text


def _clean(text: str, limit: int, *, multiline: bool = False) -> str:
    # Secrets first: cut in half or escaped for JSON, one would not be found any more.
    return safe_text(without_secrets(text), limit=limit, multiline=multiline)


def _value(value: object) -> str:
    text = str(value)
    plain = text and not any(sign in text for sign in ' "=')
    return text if plain else json.dumps(text, ensure_ascii=False)


def configure(level: str, fmt: str) -> None:
    """Send the product's logs to stderr; other libraries only from warning up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(as_json=fmt == "json"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("monitor").setLevel(level.upper())
    # Says at info level what our own poll events already say, with full URLs.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Warns at every tick that finds the last one still running, which is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
