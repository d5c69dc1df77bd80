"""What happened on the floor: facts in the past tense, and their plain bodies for the log."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from forum.domain.floor.state import EntryKind, Reading, Source
from forum.domain.people import Constituency

#: The version of bodies written today; `event_of` reads every version ever written.
VERSION = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class SittingOpened:
    """The floor opened, so many seconds after its planned start, with these seconds entitled."""

    planned_start: datetime
    planned_end: datetime
    late_seconds: int
    entitled: tuple[tuple[Constituency, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SittingClosed:
    """The sitting ended."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryAdded:
    """An entry went onto the list, at `position` or at its end."""

    constituency: Constituency
    seconds: int
    source: Source
    kind: EntryKind = EntryKind.STATEMENT
    person_id: int | None = None
    text_id: int | None = None
    slot_id: int | None = None
    capacity: str = ""
    position: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class FloorRequested:
    """Somebody asked for the floor."""

    person_id: int
    constituency: Constituency
    seconds: int
    source: Source
    kind: EntryKind = EntryKind.STATEMENT


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestAccepted:
    """A request went onto the list."""

    entry: int
    position: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryWithdrawn:
    """Who wanted to speak took it back."""

    entry: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryRemoved:
    """The table took an entry off."""

    entry: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryMoved:
    """An entry got another place on the list."""

    entry: int
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EntrySkipped:
    """An entry was called in vain and went to the end."""

    entry: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FloorGiven:
    """A turn began."""

    entry: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnPaused:
    """The clock of the turn was held."""

    turn: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnResumed:
    """The clock of the turn ran again."""

    turn: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnStopped:
    """The turn ended."""

    turn: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TurnExtended:
    """The turn got more time."""

    turn: int
    seconds: int
    text_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ListClosed:
    """Requests were no longer taken."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListOpened:
    """Requests were taken again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RestLimited:
    """Everyone who waits was limited to so many seconds."""

    seconds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionUndone:
    """The action that began at seq `action` was taken back; what others did since stands."""

    action: int


Event = (
    SittingOpened
    | SittingClosed
    | EntryAdded
    | FloorRequested
    | RequestAccepted
    | EntryWithdrawn
    | EntryRemoved
    | EntryMoved
    | EntrySkipped
    | FloorGiven
    | TurnPaused
    | TurnResumed
    | TurnStopped
    | TurnExtended
    | ListClosed
    | ListOpened
    | RestLimited
    | ActionUndone
)

KINDS: Mapping[str, type[Any]] = {kind.__name__: kind for kind in Event.__args__}
#: What delegates do by themselves: never undone by the table, never makes its commands stale.
BY_SPEAKERS = (FloorRequested, EntryWithdrawn)


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """An event in its place: number in the sitting, when, by whom, by which command (and which part of it)."""

    seq: int
    event: Event
    reading: Reading
    actor_id: int = 0
    command_id: str = ""
    part: int = 0

    @property
    def kind(self) -> str:
        """The event's name in the log."""
        return type(self.event).__name__


def body_of(event: Event) -> dict[str, Any]:
    """The event as plain JSON data, without what is left at its default."""
    found: dict[str, Any] = {}
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if field.default is dataclasses.MISSING or value != field.default:
            found[field.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value


def event_of(kind: str, body: Mapping[str, Any]) -> Event:
    """The event of a logged body; KeyError for a kind that was never written."""
    fields = {name: READ[name](value) if name in READ else value for name, value in body.items()}
    event: Event = KINDS[kind](**fields)
    return event


def _entitled(pairs: list[list[Any]]) -> tuple[tuple[Constituency, int], ...]:
    return tuple((Constituency(name), int(seconds)) for name, seconds in pairs)


#: How a field comes back from its plain form.
READ: Mapping[str, Any] = {
    "planned_start": datetime.fromisoformat,
    "planned_end": datetime.fromisoformat,
    "constituency": Constituency,
    "source": Source,
    "kind": EntryKind,
    "entitled": _entitled,
}
