"""What people are told by mail of a change (RFC 5546): who gets a letter, of which method, and when it goes.

A `Notice` is one change that waits to be told. Edits that follow each other closely are one notice: it keeps the state
that people knew before the first and the state after the last, and falls away when the two are the same.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from forum.domain.people import MailWish, Person, Role
from forum.domain.programme import Sitting
from forum.domain.refusals import Kind, Refusal, Stale
from forum.domain.releases import ChangeKind, change, span_before
from forum.domain.speaking.slots import Slot

#: a change this close to a sitting is told by mail and in the application: calendars ask too seldom
SOON = timedelta(hours=24)
#: letters go this long after the last edit
QUIET = timedelta(minutes=10)
#: but never later than this after the first one, nor later than this before the sitting
LONGEST, LEAD = timedelta(hours=1), timedelta(hours=1)


class Method(enum.StrEnum):
    """What the message asks of a calendar."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class NoticeState(enum.StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"


class Verb(enum.StrEnum):
    """What an organizer does with a notice that waits."""

    HOLD = "hold"
    WAIT = "wait"
    SEND = "send"
    DROP = "drop"


class AlreadySent(Refusal):
    """The letters have begun to go out; they cannot be called back."""

    kind: ClassVar[Kind] = Kind.CONFLICT


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotTime:
    """When somebody was, or is, to speak, an estimate; or was to, until it was taken away."""

    start: datetime
    minutes: float
    sequence: int
    is_withdrawn: bool = False

    @property
    def end(self) -> datetime:
        """When they are expected to have spoken."""
        return self.start + timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One change of a sitting, or of one person's speaking time in it (then `person_id` and `slot_key` are set).

    `revision` moves with every edit and decision, so that nobody decides on what they have not seen. `stood_at` is the
    instant (UTC) at which people knew the sitting, where new rules for the clocks of its zone move it.
    """

    forum_id: int
    after: Sitting
    first_at: datetime
    changed_at: datetime
    id: int = 0
    before: Sitting | None = None
    person_id: int | None = None
    slot_key: str = ""
    slot_before: SlotTime | None = None
    slot_after: SlotTime | None = None
    due_at: datetime | None = None
    state: NoticeState = NoticeState.WAITING
    revision: int = 1
    begun_at: datetime | None = None
    stood_at: datetime | None = None

    @property
    def was(self) -> tuple[datetime, datetime] | None:
        """From when to when people knew it before; None where it was not."""
        if self.is_of_slot:
            return (self.slot_before.start, self.slot_before.end) if self.slot_before else None
        return span_before(self.before, self.stood_at)

    @property
    def is_by_rules(self) -> bool:
        """Whether nobody moved it: its hour at the venue stays, and new rules for the clocks there put it elsewhere."""
        return change(self.before, self.after, self.stood_at).is_by_rules

    @property
    def is_of_slot(self) -> bool:
        """Whether it is about one person's speaking time."""
        return self.person_id is not None

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed: nothing of it has gone out."""
        return self.state in {NoticeState.WAITING, NoticeState.HELD}

    @property
    def kind(self) -> ChangeKind:
        """What the change does to what it is about."""
        if not self.is_of_slot:
            return change(self.before, self.after, self.stood_at).kind
        if not _is_had(self.slot_after) or self.after.is_cancelled:
            return ChangeKind.CANCELLED
        if not _is_had(self.slot_before):
            return ChangeKind.NEW
        return ChangeKind.UNCHANGED if _when(self.slot_before) == _when(self.slot_after) else ChangeKind.MOVED

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to tell: all is as people knew it, or came and went between two letters."""
        came_and_went = not _is_had(self.slot_before) and not _is_had(self.slot_after)
        return self.kind is ChangeKind.UNCHANGED or (self.is_of_slot and came_and_went)

    @property
    def method(self) -> Method:
        """What calendars are asked to do."""
        return Method.CANCEL if self.kind is ChangeKind.CANCELLED else Method.REQUEST

    @property
    def sequence(self) -> int:
        """The revision of the event that the letters carry, the same as in every feed."""
        return self.slot_after.sequence if self.slot_after else self.after.sequence


def _is_had(time: SlotTime | None) -> bool:
    return time is not None and not time.is_withdrawn


def _when(time: SlotTime | None) -> tuple[datetime, float] | None:
    return (time.start, time.minutes) if time else None


def _spans(notice: Notice) -> list[tuple[datetime, datetime]]:
    """When it was and is to be held."""
    now = notice.slot_after if notice.is_of_slot else notice.after
    return [each for each in (notice.was, (now.start, now.end) if now else None) if each is not None]


def is_soon(notice: Notice, at: datetime) -> bool:
    """Whether what changes, as it was or as it is, begins within 24 hours of that moment, or is being held."""
    return any(start - SOON <= at <= end for start, end in _spans(notice))


