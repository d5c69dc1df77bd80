"""The bound that no timetable can beat: in how many sittings everybody can be within given local hours.

A sitting counts for a row when an instance of it lies wholly between the two local times. For each timetable there is
the row with the fewest such sittings; the most of these fewest over all timetables that keep the rules is the answer:
"no timetable gives every row more than k sittings inside 07:00-22:00". CP-SAT finds it and proves it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from timezones.burden import MinuteTable, Tables
from timezones.fairness import attendance
from timezones.problem import DAY, Band, Problem, Scale, Starts
from timezones.windows.model import Instance, RulesModel, run, solver_of


@dataclass(frozen=True, kw_only=True)
class Inside:
    """No timetable gives every row more than `at_most` sittings between `begins` and `ends` (minutes of a local day).

    `most` is what the timetable `starts` gives every row, None where none was found; `is_proven`: they are equal.
    `of` is the fewest sittings that any row attends; rows that attend nothing are left out.
    """

    begins: int
    ends: int
    of: int
    at_most: int
    most: int | None = None
    starts: Starts | None = None

    @property
    def is_proven(self) -> bool:
        return self.most == self.at_most


def most_inside(
    problem: Problem, begins: int, ends: int, *, workers: int = 1, cancelled: Callable[[], bool] | None = None
) -> Inside | None:
    """The bound for local hours from `begins` to `ends` (past midnight where `ends` is not after it).

    None where no timetable keeps the rules at all. Stopped (`cancelled`), it says what is proven by then.
    """
    rules = RulesModel(problem)
    tables = Tables(problem.people, problem.venue, _outside(begins, ends))
    groups = _attending(problem, tables)
    fewest = min((len(columns) for columns in groups.values()), default=0)
    if not rules.is_possible:
        return None
    if cancelled is not None and cancelled():
        return Inside(begins=begins, ends=ends, of=fewest, at_most=fewest)
    least = rules.model.new_int_var(0, fewest, "")
    for (clock, _), columns in groups.items():
        inside = [_inside(rules, tables[clock], alike) for alike in rules.kinds(columns)]
        rules.model.add(least <= sum(inside))
    _order_alike(rules)
    rules.model.maximize(least)
    solver = solver_of(workers)
    status = run(solver, rules.model, cancelled or (lambda: False))
    if status == cp_model.INFEASIBLE:
        return None
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    proven = min(fewest, math.floor(solver.best_objective_bound + 1e-6)) if status != cp_model.UNKNOWN else fewest
    none = Inside(begins=begins, ends=ends, of=fewest, at_most=proven)
    return replace(none, most=solver.value(least), starts=rules.starts(solver.value)) if found else none


def _outside(begins: int, ends: int) -> Scale:
    """A point for every minute outside the hours, so that a sitting inside them costs nothing."""
    edges = sorted({0, begins, ends % DAY, DAY})
    inside = [begins <= low < ends if begins < ends else low >= begins or low < ends for low in edges]
    bands = zip(edges, edges[1:], inside, strict=False)
    return Scale(bands=tuple(Band(begins=low, ends=high, cost=0 if is_in else 1) for low, high, is_in in bands))


def _attending(problem: Problem, tables: Tables) -> dict[tuple[int, bytes], list[int]]:
    """The sittings that each kind of row attends, by class of clocks and attendance; rows that attend any."""
    attends = attendance(problem)
    return {
        (clock, attends[row].tobytes()): np.flatnonzero(attends[row]).tolist()
        for row, clock in enumerate(tables.class_of)
        if attends[row].any()
    }


def _inside(rules: RulesModel, table: MinuteTable, columns: list[int]) -> Any:
    """How many of these alike sittings lie wholly inside; of a repeated one 1 where an instance does."""
    both = rules.instances[columns[0]]
    is_in = [(table.cost(one.instants, one.sitting.minutes) == 0).astype(np.int64) for one in both]
    if len(both) == 1:
        return rules.weighed_all(columns, is_in[0])
    either = rules.model.new_bool_var("")
    rules.model.add(either <= sum(rules.weighed(one, own) for one, own in zip(both, is_in, strict=True)))
    return either


def _order_alike(rules: RulesModel) -> None:
    """Of sittings that differ in nothing but their names, the first named may as well come first."""
    sittings = rules.problem.sittings
    followed_by = {each.id: frozenset(other.id for other in sittings if each.id in other.after) for each in sittings}
    last: dict[object, Instance] = {}
    for sitting, instances in zip(sittings, rules.instances, strict=True):
        if sitting.repeat == 1:
            alike = replace(sitting, id="", after=tuple(sorted(sitting.after))), followed_by[sitting.id]
            if alike in last:
                rules.model.add(last[alike].start < instances[0].start)
            last[alike] = instances[0]
