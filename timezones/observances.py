"""The observances of a zone over a range of years, as calendar files state them (RFC 5545, section 3.6.5).

An observance begins at an onset: a wall time on the clock that is about to be changed (TZOFFSETFROM), after which
another offset holds. Where the zone follows the yearly rule of its own footer (RFC 9636, section 3.3) over the whole
range, two observances with a rule say everything; otherwise every onset of the range stands by itself. No list of dates
(RDATE) is ever needed: several clients ignore it, and meetings come out an hour wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from itertools import pairwise

from timezones.wallclock import change_between
from timezones.zones import zone

DAY = timedelta(days=1)
#: "the last one of the month" in a footer and in BYDAY
FOOTER_LAST, LAST = 5, -1


@dataclass(frozen=True, kw_only=True)
class Yearly:
    """Each year on one weekday of a month: `week` 1 to 4 from its start, -1 the last; `weekday` 0 is Monday."""

    month: int
    week: int
    weekday: int

    def in_year(self, year: int) -> date:
        """The day of that year."""
        if self.week == LAST:
            last = date(year + self.month // 12, self.month % 12 + 1, 1) - DAY
            return last - (last.weekday() - self.weekday) % 7 * DAY
        first = date(year, self.month, 1)
        return first + (self.weekday - first.weekday()) % 7 * DAY + (self.week - 1) * 7 * DAY


@dataclass(frozen=True, kw_only=True)
class Observance:
    """From `onset` on the clock shows UTC + `after`.

    `onset` is the first wall time (naive) on the clock that shows UTC + `before`; `yearly` says that it comes back each
    year at the same wall time, for ever. `is_daylight` marks the clock that is ahead of the other one.
    """

    name: str
    onset: datetime
    before: timedelta
    after: timedelta
    is_daylight: bool
    yearly: Yearly | None = None


@dataclass(frozen=True, kw_only=True)
class _Change:
    """A clock change that happens: at `instant` (UTC) the offset goes from `before` to `after`."""

    instant: datetime
    before: timedelta
    after: timedelta


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """One half of a footer: each year at wall time `clock` the clock named `name` begins."""

    name: str
    before: timedelta
    after: timedelta
    clock: time
    yearly: Yearly

    def onset(self, year: int) -> datetime:
        return datetime.combine(self.yearly.in_year(year), self.clock)

    def change(self, year: int) -> _Change:
        instant = self.onset(year).replace(tzinfo=UTC) - self.before
        return _Change(instant=instant, before=self.before, after=self.after)


@cache
def observances(zone_name: str, first_year: int, last_year: int) -> tuple[Observance, ...]:
    """The observances that give the zone's offset at every moment of these years (UTC), both included.

    One for a fixed offset, two with a yearly rule where the footer holds throughout, otherwise one to begin with and
    one per change, in the order of their onsets. Raises UnknownZone, and ValueError for an empty range.
    """
    if last_year < first_year:
        raise ValueError("the last year comes before the first")
    changes = _changes(zone_name, first_year, last_year)
    rules = _rules(footer(zone_name))
    if rules and changes == _by_rule(rules, first_year, last_year):
        return _pair(rules, first_year - 1)
    start = datetime(first_year, 1, 1, tzinfo=UTC)
    return (_initial(zone_name, start), *(_single(zone_name, change) for change in changes))


def footer(zone_name: str) -> str:
    """The POSIX rule that ends the zone's file: "CET-1CEST,M3.5.0,M10.5.0/3". Raises UnknownZone."""
    zone(zone_name)
    data = resources.files("tzdata").joinpath("zoneinfo", *zone_name.split("/")).read_bytes()
    return data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii")


def _changes(zone_name: str, first_year: int, last_year: int) -> tuple[_Change, ...]:
    """The changes of offset within the years, found by asking each midnight (UTC) and halving between."""
    tz = zone(zone_name)
    start, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    days = [start + count * DAY for count in range((end - start).days + 1)]
    offsets = [_offset(zone_name, day) for day in days]
    return tuple(
        _Change(instant=change_between(low, high, tz), before=before, after=after)
        for (low, high), (before, after) in zip(pairwise(days), pairwise(offsets), strict=True)
        if before != after
    )


