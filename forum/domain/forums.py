"""A forum as an organizer asks for it, and the rehearsal of one: what is checked before it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from forum.domain.inputs import UnusableCharacter, unusable
from forum.domain.people import LANGUAGES
from forum.domain.programme import TITLE_LENGTH, Forum, Sitting
from forum.domain.refusals import Kind, Missing, Refusal, Refusals, TooLong, UnknownLanguage, UnknownZone
from timezones import zones

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


def _faults_of_days(first: date, last: date) -> Iterator[Refusal]:
    days = (last - first).days + 1
    if days < 1:
        yield DaysReversed(field="last_day", first=first, last=last)
    if days > LONGEST_DAYS:
        yield TooManyDays(field="last_day", days=days, limit=LONGEST_DAYS)


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
