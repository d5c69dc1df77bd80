"""What people type into forms, read into values; each refusal names the field and what would be accepted."""

from __future__ import annotations

import enum
import re
from datetime import date, time
from typing import TypeVar

from forum.domain.refusals import Kind, Missing, Refusal, TooLong, UnknownChoice

Choice = TypeVar("Choice", bound=enum.StrEnum)

#: longest text of a form field that is kept, in characters
TEXT_LENGTH = 300
#: years that a day may lie in
YEARS = range(1900, 2200)
#: control characters but tab, line feed, carriage return; what turns the direction of all that follows (embeddings and
#: overrides, Unicode Standard Annex 9); the two halves that are no characters; two non-characters
UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]")
#: the marks that keep a piece's direction to itself (our own times bear them), and the one that ends it
ISOLATES, END_OF_ISOLATE = "\u2066\u2067\u2068", "\u2069"


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
    """A character that no text has, such as NUL; params: character."""


class NotALink(Refusal):
    """Not an address that a browser opens safely; params: value."""


def unusable(value: str) -> str | None:
    """The first character that does not belong into a text, as "U+202E"; None where all may stay.

    The one rule for every form, query, address, table and terminal: no control character but tab and line ends, no half
    of a character, nothing that turns the writing round beyond its own piece.
    """
    found = UNUSABLE.search(value)
    odd = found[0] if found else _open_isolate(value)
    return f"U+{ord(odd):04X}" if odd else None


def _open_isolate(value: str) -> str | None:
    """A mark of direction that has no partner: what stands beside the text would be turned with it."""
    opened: list[str] = []
    for character in value:
        if character in ISOLATES:
            opened.append(character)
        elif character == END_OF_ISOLATE:
            if not opened:
                return character
            opened.pop()
    return opened[0] if opened else None


def require_text(value: str, field: str | None = None) -> None:
    """Refuse `UnusableCharacter`."""
    odd = unusable(value)
    if odd:
        raise UnusableCharacter(field=field, character=odd)


def text(value: str | None, field: str, *, limit: int = TEXT_LENGTH, needed: bool = False) -> str:
    """The text without spaces around it. Refuses `TooLong`, `UnusableCharacter`, and `Missing` where needed."""
    found = (value or "").strip()
    require_text(found, field)
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


def chosen(choices: type[Choice], value: str | None, field: str) -> Choice:
    """One of the values of a vocabulary. Refuses `UnknownChoice`."""
    found = text(value, field)
    if found not in {each.value for each in choices}:
        raise UnknownChoice(field=field, value=found, allowed=", ".join(each.value for each in choices))
    return choices(found)


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
