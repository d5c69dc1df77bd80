"""Rows of the programme: forums, rooms, sittings of the draft, numbered releases."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.programme import Forum, Lock, Release, Room, Sitting, SittingKind, SittingStatus
from forum.store import copies
from forum.store.engine import Instant


class ForumRow(SQLModel, table=True):
    """One forum."""

    __tablename__ = "forum"
    id: int | None = Field(default=None, primary_key=True)
    slug: str = Field(unique=True)
    title: str
    title_language: str = "en"
    city: str = ""
    zone: str
    first_day: dt.date
    last_day: dt.date
    venue_from: str = "00:00"
    venue_to: str = "24:00"
    grid_minutes: int = 30
    gap_minutes: int = 0
    cap_minutes: int | None = None
    rest_day_points: int = 0
    policy: str = "leximin"
    is_rehearsal: bool = False
    rehearsal_of: int | None = Field(default=None, foreign_key="forum.id")
    created_at: dt.datetime = Field(sa_type=Instant)


class RoomRow(SQLModel, table=True):
    """A place or a link, with its interpretation."""

    __tablename__ = "room"
    __table_args__ = (sa.UniqueConstraint("forum_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    key: str
    name: str
    place: str = ""
    capacity: int | None = None
    link: str = ""
    languages: list[str] = Field(default_factory=list, sa_type=sa.JSON)


class SittingRow(SQLModel, table=True):
    """A sitting as the draft has it."""

    __tablename__ = "sitting"
    __table_args__ = (sa.UniqueConstraint("forum_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    key: str
    position: int = 0
    title: str
    title_language: str = "en"
    kind: str = "other"
    status: str = "confirmed"
    minutes: int
    day: dt.date | None = None
    clock: dt.time | None = None
    zone: str
    room_id: int | None = Field(default=None, foreign_key="room.id")
    after: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    #: what the planner must keep: none, day, start
    lock: str = "none"
    sequence: int = 0
    modified_at: dt.datetime = Field(sa_type=Instant)


class ReleaseRow(SQLModel, table=True):
    """A numbered publication of the programme."""

    __tablename__ = "release"
    __table_args__ = (sa.UniqueConstraint("forum_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    number: int
    name: str = ""
    note: str = ""
    #: release of the IANA time zone database under which its instants were found
    tz_release: str = ""
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    published_at: dt.datetime = Field(sa_type=Instant)
    published_by: int | None = None


class ReleaseItemRow(SQLModel, table=True):
    """A sitting as a release shows it: immutable."""

    __tablename__ = "release_item"
    release_id: int = Field(foreign_key="release.id", primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", primary_key=True)
    position: int = 0
    title: str
    title_language: str = "en"
    kind: str = "other"
    status: str = "confirmed"
    minutes: int
    day: dt.date
    clock: dt.time
    zone: str
    #: the instant that the wall time had when it was published: what calendars were told
    starts_at: dt.datetime = Field(sa_type=Instant)
    #: the room as it was published: editing a room changes no release
    room: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    sequence: int = 0
    modified_at: dt.datetime = Field(sa_type=Instant)


def forum_of(row: ForumRow) -> Forum:
    """The domain value of a row."""
    return Forum(**row.model_dump(exclude={"created_at"}))


def room_of(row: RoomRow) -> Room:
    """The domain value of a row."""
    return Room(**row.model_dump(exclude={"languages"}), languages=tuple(row.languages))


def sitting_of(row: SittingRow, room: RoomRow | None) -> Sitting:
    """The domain value of a draft row."""
    plain = row.model_dump(exclude={"room_id", "kind", "status", "after", "lock"})
    return Sitting(
        **plain,
        kind=SittingKind(row.kind),
        status=SittingStatus(row.status),
        lock=Lock(row.lock),
        after=tuple(row.after),
        room=room_of(room) if room else None,
    )


def forum_by_slug(db: Session, slug: str) -> Forum | None:
    """The forum at that address."""
    row = db.exec(select(ForumRow).where(ForumRow.slug == slug)).first()
    return forum_of(row) if row else None


def forum_by_id(db: Session, forum_id: int) -> Forum:
    """The forum with that number, which is known to be there."""
    return forum_of(db.get_one(ForumRow, forum_id))


def add_forum(db: Session, forum: Forum, now: dt.datetime) -> Forum:
    """Keep a new forum; gives it with its number."""
    plain = {name: getattr(forum, name) for name in forum.__slots__ if name != "id"}
    row = ForumRow(**plain, created_at=now)
    db.add(row)
    db.flush()
    return forum_of(row)


def save_forum(db: Session, forum: Forum) -> None:
    """Keep what has become of a forum."""
    plain = {name: getattr(forum, name) for name in forum.__slots__ if name != "id"}
    db.connection().execute(sa.update(ForumRow).where(col(ForumRow.id) == forum.id).values(**plain))
    copies.outdate(db, forum_id=forum.id)
    db.expire_all()


def forums(db: Session) -> list[Forum]:
    """All forums, latest first day first."""
    return [forum_of(row) for row in db.exec(select(ForumRow).order_by(col(ForumRow.first_day).desc(), ForumRow.slug))]


def draft(db: Session, forum_id: int) -> list[Sitting]:
    """The sittings of the draft, in their order."""
    query = (
        select(SittingRow, RoomRow)
        .join(RoomRow, col(RoomRow.id) == SittingRow.room_id, isouter=True)
        .where(SittingRow.forum_id == forum_id)
        .order_by(col(SittingRow.position), SittingRow.key)
    )
    return [sitting_of(row, room) for row, room in db.exec(query)]


def sitting_by_key(db: Session, forum_id: int, key: str) -> Sitting | None:
    """The draft sitting with that key."""
    return next((sitting for sitting in draft(db, forum_id) if sitting.key == key), None)


def is_published(db: Session, forum_id: int) -> bool:
    """Whether the forum has a release."""
    return db.exec(select(ReleaseRow.id).where(ReleaseRow.forum_id == forum_id).limit(1)).first() is not None


def latest_release(db: Session, forum_id: int) -> Release | None:
    """The newest release with its sittings, or None before the first."""
    return next(iter(releases(db, forum_id, limit=1)), None)


def release_by_number(db: Session, forum_id: int, number: int) -> Release | None:
    """The release with that number."""
    row = db.exec(select(ReleaseRow).where(ReleaseRow.forum_id == forum_id, ReleaseRow.number == number)).first()
    return release_of(db, row) if row else None


def releases(db: Session, forum_id: int, *, limit: int = 1000) -> list[Release]:
    """The releases of a forum with their sittings, newest first."""
    query = select(ReleaseRow).where(ReleaseRow.forum_id == forum_id).order_by(col(ReleaseRow.number).desc())
    return [release_of(db, row) for row in db.exec(query.limit(limit))]


def release_of(db: Session, row: ReleaseRow) -> Release:
    """The domain value of a release row."""
    query = (
        select(ReleaseItemRow, SittingRow)
        .join(SittingRow, col(SittingRow.id) == ReleaseItemRow.sitting_id)
        .where(ReleaseItemRow.release_id == row.id)
        .order_by(col(ReleaseItemRow.day), col(ReleaseItemRow.clock), col(ReleaseItemRow.position))
    )
    found = db.exec(query).all()
    return Release(
        id=row.id or 0,
        forum_id=row.forum_id,
        number=row.number,
        name=row.name,
        note=row.note,
        tz_release=row.tz_release,
        published_at=row.published_at,
        sittings=tuple(_released(item, sitting) for item, sitting in found),
        starts={sitting.key: item.starts_at for item, sitting in found},
    )


def _released(item: ReleaseItemRow, sitting: SittingRow) -> Sitting:
    plain = item.model_dump(exclude={"release_id", "sitting_id", "starts_at", "room", "kind", "status"})
    return Sitting(
        **plain,
        id=item.sitting_id,
        forum_id=sitting.forum_id,
        key=sitting.key,
        kind=SittingKind(item.kind),
        status=SittingStatus(item.status),
        after=tuple(sitting.after),
        room=_room_then(item.room) if item.room else None,
    )


def _room_then(kept: dict[str, Any]) -> Room:
    return Room(**{**kept, "languages": tuple(kept["languages"])})


def add_release(
    db: Session, release: Release, *, plan_id: int | None = None, published_by: int | None = None
) -> Release:
    """Keep a new release with its sittings; gives it with its id."""
    row = ReleaseRow(
        forum_id=release.forum_id,
        number=release.number,
        name=release.name,
        note=release.note,
        tz_release=release.tz_release,
        plan_id=plan_id,
        published_at=release.published_at,
        published_by=published_by,
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    db.add_all(_item(row.id, sitting) for sitting in release.sittings)
    db.flush()
    copies.outdate(db, forum_id=release.forum_id)
    return replace(release, id=row.id)


def _item(release_id: int, sitting: Sitting) -> ReleaseItemRow:
    assert sitting.day is not None
    assert sitting.clock is not None
    assert sitting.modified_at is not None
    return ReleaseItemRow(
        release_id=release_id,
        sitting_id=sitting.id,
        position=sitting.position,
        title=sitting.title,
        title_language=sitting.title_language,
        kind=sitting.kind.value,
        status=sitting.status.value,
        minutes=sitting.minutes,
        day=sitting.day,
        clock=sitting.clock,
        zone=sitting.zone,
        starts_at=sitting.start,
        room=asdict(sitting.room) if sitting.room else None,
        sequence=sitting.sequence,
        modified_at=sitting.modified_at,
    )


def add_sitting(db: Session, sitting: Sitting, now: dt.datetime) -> Sitting:
    """Keep a new sitting of the draft; gives it with its id."""
    row = SittingRow(**_plain(sitting, now), forum_id=sitting.forum_id, key=sitting.key)
    db.add(row)
    db.flush()
    return replace(sitting, id=row.id or 0)


def save_sittings(db: Session, sittings: Iterable[Sitting], now: dt.datetime) -> None:
    """Keep what has become of sittings of the draft."""
    for sitting in sittings:
        change = sa.update(SittingRow).where(col(SittingRow.id) == sitting.id).values(**_plain(sitting, now))
        db.connection().execute(change)
    db.expire_all()


def _plain(sitting: Sitting, now: dt.datetime) -> dict[str, Any]:
    return {
        "position": sitting.position,
        "title": sitting.title,
        "title_language": sitting.title_language,
        "kind": sitting.kind.value,
        "status": sitting.status.value,
        "minutes": sitting.minutes,
        "day": sitting.day,
        "clock": sitting.clock,
        "zone": sitting.zone,
        "room_id": sitting.room.id if sitting.room else None,
        "after": list(sitting.after),
        "lock": sitting.lock.value,
        "sequence": sitting.sequence,
        "modified_at": sitting.modified_at or now,
    }


def rooms(db: Session, forum_id: int) -> list[Room]:
    """The rooms of a forum by key."""
    return [room_of(row) for row in db.exec(select(RoomRow).where(RoomRow.forum_id == forum_id).order_by(RoomRow.key))]


def add_room(db: Session, room: Room) -> Room:
    """Keep a new room; gives it with its id."""
    row = RoomRow(**_room_plain(room), forum_id=room.forum_id, key=room.key)
    db.add(row)
    db.flush()
    return room_of(row)


def save_room(db: Session, room: Room) -> None:
    """Keep what has become of a room."""
    db.connection().execute(sa.update(RoomRow).where(col(RoomRow.id) == room.id).values(**_room_plain(room)))
    db.expire_all()


def _room_plain(room: Room) -> dict[str, Any]:
    plain = asdict(room)
    for name in ("id", "forum_id", "key"):
        del plain[name]
    return plain | {"languages": list(room.languages)}
