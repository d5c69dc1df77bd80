"""The problem as integers: classes of rows that bear the same, groups that the policy compares, starts.

Rows whose clocks agree over the forum and who attend the same sittings bear the same points at any
start: they form a *class*. What a policy compares are *groups*: a class with one ledger, or a region.
The value of a group is linear in the classes' costs, so whole tables are made by one product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timezones.burden import Bools, Ints, Tables
from timezones.fairness import attendance
from timezones.problem import Problem, WantedSitting
from timezones.starts import AllowedStarts, allowed_starts, grid_of

#: values of groups: int64, or Python integers where exact means would overflow
Values = NDArray[Any]

LARGEST = 2**60
MOST_CELLS = 60_000_000


class TooLarge(Exception):
    """The tables would not fit in memory: `starts` possible starts times `classes` different rows, per sitting."""

    def __init__(self, starts: int, classes: int) -> None:
        super().__init__(f"{starts} starts, {classes} classes")
        self.starts, self.classes = starts, classes


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One sitting with its possible starts.

    `instants` and `days` are arrays over starts, `cost` and `night` over (start, class): points, and
    whether any minute lies in the dearest band. `before` are the indices of sittings it comes after,
    `awake` the classes that must not attend in the dearest band.
    """

    index: int
    minutes: int
    repeat: int
    repeat_gap: tuple[int, int] | None
    instants: Ints
    days: Ints
    cost: Ints
    night: Bools
    before: frozenset[int]
    awake: Ints
    kind: object


@dataclass(frozen=True, kw_only=True)
class Burdens:
    """What a choice of starts costs: arrays over (choice, class), the dearest band by class."""

    cost: Ints
    night: Bools

    def __getitem__(self, index: Any) -> Burdens:
        return Burdens(cost=self.cost[index], night=self.night[index])


