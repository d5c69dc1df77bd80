"""The rules of a problem as a CP-SAT model: one variable per instance over its allowed starts.

Time is stretched by the gap between one venue day and the next, so that one condition (no overlap, every sitting longer
by the gap) says "no overlap" across days and "at least the gap" within one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from timezones.burden import Ints, Tables, to_instant
from timezones.problem import Problem, Starts, WantedSitting
from timezones.starts import AllowedStarts, allowed_starts, grid_of
from timezones.windows.stopping import IsOver, OutOfTime

#: how often the solver's caller asks whether it should stop, in seconds
POLL = 0.05


@dataclass(kw_only=True, eq=False)
class Instance:
    """An instance that is to be placed: possible starts (minutes since the epoch), their venue days, its variable."""

    sitting: WantedSitting
    instants: Ints
    days: Ints
    start: Any
    stretched: Ints
    literals: list[Any] | None = None
    here: list[tuple[int, Any]] | None = None


class RulesModel:
    """All rules of a problem. Where a sitting has no room even by itself, `is_possible` is False, with no variables."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = cp_model.CpModel()
        grid = grid_of(problem.venue)
        self._allowed = [self._allowed_of(each, grid) for each in problem.sittings]
        self.is_possible = all(
            len(allowed) >= each.repeat for allowed, each in zip(self._allowed, problem.sittings, strict=True)
        )
        self.instances: list[list[Instance]] = []
        self._taken: dict[tuple[int, ...], list[Any]] = {}
        if self.is_possible:
            self._build()

    def _build(self) -> None:
        origin = min(int(allowed.instants[0]) for allowed in self._allowed)
        for sitting, allowed in zip(self.problem.sittings, self._allowed, strict=True):
            self.instances.append([self._instance(sitting, allowed, origin) for _ in range(sitting.repeat)])
        self._apart()
        for column, sitting in enumerate(self.problem.sittings):
            self._order(column, sitting)
            if sitting.repeat > 1:
                self._twins(*self.instances[column])
        if self.problem.venue.max_minutes_per_day is not None:
            self._cap(self.problem.venue.max_minutes_per_day)

    @property
    def each(self) -> list[Instance]:
        """All instances, in the order of sittings."""
        return [one for both in self.instances for one in both]

    def of(self, index: int) -> list[Instance]:
        """The instances of one sitting in time order; none where nothing is possible."""
        return self.instances[index] if self.is_possible else []

    def _allowed_of(self, sitting: WantedSitting, grid: AllowedStarts) -> AllowedStarts:
        found = allowed_starts(self.problem.venue, sitting, grid)
        keep = np.ones(len(found), dtype=np.bool_)
        if sitting.repeat == 1:
            for name in sitting.awake:
                keep &= self._dearest(name, found.instants, sitting.minutes) == 0
        return AllowedStarts(instants=found.instants[keep], days=found.days[keep])

    def _dearest(self, name: str, instants: Ints, minutes: int) -> Ints:
        return self.tables[self.class_of[name]].dearest_minutes(instants, minutes)

    @cached_property
    def tables(self) -> Tables:
        """Minute tables of the people, made when a rule or a figure asks for burdens."""
        return Tables(self.problem.people, self.problem.venue, self.problem.scale)

    @cached_property
    def class_of(self) -> dict[str, int]:
        """Each person's class of clocks."""
        return {person.id: self.tables.class_of[row] for row, person in enumerate(self.problem.people)}

    def _instance(self, sitting: WantedSitting, allowed: AllowedStarts, origin: int) -> Instance:
        stretched = allowed.instants - origin + allowed.days * self.problem.venue.min_gap_minutes
        start = self.model.new_int_var_from_domain(cp_model.Domain.from_values(stretched.tolist()), "")
        return Instance(sitting=sitting, instants=allowed.instants, days=allowed.days, start=start, stretched=stretched)

    def literals(self, instance: Instance) -> list[Any]:
        """A boolean per possible start: exactly one is true."""
        if instance.literals is None:
            found = [self.model.new_bool_var("") for _ in range(len(instance.instants))]
            self.model.add_exactly_one(found)
            self.model.add(instance.start == cp_model.LinearExpr.weighted_sum(found, instance.stretched.tolist()))
            instance.literals = found
        return instance.literals

    def weighed(self, instance: Instance, weights: Ints) -> Any:
        """The weight of the start that the instance takes, as an expression."""
        return _weighed(self.literals(instance), weights)

    def kinds(self, columns: Sequence[int]) -> list[list[int]]:
        """Some sittings, those together that are held once and alike in length, people and possible starts."""
        found: dict[object, list[int]] = {}
        for column in columns:
            one = self.instances[column][0]
            alike = (one.sitting.minutes, one.sitting.people, one.instants.tobytes())
            found.setdefault(alike if one.sitting.repeat == 1 else column, []).append(column)
        return list(found.values())

    def weighed_all(self, columns: Sequence[int], weights: Ints) -> Any:
        """The weights of the starts that sittings of one kind take, summed; no two of them take the same."""
        key = tuple(columns)
        if len(columns) == 1:
            return self.weighed(self.instances[columns[0]][0], weights)
        if key not in self._taken:
            each = zip(*(self.literals(self.instances[column][0]) for column in columns), strict=True)
            self._taken[key] = [self._any_of(literals) for literals in each]
        return _weighed(self._taken[key], weights)

    def _any_of(self, literals: Sequence[Any]) -> Any:
        taken = self.model.new_bool_var("")
        self.model.add(cp_model.LinearExpr.sum(list(literals)) == taken)
        return taken

    def is_moved(self, one: Instance, minute: int) -> Any:
        """Whether an instance starts at another minute than this (0 or 1)."""
        place = np.flatnonzero(one.instants == minute)
        if not len(place):
            return 1
        moved, stretched = self.model.new_bool_var(""), int(one.stretched[place[0]])
        self.model.add(one.start == stretched).only_enforce_if(~moved)
        self.model.add(one.start != stretched).only_enforce_if(moved)
        return moved

    def distance(self, one: Instance, minute: int) -> Any:
        """The minutes between an instance's start and a moment."""
        origin = int(one.stretched[0] - self.problem.venue.min_gap_minutes * one.days[0] - one.instants[0])
        gap = self.problem.venue.min_gap_minutes
        apart = one.start - sum(gap * day * is_here for day, is_here in self._days(one)) - (minute + origin)
        distance = self.model.new_int_var(0, int(abs(one.instants - minute).max()), "")
        self.model.add_abs_equality(distance, apart)
        return distance

    def _apart(self) -> None:
        gap = self.problem.venue.min_gap_minutes
        sizes = [(one.start, one.sitting.minutes + gap) for one in self.each]
        self.model.add_no_overlap([self.model.new_fixed_size_interval_var(start, size, "") for start, size in sizes])

    def _order(self, column: int, sitting: WantedSitting) -> None:
        gap = self.problem.venue.min_gap_minutes
        for other in self.each:
            if other.sitting.id in sitting.after:
                for one in self.instances[column]:
                    self.model.add(one.start >= other.start + other.sitting.minutes + gap)

    def _twins(self, one: Instance, two: Instance) -> None:
        self.model.add(one.start < two.start)
        sitting = one.sitting
        if sitting.repeat_gap is not None:
            origin = int(one.instants[0])
            apart = self.weighed(two, two.instants - origin) - self.weighed(one, one.instants - origin)
            self.model.add(apart >= sitting.repeat_gap[0])
            self.model.add(apart <= sitting.repeat_gap[1])
        for name in sitting.awake:
            self.model.add(self.is_hurt(one, two, self.class_of[name]) == 0)

    def is_later(self, one: Instance, two: Instance, clock: int) -> Any:
        """Whether people of a class attend the second instance of a repeated sitting: only where it costs them less."""
        costs = self.tables[clock].cost(one.instants, one.sitting.minutes)
        first, second = self.weighed(one, costs), self.weighed(two, costs)
        later = self.model.new_bool_var("")
        self.model.add(second < first).only_enforce_if(later)
        self.model.add(second >= first).only_enforce_if(~later)
        return later

    def is_hurt(self, one: Instance, two: Instance | None, clock: int) -> Any:
        """Whether the instance that people of a class attend has a minute in their dearest band (0 or 1)."""
        night = (self.tables[clock].dearest_minutes(one.instants, one.sitting.minutes) > 0).astype(np.int64)
        if two is None:
            return self.weighed(one, night)
        later, hurt = self.is_later(one, two, clock), self.model.new_bool_var("")
        self.model.add(hurt == self.weighed(one, night)).only_enforce_if(~later)
        self.model.add(hurt == self.weighed(two, night)).only_enforce_if(later)
        return hurt

    def burden(self, one: Instance, two: Instance, clock: int) -> Any:
        """What people of a class bear for a repeated sitting: the lesser of both instances."""
        costs = self.tables[clock].cost(one.instants, one.sitting.minutes)
        least = self.model.new_int_var(int(costs.min()), int(costs.max()), "")
        self.model.add_min_equality(least, [self.weighed(one, costs), self.weighed(two, costs)])
        return least

    def _cap(self, cap: int) -> None:
        loads: dict[int, list[Any]] = {}
        for one in self.each:
            for day, is_here in self._days(one):
                loads.setdefault(day, []).append(one.sitting.minutes * is_here)
        for load in loads.values():
            self.model.add(sum(load) <= cap)

    def _days(self, one: Instance) -> list[tuple[int, Any]]:
        """A boolean per venue day that the instance may be on: exactly one is true."""
        if one.here is not None:
            return one.here
        found = []
        for day in np.unique(one.days).tolist():
            is_here = self.model.new_bool_var("")
            here = cp_model.Domain.from_values(one.stretched[one.days == day].tolist())
            self.model.add_linear_expression_in_domain(one.start, here).only_enforce_if(is_here)
            found.append((day, is_here))
        self.model.add_exactly_one([is_here for _, is_here in found])
        one.here = found
        return found

    def starts(self, value: Callable[[Any], int]) -> Starts:
        """The starts of a solution; `value` reads a variable of it."""
        found: dict[str, list[int]] = {}
        for one in self.each:
            place = int(np.searchsorted(one.stretched, value(one.start)))
            found.setdefault(one.sitting.id, []).append(int(one.instants[place]))
        return {name: tuple(to_instant(minute) for minute in sorted(minutes)) for name, minutes in found.items()}


