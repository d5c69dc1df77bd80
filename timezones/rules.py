"""Which rules of its problem a timetable breaks, for plans of ours and plans made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Literal

from timezones.burden import to_minute
from timezones.fairness import Ledger
from timezones.problem import Problem, Starts, WantedSitting
from timezones.starts import allowed_starts, frozen_day, grid_of, venue_day, within_hours

Rule = Literal["hours", "grid", "day", "start", "overlap", "gap", "cap", "after", "repeat_gap", "awake"]


@dataclass(frozen=True, kw_only=True)
class BrokenRule:
    """One rule that does not hold. `sittings` are the ids concerned, `detail` the number, day or person at fault."""

    rule: Rule
    sittings: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class _Instance:
    sitting: WantedSitting
    start: datetime
    day: int | None

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.sitting.minutes)


def broken_rules(problem: Problem, starts: Starts) -> list[BrokenRule]:
    """Every broken rule of a timetable that has the right number of instances of every sitting."""
    instances = [
        _Instance(sitting=sitting, start=start, day=_day_of(problem, sitting, start))
        for sitting in problem.sittings
        for start in sorted(starts[sitting.id])
    ]
    return [
        *_of_starts(problem, instances),
        *_of_pairs(problem, instances),
        *_of_days(problem, instances),
        *_of_order(problem, instances),
        *_of_repeats(problem, starts),
        *_of_awake(problem, starts),
    ]


def _day_of(problem: Problem, sitting: WantedSitting, start: datetime) -> int | None:
    return (frozen_day if start in sitting.starts else venue_day)(problem.venue, start)


def _of_starts(problem: Problem, instances: list[_Instance]) -> Iterator[BrokenRule]:
    grid = grid_of(problem.venue)
    on_grid = set(grid.instants.tolist())
    for each in instances:
        start, ids = to_minute(each.start), (each.sitting.id,)
        held = set(within_hours(problem.venue, grid, each.sitting.minutes).instants.tolist())
        if each.sitting.starts and each.start not in each.sitting.starts:
            yield BrokenRule(rule="start", sittings=ids, detail=" ".join(f"{at:%FT%RZ}" for at in each.sitting.starts))
        elif each.day is None or (start in on_grid and start not in held and not each.sitting.starts):
            yield BrokenRule(rule="hours", sittings=ids)
        elif not each.sitting.starts and (start not in on_grid or each.start.second or each.start.microsecond):
            yield BrokenRule(rule="grid", sittings=ids, detail=str(problem.venue.grid_minutes))
        elif start not in set(allowed_starts(problem.venue, each.sitting, grid).instants.tolist()):
            yield BrokenRule(rule="day", sittings=ids, detail=str(each.sitting.day))


def _of_pairs(problem: Problem, instances: list[_Instance]) -> Iterator[BrokenRule]:
    gap = timedelta(minutes=problem.venue.min_gap_minutes)
    for one, two in combinations(sorted(instances, key=lambda each: (each.start, each.sitting.id)), 2):
        ids = (one.sitting.id, two.sitting.id)
        if two.start < one.end:
            yield BrokenRule(rule="overlap", sittings=ids)
        elif one.day is not None and one.day == two.day and two.start < one.end + gap:
            yield BrokenRule(rule="gap", sittings=ids, detail=str(problem.venue.min_gap_minutes))


def _of_days(problem: Problem, instances: list[_Instance]) -> Iterator[BrokenRule]:
    cap = problem.venue.max_minutes_per_day
    for day in sorted({each.day for each in instances if each.day is not None}):
        that_day = [each for each in instances if each.day == day]
        if cap is not None and sum(each.sitting.minutes for each in that_day) > cap:
            ids = tuple(dict.fromkeys(each.sitting.id for each in that_day))
            yield BrokenRule(rule="cap", sittings=ids, detail=str(problem.venue.first_day + timedelta(days=day)))


def _of_order(problem: Problem, instances: list[_Instance]) -> Iterator[BrokenRule]:
    for sitting in problem.sittings:
        begins = min(each.start for each in instances if each.sitting is sitting)
        for name in sitting.after:
            if begins < max(each.end for each in instances if each.sitting.id == name):
                yield BrokenRule(rule="after", sittings=(sitting.id, name))


def _of_repeats(problem: Problem, starts: Starts) -> Iterator[BrokenRule]:
    for sitting in problem.sittings:
        if sitting.repeat_gap and sitting.repeat > 1:
            first, second = sorted(starts[sitting.id])
            apart = (second - first) / timedelta(minutes=1)
            if not sitting.repeat_gap[0] <= apart <= sitting.repeat_gap[1]:
                yield BrokenRule(rule="repeat_gap", sittings=(sitting.id,), detail=f"{apart / 60:g}")


def _of_awake(problem: Problem, starts: Starts) -> Iterator[BrokenRule]:
    dearest = Ledger(problem, starts).dearest_minutes
    row_of = {person.id: row for row, person in enumerate(problem.people)}
    for column, sitting in enumerate(problem.sittings):
        for name in sitting.awake:
            if dearest[row_of[name], column]:
                yield BrokenRule(rule="awake", sittings=(sitting.id,), detail=name)
