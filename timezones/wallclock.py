"""Wall time in a zone to an instant and back, with gap and fold as explicit outcomes.

A wall time that a clock change skips is no instant (`Gap`), one that it repeats is two (`Fold`).
Instants are aware datetimes in UTC. Arithmetic is zoneinfo's (PEP 495).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from timezones.zones import zone


@dataclass(frozen=True, kw_only=True)
class Unambiguous:
    """The wall clock shows this time exactly once."""

    instant: datetime


@dataclass(frozen=True, kw_only=True)
class Fold:
    """The wall clock shows this time twice; `instant` is the first of both."""

    first: datetime
    second: datetime

    @property
    def instant(self) -> datetime:
        return self.first


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The wall clock never shows this time: it jumps over it at the instant `jump`.

    `resumes` is the wall time, without zone, that the clock shows at the jump.
    """

    jump: datetime
    resumes: datetime


class SkippedTime(ValueError):
    """A clock change skips this wall time; `resumes` is the first wall time after it (naive)."""

    def __init__(self, day: date, clock: time, zone_name: str, resumes: datetime) -> None:
        super().__init__(f"{day} {clock:%H:%M} does not exist in {zone_name}")
        self.day, self.clock, self.zone, self.resumes = day, clock, zone_name, resumes


def resolve(day: date, clock: time, zone_name: str) -> Unambiguous | Fold | Gap:
    """Find the instants at which `zone_name` shows `clock` on `day`. Raises UnknownZone."""
    tz = zone(zone_name)
    wall = datetime.combine(day, clock.replace(tzinfo=None, fold=0))
    before = wall.replace(tzinfo=tz, fold=0).astimezone(UTC)
    after = wall.replace(tzinfo=tz, fold=1).astimezone(UTC)
    if before == after:
        return Unambiguous(instant=before)
    if before < after:
        return Fold(first=before, second=after)
    jump = change_between(after, before, tz)
    return Gap(jump=jump, resumes=jump.astimezone(tz).replace(tzinfo=None))


def instant_of(day: date, clock: time, zone_name: str) -> datetime:
    """The instant (UTC) of a wall time; of a repeated one the first. Raises SkippedTime, UnknownZone."""
    outcome = resolve(day, clock, zone_name)
    if isinstance(outcome, Gap):
        raise SkippedTime(day, clock, zone_name, outcome.resumes)
    return outcome.instant


def local(instant: datetime, zone_name: str) -> datetime:
    """The instant as that zone's wall clock shows it, aware. Raises UnknownZone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return instant.astimezone(zone(zone_name))


def change_between(low: datetime, high: datetime, tz: ZoneInfo) -> datetime:
    """The first whole second in (low, high] with the offset that holds at `high`."""
    target = high.astimezone(tz).utcoffset()
    seconds = int((high - low).total_seconds())
    before, after = 0, seconds
    while after - before > 1:
        middle = (before + after) // 2
        if (low + timedelta(seconds=middle)).astimezone(tz).utcoffset() == target:
            after = middle
        else:
            before = middle
    return low + timedelta(seconds=after)
