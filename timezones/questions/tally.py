"""Totals of many timetables of one problem, quickly: what a sitting costs is counted once per choice of its starts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timezones.burden import Bools, Horizon, Ints, Tables, to_minute
from timezones.fairness import Key, attendance, key_of
from timezones.problem import Problem, Starts


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What some starts of one sitting cost: points and "any minute in the dearest band", over rows of people."""

    points: Ints
    hurt: Bools


class Tally:
    """Totals and keys of timetables of one problem. `shown` are timetables that may lie outside the forum's days."""

    def __init__(self, problem: Problem, *shown: Starts) -> None:
        self.problem = problem
        minutes = [to_minute(start) for each in shown for starts in each.values() for start in starts]
        horizon = Horizon.of(problem.venue).with_room_for(minutes) if minutes else None
        self.tables = Tables(problem.people, problem.venue, problem.scale, horizon)
        self.class_of = np.array(self.tables.class_of, dtype=np.int64)
        self.attends = attendance(problem)
        self.ledgers = np.array([person.ledger for person in problem.people], dtype=np.int64)
        self.counts = np.array([person.count for person in problem.people], dtype=np.int64)
        self._costs: dict[tuple[int, tuple[int, ...]], Cost] = {}

    def cost(self, column: int, starts: tuple[int, ...]) -> Cost:
        """What a sitting costs everybody at these starts (minutes since the epoch, in time order)."""
        if (column, starts) not in self._costs:
            self._costs[column, starts] = self._cost(column, np.array(starts, dtype=np.int64))
        return self._costs[column, starts]

    def _cost(self, column: int, starts: Ints) -> Cost:
        minutes = self.problem.sittings[column].minutes
        points, hurt = np.zeros(len(self.tables), dtype=np.int64), np.zeros(len(self.tables), dtype=np.bool_)
        for clock in range(len(self.tables)):
            costs = self.tables[clock].cost(starts, minutes)
            attended = int(np.argmin(costs))
            points[clock] = costs[attended]
            hurt[clock] = self.tables[clock].dearest_minutes(starts[attended : attended + 1], minutes)[0] > 0
        attends = self.attends[:, column]
        return Cost(points=np.where(attends, points[self.class_of], 0), hurt=hurt[self.class_of] & attends)

    def total(self, starts: Starts) -> Cost:
        """Totals, ledgers included, and who has any minute in the dearest band."""
        points, hurt = self.ledgers.copy(), np.zeros(len(self.ledgers), dtype=np.bool_)
        for column, sitting in enumerate(self.problem.sittings):
            own = self.cost(column, tuple(to_minute(start) for start in sorted(starts[sitting.id])))
            points += own.points
            hurt |= own.hurt
        return Cost(points=points, hurt=hurt)

    def key(self, starts: Starts) -> Key:
        """The timetable's figures in the policy's order (see `timezones.fairness.key`)."""
        return self.key_of(self.total(starts))

    def key_of(self, total: Cost) -> Key:
        """The same of its totals."""
        points: list[int] = total.points.tolist()
        return key_of(self.problem, points, self.heads(total))

    def heads(self, total: Cost) -> int:
        """Heads with any minute in the dearest band."""
        return int(self.counts[total.hurt].sum())