def is_past(notice: Notice, at: datetime) -> bool:
    """Whether it was over by then, however one counts: nobody needs to be told."""
    return all(end < at for _start, end in _spans(notice))


def due(notice: Notice) -> datetime:
    """When its letters go: after a quiet time, but in time for the sitting, and not put off by edit upon edit."""
    first = min(start for start, _end in _spans(notice))
    wanted = min(notice.changed_at + QUIET, notice.first_at + LONGEST, first - LEAD)
    return max(notice.changed_at, wanted)


def merged(waiting: Notice | None, fresh: Notice) -> Notice | None:
    """What waits after an edit, given what waited for the same thing; None where there was and is nothing to tell.

    Something held stays held. What comes to nothing is dropped.
    """
    if waiting is None:
        return None if fresh.is_nothing else replace(fresh, due_at=due(fresh))
    notice = replace(
        waiting,
        after=fresh.after,
        slot_after=fresh.slot_after,
        changed_at=fresh.changed_at,
        revision=waiting.revision + 1,
    )
    if notice.is_nothing:
        return replace(notice, state=NoticeState.DROPPED, due_at=None)
    return replace(notice, due_at=due(notice) if notice.state is NoticeState.WAITING else None)


def decided(notice: Notice, verb: Verb, *, revision: int, now: datetime) -> Notice:
    """The notice after an organizer's word; the same word twice changes nothing.

    `revision` is what the organizer saw. Refuses `Stale` where it has changed since, `AlreadySent` once letters go out.
    """
    state = {
        Verb.HOLD: NoticeState.HELD,
        Verb.WAIT: NoticeState.WAITING,
        Verb.SEND: NoticeState.WAITING,
        Verb.DROP: NoticeState.DROPPED,
    }[verb]
    is_going = notice.state in {NoticeState.SENDING, NoticeState.SENT}
    if notice.revision == revision + 1 and (notice.state is state or (is_going and verb is Verb.SEND)):
        return notice
    if is_going:
        raise AlreadySent
    if revision != notice.revision or not notice.is_open:
        raise Stale
    if notice.state is state and verb is not Verb.SEND:
        return notice
    when = {Verb.WAIT: max(now, due(notice)), Verb.SEND: now}.get(verb)
    return replace(notice, state=state, due_at=when, revision=notice.revision + 1)


def begun(notice: Notice, revision: int, now: datetime) -> Notice | None:
    """The notice with its letters going out; None where it was changed, held, dropped or ended since."""
    if notice.state is NoticeState.SENDING and notice.revision == revision:
        return notice
    if notice.state is not NoticeState.WAITING or notice.revision != revision:
        return None
    return replace(notice, state=NoticeState.SENDING, begun_at=now, due_at=None)


def ended(notice: Notice) -> Notice:
    """The notice once each of its letters was taken, refused or given up."""
    return replace(notice, state=NoticeState.SENT)


def concerned(notice: Notice, persons: Iterable[Person]) -> list[Person]:
    """Whom it concerns: all who take part (a hall display is nobody); a speaking time only its speaker."""
    return [each for each in persons if Role.HALL not in each.roles and notice.person_id in {None, each.id}]


def recipients(notice: Notice, persons: Iterable[Person], at: datetime) -> list[Person]:
    """Who gets a letter that goes at that moment: whom it concerns, who has an address and wants it."""
    wishes = {MailWish.ALL, MailWish.SOON} if is_soon(notice, at) else {MailWish.ALL}
    return [each for each in concerned(notice, persons) if each.email and each.mail in wishes]


def withdrawn(was: SlotTime, sitting: Sitting, changed_at: datetime, changes: int) -> SlotTime:
    """A speaking time that was taken away, numbered as the feeds number it."""
    sequence = sitting.sequence + int(changed_at.timestamp() // 60) + changes
    return replace(was, sequence=sequence, is_withdrawn=True)


def slot_times(
    sitting: Sitting, slots: Iterable[Slot], keys: Mapping[int, str], stood_at: datetime | None = None
) -> dict[str, tuple[int, SlotTime]]:
    """(person, time) of each slot of a sitting that has a speaker, by the key that feeds know it by.

    `slots` come in the order of the list, `keys` are the persons' keys by their numbers; `stood_at` is when the sitting
    began as people knew it, where new rules for the clocks move it.
    """
    nth: Counter[int] = Counter()
    times: dict[str, tuple[int, SlotTime]] = {}
    for slot in slots:
        if slot.person_id is None or slot.person_id not in keys:
            continue
        nth[slot.person_id] += 1
        time = SlotTime(
            start=slot.start(stood_at or sitting.start),
            minutes=slot.seconds / 60,
            sequence=sitting.sequence + slot.sequence,
        )
        times[f"{sitting.key}-{keys[slot.person_id]}-{nth[slot.person_id]}"] = (slot.person_id, time)
    return times
