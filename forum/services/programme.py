"""The programme: its draft, edited sitting by sitting, and its numbered releases.

Times are wall times of the venue. Every change is audited and announced on `programme:<forum id>`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from forum.domain import editions, timetable
from forum.domain import releases as rules
from forum.domain.access import Permission
from forum.domain.audit import Tag
from forum.domain.fields import KEY, InvalidKey
from forum.domain.inputs import KeyTaken
from forum.domain.people import LANGUAGES
from forum.domain.planning import proves
from forum.domain.programme import Forum, Lock, NothingToPublish, NotReleased, Release, Room, Sitting, SittingKind
from forum.domain.refusals import Missing, Refusal, Unknown, UnknownLanguage
from forum.domain.releases import Change
from forum.services.fairness import keep_record
from forum.services.notices import note_release
from forum.services.unit import Work, reads, writes
from forum.store import fairness, planning, programme
from timezones.release import release_in_use


@dataclass(frozen=True, kw_only=True, slots=True)
class SittingIn:
    """What an organizer says of a sitting, apart from its time; `room` and `after` are keys."""

    title: str
    minutes: int
    kind: SittingKind = SittingKind.OTHER
    title_language: str = "en"
    room: str = ""
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomIn:
    """What an organizer says of a room."""

    key: str
    name: str
    place: str = ""
    link: str = ""
    capacity: int | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Programme:
    """What readers see: a release, what it changed, whether its hours are proven the fairest; none before the first."""

    forum: Forum
    release: Release | None
    changes: tuple[Change, ...] = ()
    is_proven: bool = False
    has_statement: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What organizers edit, what publishing it would do, and what speaks against that."""

    forum: Forum
    sittings: tuple[Sitting, ...]
    rooms: tuple[Room, ...]
    release: Release | None
    changes: tuple[Change, ...]
    blocking: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]

    @property
    def has_changes(self) -> bool:
        """Whether publishing would change anything."""
        return rules.is_changed(self.changes)


@reads
def released(work: Work, slug: str) -> Programme:
    """The programme as published."""
    forum = work.forum(slug, Permission.SEE_PROGRAMME, is_public=_is_public(work, slug))
    return _programme(work, forum, programme.latest_release(work.db, forum.id))


@reads
def release(work: Work, slug: str, number: int) -> Programme:
    """One release as it was published. Refuses `Unknown`."""
    forum = work.forum(slug, Permission.SEE_PROGRAMME, is_public=_is_public(work, slug))
    found = programme.release_by_number(work.db, forum.id, number)
    if found is None:
        raise Unknown(what="release", key=number)
    return _programme(work, forum, found)


@reads
def releases(work: Work, slug: str) -> list[Programme]:
    """Every release with what it changed, newest first."""
    forum = work.forum(slug, Permission.SEE_PROGRAMME, is_public=_is_public(work, slug))
    return [_programme(work, forum, each) for each in programme.releases(work.db, forum.id)]


def _is_public(work: Work, slug: str) -> bool:
    """A programme is everybody's once it is published; a rehearsal stays with its participants."""
    forum = programme.forum_by_slug(work.db, slug)
    return forum is not None and not forum.is_rehearsal and programme.latest_release(work.db, forum.id) is not None


def _programme(work: Work, forum: Forum, found: Release | None) -> Programme:
    if found is None:
        return Programme(forum=forum, release=None)
    before = programme.release_by_number(work.db, forum.id, found.number - 1)
    changes = rules.made(before, found)
    is_proven = proves(planning.last_accepted(work.db, forum.id), found.sittings, forum)
    return Programme(
        forum=forum,
        release=found,
        changes=tuple(changes),
        is_proven=is_proven,
        has_statement=fairness.exists(work.db, found.id),
    )


@reads
def draft(work: Work, slug: str) -> Draft:
    """The draft with all that an organizer needs to edit and publish it."""
    forum = work.forum(slug, Permission.SEE_DRAFT)
    sittings = tuple(programme.draft(work.db, forum.id))
    latest = programme.latest_release(work.db, forum.id)
    return Draft(
        forum=forum,
        sittings=sittings,
        rooms=tuple(programme.rooms(work.db, forum.id)),
        release=latest,
        changes=tuple(rules.changes(latest, sittings, work.now)),
        blocking=tuple(timetable.blocking(sittings)),
        warnings=tuple(timetable.warnings(forum, sittings)),
    )


