"""Commands as they come over the wire: a name and plain fields, checked before anything else looks at them."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from forum.domain.floor import refused
from forum.domain.floor.state import EntryKind
from forum.domain.people import Constituency
from forum.domain.refusals import Missing, TooLong, UnknownChoice

#: Characters of a name, a function, a reason.
TEXT_LIMIT = 200
#: A number larger than any key that a log can reach.
LARGEST = 2**53
#: What a client may call a command: a random name of its own making.
COMMAND_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

Choice = TypeVar("Choice", bound=enum.StrEnum)


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A command as a client sent it: `id` is the client's own and makes sending it again safe."""

    id: str
    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)


def checked(id_: object, name: object, fields: object) -> Order:
    """An order whose id, name and fields are of their form; nothing in it that its command does not know."""
    if not isinstance(id_, str) or not COMMAND_ID.fullmatch(id_):
        raise refused.Malformed(field="id")
    if not isinstance(name, str) or name not in FORMS:
        raise refused.UnknownCommand(name=str(name)[:40])
    if not isinstance(fields, Mapping):
        raise refused.Malformed(field="fields")
    unknown = sorted(str(each) for each in set(fields) - set(FORMS[name]))
    if unknown:
        raise refused.Malformed(field=unknown[0][:40])
    return Order(id=id_, name=name, fields=_read(FORMS[name], fields))


def _read(form: Mapping[str, Field], fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: reader(name, fields.get(name)) for name, reader in form.items()}


Field = Callable[[str, Any], Any]


def number(name: str, value: Any) -> int:
    """A whole number from 0; also as digits, as forms send it."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 17:
        value = int(value)
    if value is None or value == "":
        raise Missing(field=name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < LARGEST:
        raise refused.Malformed(field=name)
    return value


def flag(name: str, value: Any) -> bool:
    """Yes or no; a form sends "yes", or nothing."""
    if value not in (None, "", "yes", True, False):
        raise refused.Malformed(field=name)
    return value in ("yes", True)


def perhaps_number(name: str, value: Any) -> int | None:
    """A whole number, or nothing."""
    return None if value is None or value == "" else number(name, value)


def numbers(name: str, value: Any) -> tuple[int, ...]:
    """Some whole numbers: a list, or digits with commas between."""
    parts = value.split(",") if isinstance(value, str) and value else value
    if not isinstance(parts, list) or not 1 <= len(parts) <= 1000:
        raise refused.Malformed(field=name)
    return tuple(number(name, each) for each in parts)


def text(name: str, value: Any) -> str:
    """A short text, perhaps empty, without control characters."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise refused.Malformed(field=name)
    if len(value) > TEXT_LIMIT:
        raise TooLong(field=name, limit=TEXT_LIMIT)
    return "".join(each for each in value if each.isprintable()).strip()


def choice(kind: type[Choice], default: Choice | None = None) -> Field:
    """One of the values of an enumeration."""

    def read(name: str, value: Any) -> Choice:
        if default is not None and (value is None or value == ""):
            return default
        try:
            return kind(value)
        except ValueError:
            raise UnknownChoice(field=name, value=str(value)[:40], allowed=", ".join(kind)) from None

    return read


_KIND = choice(EntryKind, EntryKind.STATEMENT)
#: command -> field -> how it is read. `person` is the person's roster id, None for oneself.
FORMS: Mapping[str, Mapping[str, Field]] = {
    "OpenSitting": {"confirmed": flag},
    "CloseSitting": {"turn": perhaps_number},
    "GiveFloor": {"entry": number, "turn": perhaps_number},
    "Pause": {"turn": number},
    "Resume": {"turn": number},
    "Stop": {"turn": number},
    "Extend": {"turn": number, "seconds": number, "reason": text},
    "Skip": {"entry": number},
    "Undo": {"action": number},
    "AddToQueue": {"person": text, "seconds": perhaps_number, "position": perhaps_number, "kind": _KIND},
    "AddWalkIn": {
        "name": text,
        "function": text,
        "state": text,
        "organization": text,
        "constituency": choice(Constituency),
        "seconds": perhaps_number,
        "position": perhaps_number,
        "kind": _KIND,
    },
    "RequestFloor": {"person": text, "kind": _KIND},
    "AcceptRequests": {"entries": numbers},
    "Withdraw": {"entry": number},
    "Remove": {"entry": number},
    "MoveEntry": {"entry": number, "position": number},
    "CloseList": {},
    "OpenList": {},
    "LimitRest": {"seconds": number},
}
