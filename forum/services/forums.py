"""Forums: made by the operator at the machine or beside another by its organizer, edited, rehearsed in a copy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from forum.domain import editions, rehearsal, timetable
from forum.domain import forums as rules
from forum.domain.access import Permission, Target
from forum.domain.audit import Tag
from forum.domain.forums import SlugTaken
from forum.domain.programme import Forum, Release
from forum.domain.question import is_asked_of
from forum.domain.refusals import Refusal
from forum.services.rulesets import inherit
from forum.services.unit import Work, reads, writes
from forum.store import people, planning, programme


@writes
def create(work: Work, forum: Forum) -> Forum:
    """Make a forum without sittings. Raises `Refusals`, `SlugTaken`."""
    work.require(Permission.OPERATE, Target())
    return _keep(work, forum)


@writes
def create_beside(work: Work, slug: str, asked: Forum) -> Forum:
    """Make another forum; the organizer of `slug` who asks is its first organizer. Raises `Refusals`, `SlugTaken`."""
    forum = work.forum(slug, Permission.CREATE_FORUM)
    kept = _keep(work, replace(asked, id=0, is_rehearsal=False, rehearsal_of=None))
    inherit(work, forum, kept)
    maker = people.person_by_id(work.db, forum.id, work.actor.person_id or 0)
    if maker is not None:
        people.add_cast(work.db, kept.id, (), [rules.first_organizer(maker, kept)])
    return kept


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """A forum's facts, and what rests on them: the release, the accepted plan, the draft's warnings."""

    forum: Forum
    release: Release | None
    is_planned: bool
    is_planned_otherwise: bool
    warnings: tuple[Refusal, ...]


@reads
def facts(work: Work, slug: str) -> Facts:
    """The facts of a forum for who may change them."""
    forum = work.forum(slug, Permission.EDIT_FORUM)
    plan = planning.last_accepted(work.db, forum.id)
    return Facts(
        forum=forum,
        release=programme.latest_release(work.db, forum.id),
        is_planned=plan is not None,
        is_planned_otherwise=plan is not None and not is_asked_of(plan.request, forum),
        warnings=tuple(timetable.warnings(forum, programme.draft(work.db, forum.id))),
    )


@writes
def edit(work: Work, slug: str, asked: Forum, *, seen: str | None = None) -> Forum:
    """Change the facts of a forum; the draft keeps its days and hours, on the new clock where the zone changes.

    Raises `Refusals` with every fault, and `SkippedTime` where a sitting's hour does not exist on the new clock;
    `seen`: see `editions.check`.
    """
    forum = work.forum(slug, Permission.EDIT_FORUM)
    after = rules.edited(forum, asked)
    editions.check(seen, rules.facts(forum), rules.facts(after))
    changes = rules.differences(forum, after)
    if not changes:
        return forum
    programme.save_forum(work.db, after)
    work.refresh_calendars(after.id)
    if "zone" in changes:
        programme.save_sittings(work.db, rules.on_clock_of(after.zone, programme.draft(work.db, forum.id)), work.now)
    work.audit(Tag.FORUM_EDITED, f"forum:{forum.slug}", forum_id=forum.id, **changes)
    work.announce(f"programme:{forum.id}", kind="draft")
    return after


@writes
def rehearse(work: Work, slug: str, copy_slug: str, first_day: date) -> Forum:
    """Make the rehearsal of a forum: its rooms, the sittings of its draft from `first_day` on, its people by function.

    Who leads a real organization or State is replaced by the lead of an example organization, with the same account.
    """
    forum = work.forum(slug, Permission.OPERATE)
    copy = _keep(work, rules.rehearsal(forum, copy_slug, first_day))
    inherit(work, forum, copy)
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
    work.require(Permission.OPERATE, Target())
    return programme.forum_by_slug(work.db, slug)


def _keep(work: Work, forum: Forum) -> Forum:
    checked = rules.check(forum)
    if programme.forum_by_slug(work.db, checked.slug) is not None:
        raise SlugTaken(field="slug", slug=checked.slug)
    kept = programme.add_forum(work.db, checked, work.now)
    work.audit(Tag.FORUM_CREATED, f"forum:{kept.slug}", forum_id=kept.id, is_rehearsal=kept.is_rehearsal)
    return kept
