"""The programme: forum, rooms, sittings, numbered releases. What may be done with them stands in `timetable.py`."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from forum.domain.refusals import Kind, Refusal
from timezones import wallclock

#: longest title, name or note of the programme, in characters
TITLE_LENGTH = 300
#: shortest and longest sitting, in minutes
SHORTEST, LONGEST = 5, 720
DAY_MINUTES = 1440


class SittingsOverlap(Refusal):
    """Two sittings would run at the same time; params: title, other, clock (of the other's start), day."""

    kind = Kind.CONFLICT


class OutsideForum(Refusal):
    """The day is not one of the forum's; params: day, first, last."""


class OutsideVenueHours(Refusal):
    """The venue is not open for the whole of the sitting; params: title, clock, opens, closes."""


class GapTooShort(Refusal):
    """Less than the forum's gap between two sittings of a day; params: title, other, minutes, gap."""


class DayTooLong(Refusal):
    """The sittings of a day exceed the forum's cap; params: day, minutes, cap."""


class OutOfOrder(Refusal):
    """A sitting does not come after one that must precede it; params: title, other."""


class CircularOrder(Refusal):
    """The order asked for runs in a circle; params: title."""


class NoTimeYet(Refusal):
    """A sitting that should be published has no day or hour; params: title."""


class WrongLength(Refusal):
    """A sitting is too short or too long; params: minutes, least, most."""


class AlreadyCancelled(Refusal):
    """The sitting is cancelled; restore it first; params: title."""

    kind = Kind.CONFLICT


class NotCancelled(Refusal):
    """Only a cancelled sitting can be restored; params: title."""

    kind = Kind.CONFLICT


class NotReleased(Refusal):
    """Nothing has been published yet."""

    kind = Kind.CONFLICT


class NothingToPublish(Refusal):
    """The draft equals the release that stands; params: number."""

    kind = Kind.CONFLICT


class NotLater(Refusal):
    """A delay counts whole minutes from 1 on; params: minutes, most."""


class SittingKind(enum.StrEnum):
    """What a sitting is for (GB.343/INS/3/2, paragraph 39(d))."""

    OPENING = "opening"
    THEME = "theme"
    CLOSING = "closing"
    OTHER = "other"


class SittingStatus(enum.StrEnum):
    """A cancelled sitting stays in the programme and in every feed, marked."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Lock(enum.StrEnum):
    """What of a sitting's time the planner must keep: nothing, its day, or its exact start."""

    NONE = "none"
    DAY = "day"
    START = "start"


@dataclass(frozen=True, kw_only=True, slots=True)
class Forum:
    """One event of one or more days, on the clock of its venue."""

    id: int
    slug: str
    title: str
    zone: str
    first_day: date
    last_day: date
    title_language: str = "en"
    city: str = ""
    venue_from: str = "00:00"
    venue_to: str = "24:00"
    grid_minutes: int = 30
    gap_minutes: int = 0
    cap_minutes: int | None = None
    rest_day_points: int = 0
    policy: str = "leximin"
    is_rehearsal: bool = False
    rehearsal_of: int | None = None

    @property
    def opens(self) -> int:
        """Minutes after midnight of a venue day at which its hours begin."""
        return _minutes(self.venue_from)

    @property
    def closes(self) -> int:
        """Minutes after midnight of a venue day at which its hours end; past 1440 where they reach into the next."""
        closes = _minutes(self.venue_to)
        return closes if closes > self.opens else closes + DAY_MINUTES


@dataclass(frozen=True, kw_only=True, slots=True)
class Room:
    """A place, a link, or both, with the languages interpreted there."""

    id: int
    forum_id: int
    key: str
    name: str
    place: str = ""
    capacity: int | None = None
    link: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Sitting:
    """One programme item: venue wall time and zone are the truth, instants are derived.

    `sequence` and `modified_at` follow RFC 5545: the one moves when the start, end, place or status does, the other
    with whatever a calendar shows. `day` and `clock` are None while the sitting has no time yet.
    """

    id: int
    forum_id: int
    key: str
    title: str
    minutes: int
    zone: str
    position: int = 0
    title_language: str = "en"
    kind: SittingKind = SittingKind.OTHER
    status: SittingStatus = SittingStatus.CONFIRMED
    day: date | None = None
    clock: time | None = None
    room: Room | None = None
    after: tuple[str, ...] = ()
    lock: Lock = Lock.NONE
    sequence: int = 0
    modified_at: datetime | None = None

    @property
    def start(self) -> datetime:
        """The UTC instant at which it starts; the first one where the wall clock repeats itself.

        An hour that newer rules of its zone skip starts when the clock goes on: a programme that is published can be
        read whatever becomes of the rules.
        """
        assert self.day is not None
        assert self.clock is not None
        outcome = wallclock.resolve(self.day, self.clock, self.zone)
        return outcome.jump if isinstance(outcome, wallclock.Gap) else outcome.instant

    @property
    def end(self) -> datetime:
        """The UTC instant at which it ends: elapsed minutes after the start."""
        return self.start + timedelta(minutes=self.minutes)

    @property
    def is_timed(self) -> bool:
        """Whether it has a day and an hour."""
        return self.day is not None and self.clock is not None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self.status is SittingStatus.CANCELLED

    @property
    def is_held(self) -> bool:
        """Whether it occupies time: it has some, and was not cancelled."""
        return self.is_timed and not self.is_cancelled


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """A numbered, immutable publication of the programme; `tz_release` gave its instants, empty where unknown.

    `starts` are those instants (UTC) by the key of each sitting, once it is kept.
    """

    id: int
    forum_id: int
    number: int
    name: str
    published_at: datetime
    sittings: tuple[Sitting, ...] = ()
    note: str = ""
    tz_release: str = ""
    starts: Mapping[str, datetime] = field(default_factory=dict, compare=False)


def _minutes(clock: str) -> int:
    """ "07:30" as minutes after midnight; "24:00" is 1440."""
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)
