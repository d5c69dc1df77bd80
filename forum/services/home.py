"""The home of each role: what is now, what is next, what needs me."""

from __future__ import annotations

from dataclasses import dataclass

from forum.domain.access import Permission
from forum.domain.audit import Entry
from forum.domain.commitments import Editorial, view_of
from forum.domain.consultation.rules import waits_for_secretariat
from forum.domain.floor.state import Phase
from forum.domain.needs import STILL_WAITS, Facts, Need, NeedKind, Upcoming, needs
from forum.domain.people import Person
from forum.domain.programme import Forum, Release, Sitting
from forum.domain.releases import diff, is_changed
from forum.services.consultations import glances
from forum.services.inscription.reading import Glance, lists_of
from forum.services.unit import Unit, Work, reads
from forum.store import audit, commitments, feeds, floor, people, programme, slots


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The home page of one person."""

    person: Person
    release: Release | None
    now: tuple[Sitting, ...]
    next: Sitting | None
    later: tuple[Sitting, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """An entry of the trail and the label of who made it; empty for the operator at the machine."""

    entry: Entry
    who: str


@reads
def overview(work: Work, slug: str) -> Overview:
    """What a participant sees first."""
    forum = work.forum(slug, Permission.SEE_PROGRAMME)
    person = people.person_by_id(work.db, forum.id, work.actor.person_id or 0)
    assert person is not None
    release = programme.latest_release(work.db, forum.id)
    held = [sitting for sitting in (release.sittings if release else ()) if not sitting.is_cancelled]
    phases = {sitting.id: _phase(work, sitting) for sitting in held}
    live = tuple(sitting for sitting in held if phases[sitting.id] is Phase.OPEN)
    coming = [sitting for sitting in held if phases[sitting.id] is Phase.AWAITED]
    return Overview(
        person=person,
        release=release,
        now=live,
        next=coming[0] if coming else None,
        later=tuple(coming[1:]),
        needs=needs(_facts(work, forum, person, release, live, coming)),
    )


def _phase(work: Work, sitting: Sitting) -> Phase:
    if abs(sitting.start - work.now) > STILL_WAITS:
        return Phase.AWAITED if sitting.start > work.now else Phase.CLOSED
    return floor.state(work.db, sitting.id).phase


def _facts(
    work: Work, forum: Forum, person: Person, release: Release | None, live: tuple[Sitting, ...], coming: list[Sitting]
) -> Facts:
    draft = programme.draft(work.db, forum.id)
    planned = slots.of_forum(work.db, forum.id)
    near = [_upcoming(s, is_live=True) for s in live] + [_upcoming(s, is_live=False) for s in coming]
    texts, unanswered = _promises(work, forum, person)
    consulted = glances(work, forum)
    return Facts(
        roles=person.roles,
        constituency=person.constituency,
        now=work.now,
        people=people.count(work.db, forum.id),
        sittings=tuple(near),
        is_draft_empty=not draft,
        untimed=sum(not s.is_timed and not s.is_cancelled for s in draft),
        without_slots=sum(s.id not in planned for s in coming),
        is_published=release is not None,
        is_draft_ahead=release is not None and is_changed(diff(release.sittings, draft)),
        has_feed=any(feed.revoked_at is None for feed in feeds.of_person(work.db, person.id)),
        own_slot=_own_slot(work, person, coming),
        lists=tuple(_listed(each) for each in lists_of(work, forum, person, coming)),
        texts_needed=texts,
        unanswered=unanswered,
        consulted=sum(each.is_waiting for each in consulted),
        to_settle=sum(waits_for_secretariat(each.consultation, work.now) for each in consulted),
        is_over=release is not None and not coming and not live,
    )


def _upcoming(sitting: Sitting, *, is_live: bool) -> Upcoming:
    return Upcoming(key=sitting.key, title=sitting.title, start=sitting.start, is_live=is_live)


def _own_slot(work: Work, person: Person, coming: list[Sitting]) -> Need | None:
    by_id = {sitting.id: sitting for sitting in coming}
    own = [
        Need(
            kind=NeedKind.SPEAK,
            sitting=by_id[sitting_id].key,
            title=by_id[sitting_id].title,
            count=place,
            at=slot.start(by_id[sitting_id].start),
        )
        for sitting_id, place, slot in slots.of_person(work.db, person.id)
        if sitting_id in by_id
    ]
    return min(own, key=lambda need: need.at or work.now, default=None)


def _listed(glance: Glance) -> Need:
    return Need(
        kind=NeedKind.INSCRIBED if glance.place else NeedKind.INSCRIBE,
        sitting=glance.sitting.key,
        title=glance.sitting.title,
        count=glance.place,
        at=glance.start,
        closes=glance.closes_at,
        is_urgent=glance.is_last_call,
    )


def _promises(work: Work, forum: Forum, person: Person) -> tuple[int, int]:
    """How many commitments lack their text, and how many this person's constituency has not reacted to."""
    found = commitments.commitments(work.db, forum.id, view_of(work.actor, forum.id), work.now)
    live = [each for each in found if each.editorial is not Editorial.WITHDRAWN]
    open_to_us = [
        each for each in live if each.text and all(r.constituency is not person.constituency for r in each.reactions)
    ]
    return sum(not each.text for each in live), len(open_to_us)


@reads
def changes(work: Work, slug: str) -> list[Change]:
    """The newest changes of a forum."""
    forum = work.forum(slug, Permission.SEE_AUDIT)
    labels = {person.id: person.label for person in people.persons(work.db, forum.id)}
    return [Change(entry=entry, who=labels.get(entry.person_id or 0, "")) for entry in audit.entries(work.db, forum.id)]


def is_healthy(unit: Unit) -> bool:
    """Whether the database answers."""
    return unit.store.is_reachable()
