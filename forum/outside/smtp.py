"""Mail: by SMTP, or as `.eml` files into a folder where no server is set. Never called inside a transaction."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

#: What keeps every letter out, not this one alone.
AWAY = (smtplib.SMTPConnectError, smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError)
#: Seconds to wait for the mail server.
TIMEOUT = 20.0


class MailFault(Exception):
    """Mail could not be handed over; `is_lasting` says that trying again will not help, `is_away` that nobody answers.

    The message is for the log; `sentence` is what it was made of, to be put into the operator's language. `answer` is
    what the server said of the recipient.
    """

    def __init__(
        self, sentence: str, *, is_lasting: bool = False, is_away: bool = False, answer: str = "", **params: object
    ) -> None:
        super().__init__(sentence % params if params else sentence)
        self.is_lasting, self.is_away, self.sentence, self.params = is_lasting, is_away, sentence, params
        self.answer = answer or str(self)


def send(url: str, message: EmailMessage) -> None:
    """Hand the message to the server at `url` (smtp:// with STARTTLS where offered, or smtps://)."""
    with office(url) as hand_over:
        hand_over(message)


@contextmanager
def office(url: str) -> Iterator[Callable[[EmailMessage], None]]:
    """One connection for many messages: what is given takes one message at a time. Raises `MailFault`."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(_server(url))
        except (OSError, smtplib.SMTPException) as problem:
            raise _fault(problem) from problem
        yield lambda message: _hand_over(server, message)
        _leave(server)


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        server.send_message(message)
    except (OSError, smtplib.SMTPException) as problem:
        raise _fault(problem) from problem


def _leave(server: smtplib.SMTP) -> None:
    """Say good-bye; a server that hangs up first has the mail all the same."""
    with suppress(OSError, smtplib.SMTPException):
        server.quit()
    server.close()


def _fault(problem: Exception) -> MailFault:
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        answers = list(problem.recipients.values())
        codes = [code for code, _text in answers]
        said = "; ".join(f"{code} {text.decode(errors='replace')}" for code, text in answers)
        is_lasting = all(code >= 500 for code in codes)
        return MailFault(f"the recipient was refused: {codes}", is_lasting=is_lasting, answer=said)
    if isinstance(problem, smtplib.SMTPResponseException):
        is_lasting = problem.smtp_code >= 500 and not isinstance(problem, smtplib.SMTPAuthenticationError)
        text = problem.smtp_error
        said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
        is_away = problem.smtp_code == 421 or isinstance(problem, AWAY)
        fault = f"{problem.smtp_code} {problem.smtp_error!r}"
        return MailFault(fault, is_lasting=is_lasting, is_away=is_away, answer=f"{problem.smtp_code} {said}")
    return MailFault(str(problem) or type(problem).__name__, is_away=True)


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
