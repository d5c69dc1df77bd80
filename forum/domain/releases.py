"""From the draft to a numbered release: what is shown, which revision each sitting is at, what has changed."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from forum.domain.programme import Release, Sitting
from forum.domain.refusals import Refusals
from forum.domain.timetable import blocking
from forum.domain.tzcheck import stood
from timezones import wallclock


class ChangeKind(enum.StrEnum):
    """What a release does to a sitting; the first that fits, in this order."""

    NEW = "new"
    CANCELLED = "cancelled"
    MOVED = "moved"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


#: facts that calendars must be told of by a higher SEQUENCE (RFC 5545, 3.8.7.4): start, end, place, status
MATERIAL = frozenset({"start", "minutes", "room", "status"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One sitting before and after; `facts` are the names of what differs.

    `stood_at` is the instant (UTC) at which it was published, where new rules for the clocks of its zone move it.
    """

    kind: ChangeKind
    after: Sitting
    before: Sitting | None = None
    facts: frozenset[str] = frozenset()
    stood_at: datetime | None = None

    @property
    def was(self) -> tuple[datetime, datetime] | None:
        """From when to when calendars had it before; None where they did not."""
        return span_before(self.before, self.stood_at)

    @property
    def is_by_rules(self) -> bool:
        """Whether nobody moved it: its hour at the venue stays, and new rules for the clocks there put it elsewhere."""
        same = self.before is not None and _placed(self.before) == _placed(self.after)
        return self.kind is ChangeKind.MOVED and self.stood_at is not None and same


def _placed(sitting: Sitting) -> tuple[object, ...]:
    """Its hours on the wall of the venue."""
    return sitting.day, sitting.clock, sitting.zone, sitting.minutes


def facts(sitting: Sitting) -> dict[str, object]:
    """What a reader of the programme sees of a sitting, by name of the fact."""
    room = sitting.room
    return {
        "start": sitting.start,
        "minutes": sitting.minutes,
        "room": (room.name, room.place, room.link) if room else None,
        "status": sitting.status,
        "title": (sitting.title, sitting.title_language),
        "kind": sitting.kind,
        "languages": room.languages if room else (),
    }


def differing(before: Sitting, after: Sitting) -> frozenset[str]:
    """The names of the facts in which two states of a sitting differ."""
    old, new = facts(before), facts(after)
    return frozenset(name for name in old if old[name] != new[name])


def span_before(before: Sitting | None, stood_at: datetime | None) -> tuple[datetime, datetime] | None:
    """From when to when calendars had a sitting; `stood_at` as in `Change`."""
    if before is None:
        return None
    start = stood_at or before.start
    return start, start + timedelta(minutes=before.minutes)


def change(before: Sitting | None, after: Sitting, stood_at: datetime | None = None) -> Change:
    """What becomes of one sitting; `stood_at` as in `Change`."""
    if before is None:
        return Change(kind=ChangeKind.NEW, after=after)
    names = differing(before, after) | ({"start"} if stood_at else set())
    return Change(kind=_kind(names, after), before=before, after=after, facts=names, stood_at=stood_at)


def _kind(names: frozenset[str], after: Sitting) -> ChangeKind:
    if "status" in names and after.is_cancelled:
        return ChangeKind.CANCELLED
    if names & {"start", "minutes"} and not after.is_cancelled:
        return ChangeKind.MOVED
    return ChangeKind.CHANGED if names else ChangeKind.UNCHANGED


def diff(
    previous: Iterable[Sitting], draft: Iterable[Sitting], stood: Mapping[str, datetime] | None = None
) -> list[Change]:
    """What publishing the draft would do to each sitting that it shows, in the order of the clock.

    A sitting cancelled before it was ever published is shown to nobody, and so is one without a time. `stood`: by key,
    the instants at which those were published that new rules for the clocks move.
    """
    old = {sitting.key: sitting for sitting in previous}
    shown = [each for each in draft if each.is_timed and (each.key in old or not each.is_cancelled)]
    in_order = sorted(shown, key=lambda each: (each.start, each.position))
    return [change(old.get(each.key), each, (stood or {}).get(each.key)) for each in in_order]


def changes(previous: Release | None, sittings: Iterable[Sitting], now: datetime) -> list[Change]:
    """What publishing these sittings now would do: their own changes, and those by new rules for the clocks."""
    return diff(previous.sittings if previous else (), sittings, stood(previous, now))


def made(previous: Release | None, found: Release) -> list[Change]:
    """What a release changed when it was published."""
    before = previous.starts if previous else {}
    moved = {key: start for key, start in before.items() if found.starts.get(key, start) != start}
    return diff(previous.sittings if previous else (), found.sittings, moved)


def is_changed(changes: Iterable[Change]) -> bool:
    """Whether readers would see anything new."""
    return any(each.kind is not ChangeKind.UNCHANGED for each in changes)


def revise(found: Change, now: datetime) -> Sitting:
    """The sitting as released: SEQUENCE moves with the material facts, the time of modification with every fact."""
    if found.before is None:
        return replace(found.after, sequence=0, modified_at=now)
    sequence = found.before.sequence + bool(found.facts & MATERIAL)
    return replace(found.after, sequence=sequence, modified_at=now if found.facts else found.before.modified_at)


def compose(previous: Release | None, draft: Sequence[Sitting], now: datetime) -> tuple[Sitting, ...]:
    """The sittings of the next release. Refuses (`Refusals`) sittings without a time and sittings that overlap."""
    faults = blocking(draft)
    if faults:
        raise Refusals(faults)
    return tuple(revise(found, now) for found in changes(previous, draft, now))


def as_planned(releases: Sequence[Release], sitting: Sitting) -> Sitting:
    """The sitting as it was planned: as the programme had it on the eve of its day, before anything ran late.

    `releases` come newest first. One that was published on the very day counts as planned only where no older release
    gives the sitting a time; a sitting that was never published stands as it is given.
    """
    found = [
        (release, each)
        for release in releases
        for each in release.sittings
        if each.key == sitting.key and each.is_timed
    ]
    eves = (each for release, each in found if _is_before_the_day(release, each))
    return next(eves, found[-1][1] if found else sitting)


def _is_before_the_day(release: Release, sitting: Sitting) -> bool:
    assert sitting.day is not None
    return wallclock.local(release.published_at, sitting.zone).date() < sitting.day
