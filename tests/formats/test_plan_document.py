"""The planner and `forum plan --check` say the same of a timetable: a property over random problems."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from forum.formats.plan_document import check_of, document_of, starts_of, utc
from forum.formats.plan_file import problem_of
from forum.i18n.catalogues import words
from tests.timezones import brute
from timezones.problem import Person, Problem, WantedSitting
from timezones.windows import plan


def clock(minutes: int) -> str:
    return "24:00" if minutes == 1440 else f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def written(problem: Problem) -> dict[str, Any]:
    """A problem as a file of version 2 says it."""
    venue, scale = problem.venue, problem.scale
    cap = {} if venue.max_minutes_per_day is None else {"max_minutes_per_day": venue.max_minutes_per_day}
    return {
        "version": 2,
        "forum": {
            "zone": venue.zone, "first_day": str(venue.first_day), "last_day": str(venue.last_day),
            "grid_minutes": venue.grid_minutes, "venue_hours": [clock(venue.opens), clock(venue.closes)],
            "min_gap_minutes": venue.min_gap_minutes, **cap,
        },
        "burden": {
            "bands": [[clock(band.begins), clock(band.ends), band.cost] for band in scale.bands],
            "rest_day": scale.rest_day,
        },
        "people": [person(each) for each in problem.people],
        "sittings": [sitting(each) for each in problem.sittings],
        "policy": problem.policy,
    }  # fmt: skip


def person(each: Person) -> dict[str, Any]:
    names = ("id", "zone", "territory", "constituency", "region", "count", "mode", "ledger", "holidays")
    return {name: getattr(each, name) for name in names}


def sitting(each: WantedSitting) -> dict[str, Any]:
    line: dict[str, Any] = {"id": each.id, "minutes": each.minutes, "repeat": each.repeat}
    line |= {"after": list(each.after), "awake": list(each.awake)}
    line |= {} if each.people is None else {"people": list(each.people)}
    line |= {"day": str(each.day)} if each.day else {}
    line |= {"starts": [utc(start) for start in each.starts]} if each.starts else {}
    return line | ({"repeat_gap_hours": [end // 60 for end in each.repeat_gap]} if each.repeat_gap else {})


@settings(max_examples=60)
@given(st.integers(0, 100_000).filter(lambda seed: brute.how_many(brute.random_problem(seed)) < 20_000))
def test_a_check_agrees_with_the_plan(seed: int) -> None:
    problem = brute.random_problem(seed)
    assert problem_of(json.loads(json.dumps(written(problem)))) == problem
    found = plan(problem)
    document = json.loads(json.dumps(document_of(problem, found, 0.5)))
    if found.score is None:
        assert (document["status"], document["sittings"], document["totals"]) == ("infeasible", [], {})
        return
    checked = check_of(problem, starts_of(document, problem), words("en"))
    assert checked["faults"] == []
    assert checked["totals"] == document["totals"] == dict(brute.totals(problem, found.starts))
    assert checked["summary"] == document["summary"]


def test_a_bound_that_is_no_whole_number_is_rounded_down() -> None:
    problem = next(each for each in map(brute.random_problem, range(50)) if plan(each).score)
    found = replace(plan(problem), bound=Fraction(1, 3))
    assert document_of(problem, found, 0.0)["bound"] == 0.333333333
