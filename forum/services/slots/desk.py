"""What deciding about slots needs of a forum, and the fingerprints by which a later change is noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forum.domain import editions
from forum.domain.people import Mode, Person
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Unknown
from forum.domain.speaking.outline import in_time_order
from forum.domain.speaking.slots import Slot
from forum.services.rulesets import number
from forum.services.unit import Work
from forum.store import people, programme, slots


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What deciding about slots needs of a forum: its sittings in time order, people, plans."""

    forum: Forum
    sittings: tuple[Sitting, ...]
    persons: tuple[Person, ...]
    plans: Mapping[int, tuple[Slot, ...]]

    def sitting(self, key: str) -> Sitting:
        """The timed sitting with that key. Refuses `Unknown`."""
        found = next((each for each in self.sittings if each.key == key), None)
        if found is None:
            raise Unknown(what="sitting", key=key)
        return found

    def turn(self, sitting: Sitting) -> int:
        """Which of the sittings it is, counted from 0 in the order of time."""
        return [each.key for each in self.sittings].index(sitting.key)

    def plan(self, sitting: Sitting) -> tuple[Slot, ...]:
        """Its slots as they stand."""
        return self.plans.get(sitting.id, ())

    def zone_of(self, person: Person) -> str:
        """The clock that counts: the person's own when remote, the venue's in the room."""
        return person.zone if person.mode is Mode.REMOTE else self.forum.zone

    @property
    def zones(self) -> dict[int, str]:
        """The clock that counts, by the id of the person."""
        return {person.id: self.zone_of(person) for person in self.persons}


def desk_of(work: Work, forum: Forum) -> Desk:
    """The desk of a forum as its draft stands."""
    timed = tuple(each for each in in_time_order(programme.draft(work.db, forum.id)) if each.is_timed)
    persons = tuple(people.persons(work.db, forum.id))
    return Desk(forum=forum, sittings=timed, persons=persons, plans=slots.of_forum(work.db, forum.id))


def basis_of_forum(work: Work, forum: Forum) -> str:
    """A fingerprint of all that a plan is made from; cheap enough for a writing transaction."""
    sittings = [each for each in programme.draft(work.db, forum.id) if each.is_held]
    plans = slots.of_forum(work.db, forum.id)
    facts = [
        [(each.key, each.start.isoformat(), each.minutes, each.kind.value) for each in sittings],
        [(key, slot.number, str(slot.modified_at)) for key, plan in sorted(plans.items()) for slot in plan],
        slots.speakers_basis(work.db, forum.id),
        number(work, forum),
    ]
    return editions.fingerprint(facts)


def basis_of(plan: Sequence[Slot]) -> str:
    """A fingerprint of one sitting's plan."""
    return editions.fingerprint([(slot.number, str(slot.modified_at)) for slot in plan])
