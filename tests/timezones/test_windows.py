from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from tests.timezones import brute
from timezones import fairness, rules
from timezones.burden import DEFAULT
from timezones.problem import POLICIES, Person, Policy, Problem, Venue, WantedSitting
from timezones.windows import Progress, TooLarge, plan


def assert_same_as_brute_force(seed: int) -> None:
    problem = brute.random_problem(seed)
    best = min(brute.timetables(problem), key=lambda timetable: brute.key(problem, timetable), default=None)
    found = plan(problem)
    if best is None:
        assert found.status == "infeasible", problem
        assert found.reasons
        return
    assert found.status == "optimal", problem
    assert found.starts == best, problem
    assert found.score is not None
    assert dict(found.score.totals) == brute.totals(problem, best)
    assert found.score.heads_in_dearest_band == brute.hurt_heads(problem, best)
    assert rules.broken_rules(problem, found.starts) == []
    assert found.score == fairness.score(problem, best)


SORTED = {"leximin", "region_leximin", "minimax"}
SEEDS = [seed for seed in range(400) if brute.how_many(brute.random_problem(seed)) < 20_000][:100]


@pytest.mark.parametrize("seed", SEEDS)
def test_plan_equals_brute_force(seed: int) -> None:
    assert_same_as_brute_force(seed)


WIDE = [seed for seed in range(400) if brute.how_many(brute.random_problem(seed)) < 3000][100:130]


