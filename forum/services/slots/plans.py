"""The speaking plan of a sitting as it is read, and when a person is to speak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.domain.access import Permission, Target, may
from forum.domain.people import Constituency, Mode, Person
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Unknown
from forum.domain.speaking import linter
from forum.domain.speaking import slots as rules
from forum.domain.speaking.linter import Finding
from forum.domain.speaking.lists import Line
from forum.domain.speaking.outline import Outline, in_time_order, outline, stage_of
from forum.domain.speaking.rules import (
    OFFICERS_KINDS,
    BudgetTooSmall,
    Ruleset,
    SlotKind,
    Stage,
)
from forum.domain.speaking.slots import Slot
from forum.planning.notes import noted
from forum.services.rulesets import current
from forum.services.slots.desk import basis_of
from forum.services.unit import Work, reads
from forum.store import people, programme, slots


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeakingPlan:
    """A sitting's plan as a page shows it. `outline` is what the rules give now; None where it is too short."""

    sitting: Sitting
    stage: Stage
    lines: tuple[Line, ...]
    outline: Outline | None
    basis: str
    may_edit: bool
    ruleset: Ruleset
    findings: tuple[Finding, ...] = ()
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


@reads
def plan(work: Work, slug: str, sitting_key: str) -> SpeakingPlan:
    """The speaking plan of a sitting: the draft for those who may edit it, otherwise as far as it is published."""
    forum = work.forum(slug, Permission.SEE_SLOTS)
    may_edit = may(work.actor, Permission.EDIT_SLOTS, Target(forum_id=forum.id))
    sittings = _sittings_seen(work, forum, may_edit)
    sitting = next((each for each in sittings if each.key == sitting_key), None)
    if sitting is None:
        raise Unknown(what="sitting", key=sitting_key)
    ruleset, stage = current(work, forum), stage_of(sitting, sittings)
    persons = people.persons(work.db, forum.id)
    given = slots.of_sitting(work.db, sitting.id) if sitting.is_held else ()
    return SpeakingPlan(
        sitting=sitting,
        stage=stage,
        lines=lines_of(forum, sitting, given, persons),
        outline=entitled_in(sitting, stage, given, ruleset, in_time_order(sittings)),
        basis=basis_of(given),
        may_edit=may_edit,
        ruleset=ruleset,
        findings=_findings(ruleset, stage, sitting, given, persons) if may_edit and given else (),
        candidates=_candidates(persons, given, ruleset) if may_edit else (),
    )


def _sittings_seen(work: Work, forum: Forum, may_edit: bool) -> list[Sitting]:
    if may_edit:
        return programme.draft(work.db, forum.id)
    release = programme.latest_release(work.db, forum.id)
    return list(release.sittings) if release else []


def lines_of(forum: Forum, sitting: Sitting, given: Sequence[Slot], persons: Sequence[Person]) -> tuple[Line, ...]:
    """The slots of a sitting as they are read."""
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


def entitled_in(
    sitting: Sitting, stage: Stage, given: Sequence[Slot], ruleset: Ruleset, ordered: Sequence[Sitting]
) -> Outline | None:
    """The empty plan that the rules give a sitting with so many leaders; None where it is too short."""
    leaders = sum(slot.kind is SlotKind.PRESENTATION for slot in given)
    turn = next((at for at, each in enumerate(ordered) if each.key == sitting.key), 0)
    try:
        return outline(ruleset, stage, minutes=sitting.minutes, leaders=leaders, turn=turn)
    except BudgetTooSmall:
        return None


def _findings(
    ruleset: Ruleset, stage: Stage, sitting: Sitting, given: Sequence[Slot], persons: Iterable[Person]
) -> tuple[Finding, ...]:
    """What the linter says of the list."""
    by_id = {person.id: person for person in persons}
    named = {slot.number: by_id[slot.person_id] for slot in given if slot.person_id in by_id}
    speakers = {number: linter.Speaker(key=each.key, state=each.state or "") for number, each in named.items()}
    return linter.lint(ruleset, stage, given, minutes=sitting.minutes, speakers=speakers)


def _candidates(persons: Iterable[Person], given: Sequence[Slot], ruleset: Ruleset) -> tuple[Person, ...]:
    kinds = {(slot.kind, slot.constituency) for slot in given}
    allowed = {
        (None if kind in OFFICERS_KINDS else constituency, role)
        for kind, constituency in kinds
        for role in ruleset.roles(kind)
    }
    return tuple(
        each for each in persons if any({(each.constituency, role), (None, role)} & allowed for role in each.roles)
    )


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
