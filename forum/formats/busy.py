"""Busy calendars (`.ics`): when somebody is taken, and nothing else. Titles, places and names are never looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from forum.formats.reading import Fault, Faults
from forum.i18n.catalogues import N_
from timezones.zones import zone

MOST_BYTES = 16 * 2**20
#: occurrences of one event that are gone through, and events of one file
MOST_OCCURRENCES, MOST_EVENTS = 100_000, 50_000
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
DAY = timedelta(days=1)

Interval = tuple[datetime, datetime]


class _Unreadable(ValueError):
    """An event whose times make no sense."""


@dataclass(frozen=True, kw_only=True)
class _Window:
    """Only what touches the time from `begins` to `ends` (UTC) is kept; `home` is the zone of times without one."""

    begins: datetime
    ends: datetime
    home: tzinfo

    def holds(self, interval: Interval) -> bool:
        return interval[0] < self.ends and self.begins < interval[1] and interval[0] < interval[1]

    def instant(self, moment: date | datetime) -> datetime:
        """The instant (UTC) of a moment: a bare date begins at midnight, at home."""
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time())
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.home)).astimezone(UTC)


def read_busy(data: bytes, first_day: date, last_day: date, zone_name: str) -> tuple[Interval, ...]:
    """Busy intervals (UTC, in time order) that touch these days of a zone; recurrences are expanded.

    Free time (TRANSP:TRANSPARENT), cancelled events and changed occurrences are taken into account. Times without a
    zone, and whole days, are read on the clock of `zone_name`. Raises Faults.
    """
    if len(data) > MOST_BYTES:
        raise _refused(N_("the file is larger than %(limit)s bytes"), limit=MOST_BYTES)
    home = zone(zone_name)
    window = _Window(
        begins=datetime.combine(first_day - DAY, time(), home).astimezone(UTC),
        ends=datetime.combine(last_day + 3 * DAY, time(), home).astimezone(UTC),
        home=home,
    )
    found = [each for each in _intervals(_components(data), window) if window.holds(each)]
    return tuple(sorted(set(found)))


def _refused(message: str, **params: object) -> Faults:
    return Faults([Fault(path="", message=message, params=params)])


def _components(data: bytes) -> list[Any]:
    try:
        calendars = Calendar.from_ical(data, multiple=True)
    except Exception:  # noqa: BLE001, RUF100 - the parser raises whatever its parts raise
        raise _refused(N_("the file is not a calendar (.ics)")) from None
    found = [each for calendar in calendars for each in calendar.walk() if each.name in {"VEVENT", "VFREEBUSY"}]
    if not calendars or any(calendar.name != "VCALENDAR" for calendar in calendars):
        raise _refused(N_("the file is not a calendar (.ics)"))
    if len(found) > MOST_EVENTS:
        raise _refused(N_("the calendar has more than %(limit)s events"), limit=MOST_EVENTS)
    return found


def _intervals(components: list[Any], window: _Window) -> Iterator[Interval]:
    changed = {
        (str(each.get("UID", "")), window.instant(moment))
        for each in components
        if (moment := getattr(each.get("RECURRENCE-ID"), "dt", None)) is not None
    }
    for number, each in enumerate(components, 1):
        try:
            if each.name == "VFREEBUSY":
                yield from _freebusy(each, window)
            elif not _is_free(each):
                yield from _Event(each, window).intervals(changed)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError):
            raise _refused(N_("the times of event %(number)s cannot be read"), number=number) from None


def _is_free(event: Any) -> bool:
    said = [str(event.get(name, "")).upper() for name in ("TRANSP", "STATUS", "X-MICROSOFT-CDO-BUSYSTATUS")]
    return said[0] == "TRANSPARENT" or said[1] == "CANCELLED" or said[2] == "FREE"


def _freebusy(component: Any, window: _Window) -> Iterator[Interval]:
    listed = component.get("FREEBUSY", [])
    for period in listed if isinstance(listed, list) else [listed]:
        if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE":
            yield _period(period.dt, window)


def _period(pair: tuple[Any, Any], window: _Window) -> Interval:
    begins = window.instant(pair[0])
    return begins, begins + pair[1] if isinstance(pair[1], timedelta) else window.instant(pair[1])


@dataclass(kw_only=False)
class _Event:
    """One VEVENT: its first occurrence on its own wall clock, and how long each one is."""

    event: Any
    window: _Window
    first: date | datetime = field(init=False)

    def __post_init__(self) -> None:
        self.first = self.event["DTSTART"].dt
        self.zone = getattr(self.first, "tzinfo", None) or self.window.home

    @property
    def is_whole_days(self) -> bool:
        return not isinstance(self.first, datetime)

    def intervals(self, changed: set[tuple[str, datetime]]) -> Iterator[Interval]:
        uid, is_change = str(self.event.get("UID", "")), "RECURRENCE-ID" in self.event
        left_out = {self.window.instant(each) for each in self._listed("EXDATE")}
        for begins, ends in self._occurrences():
            if begins not in left_out and (is_change or (uid, begins) not in changed):
                yield begins, ends

    def _occurrences(self) -> Iterator[Interval]:
        for wall in self._walls():
            yield self._from(wall)
        for each in self._listed("RDATE"):
            yield _period(each, self.window) if isinstance(each, tuple) else self._from(self._wall(each))

    def _listed(self, name: str) -> list[Any]:
        lines = self.event.get(name, [])
        return [each.dt for line in (lines if isinstance(lines, list) else [lines]) for each in line.dts]

    def _wall(self, moment: date | datetime) -> datetime:
        """A moment as the event's own clock shows it, without zone."""
        if not isinstance(moment, datetime):
            return datetime.combine(moment, time())
        return (moment.astimezone(self.zone) if moment.tzinfo else moment).replace(tzinfo=None)

    def _from(self, wall: datetime) -> Interval:
        begins = wall.replace(tzinfo=self.zone).astimezone(UTC)
        if self.is_whole_days:
            return begins, (wall + self._length()).replace(tzinfo=self.zone).astimezone(UTC)
        return begins, begins + self._length()

    def _length(self) -> timedelta:
        """Elapsed time of an occurrence; of whole days their number, one where it is not said."""
        if "DURATION" in self.event:
            length: timedelta = self.event["DURATION"].dt
            return length
        if "DTEND" not in self.event:
            return DAY if self.is_whole_days else timedelta()
        last = self.event["DTEND"].dt
        if self.is_whole_days:
            return self._wall(last) - self._wall(self.first)
        return self.window.instant(last) - self.window.instant(self.first)

    def _walls(self) -> Iterator[datetime]:
        """The occurrences by rule, the first included, to the end of the window."""
        begin, end = self._wall(self.first), self._wall(self.window.ends)
        if "RRULE" not in self.event:
            yield begin
            return
        for number, wall in enumerate(rrulestr(self._rule(end), dtstart=begin)):
            if wall > end:
                return
            if number > MOST_OCCURRENCES:
                raise _Unreadable
            yield wall

    def _rule(self, end: datetime) -> str:
        """The rule as text on the event's own clock, ended with the window where it has no count."""
        rule = self.event["RRULE"]
        parts = {name.upper(): values if isinstance(values, list) else [values] for name, values in rule.items()}
        if str(parts["FREQ"][0]) not in FREQUENCIES or min(parts.get("INTERVAL", [1])) < 1:
            raise _Unreadable
        if "COUNT" not in parts:
            until = [self._until(each) for each in parts.get("UNTIL", [])]
            parts["UNTIL"] = [f"{min([end, *until]):%Y%m%dT%H%M%S}"]
        return ";".join(f"{name}={','.join(str(each) for each in values)}" for name, values in parts.items())

    def _until(self, moment: date | datetime) -> datetime:
        if isinstance(moment, datetime):
            return self._wall(moment)
        return datetime.combine(moment, time(23, 59, 59))
