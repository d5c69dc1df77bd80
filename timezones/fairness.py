"""How fair a timetable is: who bears what, worst and mean, Jain's index, and which of two plans is better.

Every figure is computed from the problem and the starts alone, by the same code for plans of ours
and plans made by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property

import numpy as np

from timezones import wallclock
from timezones.burden import Bools, Horizon, Ints, Tables, to_instant, to_minute
from timezones.problem import Person, Problem, Starts

Key = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class GroupScore:
    """A region or a constituency, as `Score` says it of all: over its own rows and heads alone."""

    heads: int
    mean: float
    worst: int
    jain: float
    heads_in_dearest_band: int


@dataclass(frozen=True, kw_only=True)
class Score:
    """The figures of one timetable. Totals are points per row, ledger included; `mean` is per head."""

    totals: Mapping[str, int]
    worst: int
    mean: float
    sum: int
    jain: float
    heads_in_dearest_band: int
    worst_ids: tuple[str, ...]
    by_region: Mapping[str, GroupScore]
    by_constituency: Mapping[str, GroupScore]


@dataclass(frozen=True, kw_only=True)
class Bearing:
    """What one sitting asks of one row: the instance attended, its start on the row's clock, the points."""

    person: str
    sitting: str
    instance: int
    local_start: datetime
    burden: int
    dearest_minutes: int


class Ledger:
    """Burdens of all rows at all sittings of one timetable, as arrays of (row, sitting).

    A row that does not attend a sitting has 0 there. Of a repeated sitting each row attends the
    instance that costs it less, of equal ones the earlier.
    """

    def __init__(self, problem: Problem, starts: Starts, tables: Tables | None = None) -> None:
        self.problem = problem
        self.starts = {
            sitting.id: np.array([to_minute(start) for start in sorted(starts[sitting.id])], dtype=np.int64)
            for sitting in problem.sittings
        }
        self._tables = tables or Tables(problem.people, problem.venue, problem.scale, self._horizon())
        self._class_of = np.array(self._tables.class_of, dtype=np.int64)
        self.attends = attendance(problem)
        shape = (len(problem.sittings), len(self._tables))
        self._cost, self._dearest, self._instance = (np.zeros(shape, dtype=np.int64) for _ in range(3))
        for row in range(len(problem.sittings)):
            self._fill(row)

    def _horizon(self) -> Horizon:
        """Plans made by hand may lie outside the forum's days."""
        return Horizon.of(self.problem.venue).with_room_for(
            start for starts in self.starts.values() for start in starts.tolist()
        )

    def _fill(self, index: int) -> None:
        sitting = self.problem.sittings[index]
        starts = self.starts[sitting.id]
        for clock in range(len(self._tables)):
            costs = self._tables[clock].cost(starts, sitting.minutes)
            chosen = int(np.argmin(costs))
            dearest = self._tables[clock].dearest_minutes(starts[chosen : chosen + 1], sitting.minutes)
            self._cost[index, clock] = costs[chosen]
            self._dearest[index, clock] = dearest[0]
            self._instance[index, clock] = chosen

    @cached_property
    def burdens(self) -> Ints:
        return np.where(self.attends, self._cost[:, self._class_of].T, 0)

    @cached_property
    def dearest_minutes(self) -> Ints:
        return np.where(self.attends, self._dearest[:, self._class_of].T, 0)

    @cached_property
    def instances(self) -> Ints:
        """Index of the instance attended, from 0."""
        return self._instance[:, self._class_of].T

    @cached_property
    def totals(self) -> list[int]:
        carried = [person.ledger for person in self.problem.people]
        borne: list[int] = self.burdens.sum(axis=1).tolist()
        return [a + b for a, b in zip(carried, borne, strict=True)]

    @cached_property
    def awake_minutes(self) -> list[int]:
        """Minutes attended outside the dearest band, per row."""
        lengths = np.array([sitting.minutes for sitting in self.problem.sittings], dtype=np.int64)
        found: list[int] = (self.attends * lengths - self.dearest_minutes).sum(axis=1).tolist()
        return found

    @cached_property
    def is_hurt(self) -> list[bool]:
        """Whether a row attends any minute in the dearest band."""
        found: list[bool] = (self.dearest_minutes.sum(axis=1) > 0).tolist()
        return found

    @cached_property
    def heads_in_dearest_band(self) -> int:
        return sum(person.count for person, is_hurt in zip(self.problem.people, self.is_hurt, strict=True) if is_hurt)

    @cached_property
    def weighted_sum(self) -> int:
        return sum(p.count * total for p, total in zip(self.problem.people, self.totals, strict=True))


def attendance(problem: Problem) -> Bools:
    """Who must attend what, as an array of (row, sitting)."""
    index = {person.id: row for row, person in enumerate(problem.people)}
    found = np.ones((len(problem.people), len(problem.sittings)), dtype=np.bool_)
    for column, sitting in enumerate(problem.sittings):
        if sitting.people is not None:
            found[:, column] = False
            found[[index[name] for name in sitting.people], column] = True
    return found


