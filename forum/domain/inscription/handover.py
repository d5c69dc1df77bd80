"""From the list to the slots of its sitting: who speaks when, as the list stands; what makes each estimated time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby

from forum.domain.inscription.values import Entry
from forum.domain.people import Constituency, Person
from forum.domain.speaking.outline import leaders_that_fit, outline
from forum.domain.speaking.rules import (
    LEADERS_KINDS,
    SINGLE_KINDS,
    BudgetTooSmall,
    OutOfRuleOrder,
    Ruleset,
    SlotKind,
    Stage,
)
from forum.domain.speaking.slots import Slot, timed

#: slots that speak for a group, and those of one State, organization or person, in the order in which they are taken
OF_GROUPS = (SlotKind.GROUP_STATEMENT, SlotKind.SPOKESPERSON, SlotKind.OPENING_STATEMENT, SlotKind.NEXT_STEPS)
OF_ONE = (SlotKind.PRESENTATION, SlotKind.STATEMENT, SlotKind.OPEN_FLOOR)


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover:
    """A sitting's slots with the speakers of its list: which slot each entry has, and the entries that find none."""

    slots: tuple[Slot, ...] = ()
    slot_of: Mapping[int, Slot] = field(default_factory=dict)
    unheard: tuple[int, ...] = ()

    def start_of(self, entry_id: int, sitting_start: datetime) -> datetime | None:
        """When an entry is expected to speak; None where it finds no slot."""
        slot = self.slot_of.get(entry_id)
        return slot.start(sitting_start) if slot else None


def empty_plan(
    ruleset: Ruleset, stage: Stage, minutes: int, entries: Iterable[Entry], turn: int = 0
) -> tuple[Slot, ...]:
    """The slots of a sitting that has none yet, with presentations for as many leaders of the list as it can hold."""
    leaders = sum(each.constituency is Constituency.ORGANIZATION for each in entries)
    fitting = min(leaders, leaders_that_fit(ruleset, stage, minutes))
    try:
        return outline(ruleset, stage, minutes=minutes, leaders=fitting, turn=turn).slots
    except BudgetTooSmall:
        return ()


def handed_over(
    plan: Sequence[Slot], entries: Sequence[Entry], persons: Mapping[int, Person], ruleset: Ruleset, minutes: int
) -> Handover:
    """The plan with the speakers of the list, which comes in its order.

    Each entry takes the next slot of its constituency that its speaker may fill. Within a block of statements by
    individuals the slots follow the order of the list: the number and the length of each constituency's slots stay, so
    that what the rules share out stays shared. What somebody set by hand stays. Slots that nobody takes come last.
    """
    free = [_freed(slot) for slot in plan]
    by_name = sorted(free, key=lambda slot: slot.number)
    taken: dict[int, int] = {}
    for entry in entries:
        slot = next(_fitting(by_name, taken, entry, persons.get(entry.person_id), ruleset), None)
        if slot is not None:
            taken[slot.number] = entry.id
    of_entry = {each.id: (rank, each) for rank, each in enumerate(entries)}
    named = [_named(slot, free, taken, of_entry) for slot in free]
    ranks = {number: of_entry[entry_id][0] for number, entry_id in taken.items()}
    slots = timed(_in_list_order(named, ranks), minutes)
    numbers = {entry_id: number for number, entry_id in taken.items()}
    by_number = {slot.number: slot for slot in slots}
    return Handover(
        slots=slots,
        slot_of={entry_id: by_number[number] for entry_id, number in numbers.items()},
        unheard=tuple(each.id for each in entries if each.id not in numbers),
    )


def _freed(slot: Slot) -> Slot:
    """A slot that the list fills, without the speaker whom an allocation put there."""
    is_ours = slot.kind in SINGLE_KINDS and not slot.is_fixed
    return replace(slot, person_id=None, label="", note=None) if is_ours else slot


def _fitting(
    free: Sequence[Slot], taken: Mapping[int, int], entry: Entry, speaker: Person | None, ruleset: Ruleset
) -> Iterator[Slot]:
    """The slots that an entry could have, the most fitting kind first."""
    roles = speaker.roles if speaker else frozenset()
    for kind in (*OF_GROUPS, *OF_ONE) if entry.behalf.is_of_group else OF_ONE:
        for slot in free:
            is_free = slot.number not in taken and slot.person_id is None and not slot.label
            is_theirs = slot.constituency is entry.constituency and bool(roles & set(ruleset.speakers.get(kind, ())))
            if slot.kind is kind and is_free and is_theirs:
                yield slot


def _named(
    slot: Slot, plan: Sequence[Slot], taken: Mapping[int, int], of_entry: Mapping[int, tuple[int, Entry]]
) -> Slot:
    """The slot with its speaker; who presents also answers."""
    number = slot.number
    if slot.kind in LEADERS_KINDS and slot.reacts_to and number not in taken and slot.person_id is None:
        number = slot.reacts_to
    return replace(slot, person_id=of_entry[taken[number]][1].person_id) if number in taken else slot


def _in_list_order(slots: Sequence[Slot], ranks: Mapping[int, int]) -> Iterator[Slot]:
    """The slots with each block of statements by individuals in the order of the list.

    Slots that nobody has come last; those that somebody set by hand stay where they are.
    """
    last = len(ranks)
    for kind, block in groupby(slots, key=lambda slot: slot.kind):
        given = list(block)
        moving = [slot for slot in given if not slot.is_fixed] if kind in SINGLE_KINDS else []
        ordered = iter(sorted(moving, key=lambda slot: ranks.get(slot.number, last)))
        yield from (slot if slot not in moving else next(ordered) for slot in given)


def exchanged(plan: Sequence[Slot], one: int, other: int, minutes: int) -> tuple[Slot, ...]:
    """The plan with the places of two persons changed; each keeps the slot, its length and its constituency.

    Refuses `OutOfRuleOrder` where their slots are of different kinds: the rules put one kind before the other. A person
    without a slot leaves the plan as it is.
    """
    places = [_place_of(plan, person_id) for person_id in (one, other)]
    if None in places:
        return tuple(plan)
    first, second = (place for place in places if place is not None)
    if plan[first].kind is not plan[second].kind:
        raise OutOfRuleOrder(field="other", kind=plan[first].kind.value, before=plan[second].kind.value)
    moved = {first: plan[second], second: plan[first]}
    return timed((moved.get(place, slot) for place, slot in enumerate(plan)), minutes)


def _place_of(plan: Sequence[Slot], person_id: int) -> int | None:
    """Where the list put a person: their first slot that nobody set by hand."""
    found = (place for place, slot in enumerate(plan) if slot.person_id == person_id and not slot.is_fixed)
    return next(found, None)


def renamed(plan: Sequence[Slot], person_id: int, successor: int | None) -> tuple[Slot, ...]:
    """The plan with another in the slots that the list gave a person, or nobody."""
    return tuple(
        replace(slot, person_id=successor) if slot.person_id == person_id and not slot.is_fixed else slot
        for slot in plan
    )
