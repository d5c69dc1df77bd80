"""Consultations as tests need them: a forum with coordinators of all groups, and a clock that a test moves."""

from __future__ import annotations

import datetime as dt
from typing import Any

from forum.domain.access import ANONYMOUS
from forum.domain.consultation.record import Addressee, Consultation, Draft
from forum.domain.consultation.snapshots import Subject
from forum.domain.people import TRIPARTITE
from forum.services import consultations
from forum.services.consultations import Seen
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.forums import actor, make_forum

#: words that must never be seen by those from whom they are kept
SECRET = "Tourmalineclause"
SLUG = "test-forum"
MONDAY = dt.datetime(2022, 2, 14, 9, tzinfo=dt.UTC)
BY = dt.datetime(2022, 2, 18, 17, tzinfo=dt.UTC)
LINK = "https://forum.example.org/consultation"
WHOLE = tuple(Addressee(constituency=each) for each in TRIPARTITE)
AFRICA = Addressee(constituency=TRIPARTITE[0], group="Africa")


def a_draft(**changes: Any) -> Draft:
    """What an organizer asks the three constituencies about the slots."""
    facts: dict[str, Any] = {
        "subject": Subject.SLOTS,
        "title": "Slots of the opening",
        "text": "Please look at the order.",
        "addressees": WHOLE,
        "answer_by": BY,
    }
    return Draft(**{**facts, **changes})


class Talks:
    """A forum whose groups are consulted; `government`, `employer`, `worker` and `africa` coordinate."""

    def __init__(self, store: Store, *, languages: tuple[str, str, str] = ("fr", "es", "ar")) -> None:
        self.store = store
        self.at = MONDAY
        self.forum_id = make_forum(store, SLUG)
        for key, language in zip(("government", "employer", "worker"), languages, strict=True):
            facts = {"constituency": key, "language": language, "email": f"{key}@example.org"}
            builders.a_person(store, self.forum_id, key, "coordinator", function=f"Coordinator, {key}", **facts)
        africa = {"constituency": "government", "region": "Africa", "function": "Coordinator, Africa"}
        builders.a_person(store, self.forum_id, "africa", "coordinator", **africa)

    def unit(self, who: str | None = "organizer") -> Unit:
        """The unit of a person by key; None: nobody signed in."""
        return Unit(store=self.store, actor=actor(self.store, who, SLUG) if who else ANONYMOUS, now=self.at)

    def begin(self, **changes: Any) -> int:
        """A draft; gives its number."""
        return consultations.draft(self.unit(), SLUG, a_draft(**changes))

    def send(self, number: int = 1) -> None:
        """Send it, or another round."""
        last = self.one(number).last
        consultations.send(self.unit(), SLUG, number, seen=last, link=LINK)

    def sent(self, **changes: Any) -> int:
        """A consultation that was sent; gives its number."""
        number = self.begin(**changes)
        self.send(number)
        return number

    def answer(self, who: str, deed: str = "agreed", text: str = "", number: int = 1, **more: Any) -> None:
        """One group's answer; `who` coordinates the constituency of that name."""
        round_ = self.one(number).round
        said = {"behalf": who, "round_": round_, "text": text, **more}
        consultations.answer(self.unit(who), SLUG, number, deed, **said)

    def close(self, deed: str = "closed_agreed", number: int = 1, text: str = "") -> None:
        """End it."""
        last = self.one(number).last
        consultations.close(self.unit(), SLUG, number, deed, seen=last, text=text, link=LINK)

    def seen(self, who: str | None = "organizer", number: int = 1) -> Seen:
        """What a reader sees of it."""
        return consultations.show(self.unit(who), SLUG, number)

    def one(self, number: int = 1) -> Consultation:
        """The consultation as the organizer sees it."""
        return self.seen(number=number).consultation
