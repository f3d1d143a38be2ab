"""Logs: one line an event, no secrets, nothing that could talk to a terminal."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest

from monitor import log

LOGGER = logging.getLogger("monitor.tests")
HOSTILE = "a\x1b[2Jb\r\nERROR forged\x00\u202ec\x9b1m"


@pytest.fixture(params=["text", "json"])
def form(request):
    return request.param


@pytest.fixture
def lines(monkeypatch):
    """Configures logging onto a buffer and gives its lines."""
    buffer = io.StringIO()
    root = logging.getLogger()
    names = ("", "monitor", "httpx", "trafilatura")
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = root.handlers[:]
    monkeypatch.setattr(log, "_secrets", set())

    def configured(form, level="info"):
        # Not before: pytest gives each phase of a test its own stderr.
        monkeypatch.setattr(sys, "stderr", buffer)
        log.configure(level, form)
        return lambda: buffer.getvalue().splitlines()

    yield configured
    root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_text_is_a_line_with_fields(lines):
    written = lines("text")
    log.event(LOGGER, logging.INFO, "feed polled", feed=3, title="two words", empty="", odd="a=b")
    (line,) = written()
    at, level, rest = line.split(maxsplit=2)
    assert at.endswith("+00:00")
    assert level == "info"
    assert rest == 'feed polled feed=3 title="two words" empty="" odd="a=b"'


def test_json_is_an_object_a_line(lines):
    written = lines("json")
    log.event(LOGGER, logging.WARNING, "feed polled", feed=3, ratio=0.5, ok=True, what=None)
    record = json.loads(written()[0])
    assert {key: record[key] for key in record if key != "at"} == {
        "level": "warning",
        "event": "feed polled",
        "feed": 3,
        "ratio": 0.5,
        "ok": True,
        "what": "None",
    }


def test_hostile_values_cannot_forge_a_line_or_control_a_terminal(lines, form):
    written = lines(form)
    log.event(LOGGER, logging.INFO, "entry", title=HOSTILE)
    LOGGER.info("plain %s", HOSTILE)
    shown = written()
    assert len(shown) == 2
    for line in shown:
        assert all(char.isprintable() for char in line)
        assert "forged" in line


@pytest.mark.parametrize("secret", ['pa"ss\\word', "geheimnis wörtlich", "hook/T0/B0"])
def test_secrets_are_hidden_however_they_are_spelt(lines, form, secret):
    written = lines(form)
    log.hide(secret, "", "abc")
    log.event(LOGGER, logging.INFO, "sent", to=f"https://x/{secret}?y", pad="x" * 497 + secret)
    try:
        raise ValueError(secret)
    except ValueError:
        log.failure(LOGGER, "broke", why=secret)
    text = "\n".join(written())
    assert secret not in text
    assert json.dumps(secret, ensure_ascii=False)[1:-1] not in text
    assert secret[:6] not in text
    assert text.count("***") >= 4
    assert "abc" not in log._secrets


def test_a_failure_comes_with_its_traceback(lines, form):
    written = lines(form)
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        log.failure(LOGGER, "item broke", item="feed 1")
    text = "\n".join(written())
    assert "item broke" in text
    assert "ValueError" in text
    assert "\x1b" not in text
    if form == "json":
        assert "Traceback" in json.loads(text)["traceback"]


def test_long_values_are_cut(lines, form):
    written = lines(form)
    log.event(LOGGER, logging.INFO, "entry", title="x" * 10_000)
    assert len(written()[0]) < 700


def test_levels(lines):
    written = lines("text", "warning")
    log.event(LOGGER, logging.INFO, "not shown")
    logging.getLogger("someone.else").info("not shown")
    logging.getLogger("someone.else").warning("shown")
    logging.getLogger("trafilatura").error("not shown")
    assert [line.split()[-1] for line in written()] == ["shown"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("sqlite:///a.db", "sqlite:///a.db"),
        ("postgresql://me:secret@db.example/x", "postgresql://***@db.example/x"),
        ("postgresql://me@db.example:5432/x", "postgresql://***@db.example:5432/x"),
        ("postgresql://me:se@cret@db.example/x", "postgresql://***@db.example/x"),
        ("http://[", "***"),
    ],
)
def test_urls_are_shown_without_their_passwords(url, shown):
    assert log.without_password(url) == shown
