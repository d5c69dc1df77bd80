"""A forum as an organizer asks for it, and the rehearsal of one: what is checked before it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from forum.domain.inputs import UnusableCharacter, unusable
from forum.domain.people import LANGUAGES, Constituency, Person, Role
from forum.domain.programme import TITLE_LENGTH, Forum, Sitting
from forum.domain.refusals import (
    Kind,
    Missing,
    Refusal,
    Refusals,
    SkippedTime,
    TooLong,
    UnknownChoice,
    UnknownLanguage,
    UnknownZone,
)
from timezones import zones
from timezones.problem import POLICIES
from timezones.wallclock import Gap, resolve

#: The name of a forum in its addresses.
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLUG_LENGTH = 60
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")
#: A forum longer than this is a mistyped date.
LONGEST_DAYS = 62


class SlugTaken(Refusal):
    """Another forum has this address; params: slug."""

    kind = Kind.CONFLICT


class InvalidSlug(Refusal):
    """Not usable in an address: small letters, digits, single hyphens; params: slug, limit."""


class DaysReversed(Refusal):
    """The last day comes before the first; params: first, last."""


class TooManyDays(Refusal):
    """More days than a forum can have; params: days, limit."""


class InvalidHours(Refusal):
    """Venue hours are no two times of day; params: opens, closes."""


class NotTheSource(Refusal):
    """A rehearsal cannot be rehearsed itself; params: slug."""

    kind = Kind.CONFLICT


class ForeignDatabase(Refusal):
    """The demonstration does not touch a database that it did not make; params: fault (where it cannot be reached)."""

    kind = Kind.CONFLICT


#: what a start may be a multiple of: minutes that divide the day
GRIDS = tuple(minutes for minutes in range(1, 721) if 1440 % minutes == 0)
#: field -> least and most that it may be
BOUNDS = {"gap_minutes": (0, 720), "cap_minutes": (1, 1440), "rest_day_points": (0, 100)}
#: facts that an organizer changes; the address and what is a rehearsal stay
EDITABLE = (
    "title", "title_language", "city", "zone", "first_day", "last_day", "venue_from", "venue_to",
    "grid_minutes", "gap_minutes", "cap_minutes", "rest_day_points", "policy",
)  # fmt: skip


def check(forum: Forum) -> Forum:
    """The forum, if it can be held; else `Refusals` with every fault."""
    faults = list(_faults(forum))
    if faults:
        raise Refusals(faults)
    return forum


def _faults(forum: Forum) -> Iterator[Refusal]:
    if not SLUG.fullmatch(forum.slug) or len(forum.slug) > SLUG_LENGTH:
        yield InvalidSlug(field="slug", slug=forum.slug, limit=SLUG_LENGTH)
    if not forum.title.strip():
        yield Missing(field="title")
    for field, said in (("title", forum.title), ("city", forum.city)):
        if len(said) > TITLE_LENGTH:
            yield TooLong(field=field, limit=TITLE_LENGTH)
        odd = unusable(said)
        if odd:
            yield UnusableCharacter(field=field, character=odd)
    if forum.title_language not in LANGUAGES:
        yield UnknownLanguage(field="title_language", language=forum.title_language)
    if not zones.is_known(forum.zone):
        yield UnknownZone(field="zone", zone=forum.zone)
    if not (CLOCK.fullmatch(forum.venue_from) and CLOCK.fullmatch(forum.venue_to)):
        yield InvalidHours(field="venue_from", opens=forum.venue_from, closes=forum.venue_to)
    yield from _faults_of_days(forum.first_day, forum.last_day)
    yield from _faults_of_rules(forum)


def _faults_of_rules(forum: Forum) -> Iterator[Refusal]:
    if forum.grid_minutes not in GRIDS:
        allowed = ", ".join(map(str, GRIDS))
        yield UnknownChoice(field="grid_minutes", value=forum.grid_minutes, allowed=allowed)
    for name, (least, most) in BOUNDS.items():
        value = getattr(forum, name)
        if value is not None and not least <= value <= most:
            yield UnknownChoice(field=name, value=value, allowed=f"{least}–{most}")
    if forum.policy not in POLICIES:
        yield UnknownChoice(field="policy", value=forum.policy, allowed=", ".join(POLICIES))


def _faults_of_days(first: date, last: date) -> Iterator[Refusal]:
    days = (last - first).days + 1
    if days < 1:
        yield DaysReversed(field="last_day", first=first, last=last)
    if days > LONGEST_DAYS:
        yield TooManyDays(field="last_day", days=days, limit=LONGEST_DAYS)


def edited(forum: Forum, asked: Forum) -> Forum:
    """The forum with the facts that are asked for. Raises `Refusals` with every fault."""
    return check(replace(forum, **{name: getattr(asked, name) for name in EDITABLE}))


def facts(forum: Forum) -> dict[str, object]:
    """The facts of a forum that its form changes."""
    return {name: getattr(forum, name) for name in EDITABLE}


def differences(before: Forum, after: Forum) -> dict[str, list[str]]:
    """Fact -> what it was and what it is, as plain text."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in EDITABLE}
    return {name: [str(old), str(new)] for name, (old, new) in pairs.items() if old != new}


def on_clock_of(zone: str, sittings: Iterable[Sitting]) -> list[Sitting]:
    """The sittings at the same day and hour on another clock. Refuses `SkippedTime` where it has no such hour."""
    moved = [replace(sitting, zone=zone) for sitting in sittings]
    for sitting in moved:
        if sitting.day and sitting.clock and isinstance(resolve(sitting.day, sitting.clock, zone), Gap):
            raise SkippedTime(field="zone", day=sitting.day, clock=f"{sitting.clock:%H:%M}", zone=zone)
    return moved


def first_organizer(maker: Person, forum: Forum) -> Person:
    """Who makes a forum, as its first organizer: the same account, of the secretariat, of no delegation."""
    return replace(
        maker,
        id=0,
        forum_id=forum.id,
        constituency=Constituency.SECRETARIAT,
        delegation_id=None,
        organization_id=None,
        state=None,
        organization="",
        organization_key="",
        region="",
        groups=(),
        roles=frozenset({Role.ORGANIZER}),
        revision=0,
    )


def rehearsal(forum: Forum, slug: str, first_day: date) -> Forum:
    """The rehearsal of a forum: the same rules and hours, beginning on `first_day`."""
    if forum.is_rehearsal:
        raise NotTheSource(slug=forum.slug)
    return replace(
        forum,
        id=0,
        slug=slug,
        first_day=first_day,
        last_day=first_day + (forum.last_day - forum.first_day),
        is_rehearsal=True,
        rehearsal_of=forum.id,
    )


def rehearsed(sittings: Iterable[Sitting], forum: Forum, copy: Forum) -> Sequence[Sitting]:
    """The sittings on the days of the rehearsal, at the same hours of the venue; rooms are given by the caller."""
    shift = copy.first_day - forum.first_day
    return [
        replace(
            sitting,
            id=0,
            forum_id=copy.id,
            day=sitting.day + shift if sitting.day else None,
            room=None,
            sequence=0,
            modified_at=None,
        )
        for sitting in sittings
    ]
