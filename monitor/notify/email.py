"""Sends digests by mail: one message per recipient, as text and HTML.

Each recipient is a channel of its own, with its own delivery: one refused address does not
hold up the others, and nobody who has the mail gets it again because another did not.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from monitor.domain.cleaning import safe_text
from monitor.domain.digest.compose import from_json
from monitor.domain.work import Digest
from monitor.errors import ConfigError, DeliveryError
from monitor.notify import words
from monitor.notify.render import render_html, render_text

SECURITY = ("starttls", "tls", "plain")
#: Bytes of a mail server's answer that are worth showing.
_REPLY = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class MailServer:
    """How to reach the mail server; ``timeout`` is in seconds, for each step."""

    host: str
    port: int = 587
    security: str = "starttls"  # "starttls" refuses to go on without; "tls" from the first byte
    username: str = ""  # "" = do not log in
    password: str = field(default="", repr=False)
    ca_file: str = ""  # "" = the system's authorities
    timeout: float = 30.0

    def __post_init__(self) -> None:
        if self.security not in SECURITY:
            raise ConfigError(
                f"email.security must be one of {', '.join(SECURITY)}, not {self.security!r}"
            )


def try_server(server: MailServer) -> None:
    """Connect, encrypt and log in as for a mail, and send none. Raises DeliveryError."""
    with _session(server) as smtp, suppress(OSError, smtplib.SMTPException):
        smtp.quit()


class EmailChannel:
    """One recipient of the digest. ConfigError if an address cannot be one."""

    def __init__(self, server: MailServer, *, sender: str, recipient: str) -> None:
        self._server = server
        self._sender = _address(sender, "email.sender")
        self._recipient = _address(recipient, "email.recipients")
        self.name = f"email:{self._recipient.addr_spec}"

    def send(self, digest: Digest, *, key: str) -> None:
        """Hand the digest to the mail server.

        DeliveryError: ``temporary`` when it could not be reached or asks to come back,
        ``permanent`` when it refuses, ``unknown`` when the line broke after the message was
        handed over.
        """
        content = self.build(digest, key=key)
        with _session(self._server) as smtp:
            _hand_over(
                smtp,
                content.as_bytes(policy=SMTP),
                sender=self._sender.addr_spec,
                recipient=self._recipient.addr_spec,
            )

    def build(self, digest: Digest, *, key: str) -> EmailMessage:
        """The message; equal digests and keys give equal headers."""
        content = from_json(digest.body)
        message = EmailMessage(policy=SMTP)
        message["From"] = self._sender
        message["To"] = self._recipient
        message["Subject"] = safe_text(words.headline(content), limit=200)
        message["Date"] = format_datetime(digest.created_at)
        message["Message-ID"] = safe_text(key, limit=200).replace(" ", "")
        message["List-Id"] = f"Follow-up digest <digest.{self._sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(render_text(content), charset="utf-8", cte="quoted-printable")
        message.add_alternative(
            render_html(content), subtype="html", charset="utf-8", cte="quoted-printable"
        )
        return message


def _address(text: str, setting: str) -> Address:
    """``Name <user@host>`` or ``user@host``; ASCII only, as every mail server takes it."""
    # By hand: what email.utils.parseaddr makes of a doubtful name differs between Pythons.
    name, bracket, spec = safe_text(text, limit=320).rpartition("<")
    if bracket:
        spec = spec.removesuffix(">")
    name = name.strip().strip('"')
    user, _, domain = spec.rpartition("@")
    if not user or not domain or not spec.isascii() or any(c in spec for c in ' "<>,;:()\\'):
        raise ConfigError(f"{setting}: {text!r} is no mail address (user@example.org)")
    return Address(name, user, domain)


@contextmanager
def _session(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A session ready for mail: encrypted and logged in as the settings ask."""
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _connect(server)
        if server.username:
            smtp.login(server.username, server.password)
    except BaseException as error:
        if smtp is not None:
            smtp.close()
        failure = _failure(error, server)
        if failure is None:
            raise
        # "from None": the chain could show what was sent, which holds the password.
        raise failure from None
    try:
        yield smtp
    finally:
        smtp.close()


