"""The plain CP-SAT model of a min-max plan, against which the planner's time is told.

One boolean per sitting instance and allowed start; two workers; rows of equal burdens collapsed; totals divided by
their common divisor; for each placing of an instance one constraint per other instance that forbids the clashing
starts; the day's cap; `after` as linear inequalities. No hints, no symmetry breaking.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from timezones.burden import Tables
from timezones.fairness import attendance
from timezones.problem import Problem, WantedSitting
from timezones.starts import AllowedStarts, allowed_starts, grid_of

WORKERS = 2


@dataclass(frozen=True, kw_only=True)
class Solved:
    """The dearest total found, its proven bound, whether they meet; seconds of build and proof, wall and processor."""

    worst: float
    bound: float
    proven: bool
    seconds: float
    processor: float


def solve(problem: Problem, limit: float) -> Solved:
    """Build the model and let CP-SAT prove the least dearest total, within `limit` seconds of solving."""
    begun, before = time.perf_counter(), time.process_time()
    plain = _Plain(problem)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = WORKERS
    solver.parameters.max_time_in_seconds = limit
    status = solver.solve(plain.model)
    return Solved(
        worst=solver.objective_value * plain.divisor if status in {cp_model.OPTIMAL, cp_model.FEASIBLE} else np.inf,
        bound=solver.best_objective_bound * plain.divisor,
        proven=status == cp_model.OPTIMAL,
        seconds=time.perf_counter() - begun,
        processor=time.process_time() - before,
    )


@dataclass(frozen=True, kw_only=True)
class _Instance:
    sitting: int
    minutes: int
    starts: AllowedStarts
    booleans: list[Any]


class _Plain:
    def __init__(self, problem: Problem) -> None:
        self.problem, self.model = problem, cp_model.CpModel()
        grid = grid_of(problem.venue)
        self.instances = [
            self._instance(number, sitting, allowed_starts(problem.venue, sitting, grid))
            for number, sitting in enumerate(problem.sittings)
            for _ in range(sitting.repeat)
        ]
        self._forbid_clashes()
        self._cap()
        self._order()
        self._minimise()

    def _instance(self, number: int, sitting: WantedSitting, starts: AllowedStarts) -> _Instance:
        booleans = [self.model.new_bool_var("") for _ in range(len(starts))]
        self.model.add_exactly_one(booleans)
        return _Instance(sitting=number, minutes=sitting.minutes, starts=starts, booleans=booleans)

    def _forbid_clashes(self) -> None:
        gap = self.problem.venue.min_gap_minutes
        for one in self.instances:
            for begin, day, placed in zip(one.starts.instants, one.starts.days, one.booleans, strict=True):
                for two in self.instances:
                    if one is two:
                        continue
                    between = np.where(two.starts.days == day, gap, 0)
                    clash = (two.starts.instants < begin + one.minutes + between) & (
                        begin < two.starts.instants + two.minutes + between
                    )
                    theirs = [two.booleans[index] for index in np.flatnonzero(clash)]
                    if theirs:
                        self.model.add_at_most_one([placed, *theirs])

    def _cap(self) -> None:
        cap = self.problem.venue.max_minutes_per_day
        for day in sorted({int(day) for each in self.instances for day in each.starts.days}) if cap else []:
            held = [
                (each.minutes, each.booleans[index])
                for each in self.instances
                for index in np.flatnonzero(each.starts.days == day)
            ]
            self.model.add(sum(minutes * placed for minutes, placed in held) <= cap)

    def _begin(self, instance: _Instance) -> Any:
        origin = int(self.instances[0].starts.instants[0])
        begins = (instance.starts.instants - origin).tolist()
        return sum(begin * placed for begin, placed in zip(begins, instance.booleans, strict=True))

    def _order(self) -> None:
        index_of = {sitting.id: number for number, sitting in enumerate(self.problem.sittings)}
        for later in self.instances:
            before = {index_of[name] for name in self.problem.sittings[later.sitting].after}
            for earlier in self.instances:
                if earlier.sitting in before:
                    self.model.add(self._begin(later) >= self._begin(earlier) + earlier.minutes)

    def _minimise(self) -> None:
        rows = self._rows()
        entries = [np.unique(cost) for cost in rows[1]] + [rows[0]]
        self.divisor = max(1, int(np.gcd.reduce(np.concatenate(entries))))
        worst = self.model.new_int_var(0, int(1e9), "")
        for row, ledger in enumerate(rows[0].tolist()):
            terms = [ledger // self.divisor]
            for number, sitting in enumerate(self.problem.sittings):
                own = [each for each in self.instances if each.sitting == number]
                costs = (rows[1][number][row] // self.divisor).tolist()
                sums = [sum(c * b for c, b in zip(costs, each.booleans, strict=True) if c) for each in own]
                terms.append(sums[0] if sitting.repeat == 1 else self._lesser(sums, max(costs)))
            self.model.add(worst >= sum(terms))
        self.model.minimize(worst)

    def _lesser(self, sums: list[Any], most: int) -> Any:
        least = self.model.new_int_var(0, most, "")
        self.model.add_min_equality(least, sums)
        return least

    def _rows(self) -> tuple[Any, list[Any]]:
        """Ledgers over rows and, per sitting, costs over (row, start); rows of equal burdens once."""
        problem = self.problem
        tables = Tables(problem.people, problem.venue, problem.scale)
        attends = attendance(problem)
        starts = {each.sitting: each.starts.instants for each in self.instances}
        parts = []
        for number, sitting in enumerate(problem.sittings):
            by_clock = np.stack([tables[clock].cost(starts[number], sitting.minutes) for clock in range(len(tables))])
            parts.append(by_clock[tables.class_of] * attends[:, number, None])
        ledgers = np.array([person.ledger for person in problem.people])
        whole = np.unique(np.concatenate([ledgers[:, None], *parts], axis=1), axis=0)
        ends = np.cumsum([1, *(part.shape[1] for part in parts)])
        return whole[:, 0], [whole[:, begin:end] for begin, end in pairwise(ends)]
