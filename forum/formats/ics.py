"""Calendars as iCalendar bytes (RFC 5545, 6868, 7986): a function of the data, the same in every process.

Events are built by icalendar; the calendar's head, its time zones, escaping and folding are ours, because icalendar 7.3
writes onsets on the wrong clock, splits escapes when it folds, reads a literal `\\N` as a line break, and orders time
zones by a random hash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache

from icalendar import Event, Parameters, vText, vUri

from timezones.observances import Observance, Yearly, observances
from timezones.release import release_in_use
from timezones.wallclock import Unambiguous, local, resolve

PRODID = "-//Multilateral forum//Programme//EN"
#: raised when the bytes for the same data change, so that no client keeps the old ones
EDITION = "1"
CONTENT_TYPE = "text/calendar; charset=utf-8"
#: octets of a physical line, without its end (RFC 5545, section 3.1)
LINE_OCTETS = 75
#: how many written events are kept in memory (about three kilobytes each with what they were written from)
FRAGMENTS = 32_768
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: how often we ask programs to look for changes
REFRESH = timedelta(hours=1)
COLOR, APPLE_COLOR = "midnightblue", "#26316B"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A text and the language it is written in."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One event. `start` and `end` are instants, shown on the wall clock of `zone`; or `day` alone, for a whole day.

    `join` is the stable address at which one enters, empty where nothing can be entered; `join_label` says so in words.
    `revised_at` and `sequence` come from the data, never from the clock on the wall. `alarm` are minutes before the
    start at which the program is to ring, 0 for never; `has_details` adds the parts of RFC 9073, which some refuse.
    """

    uid: str
    start: datetime
    end: datetime
    zone: str
    summary: Said
    description: Said
    revised_at: datetime
    sequence: int = 0
    location: Said | None = None
    join: str = ""
    join_label: Said | None = None
    is_cancelled: bool = False
    is_free: bool = False
    day: date | None = None
    alarm: int = 0
    has_details: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """A calendar: its head and its events, every word already chosen. `source` is the address it is fetched from.

    `items` are shown to many and written once for all of them; `own` are one person's, and stand after them.
    """

    name: Said
    description: Said
    zone: str
    modified_at: datetime
    items: tuple[Item, ...] = ()
    own: tuple[Item, ...] = ()
    source: str = ""
    #: around which the zone is defined where nothing is shown
    day: date | None = None


def edition() -> str:
    """What the bytes hang upon beside the data: our way of writing, and the release of the time zones."""
    return f"{EDITION}/{release_in_use().tzdata}"


def validator(*parts: bytes) -> str:
    """A strong validator of these parts. The address is no part: a validator is compared at one address only."""
    digest = hashlib.sha256(edition().encode())
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:40]


def etag(calendar: Calendar) -> str:
    """A strong validator: equal data, edition and time zone release give equal bytes."""
    return validator(head(calendar), shared(calendar), own(calendar))


def render(calendar: Calendar) -> bytes:
    """The calendar as bytes."""
    return joined(head(calendar), shared(calendar), own(calendar), source=calendar.source)


def joined(first: bytes, middle: bytes, last: bytes, *, source: str = "") -> bytes:
    """The calendar from its written parts; `source` is the address that it follows, empty for a single copy."""
    return b"".join((first, followed(source) if source else b"", middle, last, b"END:VCALENDAR\r\n"))


def head(calendar: Calendar) -> bytes:
    """What says which calendar this is, without its address: an address may hold a secret, which nobody keeps."""
    return b"".join(map(fold, ("BEGIN:VCALENDAR", *_head(calendar))))


def followed(source: str) -> bytes:
    """The lines for a calendar that a program fetches again: from where, and how often."""
    every = f"PT{int(REFRESH.total_seconds() // 60)}M"
    lines = (f"SOURCE;VALUE=URI:{uri(source)}", f"REFRESH-INTERVAL;VALUE=DURATION:{every}", f"X-PUBLISHED-TTL:{every}")
    return b"".join(map(fold, lines))


