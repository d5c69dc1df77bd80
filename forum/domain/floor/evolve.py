"""Fold events into the state. Total: every event in the log applies, whatever was undone before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from forum.domain.floor import events as e
from forum.domain.floor.events import Happened
from forum.domain.floor.state import Entry, Phase, State, Step, Turn, elapsed_ms, is_by_wall

#: How many actions back can be undone.
STEPS_KEPT = 100


def evolve(state: State, happened: Happened) -> State:
    """The state after one more event."""
    if isinstance(happened.event, e.ActionUndone):
        after = _undone(state)
    else:
        after = APPLY[type(happened.event)](_noted(state, happened), happened.event, happened)
    return replace(after, seq=happened.seq, last=happened.reading)


def fold(happenings: Iterable[Happened], state: State | None = None) -> State:
    """The state that a log leads to."""
    state = State() if state is None else state
    for happened in happenings:
        state = evolve(state, happened)
    return state


def _noted(state: State, happened: Happened) -> State:
    """Remember the way back: an action of the table opens a step, what speakers do is kept beside the last one."""
    if isinstance(happened.event, e.BY_SPEAKERS):
        return _beside(state, happened)
    if happened.part:
        return _named(state, happened)
    step = Step(action=happened.seq, kind=happened.kind, before=state)
    return replace(state, steps=(*state.steps, step)[-STEPS_KEPT:])


def _named(state: State, happened: Happened) -> State:
    """Stopping whom somebody else follows is no more than the first half of giving the floor (or of closing)."""
    if not isinstance(happened.event, e.FloorGiven | e.SittingClosed):
        return state
    return replace(state, steps=(*state.steps[:-1], replace(state.steps[-1], kind=happened.kind)))


def _beside(state: State, happened: Happened) -> State:
    if not state.steps:
        return state
    last = state.steps[-1]
    return replace(state, steps=(*state.steps[:-1], replace(last, since=(*last.since, happened))))


def _undone(state: State) -> State:
    """As it was before the last action, with what speakers did since."""
    last = state.steps[-1]
    return fold(last.since, last.before)


def _opened(state: State, event: e.SittingOpened, happened: Happened) -> State:
    return replace(
        state,
        phase=Phase.OPEN,
        planned_start=event.planned_start,
        planned_end=event.planned_end,
        opened_at=happened.reading.at,
        late_seconds=event.late_seconds,
        entitled=event.entitled,
    )


def _closed(state: State, _event: e.SittingClosed, happened: Happened) -> State:
    return replace(state, phase=Phase.CLOSED, closed_at=happened.reading.at)


def _added(state: State, event: e.EntryAdded, happened: Happened) -> State:
    entry = Entry(
        key=happened.seq,
        constituency=event.constituency,
        seconds=event.seconds,
        source=event.source,
        asked_at=happened.reading.at,
        kind=event.kind,
        person_id=event.person_id,
        text_id=event.text_id,
        slot_id=event.slot_id,
        capacity=event.capacity,
    )
    return replace(state, queue=_placed(state.queue, entry, event.position))


def _requested(state: State, event: e.FloorRequested, happened: Happened) -> State:
    entry = Entry(
        key=happened.seq,
        constituency=event.constituency,
        seconds=event.seconds,
        source=event.source,
        asked_at=happened.reading.at,
        kind=event.kind,
        person_id=event.person_id,
    )
    return replace(state, requests=(*state.requests, entry))


def _placed(queue: tuple[Entry, ...], entry: Entry, position: int | None) -> tuple[Entry, ...]:
    at = len(queue) if position is None else min(position, len(queue))
    return (*queue[:at], entry, *queue[at:])


def _without(state: State, key: int) -> State:
    return replace(
        state,
        queue=tuple(entry for entry in state.queue if entry.key != key),
        requests=tuple(entry for entry in state.requests if entry.key != key),
    )


def _left(state: State, event: e.EntryWithdrawn | e.EntryRemoved, _happened: Happened) -> State:
    return _without(state, event.entry)


def _placed_anew(state: State, event: e.RequestAccepted | e.EntryMoved, _happened: Happened) -> State:
    entry = state.waiting(event.entry)
    assert entry is not None
    rest = _without(state, event.entry)
    return replace(rest, queue=_placed(rest.queue, entry, event.position))


def _skipped(state: State, event: e.EntrySkipped, _happened: Happened) -> State:
    entry = state.waiting(event.entry)
    assert entry is not None
    rest = _without(state, event.entry)
    return replace(rest, queue=(*rest.queue, replace(entry, skipped=entry.skipped + 1)))


def _given(state: State, event: e.FloorGiven, happened: Happened) -> State:
    entry = state.waiting(event.entry)
    assert entry is not None
    turn = Turn(
        key=happened.seq,
        entry=entry,
        started_at=happened.reading.at,
        allowed_ms=entry.seconds * 1000,
        running_since=happened.reading,
    )
    return replace(_without(state, event.entry), turn=turn)


def _held(turn: Turn, happened: Happened) -> Turn:
    """The turn with its clock held, what ran so far added up."""
    if turn.running_since is None:
        return turn
    return replace(
        turn,
        used_ms=turn.used_ms + elapsed_ms(turn.running_since, happened.reading),
        is_by_wall=turn.is_by_wall or is_by_wall(turn.running_since, happened.reading),
        running_since=None,
    )


def _paused(state: State, _event: e.TurnPaused, happened: Happened) -> State:
    assert state.turn is not None
    return replace(state, turn=_held(state.turn, happened))


def _resumed(state: State, _event: e.TurnResumed, happened: Happened) -> State:
    assert state.turn is not None
    return replace(state, turn=replace(state.turn, running_since=happened.reading))


def _stopped(state: State, _event: e.TurnStopped, happened: Happened) -> State:
    assert state.turn is not None
    ended = replace(_held(state.turn, happened), ended_at=happened.reading.at)
    return replace(state, turn=None, turns=(*state.turns, ended))


def _extended(state: State, event: e.TurnExtended, _happened: Happened) -> State:
    assert state.turn is not None
    return replace(state, turn=replace(state.turn, allowed_ms=state.turn.allowed_ms + event.seconds * 1000))


def _list_closed(state: State, _event: e.ListClosed, _happened: Happened) -> State:
    return replace(state, is_list_open=False)


def _list_opened(state: State, _event: e.ListOpened, _happened: Happened) -> State:
    return replace(state, is_list_open=True)


def _limited(state: State, event: e.RestLimited, _happened: Happened) -> State:
    def cut(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(replace(entry, seconds=min(entry.seconds, event.seconds)) for entry in entries)

    return replace(state, limit_seconds=event.seconds, queue=cut(state.queue), requests=cut(state.requests))


APPLY: Mapping[type[Any], Callable[[State, Any, Happened], State]] = {
    e.SittingOpened: _opened,
    e.SittingClosed: _closed,
    e.EntryAdded: _added,
    e.FloorRequested: _requested,
    e.RequestAccepted: _placed_anew,
    e.EntryWithdrawn: _left,
    e.EntryRemoved: _left,
    e.EntryMoved: _placed_anew,
    e.EntrySkipped: _skipped,
    e.FloorGiven: _given,
    e.TurnPaused: _paused,
    e.TurnResumed: _resumed,
    e.TurnStopped: _stopped,
    e.TurnExtended: _extended,
    e.ListClosed: _list_closed,
    e.ListOpened: _list_opened,
    e.RestLimited: _limited,
}