class Reduced:
    """A problem in integers; see the module's text. Raises TooLarge."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.gap = problem.venue.min_gap_minutes
        self.cap = problem.venue.max_minutes_per_day
        attends = attendance(problem)
        self._tables = Tables(problem.people, problem.venue, problem.scale)
        self._find_classes(attends)
        grid = grid_of(problem.venue)
        if len(grid) * len(self.heads) * len(problem.sittings) > MOST_CELLS:
            raise TooLarge(len(grid), len(self.heads))
        self.wanted = [self._wanted(index, sitting, grid) for index, sitting in enumerate(problem.sittings)]
        self._find_groups()

    def _find_classes(self, attends: Bools) -> None:
        keys: dict[object, int] = {}
        self.class_of_row = np.zeros(len(attends), dtype=np.int64)
        members: list[int] = []
        for row, clock in enumerate(self._tables.class_of):
            key = (clock, attends[row].tobytes())
            if key not in keys:
                keys[key] = len(members)
                members.append(row)
            self.class_of_row[row] = keys[key]
        self._clock_of_class = np.array([self._tables.class_of[row] for row in members], dtype=np.int64)
        self._attends = attends[members]
        self.counts = np.array([person.count for person in self.problem.people], dtype=np.int64)
        self.heads = np.bincount(self.class_of_row, weights=self.counts).astype(np.int64)

    def _wanted(self, index: int, sitting: WantedSitting, grid: AllowedStarts) -> Wanted:
        starts = allowed_starts(self.problem.venue, sitting, grid)
        burdens = self._burdens(index, sitting, starts)
        row_of = {person.id: row for row, person in enumerate(self.problem.people)}
        awake = sorted({int(self.class_of_row[row_of[name]]) for name in sitting.awake})
        if sitting.repeat == 1 and awake:
            keep = ~burdens.night[:, awake].any(axis=1)
            burdens, starts = burdens[keep], AllowedStarts(instants=starts.instants[keep], days=starts.days[keep])
        index_of = {other.id: position for position, other in enumerate(self.problem.sittings)}
        people = None if sitting.people is None else frozenset(sitting.people)
        single = (sitting.minutes, people, tuple(awake), sitting.day, sitting.starts)
        return Wanted(
            index=index, minutes=sitting.minutes, repeat=sitting.repeat,
            repeat_gap=sitting.repeat_gap if sitting.repeat > 1 else None,
            instants=starts.instants, days=starts.days, cost=burdens.cost, night=burdens.night,
            before=frozenset(index_of[name] for name in sitting.after),
            awake=np.array(awake, dtype=np.int64),
            kind=single if sitting.repeat == 1 else index,
        )  # fmt: skip

    def _burdens(self, index: int, sitting: WantedSitting, starts: AllowedStarts) -> Burdens:
        classes = len(self._clock_of_class)
        cost = np.zeros((len(starts), classes), dtype=np.int64)
        night = np.zeros((len(starts), classes), dtype=np.bool_)
        for clock in range(len(self._tables)):
            mine = np.flatnonzero((self._clock_of_class == clock) & self._attends[:, index])
            if len(mine):
                table = self._tables[clock]
                cost[:, mine] = table.cost(starts.instants, sitting.minutes)[:, None]
                night[:, mine] = (table.dearest_minutes(starts.instants, sitting.minutes) > 0)[:, None]
        return Burdens(cost=cost, night=night)

    def _find_groups(self) -> None:
        """Groups with the points they carry in (`base`) and how often each counts (`times`)."""
        self.ledgers = np.array([person.ledger for person in self.problem.people], dtype=np.int64)
        self.base_sum = int((self.ledgers * self.counts).sum())
        if self.problem.policy == "region_leximin":
            self._regions(self.ledgers)
            return
        pairs = np.stack([self.class_of_row, self.ledgers], axis=1)
        found, times = np.unique(pairs, axis=0, return_counts=True)
        self._class_of_group: Ints | None = found[:, 0]
        self.base: Values = found[:, 1]
        self.times: Ints = times // np.gcd.reduce(times)
        self.unit = 1

    def _regions(self, ledgers: Ints) -> None:
        names: dict[str, int] = {}
        region_of = np.array([names.setdefault(p.region, len(names)) for p in self.problem.people], dtype=np.int64)
        heads = np.bincount(region_of, weights=self.counts).astype(np.int64).tolist()
        self.unit = lcm(*heads)
        points = sum(int(each.cost.max(initial=0)) for each in self.wanted) + int(np.abs(ledgers).max())
        dtype = np.int64 if points * self.unit < LARGEST else object
        share = np.array([self.unit // each for each in heads], dtype=dtype)
        weights = np.zeros((len(names), len(self._clock_of_class)), dtype=np.int64)
        np.add.at(weights, (region_of, self.class_of_row), self.counts)
        base = np.zeros(len(names), dtype=np.int64)
        np.add.at(base, region_of, ledgers * self.counts)
        self._class_of_group = None
        self._weights = (weights * share[:, None]).T
        self.base = base * share
        self.times = np.ones(len(names), dtype=np.int64)

    def values(self, cost: Ints) -> Values:
        """Costs over (choice, class) as values over (choice, group); add `base` once to a whole plan."""
        return cost[:, self._class_of_group] if self._class_of_group is not None else cost @ self._weights

    def sums(self, cost: Ints) -> Ints:
        """Head-weighted points of each choice."""
        sums: Ints = cost @ self.heads
        return sums

    def totals(self, cost: Ints) -> Ints:
        """What each row bears at these costs of classes, its ledger included."""
        totals: Ints = cost[self.class_of_row] + self.ledgers
        return totals

    def hurt(self, night: Bools) -> Ints:
        """Heads in the dearest band of each choice."""
        hurt: Ints = night @ self.heads
        return hurt


def attended(wanted: Wanted, one: Any, two: Any) -> Burdens:
    """Burdens of a repeated sitting held at the starts `one` and `two` (indices, `one` the earlier).

    Each class attends the instance that costs it less, of equal ones the earlier.
    """
    first, second = wanted.cost[one], wanted.cost[two]
    later = second < first
    return Burdens(cost=np.where(later, second, first), night=np.where(later, wanted.night[two], wanted.night[one]))


def keeps_awake(wanted: Wanted, burdens: Burdens) -> Bools:
    """Which choices keep everybody out of the dearest band who must be awake."""
    keeps: Bools = np.asarray(~burdens.night[:, wanted.awake].any(axis=1))
    return keeps


def comes_after(wanted: Sequence[Wanted]) -> list[frozenset[int]]:
    """For each sitting all sittings that must be over before it, directly or not."""
    closed: list[frozenset[int]] = [each.before for each in wanted]
    for _ in wanted:
        closed = [before.union(*(closed[index] for index in before)) for before in closed]
    return closed
