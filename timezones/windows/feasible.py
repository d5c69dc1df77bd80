"""Is any timetable possible, and if not, which rules clash? (CP-SAT)

Time is stretched by the gap between one venue day and the next, so that one condition (no overlap,
every sitting longer by the gap) says "no overlap" across days and "at least the gap" within one.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from timezones.problem import DAY, Problem
from timezones.windows.climb import with_twin
from timezones.windows.order import Chosen
from timezones.windows.reduced import Reduced, Wanted, keeps_awake

#: how often the solver's caller asks whether it should stop, in seconds
POLL = 0.1


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A plan that keeps all rules, or the paths of an irreducible set of rules that clash, or neither (stopped)."""

    chosen: Chosen | None = None
    reasons: tuple[str, ...] = ()


class _Stopped(Exception):
    """The solver was stopped before it knew."""


def settle(reduced: Reduced, is_over: Callable[[], bool], workers: int = 1) -> Answer:
    """Find any plan of a problem, or the rules that make one impossible."""
    try:
        chosen = _any_plan(reduced, is_over, workers)
        if chosen is not None:
            return Answer(chosen=chosen)
        return Answer(reasons=_clash(reduced.problem, is_over, workers))
    except _Stopped:
        return Answer()


def _clash(problem: Problem, is_over: Callable[[], bool], workers: int) -> tuple[str, ...]:
    """Drop every rule that is not needed for the impossibility, one after the other."""
    rules = rules_of(problem)
    kept = list(rules)
    for rule in rules:
        fewer = [each for each in kept if each != rule]
        if _any_plan(Reduced(with_only(problem, fewer)), is_over, workers) is None:
            kept = fewer
    return tuple(kept) or ("forum.last_day",)


def rules_of(problem: Problem) -> tuple[str, ...]:
    """Paths of all rules that can be dropped, the ones of the whole forum last, so that they go last."""
    found: list[str] = []
    for index, sitting in enumerate(problem.sittings):
        at = f"sittings[{index}]"
        found += [f"{at}.after[{name}]" for name in sitting.after]
        found += [f"{at}.awake[{name}]" for name in sitting.awake]
        found += [f"{at}.repeat_gap_hours"] if sitting.repeat > 1 and sitting.repeat_gap else []
        found += [f"{at}.day"] if sitting.day else []
        found += [f"{at}.starts"] if sitting.starts else []
    venue = problem.venue
    found += ["forum.min_gap_minutes"] if venue.min_gap_minutes else []
    found += ["forum.max_minutes_per_day"] if venue.max_minutes_per_day is not None else []
    found += ["forum.venue_hours"] if (venue.opens, venue.closes) != (0, DAY) else []
    return tuple(found)


def with_only(problem: Problem, kept: list[str]) -> Problem:
    """The problem without the rules that are not kept; days, grid and no overlap stay."""
    venue = problem.venue
    if "forum.min_gap_minutes" not in kept:
        venue = replace(venue, min_gap_minutes=0)
    if "forum.max_minutes_per_day" not in kept:
        venue = replace(venue, max_minutes_per_day=None)
    if "forum.venue_hours" not in kept:
        venue = replace(venue, opens=0, closes=DAY)
    sittings = tuple(
        replace(
            sitting,
            after=tuple(name for name in sitting.after if f"sittings[{index}].after[{name}]" in kept),
            awake=tuple(name for name in sitting.awake if f"sittings[{index}].awake[{name}]" in kept),
            day=sitting.day if f"sittings[{index}].day" in kept else None,
            starts=sitting.starts if f"sittings[{index}].starts" in kept else (),
            repeat_gap=sitting.repeat_gap if f"sittings[{index}].repeat_gap_hours" in kept else None,
        )
        for index, sitting in enumerate(problem.sittings)
    )
    return replace(problem, venue=venue, sittings=sittings)


def _any_plan(reduced: Reduced, is_over: Callable[[], bool], workers: int) -> Chosen | None:
    """Starts that keep all rules, None when there are none. Raises _Stopped."""
    if any(len(wanted.instants) < wanted.repeat for wanted in reduced.wanted):
        return None
    if is_over():
        raise _Stopped
    model = _Model(reduced)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = max(1, workers)
    solver.parameters.random_seed = 1
    solver.parameters.catch_sigint_signal = False
    status = run_solver(solver, model.model, is_over)
    if status == cp_model.INFEASIBLE:
        return None
    if status == cp_model.UNKNOWN:
        raise _Stopped
    return tuple(model.starts(solver, index) for index in range(len(reduced.wanted)))


