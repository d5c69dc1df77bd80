"""A plan as slots: one boolean for each start of each kind of sitting, for CP-SAT.

Sittings that differ in nothing but their names share their booleans, so that no timetable is met twice
under other names. Where the order of sittings matters, only those with the same sittings before and
after them share. `docs/fairness.md` tells how little else the model says.
"""

from __future__ import annotations

from itertools import pairwise
from math import gcd
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from timezones.burden import Ints
from timezones.windows.climb import with_twin
from timezones.windows.halves import TooMany
from timezones.windows.order import Chosen, Order
from timezones.windows.reduced import Reduced, Wanted, comes_after, keeps_awake
from timezones.windows.stopping import IsOver, go_on

#: most products of booleans and groups that a model may hold
MOST_TERMS = 4_000_000


class Slots:
    """The model of one reduced problem. Raises TooMany, OutOfTime."""

    def __init__(self, order: Order, is_over: IsOver) -> None:
        self.order, self.reduced, self._is_over = order, order.reduced, is_over
        self.model = cp_model.CpModel()
        self._find_kinds()
        size = sum(len(kind[0].instants) for kind in self.kinds) * (len(self.reduced.base) + 1)
        if size > MOST_TERMS or self.reduced.base.dtype == object:
            raise TooMany
        self.starts = [[self.model.new_bool_var("") for _ in kind[0].instants] for kind in self.kinds]
        self._place()
        self._keep_apart()
        self._keep_order()
        self._weigh()

    def _find_kinds(self) -> None:
        before = comes_after(self.reduced.wanted)
        kinds: dict[object, list[Wanted]] = {}
        for wanted in self.reduced.wanted:
            after = frozenset(index for index, others in enumerate(before) if wanted.index in others)
            kinds.setdefault((wanted.kind, before[wanted.index], after), []).append(wanted)
        self.kinds = list(kinds.values())
        self.kind_of = {wanted.index: number for number, kind in enumerate(self.kinds) for wanted in kind}

    def _place(self) -> None:
        """Every kind as often as needed, twins as they may be paired, the cap of each day."""
        loads: dict[int, list[Any]] = {}
        for kind, starts in zip(self.kinds, self.starts, strict=True):
            self.model.add(sum(starts) == len(kind) * kind[0].repeat)
            for day, start in zip(kind[0].days.tolist(), starts, strict=True):
                loads.setdefault(day, []).append(kind[0].minutes * start)
            if kind[0].repeat > 1:
                self._pair(kind[0], starts)
        if self.reduced.cap is not None:
            for load in loads.values():
                self.model.add(sum(load) <= self.reduced.cap)

    def _pair(self, wanted: Wanted, starts: list[Any]) -> None:
        others: list[list[Any]] = [[] for _ in starts]
        for first in range(len(starts)):
            for second in partners(self.reduced, wanted, first):
                others[first].append(starts[second])
                others[second].append(starts[first])
        for start, theirs in zip(starts, others, strict=True):
            self.model.add_bool_or([~start, *theirs])

    def _keep_apart(self) -> None:
        """At most one slot at a time: of those that a slot's begin would meet, gaps of its day included."""
        begins, days, minutes = (
            np.concatenate([each(kind[0]) for kind in self.kinds])
            for each in (
                lambda wanted: wanted.instants,
                lambda wanted: wanted.days,
                lambda wanted: np.full(len(wanted.instants), wanted.minutes),
            )
        )
        booleans = [start for starts in self.starts for start in starts]
        seen: set[bytes] = set()
        for begin, day in sorted(set(zip(begins.tolist(), days.tolist(), strict=True))):
            go_on(self._is_over)
            ends = begins + minutes + np.where(days == day, self.reduced.gap, 0)
            met = np.flatnonzero((begins <= begin) & (begin < ends))
            if len(met) > 1 and met.tobytes() not in seen:
                seen.add(met.tobytes())
                self.model.add_at_most_one([booleans[index] for index in met])

    def _keep_order(self) -> None:
        for later, kind in enumerate(self.kinds):
            for earlier in sorted({self.kind_of[index] for index in kind[0].before}):
                self._follow(earlier, later)

    def _follow(self, earlier: int, later: int) -> None:
        """A rising line of booleans, "all of the earlier kind are over", for every start of the later one."""
        length = self.kinds[earlier][0].minutes
        begins, ends = self.kinds[later][0].instants, self.kinds[earlier][0].instants + length
        is_over = [self.model.new_bool_var("") for _ in begins]
        for one, two in pairwise(is_over):
            self.model.add_implication(one, two)
        for start, done in zip(self.starts[later], is_over, strict=True):
            self.model.add_implication(start, done)
        for start, last in zip(self.starts[earlier], np.searchsorted(begins, ends).tolist(), strict=True):
            if last:
                self.model.add_implication(start, ~is_over[last - 1])

    def _weigh(self) -> None:
        """What each group bears, in steps of the common divisor: `values`, and `total` for the head-weighted sum."""
        width = len(self.reduced.base) + 1
        constant = np.append(self.reduced.base, self.reduced.base_sum)
        terms: list[tuple[list[Any], Ints]] = []
        for kind, starts in zip(self.kinds, self.starts, strict=True):
            if kind[0].repeat == 1:
                terms.append(
                    (starts, np.column_stack([self.reduced.values(kind[0].cost), self.reduced.sums(kind[0].cost)]))
                )
            else:
                least, steps = self._lesser(kind[0], starts)
                constant = constant + least
                terms.append(steps)
        coefficients = np.concatenate([np.zeros((0, width), dtype=np.int64), *(own for _, own in terms)])
        booleans = [each for own, _ in terms for each in own]
        self.step = gcd(int(np.gcd.reduce(coefficients[:, :-1], axis=None)), int(np.gcd.reduce(constant[:-1]))) or 1
        self.values = [
            self._sum(booleans, coefficients[:, group], int(constant[group]), self.step) for group in range(width - 1)
        ]
        self.total = self._sum(booleans, coefficients[:, -1], int(constant[-1]), 1)

    def _of_groups(self, cost: Ints) -> Ints:
        """Costs of classes as values of groups, and the head-weighted sum as one entry more."""
        return np.column_stack([self.reduced.values(cost), self.reduced.sums(cost)])

    def _sum(self, booleans: list[Any], coefficients: Ints, constant: int, step: int) -> Any:
        held = np.flatnonzero(coefficients).tolist()
        own = (coefficients[held] // step).tolist()
        return cp_model.LinearExpr.weighted_sum([booleans[index] for index in held], own) + constant // step

    def _lesser(self, wanted: Wanted, starts: list[Any]) -> tuple[Ints, tuple[list[Any], Ints]]:
        """What a sitting held twice costs at least, and booleans of what more where no start is as cheap."""
        of_class = self._of_groups(np.eye(len(self.reduced.heads), dtype=np.int64))
        least, booleans, steps = np.zeros(of_class.shape[1], dtype=np.int64), [], [of_class[:0]]
        for number in range(len(of_class)):
            costs = np.unique(wanted.cost[:, number])
            least = least + costs[0] * of_class[number]
            for lower, higher in zip(costs[:-1].tolist(), costs[1:].tolist(), strict=True):
                is_dearer = self.model.new_bool_var("")
                cheap = np.flatnonzero(wanted.cost[:, number] <= lower).tolist()
                self.model.add_bool_or([is_dearer, *(starts[index] for index in cheap)])
                booleans.append(is_dearer)
                steps.append((higher - lower) * of_class[number : number + 1])
        return least, (booleans, np.concatenate(steps))

    def chosen(self, solver: cp_model.CpSolver) -> Chosen:
        """The plan that the solver holds."""
        return self.labelled(
            [[index for index, start in enumerate(starts) if solver.boolean_value(start)] for starts in self.starts]
        )

    def held(self, chosen: Chosen) -> list[list[int]]:
        """The starts that each kind holds, ascending."""
        return [sorted(start for wanted in kind for start in chosen[wanted.index]) for kind in self.kinds]

    def labelled(self, held: list[list[int]]) -> Chosen:
        """The plan with these starts of kinds: they go to the sittings of a kind in their order."""
        found: dict[int, tuple[int, ...]] = {}
        for kind, starts in zip(self.kinds, held, strict=True):
            for place, wanted in enumerate(kind):
                found[wanted.index] = tuple(starts[place * wanted.repeat : (place + 1) * wanted.repeat])
        return tuple(found[index] for index in range(len(found)))


def partners(reduced: Reduced, wanted: Wanted, first: int) -> list[int]:
    """Later starts that the second instance may take when the first is at `first`."""
    apart = wanted.instants - wanted.instants[first]
    keep = apart > 0
    if wanted.repeat_gap is not None:
        keep &= (wanted.repeat_gap[0] <= apart) & (apart <= wanted.repeat_gap[1])
    keep &= keeps_awake(wanted, with_twin(reduced, wanted.index, first))
    found: list[int] = np.flatnonzero(keep).tolist()
    return found
