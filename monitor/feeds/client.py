"""The one fetch function: every HTTP request of the product goes through ``Client.fetch``.

It stands on httpx's requests, responses and transports. What httpx's client would do of its own
accord would all have to be kept out: decoding by the response header (one small chunk may become
a gigabyte), its redirects (they read the body of each hop), cookies, proxies from the
environment, logs of URLs. The address guard sits below, in the transport.

Expected failures are values: ``fetch`` returns ``Fetched | FetchFailure`` and raises nothing
else than CancelledError.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Self
from urllib.parse import SplitResult

import httpx

from monitor import __version__
from monitor.domain.cleaning import safe_text
from monitor.domain.urls import absolute, ascii_host, without_credentials
from monitor.domain.web import FailureReason, FetchFailure
from monitor.feeds import guard
from monitor.feeds.transport import SENDING, TARGET, GuardedTransport
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
    peek,
    read_body,
    redirect_target,
    split_url,
)

MAX_CONNECTIONS = 20
# Seconds to connect, and between two pieces; the deadline covers the whole. For a connection
# of the pool nobody waits: there are as many as requests let in.
_TIMEOUT = httpx.Timeout(10.0, pool=None).as_dict()
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
        self._transport = GuardedTransport(
            allowed=allow_private,
            resolve=resolve,
            ssl_context=ssl_context,
            max_connections=max_connections,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.aclose()

    async def fetch(self, request: Request, limits: Limits = Limits()) -> Fetched | FetchFailure:
        """Carry the request out; GET follows redirects, each hop checked like the first."""
        async with self._slots:
            posting = _Posting()
            started = time.monotonic()
            try:
                async with asyncio.timeout(limits.timeout):
                    return await self._chain(request, limits, started, posting)
            except FailedError as error:
                return posting.answer or replace(error.failure, sent=posting.sent)
            except TimeoutError:
                return posting.answer or FetchFailure(
                    reason=FailureReason.TIMEOUT,
                    message=f"not complete within {limits.timeout:g} s",
                    weight=SOFT,
                    sent=posting.sent,
                )

    async def _chain(
        self, request: Request, limits: Limits, started: float, posting: _Posting
    ) -> Fetched:
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
            response = await self._send(request, parts, headers, posting)
            if request.method != "GET":  # the status says what became of it, not the body
                posting.answer = Fetched(
                    status=response.status_code,
                    url=without_credentials(url),
                    headers=kept_headers(response),
                )
            try:
                target = redirect_target(response, url) if request.method == "GET" else None
                if target is None:
                    return Fetched(
                        status=response.status_code,
                        url=without_credentials(url),
                        headers=kept_headers(response),
                        body=await (
                            read_body(response, limits.max_bytes)
                            if request.method == "GET"
                            else peek(response)
                        ),
                        redirects=tuple(redirects),
                        elapsed=time.monotonic() - started,
                    )
            except httpx.TransportError as e:
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
            redirects.append((response.status_code, without_credentials(target)))
            url = target

    async def _send(
        self,
        request: Request,
        parts: SplitResult,
        headers: Mapping[str, str],
        posting: _Posting,
    ) -> httpx.Response:
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
        try:
            built = httpx.Request(
                request.method,
                _server(parts.scheme, host, parts.port),
                headers=[(k.encode("latin-1"), v.encode("latin-1")) for k, v in sent.items()],
                content=request.body or None,
                extensions={
                    TARGET: escaped(target).encode("ascii"),
                    "timeout": _TIMEOUT,
                    **({} if request.method == "GET" else {SENDING: posting.begin}),
                },
            )
            return await self._transport.handle_async_request(built)
        except guard.AddressRefusedError as error:
            raise FailedError(FailureReason.REFUSED_ADDRESS, str(error), weight=HARD) from error
        except guard.UnresolvedError as error:
            raise FailedError(FailureReason.DNS, str(error), weight=DNS) from error
        except httpx.InvalidURL as error:  # is no TransportError
            raise FailedError(
                FailureReason.REFUSED_ADDRESS, f"not a usable URL: {error}", weight=HARD
            ) from error
        except (
            httpx.TransportError,
            UnicodeError,  # a header that latin-1 cannot carry
            ValueError,  # a port or an address that the socket layer cannot carry
        ) as error:
            raise broken(error, parts) from error


@lru_cache(maxsize=2000)
def _server(scheme: str, host: str, port: int | None) -> httpx.URL:
    return httpx.URL(scheme=scheme, host=host, port=port, path="/")


@dataclass(slots=True)
class _Posting:
    """How far a request came that must not be repeated carelessly."""

    sent: bool = False
    answer: Fetched | None = None  # with the status line, before its body

    def begin(self) -> None:
        """From now on the server may act on the request."""
        self.sent = True
