"""The workbench upon a store: what is tried is not kept; two organizers lose nothing of each other's."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from forum.domain import timetable
from forum.domain import workbench as rules
from forum.domain.access import OPERATOR, Actor
from forum.domain.people import Role
from forum.domain.refusals import Forbidden
from forum.domain.workbench import By, DraftChanged, Move
from forum.services import programme, workbench
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders

SLUG = "global-forum"
DAY = dt.date(2022, 2, 22)


@pytest.fixture
def unit(store: Store, now: dt.datetime) -> Unit:
    """The operator, with a forum of two sittings, three delegates, interpreters, staff, a leader, a display."""
    forum_id = builders.a_forum(store)
    builders.a_sitting(store, forum_id, "opening", position=0)
    builders.a_sitting(store, forum_id, "theme-1", position=1, clock=dt.time(14, 45))
    for key, zone in (("FJ", "Pacific/Fiji"), ("KE", "Africa/Nairobi")):
        builders.a_person(store, forum_id, key, state=key, zone=zone)
    staff = {"constituency": "secretariat", "zone": "America/Toronto"}
    builders.a_person(store, forum_id, "i-1", "interpreter", **staff)
    builders.a_person(store, forum_id, "i-2", "interpreter", "rapporteur", **staff)
    builders.a_person(store, forum_id, "i-3", "interpreter", state="KE", zone="America/Toronto")
    builders.a_person(store, forum_id, "clerk", "clerk", **{**staff, "mode": "in_person"})
    builders.a_person(store, forum_id, "screen", "hall", **staff)
    builders.a_person(store, forum_id, "lead", "leader", constituency="organization", zone="Asia/Bangkok")
    return Unit(store=store, actor=OPERATOR, now=now)


def move(key: str, hour: int) -> Move:
    return Move(key=key, day=DAY, clock=dt.time(hour))


def marks(unit: Unit) -> dict[str, str]:
    return timetable.marks(workbench.trial(unit, SLUG).draft)


def hours(unit: Unit) -> list[int]:
    return [each.clock.hour for each in programme.draft(unit, SLUG).sittings if each.clock]


def test_what_is_tried_is_scored_and_not_kept(unit: Unit) -> None:
    found = workbench.trial(unit, SLUG, [move("theme-1", 9)])
    assert found.before is not None
    assert found.tried is not None
    assert found.tried.score.worst < found.before.score.worst
    assert hours(unit) == [13, 14]


def test_those_who_serve_stand_by_what_they_do(unit: Unit) -> None:
    found = workbench.trial(unit, SLUG).tried
    assert found is not None
    groups = [line.group for line in rules.lines(found, By.STAFF)]
    assert {(each.constituency, each.heads, each.is_in_room) for each in groups} == {
        ("interpreter", 3, False), ("secretariat", 1, True), ("organization", 1, False),
    }  # fmt: skip


def test_all_moves_are_kept_and_audited(unit: Unit) -> None:
    kept = workbench.keep(unit, SLUG, [move("opening", 9), move("theme-1", 11)], marks(unit))
    assert [each.key for each in kept] == ["opening", "theme-1"]
    assert hours(unit) == [9, 11]


def test_of_two_organizers_at_once_one_is_told(unit: Unit) -> None:
    begun = marks(unit)

    def keep(key: str) -> str:
        try:
            workbench.keep(unit, SLUG, [move(key, 9 if key == "opening" else 17)], begun)
        except DraftChanged as refused:
            return str(refused.params["sittings"])
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(keep, ["opening", "theme-1"]))
    assert sorted(said) in (["kept", "“Opening”"], ["kept", "“Theme-1”"])
    assert hours(unit) in ([9, 14], [13, 17])


def test_a_delegate_may_neither_try_nor_keep(unit: Unit) -> None:
    actor = Actor(account_id=1, person_id=1, forum_id=1, roles=frozenset({Role.DELEGATE}))
    delegate = Unit(store=unit.store, actor=actor, now=unit.now)
    with pytest.raises(Forbidden):
        workbench.trial(delegate, SLUG)
    with pytest.raises(Forbidden):
        workbench.keep(delegate, SLUG, [move("opening", 9)], {})
    with pytest.raises(Forbidden):
        workbench.timetables(delegate, SLUG)


def test_a_sitting_without_a_time_gets_its_first(unit: Unit) -> None:
    builders.a_sitting(unit.store, 1, "late", position=2, day=None, clock=None)
    kept = workbench.keep(unit, SLUG, [move("late", 18)], marks(unit))
    assert [(each.key, each.day) for each in kept] == [("late", DAY)]
