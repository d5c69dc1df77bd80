"""Times as people read them. Every printed time bears a city, its offset and the weekday somewhere near it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from typing import Literal
from zoneinfo import ZoneInfo

from babel import dates, lists, numbers, units

from forum.i18n.catalogues import words
from forum.i18n.locales import babel_locale

#: left-to-right isolate around clocks, offsets and symbols, so that they stay whole in right-to-left text
LRI, PDI = "\u2066", "\u2069"
#: the same for a text that brings its own direction
FSI = "\u2068"
#: the first of a month in French, where a month or the last day of a range follows
_FRENCH_FIRST = re.compile(r"\b1(?=–\d| [^\W\d])")

#: weekday, day and month in full (CLDR's skeleton MMMMEEEEd, which Babel does not resolve; English as the UN writes it)
DAY_PATTERNS = {
    "en": "EEEE d MMMM",
    "fr": "EEEE d MMMM",
    "es": "EEEE, d 'de' MMMM",
    "ar": "EEEE، d MMMM",
    "zh": "M月d日EEEE",
    "ru": "EEEE, d MMMM",
    "de": "EEEE, d. MMMM",
}

#: several days of one month, month and year in full (CLDR's intervals of yMMMMd, which Babel abbreviates)
RANGE_PATTERNS = {
    "en": "{first}–d MMMM y",
    "fr": "{first}–d MMMM y",
    "es": "{first}–d 'de' MMMM 'de' y",
    "ar": "{first}–d MMMM y",
    "zh": "y年M月{first}日至d日",
    "ru": "{first}–d MMMM y 'г'.",
    "de": "{first}.–d. MMMM y",
}

#: the first day of a range that ends in another month of its year, in full
BEGIN_PATTERNS = {
    "en": "d MMMM",
    "fr": "d MMMM",
    "es": "d 'de' MMMM",
    "ar": "d MMMM",
    "zh": "y年M月d日",
    "ru": "d MMMM",
    "de": "d. MMMM",
}


def isolate(text: str) -> str:
    """Keep a clock, an offset or a document symbol in its own order inside right-to-left text."""
    return f"{LRI}{text}{PDI}"


def embedded(text: str, tag: str) -> str:
    """A text of unknown direction, such as a title, as it stands in a sentence of that language."""
    return f"{FSI}{text}{PDI}" if babel_locale(tag).text_direction == "rtl" else text


def clock(instant: datetime, zone: str) -> str:
    """The wall clock in 24 hours, as the documents of the UN print it: "07:30"."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def clock_seconds(instant: datetime, zone: str) -> str:
    """The wall clock with its seconds: "13:07:04"."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S")


def clock_range(start: datetime, end: datetime, zone: str) -> str:
    """Start and end on that zone's wall: "07:30–09:00"."""
    return f"{clock(start, zone)}–{clock(end, zone)}"


