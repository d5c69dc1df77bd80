"""Letters about changes through a real mail server. Numbers are those of docs/calendar.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from forum.store.engine import Store
from tests.invitations import (
    SECRET_LINK,
    Post,
    Works,
    a_forum_with_mail,
    calendar_of,
    move,
    works,
)
from tests.outside.test_smtp import free_port

TEN = dt.timedelta(minutes=10)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def url(post: Post) -> Iterator[str]:
    port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path, url: str) -> Iterator[Works]:
    a_forum_with_mail(sqlite_store)
    with works(sqlite_store, tmp_path, url) as found:
        yield found


def parts(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_28_a_letter_has_text_html_calendar_and_the_file(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    assert sorted(to for to, _raw in post.taken) == ["egypt@example.org", "fiji@example.org", "kenya@example.org"]
    (letter,) = post.messages("fiji@example.org")
    assert parts(letter) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    part = next(each for each in letter.walk() if each.get_content_type() == "text/calendar")
    assert (part.get_param("method"), part.get_param("charset")) == ("REQUEST", "utf-8")
    assert str(calendar_of(letter)["METHOD"]) == "REQUEST"
    assert len(calendar_of(letter).events) == 1
    attached = next(letter.iter_attachments())
    assert attached.get_payload(decode=True) == part.get_payload(decode=True)
    assert attached.get_filename() == "invitation.ics"


def test_28_no_line_is_too_long_and_no_passcode_goes_out(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    for _to, raw in post.taken:
        assert max(map(len, raw.split(b"\r\n"))) <= 998
    for letter in post.messages():
        decoded = "".join(str(each.get_payload(decode=True)) for each in letter.walk())
        assert SECRET_LINK not in decoded
        assert "passcode" not in decoded
        assert "/sittings/opening/join" in decoded.replace("\\r\\n ", "")