def jain(values: Sequence[int]) -> float:
    """Jain's index (sum x)^2 / (n sum x^2): 1.0 when all are equal, also when all are 0.

    Source: R. Jain, D. Chiu, W. Hawe, "A Quantitative Measure of Fairness" (DEC-TR-301, 1984).
    """
    squares = sum(value * value for value in values)
    return float(Fraction(sum(values) ** 2, len(values) * squares)) if squares else 1.0


def region_means(people: Sequence[Person], totals: Sequence[int]) -> dict[str, Fraction]:
    """Exact head-weighted mean total of each region; rows without one are a region of their own ("")."""
    sums: dict[str, list[int]] = {}
    for person, total in zip(people, totals, strict=True):
        entry = sums.setdefault(person.region, [0, 0])
        entry[0] += person.count * total
        entry[1] += person.count
    return {name: Fraction(points, heads) for name, (points, heads) in sums.items()}


def key(ledger: Ledger) -> Key:
    """The policy's figures in its order, without starts: the lesser key is the better plan."""
    hurt = ledger.heads_in_dearest_band if ledger.problem.policy == "fewest_hurt" else 0
    return key_of(ledger.problem, ledger.totals, hurt)


def key_of(problem: Problem, totals: Sequence[int], heads_in_dearest_band: int) -> Key:
    """The same of totals in the order of people; the heads count for the policy `fewest_hurt` only."""
    total = sum(person.count * points for person, points in zip(problem.people, totals, strict=True))
    if problem.policy == "leximin":
        return (tuple(sorted(totals, reverse=True)), total)
    if problem.policy == "minimax":
        return (max(totals), total)
    if problem.policy == "fewest_hurt":
        return (heads_in_dearest_band, total)
    if problem.policy == "region_leximin":
        return (tuple(sorted(region_means(problem.people, totals).values(), reverse=True)), total)
    return (total,)


def first_figure(found: Key) -> Fraction:
    """What a policy minimises first: `bound` and `gap` of a plan are about it."""
    head = found[0]
    value = head[0] if isinstance(head, tuple) else head
    assert isinstance(value, int | Fraction)
    return Fraction(value)


def order_of_starts(problem: Problem, starts: Starts) -> tuple[int, ...]:
    """The last tie-break: starts sitting by sitting, the instances of one in time order."""
    return tuple(to_minute(start) for sitting in problem.sittings for start in sorted(starts[sitting.id]))


def is_better(problem: Problem, ours: Starts, theirs: Starts) -> bool:
    """Say whether `ours` comes before `theirs` in the whole order of the problem's policy."""
    tables = Tables(problem.people, problem.venue, problem.scale)
    one, two = key(Ledger(problem, ours, tables)), key(Ledger(problem, theirs, tables))
    return (one, order_of_starts(problem, ours)) < (two, order_of_starts(problem, theirs))


def score(problem: Problem, starts: Starts) -> Score:
    """All figures of a timetable, whether or not it keeps the rules (see `timezones.rules`)."""
    return score_of(Ledger(problem, starts))


def score_of(ledger: Ledger) -> Score:
    """All figures of a ledger of burdens."""
    people, totals = ledger.problem.people, ledger.totals
    worst, heads = max(totals), sum(person.count for person in people)
    return Score(
        totals={person.id: total for person, total in zip(people, totals, strict=True)},
        worst=worst,
        mean=ledger.weighted_sum / heads,
        sum=ledger.weighted_sum,
        jain=jain(ledger.awake_minutes),
        heads_in_dearest_band=ledger.heads_in_dearest_band,
        worst_ids=tuple(person.id for person, total in zip(people, totals, strict=True) if total == worst),
        by_region=_by([person.region for person in people], ledger),
        by_constituency=_by([person.constituency for person in people], ledger),
    )


def _by(names: Sequence[str], ledger: Ledger) -> dict[str, GroupScore]:
    """Scores per name; rows without a name are in none."""
    members: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        members.setdefault(name, []).append(row)
    return {name: _group(rows, ledger) for name, rows in sorted(members.items()) if name}


def _group(rows: Sequence[int], ledger: Ledger) -> GroupScore:
    counts = [ledger.problem.people[row].count for row in rows]
    totals = [ledger.totals[row] for row in rows]
    heads = sum(counts)
    return GroupScore(
        heads=heads,
        mean=sum(count * total for count, total in zip(counts, totals, strict=True)) / heads,
        worst=max(totals),
        jain=jain([ledger.awake_minutes[row] for row in rows]),
        heads_in_dearest_band=sum(count for row, count in zip(rows, counts, strict=True) if ledger.is_hurt[row]),
    )


def bearings(problem: Problem, starts: Starts) -> list[Bearing]:
    """Who bears which hour: a line per row and sitting attended, in the order of people, then sittings."""
    ledger = Ledger(problem, starts)
    found = []
    for row, column in zip(*np.nonzero(ledger.attends), strict=True):
        person, sitting = problem.people[row], problem.sittings[column]
        instance = int(ledger.instances[row, column])
        zone = person.zone if person.mode == "remote" else problem.venue.zone
        found.append(
            Bearing(
                person=person.id,
                sitting=sitting.id,
                instance=instance + 1,
                local_start=wallclock.local(to_instant(int(ledger.starts[sitting.id][instance])), zone),
                burden=int(ledger.burdens[row, column]),
                dearest_minutes=int(ledger.dearest_minutes[row, column]),
            )
        )
    return found
