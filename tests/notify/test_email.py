"""Mail, against real SMTP servers on loopback."""

from __future__ import annotations

import email
import email.policy
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from monitor.domain.digest.compose import to_json
from monitor.domain.work import Digest
from monitor.errors import ConfigError, DeliveryError
from monitor.notify.email import EmailChannel, MailServer
from tests.factories import make_digest
from tests.notify.sample import EVIL, FULL, PERIOD, hostile

KEY = "<digest-2023-05-12.email-1234abcd@0123456789ab.followup-monitor>"
PASSWORD = "corr3ct-h0rse"


def digest(content: Any = FULL) -> Digest:
    return make_digest(PERIOD["local_day"], body=to_json(content), created_at=PERIOD["period_end"])


class Sink:
    """Keeps what it accepts; refuses as it is told."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], bytes]] = []
        self.refuse: dict[str, str] = {}  # stage -> reply
        self.tls: list[bool] = []

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if "mail" in self.refuse:
            return self.refuse["mail"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if "rcpt" in self.refuse and address.startswith("bad"):
            return self.refuse["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if "data" in self.refuse:
            return self.refuse["data"]
        self.tls.append(session.ssl is not None)
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.original_content))
        return "250 OK"


class ImplicitTls(Controller):
    """Speaks TLS from the first byte; the start-up probe must do so too."""

    def _trigger_server(self) -> None:
        with socket.create_connection((self.hostname, self.port), 5) as plain:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            with context.wrap_socket(plain):
                pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(certificate, key) for 127.0.0.1, signed by itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=mail.test", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


@pytest.fixture
def serve() -> Iterator[Callable[..., MailServer]]:
    """Starts SMTP servers; the settings to reach each come back."""
    running: list[Controller] = []

    def start(sink: Sink, *, kind: type[Controller] = Controller, **options: Any) -> MailServer:
        settings = options.pop("settings", {})
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = kind(sink, hostname="127.0.0.1", port=port, **options)
        controller.start()
        running.append(controller)
        return MailServer(
            **{"host": "127.0.0.1", "port": port, "security": "plain", "timeout": 5, **settings}
        )

    yield start
    for controller in running:
        controller.stop()


def channel(server: MailServer, recipient: str = "ada@news.example") -> EmailChannel:
    return EmailChannel(server, sender="Follow-ups <bot@news.example>", recipient=recipient)


def refused(server: MailServer, recipient: str = "ada@news.example") -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        channel(server, recipient).send(digest(), key=KEY)
    return caught.value


def server_context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def parsed(raw: bytes) -> Any:
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_a_digest_arrives_as_text_and_html(serve: Callable[..., MailServer]) -> None:
    sink = Sink()
    channel(serve(sink)).send(digest(), key=KEY)
    ((sender, recipients, raw),) = sink.mails
    assert (sender, recipients) == ("bot@news.example", ["ada@news.example"])
    message = parsed(raw)
    assert message["Message-ID"] == KEY
    assert message["Subject"].startswith("Follow-ups, 12 May 2023: 1 correction, 1 confirmation")
    assert message["From"] == "Follow-ups <bot@news.example>"
    assert message["To"] == "ada@news.example"
    assert message["Date"].datetime == PERIOD["period_end"]
    assert message["List-Id"] == "Follow-up digest <digest.news.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    plain, page = (part.get_content() for part in message.iter_parts())
    assert "Inês Duarte" in plain
    assert "Inês Duarte" in page
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert b"\nMessage-ID: " + KEY.encode() + b"\r\n" in raw.replace(b"\r\n", b"\n", 0)


def test_every_attempt_makes_the_same_message_but_for_the_boundary() -> None:
    server = MailServer(host="127.0.0.1")
    first, second = (channel(server).build(digest(), key=KEY) for _ in range(2))
    assert [h for h in first.items() if h[0] != "Content-Type"] == [
        h for h in second.items() if h[0] != "Content-Type"
    ]


def test_no_header_can_be_injected(serve: Callable[..., MailServer]) -> None:
    sink = Sink()
    evil = EmailChannel(
        serve(sink), sender="Bot\r\nBcc: x@y.example <bot@news.example>", recipient="a@b.example"
    )
    evil.send(digest(hostile()), key="<k\r\nBcc: z@y.example\u2028@h>")
    ((_, recipients, raw),) = sink.mails
    message = parsed(raw)
    assert recipients == ["a@b.example"]
    assert message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1
    assert message.get_all("To") == ["a@b.example"]
    page = message.get_body(("html",)).get_content()
    assert "<script>" not in page
    assert "javascript:" not in page


def test_lines_that_begin_with_a_dot_survive(serve: Callable[..., MailServer]) -> None:
    sink = Sink()
    dots = "\n.\n..\n.dot line\n" + ". " * 200
    channel(serve(sink)).send(digest(hostile(dots)), key=KEY)
    text = parsed(sink.mails[0][2]).get_body(("plain",)).get_content()
    assert ". .. .dot line . . ." in " ".join(text.replace("|", "").split())
    assert "monitor review 12 accept" in " ".join(text.split())


def test_an_evil_text_is_mailed_and_readable(serve: Callable[..., MailServer]) -> None:
    sink = Sink()
    channel(serve(sink)).send(digest(hostile(EVIL)), key=KEY)
    text = parsed(sink.mails[0][2]).get_body(("plain",)).get_content()
    assert "<script>alert(1)</script>" in " ".join(text.split())
    assert "\x1b" not in text


@pytest.mark.parametrize("reply", ["451 try later", "550 no such user"])
@pytest.mark.parametrize("stage", ["mail", "rcpt", "data"])
def test_refusals(serve: Callable[..., MailServer], stage: str, reply: str) -> None:
    sink = Sink()
    sink.refuse[stage] = reply
    error = refused(serve(sink), "bad@news.example")
    assert error.outcome == ("temporary" if reply.startswith("4") else "permanent")
    assert reply in str(error)
    assert sink.mails == []


def test_one_bad_recipient_does_not_hold_up_the_others(serve: Callable[..., MailServer]) -> None:
    sink = Sink()
    sink.refuse["rcpt"] = "550 unknown"
    server = serve(sink)
    assert refused(server, "bad@news.example").outcome == "permanent"
    channel(server, "good@news.example").send(digest(), key=KEY)
    assert [mail[1] for mail in sink.mails] == [["good@news.example"]]


def test_starttls(serve: Callable[..., MailServer], certificate: tuple[Path, Path]) -> None:
    sink = Sink()
    settings = {"security": "starttls", "ca_file": str(certificate[0])}
    server = serve(sink, tls_context=server_context(certificate), settings=settings)
    channel(server).send(digest(), key=KEY)
    assert sink.tls == [True]


def test_tls_from_the_first_byte(
    serve: Callable[..., MailServer], certificate: tuple[Path, Path]
) -> None:
    sink = Sink()
    settings = {"security": "tls", "ca_file": str(certificate[0])}
    server = serve(
        sink, kind=ImplicitTls, ssl_context=server_context(certificate), settings=settings
    )
    channel(server).send(digest(), key=KEY)
    assert len(sink.mails) == 1


def test_a_server_without_starttls_gets_nothing(serve: Callable[..., MailServer]) -> None:
    sink = Sink()
    error = refused(serve(sink, settings={"security": "starttls"}))
    assert (error.outcome, sink.mails) == ("temporary", [])
    assert "STARTTLS" in str(error)


def test_an_unknown_certificate_gets_nothing(
    serve: Callable[..., MailServer], certificate: tuple[Path, Path]
) -> None:
    sink = Sink()
    context = server_context(certificate)
    error = refused(serve(sink, tls_context=context, settings={"security": "starttls"}))
    assert (error.outcome, sink.mails) == ("temporary", [])
    assert "certificate is not valid" in str(error)


def authenticator(server: SMTP, session: Any, envelope: Any, kind: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=good, handled=False)


@pytest.mark.parametrize("password", [PASSWORD, "wr0ng-secret"])
def test_log_in(
    serve: Callable[..., MailServer], certificate: tuple[Path, Path], password: str
) -> None:
    sink = Sink()
    server = serve(
        sink,
        tls_context=server_context(certificate),
        authenticator=authenticator,
        auth_required=True,
        settings={
            "security": "starttls",
            "ca_file": str(certificate[0]),
            "username": "bot",
            "password": password,
        },
    )
    assert password not in repr(server)
    if password == PASSWORD:
        channel(server).send(digest(), key=KEY)
        assert sink.tls == [True]
        return
    error = refused(server)
    assert (error.outcome, sink.mails) == ("permanent", [])
    assert "log-in refused: 535" in str(error)


def test_a_server_without_log_in(serve: Callable[..., MailServer]) -> None:
    error = refused(serve(Sink(), settings={"username": "bot", "password": PASSWORD}))
    assert error.outcome == "permanent"
    assert "log-in" in str(error)


def scripted(script: Callable[[socket.socket], None]) -> tuple[MailServer, threading.Thread]:
    """A server that runs ``script`` on its first connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        with listener:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(5)
                script(connection)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    port = listener.getsockname()[1]
    return MailServer(host="127.0.0.1", port=port, security="plain", timeout=1), thread


