from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.timezones import brute
from tests.timezones.test_windows import problem
from timezones import fairness, rules
from timezones.problem import Problem, Starts, WantedSitting
from timezones.questions.hours import alternatives_of, best_of, profile, why
from timezones.windows import plan

SEEDS = [seed for seed in range(200) if brute.how_many(brute.random_problem(seed)) < 2000][:60]
MANY = range(200, 2000)


def with_start(starts: Starts, sitting: str, instance: int, start: datetime) -> Starts:
    own = list(starts[sitting])
    own[instance - 1] = start
    return {**starts, sitting: tuple(own)}


def some_timetable(asked: Problem, dice: random.Random) -> Starts | None:
    """A lawful timetable, or any starts of the grid."""
    found = list(brute.timetables(asked))
    if found and dice.random() < 0.7:
        return dice.choice(found)
    any_of = {each.id: [s.instant for s in brute.starts_of(asked.venue, each.minutes)] for each in asked.sittings}
    if any(len(any_of[each.id]) < each.repeat for each in asked.sittings):
        return None
    return {each.id: tuple(sorted(dice.sample(any_of[each.id], each.repeat))) for each in asked.sittings}


@pytest.mark.parametrize("seed", SEEDS)
def test_each_hour_has_the_figures_of_its_timetable(seed: int) -> None:
    asked, dice = brute.random_problem(seed), random.Random(seed)
    starts = some_timetable(asked, dice)
    if starts is None:
        assert not list(brute.timetables(asked))
        return
    sitting = dice.choice(asked.sittings)
    instance = dice.randint(1, sitting.repeat)
    hours = profile(asked, starts, sitting.id, instance)
    now = fairness.key(fairness.Ledger(asked, starts))
    totals = brute.totals(asked, starts)
    assert [hour.start for hour in hours if hour.is_now] == [starts[sitting.id][instance - 1]]
    for hour in hours:
        other = with_start(starts, sitting.id, instance, hour.start)
        key = fairness.key(fairness.Ledger(asked, other))
        score, new = fairness.score(asked, other), brute.totals(asked, other)
        assert (hour.figure, hour.change) == (fairness.first_figure(key), hour.figure - fairness.first_figure(now))
        assert (hour.worst, hour.sum, hour.heads) == (score.worst, score.sum, score.heads_in_dearest_band)
        assert hour.order == (key > now) - (key < now)
        gaining = sum(person.count for person in asked.people if new[person.id] < totals[person.id])
        paying = sum(person.count for person in asked.people if new[person.id] > totals[person.id])
        assert (hour.heads_gaining, hour.heads_paying) == (gaining, paying)
        assert_broken_as_the_rules_say(asked, starts, other, sitting, hour.broken)


def assert_broken_as_the_rules_say(
    asked: Problem, starts: Starts, other: Starts, sitting: WantedSitting, broken: tuple[rules.Rule, ...]
) -> None:
    """Rules against a start are those that the timetable breaks with it, but for what the others break anyway."""
    if len(set(other[sitting.id])) < sitting.repeat:
        assert "overlap" in broken
        return
    faults = rules.broken_rules(asked, other)
    mine = {fault.rule for fault in faults if sitting.id in fault.sittings} - {"hours", "grid", "day"}
    if "overlap" in broken:  # who overlaps is not also said to crowd
        mine -= {"gap"}
    if sitting.repeat == 1:
        assert set(broken) - {"cap"} == mine - {"cap"}
    assert set(broken) <= mine  # what the other instance of a repeated sitting breaks is not told apart by the rules


def test_the_best_hour_is_the_next_best_of_the_plan() -> None:
    asked = problem()
    found = plan(asked)
    for line in found.alternatives:
        hours = profile(asked, found.starts, line.id, line.instance)
        best = best_of(hours)
        assert best is not None
        assert best.start == line.next_best
        assert min(hour.rank for hour in hours if hour.rank) == 1
        assert all(hour.order >= 0 for hour in hours if not hour.broken)
        assert all((hour.rank == 0) == bool(hour.broken) for hour in hours)


def test_the_points_behind_an_alternative() -> None:
    asked = problem()
    found = plan(asked)
    assert [line.next_best for line in alternatives_of(asked, found.starts)] == [
        line.next_best for line in found.alternatives
    ]
    totals = fairness.score(asked, found.starts).totals
    for line, points in zip(found.alternatives, why(asked, found.starts, found.alternatives), strict=True):
        assert line.next_best is not None
        assert (points.id, points.instance, points.next_best) == (line.id, line.instance, line.next_best)
        assert (tuple(points.who_gains), tuple(points.who_pays)) == (line.who_gains, line.who_pays)
        other = fairness.score(asked, with_start(found.starts, line.id, line.instance, line.next_best)).totals
        changed = {**{name: -less for name, less in points.who_gains.items()}, **points.who_pays}
        assert {name: other[name] - totals[name] for name in totals if other[name] != totals[name]} == changed


def test_nothing_else_is_free() -> None:
    venue = replace(problem().venue, opens=600, closes=690, last_day=problem().venue.first_day)
    asked = problem(venue=venue, sittings=(WantedSitting(id="only", minutes=90),))
    hours = profile(asked, plan(asked).starts, "only")
    assert [hour.rank for hour in hours] == [1]
    assert best_of(hours) is None
    (line,) = why(asked, plan(asked).starts, alternatives_of(asked, plan(asked).starts))
    assert (line.next_best, line.who_gains, line.who_pays) == (None, {}, {})


def test_a_frozen_sitting_off_the_grid_shows_its_own_start_and_why_it_may_not_move() -> None:
    asked = problem(sittings=(WantedSitting(id="only", minutes=90),))
    start = plan(asked).starts["only"][0] + timedelta(minutes=7)
    frozen = replace(asked, sittings=(replace(asked.sittings[0], starts=(start,)),))
    hours = profile(frozen, {"only": (start,)}, "only")
    assert [hour.start for hour in hours if not hour.broken] == [start]
    assert {rule for hour in hours for rule in hour.broken} == {"start"}
    outside = profile(asked, {"only": (start + timedelta(days=30),)}, "only")
    assert outside[-1].is_now


def test_what_is_not_there_cannot_be_asked_about() -> None:
    starts = plan(problem()).starts
    with pytest.raises(KeyError):
        profile(problem(), starts, "unknown")
    with pytest.raises(IndexError):
        profile(problem(), starts, "s0", 2)


@pytest.mark.long
def test_the_same_for_many_problems() -> None:
    for seed in MANY:
        if brute.how_many(brute.random_problem(seed)) < 2000:
            test_each_hour_has_the_figures_of_its_timetable(seed)
