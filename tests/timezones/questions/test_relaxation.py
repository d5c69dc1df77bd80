from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import combinations
from typing import Any

import pytest

from tests.timezones import brute
from tests.timezones.test_windows import people, problem
from tests.timezones.windows.test_feasible import Patience, tight
from timezones.burden import DEFAULT
from timezones.problem import DAY, Problem, WantedSitting
from timezones.questions.relaxation import cheapest_relaxation
from timezones.questions.relaxing import ORDER, Relaxation
from timezones.windows import plan
from timezones.windows.feasible import rules_of, with_only


def can_be(asked: Problem) -> bool:
    return next(brute.timetables(asked), None) is not None


def impossible_problems(count: int) -> list[int]:
    found = []
    for seed in range(4000):
        asked = brute.random_problem(seed)
        if len(found) < count and brute.how_many(asked) < 2000 and not can_be(asked):
            found.append(seed)
    return found


CAP = ["forum.max_minutes_per_day"]
SEEDS = impossible_problems(40)


@pytest.mark.long
def test_every_change_of_many_impossible_problems() -> None:
    for seed in impossible_problems(400)[40:]:
        test_each_change_is_enough_and_nothing_less_is(seed)


def with_venue(asked: Problem, **changes: Any) -> Problem:
    return replace(asked, venue=replace(asked.venue, **changes))


def with_sitting(asked: Problem, index: int, **changes: Any) -> Problem:
    sittings = list(asked.sittings)
    sittings[index] = replace(sittings[index], **changes)
    return replace(asked, sittings=tuple(sittings))


