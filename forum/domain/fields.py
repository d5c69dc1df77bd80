"""The fields of a person as people type them: each read on its own, refused by name, or given back in our spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from forum.domain.people import LANGUAGES, Constituency, MailWish, Mode, Region, Role
from forum.domain.refusals import Missing, Refusal, TooLong, UnknownChoice, UnknownLanguage, UnknownZone
from timezones import zones

KEY = re.compile(r"[^\W_][\w.:-]{0,63}", re.ASCII)
EMAIL = re.compile(r"[^\s@<>(),;:\"\\]{1,64}@[^\s@<>(),;:\"\\]+\.[^\s@<>(),;:\"\\]+")
LIMITS = {"name": 200, "function": 200, "email": 254, "groups": 400}


class InvalidKey(Refusal):
    """Not an id: letters without accents, digits, . _ : -, at most 64; params: value."""


class InvalidEmail(Refusal):
    """Not an e-mail address; params: value."""


def clean(text: str) -> str:
    """One line of text: composed characters, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def parse_key(text: str) -> str:
    """An id as given; also the id of an organization."""
    key = _needed(clean(text))
    if not KEY.fullmatch(key):
        raise InvalidKey(value=key)
    return key


def _needed(text: str) -> str:
    if not text:
        raise Missing
    return text


def _short(column: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        line = clean(text)
        if len(line) > LIMITS[column]:
            raise TooLong(limit=LIMITS[column])
        return line

    return parse


parse_name = _short("name")
parse_function = _short("function")


def parse_constituency(text: str) -> Constituency:
    """A constituency by its value, whatever the case."""
    return Constituency(_choice(_needed(clean(text)), [value.value for value in Constituency]))


def _choice(text: str, allowed: Sequence[str]) -> str:
    by_fold = {value.casefold(): value for value in allowed}
    if text.casefold() not in by_fold:
        raise UnknownChoice(value=text, allowed=", ".join(allowed))
    return by_fold[text.casefold()]


def parse_region(text: str) -> str:
    """A region's name, or empty."""
    line = clean(text)
    return _choice(line, [value.value for value in Region]) if line else ""


def _parts(text: str) -> tuple[str, ...]:
    """What stands between semicolons, each once, in the order given."""
    found: dict[str, str] = {}
    for part in filter(None, map(clean, text.split(";"))):
        found.setdefault(part.casefold(), part)
    return tuple(found.values())


def parse_groups(text: str) -> tuple[str, ...]:
    """Cross-regional groups, separated by semicolons."""
    return _parts(_short("groups")(text))


def parse_roles(text: str) -> frozenset[Role]:
    """Roles separated by semicolons; a delegate where none is given."""
    allowed = [value.value for value in Role]
    return frozenset(Role(_choice(part, allowed)) for part in _parts(text)) or frozenset({Role.DELEGATE})


def parse_zone(text: str) -> str:
    """A zone in its own spelling, whatever the case."""
    line = _needed(clean(text))
    spelled = zones.spelled(line)
    if spelled is None:
        raise UnknownZone(zone=line)
    return spelled


def parse_language(text: str) -> str:
    """One of the languages offered; English where none is given."""
    tag = clean(text).casefold() or "en"
    if tag not in LANGUAGES:
        raise UnknownLanguage(language=clean(text))
    return tag


def parse_mode(text: str) -> Mode:
    """How the person attends, "in person" spelled as one likes; remote where nothing is given."""
    words = re.sub(r"[ -]", "_", clean(text)) or Mode.REMOTE.value
    return Mode(_choice(words, [value.value for value in Mode]))


def parse_mail_wish(text: str) -> MailWish:
    """Which changes the person is told of by mail."""
    return MailWish(_choice(clean(text), [value.value for value in MailWish]))


def parse_email(text: str) -> str:
    """An e-mail address, or empty."""
    line = _short("email")(text)
    if line and not EMAIL.fullmatch(line):
        raise InvalidEmail(value=line)
    return line
