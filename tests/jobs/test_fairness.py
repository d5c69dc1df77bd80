"""The job that completes a statement: compared once, with the yardstick planned where no plan is known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from forum import settings
from forum.domain.access import OPERATOR
from forum.domain.planning import Purpose
from forum.jobs.planning import keep_held
from forum.jobs.queue import Queue
from forum.jobs.relay import Relay
from forum.jobs.work import Worker
from forum.services import fairness, planning, programme
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders

NOW = dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)
SLUG = "global-forum"


@pytest.fixture
def forum_id(sqlite_store: Store) -> int:
    forum_id = builders.a_forum(sqlite_store, grid_minutes=60, venue_from="07:00", venue_to="22:00")
    builders.a_sitting(sqlite_store, forum_id, "opening", position=0)
    for key, zone in (("FJ", "Pacific/Fiji"), ("KE", "Africa/Nairobi")):
        builders.a_person(sqlite_store, forum_id, key, state=key, zone=zone)
    return forum_id


def unit(store: Store) -> Unit:
    return Unit(store=store, actor=OPERATOR, now=NOW)


def work_off(store: Store, folder: Path) -> None:
    chosen = settings.load({}, FORUM_DATA=str(folder))
    queue = Queue(chosen)
    queue.on_message(Worker(store=store, settings=chosen, clock=lambda: NOW, queue=queue).run)
    Relay(store, lambda: NOW, lambda *_: None, lambda item: queue.hand_over(store, NOW, item)).drain()
    queue.take_all()
    queue.close()


def test_a_statement_is_completed_after_publishing(sqlite_store: Store, forum_id: int, tmp_path: Path) -> None:
    keep_held(unit(sqlite_store), SLUG, {"sittings": [{"id": "opening", "start": "2022-02-22T13:00:00+01:00"}]})
    programme.publish(unit(sqlite_store), SLUG)
    work_off(sqlite_store, tmp_path)
    said = fairness.statement(unit(sqlite_store), SLUG, 1)
    lines = {line.name: line for line in said.figures.compared}
    assert list(lines) == ["released", "least_total", "held"]
    assert lines["least_total"].mean <= lines["released"].mean
    assert figures_of(lines["held"]) == figures_of(lines["released"])
    priced = planning.proposals(unit(sqlite_store), SLUG)
    assert priced.plans == ()
    programme.delay_sitting(unit(sqlite_store), SLUG, "opening", 30)
    work_off(sqlite_store, tmp_path)
    second = fairness.statement(unit(sqlite_store), SLUG, 2)
    assert [line.name for line in second.figures.compared] == ["released", "least_total", "held"]
    known = fairness.to_complete(unit(sqlite_store), SLUG, 2).known
    assert [plan.purpose for plan in known.values()] == [Purpose.PRICE], "planned once, for both releases"


def figures_of(line: object) -> tuple[object, ...]:
    return tuple(getattr(line, name) for name in ("worst", "mean", "heads", "jain"))