@writes
def add_sitting(work: Work, slug: str, given: SittingIn) -> Sitting:
    """Add a sitting without a time to the draft."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    sittings = programme.draft(work.db, forum.id)
    key = timetable.next_key(sittings, given.kind)
    position = 1 + max((each.position for each in sittings), default=-1)
    blank = Sitting(
        id=0, forum_id=forum.id, key=key, title="", minutes=given.minutes, zone=forum.zone, position=position
    )
    sitting = _described(work, blank, given)
    timetable.check_facts(sittings, sitting)
    added = programme.add_sitting(work.db, sitting, work.now)
    _note(work, Tag.SITTING_ADDED, added, title=added.title, minutes=added.minutes)
    return added


@writes
def edit_sitting(work: Work, slug: str, key: str, given: SittingIn, *, seen: str | None = None) -> Sitting:
    """Change what a sitting is; a longer one must still fit where it stands. `seen`: see `editions.check`."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    sittings = programme.draft(work.db, forum.id)
    before = timetable.find(sittings, key)
    sitting = _described(work, before, given)
    timetable.check_facts(sittings, sitting)
    editions.check(seen, timetable.described(before), timetable.described(sitting))
    if sitting.is_held and sitting.minutes > before.minutes:
        timetable.check_place(forum, sitting)
        timetable.check_free(sittings, sitting)
    return _save(work, Tag.SITTING_EDITED, before, sitting)


def _described(work: Work, sitting: Sitting, given: SittingIn) -> Sitting:
    if given.title_language not in LANGUAGES:
        raise UnknownLanguage(field="title_language", language=given.title_language)
    rooms = {room.key: room for room in programme.rooms(work.db, sitting.forum_id)}
    if given.room and given.room not in rooms:
        raise Unknown(field="room", what="room", key=given.room)
    return replace(
        sitting,
        title=given.title.strip(),
        title_language=given.title_language,
        minutes=given.minutes,
        kind=given.kind,
        after=given.after,
        room=rooms.get(given.room),
    )


@writes
def move_sitting(work: Work, slug: str, key: str, day: date, clock: time, *, seen: str | None = None) -> Sitting:
    """Put a sitting at another wall time of the venue, in the draft. `seen`: see `editions.check`."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    sittings = programme.draft(work.db, forum.id)
    before = timetable.find(sittings, key)
    editions.check(seen, timetable.placed(before), {"day": day, "clock": clock})
    return _save(work, Tag.SITTING_MOVED, before, timetable.place(forum, sittings, key, day, clock))


@writes
def cancel_sitting(work: Work, slug: str, key: str) -> Sitting:
    """Cancel a sitting in the draft; once published it stays visible, marked."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    before = timetable.find(programme.draft(work.db, forum.id), key)
    return _save(work, Tag.SITTING_CANCELLED, before, timetable.cancel(before))


@writes
def restore_sitting(work: Work, slug: str, key: str) -> Sitting:
    """Take a cancellation back, if the time is still free."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    sittings = programme.draft(work.db, forum.id)
    return _save(work, Tag.SITTING_RESTORED, timetable.find(sittings, key), timetable.restore(sittings, key))


@writes
def lock_sitting(work: Work, slug: str, key: str, kept: Lock) -> Sitting:
    """Keep a sitting on its day or at its start when the forum is planned, or let it go. Refuses `NoTimeYet`."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    before = timetable.find(programme.draft(work.db, forum.id), key)
    return _save(work, Tag.SITTING_EDITED, before, timetable.lock(before, kept))


def _save(work: Work, tag: Tag, before: Sitting, after: Sitting) -> Sitting:
    programme.save_sittings(work.db, [after], work.now)
    _note(work, tag, after, **_differences(before, after))
    return after


def _note(work: Work, tag: Tag, sitting: Sitting, **body: object) -> None:
    work.audit(tag, f"sitting:{sitting.key}", forum_id=sitting.forum_id, **body)
    work.announce(f"programme:{sitting.forum_id}", kind="draft", sitting=sitting.key)


def _differences(before: Sitting, after: Sitting) -> dict[str, object]:
    old, new = _plain(before), _plain(after)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def _plain(sitting: Sitting) -> dict[str, object]:
    return {
        "title": sitting.title,
        "title_language": sitting.title_language,
        "minutes": sitting.minutes,
        "kind": sitting.kind.value,
        "status": sitting.status.value,
        "day": sitting.day.isoformat() if sitting.day else None,
        "clock": f"{sitting.clock:%H:%M}" if sitting.clock else None,
        "room": sitting.room.key if sitting.room else None,
        "after": list(sitting.after),
        "lock": sitting.lock.value,
    }


@writes
def put_room(work: Work, slug: str, given: RoomIn, *, is_new: bool, seen: str | None = None) -> Room:
    """Add a room, or change the one with that key (`seen`: see `editions.check`). Readers see it when released."""
    forum = work.forum(slug, Permission.EDIT_PROGRAMME)
    known = {room.key: room for room in programme.rooms(work.db, forum.id)}
    _check_room(given, known, is_new=is_new)
    facts = {name: getattr(given, name) for name in given.__slots__}
    if is_new:
        room = programme.add_room(work.db, Room(id=0, forum_id=forum.id, **facts))
    else:
        editions.check(seen, room_facts(known[given.key]), facts)
        room = replace(known[given.key], **facts)
        programme.save_room(work.db, room)
    work.audit(Tag.ROOM_EDITED, f"room:{room.key}", forum_id=forum.id, **{**facts, "languages": list(room.languages)})
    work.announce(f"programme:{forum.id}", kind="draft", room=room.key)
    return room


