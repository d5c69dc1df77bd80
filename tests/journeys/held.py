"""The same forum after its opening was held halfway: published, floor open, a commitment captured and reacted to.

Made by the services, for tests that walk its pages; the way there by the pages themselves is `test_main_job`.
"""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

from forum.domain.access import Actor
from forum.domain.commitments import Stance
from forum.domain.floor.state import Reading
from forum.domain.floor.wire import checked
from forum.domain.people import Constituency
from forum.services import accounts, capture, commitments, feeds, floor, programme, slots
from forum.services.unit import Unit
from forum.store.engine import Store
from forum.web.readings import boot_id
from tests.journeys.venue import SLUG, operator, prepare, store_of


def prepare_held(folder: Path) -> dt.date:
    """Make it; gives the first day."""
    first_day = prepare(folder)
    store = store_of(folder)
    publish(store, first_day)
    hold(store)
    store.dispose()
    return first_day


def acting(store: Store, who: str) -> Unit:
    """A unit of that person, now."""
    plain = operator(store)
    return Unit(store=store, actor=actor(plain, who), now=plain.now)


def actor(unit: Unit, who: str) -> Actor:
    """That person, as if signed in."""
    return accounts.act_as(unit, SLUG, who)


def publish(store: Store, first_day: dt.date) -> None:
    """Two sittings, slots for both, two releases; the second moves the closing."""
    for key, clock in (("opening", dt.time(13)), ("closing", dt.time(14, 45))):
        programme.move_sitting(operator(store), SLUG, key, first_day, clock)
    proposal = slots.propose(operator(store), SLUG, seed=SLUG)
    slots.accept(operator(store), SLUG, proposal)
    programme.publish(operator(store), SLUG, name="First release")
    programme.move_sitting(operator(store), SLUG, "closing", first_day + dt.timedelta(days=1), dt.time(15))
    programme.publish(operator(store), SLUG, note="The closing moves to the second day")
    feeds.issue(acting(store, "fji-g1"), SLUG, label="My telephone", token="t" * 43)


def hold(store: Store) -> None:
    """The first speaker has the floor; a line is captured; the workers react; a walk-in asks."""
    order(store, "OpenSitting", {"confirmed": "yes"})
    entry = floor.watch(acting(store, "chair"), SLUG, "opening", "table", reading()).view["queue"][0]["entry"]
    order(store, "GiveFloor", {"entry": entry})
    order(store, "AddWalkIn", {"function": "Minister of labour", "constituency": "government", "state": "TG"})
    unit = acting(store, "rapporteur")
    line = "c joint @ex1+@ex2: Train 1,000 inspectors due:2031 usd:5m"
    saved = capture.capture(unit, SLUG, "opening", line=line, client_id="first-line")
    commitments.react(acting(store, "c-wor"), SLUG, saved.commitment, Constituency.WORKER, Stance.SUPPORTS, "Welcome.")


def order(store: Store, name: str, fields: dict[str, object]) -> None:
    """One command of the chair."""
    floor.handle(acting(store, "chair"), SLUG, "opening", checked(f"walk-{name}-0001", name, fields), reading())


def reading() -> Reading:
    """This moment on the machine's two clocks."""
    return Reading(at=dt.datetime.now(dt.UTC), boot_id=boot_id(), monotonic_ms=time.monotonic_ns() // 1_000_000)
