"""Rows of the programme: forums, rooms, sittings, releases, plans."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.programme import Forum, Release, Room, Sitting, SittingKind, SittingStatus
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
    is_pinned: bool = False
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
    room_id: int | None = Field(default=None, foreign_key="room.id")
    sequence: int = 0
    modified_at: dt.datetime = Field(sa_type=Instant)


class PlanRow(SQLModel, table=True):
    """A timetable that the planner made, with its request, its proof and its figures (plan-file documents)."""

    __tablename__ = "plan"
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    policy: str
    status: str
    request: dict[str, Any] = Field(sa_type=sa.JSON)
    result: dict[str, Any] = Field(sa_type=sa.JSON)
    created_at: dt.datetime = Field(sa_type=Instant)
    created_by: int | None = None
    accepted_at: dt.datetime | None = Field(default=None, sa_type=Instant)


def forum_of(row: ForumRow) -> Forum:
    """The domain value of a row."""
    return Forum(**row.model_dump(exclude={"created_at"}))


def room_of(row: RoomRow) -> Room:
    """The domain value of a row."""
    return Room(**row.model_dump(exclude={"languages"}), languages=tuple(row.languages))


def sitting_of(row: SittingRow, room: RoomRow | None) -> Sitting:
    """The domain value of a draft row."""
    plain = row.model_dump(exclude={"room_id", "kind", "status", "after"})
    return Sitting(
        **plain,
        kind=SittingKind(row.kind),
        status=SittingStatus(row.status),
        after=tuple(row.after),
        room=room_of(room) if room else None,
    )


def forum_by_slug(db: Session, slug: str) -> Forum | None:
    """The forum at that address."""
    row = db.exec(select(ForumRow).where(ForumRow.slug == slug)).first()
    return forum_of(row) if row else None


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


def latest_release(db: Session, forum_id: int) -> Release | None:
    """The newest release with its sittings, or None before the first."""
    query = select(ReleaseRow).where(ReleaseRow.forum_id == forum_id).order_by(col(ReleaseRow.number).desc())
    row = db.exec(query).first()
    return release_of(db, row) if row else None


def release_of(db: Session, row: ReleaseRow) -> Release:
    """The domain value of a release row."""
    query = (
        select(ReleaseItemRow, SittingRow, RoomRow)
        .join(SittingRow, col(SittingRow.id) == ReleaseItemRow.sitting_id)
        .join(RoomRow, col(RoomRow.id) == ReleaseItemRow.room_id, isouter=True)
        .where(ReleaseItemRow.release_id == row.id)
        .order_by(col(ReleaseItemRow.day), col(ReleaseItemRow.clock), col(ReleaseItemRow.position))
    )
    items = tuple(_released(item, sitting, room) for item, sitting, room in db.exec(query))
    return Release(
        id=row.id or 0,
        forum_id=row.forum_id,
        number=row.number,
        name=row.name,
        note=row.note,
        published_at=row.published_at,
        sittings=items,
    )


def _released(item: ReleaseItemRow, sitting: SittingRow, room: RoomRow | None) -> Sitting:
    plain = item.model_dump(exclude={"release_id", "sitting_id", "room_id", "kind", "status"})
    return Sitting(
        **plain,
        id=item.sitting_id,
        forum_id=sitting.forum_id,
        key=sitting.key,
        kind=SittingKind(item.kind),
        status=SittingStatus(item.status),
        after=tuple(sitting.after),
        room=room_of(room) if room else None,
    )
