from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from forum.outside.smtp import MailFault, reach, send, write


class Post:
    """A mail server's mind: keeps what it takes, refuses whom it is told to."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.answer = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if not self.answer.startswith("250"):
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def post() -> Post:
    return Post()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def office(post: Post, **options: Any) -> Iterator[str]:
    """A mail server for `post`; gives host and port."""
    port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port, **options)
    controller.start()
    yield f"127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def url(post: Post) -> Iterator[str]:
    with office(post) as place:
        yield f"smtp://{place}"


@pytest.fixture
def letter() -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "forum@example.org"
    message["To"] = "delegate@example.org"
    message["Subject"] = "Séance du 22 février — رابط"
    message.set_content("Bula vinaka\n")
    return message


def test_a_message_arrives_whole(url: str, post: Post, letter: EmailMessage) -> None:
    send(url, letter)
    (raw,) = post.taken
    arrived = message_from_bytes(raw, policy=SMTP)
    assert arrived["Subject"] == "Séance du 22 février — رابط"
    assert arrived["To"] == "delegate@example.org"


@pytest.mark.parametrize(("answer", "is_lasting"), [("550 no such mailbox", True), ("451 try later", False)])
def test_a_refused_recipient_is_lasting_or_not(
    url: str, post: Post, letter: EmailMessage, answer: str, is_lasting: bool
) -> None:
    post.answer = answer
    with pytest.raises(MailFault) as fault:
        send(url, letter)
    assert fault.value.is_lasting is is_lasting


def test_a_server_that_is_away_may_come_back(letter: EmailMessage) -> None:
    with pytest.raises(MailFault) as fault:
        send("smtp://127.0.0.1:1", letter)
    assert not fault.value.is_lasting


@pytest.mark.parametrize("wrong", ["http://mail.example.org", "smtp://", "mail.example.org"])
def test_a_wrong_url_is_named(letter: EmailMessage, wrong: str) -> None:
    with pytest.raises(MailFault, match="FORUM_SMTP_URL") as fault:
        send(wrong, letter)
    assert fault.value.is_lasting


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_signing_in_on_loopback(post: Post, letter: EmailMessage) -> None:
    seen: list[tuple[bytes, bytes]] = []

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"p@ss", handled=False)

    with office(post, authenticator=authenticate, auth_require_tls=False, auth_required=True) as place:
        reach(f"smtp://forum:p%40ss@{place}")
        with pytest.raises(MailFault) as fault:
            send(f"smtp://forum:wrong@{place}", letter)
    assert (b"forum", b"p@ss") in seen
    assert not fault.value.is_lasting, "the operator can mend a password; the letter waits"
    assert post.taken == []


def test_reaching_a_server(url: str) -> None:
    reach(url)
    with pytest.raises(MailFault):
        reach("smtp://127.0.0.1:1")


def test_a_message_as_a_file_is_private_and_replaced(tmp_path: Path, letter: EmailMessage) -> None:
    first = write(tmp_path / "mail", letter, "00000001")
    second = write(tmp_path / "mail", letter, "00000001")
    assert first == second
    assert [path.name for path in (tmp_path / "mail").iterdir()] == ["00000001.eml"]
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert "Bula vinaka" in message_from_bytes(first.read_bytes(), policy=SMTP).get_content()