def shared(calendar: Calendar) -> bytes:
    """The definitions of zones and the events that many people's calendars have alike."""
    return b"".join([*map(fold, _time_zones(calendar)), *map(written, calendar.items)])


def own(calendar: Calendar) -> bytes:
    """The events of one person."""
    return b"".join(map(written, calendar.own))


@lru_cache(maxsize=FRAGMENTS)
def written(item: Item) -> bytes:
    """One event as bytes, kept: most people's calendars show the same sittings in few languages."""
    return b"".join(map(fold, event_lines(item)))


def _head(calendar: Calendar) -> Iterator[str]:
    name, about = clean(calendar.name.text), clean(calendar.description.text)
    yield "VERSION:2.0"
    yield f"PRODID:{PRODID}"
    yield "CALSCALE:GREGORIAN"
    yield f"NAME;LANGUAGE={parameter(calendar.name.language)}:{escape(name)}"
    yield f"X-WR-CALNAME:{escape(name)}"
    yield f"DESCRIPTION;LANGUAGE={parameter(calendar.description.language)}:{escape(about)}"
    yield f"X-WR-CALDESC:{escape(about)}"
    yield f"X-WR-TIMEZONE:{calendar.zone}"
    yield f"LAST-MODIFIED:{_utc(calendar.modified_at)}"
    yield f"COLOR:{COLOR}"
    yield f"X-APPLE-CALENDAR-COLOR:{APPLE_COLOR}"


def _time_zones(calendar: Calendar) -> Iterator[str]:
    """The definition of each zone used, by name, over the years of the events and one more on either side.

    One's own events lie in the zones and years of what everybody is shown, or are whole days, which need none.
    """
    moments = [moment for item in calendar.items for moment in (item.start, item.end)]
    years = {moment.year for moment in moments} or {(calendar.day or calendar.modified_at).year}
    first, last = min(years) - 1, max(years) + 1
    for zone in sorted({item.zone for item in calendar.items} or {calendar.zone}):
        yield from zone_lines(zone, first, last)


@cache
def zone_lines(zone: str, first_year: int, last_year: int, *, tzid: str = "") -> tuple[str, ...]:
    """The VTIMEZONE of a zone, right at every moment of these years; `tzid` gives it another name."""
    parts = (line for item in observances(zone, first_year, last_year) for line in _observance_lines(item))
    return ("BEGIN:VTIMEZONE", f"TZID:{tzid or zone}", *parts, "END:VTIMEZONE")


def _observance_lines(item: Observance) -> Iterator[str]:
    kind = "DAYLIGHT" if item.is_daylight else "STANDARD"
    yield f"BEGIN:{kind}"
    yield f"DTSTART:{item.onset:%Y%m%dT%H%M%S}"
    yield f"TZOFFSETFROM:{_offset(item.before)}"
    yield f"TZOFFSETTO:{_offset(item.after)}"
    if item.yearly:
        yield f"RRULE:{_rule(item.yearly)}"
    yield f"TZNAME:{item.name}"
    yield f"END:{kind}"


def _rule(yearly: Yearly) -> str:
    return f"FREQ=YEARLY;BYMONTH={yearly.month};BYDAY={yearly.week}{WEEKDAYS[yearly.weekday]}"


def _offset(offset: timedelta) -> str:
    seconds = abs(int(offset.total_seconds()))
    digits = f"{seconds // 3600:02d}{seconds // 60 % 60:02d}" + (f"{seconds % 60:02d}" if seconds % 60 else "")
    return f"{'-' if offset < timedelta() else '+'}{digits}"


