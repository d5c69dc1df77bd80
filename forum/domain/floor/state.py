"""What a sitting's floor is at one moment: phase, queue, requests, the turn that runs, the turns that were."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from forum.domain.people import TRIPARTITE, Constituency

if TYPE_CHECKING:
    from forum.domain.floor.events import Happened

#: Seconds that a speaker is allowed where neither plan nor chair said otherwise.
DEFAULT_SECONDS = 180
#: The shortest and the longest time that anybody may be given.
SHORTEST_SECONDS, LONGEST_SECONDS = 10, 3600


class Phase(enum.StrEnum):
    """Whether the sitting's floor is yet to open, open, or over."""

    AWAITED = "awaited"
    OPEN = "open"
    CLOSED = "closed"


class Source(enum.StrEnum):
    """Where an entry came from; kept for as long as the log is."""

    PLAN = "plan"
    PAGE = "page"
    COORDINATOR = "coordinator"
    CLERK = "clerk"
    WALK_IN = "walk-in"


class EntryKind(enum.StrEnum):
    """What the floor is wanted for. Points of order go to the front and are charged to nobody."""

    STATEMENT = "statement"
    REACTION = "reaction"
    POINT_OF_ORDER = "point-of-order"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One moment on two clocks: wall time labels, the machine's monotonic clock measures."""

    at: datetime
    boot_id: str
    monotonic_ms: int

    def is_before(self, other: Reading) -> bool:
        """Whether this came earlier, by the monotonic clock where both are of one run of the machine."""
        if self.boot_id == other.boot_id:
            return self.monotonic_ms < other.monotonic_ms
        return self.at < other.at


def elapsed_ms(start: Reading, end: Reading) -> int:
    """Milliseconds between two readings, never negative; by wall time only across a restart of the machine."""
    if is_by_wall(start, end):
        return max(0, (end.at - start.at) // timedelta(milliseconds=1))
    return max(0, end.monotonic_ms - start.monotonic_ms)


def is_by_wall(start: Reading, end: Reading) -> bool:
    """Whether the machine was restarted between the two, so that only wall time can measure."""
    return start.boot_id != end.boot_id


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A place in the queue or among the requests. `key` is the seq of the event that made it.

    A person stands by id; a walk-in who is not on the roster by the id of a text that can be redacted.
    """

    key: int
    constituency: Constituency
    seconds: int
    source: Source
    asked_at: datetime
    kind: EntryKind = EntryKind.STATEMENT
    person_id: int | None = None
    text_id: int | None = None
    slot_id: int | None = None
    capacity: str = ""
    skipped: int = 0

    @property
    def is_charged(self) -> bool:
        """Whether its time counts against its constituency."""
        return self.kind is not EntryKind.POINT_OF_ORDER


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What happened, or happens, on the floor. `key` is the seq of the event that gave the floor."""

    key: int
    entry: Entry
    started_at: datetime
    allowed_ms: int
    used_ms: int = 0
    running_since: Reading | None = None
    ended_at: datetime | None = None
    #: True once a part of its time could only be measured by wall time (the machine was restarted)
    is_by_wall: bool = False

    @property
    def is_running(self) -> bool:
        """Whether its clock runs."""
        return self.running_since is not None

    def used_at(self, reading: Reading) -> int:
        """Milliseconds used at that moment, pauses left out."""
        return self.used_ms + (elapsed_ms(self.running_since, reading) if self.running_since else 0)

    def left_at(self, reading: Reading) -> int:
        """Milliseconds left at that moment; negative after zero."""
        return self.allowed_ms - self.used_at(reading)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One action of the table that can be undone: the state before it, and what others did since."""

    action: int
    kind: str
    before: State
    since: tuple[Happened, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """The fold of a sitting's log."""

    seq: int = 0
    phase: Phase = Phase.AWAITED
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    late_seconds: int = 0
    is_list_open: bool = True
    limit_seconds: int | None = None
    queue: tuple[Entry, ...] = ()
    requests: tuple[Entry, ...] = ()
    turn: Turn | None = None
    turns: tuple[Turn, ...] = ()
    entitled: tuple[tuple[Constituency, int], ...] = ()
    last: Reading | None = None
    #: left out of comparison: each step holds a whole state
    steps: tuple[Step, ...] = field(default=(), compare=False, repr=False)

    def waiting(self, key: int) -> Entry | None:
        """The entry with that key, in the queue or among the requests."""
        return next((entry for entry in (*self.queue, *self.requests) if entry.key == key), None)

    def entry_of(self, person_id: int) -> Entry | None:
        """Where a person waits, if they do."""
        return next((entry for entry in (*self.queue, *self.requests) if entry.person_id == person_id), None)

    @property
    def early_seconds(self) -> int:
        """By how much the sitting was opened before its planned start; 0 when it was punctual, late, or is awaited."""
        if self.opened_at is None or self.planned_start is None:
            return 0
        return max(0, int((self.planned_start - self.opened_at).total_seconds()))

    @property
    def seconds_for_new(self) -> int:
        """What an entry gets where nobody said otherwise."""
        return DEFAULT_SECONDS if self.limit_seconds is None else self.limit_seconds

    def used_seconds(self, reading: Reading) -> dict[Constituency, int]:
        """Whole seconds used so far by each constituency that spoke or is entitled; points of order left out."""
        used = dict.fromkeys((constituency for constituency, _ in self.entitled), 0)
        running = (self.turn,) if self.turn else ()
        for turn in (*self.turns, *running):
            if turn.entry.is_charged:
                used[turn.entry.constituency] = used.get(turn.entry.constituency, 0) + turn.used_at(reading)
        return {constituency: ms // 1000 for constituency, ms in used.items()}


def entitlements(entries: tuple[tuple[Constituency, int], ...]) -> tuple[tuple[Constituency, int], ...]:
    """Seconds entitled by constituency: what is planned, employers and workers lifted to the greater of the two.

    The three constituencies always stand in it; equal time for the two is the forum's rule (GB.343/INS/3/2, 39(c)).
    """
    total = dict.fromkeys(TRIPARTITE, 0)
    for constituency, seconds in entries:
        total[constituency] = total.get(constituency, 0) + seconds
    both = max(total[Constituency.EMPLOYER], total[Constituency.WORKER])
    total[Constituency.EMPLOYER] = total[Constituency.WORKER] = both
    return tuple(total.items())
