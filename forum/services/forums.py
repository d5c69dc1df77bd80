"""Forums: made by the operator at the machine, and rehearsed in a copy of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from forum.domain import forums as rules
from forum.domain import rehearsal
from forum.domain.access import Permission, Target
from forum.domain.audit import Tag
from forum.domain.forums import SlugTaken
from forum.domain.programme import Forum
from forum.services.unit import Work, reads, writes
from forum.store import people, programme


@writes
def create(work: Work, forum: Forum) -> Forum:
    """Make a forum without sittings. Raises `Refusals`, `SlugTaken`."""
    work.require(Permission.CREATE_FORUM, Target())
    return _keep(work, forum)


@writes
def rehearse(work: Work, slug: str, copy_slug: str, first_day: date) -> Forum:
    """Make the rehearsal of a forum: its rooms, the sittings of its draft from `first_day` on, its people by function.

    Who leads a real organization or State is replaced by the lead of an example organization, with the same account.
    """
    forum = work.forum(slug, Permission.CREATE_FORUM)
    copy = _keep(work, rules.rehearsal(forum, copy_slug, first_day))
    rooms = {
        room.key: programme.add_room(work.db, replace(room, id=0, forum_id=copy.id))
        for room in programme.rooms(work.db, forum.id)
    }
    draft = programme.draft(work.db, forum.id)
    for before, sitting in zip(draft, rules.rehearsed(draft, forum, copy), strict=True):
        room = rooms[before.room.key] if before.room else None
        programme.add_sitting(work.db, replace(sitting, room=room), work.now)
    played = rehearsal.cast(people.persons(work.db, forum.id), people.organizations(work.db, forum.id))
    people.add_cast(work.db, copy.id, played.organizations, played.persons)
    return copy


@reads
def find(work: Work, slug: str) -> Forum | None:
    """The forum at that address, for the operator; None where there is none."""
    work.require(Permission.CREATE_FORUM, Target())
    return programme.forum_by_slug(work.db, slug)


def _keep(work: Work, forum: Forum) -> Forum:
    checked = rules.check(forum)
    if programme.forum_by_slug(work.db, checked.slug) is not None:
        raise SlugTaken(field="slug", slug=checked.slug)
    kept = programme.add_forum(work.db, checked, work.now)
    work.audit(Tag.FORUM_CREATED, f"forum:{kept.slug}", forum_id=kept.id, is_rehearsal=kept.is_rehearsal)
    return kept
