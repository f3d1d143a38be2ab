"""The optional remote judge: a second reader behind the ``SecondReader`` port."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from monitor.domain.cleaning import safe_text
from monitor.domain.second.calls import Answer, NoAnswer, Trouble
from monitor.domain.second.opinion import MAX_REPLY
from monitor.domain.second.question import Question
from monitor.errors import ConfigError, MonitorError
from monitor.matching.llm_prompt import PROMPT_VERSION, Prompt, make_prompt, reply_schema
from monitor.matching.llm_protocols import PROTOCOLS, Reply
from monitor.matching.llm_wire import Response, WireError, exchange

#: Bytes that make a token, at the least: an estimate must rather be too high.
_BYTES_A_TOKEN = 3
_MAX_WAIT = 86_400.0
_MODELS = "/models"
_COMPLAINT = 20_000  # characters of a refusal that are looked at


@dataclass(frozen=True, kw_only=True, slots=True)
class Remote:
    """Whom to ask, and at what price. ``url`` "" is the provider's own; prices per million."""

    provider: str  # "openai" | "anthropic"
    model: str
    url: str = ""
    key: str = field(default="", repr=False)
    timeout: float = 20.0  # seconds for a question, all attempts together
    max_tokens: int = 1000  # of an answer
    price_in: float = 0.0
    price_out: float = 0.0


