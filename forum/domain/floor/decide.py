"""Decide what a command leads to: events, or a refusal. Whether the actor may ask at all is decided before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from forum.domain.access import Actor
from forum.domain.floor import commands as c
from forum.domain.floor import events as e
from forum.domain.floor import refused
from forum.domain.floor.commands import Command
from forum.domain.floor.events import Event
from forum.domain.floor.state import (
    LONGEST_SECONDS,
    SHORTEST_SECONDS,
    Entry,
    EntryKind,
    Phase,
    Reading,
    Source,
    State,
    Turn,
    entitlements,
)

Events = tuple[Event, ...]

#: Opening so many minutes before or after the planned start, or more, must be confirmed.
FAR_MINUTES = 15


def decide(state: State, command: Command, *, actor: Actor, reading: Reading) -> Events:
    """The events that `command` leads to; raises the refusal that fits (`forum.domain.floor.refused`)."""
    return DECIDERS[type(command)](state, command, actor, reading)


def _open_sitting(state: State, command: c.OpenSitting, _actor: Actor, reading: Reading) -> Events:
    if state.phase is Phase.OPEN:
        raise refused.SittingIsOpen
    if state.phase is Phase.CLOSED:
        raise refused.FloorClosed(phase=state.phase.value)
    away = minutes_away(command.planned_start, reading.at)
    if abs(away) >= FAR_MINUTES and not command.is_confirmed:
        raise refused.FarFromPlan(minutes=FAR_MINUTES)
    late = max(0, int((reading.at - command.planned_start).total_seconds()))
    opened = e.SittingOpened(
        planned_start=command.planned_start,
        planned_end=command.planned_end,
        late_seconds=late,
        entitled=entitlements(command.budget),
    )
    return (opened, *(_from_plan(entry, position) for position, entry in enumerate(command.entries)))


def minutes_away(planned_start: datetime, at: datetime) -> int:
    """Whole minutes from the planned start to that moment; negative before it."""
    return int((at - planned_start).total_seconds() / 60)


def _from_plan(planned: c.PlannedEntry, position: int) -> e.EntryAdded:
    return e.EntryAdded(
        constituency=planned.constituency,
        seconds=planned.seconds,
        source=Source.PLAN,
        kind=planned.kind,
        person_id=planned.person_id,
        text_id=planned.text_id,
        slot_id=planned.slot_id,
        capacity=planned.capacity,
        position=position,
    )


def _close_sitting(state: State, command: c.CloseSitting, _actor: Actor, _reading: Reading) -> Events:
    _is_open(state)
    return (*_stopping(state, command.turn), e.SittingClosed())


def _give_floor(state: State, command: c.GiveFloor, _actor: Actor, _reading: Reading) -> Events:
    _is_open(state)
    stopping = _stopping(state, command.turn)
    _waiting(state, command.entry)
    return (*stopping, e.FloorGiven(entry=command.entry))


def _pause(state: State, command: c.Pause, _actor: Actor, _reading: Reading) -> Events:
    if not _turn(state, command.turn).is_running:
        raise refused.ClockIsHeld
    return (e.TurnPaused(turn=command.turn),)


def _resume(state: State, command: c.Resume, _actor: Actor, _reading: Reading) -> Events:
    if _turn(state, command.turn).is_running:
        raise refused.ClockRuns
    return (e.TurnResumed(turn=command.turn),)


def _stop(state: State, command: c.Stop, _actor: Actor, _reading: Reading) -> Events:
    _turn(state, command.turn)
    return (e.TurnStopped(turn=command.turn),)


def _extend(state: State, command: c.Extend, _actor: Actor, _reading: Reading) -> Events:
    _turn(state, command.turn)
    return (e.TurnExtended(turn=command.turn, seconds=_seconds(command.seconds), text_id=command.text_id),)


def _skip(state: State, command: c.Skip, _actor: Actor, _reading: Reading) -> Events:
    _is_open(state)
    _queued(state, command.entry)
    return (e.EntrySkipped(entry=command.entry),)


def _undo(state: State, command: c.Undo, _actor: Actor, _reading: Reading) -> Events:
    if not state.steps:
        raise refused.NothingToUndo
    if state.steps[-1].action != command.action:
        raise refused.AnotherActionSince
    return (e.ActionUndone(action=command.action),)


def _add_to_queue(state: State, command: c.AddToQueue, _actor: Actor, _reading: Reading) -> Events:
    _is_not_over(state)
    _is_free(state, command.person_id)
    return (
        e.EntryAdded(
            constituency=command.constituency,
            seconds=_seconds_or(state, command.seconds),
            source=command.source,
            kind=command.kind,
            person_id=command.person_id,
            capacity=command.capacity,
            position=_front(command.kind, command.position),
        ),
    )


def _add_walk_in(state: State, command: c.AddWalkIn, _actor: Actor, _reading: Reading) -> Events:
    _is_not_over(state)
    return (
        e.EntryAdded(
            constituency=command.constituency,
            seconds=_seconds_or(state, command.seconds),
            source=Source.WALK_IN,
            kind=command.kind,
            text_id=command.text_id,
            position=_front(command.kind, command.position),
        ),
    )


def _request_floor(state: State, command: c.RequestFloor, actor: Actor, _reading: Reading) -> Events:
    _is_not_over(state)
    if not state.is_list_open:
        raise refused.ListIsClosed
    _is_free(state, command.person_id)
    source = Source.PAGE if actor.person_id == command.person_id else Source.COORDINATOR
    return (
        e.FloorRequested(
            person_id=command.person_id,
            constituency=command.constituency,
            seconds=state.seconds_for_new,
            source=source,
            kind=command.kind,
        ),
    )


def _accept_requests(state: State, command: c.AcceptRequests, _actor: Actor, _reading: Reading) -> Events:
    _is_not_over(state)
    pending = {entry.key: entry for entry in state.requests}
    found = [pending[key] for key in dict.fromkeys(command.entries) if key in pending]
    if not found:
        raise refused.EntryGone
    return tuple(e.RequestAccepted(entry=entry.key, position=_front(entry.kind, None)) for entry in found)


def _withdraw(state: State, command: c.Withdraw, _actor: Actor, _reading: Reading) -> Events:
    _waiting(state, command.entry)
    return (e.EntryWithdrawn(entry=command.entry),)


def _remove(state: State, command: c.Remove, _actor: Actor, _reading: Reading) -> Events:
    _waiting(state, command.entry)
    return (e.EntryRemoved(entry=command.entry),)


def _move_entry(state: State, command: c.MoveEntry, _actor: Actor, _reading: Reading) -> Events:
    entry = _queued(state, command.entry)
    position = min(command.position, len(state.queue) - 1)
    if state.queue[position] == entry:
        raise refused.NothingToChange
    return (e.EntryMoved(entry=command.entry, position=position),)


def _close_list(state: State, _command: c.CloseList, _actor: Actor, _reading: Reading) -> Events:
    _is_not_over(state)
    if not state.is_list_open:
        raise refused.NothingToChange
    return (e.ListClosed(),)


def _open_list(state: State, _command: c.OpenList, _actor: Actor, _reading: Reading) -> Events:
    _is_not_over(state)
    if state.is_list_open:
        raise refused.NothingToChange
    return (e.ListOpened(),)


def _limit_rest(state: State, command: c.LimitRest, _actor: Actor, _reading: Reading) -> Events:
    _is_not_over(state)
    return (e.RestLimited(seconds=_seconds(command.seconds)),)


def _is_open(state: State) -> None:
    if state.phase is not Phase.OPEN:
        raise refused.FloorClosed(phase=state.phase.value)


def _is_not_over(state: State) -> None:
    if state.phase is Phase.CLOSED:
        raise refused.FloorClosed(phase=state.phase.value)


def _is_free(state: State, person_id: int) -> None:
    if state.turn and state.turn.entry.person_id == person_id:
        raise refused.HasTheFloor
    if state.entry_of(person_id):
        raise refused.AlreadyWaiting


def _turn(state: State, key: int) -> Turn:
    if state.turn is None or state.turn.key != key:
        raise refused.SpeakerChanged
    return state.turn


def _stopping(state: State, expected: int | None) -> tuple[e.TurnStopped, ...]:
    """What ends the turn that the table believes to run; stale if it is another one."""
    if (state.turn.key if state.turn else None) != expected:
        raise refused.SpeakerChanged
    return () if expected is None else (e.TurnStopped(turn=expected),)


def _waiting(state: State, key: int) -> Entry:
    entry = state.waiting(key)
    if entry is None:
        raise refused.EntryGone
    return entry


def _queued(state: State, key: int) -> Entry:
    entry = _waiting(state, key)
    if entry not in state.queue:
        raise refused.EntryGone
    return entry


def _seconds(seconds: int) -> int:
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise refused.WrongSeconds(field="seconds", shortest=SHORTEST_SECONDS, longest=LONGEST_SECONDS)
    return seconds


def _seconds_or(state: State, seconds: int | None) -> int:
    return state.seconds_for_new if seconds is None else _seconds(seconds)


def _front(kind: EntryKind, position: int | None) -> int | None:
    """Points of order go to the front."""
    return 0 if kind is EntryKind.POINT_OF_ORDER and position is None else position


DECIDERS: Mapping[type[Any], Callable[[State, Any, Actor, Reading], Events]] = {
    c.OpenSitting: _open_sitting,
    c.CloseSitting: _close_sitting,
    c.GiveFloor: _give_floor,
    c.Pause: _pause,
    c.Resume: _resume,
    c.Stop: _stop,
    c.Extend: _extend,
    c.Skip: _skip,
    c.Undo: _undo,
    c.AddToQueue: _add_to_queue,
    c.AddWalkIn: _add_walk_in,
    c.RequestFloor: _request_floor,
    c.AcceptRequests: _accept_requests,
    c.Withdraw: _withdraw,
    c.Remove: _remove,
    c.MoveEntry: _move_entry,
    c.CloseList: _close_list,
    c.OpenList: _open_list,
    c.LimitRest: _limit_rest,
}