def talk(connection: socket.socket, *replies: str, body: bool = False) -> None:
    """Greet, answer each command in turn, and read a message if ``body``."""
    stream = connection.makefile("rwb")
    stream.write(b"220 hi\r\n")
    stream.flush()
    for reply in replies:
        stream.readline()
        stream.write(f"{reply}\r\n".encode())
        stream.flush()
    while body and stream.readline().rstrip() != b".":
        pass
    stream.close()


@pytest.mark.parametrize(
    ("replies", "body", "outcome"),
    [
        ((), False, "temporary"),  # gone after the greeting
        (("250 ok",), False, "temporary"),
        (("250 ok", "250 ok", "250 ok"), False, "temporary"),  # gone at DATA
        (("250 ok", "250 ok", "250 ok", "354 go"), True, "unknown"),  # gone after the message
        (("250 ok", "250 ok", "250 ok", "354 go"), False, "unknown"),
        (("250 ok", "421 closing"), False, "temporary"),
        (("250 ok", "250 ok", "250 ok", "250 no 354"), False, "permanent"),
    ],
)
def test_where_the_line_breaks(replies: tuple[str, ...], body: bool, outcome: str) -> None:
    server, thread = scripted(lambda connection: talk(connection, *replies, body=body))
    error = refused(server)
    thread.join(5)
    assert error.outcome == outcome


