"""The two languages that remote readers speak: OpenAI's chat completions and Anthropic's messages.

The first is spoken by Ollama, vLLM, llama.cpp and many others, each with its own gaps, and new
models refuse what old ones need (temperature 0, ``max_tokens``). So a request is made in its
strictest form first; ``concede`` tells which part of it a refusal names, to leave that out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from typing import Protocol as Interface

from monitor.domain.second.calls import Trouble
from monitor.matching.llm_prompt import Prompt, reply_schema

#: Parts of a request that a server may refuse.
TEMPERATURE, MAX_TOKENS, SCHEMA, JSON_MODE = "temperature", "max_tokens", "schema", "json_mode"
_MOST_TOKENS = 10_000_000


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the server counted, -1 where it does not tell."""

    sent: int
    received: int

    @property
    def known(self) -> bool:
        return self.sent >= 0 and self.received >= 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """The text of an answer, or ``trouble``."""

    tokens: Tokens
    text: str = ""
    trouble: Trouble | None = None
    message: str = ""


class Protocol(Interface):
    """How to ask, and how to read what comes."""

    default_url: str
    path: str

    def headers(self, key: str) -> Mapping[str, str]: ...

    def payload(
        self, prompt: Prompt, *, model: str, max_tokens: int, without: frozenset[str]
    ) -> dict[str, Any]:
        """The request's body, without the parts that the server refused before."""
        ...

    def concede(self, complaint: str, without: frozenset[str]) -> str:
        """The next part to leave out, by the text of a 400; "" if it names none of ours."""
        ...

    def read(self, body: Any) -> Reply:
        """The reply in the JSON of a 200, whatever it holds."""
        ...


class OpenAi:
    """Chat completions."""

    default_url = "https://api.openai.com/v1"
    path = "/chat/completions"

    def headers(self, key: str) -> Mapping[str, str]:
        return {"authorization": f"Bearer {key}"} if key else {}

    def payload(
        self, prompt: Prompt, *, model: str, max_tokens: int, without: frozenset[str]
    ) -> dict[str, Any]:
        """See ``Protocol``."""
        limit = "max_completion_tokens" if MAX_TOKENS in without else "max_tokens"
        body: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            limit: max_tokens,
            "stream": False,
        }
        if TEMPERATURE not in without:
            body["temperature"] = 0
        if SCHEMA not in without:
            schema = {"name": "second_reading", "strict": True, "schema": reply_schema()}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif JSON_MODE not in without:
            body["response_format"] = {"type": "json_object"}
        return body

    def concede(self, complaint: str, without: frozenset[str]) -> str:
        """See ``Protocol``."""
        if "max_completion_tokens" in complaint and MAX_TOKENS not in without:
            return MAX_TOKENS
        if "temperature" in complaint and TEMPERATURE not in without:
            return TEMPERATURE
        if any(word in complaint for word in ("response_format", "json_schema", "grammar")):
            return next((part for part in (SCHEMA, JSON_MODE) if part not in without), "")
        return ""

    def read(self, body: Any) -> Reply:
        """See ``Protocol``."""
        usage = _dict(body, "usage")
        tokens = Tokens(
            _tokens(usage.get("prompt_tokens")), _tokens(usage.get("completion_tokens"))
        )
        choices = body.get("choices") if isinstance(body, dict) else None
        choice = choices[0] if isinstance(choices, list) and choices else None
        message = _dict(choice, "message")
        ended = choice.get("finish_reason") if isinstance(choice, dict) else None
        if message.get("refusal") or ended == "content_filter":
            return _refused(tokens)
        if ended == "length":
            return _cut(tokens)
        text = message.get("content")
        if not isinstance(text, str):
            return _wordless(tokens)
        return Reply(text=text, tokens=tokens)


class Anthropic:
    """Messages."""

    default_url = "https://api.anthropic.com/v1"
    path = "/messages"

    def headers(self, key: str) -> Mapping[str, str]:
        return {"anthropic-version": "2023-06-01", **({"x-api-key": key} if key else {})}

    def payload(
        self, prompt: Prompt, *, model: str, max_tokens: int, without: frozenset[str]
    ) -> dict[str, Any]:
        """See ``Protocol``."""
        body: dict[str, Any] = {
            "model": model,
            "max_tokens": max_tokens,
            "system": prompt.system,
            "messages": [{"role": "user", "content": prompt.user}],
        }
        if TEMPERATURE not in without:
            body["temperature"] = 0
        if SCHEMA not in without:
            body["output_config"] = {"format": {"type": "json_schema", "schema": reply_schema()}}
        return body

    def concede(self, complaint: str, without: frozenset[str]) -> str:
        """See ``Protocol``."""
        if "temperature" in complaint and TEMPERATURE not in without:
            return TEMPERATURE
        named = any(word in complaint for word in ("output_config", "output format", "schema"))
        return SCHEMA if named and SCHEMA not in without else ""

    def read(self, body: Any) -> Reply:
        """See ``Protocol``."""
        usage = _dict(body, "usage")
        parts = [
            _tokens(usage.get(f"{name}input_tokens"))
            for name in ("", "cache_creation_", "cache_read_")
        ]
        sent = -1 if parts[0] < 0 else sum(max(part, 0) for part in parts)
        tokens = Tokens(sent, _tokens(usage.get("output_tokens")))
        ended = body.get("stop_reason") if isinstance(body, dict) else None
        if ended == "refusal":
            return _refused(tokens)
        if ended in {"max_tokens", "model_context_window_exceeded"}:
            return _cut(tokens)
        blocks = body.get("content") if isinstance(body, dict) else None
        texts = [
            block["text"]
            for block in (blocks if isinstance(blocks, list) else ())
            if isinstance(block, dict)
            and block.get("type") == "text"
            and isinstance(block.get("text"), str)
        ]
        if not texts:
            return _wordless(tokens)
        return Reply(text="".join(texts), tokens=tokens)


PROTOCOLS: Mapping[str, Protocol] = {"openai": OpenAi(), "anthropic": Anthropic()}


def _refused(tokens: Tokens) -> Reply:
    return Reply(trouble=Trouble.REFUSED, message="the model would not answer", tokens=tokens)


def _cut(tokens: Tokens) -> Reply:
    message = "the answer did not fit; raise judge.llm_max_tokens"
    return Reply(trouble=Trouble.CUT, message=message, tokens=tokens)


def _wordless(tokens: Tokens) -> Reply:
    return Reply(trouble=Trouble.ERROR, message="the answer holds no text", tokens=tokens)


def _dict(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _tokens(value: Any) -> int:
    """A count as the server tells it, -1 if it is none."""
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else -1