def run_solver(solver: cp_model.CpSolver, model: cp_model.CpModel, is_over: Callable[[], bool]) -> Any:
    """The solver's status; it runs in a thread of its own and is stopped when `is_over`, which is asked in this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        running = pool.submit(solver.solve, model)
        try:
            while wait([running], timeout=POLL).not_done and not is_over():
                pass
        finally:  # also when this thread was interrupted: nobody would wait for the solver any more
            while not running.done():
                solver.stop_search()
                wait([running], timeout=POLL)
    return running.result()


class _Model:
    """Every instance's stretched start is a variable over its allowed values."""

    def __init__(self, reduced: Reduced) -> None:
        self.reduced = reduced
        self.model = cp_model.CpModel()
        self._origin = min(int(wanted.instants[0]) for wanted in reduced.wanted)
        self._vars = [[self._start(wanted) for _ in range(wanted.repeat)] for wanted in reduced.wanted]
        lengths = [(self._vars[w.index], w.minutes + reduced.gap) for w in reduced.wanted]
        intervals = [
            self.model.new_fixed_size_interval_var(each, size, "") for starts, size in lengths for each in starts
        ]
        self.model.add_no_overlap(intervals)
        for wanted in reduced.wanted:
            self._order(wanted)
            if wanted.repeat > 1:
                self._twins(wanted)
        if reduced.cap is not None:
            self._cap(reduced.cap)

    def _stretched(self, wanted: Wanted) -> Any:
        return wanted.instants - self._origin + wanted.days * self.reduced.gap

    def _start(self, wanted: Wanted) -> Any:
        domain = cp_model.Domain.from_values(self._stretched(wanted).tolist())
        return self.model.new_int_var_from_domain(domain, "")

    def _order(self, wanted: Wanted) -> None:
        for other in wanted.before:
            length = self.reduced.wanted[other].minutes + self.reduced.gap
            for earlier in self._vars[other]:
                for later in self._vars[wanted.index]:
                    self.model.add(later >= earlier + length)

    def _twins(self, wanted: Wanted) -> None:
        one, two = self._vars[wanted.index]
        self.model.add(one < two)
        if wanted.repeat_gap is None and not len(wanted.awake):
            return
        stretched = self._stretched(wanted).tolist()
        for first in range(len(stretched)):
            allowed = [stretched[second] for second in partners(self.reduced, wanted, first)]
            is_here = self.model.new_bool_var("")
            self.model.add(one == stretched[first]).only_enforce_if(is_here)
            self.model.add(one != stretched[first]).only_enforce_if(~is_here)
            domain = cp_model.Domain.from_values(allowed)
            self.model.add_linear_expression_in_domain(two, domain).only_enforce_if(is_here)

    def _cap(self, cap: int) -> None:
        loads: dict[int, list[Any]] = {}
        for wanted in self.reduced.wanted:
            stretched, days = self._stretched(wanted), wanted.days
            for start in self._vars[wanted.index]:
                own = []
                for day in np.unique(days).tolist():
                    is_here = self.model.new_bool_var("")
                    here = cp_model.Domain.from_values(stretched[days == day].tolist())
                    self.model.add_linear_expression_in_domain(start, here).only_enforce_if(is_here)
                    loads.setdefault(day, []).append(wanted.minutes * is_here)
                    own.append(is_here)
                self.model.add_exactly_one(own)
        for load in loads.values():
            self.model.add(sum(load) <= cap)

    def starts(self, solver: cp_model.CpSolver, index: int) -> tuple[int, ...]:
        """The chosen starts of one sitting, as ascending indices."""
        stretched = self._stretched(self.reduced.wanted[index]).tolist()
        return tuple(sorted(stretched.index(solver.value(each)) for each in self._vars[index]))


def partners(reduced: Reduced, wanted: Wanted, first: int) -> list[int]:
    """Later starts that the second instance may take when the first is at `first`."""
    apart = wanted.instants - wanted.instants[first]
    keep = apart > 0
    if wanted.repeat_gap is not None:
        keep &= (wanted.repeat_gap[0] <= apart) & (apart <= wanted.repeat_gap[1])
    keep &= keeps_awake(wanted, with_twin(reduced, wanted.index, first))
    found: list[int] = np.flatnonzero(keep).tolist()
    return found
