"""What each minute costs on each clock, as stretches of equal cost, for whoever reckons without this program's tables.

A page in a browser gets these once and computes every figure of a timetable anew while a sitting is being moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from timezones.burden import EPOCH, Bools, Clock, Horizon, Ints, clock_of, cost_by_minute, offsets
from timezones.problem import DAY, Person, Scale, Venue


@dataclass(frozen=True, kw_only=True)
class Step:
    """From the minute `begin` on (since the epoch) each minute costs `points`; `level` counts dearer bands from 0.

    A rest day adds points to a minute but does not change its level.
    """

    begin: int
    points: int
    level: int


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A class of clocks that agree over a horizon: (first minute, offset) of each stretch, and the steps of cost."""

    offsets: tuple[tuple[int, int], ...]
    steps: tuple[Step, ...]


def profiles(
    people: Sequence[Person], venue: Venue, scale: Scale, horizon: Horizon | None = None
) -> tuple[tuple[Profile, ...], list[int]]:
    """The classes of all clocks in the order in which people first show them, and the class of each row."""
    horizon = horizon or Horizon.of(venue)
    found: dict[tuple[object, ...], int] = {}
    made: list[Profile] = []
    class_of = []
    for person in people:
        clock = clock_of(person, venue, scale, horizon)
        stretches = offsets(clock.zone, horizon)
        key = (stretches, clock.rest)
        if key not in found:
            found[key] = len(made)
            made.append(Profile(offsets=stretches, steps=_steps(clock, stretches, scale, horizon)))
        class_of.append(found[key])
    return tuple(made), class_of


def _steps(clock: Clock, stretches: tuple[tuple[int, int], ...], scale: Scale, horizon: Horizon) -> tuple[Step, ...]:
    local = np.arange(horizon.first, horizon.last, dtype=np.int64)
    for (begin, offset), (end, _) in zip(stretches, [*stretches[1:], (horizon.last, 0)], strict=True):
        local[begin - horizon.first : end - horizon.first] += offset
    base = cost_by_minute(scale)
    levels = np.searchsorted(np.unique(base), base)[local % DAY]
    points = base[local % DAY] + scale.rest_day * _is_rest(local, clock)
    changes = np.flatnonzero((np.diff(points) != 0) | (np.diff(levels) != 0)) + 1
    return tuple(
        Step(begin=horizon.first + at, points=int(points[at]), level=int(levels[at])) for at in [0, *changes.tolist()]
    )


def _is_rest(local: Ints, clock: Clock) -> Bools:
    return np.isin(local // DAY, np.array(sorted((day - EPOCH).days for day in clock.rest), dtype=np.int64))


def stretches_between(profile: Profile, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """(first minute, last minute excluded, level) of what lies between two minutes, equal neighbours joined."""
    open_at, level = begin, level_at(profile, begin)
    for step in profile.steps:
        if begin < step.begin < end and step.level != level:
            yield open_at, step.begin, level
            open_at, level = step.begin, step.level
    yield open_at, end, level


def level_at(profile: Profile, minute: int) -> int:
    """The level of a minute of the horizon."""
    return next(step.level for step in reversed(profile.steps) if step.begin <= minute)
