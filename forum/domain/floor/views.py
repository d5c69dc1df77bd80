"""What each role sees of the floor, as plain JSON data with the people filled in; encoded once per event and role.

All times that move are given relative to `as_of` (server wall clock, milliseconds since 1970), so that a client that
knows the server's clock can show them without another message:

- clock: `used_ms` at `as_of`; while `running`, used = used_ms + (server now - as_of); left = allowed_ms - used
- an entry's `wait_ms` counts from the end of the present turn, or from now once that is over time or nobody speaks
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from forum.domain.floor.state import (
    SHORTEST_SECONDS,
    Entry,
    Phase,
    Reading,
    State,
    Turn,
)
from forum.domain.speaking.slots import Slot

View = dict[str, Any]

#: Between two speakers the chair thanks, names, and a microphone is found (seconds): likely, at best, at worst.
CHANGEOVER = (20, 10, 40)
#: How much of the allowed time speakers use: likely, at best, at worst. A United Nations planner books 9.5-10 minutes
#: for a limit of 7 (E/CN.6/2000/PC/9); the likely value moves once a forum has measured its own.
OVERRUN = (1.0, 0.8, 1.35)
#: The shares are rounded down to this many seconds when the chair is offered an equal limit.
LIMIT_GRID = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """How a person, or a walk-in, is shown."""

    name: str = ""
    function: str = ""
    state: str | None = None
    organization: str = ""
    mode: str = ""
    zone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Roll:
    """The people whom a log names: persons by id, walk-ins by the id of their text."""

    persons: Mapping[int, Speaker] = field(default_factory=dict)
    texts: Mapping[int, Speaker] = field(default_factory=dict)

    def speaker(self, entry: Entry) -> Speaker:
        """Who that is; an empty one where it was redacted."""
        if entry.person_id is not None:
            return self.persons.get(entry.person_id, Speaker())
        return self.texts.get(entry.text_id or 0, Speaker())


def hall(state: State, roll: Roll, reading: Reading) -> View:
    """For everyone: who speaks, how long, who is next; after the closing nobody is."""
    waiting = _waiting(state)
    return {
        "seq": state.seq,
        "as_of": epoch_ms(reading.at),
        "phase": state.phase.value,
        "is_list_open": state.is_list_open,
        "late_minutes": state.late_seconds // 60,
        "early_minutes": state.early_seconds // 60,
        "turn": _turn(state.turn, roll, reading) if state.turn else None,
        "next": [_who(entry, roll) for entry in waiting[:3]],
        "waiting": len(waiting),
    }


def delegate(state: State, roll: Roll, reading: Reading) -> View:
    """For participants: the list with estimates; each finds itself by its person's id. Empty after the closing."""
    is_over = state.phase is Phase.CLOSED
    requests = [{"entry": entry.key, "person": entry.person_id} for entry in state.requests]
    return {
        **hall(state, roll, reading),
        "queue": [] if is_over else _queue(state, roll),
        "requests": [] if is_over else requests,
    }


def _waiting(state: State) -> tuple[Entry, ...]:
    """Whose turn may still come."""
    return () if state.phase is Phase.CLOSED else state.queue


def table(state: State, roll: Roll, reading: Reading) -> View:
    """For chair and clerk: everything, also what is nobody else's."""
    return {
        **hall(state, roll, reading),
        "queue": [
            {**row, **_private(entry, roll)} for row, entry in zip(_queue(state, roll), state.queue, strict=True)
        ],
        "requests": [{**_who(entry, roll), **_private(entry, roll)} for entry in state.requests],
        "used": _used(state, reading),
        "undo": {"action": state.steps[-1].action, "kind": state.steps[-1].kind} if state.steps else None,
        "planned_end": epoch_ms(state.planned_end) if state.planned_end else None,
        "rest_ms": _rest_ms(state.queue),
        "limit": home_limit(state, reading),
    }


