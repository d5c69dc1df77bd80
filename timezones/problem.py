"""The question that the planner answers, as frozen values; `docs/plan-file.md` tells the same in words.

Clock times within a venue day are minutes after its midnight, so that 25:30 (1530) is half past one
on the next date. Nothing is checked here: `forum.formats.plan_file` refuses wrong files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Policy = Literal["leximin", "minimax", "least_total", "fewest_hurt", "region_leximin"]
Mode = Literal["remote", "in_person"]

POLICIES: tuple[Policy, ...] = ("leximin", "minimax", "least_total", "fewest_hurt", "region_leximin")
DAY = 1440


@dataclass(frozen=True, kw_only=True)
class Venue:
    """Where the wall clock hangs that the timetable is made on, and what its days allow.

    `opens` and `closes` are minutes after midnight of a venue day; `closes` may pass 1440.
    """

    zone: str
    first_day: date
    last_day: date
    grid_minutes: int
    opens: int = 0
    closes: int = DAY
    max_minutes_per_day: int | None = None
    min_gap_minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class Band:
    """From `begins` (included) to `ends` (excluded), minutes of a local day, each minute costs `cost` points."""

    begins: int
    ends: int
    cost: int


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What a minute costs by local time, and what it costs more on a rest day."""

    bands: tuple[Band, ...]
    rest_day: int = 0

    @property
    def dearest(self) -> int:
        """The highest cost; minutes at it are the dearest band."""
        return max(band.cost for band in self.bands)


@dataclass(frozen=True, kw_only=True)
class Person:
    """One row of the people: `count` heads who share a zone, a territory and a ledger."""

    id: str
    zone: str
    territory: str = ""
    constituency: str = ""
    region: str = ""
    count: int = 1
    mode: Mode = "remote"
    ledger: int = 0
    holidays: bool = False


@dataclass(frozen=True, kw_only=True)
class WantedSitting:
    """A sitting that asks for a time; with `repeat` 2 it is held twice and each person attends once.

    `people` None means everybody; `repeat_gap` are the least and most minutes from start to start.
    `starts` freezes it: exactly these instants (aware, whole minutes, one per instance) and no others, also where they
    lie off the grid or outside the venue hours, as a published or delayed sitting may; all other rules still hold.
    """

    id: str
    minutes: int
    after: tuple[str, ...] = ()
    people: tuple[str, ...] | None = None
    awake: tuple[str, ...] = ()
    day: date | None = None
    repeat: int = 1
    repeat_gap: tuple[int, int] | None = None
    starts: tuple[datetime, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Everything that decides a timetable; equal problems have equal plans."""

    venue: Venue
    scale: Scale
    people: tuple[Person, ...]
    sittings: tuple[WantedSitting, ...]
    policy: Policy = "leximin"
    title: str = ""


#: sitting id -> its instances' starts (aware, UTC) in time order
Starts = dict[str, tuple[datetime, ...]]


@dataclass(frozen=True, kw_only=True)
class Placement:
    """One instance of a sitting on the clock; `instance` counts from 1 in time order."""

    id: str
    instance: int
    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """The best other start of one instance with all others kept; rows whose totals it lowers and raises."""

    id: str
    instance: int
    next_best: datetime | None
    who_gains: tuple[str, ...] = field(default=())
    who_pays: tuple[str, ...] = field(default=())
