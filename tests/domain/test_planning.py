"""Plans: when they are stale, and what accepting one moves."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from forum.domain import planning, question, timetable
from forum.domain.people import Constituency, Delegation, Mode
from forum.domain.planning import Plan, PlanUnusable
from forum.domain.refusals import Refusal
from tests.programmes import a_forum, as_held

NOW = dt.datetime(2022, 2, 1, tzinfo=dt.UTC)
REQUEST: dict[str, Any] = {
    "version": 1,
    "forum": {"title": "Global Forum", "zone": "Europe/Zurich"},
    "people": [{"id": "FJ-gov", "zone": "Pacific/Fiji", "count": 2}],
    "sittings": [{"id": "opening", "minutes": 90}],
    "policy": "leximin",
}


FORUM = a_forum()
#: the question as it was put under the rules that the forum has
ASKED = question.document_of(
    question.problem_of(
        FORUM,
        {(1, Constituency.GOVERNMENT, "Pacific/Fiji", Mode.REMOTE): 2},
        [Delegation(id=1, forum_id=1, key="FJ", state="FJ")],
        as_held(),
    )
)


def a_plan(*lines: tuple[str, str]) -> Plan:
    result = {"sittings": [{"id": key, "start": start} for key, start in lines]}
    return Plan(id=4, forum_id=1, policy="leximin", status="optimal", request=REQUEST, result=result, created_at=NOW)


def test_accepting_gives_only_the_sittings_that_move() -> None:
    plan = a_plan(("opening", "2022-02-22T12:00:00Z"), ("theme-1", "2022-02-23T06:00:00Z"))
    moved = planning.accept(plan, as_held(), REQUEST)
    assert [(each.key, each.day, each.clock) for each in moved] == [("theme-1", dt.date(2022, 2, 23), dt.time(7, 0))]


def test_another_policy_or_title_makes_no_plan_stale() -> None:
    asked = {**REQUEST, "policy": "minimax", "forum": {**REQUEST["forum"], "title": "Forum mondial"}}
    assert planning.accept(a_plan(("opening", "2022-02-22T08:00:00Z")), as_held(), asked) != []


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"forum": {"title": "Global Forum", "zone": "Asia/Tokyo"}}, [planning.RulesChanged()]),
        ({"burden": {"bands": [], "rest_day": 9}}, [planning.RulesChanged()]),
        ({"people": [{"id": "FJ-gov", "zone": "Pacific/Fiji", "count": 3}]}, [planning.PeopleChanged(count=1)]),
        ({"people": [], "sittings": []}, [planning.PeopleChanged(count=1), planning.SittingsChanged(titles="Opening")]),
    ],
)
def test_a_plan_of_other_facts_is_refused_with_what_has_changed(change: dict[str, Any], faults: list[Refusal]) -> None:
    with pytest.raises(planning.Outdated) as refused:
        planning.accept(a_plan(("opening", "2022-02-22T08:00:00Z")), as_held(), {**REQUEST, **change})
    assert refused.value.faults == faults


def test_a_draft_that_moved_since_it_was_read_is_named() -> None:
    plan, seen = a_plan(("opening", "2022-02-22T08:00:00Z")), timetable.marks(as_held())
    assert seen["theme-1"].startswith("2022-02-22T14:45/")
    assert planning.accept(plan, as_held(), REQUEST, seen) != []
    moved = [replace(each, clock=dt.time(9)) if each.key == "theme-1" else each for each in as_held()]
    with pytest.raises(planning.Outdated) as refused:
        planning.accept(plan, moved, REQUEST, seen)
    assert refused.value.faults == [planning.TimesMoved(titles="Theme-1")]


def test_a_fingerprint_is_that_of_the_question_not_of_the_policy() -> None:
    assert planning.fingerprint({**REQUEST, "policy": "minimax"}) == planning.fingerprint(REQUEST)
    assert planning.fingerprint({**REQUEST, "people": []}) != planning.fingerprint(REQUEST)


def test_a_plan_without_times_cannot_be_accepted() -> None:
    with pytest.raises(PlanUnusable) as refused:
        planning.accept(a_plan(), as_held(), REQUEST)
    assert refused.value.params == {"status": "optimal"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, True), ({"policy": "minimax"}, True), ({"policy": "least_total"}, False), ({"status": "feasible"}, False)],
)
def test_a_plan_proves_its_own_timetable(changes: dict[str, Any], expected: bool) -> None:
    lines = [(each.key, each.start.isoformat()) for each in as_held()]
    plan = replace(a_plan(*lines), request=ASKED, **changes)
    assert planning.proves(plan, as_held(), FORUM) is expected
    assert not planning.proves(plan, as_held()[1:], FORUM)


def test_a_plan_is_followed_until_a_sitting_moves() -> None:
    plan = a_plan(*((each.key, each.start.isoformat()) for each in as_held()))
    moved = [replace(as_held()[0], clock=dt.time(9, 0)), *as_held()[1:]]
    assert planning.is_followed(plan, as_held())
    assert not planning.is_followed(plan, moved)


def test_no_plan_proves_nothing() -> None:
    assert not planning.proves(None, as_held(), FORUM)


@pytest.mark.parametrize(
    "changes",
    [
        {"grid_minutes": 60},
        {"gap_minutes": 45},
        {"cap_minutes": 100},
        {"rest_day_points": 9},
        {"venue_to": "23:00"},
        {"last_day": dt.date(2022, 2, 25)},
    ],
)
def test_a_proof_holds_for_the_rules_it_was_made_under(changes: dict[str, Any]) -> None:
    lines = [(each.key, each.start.isoformat()) for each in as_held()]
    plan = replace(a_plan(*lines), request=ASKED)
    assert not planning.proves(plan, as_held(), replace(FORUM, **changes))
    assert planning.proves(plan, as_held(), replace(FORUM, title="Renamed", city="Bern", policy="minimax"))


def test_a_plan_of_fewest_moves_proves_no_fairness() -> None:
    plan = replace(a_plan(("opening", "2022-02-22T08:00:00Z")), purpose=planning.Purpose.REPLAN)
    assert not planning.proves(plan, [], a_forum())
