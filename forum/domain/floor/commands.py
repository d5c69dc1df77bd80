"""What may be asked of the floor. Commands of the table name what they act on: they are stale only if that changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forum.domain.floor.state import EntryKind, Source
from forum.domain.people import Constituency


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedEntry:
    """A planned slot as the queue takes it when the sitting opens."""

    slot_id: int
    constituency: Constituency
    seconds: int
    person_id: int | None = None
    text_id: int | None = None
    kind: EntryKind = EntryKind.STATEMENT
    capacity: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSitting:
    """Open the floor; planned slots become the front of the queue, all planned time (named or not) the budget.

    Far from the planned start it must be confirmed.
    """

    planned_start: datetime
    planned_end: datetime
    entries: tuple[PlannedEntry, ...] = ()
    budget: tuple[tuple[Constituency, int], ...] = ()
    is_confirmed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseSitting:
    """End the sitting; whoever speaks is stopped. `turn` is whom the chair believes to be speaking."""

    turn: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GiveFloor:
    """Give the floor to an entry; `turn` is whom the chair believes to be speaking (None: nobody)."""

    entry: int
    turn: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """Hold the clock of that turn."""

    turn: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Resume:
    """Let the clock of that turn run again."""

    turn: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """End that turn; nobody has the floor."""

    turn: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Extend:
    """Give that turn more time; the reason stands in a text that can be redacted."""

    turn: int
    seconds: int
    text_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Skip:
    """Not in the room: send that entry to the end of the queue, remembering it."""

    entry: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Undo:
    """Take back the last action of the table, which must still be `action`; both facts stay in the log."""

    action: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AddToQueue:
    """Put a person of the roster onto the list."""

    person_id: int
    constituency: Constituency
    seconds: int | None = None
    position: int | None = None
    kind: EntryKind = EntryKind.STATEMENT
    capacity: str = ""
    source: Source = Source.CLERK


@dataclass(frozen=True, kw_only=True, slots=True)
class AddWalkIn:
    """Put somebody onto the list who is not on the roster; who it is stands in a text that can be redacted."""

    text_id: int
    constituency: Constituency
    seconds: int | None = None
    position: int | None = None
    kind: EntryKind = EntryKind.STATEMENT


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestFloor:
    """A person asks for the floor, or their coordinator asks for them."""

    person_id: int
    constituency: Constituency
    kind: EntryKind = EntryKind.STATEMENT


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptRequests:
    """Put these requests onto the end of the list, in this order; those withdrawn meanwhile are passed over."""

    entries: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdraw:
    """The person (or their coordinator) takes the request or the place on the list back."""

    entry: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Remove:
    """The table takes an entry off."""

    entry: int


@dataclass(frozen=True, kw_only=True, slots=True)
class MoveEntry:
    """Place an entry of the queue at `position`, counted from 0."""

    entry: int
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CloseList:
    """No more requests from delegates."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenList:
    """Requests from delegates are taken again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LimitRest:
    """At most so many seconds for everyone who waits and for whoever asks from now on."""

    seconds: int


Command = (
    OpenSitting
    | CloseSitting
    | GiveFloor
    | Pause
    | Resume
    | Stop
    | Extend
    | Skip
    | Undo
    | AddToQueue
    | AddWalkIn
    | RequestFloor
    | AcceptRequests
    | Withdraw
    | Remove
    | MoveEntry
    | CloseList
    | OpenList
    | LimitRest
)