def offset(instant: datetime, zone: str) -> str:
    """The offset at that moment: "UTC+12:00"."""
    delta = instant.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = int(delta.total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def local_day(instant: datetime, zone: str) -> date:
    """The calendar day in that zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def weekday(instant: datetime, zone: str, tag: str) -> str:
    """The short weekday: "Tue"."""
    return short_weekday(local_day(instant, zone), tag)


def short_weekday(day: date, tag: str) -> str:
    """The short weekday of a day: "Tue"."""
    return dates.format_date(day, "EEE", locale=babel_locale(tag))


def _dated(text: str, tag: str) -> str:
    """The first of a month is an ordinal in French: "1er mars"."""
    return _FRENCH_FIRST.sub("1er", text) if tag == "fr" else text


def day_named(day: date, tag: str) -> str:
    """A day within a sentence, without its year: "Tuesday 22 February", "mardi 22 février"."""
    locale = babel_locale(tag)
    return _dated(dates.format_date(day, DAY_PATTERNS[locale.language], locale=locale), tag)


def day_heading(day: date, tag: str) -> str:
    """A day as a heading, with a capital at its head: "Tuesday 22 February", "Mardi 22 février"."""
    return capital(day_named(day, tag))


def capital(text: str) -> str:
    """The same with a capital at its head, for the beginning of a line; the rest is left alone."""
    return text[:1].upper() + text[1:]


def long_day(day: date, tag: str) -> str:
    """A day with its year: "22 February 2022"."""
    if tag == "en":
        return dates.format_date(day, "d MMMM y", locale=babel_locale(tag))
    return _dated(dates.format_date(day, "long", locale=babel_locale(tag)), tag)


def whole_day(day: date, tag: str) -> str:
    """A day with its weekday and its year: "Tuesday 22 February 2022"."""
    pattern = "EEEE d MMMM y" if tag == "en" else "full"
    return _dated(dates.format_date(day, pattern, locale=babel_locale(tag)), tag)


def month(day: date, tag: str) -> str:
    """A month with its year: "February 2022"."""
    return dates.format_skeleton("yMMMM", day, locale=babel_locale(tag))


def day_range(first: date, last: date, tag: str) -> str:
    """The days of a forum: "22–24 February 2022"; of a single day, that day."""
    locale = babel_locale(tag)
    if first == last:
        return long_day(first, tag)
    if (first.year, first.month) == (last.year, last.month):
        pattern = RANGE_PATTERNS[locale.language].replace("{first}", str(first.day))
        return _dated(dates.format_date(last, pattern, locale=locale), tag)
    if first.year != last.year:
        return f"{long_day(first, tag)} – {long_day(last, tag)}"
    begin = _dated(dates.format_date(first, BEGIN_PATTERNS[locale.language], locale=locale), tag)
    if locale.language == "zh":
        return f"{begin}至{dates.format_date(last, 'M月d日', locale=locale)}"
    return f"{begin} – {long_day(last, tag)}"


def moment(instant: datetime, zone: str, tag: str) -> str:
    """A whole moment: day, clock, offset."""
    return words(tag).pgettext(
        "moment",
        "%(day)s %(clock)s %(offset)s",
        day=long_day(local_day(instant, zone), tag),
        clock=isolate(clock(instant, zone)),
        offset=isolate(offset(instant, zone)),
    )


def held(start: datetime, end: datetime, zone: str, city: str, tag: str) -> str:
    """When something was held, whole: "Tuesday 22 February 2022, 13:00–14:30 (Geneva, UTC+01:00)"."""
    return _placed(start, clock_range(start, end, zone), zone, city, tag)


def said(instant: datetime, zone: str, city: str, tag: str) -> str:
    """When something was said, whole: "Tuesday 22 February 2022, 13:07 (Geneva, UTC+01:00)"."""
    return _placed(instant, clock(instant, zone), zone, city, tag)


def _placed(instant: datetime, hours: str, zone: str, city: str, tag: str) -> str:
    return words(tag).pgettext(
        "moment",
        "%(day)s, %(hours)s (%(city)s, %(offset)s)",
        day=whole_day(local_day(instant, zone), tag),
        hours=isolate(hours),
        city=city,
        offset=isolate(offset(instant, zone)),
    )


def number(value: float, tag: str) -> str:
    """A number in the reader's digits and grouping."""
    return numbers.format_decimal(value, locale=babel_locale(tag))


def percent(share: float, tag: str) -> str:
    """A share in hundredths with one decimal: 0.057 is "5.7%"."""
    return numbers.format_percent(share, format="#,##0.#%", locale=babel_locale(tag))


def minutes_seconds(seconds: float) -> str:
    """Speaking time: "1:54", negative after zero: "−0:07"."""
    whole = round(abs(seconds))
    return f"{'−' if seconds < 0 and whole else ''}{whole // 60}:{whole % 60:02d}"


def span(minutes: int, tag: str) -> str:
    """How long something is, in hours and minutes, in units that need no inflection: "3 hr 15 min"."""
    hours, rest = divmod(minutes, 60)
    parts = [(hours, "hour"), (rest, "minute")] if hours else [(rest, "minute")]
    locale = babel_locale(tag)
    # Babel 2.18 takes the long plural for the short singular of Spanish
    length: Literal["short", "narrow"] = "narrow" if tag == "es" else "short"
    said = [units.format_unit(count, f"duration-{unit}", length, locale=locale) for count, unit in parts if count]
    return f"{FSI}{' '.join(said) or units.format_unit(0, 'duration-minute', length, locale=locale)}{PDI}"


def duration(seconds: float, tag: str) -> str:
    """How long something lasted, in a sentence: "1 min 54 s", "4 min", "6 s"."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return words(tag).pgettext("duration", "%(seconds)s s", seconds=rest)
    shown = number(minutes, tag)
    if not rest:
        return words(tag).pgettext("duration", "%(minutes)s min", minutes=shown)
    return words(tag).pgettext("duration", "%(minutes)s min %(seconds)s s", minutes=shown, seconds=rest)


def listed(items: list[str], tag: str) -> str:
    """Several things in one line: "a, b and c"."""
    return lists.format_list(items, locale=babel_locale(tag))


def enumerated(items: Iterable[str], tag: str) -> str:
    """Several things one after another, without an "and": "a, b, c", with the comma of the language."""
    pattern = words(tag).pgettext("list", "%(some)s, %(more)s")
    return reduce(lambda some, more: pattern % {"some": some, "more": more}, items)


def parted(items: Iterable[str], tag: str) -> str:
    """Several phrases parted more strongly than by a comma: "policy; by the end of 2023"."""
    pattern = words(tag).pgettext("list", "%(some)s; %(more)s")
    return reduce(lambda some, more: pattern % {"some": some, "more": more}, items)
