"""A forum's programme as a calendar in the reader's language: which words stand in which field."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

from forum.domain.dues import Precision
from forum.domain.feeds import Deadline, FeedData, SpeakingTime
from forum.domain.programme import Forum, Room, Sitting
from forum.formats.ics import FRAGMENTS, Calendar, Item, Said
from forum.i18n import cities, moments
from forum.i18n.catalogues import Words, words
from forum.i18n.locales import babel_locale

#: under which the identifiers of our events are made; it names no host, so that a move of the server changes nothing
NAMESPACE = uuid.UUID("6f1f2f0e-9f0b-5c55-8a53-5f4c6b9f8b5e")

#: longest title that is taken from a longer text
TITLE_LENGTH = 80


def compose(data: FeedData, *, base_url: str, source: str = "") -> Calendar:
    """The calendar that shows these data. `source` is the address it is fetched from, empty for a single copy."""
    return replace(opening(data, base_url=base_url, source=source), items=items(data, base_url=base_url))


def opening(data: FeedData, *, base_url: str, source: str = "") -> Calendar:
    """The same without the sittings that many people's calendars have alike."""
    say = words(data.language)
    speaking = [_speaking(data.forum, each, base_url, data.language) for each in data.speaking]
    deadlines = [_deadline(data.forum, each, base_url, data.language) for each in data.deadlines]
    return Calendar(
        name=_name(data.forum, say),
        description=Said(text=_about(data, base_url, say), language=data.language),
        zone=data.forum.zone,
        modified_at=data.modified_at,
        own=_in_order([_as_asked(item, data) for item in (*speaking, *deadlines)]),
        source=source,
        day=data.forum.first_day,
    )


def items(data: FeedData, *, base_url: str) -> tuple[Item, ...]:
    """The sittings: the same for everybody who reads them in this language, with this alarm, in this role."""
    shown = [_sitting(data.forum, each, base_url, data.language) for each in data.sittings if each.is_timed]
    freed = [replace(item, is_free=True) for item in shown] if data.is_observer else shown
    return _in_order([_as_asked(item, data) for item in freed])


def _as_asked(item: Item, data: FeedData) -> Item:
    """The item with what the link is to hold; where that was changed, it is revised as well."""
    changed = data.feed.changed_at if data.feed else None
    if not (data.alarm or data.has_details or changed):
        return item
    revised = max(item.revised_at, changed or item.revised_at)
    return replace(item, alarm=data.alarm, has_details=data.has_details, revised_at=revised)


def _in_order(found: list[Item]) -> tuple[Item, ...]:
    return tuple(sorted(found, key=lambda item: (item.start, item.uid)))


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
    is_off = whole.is_cancelled or slot.is_withdrawn
    if slot.is_withdrawn:
        note = say.gettext("This speaking time is no longer yours.")
    return replace(
        whole,
        uid=uid_of(forum, "slot", slot.key),
        start=slot.start,
        end=slot.end,
        summary=Said(text=_prefixed(forum, title, say, is_cancelled=is_off), language=language),
        description=Said(text=f"{'' if is_off else whole.join}\n{note}".strip(), language=language),
        join="" if is_off else whole.join,
        revised_at=slot.modified_at or whole.revised_at,
        sequence=slot.sequence,
        is_cancelled=is_off,
    )


def _deadline(forum: Forum, due: Deadline, base_url: str, language: str) -> Item:
    """A due date as a whole day, on which nobody is busy."""
    assert due.due.on is not None
    say = words(language)
    title = say.gettext("Due: %(what)s", what=_first_line(due.text) or due.key)
    said = [f"{base_url}/forums/{forum.slug}/commitments/{due.key}", _period(due, say), due.text]
    midnight = datetime.combine(due.due.on, time(), UTC)
    return Item(
        uid=uid_of(forum, "due", due.key),
        start=midnight,
        end=midnight + timedelta(days=1),
        day=due.due.on,
        zone=forum.zone,
        summary=Said(text=_prefixed(forum, title, say, is_cancelled=due.is_off), language=language),
        description=Said(text="\n".join(filter(None, said)), language=language),
        revised_at=due.modified_at,
        sequence=due.sequence,
        is_cancelled=due.is_off,
        is_free=True,
    )


def _first_line(text: str) -> str:
    """The first words of a text, as a title."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def _period(due: Deadline, say: Words) -> str:
    """What was said of the day where less than a day was said: the item stands on the last day of it."""
    if due.due.precision is Precision.DAY:
        return ""
    return say.gettext("Promised for %(period)s; this is its last day.", period=due.due.code)


def _summary(forum: Forum, sitting: Sitting, say: Words) -> Said:
    text = _prefixed(forum, sitting.title, say, is_cancelled=sitting.is_cancelled)
    return Said(text=text, language=sitting.title_language if text == sitting.title else say.tag)


def _prefixed(forum: Forum, title: str, say: Words, *, is_cancelled: bool) -> str:
    if is_cancelled:
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
