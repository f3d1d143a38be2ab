"""The one fetch function: every HTTP request of the product goes through ``Client.fetch``.

It stands on httpcore, the layer below httpx, because every extra of httpx is something that we
have to keep out (decoding by the response header, its own redirects, cookies,
proxies from the environment), and because the address guard belongs below HTTP (feeds.guard).

Expected failures are values: ``fetch`` returns ``Fetched | FetchFailure`` and raises nothing
else than CancelledError.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self
from urllib.parse import SplitResult

import httpcore

from monitor import __version__
from monitor.domain.cleaning import safe_text
from monitor.domain.urls import absolute, ascii_host, without_credentials
from monitor.domain.web import FailureReason, FetchFailure
from monitor.feeds import guard
from monitor.feeds.wire import (
    DNS,
    HARD,
    SOFT,
    FailedError,
    authorization,
    broken,
    escaped,
    host_header,
    kept_headers,
    lower_names,
    origin_of,
    read_body,
    redirect_target,
    split_url,
)

MAX_CONNECTIONS = 20  # httpcore's pool slows with its size
_CONNECT_TIMEOUT = 10.0
_READ_TIMEOUT = 10.0  # between two pieces; the deadline covers the whole
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
            except FailedError as error:
                return error.failure
            except TimeoutError:
                return FetchFailure(
                    reason=FailureReason.TIMEOUT,
                    message=f"not complete within {limits.timeout:g} s",
                    weight=SOFT,
                )

    async def _chain(self, request: Request, limits: Limits, started: float) -> Fetched:
        url = absolute(request.url).partition("#")[0]
        origin = origin_of(split_url(url))
        headers = lower_names(request.headers)
        headers |= authorization(split_url(url))
        redirects: list[tuple[int, str]] = []
        seen = {url}
        while True:
            parts = split_url(url)
            if origin_of(parts) != origin:
                headers = {k: v for k, v in headers.items() if k not in _SECRET_HEADERS}
            response = await self._send(request, parts, headers)
            try:
                target = redirect_target(response, url) if request.method == "GET" else None
                if target is None:
                    return Fetched(
                        status=response.status,
                        url=without_credentials(url),
                        headers=kept_headers(response),
                        body=await read_body(response, limits.max_bytes),
                        redirects=tuple(redirects),
                        elapsed=time.monotonic() - started,
                    )
            except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as e:
                raise broken(e, parts) from e
            finally:  # a redirect's own body is never read
                await response.aclose()
            if target in seen:
                raise FailedError(FailureReason.REDIRECTS, "redirects in a circle", weight=HARD)
            if len(redirects) >= limits.max_redirects:
                raise FailedError(
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
            "host": host_header(parts, host),
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
                        target=escaped(target).encode("ascii"),
                    ),
                    headers=[(k.encode("latin-1"), v.encode("latin-1")) for k, v in sent.items()],
                    content=request.body or None,
                    extensions={"timeout": {"connect": _CONNECT_TIMEOUT, "read": _READ_TIMEOUT}},
                )
            )
        except guard.AddressRefusedError as error:
            raise FailedError(FailureReason.REFUSED_ADDRESS, str(error), weight=HARD) from error
        except guard.UnresolvedError as error:
            raise FailedError(FailureReason.DNS, str(error), weight=DNS) from error
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.TimeoutException,
            httpcore.UnsupportedProtocol,
            UnicodeError,  # a header that latin-1 cannot carry
            ValueError,  # a port or an address that the socket layer cannot carry
        ) as error:
            raise broken(error, parts) from error
