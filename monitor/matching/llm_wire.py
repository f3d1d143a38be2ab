"""One exchange with a remote reader: bounded in time and size, to one address, silent.

The bare transport of httpx: no redirects, no proxies or logins from the environment, no
decompression, no log line with an address. Blocks; not for a running event loop's thread.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from monitor.domain.second.calls import Trouble

#: Bytes of an answer that are read; a reply of the longest sort has a tenth of it.
MAX_BYTES = 400_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """What came back."""

    status: int
    body: bytes
    retry_after: str = ""
    encoding: str = ""


class WireError(Exception):
    """No whole answer. ``sent``: the question may have been read, and billed."""

    def __init__(self, trouble: Trouble, message: str, *, sent: bool) -> None:
        self.trouble = trouble
        self.sent = sent
        super().__init__(message)


def exchange(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", timeout: float
) -> Response:
    """Send one request; ``timeout`` is in seconds, for all of it. Raises WireError."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_exchange(method, url, headers, body, timeout))
    finally:
        # Not asyncio.run: it would wait for a name server that has not answered yet.
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _exchange(
    method: str, url: str, headers: Mapping[str, str], body: bytes, timeout: float
) -> Response:
    request = httpx.Request(
        method,
        url,
        content=body or None,
        headers={"accept": "application/json", "accept-encoding": "identity", **headers},
        extensions={
            "timeout": {
                "connect": timeout / 2,
                "pool": timeout / 2,
                "read": timeout,
                "write": timeout,
            }
        },
    )
    try:
        async with (
            asyncio.timeout(timeout),
            httpx.AsyncHTTPTransport(trust_env=False) as transport,
        ):
            response = await transport.handle_async_request(request)
            return Response(
                status=response.status_code,
                body=await _read(response),
                retry_after=response.headers.get("retry-after", ""),
                encoding=response.headers.get("content-encoding", ""),
            )
    except (httpx.ConnectTimeout, httpx.PoolTimeout):
        raise WireError(Trouble.TIMEOUT, "no connection in time", sent=False) from None
    except httpx.ConnectError as error:
        why = "no connection"
        if _is_certificate(error):
            why = "its certificate is not valid"
        raise WireError(Trouble.UNREACHABLE, why, sent=False) from None
    except (TimeoutError, httpx.TimeoutException):
        raise WireError(Trouble.TIMEOUT, f"no answer within {timeout:g} s", sent=True) from None
    except _TooLargeError:
        raise WireError(Trouble.ERROR, "the answer is too large", sent=True) from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        # The class alone: messages of the library quote addresses.
        message = f"the exchange broke: {type(error).__name__}"
        raise WireError(Trouble.ERROR, message, sent=True) from None


class _TooLargeError(Exception):
    pass


async def _read(response: httpx.Response) -> bytes:
    """The body as it comes over the wire, never decompressed."""
    body = bytearray()
    async for chunk in response.stream:  # type: ignore[union-attr]  # an async stream here
        body += chunk
        if len(body) > MAX_BYTES:
            raise _TooLargeError
    return bytes(body)


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
