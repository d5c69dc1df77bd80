"""Why this hour and not another: every start of one instance, all others kept, with what it would cost whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

import numpy as np

from timezones.burden import Bools, Ints, to_instant, to_minute
from timezones.fairness import first_figure
from timezones.problem import Alternative, Problem, Starts, WantedSitting
from timezones.questions.tally import Cost, Tally
from timezones.rules import Rule
from timezones.starts import AllowedStarts, allowed_starts, frozen_day


@dataclass(frozen=True, kw_only=True)
class Hour:
    """One possible start. `broken` names the rules that stand against it beside the others (empty: it is free).

    `figure` is the policy's first figure with this start and `change` its difference from now; `worst`, `sum` and
    `heads` are the timetable's figures. `order` is -1, 0 or 1: the policy puts the timetable before, level with or
    after the present one (ties by start left out); `rank` counts free starts from 1, the best by the policy and then
    the earliest, 0 where the start is not free. `heads_gaining` and `heads_paying` count heads whose totals fall and
    rise.
    """

    start: datetime
    is_now: bool
    broken: tuple[Rule, ...]
    figure: Fraction
    change: Fraction
    worst: int
    sum: int
    heads: int
    order: int
    rank: int
    heads_gaining: int
    heads_paying: int


def profile(problem: Problem, starts: Starts, sitting: str, instance: int = 1) -> tuple[Hour, ...]:
    """Each start that venue hours, grid and the sitting's day allow for one instance (from 1, in time order), with the
    present one, wherever it is. Raises KeyError for an unknown sitting, IndexError for an unknown instance.
    """
    return _Profile(problem, starts, sitting, instance - 1).hours()


def best_of(hours: Sequence[Hour]) -> Hour | None:
    """The best free start other than the present one, None where there is none."""
    free = [each for each in hours if each.rank and not each.is_now]
    return min(free, key=lambda each: each.rank, default=None)


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why one instance is at its hour: the best other start (None: there is none) and what it would change.

    `who_gains` and `who_pays` map the rows whose totals it would lower and raise to the points, both positive.
    """

    id: str
    instance: int
    next_best: datetime | None
    who_gains: Mapping[str, int]
    who_pays: Mapping[str, int]


def why(problem: Problem, starts: Starts, alternatives: Iterable[Alternative]) -> tuple[Why, ...]:
    """The points behind a plan's alternatives."""
    tally = Tally(problem, starts)
    now = tally.total(starts).points
    return tuple(_why(tally, starts, now, each) for each in alternatives)


def _why(tally: Tally, starts: Starts, now: Ints, each: Alternative) -> Why:
    change = np.zeros(len(now), dtype=np.int64)
    if each.next_best is not None:
        own = sorted(starts[each.id])
        own[each.instance - 1] = each.next_best
        change = tally.total({**starts, each.id: tuple(sorted(own))}).points - now
    points = [(person.id, points) for person, points in zip(tally.problem.people, change.tolist(), strict=True)]
    return Why(
        id=each.id,
        instance=each.instance,
        next_best=each.next_best,
        who_gains={name: -points for name, points in points if points < 0},
        who_pays={name: points for name, points in points if points > 0},
    )


def alternatives_of(problem: Problem, starts: Starts) -> tuple[Alternative, ...]:
    """The best other start of each instance of any timetable, in the order of sittings; who gains is left to `why`."""
    found = []
    for sitting in problem.sittings:
        for instance in range(1, sitting.repeat + 1):
            best = best_of(profile(problem, starts, sitting.id, instance))
            found.append(Alternative(id=sitting.id, instance=instance, next_best=best.start if best else None))
    return tuple(found)


