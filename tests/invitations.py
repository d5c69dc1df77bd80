"""A forum whose people get letters, of many tongues and clocks, on the eve of a sitting; a mail server at hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import icalendar
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from sqlmodel import col, select

from forum import settings
from forum.domain.access import OPERATOR
from forum.domain.jobs import may_begin
from forum.domain.people import Constituency, Role
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import Slot
from forum.jobs.queue import Queue
from forum.jobs.relay import Relay
from forum.jobs.work import Worker
from forum.services import programme
from forum.services.unit import Unit
from forum.store import jobs
from forum.store import people as people_rows
from forum.store import programme as programme_rows
from forum.store import slots as slot_rows
from forum.store.engine import Db, Store
from tests import builders
from tests.outside.test_smtp import free_port

SLUG = "global-forum"
#: the day before the first sitting, which is at 13:00 in Geneva
EVE = dt.datetime(2022, 2, 21, 15, 0, tzinfo=dt.UTC)
LONG_BEFORE = dt.datetime(2022, 2, 1, 9, 0, tzinfo=dt.UTC)
SECRET_LINK = "https://meet.example.org/room?passcode=314159"


def a_forum_with_mail(store: Store, *, slug: str = SLUG) -> int:
    """Two sittings, published as release 1; Fiji (English), Kenya (French), Egypt (Arabic) have addresses."""
    forum_id = builders.a_forum(store, slug)
    builders.a_person(store, forum_id, "organizer", "organizer", email="organizer@example.org", mail="never")
    builders.a_person(store, forum_id, "fiji", zone="Pacific/Fiji", email="fiji@example.org", state="FJ")
    builders.a_person(store, forum_id, "kenya", zone="Africa/Nairobi", email="kenya@example.org", language="fr")
    builders.a_person(
        store, forum_id, "egypt", zone="Africa/Cairo", email="egypt@example.org", language="ar", state="EG"
    )
    builders.a_person(store, forum_id, "nobody", zone="Asia/Kathmandu")
    builders.a_person(store, forum_id, "display", Role.HALL.value, email="display@example.org")
    room = builders.a_room(store, forum_id, place="Geneva", link=SECRET_LINK)
    builders.a_sitting(store, forum_id, "opening", room_id=room)
    builders.a_sitting(store, forum_id, "closing", day=dt.date(2022, 2, 24), position=1)
    builders.a_release(store, forum_id)
    return forum_id


def operator(store: Store, now: dt.datetime = EVE) -> Unit:
    """The operator at a moment."""
    return Unit(store=store, actor=OPERATOR, now=now)


def move(store: Store, clock: dt.time, *, key: str = "opening", now: dt.datetime = EVE) -> None:
    """Move a sitting within its day, and publish that."""
    with store.reading() as db:
        forum = programme_rows.forum_by_slug(db, SLUG)
        assert forum is not None
        sitting = programme_rows.sitting_by_key(db, forum.id, key)
        assert sitting is not None
        assert sitting.day is not None
    programme.move_sitting(operator(store, now), SLUG, key, sitting.day, clock)
    programme.publish(operator(store, now), SLUG)


def cancel(store: Store, *, key: str = "opening", now: dt.datetime = EVE) -> None:
    """Cancel a sitting, and publish that."""
    programme.cancel_sitting(operator(store, now), SLUG, key)
    programme.publish(operator(store, now), SLUG)


class Post:
    """A mail server's mind: keeps what it takes, answers as it is told to for some addresses."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"

    def messages(self, to: str = "") -> list[EmailMessage]:
        """What came for somebody, in order."""
        found = [message_from_bytes(raw, policy=SMTP) for address, raw in self.taken if to in {"", address}]
        return [each for each in found if isinstance(each, EmailMessage)]


@contextmanager
def server(post: Post) -> Iterator[str]:
    """A real SMTP server on this machine; gives its address as a setting."""
    port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


