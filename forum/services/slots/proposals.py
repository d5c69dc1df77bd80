"""A plan of slots is computed on a snapshot, then kept unless something has changed since.

Placing 800 people takes longer than a writing transaction may.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.refusals import Stale, Unknown
from forum.domain.speaking.outline import stage_of
from forum.domain.speaking.placing import Allocation, Moved, Occasion, Shortage, Speaker
from forum.domain.speaking.rules import (
    HasSlots,
    NoTimeForSlots,
    Ruleset,
)
from forum.domain.speaking.slots import Slot
from forum.planning.slots import allocate
from forum.services.notices import note_slots
from forum.services.rulesets import current
from forum.services.slots.desk import Desk, basis_of_forum, desk_of
from forum.services.unit import Work, reads, writes
from forum.store import programme, slots


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """Plans for sittings by their key, and what they were made from."""

    seed: str
    basis: str
    plans: Mapping[str, tuple[Slot, ...]]
    moved: tuple[Moved, ...]
    unplaced: tuple[int, ...]
    #: who has no slot, by their label, and why; its sittings by their title
    left: tuple[tuple[str, Shortage], ...] = ()

    @property
    def notes(self) -> int:
        """How many slots lie in their speaker's night."""
        return sum(slot.note is not None for plan in self.plans.values() for slot in plan)


@reads
def propose(work: Work, slug: str, *, seed: str, sitting_key: str | None = None, may_replace: bool = False) -> Proposal:
    """Plan one sitting, or every sitting of the forum whose slots nobody has changed by hand; nothing is kept.

    Refuses `HasSlots` where the one sitting has slots and they may not be replaced, `NoTimeForSlots`, `BudgetTooSmall`.
    """
    forum = work.forum(slug, Permission.EDIT_SLOTS)
    desk = desk_of(work, forum)
    wanted = _wanted(work, desk, sitting_key, may_replace)
    made = _allocated(desk, wanted, current(work, forum), seed)
    return Proposal(
        seed=seed,
        basis=basis_of_forum(work, forum),
        plans=made.slots,
        moved=made.moved,
        unplaced=made.unplaced,
        left=tuple(_left(desk, made)),
    )


def _left(desk: Desk, made: Allocation) -> Iterator[tuple[str, Shortage]]:
    titles = {each.key: each.title for each in desk.sittings}
    labels = {person.id: person.label for person in desk.persons}
    for each in made.shortages:
        if each.person_id:
            yield labels[each.person_id], replace(each, sittings=tuple(titles[key] for key in each.sittings))


def _wanted(work: Work, desk: Desk, sitting_key: str | None, may_replace: bool) -> set[str]:
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


def _allocated(desk: Desk, wanted: set[str], ruleset: Ruleset, seed: str) -> Allocation:
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
    if basis_of_forum(work, forum) != proposal.basis:
        raise Stale
    ids = {sitting.key: sitting.id for sitting in programme.draft(work.db, forum.id)}
    for key, plan in proposal.plans.items():
        before = slots.of_sitting(work.db, ids[key])
        note_slots(work, forum, ids[key], before, slots.keep(work.db, ids[key], plan, work.now))
        moved = sum(each.sitting == key for each in proposal.moved)
        facts = {"slots": len(plan), "seed": proposal.seed, "moved": moved}
        work.audit(Tag.SLOTS_ALLOCATED, f"sitting:{key}", forum_id=forum.id, **facts)
        work.announce(f"programme:{forum.id}", kind="slots", sitting=key)
    work.refresh_calendars(forum.id)
