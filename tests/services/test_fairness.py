"""The statement of fairness: kept with the release, completed once, changed by nothing that comes later."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.access import ANONYMOUS, OPERATOR, Actor
from forum.domain.planning import Plan, Purpose
from forum.domain.question import result_of
from forum.domain.refusals import SignInNeeded, Unknown
from forum.services import fairness, planning, programme
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from timezones.fairness import score

NOW = dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)
SLUG = "global-forum"
MORNING = {
    "opening": (dt.datetime(2022, 2, 22, 8, tzinfo=dt.UTC),),
    "theme-1": (dt.datetime(2022, 2, 23, 9, tzinfo=dt.UTC),),
}


@pytest.fixture
def forum_id(store: Store) -> int:
    forum_id = builders.a_forum(store, grid_minutes=15, venue_from="07:00", venue_to="22:00")
    builders.a_sitting(store, forum_id, "opening", position=0)
    builders.a_sitting(store, forum_id, "theme-1", position=1, clock=dt.time(14, 45))
    for key, state, zone in (("a", "FJ", "Pacific/Fiji"), ("b", "KE", "Africa/Nairobi")):
        builders.a_person(store, forum_id, key, state=state, zone=zone)
    return forum_id


def unit(store: Store, actor: Actor = OPERATOR) -> Unit:
    return Unit(store=store, actor=actor, now=NOW)


def planned(store: Store, policy: str = "leximin") -> Plan:
    problem = replace(planning.question(unit(store), SLUG), policy=policy)
    answer = result_of(problem, MORNING, score(problem, MORNING), "optimal")
    return planning.keep_plan(unit(store), SLUG, problem, answer)


def test_an_accepted_plan_is_the_proof_of_its_release(store: Store, forum_id: int) -> None:
    planning.accept_plan(unit(store), SLUG, planned(store).id)
    programme.publish(unit(store), SLUG)
    said = fairness.statement(unit(store), SLUG, 1)
    assert said.proof is not None
    assert (said.proof.policy, said.proof.status) == ("leximin", "optimal")
    assert (said.is_latest, said.is_complete) == (True, False)
    assert [each.key for each in said.sittings] == ["opening", "theme-1"]


def test_a_delayed_release_claims_no_proof_and_leaves_the_first_as_it_was(store: Store, forum_id: int) -> None:
    planning.accept_plan(unit(store), SLUG, planned(store).id)
    programme.publish(unit(store), SLUG)
    programme.delay_sitting(unit(store), SLUG, "opening", 20)
    assert fairness.statement(unit(store), SLUG, 2).proof is None
    first = fairness.statement(unit(store), SLUG, 1)
    assert (first.proof is not None, first.is_latest) == (True, False)


def test_a_roster_that_changes_later_changes_nothing(store: Store, forum_id: int) -> None:
    programme.publish(unit(store), SLUG)
    before = fairness.statement(unit(store), SLUG, 1)
    builders.a_person(store, forum_id, "c", state="JP", zone="Asia/Tokyo")
    assert fairness.statement(unit(store), SLUG, 1) == before
    assert before.figures.heads == 2


def test_figures_are_kept_once(store: Store, forum_id: int) -> None:
    programme.publish(unit(store), SLUG)
    figures = fairness.statement(unit(store), SLUG, 1).figures
    fairness.keep_figures(unit(store), SLUG, 1, figures)
    fairness.keep_figures(unit(store), SLUG, 1, replace(figures, worst=0))
    said = fairness.statement(unit(store), SLUG, 1)
    assert said.is_complete
    assert said.figures == figures
    with pytest.raises(Unknown):
        fairness.keep_figures(unit(store), SLUG, 9, figures)


def test_plans_of_the_same_question_stand_beside_it(store: Store, forum_id: int) -> None:
    made = {policy: planned(store, policy) for policy in ("leximin", "least_total")}
    planning.accept_plan(unit(store), SLUG, made["leximin"].id)
    programme.publish(unit(store), SLUG)
    assert dict(fairness.to_complete(unit(store), SLUG, 1).known) == {
        policy: replace(plan, accepted_at=NOW if policy == "leximin" else None) for policy, plan in made.items()
    }
    assert {plan.purpose for plan in made.values()} == {Purpose.PLAN}


def test_without_people_nothing_is_stated(store: Store) -> None:
    forum_id = builders.a_forum(store, "empty")
    builders.a_sitting(store, forum_id)
    programme.publish(unit(store), "empty")
    with pytest.raises(Unknown):
        fairness.statement(unit(store), "empty", 1)
    assert not programme.released(unit(store), "empty").has_statement


def test_public_where_the_release_is_and_a_rehearsal_for_its_own(store: Store, forum_id: int) -> None:
    for number in (0, 1):
        with pytest.raises(Unknown if number == 0 else SignInNeeded):
            fairness.statement(unit(store, OPERATOR if number == 0 else ANONYMOUS), SLUG, 1)
    programme.publish(unit(store), SLUG)
    assert fairness.statement(unit(store, ANONYMOUS), SLUG, 1).is_latest
    rehearsal = builders.a_forum(store, "rehearsal", is_rehearsal=True)
    builders.a_sitting(store, rehearsal)
    builders.a_person(store, rehearsal, "a", state="FJ", zone="Pacific/Fiji")
    programme.publish(unit(store), "rehearsal")
    with pytest.raises(SignInNeeded):
        fairness.statement(unit(store, ANONYMOUS), "rehearsal", 1)
    with pytest.raises(Unknown):
        fairness.statement(unit(store, Actor(account_id=1, person_id=1, forum_id=forum_id)), "rehearsal", 1)