class RemoteReader:
    """Asks over HTTP, and nowhere but at the configured address. Threads may share it.

    Errors hold no text of the server, and neither address nor key. What a server refuses of a
    request (see ``llm_protocols``) is left out for the rest of the process.
    """

    def __init__(self, remote: Remote) -> None:
        if remote.provider not in PROTOCOLS:
            raise ConfigError(f"judge.llm: {remote.provider!r} is no provider")
        self._remote = remote
        self._protocol = PROTOCOLS[remote.provider]
        self._base = _base(remote.url or self._protocol.default_url, self._protocol.path)
        self._without: frozenset[str] = frozenset()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Provider and model, for people."""
        return f"{self._remote.provider} {safe_text(self._remote.model, limit=100)}"

    def key(self, question: Question) -> str:
        """A hash of everything that an answer depends on; never of the secret key."""
        prompt = make_prompt(question)
        parts = (
            self._remote.provider,
            self._base,
            self._remote.model,
            self._remote.max_tokens,
            PROMPT_VERSION,
            prompt.system,
            prompt.user,
            reply_schema(),
        )
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def estimate(self, question: Question) -> float:
        """The most that a question can cost."""
        return self._most(make_prompt(question))

    def _most(self, prompt: Prompt) -> float:
        """By the longest request, schema included, and the longest answer."""
        body = self._payload(prompt, frozenset())
        return self._cost(len(body) // _BYTES_A_TOKEN + 1, self._remote.max_tokens)

    def _cost(self, tokens_in: int, tokens_out: int) -> float:
        remote = self._remote
        return (tokens_in * remote.price_in + tokens_out * remote.price_out) / 1_000_000

    def ask(self, question: Question) -> Answer | NoAnswer:
        """Ask once; blocks for at most ``timeout`` seconds. Raises nothing that a server causes."""
        begun = time.monotonic()
        prompt = make_prompt(question)
        most = self._most(prompt)
        try:
            answer = self._ask(prompt, begun, most)
        except WireError as error:
            answer = NoAnswer(
                trouble=error.trouble, message=str(error), cost=most if error.sent else 0.0
            )
        return replace(answer, seconds=time.monotonic() - begun)

    def _ask(self, prompt: Prompt, begun: float, most: float) -> Answer | NoAnswer:
        without = self._without
        while True:
            left = self._remote.timeout - (time.monotonic() - begun)
            if left <= 0:
                raise WireError(Trouble.TIMEOUT, "no time left for another form", sent=False)
            response = self._post(self._payload(prompt, without), left)
            if response.status not in {400, 422}:
                break
            # Its words decide what is left out of our own request, and nothing else.
            complaint = response.body[:_COMPLAINT].decode("utf-8", "replace").lower()
            refused = self._protocol.concede(complaint, without)
            if not refused:
                break
            without |= {refused}
        if not 200 <= response.status < 300:
            return _refusal(response)
        with self._lock:
            self._without |= without
        return self._read(response, most)

    def _payload(self, prompt: Prompt, without: frozenset[str]) -> bytes:
        remote = self._remote
        body = self._protocol.payload(
            prompt, model=remote.model, max_tokens=remote.max_tokens, without=without
        )
        return json.dumps(body).encode()

    def _post(self, body: bytes, timeout: float) -> Response:
        return exchange(
            "POST",
            self._base + self._protocol.path,
            headers={
                "content-type": "application/json",
                **self._protocol.headers(self._remote.key),
            },
            body=body,
            timeout=timeout,
        )

    def _read(self, response: Response, most: float) -> Answer | NoAnswer:
        found = _json(response)
        if found is None:
            return NoAnswer(trouble=Trouble.ERROR, message="the answer is not JSON", cost=most)
        reply = self._protocol.read(found)
        cost = self._actual(reply, most)
        if reply.trouble is not None:
            return NoAnswer(trouble=reply.trouble, message=reply.message, cost=cost)
        return Answer(
            text=self._without_key(reply.text)[: MAX_REPLY + 1],
            cost=cost,
            tokens_in=max(reply.tokens.sent, 0),
            tokens_out=max(reply.tokens.received, 0),
        )

    def _actual(self, reply: Reply, most: float) -> float:
        """By the tokens that the server counted, where it did."""
        if not reply.tokens.known:
            return most
        return self._cost(reply.tokens.sent, reply.tokens.received)

    def _without_key(self, text: str) -> str:
        # Replies are stored, and a server knows what it was sent.
        return text.replace(self._remote.key, "***") if self._remote.key else text

    def try_out(self) -> str:
        """Ask for the list of models, which costs nothing; what it says, for ``doctor``.

        Raises MonitorError, in one line without a secret.
        """
        try:
            response = exchange(
                "GET",
                self._base + _MODELS,
                headers=self._protocol.headers(self._remote.key),
                timeout=self._remote.timeout,
            )
        except WireError as error:
            raise MonitorError(f"{self.name}: {error}; check judge.llm_url") from None
        if response.status == 404:
            return "answers, but lists no models: whether it knows the model shows with a question"
        if not 200 <= response.status < 300:
            raise MonitorError(f"{self.name}: {_refusal(response).message}")
        names = _model_names(_json(response))
        if names is None:
            raise MonitorError(f"{self.name}: what answers there lists no models; check the URL")
        if self._remote.model in names:
            return f"answers and has the model among {len(names)}"
        return f"answers, but does not list the model among {len(names)}"


def _base(url: str, path: str) -> str:
    """The address before ``path``: with or without it, or as no more than a host, it will do."""
    base = url.rstrip("/").removesuffix(path)
    return base if urlsplit(base).path else f"{base}/v1"


def _model_names(found: Any) -> set[str] | None:
    rows = found.get("data") if isinstance(found, Mapping) else None
    if not isinstance(rows, list):
        return None
    return {str(row.get("id")) for row in rows if isinstance(row, Mapping)}


def _json(response: Response) -> Any:
    """The JSON of the body; None if it is none."""
    if response.encoding not in {"", "identity"}:
        return None
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return None


def _refusal(response: Response) -> NoAnswer:
    """What an HTTP status means for the next question. Its text stays unread."""
    status = response.status
    message = f"it answered {status}"
    if status in {401, 403}:
        trouble, message = Trouble.DENIED, f"{message}: the key is not accepted"
    elif status == 404:
        trouble, message = Trouble.DENIED, f"{message}: no such model or address"
    elif status in {408, 429, 503, 529}:
        trouble, message = Trouble.BUSY, f"{message}: too much asked, or overloaded"
    elif 300 <= status < 400:
        trouble, message = Trouble.DENIED, f"{message}: redirects are not followed"
    elif 400 <= status < 500:
        trouble, message = Trouble.ERROR, f"{message}: it does not take the request"
    else:
        trouble = Trouble.ERROR
    return NoAnswer(trouble=trouble, message=message, retry_after=_seconds(response.retry_after))


def _seconds(text: str) -> float | None:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return min(float(text), _MAX_WAIT)
