"""What people's own calendars show, for one of them or for all: everything is loaded in a handful of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from forum.domain.access import Permission
from forum.domain.answers import Answer
from forum.domain.feeds import (
    KEEPS_PROMISES,
    Deadline,
    Feed,
    FeedData,
    SpeakingTime,
    Stamp,
    feed_data,
)
from forum.domain.people import Person
from forum.domain.programme import Forum, Release, Sitting
from forum.services.inscription.reading import Listed, foreseen_times
from forum.services.unit import Work, reads
from forum.store import copies, deadlines, invitations, programme, slots
from forum.store.deadlines import Promised
from forum.store.slots import SlotTurnRow

#: seconds, offset, moment of the last change
Spoken = tuple[int, int, datetime]


@dataclass(frozen=True, kw_only=True)
class Materials:
    """A forum's newest release, and by person what is theirs alone; of people and links only `of` is told."""

    forum: Forum
    now: datetime
    #: read before everything else: what changes meanwhile makes what is written from this outdated, never current
    version: int
    release: Release | None
    sittings: dict[int, Sitting]
    spoken: dict[int, dict[int, list[Spoken]]]
    turns: dict[int, list[SlotTurnRow]]
    listed: dict[int, dict[int, list[Listed]]]
    promised: list[Promised]

    def of(self, person: Person, feed: Feed | None = None, *, language: str | None = None) -> FeedData:
        """What this person's calendar shows through that link."""
        hidden = [each.hidden_until for each in self._promises(person) if each.hidden_until]
        return feed_data(
            self.forum,
            self.release,
            language=language or person.language,
            since=feed.created_at if feed else datetime.combine(self.forum.first_day, time(), UTC),
            person=person,
            speaking=self._speaking(person),
            deadlines=self._deadlines(person),
            feed=feed,
            stamp=Stamp(forum=self.version, person=person.revision),
            good_until=min((moment for moment in hidden if moment > self.now), default=None),
        )

    def _promises(self, person: Person) -> list[Promised]:
        if not person.roles & KEEPS_PROMISES:
            return []
        mine = (person.delegation_id, person.organization_id)
        leads = ((each.delegation_id, each.organization_id, each) for each in self.promised)
        return [each for d, o, each in leads if (d and d == mine[0]) or (o and o == mine[1])]

    def _deadlines(self, person: Person) -> tuple[Deadline, ...]:
        seen = (one for one in self._promises(person) if one.hidden_until is None or one.hidden_until <= self.now)
        return tuple(one.deadline for one in seen)

    def _speaking(self, person: Person) -> tuple[SpeakingTime, ...]:
        """When the person is to speak in the sittings as they are published, and when no more."""
        turns = {(row.sitting_id, row.nth): row for row in self.turns.get(person.id, ())}
        times = [
            _planned(person, self.sittings[sitting_id], nth, spoken, turns.get((sitting_id, nth)))
            for sitting_id, all_spoken in self.spoken.get(person.id, {}).items()
            if sitting_id in self.sittings
            for nth, spoken in enumerate(all_spoken, 1)
        ]
        listed = [time for sitting_id in self.listed.get(person.id, {}) for time in self._foreseen(person, sitting_id)]
        again = {time.key for time in listed}
        gone = [
            row
            for (sitting_id, nth), row in turns.items()
            if row.is_withdrawn
            and sitting_id in self.sittings
            and _key(self.sittings[sitting_id], person, nth) not in again
        ]
        return (*times, *listed, *(_withdrawn(person, self.sittings[row.sitting_id], row) for row in gone))

    def _foreseen(self, person: Person, sitting_id: int) -> Iterator[SpeakingTime]:
        """The times that lists of speakers foresee: they become the slots, under the same identifiers.

        One that was withdrawn, or for which no time is left, stays as cancelled, at the start of the sitting.
        """
        sitting = self.sittings.get(sitting_id)
        if sitting is None:
            return
        had = len(self.spoken.get(person.id, {}).get(sitting_id, ()))
        turns = {row.nth: row for row in self.turns.get(person.id, ()) if row.sitting_id == sitting_id}
        entries = sorted(self.listed[person.id][sitting_id], key=lambda each: each.start is None)
        for nth, each in enumerate(entries, had + 1):
            yield _of_list(person, sitting, nth, each, turns.get(nth))


