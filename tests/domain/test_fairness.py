"""What a release is said to prove and to cost: only what holds for its times, its people and its rules."""

from __future__ import annotations

import copy
import datetime as dt
import json
from dataclasses import asdict
from typing import Any

import pytest

from forum.domain import fairness, question
from forum.domain.fairness import Proof
from forum.domain.planning import Plan, Purpose
from forum.domain.programme import Lock
from tests import statements
from tests.programmes import a_sitting
from tests.timezones import brute
from timezones.fairness import score
from timezones.problem import Person

QUESTION = question.document_of(statements.problem())


def a_plan(**changes: Any) -> Plan:
    lines = [{"id": key, "start": text} for key, text in statements.PLANNED.items()]
    facts: dict[str, Any] = {
        "id": 1, "forum_id": 1, "policy": "leximin", "status": "optimal", "request": QUESTION,
        "result": {"sittings": lines, "bound": 1590.0, "gap": 0.0},
        "created_at": dt.datetime(2022, 1, 1, tzinfo=dt.UTC),
    }  # fmt: skip
    return Plan(**{**facts, **changes})


def changed(**line: Any) -> dict[str, Any]:
    document = copy.deepcopy(QUESTION)
    document["sittings"][0] |= line
    return document


def test_the_plan_that_is_followed_is_the_proof() -> None:
    sittings = statements.release(statements.planned()).sittings
    found = fairness.proof_of(a_plan(), QUESTION, sittings)
    assert found == Proof(policy="leximin", status="optimal", bound=1590.0)
    reordered = {**QUESTION, "sittings": QUESTION["sittings"][::-1]}
    assert fairness.proof_of(a_plan(), reordered, sittings) == found


@pytest.mark.parametrize(
    ("plan", "asked"),
    [
        (None, QUESTION),
        (a_plan(), changed(minutes=91)),
        (a_plan(), {**QUESTION, "people": QUESTION["people"][1:]}),
        (a_plan(), {**QUESTION, "forum": {**QUESTION["forum"], "grid_minutes": 30}}),
    ],
)
def test_other_people_rules_or_sittings_leave_nothing_proven(plan: Plan | None, asked: dict[str, Any]) -> None:
    assert fairness.proof_of(plan, asked, statements.release(statements.planned()).sittings) is None


def test_other_times_leave_nothing_proven() -> None:
    assert fairness.proof_of(a_plan(), QUESTION, statements.release(statements.held()).sittings) is None


def test_a_lock_set_after_planning_takes_no_proof_away_and_one_before_is_told() -> None:
    sittings = statements.release(statements.planned()).sittings
    assert fairness.proof_of(a_plan(), changed(day="2022-02-22"), sittings) is not None
    kept = fairness.proof_of(a_plan(request=changed(starts=["2022-02-22T06:00:00Z"])), QUESTION, sittings)
    assert kept is not None
    assert kept.locked == (QUESTION["sittings"][0]["id"],)


def test_the_figures_are_those_of_the_planner() -> None:
    figures, scored = statements.figures(), score(statements.problem(), statements.planned())
    assert (figures.worst, figures.mean, figures.night) == (scored.worst, scored.mean, scored.heads_in_dearest_band)
    assert (figures.heads, figures.delegations) == (748, 187)
    assert sum(each.night for each in figures.bearers) == figures.night
    assert figures.worst_off == ("JP", "KR", "PW", "TL")
    assert figures.bearers[0].region == "Asia and the Pacific"


@pytest.mark.parametrize("seed", range(25))
def test_nights_are_counted_as_a_slow_count_counts_them(seed: int) -> None:
    problem = brute.random_problem(seed)
    timetable = next(brute.timetables(problem), None) if brute.how_many(problem) < 3000 else None
    if timetable is None:
        return
    order = sorted(problem.sittings, key=lambda each: min(timetable[each.id]))
    for bearer in fairness.figures(problem, timetable).bearers:
        mine = [person for person in problem.people if person.region == bearer.region]
        expected = [
            sum(row.count for row in mine if brute.borne(problem, row, each, timetable[each.id])[1]) for each in order
        ]
        assert list(bearer.nights) == expected


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (Person(id="US-gov@America/Los_Angeles", zone="America/Los_Angeles", territory="US"), "US"),
        (Person(id="palestine-gov@Asia/Gaza", zone="Asia/Gaza"), "palestine"),
        (Person(id="anybody", zone="Asia/Gaza"), "anybody"),
    ],
)
def test_a_row_is_named_by_its_delegation_never_by_its_zone(row: Person, name: str) -> None:
    assert fairness.delegation_of(row) == name


def test_lines_of_plans_and_of_what_was_held() -> None:
    problem, scored = statements.problem(), score(statements.problem(), statements.held())
    result = question.result_of(problem, statements.held(), scored, "optimal")
    line = fairness.lines_of({"least_total": a_plan(result=result)})[0]
    assert line == fairness.compared("least_total", "optimal", scored)
    held = a_plan(policy="held", result=result)
    assert fairness.held_starts(held, problem) == statements.held()
    assert fairness.held_starts(None, problem) is None
    assert fairness.held_starts(a_plan(result=result), problem) is None


def test_a_statement_computes_what_was_not_kept_yet() -> None:
    waiting, complete = statements.a_statement(is_complete=False), statements.a_statement()
    assert not waiting.is_complete
    assert waiting.figures == statements.figures()
    assert len(complete.figures.compared) == 3
    assert [each.key for each in complete.sittings] == list(statements.PLANNED)


def test_the_question_comes_back_from_its_document() -> None:
    for seed in range(60):
        problem = brute.random_problem(seed)
        if any(each.people or each.awake or each.repeat > 1 for each in problem.sittings):
            continue
        if any(person.holidays for person in problem.people):
            continue
        assert question.problem_from(question.document_of(problem)) == problem
    assert question.document_of(question.problem_from(QUESTION)) == QUESTION
    assert Lock.NONE is a_sitting().lock


def test_figures_survive_being_kept() -> None:
    figures = statements.a_statement().figures
    assert fairness.restored(json.loads(json.dumps(asdict(figures)))) == figures


def test_a_plan_of_fewest_moves_proves_no_fairness() -> None:
    sittings = statements.release(statements.planned()).sittings
    assert fairness.proof_of(a_plan(purpose=Purpose.REPLAN), QUESTION, sittings) is None