class Works:
    """A web process's relay and a worker, on a clock that is set by hand."""

    def __init__(self, store: Store, folder: Path, url: str, **more: str) -> None:
        self.now = EVE
        given = {**more, **({"FORUM_SMTP_URL": url} if url else {})}
        self.settings = settings.load(
            {},
            FORUM_DATA=str(folder / "data"),
            FORUM_BASE_URL="https://forum.example.org",
            FORUM_MAIL_FROM="Secretariat <forum@example.org>",
            **given,
        )
        self.store, self.queue = store, Queue(self.settings)
        self.worker = Worker(store=store, settings=self.settings, clock=lambda: self.now, queue=self.queue)
        self.queue.on_message(self.worker.run)
        self.relay = Relay(store, lambda: self.now, lambda _channel, _body: None, self._hand_over)

    def _hand_over(self, item: Any) -> None:
        self.queue.hand_over(self.store, self.now, item)

    def run(self, after: dt.timedelta = dt.timedelta(0)) -> None:
        """Let time pass, then do all that is due."""
        self.now += after
        while self.relay.drain() + self._due():
            pass

    def _due(self) -> int:
        """As the rescue of a worker does: whatever is due and has waited."""
        self.queue.huey.flush()
        with self.store.reading() as db:
            keys = [job.key for job in jobs.unfinished(db) if may_begin(job, self.now)]
        for key in keys:
            self.worker.run(key)
        return len(keys)

    def close(self) -> None:
        """Let go of the queue."""
        self.queue.close()


@contextmanager
def works(store: Store, folder: Path, url: str = "", **more: str) -> Iterator[Works]:
    """Relay and worker, closed in the end."""
    found = Works(store, folder, url, **more)
    try:
        yield found
    finally:
        found.close()


def message_of(path: Path) -> EmailMessage:
    """A letter that was written into the folder."""
    found = message_from_bytes(path.read_bytes(), policy=SMTP)
    assert isinstance(found, EmailMessage)
    return found


def calendar_of(message: EmailMessage) -> icalendar.Calendar:
    """The calendar object of a message."""
    part = next(each for each in message.walk() if each.get_content_type() == "text/calendar")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return icalendar.Calendar.from_ical(payload)


def event_of(message: EmailMessage) -> Any:
    """Its one event."""
    (event,) = calendar_of(message).events
    return event


def as_person(store: Store, key: str, now: dt.datetime = EVE) -> Unit:
    """A participant at a moment."""
    with store.reading() as db:
        forum = programme_rows.forum_by_slug(db, SLUG)
        assert forum is not None
        person = people_rows.person_by_key(db, forum.id, key)
        assert person is not None
        return Unit(store=store, actor=replace(people_rows.actor_of(person), account_id=person.id), now=now)


def give_slot(store: Store, key: str, now: dt.datetime = EVE) -> None:
    """Two minutes for somebody in the opening, half an hour after its start."""

    def plan(db: Db) -> None:
        forum = programme_rows.forum_by_slug(db, SLUG)
        assert forum is not None
        sitting = programme_rows.sitting_by_key(db, forum.id, "opening")
        person = people_rows.person_by_key(db, forum.id, key)
        assert sitting is not None
        assert person is not None
        slot = Slot(
            number=1,
            kind=SlotKind.OPEN_FLOOR,
            constituency=Constituency.GOVERNMENT,
            seconds=120,
            offset=1800,
            person_id=person.id,
        )
        slot_rows.keep(db, sitting.id, [slot], now)

    store.writing(plan)


def set_email(store: Store, key: str, email: str) -> None:
    """An address as no form would take it."""
    _set(store, sa.update(people_rows.PersonRow).where(col(people_rows.PersonRow.key) == key).values(email=email))


def set_title(store: Store, title: str) -> None:
    """A title as no form would take it."""
    _set(store, sa.update(programme_rows.SittingRow).values(title=title))


def _set(store: Store, change: sa.Update) -> None:
    store.writing(lambda db: db.connection().execute(change))


def published_earlier(store: Store, hours: int = 1, key: str = "opening") -> None:
    """Let the newest release have been published under rules by which a sitting began that much earlier."""

    def work(db: Db) -> None:
        items, sittings = programme_rows.ReleaseItemRow, programme_rows.SittingRow
        query = select(items).join(sittings, col(sittings.id) == items.sitting_id).where(sittings.key == key)
        row = db.exec(query.order_by(col(items.release_id).desc())).first()
        assert row is not None
        row.starts_at -= dt.timedelta(hours=hours)
        db.add(row)

    store.writing(work)
