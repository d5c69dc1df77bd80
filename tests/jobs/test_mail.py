from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from forum import settings
from forum.domain.jobs import Job
from forum.jobs.mail import FOLDER, compose, send
from forum.jobs.work import Task, TryAgain
from forum.store.engine import Store
from tests.conftest import NOW

SIGN_IN = {
    "to": "delegate@example.org",
    "template": "sign-in",
    "language": "en",
    "values": {"link": "https://forum.example.org/sign-in/abc", "code": "012345", "minutes": 15},
}


def task(store: Store, folder: Path, body: dict[str, Any], **more: str) -> Task:
    given = settings.load({}, FORUM_DATA=str(folder), FORUM_BASE_URL="https://forum.example.org", **more)
    return Task(
        job=Job(id=7, key="outbox-7", kind="send-mail", created_at=NOW, body=body),
        store=store,
        settings=given,
        clock=lambda: NOW,
    )


def read(path: Path) -> EmailMessage:
    message = message_from_bytes(path.read_bytes(), policy=SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_is_written_into_the_folder(sqlite_store: Store, tmp_path: Path) -> None:
    result = send(task(sqlite_store, tmp_path, SIGN_IN))
    message = read(tmp_path / FOLDER / result["file"])
    text = message.get_content()
    assert message["To"] == "delegate@example.org"
    assert message["Subject"] == "Your sign-in link"
    assert "https://forum.example.org/sign-in/abc" in text
    assert "012345" in text
    assert "%(" not in text


def test_the_same_job_gives_the_same_message_again(sqlite_store: Store, tmp_path: Path) -> None:
    first = compose(task(sqlite_store, tmp_path, SIGN_IN))
    second = compose(task(sqlite_store, tmp_path, SIGN_IN))
    assert first["Message-ID"] == second["Message-ID"] == "<outbox-7@forum.example.org>"
    assert first["Date"] == second["Date"]


def test_a_plain_message_and_an_invitation(sqlite_store: Store, tmp_path: Path) -> None:
    calendar = {"text": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "method": "REQUEST"}
    body = {"to": "a@example.org", "subject": "Sitting", "text": "Moved.", "calendar": calendar}
    message = compose(task(sqlite_store, tmp_path, body))
    kinds = [part.get_content_type() for part in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/calendar"]
    assert message["Subject"] == "Sitting"


@pytest.mark.parametrize("field", ["to", "subject"])
def test_a_line_break_cannot_smuggle_a_header(sqlite_store: Store, tmp_path: Path, field: str) -> None:
    body = {"to": "a@example.org", "subject": "Sitting", "text": "x"} | {field: "a@example.org\r\nBcc: all@example.org"}
    with pytest.raises(ValueError, match=r"linefeed|newline|CR|LF|invalid"):
        compose(task(sqlite_store, tmp_path, body))


def test_a_server_that_is_away_is_tried_again(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(TryAgain):
        send(task(sqlite_store, tmp_path, SIGN_IN, FORUM_SMTP_URL="smtp://127.0.0.1:1"))
