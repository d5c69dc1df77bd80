"""What people type into forms, read into values; each refusal names the field and what would be accepted."""

from __future__ import annotations

import re
from datetime import date, time

from forum.domain.refusals import Kind, Missing, Refusal, TooLong

#: longest text of a form field that is kept, in characters
TEXT_LENGTH = 300
#: years that a day may lie in
YEARS = range(1900, 2200)
#: control characters but tab, line feed, carriage return; the two halves that are no characters; two non-characters
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class NotANumber(Refusal):
    """Not a whole number; params: value."""


class NotADate(Refusal):
    """Not a day as ISO 8601 writes it; params: value."""


class NotAClock(Refusal):
    """Not a time of day in 24 hours; params: value."""


class KeyTaken(Refusal):
    """Another thing of the forum has that key; params: key."""

    kind = Kind.CONFLICT


class UnusableCharacter(Refusal):
    """A character that no text has, such as NUL."""


class NotALink(Refusal):
    """Not an address that a browser opens safely; params: value."""


def is_text(value: str) -> bool:
    """Whether every character belongs into a text: no control character but tab and line ends, no half of one."""
    return not CONTROL.search(value)


def text(value: str | None, field: str, *, limit: int = TEXT_LENGTH, needed: bool = False) -> str:
    """The text without spaces around it. Refuses `TooLong`, and `Missing` where it is needed."""
    found = (value or "").strip()
    if needed and not found:
        raise Missing(field=field)
    if len(found) > limit:
        raise TooLong(field=field, limit=limit)
    return found


def whole(value: str | None, field: str) -> int:
    """A whole number. Refuses `Missing`, `NotANumber`."""
    found = text(value, field, needed=True)
    if not re.fullmatch(r"-?[0-9]{1,9}", found):
        raise NotANumber(field=field, value=found)
    return int(found)


def day(value: str | None, field: str) -> date:
    """A day such as 2022-02-22. Refuses `Missing`, `NotADate`."""
    found = text(value, field, needed=True)
    try:
        wanted = date.fromisoformat(found)
    except ValueError:
        raise NotADate(field=field, value=found) from None
    if wanted.year not in YEARS:  # the clocks of some zones leave the calendar at its very ends
        raise NotADate(field=field, value=found)
    return wanted


def clock(value: str | None, field: str) -> time:
    """A time of day such as 13:45. Refuses `Missing`, `NotAClock`."""
    found = text(value, field, needed=True)
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", found):
        raise NotAClock(field=field, value=found)
    return time.fromisoformat(found)


def link(value: str | None, field: str) -> str:
    """An http or https address, or nothing. Refuses `NotALink`, `TooLong`."""
    found = text(value, field, limit=1000)
    if found and not re.fullmatch(r"https?://[^\s<>\"'\\]+", found):
        raise NotALink(field=field, value=found)
    return found
