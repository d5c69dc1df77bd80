"""The proof by CP-SAT, where the days are too many to be listed: level by level of the policy's order.

First the dearest value: is there a plan below it? Then, level by level, who bears as much: is there a
plan in which one of those at this level bears less and nobody else more than the level? While there is
none, exactly these groups are at this level in every plan as good as the known one, and the next level
is asked. Where others can take their place, levels are counted instead of named.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from timezones.windows.climb import improve
from timezones.windows.model import run
from timezones.windows.order import Chosen, Order, comes_before, total_of
from timezones.windows.reduced import Values
from timezones.windows.slots import Slots
from timezones.windows.stopping import IsOver, OutOfTime, go_on

LEAST_WORKERS, LEVELS_AT_ONCE, EFFORT_ALONE = 2, 12, 2.0


class Levels:
    """Proves the least plan; `chosen` is the best known and `bound` the proven least first entry of its key."""

    def __init__(self, order: Order, chosen: Chosen, bound: int, is_over: IsOver, workers: int) -> None:
        self.order, self.chosen, self.bound, self._is_over = order, chosen, bound, is_over
        self._workers = max(LEAST_WORKERS, workers)
        self._slots = Slots(order, is_over)
        self._model, self._step = self._slots.model, self._slots.step
        self._goal_bound = 0.0
        self._named = np.zeros(len(order.reduced.base), dtype=np.bool_)
        self.tell: Callable[[], object] = lambda: None

    def prove(self) -> None:
        """Make `chosen` the best plan there is, `bound` its first figure. Raises OutOfTime."""
        if not (self.order.is_sorted and self._is_first_level_sure()):
            self._prove_dearest()
        if self.order.is_sorted:
            self._name_levels()
            self._count_levels()
        if not self._named.all():
            self._prove_total()
        self._make_earliest()

    def _ask(self, question: cp_model.CpModel, goal: Any = None) -> Chosen | None:
        """A plan that answers the question, the least by the goal; None when there is none. Raises OutOfTime."""
        if goal is not None:
            question.minimize(goal)
        solver, status = self._solved(question, alone=True)
        if status not in {cp_model.OPTIMAL, cp_model.INFEASIBLE} and (goal is not None or status == cp_model.UNKNOWN):
            solver, status = self._solved(question, alone=False)
        if status == cp_model.INFEASIBLE:
            return None
        found = None if status == cp_model.UNKNOWN else self._slots.chosen(solver)
        if status == cp_model.UNKNOWN or (goal is not None and status == cp_model.FEASIBLE):
            self._goal_bound = solver.best_objective_bound
            if found is not None:
                self._take(found)
            raise OutOfTime
        return found

    def _solved(self, question: cp_model.CpModel, *, alone: bool) -> tuple[cp_model.CpSolver, Any]:
        """The solver and its status: first one thread that does without probing, for a bounded effort, then all."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1 if alone else self._workers
        if alone:
            solver.parameters.cp_model_probing_level = 0
            solver.parameters.max_deterministic_time = EFFORT_ALONE
        solver.parameters.random_seed = 1
        solver.parameters.catch_sigint_signal = False
        return solver, run(solver, question, self._is_over)

    def _take(self, found: Chosen) -> bool:
        """Keep a plan, improved, if it comes before the best known; say whether it does."""
        better = improve(self.order, found, self._is_over)
        is_better = bool(comes_before(self.order.key_of(better)[None], self.order.key_of(self.chosen))[0])
        if is_better:
            self.chosen = better
            self.tell()
        return is_better

    def _values(self) -> Values:
        """What each group bears in the best plan known, in steps."""
        reduced = self.order.reduced
        values: Values = (reduced.values(total_of(reduced, self.chosen).cost)[0] + reduced.base) // self._step
        return values

    def _is_first_level_sure(self) -> bool:
        """Does a bounded effort prove the dearest value and who bears it at once?"""
        values = self._values()
        _, status = self._solved(self._deviation(values, [int(values.max())]), alone=True)
        go_on(self._is_over)
        if status == cp_model.INFEASIBLE:
            self._name(values, [int(values.max())])
            self._limit_dearest()
        return bool(status == cp_model.INFEASIBLE)

    def _prove_dearest(self) -> None:
        """Is any plan's dearest value less?"""
        least, worst = -(-self.bound // self._step), int(self._values().max())
        if least < worst:
            question = self._model.clone()
            dearest = question.new_int_var(least, worst - 1, "")
            for value in self._slots.values:
                question.add(value <= dearest)
            try:
                found = self._ask(question, dearest)
            except OutOfTime:
                self.bound = max(self.bound, ceil(max(self._goal_bound - 1e-6, least)) * self._step)
                raise
            if found is not None:
                self._take(found)
        self._limit_dearest()

    def _limit_dearest(self) -> None:
        worst = int(self._values().max())
        self.bound = worst * self._step
        self.tell()
        for value in self._slots.values:
            self._model.add(value <= worst)

    def _name_levels(self) -> None:
        """Level by level: can one of those at this level bear less, and nobody below bear more than it?

        The first level is the hardest and is asked alone, then some are asked at once.
        """
        at_once = LEVELS_AT_ONCE if self._named.any() else 1
        while not self._named.all():
            values = np.where(self._named, -1, self._values())
            levels = -np.unique(-values[~self._named])[:at_once]
            found = self._ask(self._deviation(values, levels.tolist()))
            if found is None:
                self._name(values, levels.tolist())
                at_once = LEVELS_AT_ONCE
            elif not self._take(found):
                return

    def _name(self, values: Values, levels: list[int]) -> None:
        """From now on exactly these groups bear these values."""
        for group in np.flatnonzero(np.isin(values, levels)).tolist():
            self._model.add(self._slots.values[group] <= int(values[group]))
            self._named[group] = True

    def _deviation(self, values: Values, levels: list[int]) -> cp_model.CpModel:
        """The plans that first differ for the better, or by others in their place, at one of these levels."""
        question = self._model.clone()
        here = [question.new_bool_var("") for _ in levels]
        question.add_exactly_one(here)
        bears_less: list[list[Any]] = [[~is_here] for is_here in here]
        for group in np.flatnonzero(~self._named).tolist():
            value, held = self._slots.values[group], int(values[group])
            question.add(value <= sum(max(held, level) * is_here for level, is_here in zip(levels, here, strict=True)))
            if held in levels:
                bears_less[levels.index(held)].append(is_less := question.new_bool_var(""))
                question.add(value <= held - 1).only_enforce_if(is_less)
        for clause in bears_less:
            question.add_bool_or(clause)
        return question

    def _count_levels(self) -> None:
        """The same where others can take the place of some: how few can be at this level or above?"""
        over: dict[int, Any] = {}
        level = None
        while True:
            values = np.where(self._named, -1, self._values())
            lower = values if level is None else values[values < level]
            if self._named.all() or not len(lower) or lower.max() < 0:
                return
            level_now = int(lower.max())
            count = int(self.order.reduced.times[values >= level_now].sum())
            question = self._model.clone()
            self._at(question, over, level_now, count - 1)
            found = self._ask(question)
            if found is None:
                over = self._at(self._model, over, level_now, count)
                level = level_now
            else:
                self._take(found)

    def _at(self, model: cp_model.CpModel, over: dict[int, Any], level: int, most: int) -> dict[int, Any]:
        """Let at most so many rows bear `level` or more; `over` are the booleans of the level above."""
        times = self.order.reduced.times
        found = {}
        for group in np.flatnonzero(~self._named).tolist():
            found[group] = model.new_bool_var("")
            value = self._slots.values[group]
            model.add(value <= level - 1).only_enforce_if(~found[group])
            bounded = model.add(value <= level)
            if over:
                bounded.only_enforce_if(~over[group])
                model.add_implication(over[group], found[group])
        model.add(sum(int(times[group]) * is_at for group, is_at in found.items()) <= most)
        return found

    def _prove_total(self) -> None:
        """Is any plan of the same first figures cheaper for all heads together?"""
        total = int(self.order.key_of(self.chosen)[-1])
        question = self._model.clone()
        question.add(self._slots.total <= total - 1)
        found = self._ask(question, self._slots.total)
        if found is not None:
            self._take(found)
        self._model.add(self._slots.total <= int(self.order.key_of(self.chosen)[-1]))

    def _make_earliest(self) -> None:
        """Sitting by sitting: is there as good a plan in which this one starts earlier?"""
        held = self._slots.held(self.chosen)
        placed = [0] * len(held)
        for wanted in self.order.reduced.wanted:
            number = self._slots.kind_of[wanted.index]
            starts = self._slots.starts[number]
            for _ in range(wanted.repeat):
                first = held[number][placed[number] - 1] + 1 if placed[number] else 0
                while earlier := starts[first : held[number][placed[number]]]:
                    question = self._model.clone()
                    question.add_bool_or(earlier)
                    found = self._ask(question)
                    if found is None:
                        self._model.add(sum(earlier) == 0)
                        break
                    held = self._slots.held(found)
                self._model.add(starts[held[number][placed[number]]] == 1)
                placed[number] += 1
        self.chosen = self._slots.labelled(held)
