"""What every quarter hour of four weeks costs in all country zones: timed, and checked against plain conversion."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytz

from timezones.burden import DEFAULT, Ints, Tables, cost_by_minute, to_instant
from timezones.problem import Person, Venue
from timezones.starts import grid_of
from timezones.zones import zone

#: both autumn clock changes of 2026 lie within
VENUE = Venue(zone="UTC", first_day=date(2026, 10, 12), last_day=date(2026, 11, 8), grid_minutes=15)
MINUTES, RUNS, CHECKED = 150, 3, 2_000


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Zones, processor seconds of the quickest run, cells compared with plain conversion, how many differ."""

    zones: int
    seconds: float
    checked: int
    mismatches: int


def people() -> tuple[Person, ...]:
    """One row for each zone that pytz lists for a country."""
    names = sorted({name for zones in pytz.country_timezones.values() for name in zones})
    return tuple(Person(id=name, zone=name) for name in names)


def table_of(rows: tuple[Person, ...], starts: Ints) -> Ints:
    """Points of a sitting of 150 minutes, over (row, start)."""
    tables = Tables(rows, VENUE, DEFAULT)
    by_class = np.stack([tables[number].cost(starts, MINUTES) for number in range(len(tables))])
    found: Ints = by_class[tables.class_of]
    return found


def measured() -> Measured:
    """Make the table three times, then compare random cells."""
    rows, starts = people(), grid_of(VENUE).instants
    for row in rows:
        zone(row.zone)  # reading the rules from disk is no part of the table
    seconds = []
    for _ in range(RUNS):
        begun = time.process_time()
        table = table_of(rows, starts)
        seconds.append(time.process_time() - begun)
    dice = random.Random(1)
    cells = [(dice.randrange(len(rows)), dice.randrange(len(starts))) for _ in range(CHECKED)]
    wrong = sum(int(table[row, start]) != plainly(rows[row].zone, int(starts[start])) for row, start in cells)
    return Measured(zones=len(rows), seconds=min(seconds), checked=CHECKED, mismatches=wrong)


def plainly(zone_name: str, start: int) -> int:
    """The same, converting minute by minute."""
    costs = cost_by_minute(DEFAULT)
    points = 0
    for step in range(MINUTES):
        local = (to_instant(start) + timedelta(minutes=step)).astimezone(zone(zone_name))
        points += int(costs[local.hour * 60 + local.minute]) + (DEFAULT.rest_day if local.weekday() > 4 else 0)
    return points
