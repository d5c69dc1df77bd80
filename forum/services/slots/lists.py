"""The list of speakers: read by whoever reads the programme, taken over again from a table by who may edit slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from forum.domain.access import Permission, Target
from forum.domain.audit import Tag
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Refusal, Refusals, Stale, Unknown
from forum.domain.roster import Row
from forum.domain.speaking import listed
from forum.domain.speaking.lists import Part, SpeakersList
from forum.domain.speaking.outline import in_time_order, stage_of
from forum.domain.speaking.slots import Slot
from forum.services.notices import note_slots
from forum.services.rulesets import current
from forum.services.slots.desk import Desk, basis_of_forum, desk_of
from forum.services.slots.edits import may_speak, renoted
from forum.services.slots.plans import lines_of
from forum.services.unit import Work, reads, writes
from forum.store import people, programme, slots


@dataclass(frozen=True, kw_only=True, slots=True)
class Renewal:
    """What a table would change: by sitting the plan before and after.

    `basis` is the fingerprint of the state that it was held against.
    """

    basis: str
    changed: tuple[tuple[Sitting, tuple[Slot, ...], tuple[Slot, ...]], ...]

    @property
    def slots(self) -> int:
        """How many slots would be other ones, or stand elsewhere."""
        return sum(_differing(before, after) for _, before, after in self.changed)


def _differing(before: Sequence[Slot], after: Sequence[Slot]) -> int:
    facts = ({slot.number: _facts(plan, slot) for slot in plan} for plan in (before, after))
    old, new = facts
    return sum(old[number] != new[number] for number in old)


def _facts(plan: Sequence[Slot], slot: Slot) -> tuple[object, ...]:
    return plan.index(slot), slot.seconds, slot.person_id, slot.label


@reads
def published_list(work: Work, slug: str, sitting_key: str = "") -> SpeakersList:
    """The list of speakers of the sittings that are published. Refuses `Unknown` for a sitting that is not."""
    return list_of(work, slug, sitting_key)


def list_of(work: Work, slug: str, sitting_key: str) -> SpeakersList:
    """The list as the actor may read it, within another service's transaction; see `published_list`."""
    forum = work.known_forum(slug)
    work.require(Permission.SEE_PROGRAMME, Target(forum_id=forum.id, is_public=work.is_public(forum)))
    release = programme.latest_release(work.db, forum.id)
    held = [each for each in in_time_order(release.sittings) if each.is_held] if release else []
    if sitting_key and sitting_key not in {each.key for each in held}:
        raise Unknown(what="sitting", key=sitting_key)
    wanted = [each for each in held if sitting_key in {"", each.key}]
    plans, persons = slots.of_forum(work.db, forum.id), people.persons(work.db, forum.id)
    parts = (Part(sitting=each, lines=lines_of(forum, each, plans.get(each.id, ()), persons)) for each in wanted)
    return SpeakersList(forum=forum, release=release, parts=tuple(part for part in parts if part.lines))


@reads
def require_list_edit(work: Work, slug: str) -> None:
    """Refuse whoever may not take a list over."""
    work.forum(slug, Permission.EDIT_SLOTS)


@reads
def preview_list(work: Work, slug: str, rows: Sequence[Row]) -> Renewal:
    """What a table would change; nothing is kept. Raises `Refusals` with every fault."""
    return _renewal(work, work.forum(slug, Permission.EDIT_SLOTS), rows)


def _renewal(work: Work, forum: Forum, rows: Sequence[Row]) -> Renewal:
    desk, ruleset = desk_of(work, forum), current(work, forum)
    sittings = {each.key: each for each in desk.sittings if desk.plan(each)}
    given = listed.by_sitting(listed.read(rows), sittings)
    known = listed.Known(
        ruleset=ruleset,
        may_speak=lambda person, slot: may_speak(person, slot, ruleset),
        persons={person.key: person for person in desk.persons},
    )
    plans = _applied(desk, given, sittings, known)
    changed = tuple((sittings[key], desk.plan(sittings[key]), plan) for key, plan in plans.items())
    moved = tuple((sitting, before, after) for sitting, before, after in changed if before != after)
    return Renewal(basis=basis_of_forum(work, forum), changed=moved)


def _applied(
    desk: Desk, given: dict[str, list[listed.Entry]], sittings: dict[str, Sitting], known: listed.Known
) -> dict[str, tuple[Slot, ...]]:
    plans, faults = dict[str, tuple[Slot, ...]](), list[Refusal]()
    for key, entries in given.items():
        sitting = sittings[key]
        stage = stage_of(sitting, desk.sittings)
        try:
            plans[key] = listed.applied(desk.plan(sitting), entries, known, stage, sitting.minutes)
        except Refusals as several:
            faults.extend(several.faults)
    if faults:
        raise Refusals(faults)
    return plans


@writes
def take_list(work: Work, slug: str, rows: Sequence[Row], *, basis: str) -> int:
    """Take a table over; gives how many slots changed. Refuses `Stale` where anything changed since the preview."""
    forum = work.forum(slug, Permission.EDIT_SLOTS)
    renewal, desk = _renewal(work, forum, rows), desk_of(work, forum)
    if basis != renewal.basis:
        raise Stale
    for sitting, before, after in renewal.changed:
        noted = renoted(desk, sitting, before, after)
        note_slots(work, forum, sitting.id, before, slots.keep(work.db, sitting.id, noted, work.now))
        facts = {"slots": len(after), "changed": _differing(before, after)}
        work.audit(Tag.SLOTS_LISTED, f"sitting:{sitting.key}", forum_id=forum.id, **facts)
        work.announce(f"programme:{forum.id}", kind="slots", sitting=sitting.key)
    if renewal.changed:
        work.refresh_calendars(forum.id)
    return renewal.slots
