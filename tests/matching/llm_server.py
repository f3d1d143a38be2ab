"""A remote reader on loopback that answers as a test says, in both languages."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


class LlmServer(ThreadingHTTPServer):
    """Answers every request as ``answer`` says, and keeps what came."""

    daemon_threads = True
    answer: Answer

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, str, dict[str, str], Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def bodies(self) -> list[Any]:
        return [body for _, _, _, body in self.asked]

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is part of the tests."""


class _Handler(BaseHTTPRequestHandler):
    server: LlmServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._take(body)

    def do_GET(self) -> None:
        self._take(None)

    def _take(self, body: Any) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.command, self.path, headers, body))
        self.server.answer(self)

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def serving(answer: Answer) -> Iterator[LlmServer]:
    server = LlmServer()
    server.answer = answer
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def raw(status: int, body: bytes | str = b"", **headers: str) -> Answer:
    """An answer of these very bytes."""
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other, the last again and again."""
    left = list(answers)

    def answer(handler: Any) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return answer


def says(provider: str, text: str | None, *, ended: str = "", **usage: int) -> Answer:
    """The reply ``text`` in the language of ``provider``."""
    return raw(200, json.dumps(envelope(provider, text, ended=ended, **usage)))


def envelope(provider: str, text: str | None, *, ended: str = "", **usage: int) -> dict[str, Any]:
    """A whole answer as the provider's server gives it."""
    sent, received = usage.get("sent", 900), usage.get("received", 120)
    if provider == "anthropic":
        return {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "m",
            "content": [] if text is None else [{"type": "text", "text": text}],
            "stop_reason": ended or "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": sent, "output_tokens": received},
        }
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text, "refusal": None},
                "finish_reason": ended or "stop",
            }
        ],
        "usage": {
            "prompt_tokens": sent,
            "completion_tokens": received,
            "total_tokens": sent + received,
        },
    }


def refuses(provider: str, status: int, message: str, **headers: str) -> Answer:
    """An error as the provider words it."""
    error = {"type": "invalid_request_error", "message": message}
    body = {"error": error} if provider == "openai" else {"type": "error", "error": error}
    return raw(status, json.dumps(body), **headers)


def silent(seconds: float) -> Answer:
    """No answer for so long."""

    def answer(handler: Any) -> None:
        time.sleep(seconds)
        with suppress(OSError):
            raw(200, "{}")(handler)

    return answer


def dripping(chunk: bytes, pause: float) -> Answer:
    """A body without an end, piece by piece."""

    def answer(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while True:
                handler.wfile.write(chunk)
                time.sleep(pause)

    return answer


def hanging_up(handler: Any) -> None:
    """The line breaks in the middle of the answer."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choi')
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
