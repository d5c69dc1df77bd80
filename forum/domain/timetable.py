"""What may be done with sittings on the clock: place, cancel, restore, delay; and what is amiss with a timetable.

Everything here takes sittings and gives sittings; nothing is saved. Only one sitting runs at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from forum.domain.programme import (
    DAY_MINUTES,
    LONGEST,
    SHORTEST,
    TITLE_LENGTH,
    AlreadyCancelled,
    CircularOrder,
    DayTooLong,
    Forum,
    GapTooShort,
    Lock,
    NotCancelled,
    NoTimeYet,
    NotLater,
    OutOfOrder,
    OutsideForum,
    OutsideVenueHours,
    Sitting,
    SittingKind,
    SittingsOverlap,
    SittingStatus,
    WrongLength,
)
from forum.domain.refusals import Missing, Refusal, SkippedTime, TooLong, Unknown, UnknownChoice
from timezones import wallclock

#: the longest delay that one command may state, in minutes
LONGEST_DELAY = 720


def find(sittings: Iterable[Sitting], key: str) -> Sitting:
    """The sitting with that key. Refuses `Unknown`."""
    for sitting in sittings:
        if sitting.key == key:
            return sitting
    raise Unknown(what="sitting", key=key)


def marks(sittings: Iterable[Sitting]) -> dict[str, str]:
    """What a timetable rests on, by sitting, in a word that a form can carry: hour, length, state, lock and order.

    Equal marks: nothing has changed that a move of it, or a plan for it, rests on.
    """
    return {each.key: _mark(each) for each in sittings}


def _mark(sitting: Sitting) -> str:
    when = f"{sitting.day}T{sitting.clock:%H:%M}" if sitting.clock else ""
    flags = ("x" if sitting.is_cancelled else "") + sitting.lock.value
    return f"{when}/{sitting.minutes}/{flags}/{','.join(sitting.after)}"


def described(sitting: Sitting) -> dict[str, object]:
    """What a sitting is, apart from its time: the facts that one form changes."""
    names = ("title", "title_language", "minutes", "kind", "after")
    return {name: getattr(sitting, name) for name in names} | {"room": sitting.room.key if sitting.room else ""}


def placed(sitting: Sitting) -> dict[str, object]:
    """When a sitting is at its venue: the facts that the form of its time changes."""
    return {"day": sitting.day, "clock": sitting.clock}


def held(sittings: Iterable[Sitting]) -> list[Sitting]:
    """The sittings that occupy time, in the order of the clock."""
    return sorted((sitting for sitting in sittings if sitting.is_held), key=lambda each: (each.start, each.key))


def venue_day(forum: Forum, sitting: Sitting) -> date | None:
    """The venue day whose hours hold the whole sitting, also when it starts past midnight; None: no day does."""
    starts, ends = (wallclock.local(moment, forum.zone) for moment in (sitting.start, sitting.end))
    for day in (starts.date(), starts.date() - timedelta(days=1)):
        if forum.opens <= _minute_of(starts, day) and _minute_of(ends, day) <= forum.closes:
            return day
    return None


def counted_day(forum: Forum, sitting: Sitting) -> date:
    """The day that a sitting counts for: its venue day, or the calendar day where the venue is closed."""
    return venue_day(forum, sitting) or wallclock.local(sitting.start, forum.zone).date()


def _minute_of(wall: datetime, day: date) -> int:
    return (wall.date() - day).days * DAY_MINUTES + wall.hour * 60 + wall.minute


def place(forum: Forum, sittings: Sequence[Sitting], key: str, day: date, clock: time) -> Sitting:
    """The sitting at another wall time of the venue.

    Refuses `AlreadyCancelled`, `SkippedTime`, `OutsideForum`, `OutsideVenueHours`, `SittingsOverlap`.
    """
    sitting = find(sittings, key)
    if sitting.is_cancelled:
        raise AlreadyCancelled(title=sitting.title)
    placed = at(sitting, day, clock)
    check_place(forum, placed)
    check_free(sittings, placed)
    return placed


def at(sitting: Sitting, day: date, clock: time) -> Sitting:
    """The sitting at that wall time of its zone. Refuses `SkippedTime`."""
    outcome = wallclock.resolve(day, clock, sitting.zone)
    if isinstance(outcome, wallclock.Gap):
        raise SkippedTime(field="clock", day=day, clock=f"{clock:%H:%M}", zone=sitting.zone)
    return replace(sitting, day=day, clock=clock)


def check_place(forum: Forum, sitting: Sitting) -> None:
    """Refuse a time outside the forum's days (`OutsideForum`) or its venue's hours (`OutsideVenueHours`)."""
    day = counted_day(forum, sitting)
    if not forum.first_day <= day <= forum.last_day:
        raise OutsideForum(field="day", day=day, first=forum.first_day, last=forum.last_day)
    if venue_day(forum, sitting) is None:
        hours = {"opens": forum.venue_from, "closes": forum.venue_to}
        raise OutsideVenueHours(field="clock", title=sitting.title, clock=_clock(sitting), **hours)


def check_free(sittings: Iterable[Sitting], placed: Sitting) -> None:
    """Refuse `SittingsOverlap` when another sitting runs during this one."""
    for other in held(sittings):
        if other.key != placed.key and other.start < placed.end and placed.start < other.end:
            raise _overlap(placed, other)


def _overlap(sitting: Sitting, other: Sitting) -> SittingsOverlap:
    assert other.day is not None
    return SittingsOverlap(field="clock", title=sitting.title, other=other.title, day=other.day, clock=_clock(other))


def _clock(sitting: Sitting) -> str:
    return f"{sitting.clock:%H:%M}"


def cancel(sitting: Sitting) -> Sitting:
    """The sitting cancelled; it stays in the programme, marked. Refuses `AlreadyCancelled`."""
    if sitting.is_cancelled:
        raise AlreadyCancelled(title=sitting.title)
    return replace(sitting, status=SittingStatus.CANCELLED)


def restore(sittings: Iterable[Sitting], key: str) -> Sitting:
    """A cancelled sitting taken back, if its time is still free. Refuses `NotCancelled`, `SittingsOverlap`."""
    sittings = list(sittings)
    sitting = find(sittings, key)
    if not sitting.is_cancelled:
        raise NotCancelled(title=sitting.title)
    restored = replace(sitting, status=SittingStatus.CONFIRMED)
    if restored.is_timed:
        check_free(sittings, restored)
    return restored


def lock(sitting: Sitting, kept: Lock) -> Sitting:
    """The sitting kept by the planner on its day or at its start, or let go. Refuses `NoTimeYet` where it has none."""
    if kept is not Lock.NONE and not sitting.is_timed:
        raise NoTimeYet(title=sitting.title)
    return replace(sitting, lock=kept)


def check_facts(sittings: Iterable[Sitting], sitting: Sitting) -> None:
    """Refuse what no sitting may be: untitled, of no sensible length, after itself or after what is not there."""
    if not sitting.title.strip():
        raise Missing(field="title")
    if len(sitting.title) > TITLE_LENGTH:
        raise TooLong(field="title", limit=TITLE_LENGTH)
    if not SHORTEST <= sitting.minutes <= LONGEST:
        raise WrongLength(field="minutes", minutes=sitting.minutes, least=SHORTEST, most=LONGEST)
    _check_order([*(other for other in sittings if other.key != sitting.key), sitting], sitting)


def _check_order(sittings: Sequence[Sitting], sitting: Sitting) -> None:
    before = {each.key: each.after for each in sittings}
    for key in sitting.after:
        if key not in before:
            allowed = ", ".join(sorted(before.keys() - {sitting.key}))
            raise UnknownChoice(field="after", value=key, allowed=allowed)
    waiting, seen = list(sitting.after), set[str]()
    while waiting:
        key = waiting.pop()
        if key == sitting.key:
            raise CircularOrder(field="after", title=sitting.title)
        if key not in seen:
            seen.add(key)
            waiting += before.get(key, ())


def next_key(sittings: Iterable[Sitting], kind: SittingKind) -> str:
    """A free key for one more sitting of a kind: "theme-5"; "closing" where it is the first."""
    taken = {sitting.key for sitting in sittings}
    if kind in (SittingKind.OPENING, SittingKind.CLOSING) and kind.value not in taken:
        return kind.value
    stem = "sitting" if kind is SittingKind.OTHER else kind.value
    return next(key for number in range(1, len(taken) + 2) if (key := f"{stem}-{number}") not in taken)


def delay(sittings: Sequence[Sitting], key: str, minutes: int, *, gap_minutes: int) -> tuple[Sitting, ...]:
    """A sitting starts `minutes` late; what follows moves just enough to keep its order and gap.

    All sittings come back, in the order given. The gap kept is the forum's, or the planned one where that was
    shorter. Nothing is cut short, and whatever leaves enough room stays where it is. A wall time that a clock change
    shows twice means its first showing, so a start that would fall into the second one waits until that has passed.
    Refuses `Unknown`, `AlreadyCancelled`, `NoTimeYet`, `NotLater`.
    """
    late = find(sittings, key)
    _check_delay(late, minutes)
    moved = {key: _starting(late, late.start + timedelta(minutes=minutes))}
    line = held(sittings)
    for before, sitting in pairwise(line[[each.key for each in line].index(key) :]):
        gap = min(timedelta(minutes=gap_minutes), max(sitting.start - before.end, timedelta()))
        earliest = moved[before.key].end + gap
        if sitting.start >= earliest:
            break
        moved[sitting.key] = _starting(sitting, earliest)
    return tuple(moved.get(sitting.key, sitting) for sitting in sittings)


def _check_delay(late: Sitting, minutes: int) -> None:
    if late.is_cancelled:
        raise AlreadyCancelled(title=late.title)
    if not late.is_timed:
        raise NoTimeYet(title=late.title)
    if not 1 <= minutes <= LONGEST_DELAY:
        raise NotLater(field="minutes", minutes=minutes, most=LONGEST_DELAY)


def _starting(sitting: Sitting, earliest: datetime) -> Sitting:
    """The sitting at the first wall time, from this instant on, that means exactly one instant."""
    wall = wallclock.local(earliest, sitting.zone)
    while wallclock.instant_of(wall.date(), wall.time(), sitting.zone) < earliest:
        earliest += timedelta(minutes=1)
        wall = wallclock.local(earliest, sitting.zone)
    return replace(sitting, day=wall.date(), clock=wall.time().replace(fold=0))


def faults(forum: Forum, sittings: Sequence[Sitting]) -> list[Refusal]:
    """Everything amiss with a timetable, in a stable order: what blocks its publication, then what only warns."""
    return [*blocking(sittings), *warnings(forum, sittings)]


def blocking(sittings: Sequence[Sitting]) -> list[Refusal]:
    """What cannot be published: a sitting without a time, two at once."""
    untimed: list[Refusal] = [
        NoTimeYet(title=each.title) for each in sittings if not each.is_cancelled and not each.is_timed
    ]
    return untimed + [_overlap(after, before) for before, after in pairwise(held(sittings)) if after.start < before.end]


def warnings(forum: Forum, sittings: Sequence[Sitting]) -> list[Refusal]:
    """What may be published, though the forum's own rules speak against it."""
    found = [*_misplaced(forum, sittings), *_crowded(forum, sittings), *_overlong(forum, sittings)]
    return [*found, *_disordered(sittings)]