def _weighed(literals: Sequence[Any], weights: Ints) -> Any:
    """The sum of the weights of those that are true; weights of nothing are left out."""
    counted = np.flatnonzero(weights).tolist()
    return cp_model.LinearExpr.weighted_sum([literals[each] for each in counted], weights[counted].tolist())


def solver_of(workers: int) -> cp_model.CpSolver:
    """A solver that gives the same answer each time."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = max(1, workers)
    solver.parameters.random_seed = 1
    solver.parameters.linearization_level = (
        2  # figures are sums over starts: without them in the relaxation proofs stall
    )
    solver.parameters.catch_sigint_signal = False
    return solver


def run(
    solver: cp_model.CpSolver,
    model: cp_model.CpModel,
    is_over: IsOver,
    callback: cp_model.CpSolverSolutionCallback | None = None,
) -> Any:
    """The solver's status; it runs in a thread of its own and is stopped when `is_over`, which is asked in this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        running = pool.submit(solver.solve, model, callback)
        try:
            while wait([running], timeout=POLL).not_done and not is_over():
                pass
        finally:  # also when this thread was interrupted: nobody would wait for the solver any more
            while not running.done():
                solver.stop_search()
                wait([running], timeout=POLL)
    return running.result()


def is_possible(problem: Problem, is_over: IsOver, workers: int = 1) -> bool:
    """Whether any timetable keeps all rules of a problem. Raises OutOfTime."""
    return least(RulesModel(problem), None, is_over, workers) is not None


def least(rules: RulesModel, cost: Any, is_over: IsOver, workers: int = 1) -> Starts | None:
    """A timetable that keeps all rules at the least `cost` (an expression; None: any will do); None: there is none.

    Raises OutOfTime.
    """
    if is_over():
        raise OutOfTime
    if not rules.is_possible:
        return None
    if cost is not None:
        rules.model.minimize(cost)
    solver = solver_of(workers)
    status = run(solver, rules.model, is_over)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL and (cost is not None or status != cp_model.FEASIBLE):
        raise OutOfTime
    return rules.starts(solver.value)
