"""The live floor: the only writer of its log, and what each role sees of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forum.domain.access import Permission, Target, may
from forum.domain.audit import Tag
from forum.domain.floor import commands, refused, views, wire
from forum.domain.floor.commands import Command
from forum.domain.floor.decide import decide
from forum.domain.floor.events import Event, Happened, SittingClosed, SittingOpened
from forum.domain.floor.state import Phase, Reading, State
from forum.domain.floor.wire import Order
from forum.domain.people import Person
from forum.domain.programme import AlreadyCancelled, Forum, NoTimeYet, NotLater, NotReleased, Sitting
from forum.domain.refusals import Missing, Unknown
from forum.services.programme import delay_within
from forum.services.unit import Work, reads, writes, writes_in_turn
from forum.store import accounts, floor, people, programme, slots

#: A sitting opened less than this late is on time.
GRACE_SECONDS = 60

#: channel -> who may listen to it
CHANNELS: Mapping[str, Permission] = {
    "hall": Permission.SHOW_HALL,
    "delegate": Permission.WATCH_FLOOR,
    "table": Permission.RUN_FLOOR,
}
#: commands of the table that only add to the list; all others of the table run the floor
ADDING = {"AddToQueue", "AddWalkIn", "AcceptRequests", "Remove", "MoveEntry"}
#: commands of those who speak
OF_SPEAKERS = {"RequestFloor", "Withdraw"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """A command was kept: the seq of its last event; `is_repeat` when the same one came before."""

    seq: int
    is_repeat: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """A channel's view, and who is looking: the view is the same for everyone on the channel."""

    forum: Forum
    sitting: Sitting
    channel: str
    view: dict[str, Any]
    #: for the table, before the opening: the planned list (`views.expected`)
    expected: Sequence[dict[str, Any]] = ()
    person: Person | None = None
    may_run: bool = False
    may_request: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One line of the log as everybody may read it."""

    seq: int
    kind: str
    at_ms: int


def _turn(slug: str, key: str, _order: Order, _reading: Reading) -> str:
    """Commands of one sitting come one after another."""
    return f"floor/{slug}/{key}"


@writes_in_turn(_turn)
def handle(work: Work, slug: str, key: str, order: Order, reading: Reading) -> Accepted:
    """Do one command: authorise it now, decide, append, announce. The same id and body again answers as before."""
    forum, sitting = _sitting(work, slug, key, Permission.SHOW_HALL)
    _authorise_kind(work, forum, order)
    actor_id, mark = work.actor.person_id or 0, _hash(order)
    before = floor.answered(work.db, sitting.id, actor_id, order.id, mark)
    if before is not None:
        return Accepted(seq=before, is_repeat=True)
    state = floor.state(work.db, sitting.id)
    reading = _not_before(reading, state)
    command = MAKERS[order.name](work, forum, sitting, order.fields, state)
    events = decide(state, command, actor=work.actor, reading=reading)
    happenings = _numbered(events, state.seq, reading, actor_id, order.id)
    floor.append(work.db, sitting.id, happenings, mark)
    _tell(work, forum, sitting, happenings)
    return Accepted(seq=happenings[-1].seq)


@reads
def watch(work: Work, slug: str, key: str, channel: str, reading: Reading) -> Watched:
    """What the actor sees on a channel now; refuses a channel that is not theirs."""
    if channel not in CHANNELS:
        raise Unknown(what="channel", key=channel)
    forum, sitting = _sitting(work, slug, key, CHANNELS[channel])
    person = people.person_by_id(work.db, forum.id, work.actor.person_id) if work.actor.person_id else None
    view = _views(work, forum, sitting, reading, (channel,))[channel]
    return Watched(
        forum=forum,
        sitting=sitting,
        channel=channel,
        view=view,
        expected=_expected(work, forum, sitting) if (channel, view["phase"]) == ("table", Phase.AWAITED) else (),
        person=person,
        may_run=may(work.actor, Permission.RUN_FLOOR, Target(forum_id=forum.id)),
        may_request=_may_request(work, forum, person),
    )


@reads
def broadcast(work: Work, slug: str, key: str, reading: Reading) -> dict[str, dict[str, Any]]:
    """The view of every channel, for the relay: computed once per announcement, whoever listens."""
    forum, sitting = _sitting(work, slug, key, Permission.RUN_FLOOR)
    return _views(work, forum, sitting, reading, tuple(CHANNELS))


@reads
def since(work: Work, slug: str, key: str, seq: int) -> list[Fact]:
    """What happened after `seq`, as everyone may know it: number, kind and time, neither persons nor reasons."""
    _, sitting = _sitting(work, slug, key, Permission.SHOW_HALL)
    found = floor.since(work.db, sitting.id, seq)
    return [Fact(seq=each.seq, kind=each.kind, at_ms=views.epoch_ms(each.reading.at)) for each in found]


@reads
def find_speakers(work: Work, slug: str, terms: Sequence[tuple[str, Sequence[str]]]) -> list[Person]:
    """Up to 20 persons of the roster whom every term (with the States it may mean) fits; none without a term."""
    forum = work.forum(slug, Permission.ADD_TO_QUEUE)
    return floor.speakers_like(work.db, forum.id, terms) if terms else []


@dataclass(frozen=True, kw_only=True, slots=True)
class Listener:
    """Somebody on a channel: the hash of their login, and the person they listen as."""

    login: str
    person_id: int


@reads
def still_allowed(work: Work, slug: str, channel: str, listeners: Sequence[Listener]) -> set[Listener]:
    """Those who may listen on: still signed in, as the account of that person, whose roles still allow it."""
    forum = work.forum(slug, CHANNELS[channel])
    accounts_of = accounts.accounts_of_tokens(work.db, {each.login for each in listeners}, work.now)
    found = floor.persons_by_id(work.db, forum.id, {each.person_id for each in listeners})
    target = Target(forum_id=forum.id)
    welcome = {
        (person.account_id, person.id)
        for person in found.values()
        if may(people.actor_of(person), CHANNELS[channel], target)
    }
    return {each for each in listeners if (accounts_of.get(each.login), each.person_id) in welcome}


@writes
def redact(work: Work, slug: str, key: str, text_id: int) -> None:
    """Erase the words behind one number of the log; the log itself stays whole."""
    forum, sitting = _sitting(work, slug, key, Permission.RUN_FLOOR)
    if not floor.redact_text(work.db, sitting.id, text_id, work.now):
        raise Unknown(what="text", key=str(text_id))
    work.audit(Tag.FLOOR_TEXT_REDACTED, f"sitting:{sitting.key}", forum_id=forum.id, text_id=text_id)
    _announce(work, forum, sitting, floor.tail(work.db, sitting.id), again=True)


def _sitting(work: Work, slug: str, key: str, permission: Permission) -> tuple[Forum, Sitting]:
    """The sitting as it was published last; where it never was, from the draft, for the table alone."""
    forum = work.forum(slug, permission)
    release = programme.latest_release(work.db, forum.id)
    sitting = next((each for each in release.sittings if each.key == key), None) if release else None
    if sitting is None and may(work.actor, Permission.RUN_FLOOR, Target(forum_id=forum.id)):
        sitting = programme.sitting_by_key(work.db, forum.id, key)
    if sitting is None:
        raise Unknown(what="sitting", key=key)
    return forum, sitting


def _authorise_kind(work: Work, forum: Forum, order: Order) -> None:
    """What the table does needs its roles; whose request it is, is looked at where the person is known."""
    if order.name not in OF_SPEAKERS:
        permission = Permission.ADD_TO_QUEUE if order.name in ADDING else Permission.RUN_FLOOR
        work.require(permission, Target(forum_id=forum.id))


def _hash(order: Order) -> str:
    plain = json.dumps([order.name, dict(order.fields)], sort_keys=True, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def _not_before(reading: Reading, state: State) -> Reading:
    """Two commands may reach the lock in another order than they read the clock: the log's clock never runs back."""
    last = state.last
    return last if last and last.boot_id == reading.boot_id and reading.is_before(last) else reading


