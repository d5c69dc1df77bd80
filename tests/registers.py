"""A forum in session, as tests of capture and register need it: example organizations, a floor that can be given."""

from __future__ import annotations

import datetime as dt

from forum.domain.access import ANONYMOUS
from forum.domain.capture import Logged
from forum.domain.floor.state import Reading
from forum.domain.floor.wire import checked
from forum.services import capture, floor
from forum.services.unit import Unit
from forum.store import programme
from forum.store.engine import Store
from forum.store.floor import state
from tests import builders
from tests.forums import actor, make_forum

#: 13:00 in Geneva, the planned start of the opening sitting
START = dt.datetime(2022, 2, 22, 12, 0, tzinfo=dt.UTC)
SLUG = "test-forum"
#: words that must never be seen by those from whom they are kept
SECRET = "Zanzibarquartz"


class House:
    """The forum, its people, and a clock that moves only where a test says so."""

    def __init__(self, store: Store, slug: str = SLUG, *, is_rehearsal: bool = False) -> None:
        self.store = store
        self.slug = slug
        self.forum_id = make_forum(store, slug, is_rehearsal=is_rehearsal)
        self.at = START
        self.count = 0
        for number in (1, 2):
            organization = builders.an_organization(
                store, self.forum_id, f"example-{number}", f"Example organization {number}"
            )
            builders.a_person(
                store,
                self.forum_id,
                f"leader-{number}",
                "leader",
                function=f"Representative, Example organization {number}",
                constituency="organization",
                organization_id=organization,
            )
        builders.a_person(store, self.forum_id, "worker-coordinator", "coordinator", constituency="worker")

    def unit(self, who: str | None = "rapporteur") -> Unit:
        """The unit of a person by key; None: nobody signed in."""
        return Unit(store=self.store, actor=actor(self.store, who, self.slug) if who else ANONYMOUS, now=self.at)

    def do(self, order_name: str, /, **fields: object) -> int:
        """One command of the chair; gives the seq of its last event."""
        self.count += 1
        milliseconds = int((self.at - START).total_seconds() * 1000) + 10**6
        reading = Reading(at=self.at, boot_id="boot-1", monotonic_ms=milliseconds)
        order = checked(f"command-{self.count:06d}", order_name, fields)
        return floor.handle(self.unit("chair"), self.slug, "opening", order, reading).seq

    def open(self) -> None:
        """Open the floor of the opening sitting."""
        self.do("OpenSitting")

    def speak(self, who: str, *, after: int = 60) -> int:
        """Give the floor to that person so many seconds from now, whoever had it before; gives the turn."""
        self.at += dt.timedelta(seconds=after)
        entry = self.do("AddToQueue", person=who)
        before = getattr(self, "turn", None)
        self.turn = self.do("GiveFloor", entry=entry, turn=before)
        return self.turn

    def give(self, slot: int, *, after: int = 60) -> int:
        """Give the floor to whoever has that place in the queue (from 0), so many seconds from now; gives the turn."""
        self.at += dt.timedelta(seconds=after)
        with self.store.reading() as db:
            sitting = next(each for each in programme.draft(db, self.forum_id) if each.key == "opening")
            entry = state(db, sitting.id).queue[slot].key
        before = getattr(self, "turn", None)
        self.turn = self.do("GiveFloor", entry=entry, turn=before)
        return self.turn

    def write(
        self, line: str, *, after: int = 10, typing: int = 0, client_id: str = "", who: str = "rapporteur"
    ) -> Logged:
        """Save a line whose first key is pressed `after` seconds from now and whose Enter comes `typing` later."""
        self.at += dt.timedelta(seconds=after)
        first_key_at = self.at
        self.at += dt.timedelta(seconds=typing)
        self.count += 1
        return capture.capture(
            self.unit(who),
            self.slug,
            "opening",
            line=line,
            client_id=client_id or f"line-{self.count}",
            first_key_at=first_key_at,
        )
