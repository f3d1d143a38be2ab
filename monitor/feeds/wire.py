"""URLs into requests, and responses into values: the pieces that the client is made of."""

from __future__ import annotations

import base64
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, suppress
from types import MappingProxyType
from typing import cast
from urllib.parse import SplitResult, unquote, urljoin

import httpx

from monitor.domain.cleaning import safe_text
from monitor.domain.urls import absolute, ascii_host, split_http, without_credentials
from monitor.domain.web import FailureReason, FetchFailure
from monitor.feeds.inflate import BodyTooLargeError, BrokenBodyError, Inflater
from monitor.feeds.transport import LOCATION

#: Weights of failures (web.FetchFailure).
SOFT, HARD, DNS = 0.5, 1.0, 0.25
_ERROR_BODY = 4096  # bytes read of a response that is no success
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORT = {"http": 80, "https": 443}
_MAX_HEADER = 1000
_KEPT_HEADERS = frozenset(
    {
        "age",
        "cache-control",
        "cf-mitigated",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "etag",
        "expires",
        "last-modified",
        "retry-after",
        "server",
        "x-amzn-waf-action",
        "x-datadome",
        "x-sucuri-block",
    }
)


class FailedError(Exception):
    """Carries a FetchFailure out of the chain of redirects."""

    def __init__(
        self, reason: FailureReason, message: str, *, weight: float = SOFT, status: int = 0
    ) -> None:
        super().__init__(message)
        self.failure = FetchFailure(
            reason=reason,
            message=safe_text(message, limit=300),
            weight=weight,
            status=status,
        )


def split_url(url: str) -> SplitResult:
    """Parts of a URL that can be asked; FailedError for any other."""
    parts = split_http(url)
    if parts is None:
        raise FailedError(
            FailureReason.REFUSED_ADDRESS, "not a usable http or https URL", weight=HARD
        )
    return parts


def origin_of(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port: what credentials belong to."""
    port = parts.port or _DEFAULT_PORT[parts.scheme]
    return parts.scheme, ascii_host(parts.hostname or ""), port


def host_header(parts: SplitResult, host: str) -> str:
    """The Host header: without the port if it is the default one."""
    bracketed = f"[{host}]" if ":" in host else host
    default = _DEFAULT_PORT[parts.scheme]
    return bracketed if parts.port in {None, default} else f"{bracketed}:{parts.port}"


def escaped(target: str) -> str:
    """The request target in the characters that HTTP allows; existing escapes are kept."""
    return "".join(
        c if "!" <= c <= "~" else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace"))
        for c in target
    )


def lower_names(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with their names in lower case."""
    return {name.lower(): value for name, value in headers.items()}


def authorization(parts: SplitResult) -> dict[str, str]:
    """The header that carries the credentials of a URL, if it has any."""
    if parts.username is None and parts.password is None:
        return {}
    pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode("ascii")}


def _header(response: httpx.Response, name: str) -> str:
    wanted = name.encode("ascii")
    for key, value in response.headers.raw:
        if key.lower() == wanted:
            return value.decode("latin-1")
    return ""


def kept_headers(response: httpx.Response) -> Mapping[str, str]:
    """The headers that we know what to do with, the first of each name, byte for byte."""
    found: dict[str, str] = {}
    for key, value in response.headers.raw:
        name = key.decode("latin-1").lower()
        if name in _KEPT_HEADERS and name not in found and len(value) <= _MAX_HEADER:
            found[name] = value.decode("latin-1")
    return MappingProxyType(found)


def redirect_target(response: httpx.Response, url: str) -> str | None:
    """Where a redirect leads, None if the response is none."""
    if response.status_code not in _REDIRECTS:
        return None
    location = response.extensions[LOCATION].decode("latin-1")
    with suppress(UnicodeError):  # sent as UTF-8 by many, though it should be ASCII
        location = location.encode("latin-1").decode("utf-8")
    if not location.strip():
        raise FailedError(
            FailureReason.REDIRECTS,
            f"HTTP {response.status_code} without a Location",
            weight=HARD,
            status=response.status_code,
        )
    try:
        target = absolute(urljoin(without_credentials(url), location))
    except ValueError:
        target = ""
    if not target:
        raise FailedError(
            FailureReason.REFUSED_ADDRESS,
            f"redirects to what is not a usable http or https URL: {location[:100]}",
            weight=HARD,
            status=response.status_code,
        )
    return target.partition("#")[0]


async def read_body(response: httpx.Response, max_bytes: int) -> bytes:
    """The decoded body of a success, the first bytes of anything else."""
    if not 200 <= response.status_code < 300:
        return await peek(response)
    encoding = _header(response, "content-encoding").strip().lower()
    length = _header(response, "content-length")
    if length.isascii() and length.isdigit() and len(length) < 20 and int(length) > max_bytes:
        raise _too_large(max_bytes, response.status_code)
    try:
        inflater = Inflater(encoding, max_bytes)
        async with _chunks(response) as chunks:
            async for chunk in chunks:
                inflater.feed(chunk)
        return inflater.finish()
    except BodyTooLargeError:
        raise _too_large(max_bytes, response.status_code) from None
    except BrokenBodyError as error:
        raise FailedError(
            FailureReason.PROTOCOL, str(error), weight=SOFT, status=response.status_code
        ) from error


def _chunks(response: httpx.Response) -> aclosing[AsyncGenerator[bytes, None]]:
    """The body as it comes over the wire, never decoded by httpx."""
    return aclosing(cast("AsyncGenerator[bytes, None]", response.aiter_raw()))


async def peek(response: httpx.Response) -> bytes:
    """The first bytes of a body as they come over the wire."""
    body = b""
    async with _chunks(response) as chunks:
        async for chunk in chunks:
            body += chunk[:_ERROR_BODY]
            if len(body) >= _ERROR_BODY:
                break
    return body[:_ERROR_BODY]


def _too_large(max_bytes: int, status: int) -> FailedError:
    return FailedError(
        FailureReason.TOO_LARGE,
        f"the body is larger than {max_bytes:,} bytes",
        weight=HARD,
        status=status,
    )


def broken(error: Exception, parts: SplitResult) -> FailedError:
    """What an exception of the connection means, in one line."""
    host = parts.hostname or ""
    if isinstance(error, httpx.TimeoutException):
        return FailedError(FailureReason.TIMEOUT, f"{host} did not answer in time")
    if _is_tls(error):
        return FailedError(FailureReason.TLS, f"no secure connection to {host}: {error}")
    if isinstance(error, httpx.ConnectError):
        return FailedError(FailureReason.CONNECT, f"cannot connect to {host}: {error}")
    if isinstance(error, httpx.NetworkError):
        return FailedError(FailureReason.CONNECT, f"the connection to {host} broke")
    return FailedError(FailureReason.PROTOCOL, f"broken answer from {host}: {error}")


def _is_tls(error: BaseException | None) -> bool:
    for _ in range(6):  # httpx, httpcore and anyio wrap it, each once or twice
        if error is None or isinstance(error, ssl.SSLError):
            break
        error = error.__cause__ or error.__context__
    return isinstance(error, ssl.SSLError)
