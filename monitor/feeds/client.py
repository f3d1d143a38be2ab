"""The one fetch function: every HTTP request of the product goes through ``Client.fetch``.

It stands on httpcore, the layer below httpx, because every extra of httpx is something that we
have to keep out (traps 2-6: decoding by the response header, its own redirects, cookies,
proxies from the environment), and because the address guard belongs below HTTP (feeds.guard).

Expected failures are values: ``fetch`` returns ``Fetched | FetchFailure`` and raises nothing
else than CancelledError.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self
from urllib.parse import SplitResult, unquote, urljoin

import httpcore

from monitor import __version__
from monitor.domain.cleaning import safe_text
from monitor.domain.urls import absolute, ascii_host, split_http, without_credentials
from monitor.domain.web import FailureReason, FetchFailure
from monitor.feeds import guard
from monitor.feeds.inflate import BodyTooLargeError, BrokenBodyError, Inflater

MAX_CONNECTIONS = 20  # httpcore's pool slows with its size (trap 7)
SOFT, HARD, DNS = 0.5, 1.0, 0.25  # weights of failures
_ERROR_BODY = 4096  # bytes read of a response that is no success
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CONNECT_TIMEOUT = 10.0
_READ_TIMEOUT = 15.0  # between two pieces; the deadline covers the whole
_MAX_HEADER = 1000
_KEPT_HEADERS = frozenset(
    {
        "age",
        "cache-control",
        "cf-mitigated",
        "content-length",
        "content-type",
        "etag",
        "expires",
        "last-modified",
        "retry-after",
    }
)
_SECRET_HEADERS = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """What to ask. Credentials in the URL become a header for its origin only."""

    url: str = field(repr=False)  # may hold a password, or be a secret as a whole
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one request may cost, redirects included."""

    timeout: float = 30.0  # seconds, for the whole chain
    max_bytes: int = 10_000_000  # of the body, decoded
    max_redirects: int = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """A response, of any status; of 300 and above the body is cut at 4 KiB and not decoded."""

    status: int
    url: str  # final, without credentials
    headers: Mapping[str, str]  # lower-case names; those that we know what to do with
    body: bytes = field(default=b"", repr=False)
    redirects: tuple[tuple[int, str], ...] = ()  # (status, where to), in order
    elapsed: float = 0.0  # seconds


class _FailedError(Exception):
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


class Client:
    """Fetches over HTTP/1.1 with a guard, a deadline and a size limit; keeps no cookies.

    ``allow_private`` are the "host:port" pairs exempt from the address guard. Use it as an
    async context manager, or call ``close``.
    """

    def __init__(
        self,
        *,
        allow_private: Collection[str] = (),
        contact: str = "",
        resolve: guard.Resolve = guard.resolve,
        ssl_context: ssl.SSLContext | None = None,
        max_connections: int = MAX_CONNECTIONS,
    ) -> None:
        contact = safe_text(contact, limit=200).encode("ascii", "ignore").decode()
        self.user_agent = f"followup-monitor/{__version__}" + (f" (+{contact})" if contact else "")
        # Waiting for a connection must not eat into a request's own deadline.
        self._slots = asyncio.Semaphore(max_connections)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context,
            max_connections=max_connections,
            max_keepalive_connections=max_connections,
            keepalive_expiry=5.0,
            http1=True,
            http2=False,
            network_backend=guard.GuardedBackend(allowed=allow_private, resolve=resolve),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    async def fetch(self, request: Request, limits: Limits = Limits()) -> Fetched | FetchFailure:
        """Carry the request out; GET follows redirects, each hop checked like the first."""
        started = time.monotonic()
        async with self._slots:
            try:
                async with asyncio.timeout(limits.timeout):
                    return await self._chain(request, limits, started)
            except _FailedError as error:
                return error.failure
            except TimeoutError:
                return FetchFailure(
                    reason=FailureReason.TIMEOUT,
                    message=f"not complete within {limits.timeout:g} s",
                    weight=SOFT,
                )

    async def _chain(self, request: Request, limits: Limits, started: float) -> Fetched:
        url = absolute(request.url).partition("#")[0]
        origin = _origin(_split(url))
        headers = _lower(request.headers)
        headers |= _authorization(_split(url))
        redirects: list[tuple[int, str]] = []
        seen = {url}
        while True:
            parts = _split(url)
            if _origin(parts) != origin:
                headers = {k: v for k, v in headers.items() if k not in _SECRET_HEADERS}
            response = await self._send(request, parts, headers)
            try:
                target = _target(response, url) if request.method == "GET" else None
                if target is None:
                    return Fetched(
                        status=response.status,
                        url=without_credentials(url),
                        headers=_kept(response),
                        body=await _read(response, limits.max_bytes),
                        redirects=tuple(redirects),
                        elapsed=time.monotonic() - started,
                    )
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as e:
                raise _broken(e, parts) from e
            finally:  # a redirect's own body is never read
                await response.aclose()
            if target in seen:
                raise _FailedError(FailureReason.REDIRECTS, "redirects in a circle", weight=HARD)
            if len(redirects) >= limits.max_redirects:
                raise _FailedError(
                    FailureReason.REDIRECTS,
                    f"more than {limits.max_redirects} redirects",
                    weight=HARD,
                )
            seen.add(target)
            redirects.append((response.status, without_credentials(target)))
            url = target

    async def _send(
        self, request: Request, parts: SplitResult, headers: Mapping[str, str]
    ) -> httpcore.Response:
        host = ascii_host(parts.hostname or "")
        target = parts.path or "/"
        if parts.query:
            target += f"?{parts.query}"
        sent = {
            "host": _host_header(parts, host),
            "user-agent": self.user_agent,
            "accept": "*/*",
            "accept-encoding": "gzip",
            **headers,
        }
        if request.body:
            sent["content-length"] = str(len(request.body))
        try:
            return await self._pool.handle_async_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=parts.scheme,
                        host=host,
                        port=parts.port,
                        target=_percent(target).encode("ascii"),
                    ),
                    headers=[(k.encode("latin-1"), v.encode("latin-1")) for k, v in sent.items()],
                    content=request.body or None,
                    extensions={"timeout": {"connect": _CONNECT_TIMEOUT, "read": _READ_TIMEOUT}},
                )
            )
        except guard.AddressRefusedError as error:
            raise _FailedError(FailureReason.REFUSED_ADDRESS, str(error), weight=HARD) from error
        except guard.UnresolvedError as error:
            raise _FailedError(FailureReason.DNS, str(error), weight=DNS) from error
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.TimeoutException,
            httpcore.UnsupportedProtocol,
            UnicodeError,  # a header that latin-1 cannot carry
            ValueError,  # a port or an address that the socket layer cannot carry
        ) as error:
            raise _broken(error, parts) from error