def lesser(asked: Problem, line: Relaxation) -> list[Problem]:
    """Requests with the same rule changed by less (or, where nothing is enough, left out)."""
    venue, index = asked.venue, int(line.path[9:].partition("]")[0]) if line.path.startswith("sittings") else -1
    name = line.path.rpartition("[")[2].rstrip("]")
    if line.kind == "gap":
        return [with_venue(asked, min_gap_minutes=venue.min_gap_minutes - line.amount + 1 if line.is_enough else 0)]
    if line.kind == "cap":
        return [with_venue(asked, max_minutes_per_day=(venue.max_minutes_per_day or 0) + line.amount - 1)]
    if line.kind == "hours":
        earliest, latest = (0, DAY) if venue.closes <= DAY else (venue.closes - DAY, venue.opens + DAY)
        return [
            with_venue(asked, opens=opens, closes=venue.closes + line.amount - 30 - (venue.opens - opens))
            for opens in range(earliest, venue.opens + 1, 30)
            if venue.closes <= venue.closes + line.amount - 30 - (venue.opens - opens) <= min(latest, opens + DAY)
        ]
    sitting = asked.sittings[index]
    if line.kind == "day":
        assert sitting.day is not None
        days = [date.fromordinal(each) for each in range(venue.first_day.toordinal(), venue.last_day.toordinal() + 1)]
        least = line.amount if line.is_enough else 100
        dropped = [] if line.is_enough else [with_sitting(asked, index, day=None)]
        return dropped + [with_sitting(asked, index, day=day) for day in days if abs((day - sitting.day).days) < least]
    if line.kind == "repeat_gap":
        assert sitting.repeat_gap is not None
        low, high = sitting.repeat_gap
        pairs = [(down, line.amount - 1 - down) for down in range(min(low // 60, line.amount - 1) + 1)]
        return [with_sitting(asked, index, repeat_gap=(low - d * 60, high + u * 60)) for d, u in pairs if u >= 0]
    if line.kind == "start":
        return [with_sitting(asked, index, starts=starts) for starts in nearer(asked, index, line)]
    if line.kind in {"after", "awake"} and not line.is_enough:
        left = tuple(each for each in getattr(sitting, line.kind) if each != name)
        return [with_sitting(asked, index, **{line.kind: left})]
    return []


def nearer(asked: Problem, index: int, line: Relaxation) -> list[tuple[datetime, ...]]:
    """Starts of the grid that are nearer to the frozen ones than what the line offers (all, where it offers none)."""
    sitting = asked.sittings[index]
    free = [start.instant for start in brute.starts_of(asked.venue, sitting.minutes)]
    free = [each for each in free if sitting.day is None or each.date() == sitting.day]
    pairs = list(combinations(free, sitting.repeat))
    least = line.amount if line.is_enough else 10**6
    return [pair for pair in pairs if distance(pair, sitting.starts) < least]


def distance(ours: Sequence[datetime], theirs: Sequence[datetime]) -> int:
    return sum(abs(one - two) // brute.MINUTE for one, two in zip(sorted(ours), sorted(theirs), strict=True))


@pytest.mark.parametrize("seed", SEEDS)
def test_each_change_is_enough_and_nothing_less_is(seed: int) -> None:
    asked = brute.random_problem(seed)
    found = cheapest_relaxation(asked, plan(asked).reasons)
    assert found.is_settled
    assert {line.path for line in found.lines} == set(plan(asked).reasons)
    for line in found.lines:
        if line.problem is not None:
            assert line.amount > 0
            assert can_be(line.problem), line
            assert replace(line.problem, venue=asked.venue, sittings=asked.sittings) == asked
        for less in lesser(asked, line):
            assert not can_be(less), line
    assert_none_of_those_together_could_stay(asked, found.together)
    enough = [line for line in found.lines if line.is_enough]
    assert enough or found.together or "forum.last_day" in plan(asked).reasons or not can_be(with_only(asked, []))
    assert found.cheapest == min(enough, key=lambda line: (ORDER.index(line.kind), line.amount), default=None)
    assert [line.is_enough for line in found.lines] == sorted((line.is_enough for line in found.lines), reverse=True)


def assert_none_of_those_together_could_stay(asked: Problem, together: tuple[str, ...]) -> None:
    kept = [path for path in rules_of(asked) if path not in together]
    assert not together or can_be(with_only(asked, kept))
    for path in together:
        assert not can_be(with_only(asked, [*kept, path]))


def test_stopped_while_rules_are_given_up_together() -> None:
    venue = replace(tight().venue, max_minutes_per_day=1400)
    pairs = [WantedSitting(id=f"x{n}", minutes=60, repeat=2, repeat_gap=(9000, 9000)) for n in range(2)]
    asked = replace(tight(), venue=venue, sittings=(*pairs, *tight().sittings))
    assert not cheapest_relaxation(asked, ["sittings[0].repeat_gap_hours"], cancelled=Patience(4)).is_settled


def relax(asked: Problem) -> dict[str, Relaxation]:
    return {line.path: line for line in cheapest_relaxation(asked, plan(asked).reasons).lines}


def test_the_gap_shrinks_by_what_is_missing() -> None:
    venue = replace(problem().venue, opens=540, closes=740, min_gap_minutes=60, last_day=date(2022, 2, 22))
    asked = problem(venue=replace(venue, grid_minutes=20), sittings=problem().sittings[:2])
    found = relax(asked)
    assert (found["forum.min_gap_minutes"].amount, found["forum.min_gap_minutes"].becomes) == (50, 10)
    assert (found["forum.venue_hours"].amount, found["forum.venue_hours"].becomes) == (50, (540, 790))
    assert cheapest_relaxation(asked, plan(asked).reasons).cheapest == found["forum.min_gap_minutes"]


def test_the_cap_grows_to_the_next_sum_of_lengths() -> None:
    asked = problem(venue=replace(problem().venue, max_minutes_per_day=170))
    line = relax(asked)["forum.max_minutes_per_day"]
    assert (line.amount, line.becomes) == (10, 180)


def test_hours_past_midnight_widen_at_both_ends_but_never_beyond_a_day() -> None:
    venue = replace(
        problem().venue,
        opens=1320,
        closes=1560,
        last_day=date(2022, 2, 22),
        max_minutes_per_day=None,
        min_gap_minutes=0,
    )
    line = relax(problem(venue=venue))["forum.venue_hours"]
    assert (line.amount, line.becomes) == (300, (1320, 1860))
    assert line.problem is not None
    assert line.problem.venue.closes - line.problem.venue.opens <= DAY
    long = problem(venue=venue, sittings=(WantedSitting(id="long", minutes=1440),))
    line = relax(long)["forum.venue_hours"]
    assert (line.amount, line.becomes) == (1200, (1320, 2760))


def test_a_day_that_is_full_gives_way_to_the_nearest() -> None:
    sittings = tuple(WantedSitting(id=f"s{number}", minutes=90, day=date(2022, 2, 23)) for number in range(3))
    lines = relax(problem(sittings=sittings))
    assert lines["sittings[0].day"].amount == 1
    assert lines["sittings[0].day"].becomes == date(2022, 2, 22)
    assert "forum.max_minutes_per_day" in lines


def test_a_forum_too_short_by_itself_gets_days() -> None:
    sittings = tuple(WantedSitting(id=f"s{number}", minutes=1000) for number in range(5))
    venue = replace(problem().venue, opens=0, closes=DAY, max_minutes_per_day=None, min_gap_minutes=0)
    line = relax(problem(venue=venue, sittings=sittings))["forum.last_day"]
    assert (line.kind, line.amount, line.becomes) == ("more_days", 2, date(2022, 2, 26))
    too_long = relax(problem(venue=venue, sittings=(WantedSitting(id="s", minutes=1500),)))["forum.last_day"]
    assert not too_long.is_enough


def test_who_must_be_awake_and_what_must_come_first_are_left_out() -> None:
    zones = ("Pacific/Kiritimati", "Africa/Nairobi", "America/Denver")
    bands = tuple(replace(band, cost=6 if band.cost else 0) for band in DEFAULT.bands)
    everybody = WantedSitting(id="all", minutes=60, awake=zones)
    later = WantedSitting(id="next", minutes=60, after=("all",))
    asked = problem(people=people(*zones), scale=replace(DEFAULT, bands=bands), sittings=(everybody, later))
    found = relax(asked)
    assert all(line.kind in {"awake", "hours"} for line in found.values())
    line = next(line for line in found.values() if line.is_enough)
    assert (line.amount, line.becomes) == (1, None)
    assert line.problem is not None
    assert len(line.problem.sittings[0].awake) == 2


def test_two_clashes_need_more_than_one_rule() -> None:
    far = (WantedSitting(id="a", minutes=60, repeat=2, repeat_gap=(2400, 2400)),
           WantedSitting(id="b", minutes=60, repeat=2, repeat_gap=(2400, 2400)))  # fmt: skip
    venue = replace(problem().venue, last_day=date(2022, 2, 22))
    asked = problem(venue=venue, sittings=far)
    found = cheapest_relaxation(asked, plan(asked).reasons)
    assert found.cheapest is None
    assert not any(line.is_enough for line in found.lines)
    assert set(found.together) == {"sittings[0].repeat_gap_hours", "sittings[1].repeat_gap_hours"}


def test_stopped_says_so_and_unknown_rules_are_refused() -> None:
    asked = problem(venue=replace(problem().venue, max_minutes_per_day=170))
    stopped = cheapest_relaxation(asked, ["forum.max_minutes_per_day"], cancelled=lambda: True)
    assert (stopped.lines, stopped.is_settled, stopped.cheapest) == ((), False, None)
    with pytest.raises(ValueError, match="colour"):
        cheapest_relaxation(asked, ["forum.colour"])


def test_it_stops_as_soon_as_it_is_told_while_the_solver_works() -> None:
    patience = Patience(3)
    stopped = cheapest_relaxation(
        replace(tight(), venue=replace(tight().venue, max_minutes_per_day=1400)), CAP, cancelled=patience
    )
    assert (stopped.is_settled, patience.asked) == (False, 3)
