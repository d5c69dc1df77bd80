"""Speaking slots: propose a plan, accept it, change it by hand, clear it; what a person and the floor see of it.

Placing 800 people takes longer than a writing transaction may: `propose` computes on a snapshot, `accept` keeps what
was proposed unless something has changed since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forum.domain.access import Permission, Target, may
from forum.domain.audit import Tag
from forum.domain.people import Constituency, Mode, Person
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Stale, Unknown
from forum.domain.speaking import slots as rules
from forum.domain.speaking.outline import Outline, in_time_order, outline, stage_of
from forum.domain.speaking.rules import (
    BudgetTooSmall,
    HasSlots,
    NoTimeForSlots,
    Ruleset,
    SlotKind,
    Stage,
    WrongSpeaker,
)
from forum.domain.speaking.slots import NightNote, NightReason, Slot
from forum.planning.slots import Allocation, Moved, Occasion, Speaker, allocate, noted
from forum.services.unit import Work, reads, writes
from forum.store import people, programme, slots

#: longest label of a slot without a person
LABEL_LENGTH = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """Plans for sittings by their key, and what they were made from."""

    seed: str
    basis: str
    plans: Mapping[str, tuple[Slot, ...]]
    moved: tuple[Moved, ...]
    unplaced: tuple[int, ...]

    @property
    def notes(self) -> int:
        """How many slots lie in their speaker's night."""
        return sum(slot.note is not None for plan in self.plans.values() for slot in plan)


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotIn:
    """What an organizer says of a slot: its length, its place (from 1), its speaker by key, or a label instead."""

    seconds: int
    place: int
    person_key: str = ""
    label: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A slot as it is read: its place, its speaker, its estimated start and end, what it reacts to."""

    place: int
    slot: Slot
    start: datetime
    end: datetime
    zone: str
    person: Person | None = None
    reacts_to: Person | None = None

    @property
    def note(self) -> NightNote | None:
        """The night note, if there is one."""
        return self.slot.note


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeakingPlan:
    """A sitting's plan as a page shows it. `outline` is what the rules give now; None where it is too short."""

    sitting: Sitting
    stage: Stage
    lines: tuple[Line, ...]
    outline: Outline | None
    basis: str
    may_edit: bool
    candidates: tuple[Person, ...] = ()

    def seconds_of(self, constituency: Constituency) -> int:
        """The time planned for a constituency."""
        return rules.seconds_of((line.slot for line in self.lines), constituency)

    @property
    def partner_seconds(self) -> int:
        """The time planned for the employers, which is that of the workers."""
        return self.seconds_of(Constituency.EMPLOYER)

    @property
    def nights(self) -> int:
        """How many slots lie in their speaker's night."""
        return sum(line.note is not None for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnSlot:
    """A person's own speaking time in a published sitting, and the place in its list."""

    sitting: Sitting
    slot: Slot
    place: int
    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class _Desk:
    """What deciding about slots needs of a forum: its sittings in time order, people, plans."""

    forum: Forum
    sittings: tuple[Sitting, ...]
    persons: tuple[Person, ...]
    plans: Mapping[int, tuple[Slot, ...]]

    def sitting(self, key: str) -> Sitting:
        found = next((each for each in self.sittings if each.key == key), None)
        if found is None:
            raise Unknown(what="sitting", key=key)
        return found

    def turn(self, sitting: Sitting) -> int:
        return [each.key for each in self.sittings].index(sitting.key)

    def plan(self, sitting: Sitting) -> tuple[Slot, ...]:
        return self.plans.get(sitting.id, ())

    def zone_of(self, person: Person) -> str:
        """The clock that counts: the person's own when remote, the venue's in the room."""
        return person.zone if person.mode is Mode.REMOTE else self.forum.zone

    @property
    def zones(self) -> dict[int, str]:
        return {person.id: self.zone_of(person) for person in self.persons}


def _desk(work: Work, forum: Forum) -> _Desk:
    timed = tuple(each for each in in_time_order(programme.draft(work.db, forum.id)) if each.is_timed)
    persons = tuple(people.persons(work.db, forum.id))
    return _Desk(forum=forum, sittings=timed, persons=persons, plans=slots.of_forum(work.db, forum.id))


def _basis(work: Work, forum: Forum) -> str:
    """A fingerprint of all that a plan is made from; cheap enough for a writing transaction."""
    sittings = [each for each in programme.draft(work.db, forum.id) if each.is_held]
    plans = slots.of_forum(work.db, forum.id)
    facts = [
        [(each.key, each.start.isoformat(), each.minutes, each.kind.value) for each in sittings],
        [(key, slot.number, str(slot.modified_at)) for key, plan in sorted(plans.items()) for slot in plan],
        slots.speakers_basis(work.db, forum.id),
    ]
    return hashlib.sha256(repr(facts).encode()).hexdigest()


@reads
def propose(
    work: Work, slug: str, ruleset: Ruleset, *, seed: str, sitting_key: str | None = None, may_replace: bool = False
) -> Proposal:
    """Plan one sitting, or every sitting of the forum whose slots nobody has changed by hand; nothing is kept.

    Refuses `HasSlots` where the one sitting has slots and they may not be replaced, `NoTimeForSlots`, `BudgetTooSmall`.
    """
    forum = work.forum(slug, Permission.EDIT_SLOTS)
    desk = _desk(work, forum)
    wanted = _wanted(work, desk, sitting_key, may_replace)
    made = _allocated(desk, wanted, ruleset, seed)
    return Proposal(seed=seed, basis=_basis(work, forum), plans=made.slots, moved=made.moved, unplaced=made.unplaced)


def _wanted(work: Work, desk: _Desk, sitting_key: str | None, may_replace: bool) -> set[str]:
    if sitting_key is None:
        return {each.key for each in desk.sittings if not any(slot.is_fixed for slot in desk.plan(each))}
    sitting = programme.sitting_by_key(work.db, desk.forum.id, sitting_key)
    if sitting is None:
        raise Unknown(what="sitting", key=sitting_key)
    if not sitting.is_timed or sitting.is_cancelled:
        raise NoTimeForSlots(title=sitting.title)
    if desk.plan(sitting) and not may_replace:
        raise HasSlots(field="replace")
    return {sitting_key}


def _allocated(desk: _Desk, wanted: set[str], ruleset: Ruleset, seed: str) -> Allocation:
    elsewhere = [slot for each in desk.sittings if each.key not in wanted for slot in desk.plan(each)]
    turns = [slot.person_id for slot in elsewhere]
    speakers = [
        Speaker(
            id=person.id,
            key=person.key,
            constituency=person.constituency,
            zone=desk.zone_of(person),
            roles=person.roles,
            turns=turns.count(person.id),
        )
        for person in desk.persons
    ]
    occasions = [
        Occasion(
            key=each.key,
            start=each.start,
            minutes=each.minutes,
            stage=stage_of(each, desk.sittings),
            turn=desk.turn(each),
            is_open=each.key in wanted,
        )
        for each in desk.sittings
    ]
    return allocate(occasions, speakers, ruleset, seed=seed)


@writes
def accept(work: Work, slug: str, proposal: Proposal) -> None:
    """Keep a proposal. Refuses `Stale` where sittings, people or slots have changed since it was made."""
    forum = work.forum(slug, Permission.EDIT_SLOTS)
    if _basis(work, forum) != proposal.basis:
        raise Stale
    ids = {sitting.key: sitting.id for sitting in programme.draft(work.db, forum.id)}
    for key, plan in proposal.plans.items():
        slots.keep(work.db, ids[key], plan, work.now)
        moved = sum(each.sitting == key for each in proposal.moved)
        facts = {"slots": len(plan), "seed": proposal.seed, "moved": moved}
        work.audit(Tag.SLOTS_ALLOCATED, f"sitting:{key}", forum_id=forum.id, **facts)
        work.announce(f"programme:{forum.id}", kind="slots", sitting=key)


@writes
def edit(
    work: Work, slug: str, sitting_key: str, number: int, change: SlotIn, ruleset: Ruleset, *, basis: str = ""
) -> None:
    """Change a slot by hand; a length given to an employers' slot is given to the workers' as well, and back.

    `basis` is the plan that the editor saw. Refuses `Stale`, `WrongSlotLength`, `WrongSpeaker`, `OutOfRuleOrder`,
    `ReactionToNothing`, `OverBudget`.
    """
    forum = work.forum(slug, Permission.EDIT_SLOTS)
    desk = _desk(work, forum)
    sitting = desk.sitting(sitting_key)
    before = desk.plan(sitting)
    if basis and basis != _basis_of(before):
        raise Stale
    after = _changed(desk, before, number, change, ruleset)
    rules.check(after, ruleset, stage_of(sitting, desk.sittings), sitting.minutes)
    after = _renoted(desk, sitting, before, rules.timed(after, sitting.minutes))
    slots.keep(work.db, sitting.id, after, work.now)
    facts = {"before": _facts(before, number), "after": _facts(after, number)}
    work.audit(Tag.SLOT_EDITED, f"sitting:{sitting_key}", forum_id=forum.id, slot=number, **facts)
    work.announce(f"programme:{forum.id}", kind="slots", sitting=sitting_key)


def _basis_of(plan: Sequence[Slot]) -> str:
    """A fingerprint of one sitting's plan."""
    facts = repr([(slot.number, str(slot.modified_at)) for slot in plan])
    return hashlib.sha256(facts.encode()).hexdigest()[:16]


def _facts(plan: Sequence[Slot], number: int) -> dict[str, object]:
    slot = rules.find(plan, number)
    return {"place": plan.index(slot) + 1, "seconds": slot.seconds, "person": slot.person_id, "label": slot.label}


def _changed(desk: _Desk, plan: tuple[Slot, ...], number: int, change: SlotIn, ruleset: Ruleset) -> tuple[Slot, ...]:
    slot = rules.find(plan, number)
    if change.seconds != slot.seconds:
        plan = rules.with_seconds(plan, number, change.seconds, ruleset)
    person_id = _speaker(desk, slot, change.person_key, ruleset)
    label = "" if person_id else " ".join(change.label.split())[:LABEL_LENGTH]
    if (person_id, label) != (slot.person_id, slot.label):
        plan = rules.with_person(plan, number, person_id, label)
    return rules.moved(plan, number, change.place)


def _speaker(desk: _Desk, slot: Slot, key: str, ruleset: Ruleset) -> int | None:
    """The person with that key, if they may speak in this slot; None for an empty key."""
    if not key:
        return None
    person = next((each for each in desk.persons if each.key == key), None)
    if person is None:
        raise Unknown(what="person", key=key)
    if person.id != slot.person_id and not _may_speak(person, slot, ruleset):
        raise WrongSpeaker(field="person", kind=slot.kind.value, constituency=slot.constituency.value)
    return person.id


def _may_speak(person: Person, slot: Slot, ruleset: Ruleset) -> bool:
    return person.constituency is slot.constituency and bool(person.roles & set(ruleset.speakers[slot.kind]))


def _renoted(desk: _Desk, sitting: Sitting, before: Sequence[Slot], after: Iterable[Slot]) -> tuple[Slot, ...]:
    """Notes for a plan changed by hand: who was named by hand sits in the night by hand."""
    was = {slot.number: slot.person_id for slot in before}
    fresh = noted(after, sitting.start, desk.zones)
    return tuple(
        replace(slot, note=replace(slot.note, reason=NightReason.BY_HAND))
        if slot.note and slot.person_id != was[slot.number]
        else slot
        for slot in fresh
    )


@writes
def clear(work: Work, slug: str, sitting_key: str) -> int:
    """Forget the slots of a sitting; gives how many there were."""
    forum = work.forum(slug, Permission.EDIT_SLOTS)
    sitting = programme.sitting_by_key(work.db, forum.id, sitting_key)
    if sitting is None:
        raise Unknown(what="sitting", key=sitting_key)
    count = slots.clear(work.db, sitting.id)
    if count:
        work.audit(Tag.SLOTS_CLEARED, f"sitting:{sitting_key}", forum_id=forum.id, slots=count)
        work.announce(f"programme:{forum.id}", kind="slots", sitting=sitting_key)
    return count


@reads
def plan(work: Work, slug: str, sitting_key: str, ruleset: Ruleset) -> SpeakingPlan:
    """The speaking plan of a sitting: the draft for those who may edit it, otherwise as far as it is published."""
    forum = work.forum(slug, Permission.SEE_SLOTS)
    may_edit = may(work.actor, Permission.EDIT_SLOTS, Target(forum_id=forum.id))
    sittings = _sittings_seen(work, forum, may_edit)
    sitting = next((each for each in sittings if each.key == sitting_key), None)
    if sitting is None:
        raise Unknown(what="sitting", key=sitting_key)
    stage = stage_of(sitting, sittings)
    persons = people.persons(work.db, forum.id)
    given = slots.of_sitting(work.db, sitting.id) if sitting.is_held else ()
    return SpeakingPlan(
        sitting=sitting,
        stage=stage,
        lines=_lines(forum, sitting, given, persons),
        outline=_entitled(sitting, stage, given, ruleset, in_time_order(sittings)),
        basis=_basis_of(given),
        may_edit=may_edit,
        candidates=_candidates(persons, given, ruleset) if may_edit else (),
    )


def _sittings_seen(work: Work, forum: Forum, may_edit: bool) -> list[Sitting]:
    if may_edit:
        return programme.draft(work.db, forum.id)
    release = programme.latest_release(work.db, forum.id)
    return list(release.sittings) if release else []


def _lines(forum: Forum, sitting: Sitting, given: Sequence[Slot], persons: Sequence[Person]) -> tuple[Line, ...]:
    by_id = {person.id: person for person in persons}
    zones = {person.id: person.zone if person.mode is Mode.REMOTE else forum.zone for person in persons}
    speaker_of = {slot.number: by_id.get(slot.person_id or 0) for slot in given}
    return tuple(
        Line(
            place=place,
            slot=slot,
            start=slot.start(sitting.start),
            end=slot.end(sitting.start),
            zone=zones.get(slot.person_id or 0, forum.zone),
            person=speaker_of[slot.number],
            reacts_to=speaker_of.get(slot.reacts_to) if slot.reacts_to else None,
        )
        for place, slot in enumerate(noted(given, sitting.start, zones) if given else (), start=1)
    )


def _entitled(
    sitting: Sitting, stage: Stage, given: Sequence[Slot], ruleset: Ruleset, ordered: Sequence[Sitting]
) -> Outline | None:
    leaders = sum(slot.kind is SlotKind.PRESENTATION for slot in given)
    turn = next((at for at, each in enumerate(ordered) if each.key == sitting.key), 0)
    try:
        return outline(ruleset, stage, minutes=sitting.minutes, leaders=leaders, turn=turn)
    except BudgetTooSmall:
        return None


def _candidates(persons: Iterable[Person], given: Sequence[Slot], ruleset: Ruleset) -> tuple[Person, ...]:
    kinds = {(slot.kind, slot.constituency) for slot in given}
    allowed = {(constituency, role) for kind, constituency in kinds for role in ruleset.speakers[kind]}
    return tuple(each for each in persons if any((each.constituency, role) in allowed for role in each.roles))


@reads
def own_slots(work: Work, slug: str) -> list[OwnSlot]:
    """When the acting person is to speak, in the sittings as published, in the order of time."""
    forum = work.forum(slug, Permission.SEE_SLOTS)
    release = programme.latest_release(work.db, forum.id)
    by_id = {sitting.id: sitting for sitting in release.sittings if sitting.is_held} if release else {}
    own = [
        OwnSlot(
            sitting=by_id[sitting_id],
            slot=slot,
            place=place,
            start=slot.start(by_id[sitting_id].start),
            end=slot.end(by_id[sitting_id].start),
        )
        for sitting_id, place, slot in slots.of_person(work.db, work.actor.person_id or 0)
        if sitting_id in by_id
    ]
    return sorted(own, key=lambda each: each.start)