def _offset(zone_name: str, instant: datetime) -> timedelta:
    return instant.astimezone(zone(zone_name)).utcoffset() or timedelta()


def _by_rule(rules: tuple[_Rule, _Rule], first_year: int, last_year: int) -> tuple[_Change, ...]:
    changes = [rule.change(year) for year in range(first_year, last_year + 1) for rule in rules]
    return tuple(sorted(changes, key=lambda change: change.instant))


def _pair(rules: tuple[_Rule, _Rule], year: int) -> tuple[Observance, ...]:
    pair = [
        Observance(
            name=rule.name,
            onset=rule.onset(year),
            before=rule.before,
            after=rule.after,
            is_daylight=rule.after > rule.before,
            yearly=rule.yearly,
        )
        for rule in rules
    ]
    return tuple(sorted(pair, key=lambda observance: observance.onset))


def _initial(zone_name: str, start: datetime) -> Observance:
    """The clock as it stands when the range begins; a day early, because wall clocks run ahead of UTC."""
    offset = _offset(zone_name, start)
    onset = (start + offset - DAY).replace(tzinfo=None)
    local = start.astimezone(zone(zone_name))
    is_daylight = (local.dst() or timedelta()) > timedelta()
    return Observance(name=_name(zone_name, start), onset=onset, before=offset, after=offset, is_daylight=is_daylight)


def _single(zone_name: str, change: _Change) -> Observance:
    return Observance(
        name=_name(zone_name, change.instant),
        onset=(change.instant + change.before).replace(tzinfo=None),
        before=change.before,
        after=change.after,
        is_daylight=change.after > change.before,
    )


def _name(zone_name: str, instant: datetime) -> str:
    return instant.astimezone(zone(zone_name)).tzname() or zone_name


_NAME = r"<([A-Za-z0-9+-]+)>|([A-Za-z]+)"
_OFFSET = r"([+-]?\d+(?::\d+){0,2})"
_DAY = rf"M(\d+)\.(\d+)\.(\d+)(?:/{_OFFSET})?"
_FOOTER = re.compile(rf"(?:{_NAME}){_OFFSET}(?:{_NAME}){_OFFSET}?,{_DAY},{_DAY}")


def _rules(rule: str) -> tuple[_Rule, _Rule] | None:
    """Both halves of a footer such as "CET-1CEST,M3.5.0,M10.5.0/3".

    None where it has no yearly change, or one whose hour lies outside the day it names (Cairo's 24:00, Nuuk's -1:00):
    a rule by weekday cannot say that.
    """
    found = _FOOTER.fullmatch(rule)
    if not found:
        return None
    part = found.groups()
    standard = -_span(part[2])
    daylight = -_span(part[5]) if part[5] else standard + timedelta(hours=1)
    begins, ends = _moment(*part[6:10]), _moment(*part[10:14])
    if begins is None or ends is None:
        return None
    return (
        _Rule(name=part[3] or part[4], before=standard, after=daylight, clock=begins[1], yearly=begins[0]),
        _Rule(name=part[0] or part[1], before=daylight, after=standard, clock=ends[1], yearly=ends[0]),
    )


def _span(text: str) -> timedelta:
    """Hours, minutes, seconds with one sign before them: "-3:30"."""
    numbers = [int(number) for number in text.lstrip("+-").split(":")]
    size = timedelta(**dict(zip(("hours", "minutes", "seconds"), numbers, strict=False)))
    return -size if text.startswith("-") else size


def _moment(month: str, week: str, weekday: str, hour: str | None) -> tuple[Yearly, time] | None:
    at = _span(hour or "2")
    if not timedelta() <= at < DAY:
        return None
    clock = time(at.seconds // 3600, at.seconds // 60 % 60, at.seconds % 60)
    week_number = LAST if int(week) == FOOTER_LAST else int(week)
    return Yearly(month=int(month), week=week_number, weekday=(int(weekday) - 1) % 7), clock
