"""What a sitting's hour costs a person: points per local minute, summed over the sitting.

Instants here are whole minutes since the Unix epoch (UTC), so that sums of a million of them stay
exact and quick. Offsets are taken from zoneinfo once per zone; everything after is numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timezones.problem import DAY, Band, Person, Scale, Venue
from timezones.rest import rest_days
from timezones.zones import zone

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EPOCH = date(1970, 1, 1)


def _bands(*steps: tuple[str, int]) -> tuple[Band, ...]:
    """Bands from (end, cost) steps that begin at midnight."""
    ends = [int(end[:2]) * 60 + int(end[3:]) for end, _ in steps]
    return tuple(
        Band(begins=begin, ends=end, cost=cost) for begin, end, (_, cost) in zip([0, *ends], ends, steps, strict=False)
    )


#: the product's own scale: free in office hours, dearest from 23:00 to 06:00, a point a minute more on rest days
DEFAULT = Scale(
    bands=_bands(("06:00", 6), ("07:00", 3), ("09:00", 1), ("18:00", 0), ("21:00", 1), ("23:00", 3), ("24:00", 6)),
    rest_day=1,
)
#: CoSPLib's published penalties (parameters sheet of its instances; EJOR 317(2), 2024)
COSPLIB = Scale(bands=_bands(("07:00", 10), ("09:30", 1), ("21:30", 0), ("23:00", 1), ("24:00", 10)))

PRESETS = {"default": DEFAULT, "cosplib": COSPLIB}


def to_minute(instant: datetime) -> int:
    """Minutes from the epoch to an aware instant, rounded down."""
    return int(instant.timestamp() // 60)


def to_instant(minute: int) -> datetime:
    """The aware instant (UTC) of a minute since the epoch."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=int(minute))


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How a person's days run: the zone that counts and the local dates that are rest days."""

    zone: str
    rest: frozenset[date]


