"""Plans of a forum: asked for, kept, accepted or stale; who bears which hour of what."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from forum.domain.access import ANONYMOUS, OPERATOR, Actor
from forum.domain.audit import Tag
from forum.domain.jobs import JobState
from forum.domain.people import Role
from forum.domain.planning import Asked, Outdated, Plan, PlanUnusable, TimesMoved
from forum.domain.question import NothingToPlan, result_of
from forum.domain.refusals import Forbidden, SignInNeeded, Unknown, UnknownChoice
from forum.domain.timetable import marks
from forum.services import jobs, planning
from forum.services import programme as programmes
from forum.services.programme import SittingIn
from forum.services.unit import Unit
from forum.store import audit
from forum.store.engine import Store
from tests import builders
from timezones.fairness import score
from timezones.problem import Problem

NOW = dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)
SLUG = "global-forum"
MORNING = {"opening": dt.datetime(2022, 2, 22, 8, tzinfo=dt.UTC), "theme-1": dt.datetime(2022, 2, 23, 9, tzinfo=dt.UTC)}


@pytest.fixture
def forum_id(store: Store) -> int:
    """Two sittings, two delegates of Fiji and one of Kenya."""
    forum_id = builders.a_forum(store, grid_minutes=15, venue_from="07:00", venue_to="22:00")
    builders.a_sitting(store, forum_id, "opening", position=0)
    builders.a_sitting(store, forum_id, "theme-1", position=1, clock=dt.time(14, 45))
    for key, state, zone in (("a", "FJ", "Pacific/Fiji"), ("b", "FJ", "Pacific/Fiji"), ("c", "KE", "Africa/Nairobi")):
        builders.a_person(store, forum_id, key, state=state, zone=zone)
    return forum_id


def unit(store: Store, actor: Actor = OPERATOR) -> Unit:
    return Unit(store=store, actor=actor, now=NOW)


def someone(forum_id: int, *roles: Role) -> Actor:
    return Actor(account_id=1, person_id=1, forum_id=forum_id, roles=frozenset(roles))


def result(problem: Problem, status: str = "optimal", **starts: dt.datetime) -> dict[str, Any]:
    given = {key: (start,) for key, start in starts.items()}
    return result_of(problem, given, score(problem, given), status)


def kept(store: Store, status: str = "optimal") -> Plan:
    problem = planning.question(unit(store), SLUG)
    return planning.keep_plan(unit(store), SLUG, problem, result(problem, status, **MORNING))


def test_the_question_has_a_row_per_delegation(store: Store, forum_id: int) -> None:
    problem = planning.question(unit(store), SLUG, "minimax")
    assert [(row.id, row.count) for row in problem.people] == [("FJ-gov", 2), ("KE-gov", 1)]
    assert [wanted.id for wanted in problem.sittings] == ["opening", "theme-1"]
    assert problem.policy == "minimax"


def test_asking_for_a_plan_enqueues_one_job_that_can_be_followed(store: Store, forum_id: int) -> None:
    for _ in range(2):
        planning.request_plan(unit(store), SLUG, "plan-1", "least_total", 30)
    job = jobs.follow(unit(store), SLUG, "plan-1")
    assert (job.kind, job.state, job.forum_id) == ("plan", JobState.WAITING, forum_id)
    assert job.body == {"slug": SLUG, "policy": "least_total", "seconds": 30}


def test_asking_refuses_an_unknown_policy_and_an_empty_forum(store: Store, forum_id: int) -> None:
    with pytest.raises(UnknownChoice):
        planning.request_plan(unit(store), SLUG, "plan-1", "roulette")
    builders.a_forum(store, "empty")
    with pytest.raises(NothingToPlan):
        planning.request_plan(unit(store), "empty", "plan-2")
    with pytest.raises(Unknown):
        jobs.follow(unit(store), SLUG, "plan-1")


def test_a_plan_is_kept_and_leaves_the_draft_alone(store: Store, forum_id: int) -> None:
    before = programmes.draft(unit(store), SLUG).sittings
    plan = kept(store)
    assert planning.proposals(unit(store), SLUG).plans == (plan,)
    assert plan.starts == MORNING
    assert programmes.draft(unit(store), SLUG).sittings == before
    with store.reading() as db:
        assert [entry.tag for entry in audit.entries(db, forum_id)] == [Tag.PLAN_MADE]


def test_accepting_moves_the_draft(store: Store, forum_id: int) -> None:
    plan = kept(store)
    moved = planning.accept_plan(unit(store), SLUG, plan.id)
    draft = programmes.draft(unit(store), SLUG).sittings
    assert {each.key: each.start for each in draft} == MORNING
    assert [each.key for each in moved] == ["opening", "theme-1"]
    accepted = planning.proposals(unit(store), SLUG).plans[0]
    assert accepted.accepted_at == NOW
    assert planning.bearing(unit(store), SLUG, is_draft=True).is_proven


def test_a_job_taken_up_twice_keeps_one_plan_named_by_who_asked_and_when(store: Store, forum_id: int) -> None:
    problem = planning.question(unit(store), SLUG)
    asked = Asked(job="plan-1", by=7, at=NOW - dt.timedelta(minutes=3))
    made = [planning.keep_plan(unit(store), SLUG, problem, result(problem, **MORNING), asked=asked) for _ in range(2)]
    assert made[0] == made[1] == planning.proposals(unit(store), SLUG).plans[0]
    assert (made[0].asked_by, made[0].asked_at) == (7, asked.at)
    other = planning.keep_plan(
        unit(store), SLUG, problem, result(problem, **MORNING), asked=replace(asked, job="plan-2")
    )
    assert len(planning.proposals(unit(store), SLUG).plans) == 2
    assert other.fingerprint == made[0].fingerprint


def test_accepting_what_moved_meanwhile_is_refused(store: Store, forum_id: int) -> None:
    plan, seen = kept(store), marks(programmes.draft(unit(store), SLUG).sittings)
    programmes.move_sitting(unit(store), SLUG, "theme-1", dt.date(2022, 2, 24), dt.time(10, 0))
    with pytest.raises(Outdated) as refused:
        planning.accept_plan(unit(store), SLUG, plan.id, seen)
    assert refused.value.faults == [TimesMoved(titles="Theme-1")]
    assert planning.proposals(unit(store), SLUG).plans[0].accepted_at is None


def test_a_plan_stays_good_when_only_times_change(store: Store, forum_id: int) -> None:
    plan = kept(store)
    programmes.move_sitting(unit(store), SLUG, "opening", dt.date(2022, 2, 24), dt.time(10, 0))
    assert len(planning.accept_plan(unit(store), SLUG, plan.id)) == 2


def test_a_plan_is_stale_once_sittings_or_people_changed(store: Store, forum_id: int) -> None:
    plan = kept(store)
    programmes.add_sitting(unit(store), SLUG, SittingIn(title="Another", minutes=30))
    with pytest.raises(Outdated):
        planning.accept_plan(unit(store), SLUG, plan.id)
    fresh = planning.question(unit(store), SLUG)
    given = {**MORNING, "sitting-1": dt.datetime(2022, 2, 24, 9, tzinfo=dt.UTC)}
    second = planning.keep_plan(unit(store), SLUG, fresh, result(fresh, **given))
    builders.a_person(store, forum_id, "d", state="KE", zone="Africa/Nairobi")
    with pytest.raises(Outdated):
        planning.accept_plan(unit(store), SLUG, second.id)
    assert programmes.draft(unit(store), SLUG).sittings[0].clock == dt.time(13, 0)


def test_a_plan_without_a_timetable_is_not_accepted(store: Store, forum_id: int) -> None:
    problem = planning.question(unit(store), SLUG)
    plan = planning.keep_plan(unit(store), SLUG, problem, result_of(problem, {}, None, "infeasible"))
    with pytest.raises(PlanUnusable):
        planning.accept_plan(unit(store), SLUG, plan.id)


def test_the_held_timetable_is_shown_but_never_accepted(store: Store, forum_id: int) -> None:
    problem = planning.question(unit(store), SLUG)
    held = planning.keep_plan(unit(store), SLUG, problem, result(problem, "held", **MORNING), "held")
    found = planning.proposals(unit(store), SLUG)
    assert (found.held, found.plans) == (held, ())
    with pytest.raises(Unknown):
        planning.accept_plan(unit(store), SLUG, held.id)


def test_plans_of_another_forum_are_unknown(store: Store, forum_id: int) -> None:
    plan = kept(store)
    builders.a_forum(store, "other")
    with pytest.raises(Unknown):
        planning.accept_plan(unit(store), "other", plan.id)


def test_bearing_is_about_the_release(store: Store, forum_id: int) -> None:
    with pytest.raises(SignInNeeded):
        planning.bearing(unit(store, ANONYMOUS), SLUG)
    programmes.publish(unit(store), SLUG)
    programmes.move_sitting(unit(store), SLUG, "opening", dt.date(2022, 2, 24), dt.time(10, 0))
    shown = planning.bearing(unit(store, ANONYMOUS), SLUG)
    assert shown.release_number == 1
    assert dict(shown.starts)["opening"] == dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
    assert shown.problem is not None
    assert not shown.is_proven
    draft = planning.bearing(unit(store), SLUG, is_draft=True)
    assert (draft.release_number, dict(draft.starts)["opening"]) == (None, dt.datetime(2022, 2, 24, 9, tzinfo=dt.UTC))


def test_the_draft_is_for_organizers(store: Store, forum_id: int) -> None:
    programmes.publish(unit(store), SLUG)
    delegate = unit(store, someone(forum_id, Role.DELEGATE))
    assert planning.bearing(delegate, SLUG).release_number == 1
    for attempt in (
        lambda: planning.bearing(delegate, SLUG, is_draft=True),
        lambda: planning.proposals(delegate, SLUG),
        lambda: planning.request_plan(delegate, SLUG, "plan-1"),
        lambda: planning.accept_plan(delegate, SLUG, 1),
    ):
        with pytest.raises(Forbidden):
            attempt()


def test_bearing_without_delegations_has_no_problem(store: Store) -> None:
    forum_id = builders.a_forum(store)
    builders.a_sitting(store, forum_id)
    programmes.publish(unit(store), SLUG)
    assert planning.bearing(unit(store), SLUG).problem is None
