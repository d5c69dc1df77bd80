"""What was sent once is known, on both databases, and forgotten after a day."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from forum.domain.access import OPERATOR, Permission
from forum.domain.refusals import AlreadyDone, Missing
from forum.services import outbox
from forum.services.unit import Unit, Work, writes
from forum.store import jobs, once
from forum.store.engine import Store
from tests import builders

KEY = "k" * 64


@writes
def ask(work: Work, slug: str, job: str) -> None:
    """A service of this test: asks for a job by another name each time."""
    work.forum(slug, Permission.EDIT_PROGRAMME)
    if not job:
        raise Missing(field="job")
    work.enqueue("plan", key=job)


@writes
def another(work: Work) -> None:
    """A second service that the same form may call."""


def unit(store: Store, now: dt.datetime, key: str = KEY) -> Unit:
    return Unit(store=store, actor=OPERATOR, now=now, once=key)


def asked(store: Store) -> list[str]:
    with store.reading() as db:
        return [job.key for job in jobs.unfinished(db)]


def test_a_service_does_it_once(store: Store, now: dt.datetime) -> None:
    builders.a_forum(store)
    ask(unit(store, now), "global-forum", "first")
    with pytest.raises(AlreadyDone):
        ask(unit(store, now), "global-forum", "second")
    another(unit(store, now))
    assert asked(store) == ["first"]
    ask(unit(store, now, "another"), "global-forum", "third")
    ask(unit(store, now, ""), "global-forum", "fourth")
    ask(unit(store, now, ""), "global-forum", "fifth")
    assert asked(store) == ["first", "third", "fourth", "fifth"]


def test_what_was_refused_is_not_noted(store: Store, now: dt.datetime) -> None:
    builders.a_forum(store)
    with pytest.raises(Missing):
        ask(unit(store, now), "global-forum", "")
    ask(unit(store, now), "global-forum", "first")
    assert asked(store) == ["first"]


def test_two_at_the_same_moment_are_one(store: Store, now: dt.datetime) -> None:
    builders.a_forum(store)
    gate, refused = threading.Barrier(4), []

    def press(number: int) -> None:
        gate.wait()
        try:
            ask(unit(store, now), "global-forum", f"job-{number}")
        except AlreadyDone as refusal:
            refused.append(refusal)

    fingers = [threading.Thread(target=press, args=(number,)) for number in range(4)]
    for each in fingers:
        each.start()
    for each in fingers:
        each.join()
    assert (len(asked(store)), len(refused)) == (1, 3)


def test_keys_are_forgotten_after_a_day(store: Store, now: dt.datetime) -> None:
    another(unit(store, now))
    assert outbox.prune_keys(unit(store, now + outbox.KEYS_KEPT, "")) == 0
    later = now + outbox.KEYS_KEPT + dt.timedelta(seconds=1)
    assert outbox.prune_keys(unit(store, later, "")) == 1
    with store.reading() as db:
        assert once.note(db, "any", KEY, now)
