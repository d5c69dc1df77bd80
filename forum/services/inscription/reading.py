"""A list of speakers as a page shows it to its reader, and what a home and a calendar say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.domain.access import Permission, Target, may
from forum.domain.inscription.handover import Handover
from forum.domain.inscription.lists import hidden, in_order, is_seen
from forum.domain.inscription.rules import usual_closing
from forum.domain.inscription.values import (
    NEVER_LISTED,
    OWN,
    Dues,
    Entry,
    EntryState,
    ListRules,
    ListState,
    Paper,
    SpeakersList,
    dues,
)
from forum.domain.people import Person
from forum.domain.programme import Forum, Sitting
from forum.services.inscription.table import Table, foreseen, speakers_of, table_at, table_of, target_of
from forum.services.unit import Work, reads
from forum.store import inscription, people


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """An entry as its reader sees it: place (0: not on the list), speaker, estimated start, what the reader may do."""

    entry: Entry
    place: int
    speaker: Person
    start: datetime | None = None
    deputy: Person | None = None
    by: Person | None = None
    paper: Paper | None = None
    is_yours: bool = False
    may_read_paper: bool = False

    @property
    def has_no_time(self) -> bool:
        """Whether it is on the list, and the sitting has no time left for it as the list stands."""
        return self.place > 0 and self.start is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """The list of a sitting for one reader. `candidates` are those whom the reader may inscribe, themselves first."""

    forum: Forum
    sitting: Sitting
    listing: SpeakersList | None
    state: ListState
    rules: ListRules
    dues: Dues
    lines: tuple[Line, ...] = ()
    drafts: tuple[Line, ...] = ()
    withdrawn: tuple[Line, ...] = ()
    hidden: int = 0
    usual_closing: timedelta = timedelta(hours=1)
    may_keep: bool = False
    candidates: tuple[Person, ...] = ()

    @property
    def own(self) -> tuple[Line, ...]:
        """The entries on the list that the reader acts for."""
        return tuple(line for line in self.lines if line.is_yours)

    @property
    def count(self) -> int:
        """How many are on the list, those not shown included."""
        return len(self.lines) + self.hidden


@reads
def show(work: Work, slug: str, key: str) -> Seen:
    """The list of a sitting as the actor may see it; others' group lists are not told before it is published."""
    table = table_of(work, slug, key, Permission.SEE_SPEAKERS)
    entries = inscription.entries(work.db, table.listing.id) if table.listing else []
    everybody = people.persons(work.db, table.forum.id)
    persons = {each.id: each for each in everybody}
    found = foreseen(work, table, entries, persons)
    seen = [each for each in entries if table.listing and is_seen(each, table.listing, table.rules, work.actor)]
    lines = _lines(work, table, entries, seen, persons, found)
    may_keep = may(work.actor, Permission.KEEP_LIST, Target(forum_id=table.forum.id))
    return Seen(
        forum=table.forum,
        sitting=table.sitting,
        listing=table.listing,
        state=table.listing.state(work.now) if table.listing else ListState.AHEAD,
        rules=table.rules,
        dues=dues(table.rules, table.sitting.start) if table.sitting.is_timed else Dues(),
        lines=tuple(sorted((line for line in lines if line.place), key=lambda line: line.place)),
        drafts=tuple(line for line in lines if line.entry.state is EntryState.DRAFT),
        withdrawn=tuple(line for line in lines if line.entry.state is EntryState.WITHDRAWN),
        hidden=hidden(entries, seen),
        usual_closing=usual_closing(table.ruleset),
        may_keep=may_keep,
        candidates=_candidates(work, table, everybody, entries),
    )


def _lines(
    work: Work,
    table: Table,
    entries: Sequence[Entry],
    seen: Iterable[Entry],
    persons: Mapping[int, Person],
    found: Handover,
) -> list[Line]:
    places = {each.id: place for place, each in enumerate(in_order(entries), start=1)}
    given = inscription.papers(work.db, [each.id for each in seen])
    lines = []
    for each in seen:
        speaker = persons[each.person_id]
        target = target_of(table.forum, speaker)
        lines.append(
            Line(
                entry=each,
                place=places.get(each.id, 0),
                speaker=speaker,
                start=found.start_of(each.id, table.sitting.start) if each.id in places else None,
                deputy=persons.get(each.deputy_id or 0),
                by=persons.get(each.by_person_id or 0),
                paper=given.get(each.id),
                is_yours=may(work.actor, Permission.INSCRIBE, target),
                may_read_paper=may(work.actor, Permission.READ_PAPER, target),
            )
        )
    return lines


