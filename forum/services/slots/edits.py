"""Slots changed by hand, and cleared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.people import Person
from forum.domain.programme import Sitting
from forum.domain.refusals import Stale, Unknown
from forum.domain.speaking import slots as rules
from forum.domain.speaking.outline import stage_of
from forum.domain.speaking.rules import (
    OFFICERS_KINDS,
    Ruleset,
    WrongSpeaker,
)
from forum.domain.speaking.slots import NightReason, Slot
from forum.planning.notes import noted
from forum.services.notices import note_slots
from forum.services.rulesets import current
from forum.services.slots.desk import Desk, basis_of, desk_of
from forum.services.unit import Work, writes
from forum.store import programme, slots

#: longest label of a slot without a person
LABEL_LENGTH = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class SlotIn:
    """What an organizer says of a slot: its length, its place (from 1), its speaker by key, or a label instead."""

    seconds: int
    place: int
    person_key: str = ""
    label: str = ""


@writes
def edit(
    work: Work,
    slug: str,
    sitting_key: str,
    number: int,
    change: SlotIn,
    *,
    basis: str | None = None,
) -> None:
    """Change a slot by hand; a length given to an employers' slot is given to the workers' as well, and back.

    `basis` is the fingerprint of the plan that the editor saw; None where nothing was shown before. Refuses `Stale`,
    `WrongSlotLength`, `WrongSpeaker`, `OutOfRuleOrder`, `ReactionToNothing`, `OverBudget`.
    """
    forum = work.forum(slug, Permission.EDIT_SLOTS)
    desk = desk_of(work, forum)
    sitting = desk.sitting(sitting_key)
    before = desk.plan(sitting)
    if basis is not None and basis != basis_of(before):
        raise Stale
    ruleset = current(work, forum)
    after = _changed(desk, before, number, change, ruleset)
    rules.check(after, ruleset, stage_of(sitting, desk.sittings), sitting.minutes)
    after = renoted(desk, sitting, before, rules.timed(after, sitting.minutes))
    note_slots(work, forum, sitting.id, before, slots.keep(work.db, sitting.id, after, work.now))
    facts = {"before": _facts(before, number), "after": _facts(after, number)}
    work.audit(Tag.SLOT_EDITED, f"sitting:{sitting_key}", forum_id=forum.id, slot=number, **facts)
    work.announce(f"programme:{forum.id}", kind="slots", sitting=sitting_key)
    work.refresh_calendars(forum.id)


def _facts(plan: Sequence[Slot], number: int) -> dict[str, object]:
    slot = rules.find(plan, number)
    return {"place": plan.index(slot) + 1, "seconds": slot.seconds, "person": slot.person_id, "label": slot.label}


def _changed(desk: Desk, plan: tuple[Slot, ...], number: int, change: SlotIn, ruleset: Ruleset) -> tuple[Slot, ...]:
    slot = rules.find(plan, number)
    if change.seconds != slot.seconds:
        plan = rules.with_seconds(plan, number, change.seconds, ruleset)
    person_id = _speaker(desk, slot, change.person_key, ruleset)
    label = "" if person_id else " ".join(change.label.split())[:LABEL_LENGTH]
    if (person_id, label) != (slot.person_id, slot.label):
        plan = rules.with_person(plan, number, person_id, label)
    return rules.moved(plan, number, change.place)


def _speaker(desk: Desk, slot: Slot, key: str, ruleset: Ruleset) -> int | None:
    """The person with that key, if they may speak in this slot; None for an empty key."""
    if not key:
        return None
    person = next((each for each in desk.persons if each.key == key), None)
    if person is None:
        raise Unknown(what="person", key=key)
    if person.id != slot.person_id and not may_speak(person, slot, ruleset):
        raise WrongSpeaker(field="person", kind=slot.kind.value, constituency=slot.constituency.value)
    return person.id


def may_speak(person: Person, slot: Slot, ruleset: Ruleset) -> bool:
    """Whether the rules let this person speak in that slot."""
    is_theirs = person.constituency is slot.constituency or slot.kind in OFFICERS_KINDS
    return is_theirs and bool(person.roles & set(ruleset.roles(slot.kind)))


def renoted(desk: Desk, sitting: Sitting, before: Sequence[Slot], after: Iterable[Slot]) -> tuple[Slot, ...]:
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
    before = slots.of_sitting(work.db, sitting.id)
    count = slots.clear(work.db, sitting.id, work.now)
    if count:
        note_slots(work, forum, sitting.id, before, ())
        work.audit(Tag.SLOTS_CLEARED, f"sitting:{sitting_key}", forum_id=forum.id, slots=count)
        work.announce(f"programme:{forum.id}", kind="slots", sitting=sitting_key)
        work.refresh_calendars(forum.id)
    return count
