from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from forum.formats.plan_file import read_problem
from tests.timezones import brute
from tests.timezones.test_windows import people, problem
from tests.timezones.windows.test_feasible import Patience, tight
from timezones import rules
from timezones.problem import Person, Problem, WantedSitting
from timezones.questions.inside import Inside, most_inside

REQUEST = Path(__file__).resolve().parents[3] / "forum/examples/global_forum_2022/request.json"
SEEDS = [seed for seed in range(300) if brute.how_many(brute.random_problem(seed)) < 1500][:60]
MANY = range(300, 2000)
HOURS = ((420, 1320), (540, 1080), (1320, 420), (0, 1440), (600, 600))


def is_inside(asked: Problem, person: Person, start: datetime, minutes: int, hours: tuple[int, int]) -> bool:
    """Minute by minute on the person's clock."""
    zone = ZoneInfo(person.zone if person.mode == "remote" else asked.venue.zone)
    begins, ends = hours
    for step in range(minutes):
        local = (start + step * brute.MINUTE).astimezone(zone)
        minute = local.hour * 60 + local.minute
        if not (begins <= minute < ends if begins < ends else minute >= begins or minute < ends):
            return False
    return True


def fewest(asked: Problem, timetable: brute.Timetable, hours: tuple[int, int]) -> int:
    """The sittings inside of the row that has the fewest."""
    counts = []
    for person in asked.people:
        attended = [each for each in asked.sittings if each.people is None or person.id in each.people]
        if attended:
            counts.append(
                sum(
                    any(is_inside(asked, person, start, each.minutes, hours) for start in timetable[each.id])
                    for each in attended
                )
            )
    return min(counts, default=0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_bound_equals_brute_force(seed: int) -> None:
    asked, hours = brute.random_problem(seed), random.Random(seed).choice(HOURS)
    found = most_inside(asked, *hours)
    most = max((fewest(asked, each, hours) for each in brute.timetables(asked)), default=None)
    if most is None:
        assert found is None
        return
    assert found is not None
    assert (found.most, found.at_most, found.is_proven) == (most, most, True)
    assert found.starts is not None
    assert fewest(asked, found.starts, hours) == most
    assert rules.broken_rules(asked, found.starts) == []


@pytest.mark.parametrize(("sittings", "most"), [(3, 1), (4, 2), (6, 3), (7, 3)])
def test_what_no_timetable_of_the_world_can_give(sittings: int, most: int) -> None:
    """With six sittings of two and a half hours at any hour nobody can promise everybody more than three in 07-22."""
    asked = read_problem(REQUEST.read_bytes())
    venue = replace(asked.venue, opens=0, closes=1440, max_minutes_per_day=None, min_gap_minutes=0, grid_minutes=30)
    wanted = tuple(WantedSitting(id=f"s{number}", minutes=150) for number in range(sittings))
    found = most_inside(replace(asked, venue=venue, sittings=wanted), 420, 1320)
    assert found is not None
    assert (found.of, found.at_most, found.is_proven) == (sittings, most, True)


def test_a_sitting_given_twice_counts_where_either_instance_is_inside() -> None:
    far = people("Pacific/Fiji", "America/Los_Angeles", "Africa/Nairobi")
    venue = replace(problem().venue, opens=0, closes=1440)
    once = most_inside(problem(people=far, venue=venue, sittings=(WantedSitting(id="s", minutes=60),)), 540, 1080)
    twice = most_inside(
        problem(people=far, venue=venue, sittings=(WantedSitting(id="s", minutes=60, repeat=2),)), 540, 1080
    )
    assert once is not None
    assert twice is not None
    assert (once.most, twice.most) == (0, 1)


def test_sittings_in_a_row_keep_their_order() -> None:
    chain = tuple(
        WantedSitting(id=f"s{number}", minutes=90, after=(f"s{number - 1}",) if number else ()) for number in range(4)
    )
    found = most_inside(problem(sittings=chain[::-1]), 420, 1320)
    assert found is not None
    assert found.starts is not None
    assert rules.broken_rules(problem(sittings=chain[::-1]), found.starts) == []


def test_rows_that_attend_nothing_are_left_out() -> None:
    only = WantedSitting(id="only", minutes=60, people=("Europe/Zurich",))
    found = most_inside(problem(people=people("Pacific/Fiji", "Europe/Zurich"), sittings=(only,)), 540, 1080)
    assert found is not None
    assert (found.of, found.most) == (1, 1)


def test_nothing_possible_and_nothing_proven_yet() -> None:
    assert most_inside(problem(venue=replace(problem().venue, max_minutes_per_day=60)), 420, 1320) is None
    assert most_inside(problem(venue=replace(problem().venue, max_minutes_per_day=170)), 420, 1320) is None
    full = replace(tight(), venue=replace(tight().venue, max_minutes_per_day=None, grid_minutes=30))
    stopped = most_inside(replace(full, sittings=full.sittings[:40]), 420, 1320, cancelled=Patience(1))
    assert stopped == Inside(begins=420, ends=1320, of=40, at_most=40)
    assert not stopped.is_proven


def test_a_day_of_its_own_length() -> None:
    found = most_inside(problem(), 0, 1440)
    assert found is not None
    assert found.most == 6


@pytest.mark.long
def test_the_same_for_many_problems() -> None:
    for seed in MANY:
        if brute.how_many(brute.random_problem(seed)) < 1500:
            test_the_bound_equals_brute_force(seed)
