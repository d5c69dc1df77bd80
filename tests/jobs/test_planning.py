"""The planning job: a real search on a small forum, its plan kept; cancelled it keeps nothing."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from forum import settings
from forum.domain.access import OPERATOR, Actor
from forum.domain.jobs import JobState
from forum.domain.people import Role
from forum.jobs import planning as job
from forum.jobs.queue import Queue
from forum.jobs.work import Worker
from forum.services import jobs, planning
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from timezones import windows
from timezones.problem import POLICIES, Problem

NOW = dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)
SLUG = "global-forum"


@pytest.fixture
def forum_id(sqlite_store: Store) -> int:
    forum_id = builders.a_forum(sqlite_store, grid_minutes=60, venue_from="07:00", venue_to="22:00")
    builders.a_sitting(sqlite_store, forum_id, "opening", position=0)
    builders.a_sitting(sqlite_store, forum_id, "theme-1", position=1, clock=dt.time(14, 45), after=["opening"])
    for key, zone in (("FJ", "Pacific/Fiji"), ("KE", "Africa/Nairobi"), ("PE", "America/Lima")):
        builders.a_person(sqlite_store, forum_id, key, state=key, zone=zone)
    return forum_id


def unit(store: Store) -> Unit:
    return Unit(store=store, actor=OPERATOR, now=NOW)


def run(store: Store, folder: Path, key: str) -> None:
    chosen = settings.load({}, FORUM_DATA=str(folder))
    queue = Queue(chosen)
    Worker(store=store, settings=chosen, clock=lambda: NOW, queue=queue).run(key)
    queue.close()


@pytest.mark.parametrize("policy", POLICIES)
def test_a_plan_is_found_kept_and_can_be_accepted(
    sqlite_store: Store, forum_id: int, tmp_path: Path, policy: str
) -> None:
    planning.request_plan(unit(sqlite_store), SLUG, "plan-1", policy, 30)
    run(sqlite_store, tmp_path, "plan-1")
    done = jobs.follow(unit(sqlite_store), SLUG, "plan-1")
    plan = planning.proposals(unit(sqlite_store), SLUG).plans[0]
    assert (done.state, done.result) == (JobState.DONE, {"plan": plan.id, "status": "optimal"})
    assert (plan.policy, plan.status, plan.result["gap"]) == (policy, "optimal", 0.0)
    assert [line["id"] for line in plan.result["explain"]] == ["opening", "theme-1"]
    planning.accept_plan(unit(sqlite_store), SLUG, plan.id)
    starts = dict(planning.bearing(unit(sqlite_store), SLUG, is_draft=True).starts)
    assert starts["theme-1"] >= starts["opening"] + dt.timedelta(minutes=90)


def test_an_impossible_forum_gets_its_reasons(sqlite_store: Store, tmp_path: Path) -> None:
    forum_id = builders.a_forum(sqlite_store, venue_from="09:00", venue_to="10:00")
    builders.a_sitting(sqlite_store, forum_id)
    builders.a_person(sqlite_store, forum_id, "FJ", state="FJ", zone="Pacific/Fiji")
    planning.request_plan(unit(sqlite_store), SLUG, "plan-1")
    run(sqlite_store, tmp_path, "plan-1")
    plan = planning.proposals(unit(sqlite_store), SLUG).plans[0]
    assert (plan.status, plan.is_usable, plan.result["reasons"]) == ("infeasible", False, ["forum.venue_hours"])


def test_a_job_cancelled_while_it_waits_keeps_nothing(sqlite_store: Store, forum_id: int, tmp_path: Path) -> None:
    planning.request_plan(unit(sqlite_store), SLUG, "plan-1")
    jobs.cancel(unit(sqlite_store), SLUG, "plan-1")
    run(sqlite_store, tmp_path, "plan-1")
    assert jobs.follow(unit(sqlite_store), SLUG, "plan-1").state is JobState.CANCELLED
    assert planning.proposals(unit(sqlite_store), SLUG).plans == ()


def test_a_search_stops_when_it_is_cancelled(
    sqlite_store: Store, forum_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wish comes after the worker took the job up: the watch hears of it, the best plan so far is kept."""
    monkeypatch.setattr(job, "RHYTHM", 0.0)
    planning.request_plan(unit(sqlite_store), SLUG, "plan-1")
    first = job.Watch.is_cancelled

    def cancel_then_ask(watch: job.Watch) -> bool:
        if not watch.wants_cancel:
            jobs.cancel(unit(sqlite_store), SLUG, "plan-1")
        return first(watch)

    monkeypatch.setattr(job.Watch, "is_cancelled", cancel_then_ask)
    run(sqlite_store, tmp_path, "plan-1")
    over, plan = jobs.follow(unit(sqlite_store), SLUG, "plan-1"), planning.proposals(unit(sqlite_store), SLUG).plans[0]
    assert (over.state, over.result) == (JobState.CANCELLED, {"plan": plan.id, "status": "feasible"})
    assert plan.is_usable
    assert over.facts["policy"] == "leximin"
    assert planning.accept_plan(unit(sqlite_store), SLUG, plan.id) != []


