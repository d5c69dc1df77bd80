"""Mail: by SMTP, or as `.eml` files into a folder where no server is set. Never called inside a transaction."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: Seconds to wait for the mail server.
TIMEOUT = 20.0


class MailFault(Exception):
    """Mail could not be handed over; `is_lasting` says that trying again will not help.

    The message is for the log; `sentence` is what it was made of, to be put into the operator's language.
    """

    def __init__(self, sentence: str, *, is_lasting: bool = False, **params: object) -> None:
        super().__init__(sentence % params if params else sentence)
        self.is_lasting, self.sentence, self.params = is_lasting, sentence, params


def send(url: str, message: EmailMessage) -> None:
    """Hand the message to the server at `url` (smtp:// with STARTTLS where offered, or smtps://)."""
    try:
        with _server(url) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as problem:
        codes = [code for code, _text in problem.recipients.values()]
        raise MailFault(
            f"the recipient was refused: {codes}", is_lasting=all(code >= 500 for code in codes)
        ) from problem
    except smtplib.SMTPResponseException as problem:
        is_lasting = problem.smtp_code >= 500 and not isinstance(problem, smtplib.SMTPAuthenticationError)
        raise MailFault(f"{problem.smtp_code} {problem.smtp_error!r}", is_lasting=is_lasting) from problem
    except (OSError, smtplib.SMTPException) as problem:
        raise MailFault(str(problem) or type(problem).__name__) from problem


def reach(url: str) -> None:
    """Greet the server, and sign in where the URL says so; raises `MailFault` where that fails."""
    try:
        with _server(url) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as problem:
        raise MailFault(str(problem) or type(problem).__name__) from problem


def write(folder: Path, message: EmailMessage, name: str) -> Path:
    """Keep the message as a file that only we may read; the same name again replaces it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.eml"
    draft = path.with_suffix(".part")
    draft.touch(mode=0o600)
    draft.write_bytes(message.as_bytes(policy=SMTP))
    return draft.replace(path)


@contextmanager
def _server(url: str) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise MailFault("FORUM_SMTP_URL must look like smtp://user:password@host:port or smtps://…", is_lasting=True)
    secure = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, parts.port or 465, timeout=TIMEOUT, context=secure)
    else:
        server = smtplib.SMTP(parts.hostname, parts.port or 25, timeout=TIMEOUT)
    with server:
        if parts.scheme == "smtp":
            _secure(server, parts.hostname, secure, has_password=bool(parts.password))
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server


def _secure(server: smtplib.SMTP, host: str, secure: ssl.SSLContext, *, has_password: bool) -> None:
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=secure)
        server.ehlo()
    elif has_password and not _is_loopback(host):
        raise MailFault(
            "%(host)s offers no STARTTLS: the password would travel in clear; use smtps://", host=host, is_lasting=True
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
