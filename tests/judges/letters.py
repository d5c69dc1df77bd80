"""Every sort of letter about a change, as a real mail server receives it, and what its event must be read as."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from forum.formats.calendar import compose
from forum.services import feeds, invitations, people, slots, tzcheck
from forum.store.engine import Store
from forum.store.schema import migrate
from tests.invitations import (
    SLUG,
    Post,
    Works,
    a_forum_with_mail,
    as_person,
    calendar_of,
    cancel,
    give_slot,
    move,
    operator,
    published_earlier,
    server,
    set_email,
    set_title,
    works,
)
from tests.judges.feeds import Read, said

TITLE = 'الجلسة، 全球论坛: skills; wages, "rights" and work^n — Übergänge'
BASE = "https://forum.example.org"
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Received:
    """One letter: what happened and to whom it went, its calendar object, and what that must be read as."""

    name: str
    method: str
    partstat: str
    body: bytes
    meant: Read

    @property
    def is_cancel(self) -> bool:
        """Whether it takes an event out of calendars."""
        return self.method == "CANCEL"


def every_letter(folder: Path) -> list[Received]:
    """The letters of one eve: a move, another one, new rules for the clocks, speaking times, a cancellation."""
    store, post = Store(f"sqlite:///{folder / 'forum.sqlite'}"), Post()
    migrate(store)
    a_forum_with_mail(store)
    set_email(store, "nobody", "nobody@example.org")
    people.edit_person(operator(store), SLUG, "nobody", {"language": "zh"})
    set_title(store, TITLE)
    try:
        with server(post) as url, works(store, folder, url) as office:
            return list(_received(store, post, office))
    finally:
        store.dispose()


def _received(store: Store, post: Post, office: Works) -> Iterator[Received]:
    for name, act in STEPS.items():
        count = len(post.messages())
        act(store, office.now)
        office.run(HOUR)
        for letter in post.messages()[count:]:
            yield _one(store, name, letter)


def _one(store: Store, name: str, letter: EmailMessage) -> Received:
    who = str(letter["To"]).partition("@")[0]
    part = next(each for each in letter.walk() if each.get_content_type() == "text/calendar")
    body = part.get_payload(decode=True)
    assert isinstance(body, bytes)
    (event,) = calendar_of(letter).events
    shown = compose(feeds.feed_of_person(operator(store), SLUG, who), base_url=BASE)
    (item,) = [each for each in (*shown.items, *shown.own) if each.uid == str(event["UID"])]
    return Received(
        name=f"{name} to {who}",
        method=str(part.get_param("method")),
        partstat=str(event["ATTENDEE"].params["PARTSTAT"]),
        body=body,
        meant=said(item),
    )


def _by_rules(store: Store, now: dt.datetime) -> None:
    published_earlier(store)
    tzcheck.reissue_times(operator(store, now), SLUG)


def _answered(store: Store, now: dt.datetime) -> None:
    invitations.answer(as_person(store, "fiji", now), SLUG, {"opening": "coming"})
    give_slot(store, "fiji", now)
    move(store, dt.time(17), now=now)


#: what happens, one after the other, with an hour between
STEPS: dict[str, Callable[[Store, dt.datetime], None]] = {
    "moved": lambda store, now: move(store, dt.time(15), now=now),
    "moved again": lambda store, now: move(store, dt.time(16, 30), now=now),
    "moved by new rules": _by_rules,
    "moved after an answer, with a speaking time": _answered,
    "speaking time taken away": lambda store, now: slots.clear(operator(store, now), SLUG, "opening"),
    "cancelled": lambda store, now: cancel(store, now=now),
}
