"""Posts digests to Slack through an incoming webhook, whose address is a secret."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import ssl

import httpx

from monitor.domain.digest.compose import from_json
from monitor.domain.urls import split_http
from monitor.domain.work import Digest
from monitor.errors import ConfigError, DeliveryError
from monitor.notify.render import render_slack

#: Slack's error words: "invalid_payload", "no_service".
_WORD = re.compile(r"[a-z][a-z_]{1,60}")
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

    Redirects are not followed and no proxy is taken from the environment: the secret address
    goes to the host that the settings name and nowhere else.
    """

    name = "slack"

    def __init__(self, webhook_url: str, *, timeout: float = 20.0) -> None:
        if split_http(webhook_url) is None or not webhook_url.isascii():
            raise ConfigError("slack.webhook_url is no http(s) address")
        self._url = webhook_url
        self._timeout = timeout

    def send(self, digest: Digest, *, key: str) -> None:  # noqa: ARG002  (Slack knows no keys)
        """Post the digest. Must not be called on a running event loop's thread.

        DeliveryError: ``temporary`` for 429, 408 and 5xx and when Slack cannot be reached,
        ``permanent`` for other answers, ``unknown`` when none came after the posting.
        """
        payload = render_slack(from_json(digest.body))
        status, retry_after, body = asyncio.run(self._exchange(json.dumps(payload).encode()))
        if not 200 <= status < 300:
            raise _refusal(status, retry_after, body)

    async def _exchange(self, payload: bytes) -> tuple[int, str, str]:
        """(status, Retry-After, body) of the answer."""
        response: httpx.Response | None = None
        body = ""
        try:
            async with asyncio.timeout(self._timeout):
                # The bare transport: httpx's client would log the address.
                async with httpx.AsyncHTTPTransport(trust_env=False) as transport:
                    response = await transport.handle_async_request(self._request(payload))
                    body = await _read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            late = isinstance(error, httpx.TimeoutException)
            reason = "no answer in time" if late else "no connection"
            raise DeliveryError("temporary", f"Slack cannot be reached: {reason}") from None
        except (TimeoutError, httpx.HTTPError, OSError) as error:
            if response is None:
                raise DeliveryError(
                    "unknown", f"Slack did not answer the posting: {type(error).__name__}"
                ) from None
            # The status line has come, and with it the outcome, whatever became of the body.
        return response.status_code, response.headers.get("retry-after", ""), body

    def _request(self, payload: bytes) -> httpx.Request:
        return httpx.Request(
            "POST",
            self._url,
            content=payload,
            headers={"content-type": "application/json; charset=utf-8", "accept": "text/plain"},
            # Connecting gets half of the time, so that a dead host is told from a mute one.
            extensions={
                "timeout": {
                    "connect": self._timeout / 2,
                    "pool": self._timeout / 2,
                    "read": self._timeout,
                    "write": self._timeout,
                }
            },
        )


async def _read(response: httpx.Response) -> str:
    """The beginning of the body as it comes over the wire, never decompressed."""
    body = b""
    async for chunk in response.stream:  # type: ignore[union-attr]  # an async stream here
        body += chunk[: _MAX_ANSWER - len(body)]
        if len(body) >= _MAX_ANSWER:
            break
    return body.decode("utf-8", "replace")


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