def event_lines(item: Item) -> list[str]:
    """The unfolded lines of one VEVENT, properties and parameters in a fixed order."""
    event = Event()
    event.add("uid", item.uid)
    for name in ("dtstamp", "last-modified"):
        event.add(name, item.revised_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", item.sequence)
    if item.day:
        event.add("dtstart", item.day)
    else:
        event.add("dtstart", _wall(item.start, item.zone))
        event.add("dtend", _wall(item.end, item.zone))
    _add_text(event, "summary", item.summary)
    _add_text(event, "description", item.description)
    if item.location:
        _add_text(event, "location", item.location)
    _add_join(event, item)
    event.add("status", "CANCELLED" if item.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if item.is_cancelled or item.is_free else "OPAQUE")
    lines = [str(line) for line in event.content_lines(sorted=True) if line]
    return [*lines[:-1], *_alarm(item), *_details(item), lines[-1]]


def _alarm(item: Item) -> Iterator[str]:
    """A reminder on the screen (RFC 5545, section 3.6.6); never of what is cancelled or lasts the whole day."""
    if item.alarm and not item.is_cancelled and item.day is None:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY")
        yield f"DESCRIPTION;LANGUAGE={parameter(item.summary.language)}:{escape(clean(item.summary.text))}"
        yield from (f"TRIGGER:-PT{item.alarm}M", f"UID:{item.uid}-alarm", "END:VALARM")


def _details(item: Item) -> Iterator[str]:
    """The place as a component of its own (RFC 9073, section 7.2), for programs that read it."""
    if item.has_details and item.location:
        yield from ("BEGIN:VLOCATION", f"UID:{item.uid}-place")
        yield f"NAME;LANGUAGE={parameter(item.location.language)}:{escape(clean(item.location.text))}"
        yield "END:VLOCATION"


def _wall(instant: datetime, zone: str) -> datetime:
    """The instant on the zone's wall clock; in UTC where it repeats the time: programs choose differently there."""
    wall = local(instant, zone).replace(microsecond=0)
    if isinstance(resolve(wall.date(), wall.time(), zone), Unambiguous):
        return wall
    return wall.astimezone(UTC)


def _add_text(event: Event, name: str, said: Said) -> None:
    event.add(name, Text(clean(said.text)), parameters={"LANGUAGE": parameter(said.language)})


def _add_join(event: Event, item: Item) -> None:
    """The way in, twice: few clients show CONFERENCE, most show URL (the description opens with it as well)."""
    if not item.join:
        return
    address = uri(item.join)
    event.add("url", vUri(address))
    parameters = Parameters({"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"]})
    if item.join_label:
        parameters |= {"LABEL": parameter(item.join_label.text), "LANGUAGE": parameter(item.join_label.language)}
    event.add("conference", vUri(address), parameters=parameters)


class Text(vText):
    """A text value that is written by our own escaping."""

    def to_ical(self) -> bytes:
        """The escaped text."""
        return escape(str(self)).encode()


_BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x09\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def clean(text: str) -> str:
    """The text without control characters; every sort of line break becomes one."""
    return _FORBIDDEN.sub("", _BREAKS.sub("\n", text.replace("\t", " ")))


def escape(text: str) -> str:
    """A TEXT value as it is written (RFC 5545, section 3.3.11)."""
    return text.translate(_ESCAPES)


def unescape(value: str) -> str:
    """What a TEXT value says."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def parameter(value: str) -> str:
    """A parameter value that every parser reads: one line, double quotes and carets replaced by their look-alikes."""
    return " ".join(clean(value).split()).replace('"', "”").replace("^", "ˆ")


def uri(address: str) -> str:
    """An address without anything that could end its line."""
    return "".join(character for character in clean(address) if not character.isspace())


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


#: what a fold must not tear apart: a backslash escape, a caret escape, a character with what combines with it
_ATOMS = re.compile(r"\\.|\^[n^']|.", re.DOTALL)


@lru_cache(maxsize=FRAGMENTS)
def fold(line: str) -> bytes:
    """The line with its end, in physical lines of at most 75 octets; no character and no escape is split."""
    whole = line.encode()
    if len(whole) <= LINE_OCTETS:
        return whole + b"\r\n"
    return b"\r\n ".join(_pieces(atom.encode() for atom in _ATOMS.findall(line))) + b"\r\n"


def _pieces(atoms: Iterable[bytes]) -> Iterator[bytes]:
    piece, room = bytearray(), LINE_OCTETS
    for atom in atoms:
        if len(piece) + len(atom) > room:
            yield bytes(piece)
            piece, room = bytearray(), LINE_OCTETS - 1
        piece += atom
    yield bytes(piece)