def test_an_answer_that_never_comes_after_the_message_is_unknown() -> None:
    done = threading.Event()

    def script(connection: socket.socket) -> None:
        talk(connection, "250 ok", "250 ok", "250 ok", "354 go", body=True)
        done.wait(5)

    server, thread = scripted(script)
    assert refused(server).outcome == "unknown"
    done.set()
    thread.join(5)


def test_a_mute_server_times_out() -> None:
    done = threading.Event()
    server, thread = scripted(lambda _: done.wait(5) and None)
    error = refused(server)
    assert error.outcome == "temporary"
    assert "in time" in str(error)
    done.set()
    thread.join(5)


@pytest.mark.parametrize("greeting", ["554 go away", "421 busy"])
def test_a_refusing_greeting(greeting: str) -> None:
    server, thread = scripted(lambda connection: connection.sendall(f"{greeting}\r\n".encode()))
    error = refused(server)
    thread.join(5)
    assert error.outcome == ("permanent" if greeting.startswith("5") else "temporary")


def test_a_reply_cannot_smuggle_controls_or_the_password() -> None:
    def script(connection: socket.socket) -> None:
        talk(connection, "250-hi\r\n250 AUTH LOGIN PLAIN", f"535 \x1b[31m {PASSWORD} {'x' * 500}")

    server, thread = scripted(script)
    server = MailServer(
        host=server.host,
        port=server.port,
        security="plain",
        username="bot",
        password=PASSWORD,
        timeout=2,
    )
    error = refused(server)
    thread.join(5)
    assert PASSWORD not in str(error)
    assert "\x1b" not in str(error)
    assert len(str(error)) < 300
    assert error.__cause__ is None
    assert error.__suppress_context__


@pytest.mark.parametrize("host", ["127.0.0.1", "nowhere.invalid"])
def test_a_server_that_is_not_there(host: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = refused(MailServer(host=host, port=port, security="plain", timeout=1))
    assert error.outcome == "temporary"
    assert "cannot be reached" in str(error)


def test_a_log_in_that_cannot_be_sent_is_refused_without_being_repeated() -> None:
    server, thread = scripted(
        lambda connection: talk(connection, "250-hi\r\n250 AUTH LOGIN", "334 VXNlcm5hbWU6")
    )
    error = refused(
        MailServer(
            host=server.host,
            port=server.port,
            security="plain",
            username="bot",
            password="pässwörd",
            timeout=2,
        )
    )
    thread.join(5)
    assert error.outcome == "permanent"
    assert "pässwörd" not in str(error)


def test_authorities_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "bad.pem").write_text("no certificate")
    for name in ("missing.pem", "bad.pem"):
        error = refused(MailServer(host="127.0.0.1", ca_file=str(tmp_path / name)))
        assert error.outcome == "temporary"
        assert "email.ca_file cannot be used" in str(error)


@pytest.mark.parametrize("address", ["", "ada", "@x.example", "a b@x.example", "ädä@x.example"])
def test_what_is_no_address_is_refused_at_once(address: str) -> None:
    with pytest.raises(ConfigError, match="recipients"):
        EmailChannel(MailServer(host="h"), sender="a@b.example", recipient=address)


def test_an_unknown_security_is_refused_at_once() -> None:
    with pytest.raises(ConfigError, match="starttls, tls, plain"):
        MailServer(host="h", security="ssl")


def test_a_bug_is_not_taken_for_a_mail_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **options: Any) -> None:
        raise KeyError("bug")

    monkeypatch.setattr("smtplib.SMTP", broken)
    with pytest.raises(KeyError):
        channel(MailServer(host="h", security="plain")).send(digest(), key=KEY)


def test_each_recipient_is_a_channel_of_its_own() -> None:
    assert channel(MailServer(host="h"), "Ada <ada@x.example>").name == "email:ada@x.example"
