"""Refusals: the typed, wordless answer to what cannot be done.

A refusal is a fact with parameters. It carries no sentence: `forum.i18n.refusals` says it in the reader's language, and
the edges (web, sockets, cli) choose status and exit code from its `kind`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar


class Kind(enum.Enum):
    """What sort of no it is; the edges map it to a status."""

    WRONG = "wrong"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"
    STALE = "stale"
    CONFLICT = "conflict"
    GONE = "gone"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    BUSY = "busy"


class Refusal(Exception):
    """Base of every refusal. `field` names the input at fault, `params` what the sentence needs."""

    kind: ClassVar[Kind] = Kind.WRONG

    def __init__(self, *, field: str | None = None, **params: object) -> None:
        super().__init__()
        self.field = field
        self.params = params

    @property
    def code(self) -> str:
        """The stable name under which sentence, documentation and clients know this refusal."""
        return type(self).__name__

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in sorted(self.params.items()))
        return f"{self.code}({details})" if details else self.code

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Refusal)
            and type(self) is type(other)
            and (self.field, self.params) == (other.field, other.params)
        )

    __hash__ = Exception.__hash__


class Refusals(Refusal):
    """Several refusals of one input at once: an import lists every fault, then takes all or nothing."""

    def __init__(self, faults: list[Refusal]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


def facts_of(refusal: Refusal, most: int) -> dict[str, Any]:
    """A refusal as plain data, for another process to say: code, field, params, and at most `most` of its faults.

    `params["count"]` of several stays whole. What JSON does not know stands in words.
    """
    faults = refusal.faults if isinstance(refusal, Refusals) else []
    return {
        "code": refusal.code,
        "field": refusal.field,
        "params": {
            name: value if isinstance(value, str | int | float) else str(value)
            for name, value in refusal.params.items()
        },
        "faults": [facts_of(fault, most) for fault in faults[:most]],
    }


def refusal_of(facts: Mapping[str, Any]) -> Refusal:
    """The refusal that these facts were made of; `Unknown` where no refusal has that code any more."""
    if facts["code"] == Refusals.__name__:
        several = Refusals([refusal_of(each) for each in facts["faults"]])
        several.params = dict(facts["params"])
        return several
    kind = next((each for each in _kinds(Refusal) if each.__name__ == facts["code"]), None)
    if kind is None:
        return Unknown(what="refusal", key=facts["code"])
    return kind(field=facts["field"], **facts["params"])


def _kinds(base: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


class Forbidden(Refusal):
    """The actor's roles do not allow it."""

    kind = Kind.FORBIDDEN


class SignInNeeded(Refusal):
    """Nobody is signed in, and this is not public."""

    kind = Kind.FORBIDDEN


class Unknown(Refusal):
    """No such thing here; also the answer for another forum's object, so that nothing is told about it."""

    kind = Kind.UNKNOWN


class Busy(Refusal):
    """The database did not give the write lock in time; nothing was changed."""

    kind = Kind.BUSY


class Unwritable(Refusal):
    """The database takes nothing: its disk is full or read-only; nothing was changed."""

    kind = Kind.BUSY


class Stale(Refusal):
    """What the command acts on has changed since it was read."""

    kind = Kind.STALE


class AlreadyDone(Refusal):
    """The same form was sent before, and what it asks is done: it counts once."""

    kind = Kind.CONFLICT


class Missing(Refusal):
    """A needed field is empty."""


class TooLong(Refusal):
    """A text exceeds its cap; params: limit."""


class UnknownZone(Refusal):
    """Not an IANA zone name; params: zone."""


class UnknownLanguage(Refusal):
    """Not one of the languages offered; params: language."""


class UnknownChoice(Refusal):
    """Not one of the values allowed; params: value, allowed."""


class SkippedTime(Refusal):
    """The wall clock jumps over this time on that day; params: day, clock, zone."""
