"""``monitor doctor`` against mail servers and hosts on loopback; secrets stay secret."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections import namedtuple
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from monitor.cli import context
from monitor.errors import DeliveryError, StorageError
from monitor.notify.email import MailServer, try_server
from monitor.notify.slack import try_host
from monitor.storage.runs import SqlRunStore
from monitor.storage.store import open_store
from tests.factories import make_run

PASSWORD = "gehe1m-and-long"
SECRET = "T000SECRET/B000/XYZ"


@pytest.fixture(autouse=True)
def _empty(call, tmp_path, monkeypatch):
    """Settings whose tables hold no claims and no feeds: nothing reaches for the network."""
    for name in ("claims", "outlets"):
        (tmp_path / f"{name}.toml").write_text("")
        monkeypatch.setenv(f"MONITOR_CLAIMS__{name.upper()}_FILE", str(tmp_path / f"{name}.toml"))
    monkeypatch.setenv("MONITOR_FETCH__CONTACT", "desk@example.org")


class Sink:
    def __init__(self):
        self.mails = 0

    async def handle_DATA(self, server, session, envelope):
        self.mails += 1
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mail():
    """A mail server that wants a log-in: (port, sink, what was tried)."""
    sink, tried = Sink(), []

    def check(server, session, envelope, mechanism, data):
        tried.append(data.login)
        right = data.password == PASSWORD.encode()
        return AuthResult(success=right, handled=False)

    port = free_port()
    controller = Controller(
        sink, hostname="127.0.0.1", port=port, authenticator=check, auth_require_tls=False
    )
    controller.start()
    yield port, sink, tried
    controller.stop()


def use_mail(monkeypatch, port, *, password=PASSWORD, security="plain"):
    for name, value in {
        "DIGEST__CHANNELS": "email",
        "EMAIL__HOST": "127.0.0.1",
        "EMAIL__PORT": str(port),
        "EMAIL__SECURITY": security,
        "EMAIL__USERNAME": "me",
        "EMAIL__PASSWORD": password,
        "EMAIL__SENDER": "m@news.example",
        "EMAIL__RECIPIENTS": "a@news.example",
        "EMAIL__TIMEOUT": "3",
    }.items():
        monkeypatch.setenv(f"MONITOR_{name}", value)


def lines(told):
    """Mark and text of each line by its name."""
    rows = [line.split(maxsplit=2) for line in told.out.splitlines()]
    return {name: (mark, text) for mark, name, text in rows}


def test_the_mail_server_is_tried_without_a_mail(call, mail, monkeypatch):
    port, sink, tried = mail
    use_mail(monkeypatch, port)
    told = call("doctor").ok()
    expected = f"127.0.0.1:{port} answers, unencrypted, logged in; no mail was sent"
    assert lines(told)["email"] == ("ok", expected)
    assert (sink.mails, tried) == (0, [b"me"])
    assert PASSWORD not in told.out + told.err


@pytest.mark.parametrize(
    ("password", "security", "words"),
    [
        ("wr0ng-and-long", "plain", "log-in refused: 535"),
        (PASSWORD, "starttls", "offers no STARTTLS"),
        (PASSWORD, "tls", "cannot be reached"),
    ],
)
def test_a_mail_server_that_refuses(call, mail, monkeypatch, password, security, words):
    port, sink, _ = mail
    use_mail(monkeypatch, port, password=password, security=security)
    told = call("doctor")
    mark, text = lines(told)["email"]
    assert (told.code, mark) == (1, "FAIL")
    assert words in text
    assert "check email.host, email.port, email.security" in text
    assert password not in told.out + told.err
    assert sink.mails == 0


def test_no_mail_server_at_all(call, monkeypatch):
    use_mail(monkeypatch, free_port())
    told = call("doctor")
    assert (told.code, lines(told)["email"][0]) == (1, "FAIL")
    with pytest.raises(DeliveryError, match="cannot be reached"):
        try_server(MailServer(host="mail.invalid", security="plain", timeout=2))


class Listener:
    """Takes connections and keeps what it is sent."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.heard = []
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        with suppress(OSError):
            while True:
                line, _ = self.socket.accept()
                with line:
                    line.settimeout(2)
                    with suppress(OSError):
                        self.heard.append(line.recv(4096))