def _split(url: str) -> SplitResult:
    parts = split_http(url)
    if parts is None:
        raise _FailedError(
            FailureReason.REFUSED_ADDRESS, "not a usable http or https URL", weight=HARD
        )
    return parts


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    return parts.scheme, ascii_host(parts.hostname or ""), port


def _host_header(parts: SplitResult, host: str) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    return bracketed if parts.port in {None, default} else f"{bracketed}:{parts.port}"


def _percent(target: str) -> str:
    """The request target in the characters that HTTP allows; existing escapes are kept."""
    return "".join(
        c if "!" <= c <= "~" else "".join(f"%{b:02X}" for b in c.encode("utf-8", "replace"))
        for c in target
    )


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _authorization(parts: SplitResult) -> dict[str, str]:
    if parts.username is None and parts.password is None:
        return {}
    pair = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode("ascii")}


def _header(response: httpcore.Response, name: str) -> str:
    wanted = name.encode("ascii")
    for key, value in response.headers:
        if key.lower() == wanted:
            return value.decode("latin-1")
    return ""


def _kept(response: httpcore.Response) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for key, value in response.headers:
        name = key.decode("latin-1").lower()
        if name in _KEPT_HEADERS and name not in found and len(value) <= _MAX_HEADER:
            found[name] = value.decode("latin-1")
    return MappingProxyType(found)


def _target(response: httpcore.Response, url: str) -> str | None:
    """Where a redirect leads, None if the response is none."""
    if response.status not in _REDIRECTS:
        return None
    location = _header(response, "location")
    with contextlib.suppress(UnicodeError):  # sent as UTF-8 by many, though it should be ASCII
        location = location.encode("latin-1").decode("utf-8")
    if not location.strip():
        raise _FailedError(
            FailureReason.REDIRECTS,
            f"HTTP {response.status} without a Location",
            weight=HARD,
            status=response.status,
        )
    try:
        target = absolute(urljoin(without_credentials(url), location))
    except ValueError:
        target = ""
    if not target:
        raise _FailedError(
            FailureReason.REFUSED_ADDRESS,
            f"redirects to what is not a usable http or https URL: {location[:100]}",
            weight=HARD,
            status=response.status,
        )
    return target.partition("#")[0]


async def _read(response: httpcore.Response, max_bytes: int) -> bytes:
    if not 200 <= response.status < 300:
        return await _peek(response.aiter_stream())
    encoding = _header(response, "content-encoding").strip().lower()
    length = _header(response, "content-length")
    if length.isascii() and length.isdigit() and len(length) < 20 and int(length) > max_bytes:
        raise _too_large(max_bytes)
    try:
        inflater = Inflater(encoding, max_bytes)
        async for chunk in response.aiter_stream():
            inflater.feed(chunk)
        return inflater.finish()
    except BodyTooLargeError:
        raise _too_large(max_bytes) from None
    except BrokenBodyError as error:
        raise _FailedError(
            FailureReason.PROTOCOL, str(error), weight=SOFT, status=response.status
        ) from error


async def _peek(stream: AsyncIterator[bytes]) -> bytes:
    body = b""
    async for chunk in stream:
        body += chunk[:_ERROR_BODY]
        if len(body) >= _ERROR_BODY:
            break
    return body[:_ERROR_BODY]


def _too_large(max_bytes: int) -> _FailedError:
    return _FailedError(
        FailureReason.TOO_LARGE, f"the body is larger than {max_bytes:,} bytes", weight=HARD
    )


def _broken(error: Exception, parts: SplitResult) -> _FailedError:
    host = parts.hostname or ""
    if isinstance(error, httpcore.TimeoutException):
        return _FailedError(FailureReason.TIMEOUT, f"{host} did not answer in time")
    if _is_tls(error):
        return _FailedError(FailureReason.TLS, f"no secure connection to {host}: {error}")
    if isinstance(error, httpcore.ConnectError):
        return _FailedError(FailureReason.CONNECT, f"cannot connect to {host}: {error}")
    if isinstance(error, httpcore.NetworkError):
        return _FailedError(FailureReason.CONNECT, f"the connection to {host} broke")
    return _FailedError(FailureReason.PROTOCOL, f"broken answer from {host}: {error}")


def _is_tls(error: BaseException | None) -> bool:
    for _ in range(4):
        if error is None or isinstance(error, ssl.SSLError):
            break
        error = error.__cause__ or error.__context__
    return isinstance(error, ssl.SSLError)