def _of_list(person: Person, sitting: Sitting, nth: int, listed: Listed, turn: SlotTurnRow | None) -> SpeakingTime:
    moments = [sitting.modified_at, listed.changed_at, turn.changed_at if turn else None]
    return SpeakingTime(
        key=_key(sitting, person, nth),
        sitting=sitting,
        start=listed.start or sitting.start,
        minutes=listed.seconds / 60,
        sequence=sitting.sequence + _minute(listed.changed_at) + (turn.changes if turn else 0),
        modified_at=max(moment for moment in moments if moment),
        is_withdrawn=listed.start is None,
    )


def _key(sitting: Sitting, person: Person, nth: int) -> str:
    return f"{sitting.key}-{person.key}-{nth}"


def materials(work: Work, forum: Forum, person_id: int | None = None) -> Materials:
    """What the calendars of a forum are made of; of one person only, or of everybody."""
    version = copies.version(work.db, forum.id)
    release = programme.latest_release(work.db, forum.id)
    spoken: dict[int, dict[int, list[Spoken]]] = defaultdict(lambda: defaultdict(list))
    for whose, sitting_id, seconds, offset, changed_at in slots.spoken(work.db, forum.id, person_id):
        spoken[whose][sitting_id].append((seconds, offset, changed_at))
    turns: dict[int, list[SlotTurnRow]] = defaultdict(list)
    for row in slots.turns(work.db, forum.id, person_id):
        turns[row.person_id].append(row)
    return Materials(
        forum=forum,
        now=work.now,
        version=version,
        release=release,
        sittings={sitting.id: sitting for sitting in release.sittings} if release else {},
        spoken=spoken,
        turns=turns,
        listed=foreseen_times(work, forum, person_id),
        promised=deadlines.promised(work.db, forum.id),
    )


@reads
def mine(work: Work, slug: str) -> frozenset[str]:
    """Keys of the published sittings in which the acting person is to speak, or of which they said that they come."""
    forum = work.forum(slug, Permission.OWN_FEED, person_id=work.actor.person_id)
    release, person_id = programme.latest_release(work.db, forum.id), work.actor.person_id
    keys = {each.id: each.key for each in release.sittings} if release else {}
    if person_id is None:
        return frozenset()
    speaks = {sitting_id for _whose, sitting_id, *_time in slots.spoken(work.db, forum.id, person_id)}
    given = invitations.answers(work.db, keys, [person_id])
    comes = {each.sitting_id for each in given if each.answer is not Answer.NOT_COMING}
    return frozenset(key for number, key in keys.items() if number in speaks | comes)


def _planned(person: Person, sitting: Sitting, nth: int, spoken: Spoken, turn: SlotTurnRow | None) -> SpeakingTime:
    seconds, offset, changed_at = spoken
    moments = [sitting.modified_at, changed_at, turn.changed_at if turn else None]
    return SpeakingTime(
        key=_key(sitting, person, nth),
        sitting=sitting,
        start=sitting.start + _seconds(offset),
        minutes=seconds / 60,
        sequence=sitting.sequence + _minute(changed_at) + (turn.changes if turn else 0),
        modified_at=max(moment for moment in moments if moment),
    )


def _withdrawn(person: Person, sitting: Sitting, turn: SlotTurnRow) -> SpeakingTime:
    return SpeakingTime(
        key=_key(sitting, person, turn.nth),
        sitting=sitting,
        start=sitting.start + _seconds(turn.start_offset),
        minutes=turn.seconds / 60,
        sequence=sitting.sequence + _minute(turn.changed_at) + turn.changes,
        modified_at=max(moment for moment in (sitting.modified_at, turn.changed_at) if moment),
        is_withdrawn=True,
    )


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def _minute(moment: datetime) -> int:
    """A number that grows with every change, for calendars (RFC 5545): the minute of the last one."""
    return int(moment.timestamp() // 60)
