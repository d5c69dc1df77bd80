"""Which starts a venue allows, and which venue day a start belongs to.

A start lies on the grid of the venue's wall clock, exists there (a repeated wall time means the
first), and lies with its whole sitting within the venue hours of one day, as the wall clock shows.
A frozen sitting has the starts that it was given, and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from timezones import wallclock
from timezones.burden import EPOCH, Horizon, Ints, offsets, to_minute
from timezones.problem import DAY, Venue, WantedSitting

Stretches = tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True)
class AllowedStarts:
    """Instants (minutes since the epoch, ascending) with the index of their venue day."""

    instants: Ints
    days: Ints

    def __len__(self) -> int:
        return len(self.instants)


def days_of(venue: Venue) -> int:
    """How many venue days there are."""
    return (venue.last_day - venue.first_day).days + 1


def grid_of(venue: Venue) -> AllowedStarts:
    """Every grid time of every venue day from opening to closing that exists."""
    stretches = offsets(venue.zone, Horizon.of(venue))
    found = [_grid_of_day(venue, venue.first_day + timedelta(days=index), stretches) for index in range(days_of(venue))]
    days = [np.full(len(instants), index, dtype=np.int64) for index, instants in enumerate(found)]
    return AllowedStarts(instants=np.concatenate(found), days=np.concatenate(days))


def _grid_of_day(venue: Venue, day: date, stretches: Stretches) -> Ints:
    first = -(-venue.opens // venue.grid_minutes) * venue.grid_minutes
    walls = np.arange(first, venue.closes + 1, venue.grid_minutes, dtype=np.int64)
    midnight = (day - EPOCH).days * DAY
    near = midnight + venue.opens - 2 * DAY, midnight + venue.closes + 2 * DAY
    if not any(near[0] <= begin <= near[1] for begin, _ in stretches[1:]):
        return midnight + walls - _offset_at(midnight, stretches)
    return np.array(
        [found for wall in walls.tolist() if (found := _instant(venue, day, wall)) is not None], dtype=np.int64
    )


def _offset_at(minute: int, stretches: Stretches) -> int:
    return [offset for begin, offset in stretches if begin <= max(minute, stretches[0][0])][-1]


def _instant(venue: Venue, day: date, wall: int) -> int | None:
    outcome = wallclock.resolve(day + timedelta(days=wall // DAY), time(wall % DAY // 60, wall % 60), venue.zone)
    return None if isinstance(outcome, wallclock.Gap) else to_minute(outcome.instant)


def within_hours(venue: Venue, grid: AllowedStarts, minutes: int) -> AllowedStarts:
    """Those starts of a grid whose sitting of `minutes` ends within the venue hours of its day."""
    ends = grid.instants + minutes
    stretches = offsets(venue.zone, Horizon.of(venue))
    begins = np.array([begin for begin, _ in stretches], dtype=np.int64)
    offset = np.array([offset for _, offset in stretches], dtype=np.int64)
    wall = ends + offset[np.searchsorted(begins, ends, side="right") - 1]
    midnights = ((venue.first_day - EPOCH).days + grid.days) * DAY
    keep = wall <= midnights + venue.closes
    return AllowedStarts(instants=grid.instants[keep], days=grid.days[keep])


def allowed_starts(venue: Venue, sitting: WantedSitting, grid: AllowedStarts | None = None) -> AllowedStarts:
    """Where one instance of a sitting may start, by venue hours, grid and its own day; or as it is frozen."""
    found = _frozen(venue, sitting) if sitting.starts else within_hours(venue, grid or grid_of(venue), sitting.minutes)
    if sitting.day is None:
        return found
    keep = found.days == (sitting.day - venue.first_day).days
    return AllowedStarts(instants=found.instants[keep], days=found.days[keep])


def _frozen(venue: Venue, sitting: WantedSitting) -> AllowedStarts:
    days = {to_minute(each): day for each in sitting.starts if (day := frozen_day(venue, each)) is not None}
    instants = sorted(days)
    return AllowedStarts(
        instants=np.array(instants, dtype=np.int64), days=np.array([days[each] for each in instants], dtype=np.int64)
    )


def frozen_day(venue: Venue, instant: datetime) -> int | None:
    """The venue day that a frozen start counts for: its calendar day where the venue is closed; None outside of all."""
    day = venue_day(venue, instant)
    if day is None:
        day = (wallclock.local(instant, venue.zone).date() - venue.first_day).days
    return day if 0 <= day < days_of(venue) else None


def venue_day(venue: Venue, instant: datetime) -> int | None:
    """Index of the venue day whose hours hold a start at `instant`; None outside of all."""
    wall = wallclock.local(instant, venue.zone).replace(tzinfo=None)
    midnight = datetime.combine(venue.first_day, time())
    index, rest = divmod(int((wall - midnight) / timedelta(minutes=1)), DAY)
    last = venue.closes if _repeats(instant, venue.zone) else venue.closes - 1
    for day, minute in ((index, rest), (index - 1, rest + DAY)):
        if 0 <= day < days_of(venue) and venue.opens <= minute <= last:
            return day
    return None


def _repeats(instant: datetime, zone_name: str) -> bool:
    """Whether the clock will show this time once more: what begins at closing time may then end at closing time."""
    wall = wallclock.local(instant, zone_name)
    outcome = wallclock.resolve(wall.date(), wall.time(), zone_name)
    return isinstance(outcome, wallclock.Fold) and outcome.first == instant