def expected(slots: Sequence[Slot], roll: Roll, start: datetime) -> list[View]:
    """The planned list of a sitting that is yet to open: who will be called, in order, with the planned times.

    A slot for which nobody is named yet stands in it without a person: its time is kept, nobody is called.
    """
    return [
        {
            **asdict(roll.persons.get(slot.person_id or 0, Speaker())),
            "person": slot.person_id,
            "label": slot.label,
            "constituency": slot.constituency.value,
            "capacity": slot.kind.value,
            "seconds": slot.seconds,
            "start": epoch_ms(slot.start(start)),
        }
        for slot in slots
    ]


#: channel -> view; the name is part of the wire
VIEWS = {"hall": hall, "delegate": delegate, "table": table}


def projected_end(state: State, reading: Reading) -> datetime:
    """When the list will have been heard at the likely pace."""
    left = max(0, state.turn.left_at(reading)) if state.turn else 0
    return reading.at + timedelta(milliseconds=left + _rest_ms(state.queue))


def home_limit(state: State, reading: Reading) -> int | None:
    """The equal limit in seconds that would bring the sitting home on time, where one is needed and can."""
    if state.phase is not Phase.OPEN or state.planned_end is None or not state.queue:
        return None
    if projected_end(state, reading) <= state.planned_end:
        return None
    left = max(0, state.turn.left_at(reading)) / 1000 if state.turn else 0
    room = (state.planned_end - reading.at).total_seconds() - left - CHANGEOVER[0] * len(state.queue)
    limit = int(room / len(state.queue)) // LIMIT_GRID * LIMIT_GRID
    return limit if limit >= SHORTEST_SECONDS * 3 else None


def _rest_ms(queue: tuple[Entry, ...]) -> int:
    """How long the whole list will likely take."""
    return int(sum(entry.seconds * OVERRUN[0] + CHANGEOVER[0] for entry in queue) * 1000)


def _turn(turn: Turn, roll: Roll, reading: Reading) -> View:
    return {
        **_who(turn.entry, roll),
        "turn": turn.key,
        "allowed_ms": turn.allowed_ms,
        "used_ms": turn.used_at(reading),
        "running": turn.is_running,
        "by_wall": turn.is_by_wall,
    }


def _who(entry: Entry, roll: Roll) -> View:
    speaker = roll.speaker(entry)
    return {
        "entry": entry.key,
        "person": entry.person_id,
        "name": speaker.name,
        "function": speaker.function,
        "state": speaker.state,
        "organization": speaker.organization,
        "constituency": entry.constituency.value,
        "capacity": entry.capacity,
        "kind": entry.kind.value,
        "mode": speaker.mode,
        "seconds": entry.seconds,
    }


def _queue(state: State, roll: Roll) -> list[View]:
    waits = [_waits(state.queue, case) for case in range(3)]
    return [
        {**_who(entry, roll), "wait_ms": likely, "wait_from_ms": best, "wait_to_ms": worst}
        for entry, likely, best, worst in zip(state.queue, *waits, strict=True)
    ]


def _waits(queue: tuple[Entry, ...], case: int) -> list[int]:
    """For each place the milliseconds until its turn begins, the changeover to it included."""
    taken = accumulate((entry.seconds * OVERRUN[case] + CHANGEOVER[case] for entry in queue), initial=0.0)
    return [int((before + CHANGEOVER[case]) * 1000) for before, _ in zip(taken, queue, strict=False)]


def _private(entry: Entry, roll: Roll) -> View:
    """What only the table sees of an entry: where it came from, when, and the speaker's zone."""
    return {
        "source": entry.source.value,
        "asked_at": epoch_ms(entry.asked_at),
        "skipped": entry.skipped,
        "zone": roll.speaker(entry).zone,
    }


def _used(state: State, reading: Reading) -> list[View]:
    entitled = dict(state.entitled)
    return [
        {"constituency": constituency.value, "used": used, "entitled": entitled.get(constituency, 0)}
        for constituency, used in state.used_seconds(reading).items()
    ]


def epoch_ms(at: datetime) -> int:
    """Milliseconds since 1970, as the wire has every instant."""
    return int(at.timestamp() * 1000)
