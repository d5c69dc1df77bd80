"""A forum's programme as a calendar in the reader's language: which words stand in which field."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import lru_cache

from forum.domain.feeds import FeedData, SpeakingTime
from forum.domain.programme import Forum, Room, Sitting
from forum.formats.ics import FRAGMENTS, Calendar, Item, Said
from forum.i18n import cities, moments
from forum.i18n.catalogues import Words, words
from forum.i18n.locales import babel_locale

#: under which the identifiers of our events are made; it names no host, so that a move of the server changes nothing
NAMESPACE = uuid.UUID("6f1f2f0e-9f0b-5c55-8a53-5f4c6b9f8b5e")


def compose(data: FeedData, *, base_url: str, source: str = "") -> Calendar:
    """The calendar that shows these data. `source` is the address it is fetched from, empty for a single copy."""
    say = words(data.language)
    shown = [_sitting(data.forum, each, base_url, data.language) for each in data.sittings if each.is_timed]
    sittings = [replace(item, is_free=True) for item in shown] if data.is_observer else shown
    speaking = [_speaking(data.forum, each, base_url, data.language) for each in data.speaking]
    return Calendar(
        name=_name(data.forum, say),
        description=Said(text=_about(data, base_url, say), language=data.language),
        zone=data.forum.zone,
        modified_at=data.modified_at,
        items=tuple(sorted([*sittings, *speaking], key=lambda item: (item.start, item.uid))),
        source=source,
    )


def uid_of(forum: Forum, *parts: str) -> str:
    """The identifier of an event for its whole life: the same in every feed, download and message."""
    return str(uuid.uuid5(NAMESPACE, "/".join((forum.slug, *parts))))


def join_address(forum: Forum, sitting: Sitting, base_url: str) -> str:
    """The stable address at which a sitting is joined; it asks for rights when it is opened."""
    return f"{base_url}/forums/{forum.slug}/sittings/{sitting.key}/join"


def _name(forum: Forum, say: Words) -> Said:
    if not forum.is_rehearsal:
        return Said(text=forum.title, language=forum.title_language)
    return Said(text=say.gettext("REHEARSAL: %(title)s", title=forum.title), language=say.tag)


def _about(data: FeedData, base_url: str, say: Words) -> str:
    address = f"{base_url}/forums/{data.forum.slug}/programme"
    if not data.release:
        return "\n".join([say.gettext("The programme has not been published yet."), address])
    line = say.gettext("Programme, release %(number)s.", number=data.release)
    return "\n".join(filter(None, [line, data.release_name, address]))


@lru_cache(maxsize=FRAGMENTS)
def _sitting(forum: Forum, sitting: Sitting, base_url: str, language: str) -> Item:
    """A sitting in a language, kept: most people's calendars show the same ones."""
    say = words(language)
    join = "" if sitting.is_cancelled else join_address(forum, sitting, base_url)
    return Item(
        uid=uid_of(forum, "sitting", sitting.key),
        start=sitting.start,
        end=sitting.end,
        zone=sitting.zone,
        summary=_summary(forum, sitting, say),
        description=Said(text="\n".join(_details(forum, sitting, join, say)), language=language),
        location=_location(sitting.room, forum),
        join=join,
        join_label=Said(text=say.gettext("Join the sitting"), language=language),
        revised_at=sitting.modified_at or datetime.combine(forum.first_day, time(), UTC),
        sequence=sitting.sequence,
        is_cancelled=sitting.is_cancelled,
    )


def _speaking(forum: Forum, slot: SpeakingTime, base_url: str, language: str) -> Item:
    say = words(language)
    whole = _sitting(forum, slot.sitting, base_url, language)
    note = say.gettext("This time is an estimate: it moves when those before you speak for longer or shorter.")
    title = say.gettext("You speak: %(title)s", title=slot.sitting.title)
    return replace(
        whole,
        uid=uid_of(forum, "slot", slot.key),
        start=slot.start,
        end=slot.end,
        summary=Said(text=_prefixed(forum, slot.sitting, title, say), language=language),
        description=Said(text=f"{whole.join}\n{note}".strip(), language=language),
        revised_at=slot.modified_at or whole.revised_at,
        sequence=slot.sequence,
    )


def _summary(forum: Forum, sitting: Sitting, say: Words) -> Said:
    text = _prefixed(forum, sitting, sitting.title, say)
    return Said(text=text, language=sitting.title_language if text == sitting.title else say.tag)


def _prefixed(forum: Forum, sitting: Sitting, title: str, say: Words) -> str:
    if sitting.is_cancelled:
        title = say.gettext("CANCELLED: %(title)s", title=title)
    return say.gettext("REHEARSAL: %(title)s", title=title) if forum.is_rehearsal else title


def _details(forum: Forum, sitting: Sitting, join: str, say: Words) -> list[str]:
    """The lines under the title: first the way in, then the venue's clock, then the languages interpreted."""
    languages = _languages(sitting.room, say)
    return [*([join] if join else []), _venue_time(forum, sitting, say), *([languages] if languages else [])]


def _venue_time(forum: Forum, sitting: Sitting, say: Words) -> str:
    start, end, zone = sitting.start, sitting.end, sitting.zone
    city = cities.venue(forum.city if zone == forum.zone else "", zone, say.tag)
    return say.gettext(
        "%(day)s, %(clock)s in %(city)s (%(offset)s)",
        day=moments.capital(moments.whole_day(moments.local_day(start, zone), say.tag)),
        clock=moments.clock_range(start, end, zone),
        city=city,
        offset=moments.offset(start, zone),
    )


def _languages(room: Room | None, say: Words) -> str:
    if room is None or not room.languages:
        return ""
    names = [babel_locale(say.tag).languages.get(tag, tag) for tag in room.languages]
    return say.gettext("Interpretation: %(languages)s", languages=moments.listed(names, say.tag))


def _location(room: Room | None, forum: Forum) -> Said | None:
    if room is None:
        return None
    return Said(text=_place(room, forum.title_language), language=forum.title_language)


def _place(room: Room, language: str) -> str:
    """Room and place in one line: it stands alone in the calendar, so with the comma of the forum's language."""
    return moments.enumerated(filter(None, [room.name, room.place]), language)
