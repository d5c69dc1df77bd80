"""Plans come back as they were kept; the held timetable stands apart; on both databases."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from forum.domain.people import Constituency, Mode
from forum.domain.planning import Plan
from forum.domain.programme import Forum
from forum.store import people, planning
from forum.store.engine import Store
from tests import builders
from tests.store.test_programme import keep_forum

NOW = dt.datetime(2022, 2, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def forum(store: Store) -> Forum:
    return store.writing(keep_forum)


def keep(store: Store, forum: Forum, **changes: Any) -> Plan:
    facts: dict[str, Any] = {
        "id": 0,
        "forum_id": forum.id,
        "policy": "leximin",
        "status": "optimal",
        "request": {"version": 1},
        "result": {"sittings": [{"id": "opening", "start": "2022-02-22T12:00:00Z"}]},
        "created_at": NOW,
    }
    return store.writing(lambda db: planning.add(db, Plan(**{**facts, **changes})))


def test_a_plan_comes_back_as_it_was_kept(store: Store, forum: Forum) -> None:
    plan = keep(store, forum, created_by=3)
    with store.reading() as db:
        assert planning.by_id(db, forum.id, plan.id) == plan
        assert planning.by_id(db, forum.id + 1, plan.id) is None
    assert plan.starts == {"opening": dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)}


def test_the_held_timetable_is_no_proposal(store: Store, forum: Forum) -> None:
    held = keep(store, forum, policy="held", status="held")
    first, second = keep(store, forum), keep(store, forum, policy="minimax")
    with store.reading() as db:
        assert planning.plans(db, forum.id) == [second, first]
        assert planning.held(db, forum.id) == held


def test_without_a_held_timetable_there_is_none(store: Store, forum: Forum) -> None:
    keep(store, forum)
    with store.reading() as db:
        assert planning.held(db, forum.id) is None
        assert planning.last_accepted(db, forum.id) is None


def test_the_last_accepted_plan(store: Store, forum: Forum) -> None:
    first, second = keep(store, forum), keep(store, forum)
    store.writing(lambda db: planning.mark_accepted(db, second.id, NOW))
    store.writing(lambda db: planning.mark_accepted(db, first.id, NOW + dt.timedelta(hours=1)))
    with store.reading() as db:
        accepted = planning.last_accepted(db, forum.id)
    assert accepted is not None
    assert (accepted.id, accepted.accepted_at) == (first.id, NOW + dt.timedelta(hours=1))


def test_heads_are_the_delegates_of_states_in_the_three_constituencies(store: Store) -> None:
    forum_id, other = builders.a_forum(store), builders.a_forum(store, "other")
    for key in ("a", "b"):
        builders.a_person(store, forum_id, key, state="FJ", zone="Pacific/Fiji")
    builders.a_person(
        store, forum_id, "w", "delegate", "coordinator", state="FJ", constituency="worker", zone="Asia/Tokyo"
    )
    builders.a_person(store, forum_id, "room", state="FJ", mode="in_person", zone="Pacific/Fiji")
    builders.a_person(store, forum_id, "lead", "leader", state="FJ")
    builders.a_person(store, forum_id, "guest", state="FJ", constituency="observer")
    builders.a_person(store, forum_id, "alone")
    builders.a_person(store, other, "elsewhere", state="FJ")
    with store.reading() as db:
        found = people.heads(db, forum_id)
        fiji = next(each.id for each in people.delegations(db, forum_id) if each.key == "FJ")
    assert found == {
        (fiji, Constituency.GOVERNMENT, "Pacific/Fiji", Mode.REMOTE): 2,
        (fiji, Constituency.WORKER, "Asia/Tokyo", Mode.REMOTE): 1,
        (fiji, Constituency.GOVERNMENT, "Pacific/Fiji", Mode.IN_PERSON): 1,
    }