@dataclass(frozen=True, kw_only=True)
class Horizon:
    """The minutes, first included and last excluded, within which every sitting of a problem lies."""

    first: int
    last: int

    @classmethod
    def of(cls, venue: Venue) -> Horizon:
        """Two days wider than the venue's days on each side: zones and venue hours reach that far at most."""
        days = (venue.first_day - EPOCH).days - 2, (venue.last_day - EPOCH).days + 4
        return cls(first=days[0] * DAY, last=days[1] * DAY)

    def with_room_for(self, minutes: Iterable[int]) -> Horizon:
        """Wide enough for these minutes too, two days around each, in whole days."""
        days = [minute // DAY for minute in minutes]
        first, last = (min(days) - 2) * DAY, (max(days) + 4) * DAY
        return Horizon(first=min(self.first, first), last=max(self.last, last))

    @property
    def dates(self) -> tuple[date, date]:
        """The first and the last local date that any zone shows within it."""
        return EPOCH + timedelta(days=self.first // DAY - 1), EPOCH + timedelta(days=self.last // DAY + 1)


def clock_of(person: Person, venue: Venue, scale: Scale, horizon: Horizon) -> Clock:
    """The clock by which a person is judged: their own, or the venue's (without rest days) when in person."""
    if person.mode == "in_person":
        return Clock(zone=venue.zone, rest=frozenset())
    if not scale.rest_day:
        return Clock(zone=person.zone, rest=frozenset())
    off = rest_days(person.territory, *horizon.dates, with_holidays=person.holidays)
    return Clock(zone=person.zone, rest=off)


def offsets(zone_name: str, horizon: Horizon) -> tuple[tuple[int, int], ...]:
    """(first minute, offset in minutes) of each stretch of one offset; offsets are rounded down to minutes."""
    tz = zone(zone_name)

    def offset_of(instant: datetime) -> int:
        found = instant.astimezone(tz).utcoffset()
        assert found is not None
        return found // timedelta(minutes=1)

    days = _midnights(horizon.first, horizon.last)
    daily = [offset_of(instant) for instant in days]
    stretches = [(horizon.first, daily[0])]
    for index, (before, after) in enumerate(pairwise(daily)):
        if before != after:
            low = horizon.first + index * DAY
            change = _change(low, low + DAY, lambda minute: offset_of(to_instant(minute)))
            stretches.append((change, after))
    return tuple(stretches)


@cache
def _midnights(first: int, last: int) -> tuple[datetime, ...]:
    """The instants of a horizon's first minute and of every day's after it, the last included."""
    return tuple(to_instant(minute) for minute in range(first, last + 1, DAY))


def _change(low: int, high: int, offset_at: Callable[[int], int]) -> int:
    """The first minute in (low, high] with the offset of `high` (zones change at most once a day)."""
    target = offset_at(high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if offset_at(middle) == target else (middle, high)
    return high


class MinuteTable:
    """Local time of every minute of a horizon in one zone, and sums over it.

    `at_cost` and `dearest` are running sums over minutes: their difference between two minutes is the
    cost, and the number of dearest minutes, between them.
    """

    def __init__(self, clock: Clock, scale: Scale, horizon: Horizon) -> None:
        self._scale = scale
        self._horizon = horizon
        self._rest = clock.rest
        minutes = np.arange(horizon.first, horizon.last, dtype=np.int64)
        self._local = minutes.copy()
        stretches = offsets(clock.zone, horizon)
        for (begin, offset), (end, _) in zip(stretches, [*stretches[1:], (horizon.last, 0)], strict=True):
            self._local[begin - horizon.first : end - horizon.first] += offset

    @cached_property
    def at_cost(self) -> Ints:
        costs = cost_by_minute(self._scale)[self._local % DAY]
        if self._rest:
            days = self._local // DAY
            first, last = int(days.min()), int(days.max())
            rest = np.array([(day - EPOCH).days for day in self._rest], dtype=np.int64)
            is_rest = np.zeros(last - first + 1, dtype=np.bool_)
            is_rest[rest[(first <= rest) & (rest <= last)] - first] = True
            costs = costs + self._scale.rest_day * is_rest[days - first]
        return _running(costs)

    @cached_property
    def dearest(self) -> Ints:
        return _running((cost_by_minute(self._scale) == self._scale.dearest)[self._local % DAY])

    def cost(self, starts: Ints, minutes: int) -> Ints:
        """Points of a sitting of `minutes` from each start."""
        return self._between(self.at_cost, starts, minutes)

    def dearest_minutes(self, starts: Ints, minutes: int) -> Ints:
        """Minutes of such a sitting in the dearest band."""
        return self._between(self.dearest, starts, minutes)

    def _between(self, running: Ints, starts: Ints, minutes: int) -> Ints:
        index = np.asarray(starts, dtype=np.int64) - self._horizon.first
        return running[index + minutes] - running[index]


def cost_by_minute(scale: Scale) -> Ints:
    """Points per minute of a local day, 1440 of them."""
    costs = np.zeros(DAY, dtype=np.int64)
    for band in scale.bands:
        costs[band.begins : band.ends] = band.cost
    return costs


def _running(values: NDArray[Any]) -> Ints:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(values, dtype=np.int64)])


class Tables:
    """Minute tables of all people of a problem: one per clock, made when first asked for."""

    def __init__(self, people: Iterable[Person], venue: Venue, scale: Scale, horizon: Horizon | None = None) -> None:
        self._scale = scale
        self._horizon = horizon or Horizon.of(venue)
        by_key: dict[tuple[object, ...], Clock] = {}
        self._clocks: list[Clock] = []
        for person in people:
            key = (person.zone, person.territory, person.mode, person.holidays)
            if key not in by_key:
                by_key[key] = clock_of(person, venue, scale, self._horizon)
            self._clocks.append(by_key[key])
        self._classes: dict[object, int] = {}
        self._representatives: list[Clock] = []
        of_clock = {clock: self._class_of(clock) for clock in dict.fromkeys(self._clocks)}
        self.class_of: list[int] = [of_clock[clock] for clock in self._clocks]
        self._tables: dict[int, MinuteTable] = {}

    def _class_of(self, clock: Clock) -> int:
        """Clocks that agree over the whole horizon, rest days included, share a class."""
        key = (offsets(clock.zone, self._horizon), clock.rest)
        if key not in self._classes:
            self._classes[key] = len(self._representatives)
            self._representatives.append(clock)
        return self._classes[key]

    def __len__(self) -> int:
        return len(self._representatives)

    def __getitem__(self, index: int) -> MinuteTable:
        if index not in self._tables:
            self._tables[index] = MinuteTable(self._representatives[index], self._scale, self._horizon)
        return self._tables[index]