def room_facts(room: Room) -> dict[str, object]:
    """The facts of a room that its form changes."""
    return {name: getattr(room, name) for name in RoomIn.__slots__}


def _check_room(given: RoomIn, keys: Collection[str], *, is_new: bool) -> None:
    if is_new and given.key in keys:
        raise KeyTaken(field="key", key=given.key)
    if not is_new and given.key not in keys:
        raise Unknown(what="room", key=given.key)
    for name in ("key", "name"):
        if not getattr(given, name).strip():
            raise Missing(field=name)
    if is_new and not KEY.fullmatch(given.key):  # it stands in addresses
        raise InvalidKey(field="key", value=given.key)
    for language in given.languages:
        if language not in LANGUAGES:
            raise UnknownLanguage(field="languages", language=language)


@writes
def publish(work: Work, slug: str, *, name: str = "", note: str = "") -> Release:
    """Publish the draft as the next numbered release.

    Refuses `Refusals` (sittings without a time, or at the same time) and `NothingToPublish`; all else only warns.
    """
    forum = work.forum(slug, Permission.PUBLISH)
    latest = programme.latest_release(work.db, forum.id)
    sittings = programme.draft(work.db, forum.id)
    composed = rules.compose(latest, sittings, work.now)
    if latest is not None and not rules.is_changed(rules.changes(latest, sittings, work.now)):
        raise NothingToPublish(number=latest.number)
    return keep_release(work, forum, latest, composed, name=name, note=note)


def keep_release(
    work: Work, forum: Forum, latest: Release | None, sittings: tuple[Sitting, ...], *, name: str = "", note: str = ""
) -> Release:
    """Keep the sittings as the next release, and the revisions that they now have in the draft.

    Inside a transaction that is open already, by those who have decided what is released.
    """
    number = latest.number + 1 if latest else 1
    plan = planning.last_accepted(work.db, forum.id)
    made = programme.add_release(
        work.db,
        Release(
            id=0,
            forum_id=forum.id,
            number=number,
            name=name,
            note=note,
            published_at=work.now,
            sittings=sittings,
            tz_release=release_in_use().tzdata,
        ),
        plan_id=plan.id if plan else None,
        published_by=work.actor.person_id,
    )
    _keep_revisions(work, forum, sittings)
    keep_record(work, forum, made, plan)
    note_release(work, forum, latest, made)
    work.audit(Tag.RELEASE_PUBLISHED, f"release:{number}", forum_id=forum.id, name=name, note=note)
    work.announce(f"programme:{forum.id}", kind="released", number=number)
    work.refresh_calendars(forum.id)
    return made


def _keep_revisions(work: Work, forum: Forum, sittings: Sequence[Sitting]) -> None:
    released_now = {each.key: each for each in sittings}
    revised = [
        replace(each, sequence=after.sequence, modified_at=after.modified_at)
        for each in programme.draft(work.db, forum.id)
        if (after := released_now.get(each.key)) and after.modified_at != each.modified_at
    ]
    programme.save_sittings(work.db, revised, work.now)


@writes
def delay_sitting(work: Work, slug: str, key: str, minutes: int) -> Release:
    """A sitting starts late: what follows moves just enough, and everybody is told at once by a new release.

    Refuses `NotReleased` before the first release, and what `timetable.delay` refuses.
    """
    forum = work.forum(slug, Permission.DELAY_SITTING)
    return delay_within(work, forum, key, minutes)


def delay_within(work: Work, forum: Forum, key: str, minutes: int) -> Release:
    """The same inside a transaction that is open already (a chair who opens a sitting late).

    The release that stands is delayed, not the draft, so that no half-made edit is published with it; sittings of the
    draft move along where they stood as released.
    """
    latest = programme.latest_release(work.db, forum.id)
    if latest is None:
        raise NotReleased
    late = timetable.delay(latest.sittings, key, minutes, gap_minutes=forum.gap_minutes)
    revised = tuple(rules.revise(found, work.now) for found in rules.changes(latest, late, work.now))
    _move_along(work, forum, latest.sittings, revised)
    work.audit(Tag.SITTING_DELAYED, f"sitting:{key}", forum_id=forum.id, minutes=minutes)
    return keep_release(work, forum, latest, revised)


def _move_along(work: Work, forum: Forum, before: Sequence[Sitting], after: Sequence[Sitting]) -> None:
    moved = {each.key: each for each in after}
    stood: dict[str, tuple[date | None, time | None]] = {each.key: (each.day, each.clock) for each in before}
    along = [
        replace(each, day=moved[each.key].day, clock=moved[each.key].clock)
        for each in programme.draft(work.db, forum.id)
        if each.key in moved and (each.day, each.clock) == stood.get(each.key)
    ]
    programme.save_sittings(work.db, along, work.now)


def minutes_late(sitting: Sitting, opened_at: datetime) -> int:
    """Whole minutes by which a sitting opened after its time; 0 when it was punctual or early."""
    return max(0, int((opened_at - sitting.start).total_seconds() // 60))