class _Profile:
    """One instance among the others of a timetable."""

    def __init__(self, problem: Problem, starts: Starts, sitting: str, instance: int) -> None:
        self.problem, self.instance = problem, instance
        self.column = {each.id: column for column, each in enumerate(problem.sittings)}[sitting]
        self.sitting = problem.sittings[self.column]
        self.held = {each.id: [to_minute(start) for start in sorted(starts[each.id])] for each in problem.sittings}
        self.now = self.held[sitting][instance]
        self.tally = Tally(problem, starts)
        self.twins = tuple(each for place, each in enumerate(self.held[sitting]) if place != instance)
        self.options = self._options()
        self.others = self._others()

    def _options(self) -> AllowedStarts:
        """Starts that the sitting might have, were it not frozen."""
        found = allowed_starts(self.problem.venue, replace(self.sitting, starts=()))
        day = self._day_of(self.now)
        days = dict(zip([*found.instants.tolist(), self.now], [*found.days.tolist(), day], strict=True))
        instants = sorted(days)
        return AllowedStarts(
            instants=np.array(instants, dtype=np.int64),
            days=np.array([days[each] for each in instants], dtype=np.int64),
        )

    def _day_of(self, minute: int) -> int:
        day = frozen_day(self.problem.venue, to_instant(minute))
        return -1 if day is None else day

    def _others(self) -> Cost:
        """Totals without the sitting."""
        points, hurt = self.tally.ledgers.copy(), np.zeros(len(self.tally.ledgers), dtype=np.bool_)
        for column, sitting in enumerate(self.problem.sittings):
            if column != self.column:
                own = self.tally.cost(column, tuple(self.held[sitting.id]))
                points, hurt = points + own.points, hurt | own.hurt
        return Cost(points=points, hurt=hurt)

    def _total(self, minute: int) -> Cost:
        own = self.tally.cost(self.column, tuple(sorted((minute, *self.twins))))
        return Cost(points=self.others.points + own.points, hurt=self.others.hurt | own.hurt)

    def hours(self) -> tuple[Hour, ...]:
        totals = {minute: self._total(minute) for minute in self.options.instants.tolist()}
        keys = {minute: self.tally.key_of(total) for minute, total in totals.items()}
        broken = self._broken()
        free = sorted((minute for minute in totals if not broken[minute]), key=lambda minute: (keys[minute], minute))
        rank = {minute: place for place, minute in enumerate(free, 1)}
        now = totals[self.now]
        return tuple(
            Hour(
                start=to_instant(minute),
                is_now=minute == self.now,
                broken=broken[minute],
                figure=first_figure(keys[minute]),
                change=first_figure(keys[minute]) - first_figure(keys[self.now]),
                worst=int(total.points.max()),
                sum=int(total.points @ self.tally.counts),
                heads=self.tally.heads(total),
                order=(keys[minute] > keys[self.now]) - (keys[minute] < keys[self.now]),
                rank=rank.get(minute, 0),
                heads_gaining=int(self.tally.counts[total.points < now.points].sum()),
                heads_paying=int(self.tally.counts[total.points > now.points].sum()),
            )
            for minute, total in totals.items()
        )

    def _broken(self) -> dict[int, tuple[Rule, ...]]:
        """The rules that stand against each start."""
        against: dict[Rule, Bools] = {
            "start": self._is_elsewhere(), "overlap": self._overlaps(gap=False), "gap": self._overlaps(gap=True),
            "cap": self._overloads(), "after": self._disorders(), "repeat_gap": self._is_wrongly_repeated(),
            "awake": self._wakes(),
        }  # fmt: skip
        against["gap"] &= ~against["overlap"]
        found = zip(self.options.instants.tolist(), range(len(self.options)), strict=True)
        return {minute: tuple(rule for rule, where in against.items() if where[place]) for minute, place in found}

    def _none(self) -> Bools:
        return np.zeros(len(self.options), dtype=np.bool_)

    def _is_elsewhere(self) -> Bools:
        frozen = [to_minute(start) for start in self.sitting.starts]
        return ~np.isin(self.options.instants, frozen) if frozen else self._none()

    def _beside(self) -> list[tuple[WantedSitting, int]]:
        """All other instances."""
        others = [each for each in self.problem.sittings if each is not self.sitting]
        found = [(each, minute) for each in others for minute in self.held[each.id]]
        return [*found, *((self.sitting, minute) for minute in self.twins)]

    def _overlaps(self, *, gap: bool) -> Bools:
        found = self._none()
        begins, ends = self.options.instants, self.options.instants + self.sitting.minutes
        for other, minute in self._beside():
            is_same_day = self.options.days == self._day_of(minute)
            apart = np.where(is_same_day, self.problem.venue.min_gap_minutes, 0) if gap else 0
            found |= (begins < minute + other.minutes + apart) & (minute < ends + apart)
        return found

    def _overloads(self) -> Bools:
        cap = self.problem.venue.max_minutes_per_day
        if cap is None:
            return self._none()
        load: Ints = np.full(len(self.options), self.sitting.minutes, dtype=np.int64)
        for other, minute in self._beside():
            load += np.where(self.options.days == self._day_of(minute), other.minutes, 0)
        over: Bools = load > cap
        return over

    def _disorders(self) -> Bools:
        found = self._none()
        for other, minute in self._beside():
            if other.id in self.sitting.after:
                found |= self.options.instants < minute + other.minutes
            if self.sitting.id in other.after:
                found |= minute < self.options.instants + self.sitting.minutes
        return found

    def _is_wrongly_repeated(self) -> Bools:
        gap = self.sitting.repeat_gap
        if gap is None or not self.twins:
            return self._none()
        apart = abs(self.options.instants - self.twins[0])
        return np.asarray((apart < gap[0]) | (apart > gap[1]))

    def _wakes(self) -> Bools:
        awake = set(self.sitting.awake)
        rows = [row for row, person in enumerate(self.problem.people) if person.id in awake]
        own = [
            self.tally.cost(self.column, tuple(sorted((minute, *self.twins))))
            for minute in self.options.instants.tolist()
        ]
        return np.array([bool(each.hurt[rows].any()) for each in own], dtype=np.bool_)