def _numbered(
    events: tuple[Event, ...], seq: int, reading: Reading, actor_id: int, command_id: str
) -> tuple[Happened, ...]:
    return tuple(
        Happened(seq=seq + 1 + part, event=event, reading=reading, actor_id=actor_id, command_id=command_id, part=part)
        for part, event in enumerate(events)
    )


def _tell(work: Work, forum: Forum, sitting: Sitting, happenings: tuple[Happened, ...]) -> None:
    _announce(work, forum, sitting, happenings[-1].seq)
    for event in (happened.event for happened in happenings):
        if isinstance(event, SittingOpened):
            _tell_opened(work, forum, sitting, event)
        if isinstance(event, SittingClosed):
            work.audit(Tag.FLOOR_CLOSED, f"sitting:{sitting.key}", forum_id=forum.id)


def _announce(work: Work, forum: Forum, sitting: Sitting, seq: int, **more: bool) -> None:
    work.announce(f"floor:{sitting.id}", forum=forum.slug, sitting=sitting.key, seq=seq, **more)


def _tell_opened(work: Work, forum: Forum, sitting: Sitting, event: SittingOpened) -> None:
    subject = f"sitting:{sitting.key}"
    work.audit(Tag.FLOOR_OPENED, subject, forum_id=forum.id, late_seconds=event.late_seconds)
    if event.late_seconds >= GRACE_SECONDS:
        _delay_what_follows(work, forum, sitting, event.late_seconds // 60)


def _delay_what_follows(work: Work, forum: Forum, sitting: Sitting, minutes: int) -> None:
    """Move the published programme along, in this transaction; what was never published has nobody to be told."""
    try:
        delay_within(work, forum, sitting.key, minutes)
    except (NotReleased, Unknown, NoTimeYet, AlreadyCancelled, NotLater):
        return


def _views(
    work: Work, forum: Forum, sitting: Sitting, reading: Reading, channels: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    state = floor.state(work.db, sitting.id)
    if state.planned_end and sitting.is_timed:
        # home is where the programme as published ends now: a late opening has moved it
        state = replace(state, planned_end=sitting.end)
    reading = _not_before(reading, state)
    shown = (*state.queue, *state.requests, *((state.turn.entry,) if state.turn else ()))
    roll = floor.roll(work.db, forum.id, sitting.id, shown)
    return {channel: views.VIEWS[channel](state, roll, reading) for channel in channels}


def _expected(work: Work, forum: Forum, sitting: Sitting) -> list[dict[str, Any]]:
    if not sitting.is_timed:
        return []
    planned = slots.of_sitting(work.db, sitting.id)
    roll = floor.roll_of(work.db, forum.id, {slot.person_id for slot in planned if slot.person_id})
    return views.expected(planned, roll, sitting.start)


def _may_request(work: Work, forum: Forum, person: Person | None) -> bool:
    return person is not None and may(work.actor, Permission.REQUEST_FLOOR, _target(forum, person))


def _target(forum: Forum, person: Person) -> Target:
    return Target(
        forum_id=forum.id,
        person_id=person.id,
        delegation_id=person.delegation_id,
        constituency=person.constituency,
    )


Fields = Mapping[str, Any]


def _person(work: Work, forum: Forum, key: str) -> Person:
    """The person with that roster id; without one, the actor."""
    found = (
        people.person_by_key(work.db, forum.id, key)
        if key
        else people.person_by_id(work.db, forum.id, work.actor.person_id or 0)
    )
    if found is None:
        raise Unknown(what="person", key=key)
    return found


def _open_sitting(work: Work, _forum: Forum, sitting: Sitting, fields: Fields, _state: State) -> Command:
    if not sitting.is_timed or sitting.is_cancelled:
        raise refused.SittingWithoutTime
    return commands.OpenSitting(
        planned_start=sitting.start,
        planned_end=sitting.end,
        entries=floor.planned(work.db, sitting.id),
        budget=floor.budget(work.db, sitting.id),
        is_confirmed=fields["confirmed"],
    )


def _extend(work: Work, _forum: Forum, sitting: Sitting, fields: Fields, _state: State) -> Command:
    reason = fields["reason"]
    text_id = floor.add_text(work.db, sitting.id, {"reason": reason}, work.now) if reason else None
    return commands.Extend(turn=fields["turn"], seconds=fields["seconds"], text_id=text_id)


def _add_to_queue(work: Work, forum: Forum, _sitting: Sitting, fields: Fields, _state: State) -> Command:
    if not fields["person"]:
        raise Missing(field="person")
    person = _person(work, forum, fields["person"])
    rest = {name: value for name, value in fields.items() if name != "person"}
    return commands.AddToQueue(person_id=person.id, constituency=person.constituency, **rest)


def _add_walk_in(work: Work, _forum: Forum, sitting: Sitting, fields: Fields, _state: State) -> Command:
    body = {name: fields[name] for name in ("name", "function", "state", "organization") if fields[name]}
    if not fields["name"] and not fields["function"]:
        raise Missing(field="function")
    text_id = floor.add_text(work.db, sitting.id, body, work.now)
    rest = {name: fields[name] for name in ("constituency", "seconds", "position", "kind")}
    return commands.AddWalkIn(text_id=text_id, **rest)


def _request_floor(work: Work, forum: Forum, _sitting: Sitting, fields: Fields, _state: State) -> Command:
    person = _person(work, forum, fields["person"])
    work.require(Permission.REQUEST_FLOOR, _target(forum, person))
    return commands.RequestFloor(person_id=person.id, constituency=person.constituency, kind=fields["kind"])


def _withdraw(work: Work, forum: Forum, _sitting: Sitting, fields: Fields, state: State) -> Command:
    entry = state.waiting(fields["entry"])
    if entry is None:
        raise refused.EntryGone
    person = people.person_by_id(work.db, forum.id, entry.person_id or 0)
    if person is None:
        raise Unknown(what="entry", key=str(entry.key))
    work.require(Permission.REQUEST_FLOOR, _target(forum, person))
    return commands.Withdraw(entry=entry.key)


def _plain(kind: type[Any]) -> Any:
    """A command whose fields are exactly those of the wire."""

    def make(_work: Work, _forum: Forum, _sitting: Sitting, fields: Fields, _state: State) -> Command:
        command: Command = kind(**fields)
        return command

    return make


#: command name -> how its domain command is made: persons looked up, free text put where it can be redacted
MAKERS: Mapping[str, Any] = {
    **{name: _plain(getattr(commands, name)) for name in wire.FORMS},
    "OpenSitting": _open_sitting,
    "Extend": _extend,
    "AddToQueue": _add_to_queue,
    "AddWalkIn": _add_walk_in,
    "RequestFloor": _request_floor,
    "Withdraw": _withdraw,
}
