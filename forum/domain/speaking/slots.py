"""A sitting's plan: slots in order, each with its length, its start, whom it belongs to; and what may be changed."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise

from forum.domain.people import Constituency
from forum.domain.refusals import Unknown
from forum.domain.speaking.rules import (
    LEADERS_KINDS,
    REACTING_KINDS,
    EmployersWorkersDiffer,
    OutOfRuleOrder,
    OverBudget,
    ReactionToNothing,
    Ruleset,
    SlotKind,
    Stage,
    WrongSlotLength,
)

PARTNERS = (Constituency.EMPLOYER, Constituency.WORKER)


class NightReason(enum.StrEnum):
    """Why somebody speaks in their own night."""

    ONLY_ONE = "only_one"
    ALL_ASLEEP = "all_asleep"
    EVERY_SITTING = "every_sitting"
    OTHERS_FULL = "others_full"
    BY_HAND = "by_hand"
    TIMES_CHANGED = "times_changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class NightNote:
    """Says that the speaker's own clock shows night when the slot begins: its zone, its wall time, and why."""

    reason: NightReason
    zone: str
    local: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """Planned speaking time. `number` is its name within the sitting and stays when the order changes.

    `offset` are seconds after the start of the sitting, an estimate. `reacts_to` is the number of the presentation that
    a reaction or an answer belongs to. `person_id` is None where nobody is named yet. `extra` are seconds more on the
    clock for accommodation (a disability, interpretation): they are nobody's share.
    """

    number: int
    kind: SlotKind
    constituency: Constituency
    seconds: int
    offset: int = 0
    reacts_to: int | None = None
    person_id: int | None = None
    label: str = ""
    note: NightNote | None = None
    is_fixed: bool = False
    extra: int = 0
    id: int = 0
    modified_at: datetime | None = None

    @property
    def sequence(self) -> int:
        """A number that grows with every change, for calendars (RFC 5545): the minute of the last one."""
        return int(self.modified_at.timestamp() // 60) if self.modified_at else 0

    def start(self, sitting_start: datetime) -> datetime:
        """The instant at which it is expected to begin."""
        return sitting_start + timedelta(seconds=self.offset)

    def end(self, sitting_start: datetime) -> datetime:
        """The instant at which it is expected to end."""
        return self.start(sitting_start) + timedelta(seconds=self.seconds + self.extra)


def timed(slots: Iterable[Slot], minutes: int) -> tuple[Slot, ...]:
    """The slots with their offsets: the chair's reserve is spread evenly, before each slot and after the last."""
    given = tuple(slots)
    before = [0, *accumulate(slot.seconds + slot.extra for slot in given)]
    reserve = minutes * 60 - before[-1]
    parts = len(given) + 1
    return tuple(
        replace(slot, offset=spoken + reserve * number // parts)
        for number, (slot, spoken) in enumerate(zip(given, before, strict=False), start=1)
    )


def seconds_of(slots: Iterable[Slot], constituency: Constituency) -> int:
    """The time planned for a constituency."""
    return sum(slot.seconds for slot in slots if slot.constituency is constituency)


def find(slots: Iterable[Slot], number: int) -> Slot:
    """The slot with that number. Refuses `Unknown`."""
    for slot in slots:
        if slot.number == number:
            return slot
    raise Unknown(what="slot", key=number)


def check(slots: Sequence[Slot], ruleset: Ruleset, stage: Stage, minutes: int) -> None:
    """Refuse a plan that breaks the rules.

    Refuses `EmployersWorkersDiffer`, `OverBudget`, `OutOfRuleOrder`, `ReactionToNothing`.
    """
    employers, workers = (seconds_of(slots, partner) for partner in PARTNERS)
    if employers != workers:
        raise EmployersWorkersDiffer(employers=employers, workers=workers)
    over = sum(slot.seconds for slot in slots) - ruleset.budget(minutes)
    if over > 0:
        raise OverBudget(field="seconds", over=over)
    _check_order(slots, ruleset, stage)
    _check_reactions(slots)


def _check_order(slots: Sequence[Slot], ruleset: Ruleset, stage: Stage) -> None:
    for earlier, later in pairwise(slots):
        if ruleset.rank(stage, later.kind) < ruleset.rank(stage, earlier.kind):
            raise OutOfRuleOrder(field="place", kind=later.kind.value, before=earlier.kind.value)


def _check_reactions(slots: Sequence[Slot]) -> None:
    heard: set[int] = set()
    answered: set[int] = set()
    for slot in slots:
        if slot.kind is SlotKind.PRESENTATION:
            heard.add(slot.number)
        if slot.kind not in REACTING_KINDS:
            continue
        if slot.reacts_to not in heard:
            raise ReactionToNothing(field="place")
        if slot.reacts_to in answered:
            raise OutOfRuleOrder(field="place", kind=slot.kind.value, before=SlotKind.ANSWER.value)
        if slot.kind is SlotKind.ANSWER:
            answered.add(slot.reacts_to)


def twin(slots: Sequence[Slot], slot: Slot) -> Slot | None:
    """The slot of the other social partner that has the same place in the plan; None for anybody else's slot."""
    if slot.constituency not in PARTNERS:
        return None
    other = PARTNERS[1 - PARTNERS.index(slot.constituency)]
    mine, theirs = (_alike(slots, slot, constituency) for constituency in (slot.constituency, other))
    place = mine.index(slot)
    return theirs[place] if place < len(theirs) else None


def _alike(slots: Sequence[Slot], slot: Slot, constituency: Constituency) -> list[Slot]:
    wanted = (slot.kind, slot.reacts_to, constituency)
    alike = [each for each in slots if (each.kind, each.reacts_to, each.constituency) == wanted]
    return sorted(alike, key=lambda each: each.number)


def with_seconds(slots: Sequence[Slot], number: int, seconds: int, ruleset: Ruleset) -> tuple[Slot, ...]:
    """The plan with another length for a slot, and for its twin: employers and workers stay equal.

    Refuses `Unknown`, `WrongSlotLength`.
    """
    slot = find(slots, number)
    limit = ruleset.limit(slot.kind)
    if not min(limit.least, slot.seconds) <= seconds <= max(limit.most, slot.seconds):
        raise WrongSlotLength(field="seconds", seconds=seconds, least=limit.least, most=limit.most)
    other = twin(slots, slot)
    touched = {number, other.number if other else number}
    return tuple(replace(each, seconds=seconds, is_fixed=True) if each.number in touched else each for each in slots)


def with_person(slots: Sequence[Slot], number: int, person_id: int | None, label: str = "") -> tuple[Slot, ...]:
    """The plan with another speaker of a slot, or only a label; who presents also answers. Refuses `Unknown`."""
    touched = {number, *_same_leader(slots, find(slots, number))}
    return tuple(
        replace(each, person_id=person_id, label=label, is_fixed=True) if each.number in touched else each
        for each in slots
    )


def _same_leader(slots: Sequence[Slot], slot: Slot) -> set[int]:
    """The numbers of a presentation and the answer to the reactions to it; empty for a constituency's slot."""
    if slot.kind not in LEADERS_KINDS:
        return set()
    first = slot.reacts_to or slot.number
    return {each.number for each in slots if each.kind in LEADERS_KINDS and first in {each.number, each.reacts_to}}


def moved(slots: Sequence[Slot], number: int, place: int) -> tuple[Slot, ...]:
    """The plan with a slot at another place, counted from 1; a place past the end is the last. Refuses `Unknown`."""
    slot = find(slots, number)
    others = [each for each in slots if each.number != number]
    at = max(0, min(place - 1, len(others)))
    if slots.index(slot) == at:
        return tuple(slots)
    return (*others[:at], replace(slot, is_fixed=True), *others[at:])