def _candidates(work: Work, table: Table, everybody: Iterable[Person], entries: Iterable[Entry]) -> tuple[Person, ...]:
    """Whom the rules admit, whom the actor may inscribe, who is not on the list yet; the actor first."""
    there = {each.person_id for each in entries if each.is_on_list}
    found = [
        each
        for each in everybody
        if each.id not in there
        and table.rules.admits(each)
        and may(work.actor, Permission.INSCRIBE, target_of(table.forum, each))
    ]
    return tuple(sorted(found, key=lambda each: each.id != work.actor.person_id))


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """A list on somebody's home: when it closes, their place (0: not on it) and their estimated time."""

    sitting: Sitting
    closes_at: datetime
    is_last_call: bool
    place: int = 0
    start: datetime | None = None


def lists_of(work: Work, forum: Forum, person: Person, coming: Iterable[Sitting]) -> list[Glance]:
    """The lists that are open for somebody now, as far as they may speak there; for a home, in its transaction."""
    by_id = {sitting.id: sitting for sitting in coming}
    found = []
    for listing in inscription.lists_of_forum(work.db, forum.id):
        sitting = by_id.get(listing.sitting_id)
        if sitting is None or listing.state(work.now) is ListState.AHEAD or listing.handed_at is not None:
            continue
        table = table_at(work, forum, listing)
        glance = _glance(work, table, person) if table else None
        if glance is not None:
            found.append(glance)
    return found


def _glance(work: Work, table: Table, person: Person) -> Glance | None:
    listing = table.the_list()
    claim = table.rules.claim(person, OWN)
    alike = [
        each for each in inscription.like(work.db, listing.id, person_id=person.id, claim=claim) if each.is_on_list
    ]
    is_last_call = listing.last_call_at is not None
    if not any(each.person_id == person.id for each in alike):
        is_asked = listing.state(work.now) is ListState.OPEN and table.rules.admits(person) and not alike
        if not is_asked:
            return None
        return Glance(sitting=table.sitting, closes_at=listing.closes_at, is_last_call=is_last_call)
    entries = inscription.entries(work.db, listing.id)
    listed = in_order(entries)
    own = next(each for each in listed if each.person_id == person.id)
    found = foreseen(work, table, entries, speakers_of(work, table.forum, entries))
    return Glance(
        sitting=table.sitting,
        closes_at=listing.closes_at,
        is_last_call=is_last_call,
        place=listed.index(own) + 1,
        start=found.start_of(own.id, table.sitting.start),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """The time that a list foresees for one of its entries; None where it was withdrawn or none is left."""

    start: datetime | None
    seconds: int
    changed_at: datetime


def foreseen_times(work: Work, forum: Forum, person_id: int | None = None) -> dict[int, dict[int, list[Listed]]]:
    """Person -> sitting -> the times that lists foresee, of those not handed over to the slots; for calendars."""
    found: dict[int, dict[int, list[Listed]]] = defaultdict(lambda: defaultdict(list))
    wanted = {each.list_id for each in inscription.of_forum(work.db, forum.id, person_id)}
    for listing in inscription.lists_of_forum(work.db, forum.id):
        if listing.id not in wanted or listing.handed_at is not None:
            continue
        table = table_at(work, forum, listing)
        if table is None:
            continue
        entries = [each for each in inscription.entries(work.db, listing.id) if each.state not in NEVER_LISTED]
        handover = foreseen(work, table, entries, speakers_of(work, forum, entries))
        for each in entries:
            if person_id in {None, each.person_id}:
                found[each.person_id][listing.sitting_id].append(_listed(table, listing, each, handover))
    return found


def _listed(table: Table, listing: SpeakersList, entry: Entry, handover: Handover) -> Listed:
    slot = handover.slot_of.get(entry.id)
    return Listed(
        start=slot.start(table.sitting.start) if slot else None,
        seconds=slot.seconds if slot else 0,
        changed_at=max(listing.shifted_at, entry.changed_at),
    )
