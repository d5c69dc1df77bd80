"""The home of each role: what is now, what is next, what needs me."""

from __future__ import annotations

from dataclasses import dataclass

from forum.domain.access import Permission
from forum.domain.audit import Entry
from forum.domain.people import Person
from forum.domain.programme import Release, Sitting
from forum.services.unit import Unit, Work, reads
from forum.store import audit, people, programme


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The home page of one person."""

    person: Person
    release: Release | None
    now: tuple[Sitting, ...]
    next: Sitting | None
    later: tuple[Sitting, ...]


@reads
def overview(work: Work, slug: str) -> Overview:
    """What a participant sees first."""
    forum = work.forum(slug, Permission.SEE_PROGRAMME)
    assert work.actor.person_id is not None
    person = people.person_by_id(work.db, forum.id, work.actor.person_id)
    assert person is not None
    release = programme.latest_release(work.db, forum.id)
    live = [s for s in (release.sittings if release else ()) if not s.is_cancelled]
    coming = sorted((s for s in live if s.start > work.now), key=lambda s: s.start)
    return Overview(
        person=person,
        release=release,
        now=tuple(s for s in live if s.start <= work.now < s.end),
        next=coming[0] if coming else None,
        later=tuple(coming[1:]),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """An entry of the trail and the label of who made it; empty for the operator at the machine."""

    entry: Entry
    who: str


@reads
def changes(work: Work, slug: str) -> list[Change]:
    """The newest changes of a forum."""
    forum = work.forum(slug, Permission.SEE_AUDIT)
    labels = {person.id: person.label for person in people.persons(work.db, forum.id)}
    return [Change(entry=entry, who=labels.get(entry.person_id or 0, "")) for entry in audit.entries(work.db, forum.id)]


def is_healthy(unit: Unit) -> bool:
    """Whether the database answers."""
    return unit.store.is_reachable()
