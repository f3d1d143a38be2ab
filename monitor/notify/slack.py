"""Posts digests to Slack through an incoming webhook, whose address is a secret."""

from __future__ import annotations

import json
import re
import socket
import ssl

from monitor.domain.digest.compose import from_json
from monitor.domain.ports import Poster
from monitor.domain.urls import split_http
from monitor.domain.web import FailureReason, FetchFailure
from monitor.domain.work import Digest
from monitor.errors import ConfigError, DeliveryError
from monitor.notify.render import render_slack

#: Slack's error words: "invalid_payload", "no_service".
_WORD = re.compile(r"[a-z][a-z_]{1,60}")
_JSON = "application/json; charset=utf-8"
_MAX_ANSWER = 4096
_MAX_WAIT = 86_400.0


def try_host(webhook_url: str, *, timeout: float = 20.0) -> str:
    """Connect to the webhook's host, encrypted, and say nothing; the host.

    The address itself is not sent: only a posting could tell whether Slack knows it.
    Raises DeliveryError, without the address; ConfigError if it is none.
    """
    parts = split_http(webhook_url)
    if parts is None or not parts.hostname or not webhook_url.isascii():
        raise ConfigError("slack.webhook_url is no http(s) address")
    secure = parts.scheme == "https"
    host = parts.hostname
    try:
        address = (host, parts.port or (443 if secure else 80))
        with socket.create_connection(address, timeout) as line:
            if secure:
                ssl.create_default_context().wrap_socket(line, server_hostname=host).close()
    except ssl.SSLCertVerificationError as error:
        raise DeliveryError(
            "temporary", f"the certificate of {host} is not valid: {error.verify_message}"
        ) from None
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise DeliveryError("temporary", f"{host} cannot be reached: {reason}") from None
    return host


class SlackChannel:
    """One webhook. ``timeout`` is in seconds, for the whole exchange.

    ``post`` follows no redirect and takes no proxy from the environment: the secret address goes
    to the host that the settings name and nowhere else.
    """

    name = "slack"

    def __init__(self, webhook_url: str, *, post: Poster, timeout: float = 20.0) -> None:
        if split_http(webhook_url) is None or not webhook_url.isascii():
            raise ConfigError("slack.webhook_url is no http(s) address")
        self._url = webhook_url
        self._post = post
        self._timeout = timeout

    def send(self, digest: Digest, *, key: str) -> None:  # noqa: ARG002  (Slack knows no keys)
        """Post the digest. Must not be called on a running event loop's thread.

        DeliveryError: ``temporary`` for 429, 408 and 5xx and when Slack cannot be reached,
        ``permanent`` for other answers and a host that may not be reached, ``unknown`` when no
        answer came after the posting.
        """
        payload = json.dumps(render_slack(from_json(digest.body))).encode()
        answer = self._post(self._url, payload, content_type=_JSON, timeout=self._timeout)
        if isinstance(answer, FetchFailure):
            raise _no_answer(answer)
        if not 200 <= answer.status < 300:
            body = answer.body[:_MAX_ANSWER].decode("utf-8", "replace")
            raise _refusal(answer.status, answer.retry_after, body)


def _no_answer(failure: FetchFailure) -> DeliveryError:
    if failure.sent:
        return DeliveryError("unknown", f"Slack did not answer the posting: {failure.reason}")
    if failure.reason is FailureReason.REFUSED_ADDRESS:
        return DeliveryError("permanent", f"Slack is not asked: {failure.message}")
    late = failure.reason is FailureReason.TIMEOUT
    reason = "no answer in time" if late else "no connection"
    return DeliveryError("temporary", f"Slack cannot be reached: {reason}")


def _refusal(status: int, retry_after: str, body: str) -> DeliveryError:
    word = _WORD.fullmatch(body.strip())
    message = f"Slack answered {status}{f' ({word.group()})' if word else ''}"
    if status in {408, 429} or status >= 500:
        return DeliveryError("temporary", message, retry_after=_seconds(retry_after))
    if 300 <= status < 400:
        message = f"{message}: redirects are not followed"
    return DeliveryError("permanent", message)


def _seconds(text: str) -> float | None:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return min(float(text), _MAX_WAIT)
