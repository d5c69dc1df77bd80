"""Published timetables of real forums are never better than ours by the policy that we plan by.

Held against `tests/timezones/published/`: the windows that the International Labour Conference (109th Session, 2021)
and RFC 9400 (section 3.1) published with hours in UTC, for the 187 member States of the ILO, one row each. Where a
source names no length (the opening of 20 May 2021) it is that of the other sittings of the same source, three hours;
the twelve sittings stand on the working days from 3 to 18 June; RFC 9400 names hours but no dates: three days in a row
in its summer and in its winter. And the Global Forum as held in 2022, from the shipped example.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from forum.formats.plan_document import starts_of
from forum.formats.plan_file import read_problem
from timezones import fairness, rules
from timezones.problem import POLICIES, Policy, Problem, Starts
from timezones.windows import Plan, plan

HERE = Path(__file__).parent / "published"
EXAMPLE = Path(__file__).resolve().parents[2] / "forum/examples/global_forum_2022"
#: file of the request -> file of the timetable as it was published
PUBLISHED = {
    HERE / "ilc109_opening.json": HERE / "ilc109_opening.held.json",
    HERE / "ilc109_sittings.json": HERE / "ilc109_sittings.held.json",
    HERE / "rfc9400_summer.json": HERE / "rfc9400_summer.held.json",
    HERE / "rfc9400_winter.json": HERE / "rfc9400_winter.held.json",
    EXAMPLE / "request.json": EXAMPLE / "held.json",
}
#: seconds for one plan: enough to find better ones, whether or not their proof ends in time
LIMIT = 5.0


def read(request: Path) -> tuple[Problem, Starts]:
    problem = read_problem(request.read_bytes())
    return problem, starts_of(json.loads(PUBLISHED[request].read_bytes()), problem)


def ours(problem: Problem, policy: Policy) -> tuple[Problem, Plan]:
    asked = replace(problem, policy=policy)
    return asked, plan(asked, time_limit=LIMIT)


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("request_file", PUBLISHED, ids=lambda path: path.stem)
def test_the_published_timetable_is_never_better_than_ours(request_file: Path, policy: Policy) -> None:
    problem, held = read(request_file)
    assert rules.broken_rules(problem, held) == []
    asked, found = ours(problem, policy)
    assert found.score is not None
    assert not fairness.is_better(asked, held, found.starts)
    if found.status == "optimal":
        assert rules.broken_rules(asked, found.starts) == []


def test_the_windows_are_those_of_their_sources() -> None:
    _, opening = read(HERE / "ilc109_opening.json")
    assert [f"{start:%a %d %B %Y %H:%M}" for start in opening["opening"]] == ["Thu 20 May 2021 11:00"]
    problem, june = read(HERE / "ilc109_sittings.json")
    assert {f"{start:%H:%M}" for own in june.values() for start in own} == {"11:00"}
    assert {(sitting.minutes, sitting.day is not None) for sitting in problem.sittings} == {(180, True)}
    assert len(problem.sittings) == 12
    for season, hours in (("summer", ["05", "13", "22"]), ("winter", ["06", "14", "22"])):
        _, windows = read(HERE / f"rfc9400_{season}.json")
        assert [f"{own[0]:%H}" for own in windows.values()] == hours
    assert {len(read(request)[0].people) for request in PUBLISHED if request.parent == HERE} == {187}


def test_the_habit_of_eleven_hours_is_the_least_total_and_hard_on_two() -> None:
    problem, held = read(HERE / "ilc109_opening.json")
    _, found = ours(problem, "least_total")
    assert found.status == "optimal"
    assert found.starts == held
    _, fairest = ours(read(HERE / "rfc9400_summer.json")[0], "minimax")
    problem, rotation = read(HERE / "rfc9400_summer.json")
    assert fairest.score is not None
    assert (fairest.score.worst, fairness.score(problem, rotation).worst) == (3090, 3300)