def test_a_search_cancelled_before_it_found_anything_keeps_nothing(
    sqlite_store: Store, forum_id: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(problem: Problem, **asked: Any) -> windows.Plan:
        jobs.cancel(unit(sqlite_store), SLUG, "plan-1")
        while not asked["cancelled"]():
            pass
        return windows.Plan(status="unknown", policy=problem.policy, starts={})

    monkeypatch.setattr(job, "RHYTHM", 0.0)
    monkeypatch.setattr(windows, "plan", stopped)
    planning.request_plan(unit(sqlite_store), SLUG, "plan-1")
    run(sqlite_store, tmp_path, "plan-1")
    over = jobs.follow(unit(sqlite_store), SLUG, "plan-1")
    assert (over.state, over.result) == (JobState.CANCELLED, {})
    assert planning.proposals(unit(sqlite_store), SLUG).plans == ()


def test_two_organizers_at_once_have_two_proposals(sqlite_store: Store, forum_id: int, tmp_path: Path) -> None:
    who = [builders.a_person(sqlite_store, forum_id, key, "organizer") for key in ("one", "two")]
    for key, person in zip(("plan-1", "plan-2"), who, strict=True):
        actor = Actor(account_id=person, person_id=person, forum_id=forum_id, roles=frozenset({Role.ORGANIZER}))
        planning.request_plan(Unit(store=sqlite_store, actor=actor, now=NOW), SLUG, key)
    for key in ("plan-2", "plan-1", "plan-1"):
        run(sqlite_store, tmp_path, key)
    plans = planning.proposals(unit(sqlite_store), SLUG).plans
    assert [(plan.job, plan.asked_by, plan.asked_at) for plan in plans] == [
        ("plan-1", who[0], NOW), ("plan-2", who[1], NOW),
    ]  # fmt: skip
    assert plans[0].result == plans[1].result


def test_the_watch_thins_out_a_long_search(sqlite_store: Store, forum_id: int) -> None:
    watch = job.Watch(None, 60, "leximin")  # type: ignore[arg-type]
    for second in range(1000):
        known: dict[str, Any] = {"worst": 2000 - second, "mean": Fraction(2000 - second, 3)}
        watch.on_progress(
            windows.Progress(figure=Fraction(2000 - second), bound=Fraction(second), seconds=second, **known)
        )
    points = watch.facts["points"]
    assert (watch.facts["worst"], watch.facts["mean"]) == (1001, 333.7)
    assert len(points) <= job.MOST_POINTS
    assert (points[0], points[-1]) == ([0, 2000.0, 0.0], [999, 1001.0, 999.0])


def test_the_held_timetable_is_kept_with_its_figures(sqlite_store: Store, forum_id: int) -> None:
    document = {
        "sittings": [
            {"id": "opening", "start": "2022-02-22T13:00:00+01:00"},
            {"id": "theme-1", "start": "2022-02-22T13:45:00Z"},
        ]
    }
    held = job.keep_held(unit(sqlite_store), SLUG, document)
    assert (held.policy, held.status) == ("held", "held")
    assert held.starts["opening"] == dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
    assert held.result["summary"]["worst"] == held.result["totals"]["FJ-gov"]
