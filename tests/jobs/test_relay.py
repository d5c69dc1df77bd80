from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from typing import Any

import pytest

from forum.domain.access import OPERATOR
from forum.domain.jobs import Item, pause
from forum.jobs.relay import Relay
from forum.services.unit import Unit, Work, writes
from forum.store.engine import Store
from tests.conftest import NOW


class Ears:
    """Hears what a relay sends; deaf to the channels named."""

    def __init__(self) -> None:
        self.now = NOW
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.jobs: list[Item] = []
        self.deaf_to: set[str] = set()
        self.arrived = threading.Event()

    def announce(self, channel: str, body: dict[str, Any]) -> None:
        if channel in self.deaf_to:
            raise ConnectionError(channel)
        self.heard.append((channel, body))
        self.arrived.set()

    def relay(self, store: Store) -> Relay:
        return Relay(store, lambda: self.now, self.announce, self.jobs.append)


@pytest.fixture
def ears() -> Ears:
    return Ears()


@writes
def tell(work: Work, *channels: str) -> None:
    for number, channel in enumerate(channels):
        work.announce(channel, seq=number)


@writes
def tell_and_break(work: Work) -> None:
    work.announce("floor:1", seq=1)
    raise RuntimeError("broken before the commit")


def unit(store: Store) -> Unit:
    return Unit(store=store, actor=OPERATOR, now=NOW)


def test_everything_goes_out_once_and_in_order(store: Store, ears: Ears) -> None:
    tell(unit(store), "a", "b", "a")
    relay = ears.relay(store)
    assert relay.drain() == 3
    assert relay.drain() == 0
    assert ears.heard == [("a", {"seq": 0}), ("b", {"seq": 1}), ("a", {"seq": 2})]


def test_what_was_not_kept_is_not_told(store: Store, ears: Ears) -> None:
    with pytest.raises(RuntimeError):
        tell_and_break(unit(store))
    assert ears.relay(store).drain() == 0


def test_a_failure_holds_nobody_up_and_is_tried_again(store: Store, ears: Ears) -> None:
    relay = ears.relay(store)
    ears.deaf_to = {"b"}
    tell(unit(store), "a", "b", "c")
    assert relay.drain() == 2
    assert [channel for channel, _body in ears.heard] == ["a", "c"]
    ears.deaf_to = set()
    assert relay.drain() == 0
    ears.now += pause(1)
    assert relay.drain() == 1
    assert ears.heard[-1] == ("b", {"seq": 1})


def test_jobs_are_handed_over(store: Store, ears: Ears) -> None:
    writes(lambda work: work.enqueue("send-mail", to="a@example.org"))(unit(store))
    ears.relay(store).drain()
    assert [(item.name, item.body) for item in ears.jobs] == [("send-mail", {"to": "a@example.org"})]
    assert ears.heard == []


def test_a_crash_before_the_mark_sends_again(store: Store, ears: Ears) -> None:
    tell(unit(store), "a")
    Relay(store, lambda: NOW, ears.announce, ears.jobs.append)._send(Item(id=1, kind="announce", name="a", body={}))
    assert ears.relay(store).drain() == 1
    assert len(ears.heard) == 2


def test_the_thread_is_woken_by_a_commit_and_stops(sqlite_store: Store, ears: Ears) -> None:
    relay = ears.relay(sqlite_store)
    relay.start()
    tell(unit(sqlite_store), "a")
    assert ears.arrived.wait(5)
    relay.stop()
    assert sqlite_store.on_commit == []
    assert [thread.name for thread in threading.enumerate() if thread.name == "relay"] == []


def test_the_thread_finds_rows_of_other_processes(sqlite_store: Store, ears: Ears) -> None:
    other = Store(sqlite_store.url)
    relay = ears.relay(sqlite_store)
    relay.start()
    tell(unit(other), "a")
    assert ears.arrived.wait(5)
    relay.stop()
    other.dispose()


def test_a_broken_database_does_not_end_the_thread(sqlite_store: Store, ears: Ears) -> None:
    relay = Relay(Store("sqlite:////nowhere/at/all.sqlite"), lambda: NOW, ears.announce, ears.jobs.append)
    relay._round()
    assert ears.heard == []


def test_old_rows_are_swept_once_an_hour(store: Store, ears: Ears) -> None:
    relay = ears.relay(store)
    tell(replace(unit(store), once="a form"), "a")
    relay._round()
    ears.now += dt.timedelta(days=3)
    relay._round()
    with store.engine.connect() as connection:
        for table in ("outbox", "once"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0, table
