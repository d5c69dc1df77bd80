"""From the draft to a numbered release: what is shown, which revision each sitting is at, what has changed."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forum.domain.programme import Release, Sitting
from forum.domain.refusals import Refusals
from forum.domain.timetable import blocking
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
    """One sitting before and after; `facts` are the names of what differs."""

    kind: ChangeKind
    after: Sitting
    before: Sitting | None = None
    facts: frozenset[str] = frozenset()


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


def change(before: Sitting | None, after: Sitting) -> Change:
    """What becomes of one sitting."""
    if before is None:
        return Change(kind=ChangeKind.NEW, after=after)
    names = differing(before, after)
    return Change(kind=_kind(names, after), before=before, after=after, facts=names)


def _kind(names: frozenset[str], after: Sitting) -> ChangeKind:
    if "status" in names and after.is_cancelled:
        return ChangeKind.CANCELLED
    if names & {"start", "minutes"} and not after.is_cancelled:
        return ChangeKind.MOVED
    return ChangeKind.CHANGED if names else ChangeKind.UNCHANGED


def diff(previous: Iterable[Sitting], draft: Iterable[Sitting]) -> list[Change]:
    """What publishing the draft would do to each sitting that it shows, in the order of the clock.

    A sitting cancelled before it was ever published is shown to nobody, and so is one without a time.
    """
    old = {sitting.key: sitting for sitting in previous}
    shown = [each for each in draft if each.is_timed and (each.key in old or not each.is_cancelled)]
    return [change(old.get(each.key), each) for each in sorted(shown, key=lambda each: (each.start, each.position))]


def is_changed(changes: Iterable[Change]) -> bool:
    """Whether readers would see anything new."""
    return any(each.kind is not ChangeKind.UNCHANGED for each in changes)


def revise(found: Change, now: datetime) -> Sitting:
    """The sitting as released: SEQUENCE and time of modification move with the material facts, and only then."""
    if found.before is None:
        return replace(found.after, sequence=0, modified_at=now)
    if found.facts & MATERIAL:
        return replace(found.after, sequence=found.before.sequence + 1, modified_at=now)
    return replace(found.after, sequence=found.before.sequence, modified_at=found.before.modified_at)


def compose(previous: Release | None, draft: Sequence[Sitting], now: datetime) -> tuple[Sitting, ...]:
    """The sittings of the next release. Refuses (`Refusals`) sittings without a time and sittings that overlap."""
    faults = blocking(draft)
    if faults:
        raise Refusals(faults)
    return tuple(revise(found, now) for found in diff(previous.sittings if previous else (), draft))


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
