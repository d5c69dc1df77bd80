from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from tests.timezones import brute
from tests.timezones.test_windows import Clock, problem
from timezones import rules
from timezones.problem import Problem, WantedSitting
from timezones.windows import plan
from timezones.windows.feasible import Answer, rules_of, settle, with_only
from timezones.windows.reduced import Reduced


def is_impossible_and_small(seed: int) -> bool:
    asked = brute.random_problem(seed)
    if brute.how_many(with_only(asked, [])) > 3000:
        return False
    return next(brute.timetables(asked), None) is None


@pytest.mark.parametrize("seed", [seed for seed in range(200) if is_impossible_and_small(seed)])
def test_reasons_clash_and_none_can_be_left_out(seed: int) -> None:
    asked = brute.random_problem(seed)
    reasons = list(plan(asked).reasons)
    assert reasons
    if reasons == ["forum.last_day"]:
        assert next(brute.timetables(with_only(asked, [])), None) is None
        return
    assert set(reasons) <= set(rules_of(asked))
    assert next(brute.timetables(with_only(asked, reasons)), None) is None
    for reason in reasons:
        fewer = with_only(asked, [each for each in reasons if each != reason])
        assert next(brute.timetables(fewer), None) is not None


def test_a_timetable_without_any_room_is_settled_by_the_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timezones.windows.climb.TRIES_PER_DRAW", 0)
    venue = replace(problem().venue, max_minutes_per_day=None, min_gap_minutes=0, grid_minutes=60, closes=540)
    after = [(f"s{number + 1}",) if number < 5 else () for number in range(6)]
    chain = tuple(WantedSitting(id=f"s{number}", minutes=60, after=after[number]) for number in range(6))
    found = plan(problem(venue=venue, sittings=chain))
    assert found.status == "optimal"
    assert rules.broken_rules(problem(venue=venue, sittings=chain), found.starts) == []
    longer = (*chain, WantedSitting(id="one more", minutes=60))
    assert plan(problem(venue=venue, sittings=longer)).reasons == ("forum.venue_hours",)


def tight() -> Problem:
    """Two days full of 61 sittings to the minute, but for one too many on a day: nobody settles it in a second."""
    venue = replace(
        problem().venue, last_day=date(2022, 2, 23), grid_minutes=1, opens=0, closes=1440,
        max_minutes_per_day=1439, min_gap_minutes=0,
    )  # fmt: skip
    return problem(venue=venue, sittings=tuple(WantedSitting(id=f"s{number}", minutes=47) for number in range(61)))


class Patience:
    """Says "enough" when it is asked for the last time that is allowed, and counts how often it was asked."""

    def __init__(self, asks: int, at_the_end: Callable[[], bool] = lambda: True) -> None:
        self.asks, self.asked, self.at_the_end = asks, 0, at_the_end

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked >= self.asks and self.at_the_end()


@pytest.mark.parametrize("asks", [1, 2, 4])
def test_the_solver_stops_as_soon_as_it_is_told(asks: int) -> None:
    threads, patience = threading.active_count(), Patience(asks)
    assert settle(Reduced(tight()), patience) == Answer()
    assert patience.asked == asks  # asked again, it would have gone on
    assert threading.active_count() == threads


def test_an_interrupted_solver_does_not_work_on_in_the_dark() -> None:
    def interrupt() -> bool:
        raise KeyboardInterrupt

    threads = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        settle(Reduced(tight()), Patience(3, interrupt))
    assert threading.active_count() == threads


def test_a_limit_that_passes_while_the_solver_works_is_kept() -> None:
    found = plan(tight(), time_limit=6, clock=Clock())
    assert (found.status, found.starts, found.reasons) == ("unknown", {}, ())


def test_out_of_time_among_the_reasons_names_no_half_set() -> None:
    venue = replace(problem().venue, opens=600, closes=660)
    asked = problem(venue=venue, sittings=(WantedSitting(id="too long", minutes=90, day=date(2022, 2, 23)),))
    assert settle(Reduced(asked), lambda: False).reasons == ("forum.venue_hours",)
    assert settle(Reduced(asked), lambda: True) == Answer()