def test_slack_is_connected_to_and_nothing_is_posted(call, monkeypatch):
    listener = Listener()
    monkeypatch.setenv("MONITOR_DIGEST__CHANNELS", "slack")
    monkeypatch.setenv(
        "MONITOR_SLACK__WEBHOOK_URL", f"http://127.0.0.1:{listener.port}/services/{SECRET}"
    )
    told = call("doctor").ok()
    assert lines(told)["slack"] == ("ok", "127.0.0.1 answers; nothing was posted")
    listener.socket.close()
    assert b"".join(listener.heard) == b""
    assert SECRET not in told.out + told.err


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://127.0.0.1:{port}/services/", "127.0.0.1 cannot be reached"),  # speaks no TLS
        ("http://127.0.0.1:{free}/services/", "127.0.0.1 cannot be reached"),
        ("https://hooks.invalid/services/", "hooks.invalid cannot be reached"),
        ("ftp://hooks.invalid/services/", "slack.webhook_url is no http(s) address"),
    ],
)
def test_a_slack_that_cannot_be_reached(call, monkeypatch, address, words):
    listener = Listener()
    url = address.format(port=listener.port, free=free_port()) + SECRET
    monkeypatch.setenv("MONITOR_DIGEST__CHANNELS", "slack")
    monkeypatch.setenv("MONITOR_SLACK__WEBHOOK_URL", url)
    monkeypatch.setenv("MONITOR_SLACK__TIMEOUT", "3")
    told = call("doctor")
    listener.socket.close()
    mark, text = lines(told)["slack"]
    assert (told.code, mark) == (1, "FAIL")
    assert words in text
    assert SECRET not in told.out + told.err


def test_a_certificate_nobody_knows(tmp_path):
    import ssl
    import subprocess

    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=hooks.test", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    listener = socket.create_server(("127.0.0.1", 0))

    def greet():
        line, _ = listener.accept()
        with line, suppress(OSError):
            server.wrap_socket(line, server_side=True).close()

    threading.Thread(target=greet, daemon=True).start()
    with listener, pytest.raises(DeliveryError, match=r"certificate of .* is not valid"):
        try_host(f"https://127.0.0.1:{listener.getsockname()[1]}/{SECRET}", timeout=3)


def test_nobody_to_send_to_and_no_contact_are_doubts(call, monkeypatch, tmp_path):
    monkeypatch.setenv("MONITOR_DIGEST__CHANNELS", "")
    monkeypatch.setenv("MONITOR_FETCH__CONTACT", "")
    told = call("doctor").ok()
    found = lines(told)
    assert found["settings"][0] == found["channels"][0] == "warn"
    assert "email" not in found
    assert "slack" not in found


def test_a_database_that_cannot_be_written(call, monkeypatch, sqlite_url):
    told = call("doctor", database=sqlite_url)
    assert lines(told)["database"][0] == "ok"
    assert "can be written" in lines(told)["database"][1]

    def full(*_):
        raise StorageError("the disk is full; nothing was changed")

    monkeypatch.setattr(SqlRunStore, "set_meta", full)
    told = call("doctor", database=sqlite_url)
    assert told.code == 1
    assert lines(told)["database"] == ("FAIL", "the disk is full; nothing was changed")


def test_a_folder_that_cannot_be_written(call, monkeypatch, tmp_path):
    monkeypatch.setattr(os, "access", lambda *_: False)
    told = call("doctor", database=f"sqlite:///{tmp_path / 'far' / 'away' / 'x.db'}")
    assert lines(told)["database"][0] == "FAIL"
    assert f"cannot be made in {tmp_path}: give its user" in lines(told)["database"][1]


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("free", "mark", "code"),
    [(50_000_000, "FAIL", 1), (500_000_000, "warn", 0), (50_000_000_000, "ok", 0)],
)
def test_room_on_the_disk(call, monkeypatch, free, mark, code):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    told = call("doctor")
    assert (told.code, lines(told)["disk"][0]) == (code, mark)
    assert f"{free / 1e9:,.1f} GB free in " in lines(told)["disk"][1]


def test_the_disk_of_a_server_is_not_ours(call):
    told = call("doctor", database="postgresql+psycopg://me:gehe1m@127.0.0.1:1/x")
    assert lines(told)["disk"][0] == "ok"
    assert "database server cannot be seen" in lines(told)["disk"][1]
    assert "gehe1m" not in told.out + told.err


def test_a_clock_that_stands_before_the_program_or_the_database(call, monkeypatch, sqlite_url):
    with monkeypatch.context() as patch:
        patch.setattr(context.Invocation, "now", lambda _: datetime(2001, 2, 3, 4, 5, tzinfo=UTC))
        told = call("doctor")
    assert lines(told)["clock"] == (
        "FAIL",
        "2001-02-03 04:05 UTC is before this program was installed: set it",
    )
    ahead = datetime.now(UTC) + timedelta(hours=3)
    store = open_store(sqlite_url)
    store.runs.record_run(make_run("poll", started_at=ahead, finished_at=ahead))
    store.close()
    told = call("doctor", database=sqlite_url)
    mark, text = lines(told)["clock"]
    assert (told.code, mark) == (1, "FAIL")
    assert f"but a job ended at {ahead:%Y-%m-%d %H:%M}" in text


def test_the_clock_is_told_in_the_zone_of_the_digest(call, monkeypatch):
    monkeypatch.setenv("MONITOR_DIGEST__ZONE", "Asia/Kathmandu")
    mark, text = lines(call("doctor"))["clock"]
    assert mark == "ok"
    assert text.endswith("in Asia/Kathmandu")
    utc, there = text.split()[1], text.split(", ")[1].split()[0]
    minutes = [int(at[:2]) * 60 + int(at[3:]) for at in (utc, there)]
    assert (minutes[1] - minutes[0]) % 1440 == 345