@pytest.mark.parametrize("seed", WIDE)
def test_a_block_for_each_sitting_proves_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = brute.random_problem(seed)
    by_day = plan(problem)
    monkeypatch.setattr("timezones.windows.columns.STATES", 1)
    by_sitting = plan(problem)
    assert (by_sitting.status, by_sitting.starts) == (by_day.status, by_day.starts)


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if brute.random_problem(seed).policy in SORTED][:40])
def test_the_proof_by_levels_finds_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timezones.windows.halves.MOST_TIME", -1)
    assert_same_as_brute_force(seed)


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if brute.random_problem(seed).policy in SORTED][40:60])
def test_long_lists_compare_the_same_by_level(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timezones.windows.order.LONG", 0)
    assert_same_as_brute_force(seed)


@pytest.mark.long
@pytest.mark.parametrize("part", range(20))
def test_plan_equals_brute_force_two_thousand_times(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    seeds = range(1000 + 150 * part, 1150 + 150 * part)
    small = [seed for seed in seeds if brute.how_many(brute.random_problem(seed)) < 10_000][:100]
    assert len(small) == 100
    for seed in small:
        assert_same_as_brute_force(seed)
        with monkeypatch.context() as patch:
            patch.setattr("timezones.windows.halves.MOST_TIME", -1)
            assert_same_as_brute_force(seed)


def people(*zones: str) -> tuple[Person, ...]:
    return tuple(Person(id=zone, zone=zone) for zone in zones)


def problem(**changes: Any) -> Problem:
    facts: dict[str, Any] = {
        "venue": Venue(
            zone="Europe/Zurich", first_day=date(2022, 2, 22), last_day=date(2022, 2, 24), grid_minutes=30,
            opens=420, closes=1320, max_minutes_per_day=240, min_gap_minutes=15,
        ),
        "scale": DEFAULT,
        "people": people("Pacific/Fiji", "Europe/Zurich", "America/Los_Angeles", "Asia/Tokyo", "Africa/Nairobi"),
        "sittings": tuple(WantedSitting(id=f"s{number}", minutes=90) for number in range(6)),
    }  # fmt: skip
    return Problem(**{**facts, **changes})


class Clock:
    """A clock that is a second later each time it is read."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


@pytest.mark.parametrize("policy", POLICIES)
def test_out_of_time_is_said_honestly(policy: Policy) -> None:
    asked = problem(policy=policy)
    found, proven = plan(asked, time_limit=12, clock=Clock()), plan(asked)
    assert (found.status, proven.status) == ("feasible", "optimal")
    assert found.bound is not None
    best = fairness.first_figure(fairness.key(fairness.Ledger(asked, proven.starts)))
    figure = fairness.first_figure(fairness.key(fairness.Ledger(asked, found.starts)))
    assert found.bound <= best <= figure
    assert found.gap == pytest.approx(float((figure - found.bound) / max(1, figure)))
    assert rules.broken_rules(asked, found.starts) == []


@pytest.mark.parametrize("policy", POLICIES)
def test_the_proof_ends_alike_wherever_it_begins(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = problem(policy=policy)
    drawn = plan(asked)
    monkeypatch.setattr("timezones.windows.climb.TRIES_PER_DRAW", 0)
    assert plan(asked) == drawn
    begins = [drawn.starts[sitting.id] for sitting in asked.sittings]
    assert begins == sorted(begins)  # the sittings are all alike: the first named is the earliest


@pytest.mark.parametrize("policy", POLICIES)
def test_a_poor_beginning_ends_the_same(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    proven = plan(problem(policy=policy))
    monkeypatch.setattr("timezones.windows.solve.MOVES", 0)
    monkeypatch.setattr("timezones.windows.climb.improve", lambda order, chosen, is_over: chosen)
    assert plan(problem(policy=policy)) == proven


def test_cancelling_keeps_the_best_plan_so_far() -> None:
    found = plan(problem(), cancelled=lambda: True)
    assert found.status == "feasible"
    assert rules.broken_rules(problem(), found.starts) == []


class Wish:
    """The wish to stop, felt from the n-th time on that it is asked for; counts how often it was asked then."""

    def __init__(self, begins: int) -> None:
        self.waits, self.asked = begins, 0

    def __call__(self) -> bool:
        self.waits -= 1
        self.asked += self.waits < 0
        return self.waits < 0


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("begins", [0, 3, 30, 100, 300])
def test_a_stop_is_heard_at_once_and_nothing_is_explained(policy: Policy, begins: int) -> None:
    wish = Wish(begins)
    found = plan(problem(policy=policy), cancelled=wish)
    assert rules.broken_rules(problem(), found.starts) == []
    assert wish.asked <= 6, "who is told to stop does not go on asking"
    assert bool(found.alternatives) == (wish.asked == 0)


def test_a_stop_is_heard_while_the_plan_is_explained() -> None:
    asked = Wish(10**6)
    proven = plan(problem(), cancelled=asked)
    stopped = plan(problem(), cancelled=Wish(10**6 - asked.waits - 3))
    assert (stopped.status, stopped.starts, stopped.alternatives) == ("optimal", proven.starts, ())
    assert len(proven.alternatives) == 6


def test_progress_gets_better_and_stays_within_its_bound() -> None:
    told: list[Progress] = []
    found = plan(problem(), progress=told.append)
    assert found.score is not None
    assert told[-1].figure == found.score.worst
    assert all(earlier.figure >= later.figure for earlier, later in pairwise(told))
    assert all(each.bound <= each.figure for each in told)
    assert (told[-1].worst, float(told[-1].mean)) == (found.score.worst, found.score.mean)
    assert told[-1].gap == 0 < told[0].gap


def test_progress_tells_worst_and_mean_whatever_the_policy_compares() -> None:
    told: list[Progress] = []
    crowd = tuple(replace(each, count=place + 1, ledger=10 * place) for place, each in enumerate(problem().people))
    found = plan(problem(people=crowd, policy="fewest_hurt"), progress=told.append)
    assert found.score is not None
    assert (told[-1].worst, float(told[-1].mean)) == (found.score.worst, pytest.approx(found.score.mean))
    assert told[-1].figure == found.score.heads_in_dearest_band


def test_one_zone_has_a_plan_for_nothing_at_the_earliest_hours() -> None:
    found = plan(problem(people=people("Europe/Zurich")))
    assert found.score is not None
    assert (found.status, found.score.worst) == ("optimal", 0)
    assert [each.start.isoformat()[8:16] for each in found.placements] == [
        "22T08:00", "22T10:00", "23T08:00", "23T10:00", "24T08:00", "24T10:00",
    ]  # fmt: skip


def test_explain_names_who_gains_and_who_pays() -> None:
    asked = problem(sittings=(WantedSitting(id="only", minutes=90),))
    found = plan(asked)
    (line,) = found.alternatives
    assert line.next_best is not None
    assert found.score is not None
    other = fairness.score(asked, {"only": (line.next_best,)})
    gains = {name for name, points in other.totals.items() if points < found.score.totals[name]}
    pays = {name for name, points in other.totals.items() if points > found.score.totals[name]}
    assert (set(line.who_gains), set(line.who_pays)) == (gains, pays)


def test_nowhere_else_to_go() -> None:
    venue = replace(problem().venue, opens=600, closes=690)
    found = plan(problem(venue=venue, sittings=(WantedSitting(id="only", minutes=90, day=date(2022, 2, 23)),)))
    assert found.alternatives[0].next_best is None


def test_what_does_not_fit_in_memory_is_refused() -> None:
    venue = replace(problem().venue, last_day=date(2022, 4, 24), grid_minutes=1)
    sittings = tuple(WantedSitting(id=f"s{number}", minutes=10) for number in range(200))
    crowd = people(*(f"Etc/GMT+{hours}" for hours in range(12)))
    with pytest.raises(TooLarge) as refused:
        plan(problem(venue=venue, sittings=sittings, people=crowd))
    assert refused.value.starts > 50_000


def test_regions_whose_means_outgrow_machine_numbers_are_found_but_not_called_proven() -> None:
    counts = (9973, 9967, 9949, 9941, 9931, 9929)
    crowd = tuple(
        Person(id=f"{zone}-{count}", zone=zone, region=f"{count}", count=count)
        for zone in ("Pacific/Fiji", "Asia/Tokyo")
        for count in counts
    )
    found = plan(problem(people=crowd, policy="region_leximin", sittings=problem().sittings[:2]))
    assert found.status == "feasible"
    assert found.bound is not None
    assert 0 <= found.gap < 1