def _connect(server: MailServer) -> smtplib.SMTP:
    try:
        context = ssl.create_default_context(cafile=server.ca_file or None)
    except OSError as error:
        reason = safe_text(error.strerror or type(error).__name__, limit=120)
        raise DeliveryError("temporary", f"email.ca_file cannot be used: {reason}") from None
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout, context=context
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            # Never on in the clear: someone on the line may have cut the offer out.
            if not smtp.has_extn("starttls"):
                raise DeliveryError(
                    "temporary", "the mail server offers no STARTTLS; email.security asks for it"
                )
            smtp.starttls(context=context)
            smtp.ehlo()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _failure(error: BaseException, server: MailServer) -> DeliveryError | None:
    """What an error before the message was handed over means; None if it is none of mail's."""
    if isinstance(error, DeliveryError):
        return error
    if isinstance(error, smtplib.SMTPResponseException):
        what = "log-in refused" if isinstance(error, smtplib.SMTPAuthenticationError) else "refused"
        return _refusal(what, error.smtp_code, error.smtp_error, secret=server.password)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return DeliveryError("permanent", "the mail server takes no log-in this way")
    if isinstance(error, ssl.SSLCertVerificationError):
        # Certificates run out and are renewed: worth another try.
        return DeliveryError(
            "temporary", f"the mail server's certificate is not valid: {error.verify_message}"
        )
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return DeliveryError("temporary", "the mail server hung up or did not answer in time")
    if isinstance(error, TimeoutError):
        return DeliveryError("temporary", "the mail server did not answer in time")
    if isinstance(error, (OSError, smtplib.SMTPException)):
        reason = safe_text(getattr(error, "strerror", None) or type(error).__name__, limit=120)
        return DeliveryError("temporary", f"the mail server cannot be reached: {reason}")
    if isinstance(error, UnicodeError):  # a host name or password that cannot be sent
        return DeliveryError("permanent", "the mail server's name or log-in is unusable")
    return None


def _hand_over(smtp: smtplib.SMTP, body: bytes, *, sender: str, recipient: str) -> None:
    """One transaction, step by step, to know on which side of DATA it broke."""
    try:
        steps = (
            ("the sender", f"MAIL FROM:<{sender}>"),
            ("the recipient", f"RCPT TO:<{recipient}>"),
            ("the message", "DATA"),
        )
        for what, command in steps:
            code, reply = smtp.docmd(command)
            if code // 100 != (3 if command == "DATA" else 2):
                raise _refusal(f"{what} was refused", code, reply)
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(
            "temporary", f"the connection broke before the message: {type(error).__name__}"
        ) from None
    try:
        smtp.send(_dotted(body))
        code, reply = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(
            "unknown",
            f"the connection broke after the message was handed over: {type(error).__name__}",
        ) from None
    if code // 100 != 2:
        raise _refusal("the message was refused", code, reply)
    with suppress(OSError, smtplib.SMTPException):  # it is delivered, however they part
        smtp.docmd("QUIT")


def _dotted(body: bytes) -> bytes:
    """The body with CRLF lines, leading dots doubled, and the line that ends it."""
    lines = body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").rstrip(b"\n").split(b"\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + (
        b"\r\n.\r\n"
    )


def _refusal(what: str, code: int, reply: bytes | str, *, secret: str = "") -> DeliveryError:
    """4xx means later, all else no. The server's words are cleaned and never hold the secret."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    if secret:
        text = text.replace(secret, "***")
    outcome = "temporary" if code // 100 == 4 or code < 200 else "permanent"
    return DeliveryError(outcome, f"{what}: {code} {safe_text(text, limit=_REPLY)}")