def _misplaced(forum: Forum, sittings: Sequence[Sitting]) -> Iterator[Refusal]:
    for sitting in held(sittings):
        try:
            check_place(forum, sitting)
        except Refusal as fault:
            yield fault


def _crowded(forum: Forum, sittings: Sequence[Sitting]) -> Iterator[Refusal]:
    for before, after in pairwise(held(sittings)):
        gap = (after.start - before.end) // timedelta(minutes=1)
        same_day = counted_day(forum, before) == counted_day(forum, after)
        if same_day and 0 <= gap < forum.gap_minutes:
            yield GapTooShort(title=after.title, other=before.title, minutes=gap, gap=forum.gap_minutes)


def _overlong(forum: Forum, sittings: Sequence[Sitting]) -> Iterator[Refusal]:
    minutes: dict[date, int] = {}
    for sitting in held(sittings):
        day = counted_day(forum, sitting)
        minutes[day] = minutes.get(day, 0) + sitting.minutes
    for day, total in minutes.items():
        if forum.cap_minutes is not None and total > forum.cap_minutes:
            yield DayTooLong(day=day, minutes=total, cap=forum.cap_minutes)


def _disordered(sittings: Sequence[Sitting]) -> Iterator[Refusal]:
    line = {sitting.key: sitting for sitting in held(sittings)}
    for sitting in line.values():
        for key in sitting.after:
            if key in line and line[key].end > sitting.start:
                yield OutOfOrder(title=sitting.title, other=line[key].title)
