"""Rows of speaking slots: the plan of each sitting."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.people import Constituency
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import NightNote, NightReason, Slot
from forum.store import copies
from forum.store.engine import Instant
from forum.store.people import PersonRow, RoleRow
from forum.store.programme import SittingRow


class SlotRow(SQLModel, table=True):
    """Planned speaking time in a sitting; `number` stays when the order changes."""

    __tablename__ = "slot"
    __table_args__ = (sa.UniqueConstraint("sitting_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    number: int
    position: int
    kind: str
    constituency: str
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    label: str = ""
    seconds: int
    start_offset: int = 0
    #: the number of the presentation that a reaction or an answer belongs to
    reacts_to: int | None = None
    note: dict[str, Any] | None = Field(default=None, sa_type=sa.JSON)
    is_fixed: bool = False
    #: seconds more on the clock, charged to nobody's share
    accommodation: int = 0
    modified_at: dt.datetime = Field(sa_type=Instant)


class SlotTurnRow(SQLModel, table=True):
    """The n-th speaking time that a person had in a sitting and lost again, as calendars were told of it last.

    `changes` counts how often it was taken and given back: it is gone while that is odd, and what calendars number
    their items by never falls.
    """

    __tablename__ = "slot_turn"
    __table_args__ = (sa.UniqueConstraint("sitting_id", "person_id", "nth"),)
    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    nth: int
    changes: int = 0
    seconds: int
    start_offset: int
    changed_at: dt.datetime = Field(sa_type=Instant)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it is gone now."""
        return self.changes % 2 == 1


def slot_of(row: SlotRow) -> Slot:
    """The domain value of a row."""
    return Slot(
        id=row.id or 0,
        number=row.number,
        kind=SlotKind(row.kind),
        constituency=Constituency(row.constituency),
        person_id=row.person_id,
        label=row.label,
        seconds=row.seconds,
        offset=row.start_offset,
        reacts_to=row.reacts_to,
        note=_note_of(row.note) if row.note else None,
        is_fixed=row.is_fixed,
        extra=row.accommodation,
        modified_at=row.modified_at,
    )


def _note_of(kept: dict[str, Any]) -> NightNote:
    local = dt.datetime.fromisoformat(kept["local"])
    return NightNote(reason=NightReason(kept["reason"]), zone=kept["zone"], local=local)


def _plain(slot: Slot, position: int) -> dict[str, Any]:
    note = slot.note
    return {
        "position": position,
        "kind": slot.kind.value,
        "constituency": slot.constituency.value,
        "person_id": slot.person_id,
        "label": slot.label,
        "seconds": slot.seconds,
        "start_offset": slot.offset,
        "reacts_to": slot.reacts_to,
        "note": {"reason": note.reason.value, "zone": note.zone, "local": note.local.isoformat()} if note else None,
        "is_fixed": slot.is_fixed,
        "accommodation": slot.extra,
    }


def of_sitting(db: Session, sitting_id: int) -> tuple[Slot, ...]:
    """The plan of a sitting, in order."""
    return tuple(slot_of(row) for row in _rows(db, sitting_id))


def _rows(db: Session, sitting_id: int) -> list[SlotRow]:
    query = select(SlotRow).where(SlotRow.sitting_id == sitting_id)
    return list(db.exec(query.order_by(col(SlotRow.position), col(SlotRow.number))))


def of_forum(db: Session, forum_id: int) -> dict[int, tuple[Slot, ...]]:
    """The plans of a forum's sittings by the sitting's id; a sitting without slots is not in it."""
    query = (
        select(SlotRow)
        .join(SittingRow, col(SittingRow.id) == SlotRow.sitting_id)
        .where(SittingRow.forum_id == forum_id)
        .order_by(col(SlotRow.sitting_id), col(SlotRow.position), col(SlotRow.number))
    )
    plans: dict[int, list[Slot]] = {}
    for row in db.exec(query):
        plans.setdefault(row.sitting_id, []).append(slot_of(row))
    return {sitting_id: tuple(slots) for sitting_id, slots in plans.items()}


def of_person(db: Session, person_id: int) -> list[tuple[int, int, Slot]]:
    """(sitting id, place in its list counted from 1, slot) of each slot of a person."""
    query = select(SlotRow).where(SlotRow.person_id == person_id)
    rows = db.exec(query.order_by(col(SlotRow.sitting_id), col(SlotRow.position)))
    return [(row.sitting_id, row.position, slot_of(row)) for row in rows]


def speakers_basis(db: Session, forum_id: int) -> list[tuple[Any, ...]]:
    """All that the placing of speakers reads of a forum's people, as plain rows: persons, then their roles."""
    person, role = PersonRow, RoleRow
    columns = [col(each) for each in (person.key, person.constituency, person.zone, person.mode)]
    persons = sa.select(col(person.id), *columns).where(col(PersonRow.forum_id) == forum_id).order_by(col(PersonRow.id))
    roles = sa.select(col(role.person_id), col(role.role)).join(PersonRow, col(PersonRow.id) == col(RoleRow.person_id))
    roles = roles.where(col(PersonRow.forum_id) == forum_id).order_by(col(RoleRow.person_id), col(RoleRow.role))
    return [tuple(row) for query in (persons, roles) for row in db.connection().execute(query)]


def planned_entries(db: Session, sitting_id: int) -> tuple[Slot, ...]:
    """The slots of a sitting that have a speaker, in order: what the floor's queue begins with."""
    return tuple(slot for slot in of_sitting(db, sitting_id) if slot.person_id is not None)


def keep(db: Session, sitting_id: int, slots: Sequence[Slot], at: dt.datetime) -> tuple[Slot, ...]:
    """Make this the plan of the sitting; rows that do not change keep their moment. Gives the slots with their ids.

    A speaking time that somebody loses is noted for their calendar, which shows it as cancelled.
    """
    rows = _rows(db, sitting_id)
    known, before = {row.number: row for row in rows}, _had(map(slot_of, rows))
    for number in set(known) - {slot.number for slot in slots}:
        db.delete(known[number])
    kept = [_keep_one(db, sitting_id, known.get(slot.number), slot, place, at) for place, slot in enumerate(slots, 1)]
    db.flush()
    _note_turns(db, sitting_id, before, _had(slots), at)
    copies.outdate(db, sitting_id=sitting_id)
    return tuple(replace(slot, id=row.id or 0, modified_at=row.modified_at) for slot, row in kept)


#: (person, n-th) -> slot: each time that somebody speaks in a sitting
Had = dict[tuple[int, int], Slot]


def _had(slots: Iterable[Slot]) -> Had:
    nth: Counter[int] = Counter()
    had: Had = {}
    for slot in slots:
        if slot.person_id is not None:
            nth[slot.person_id] += 1
            had[slot.person_id, nth[slot.person_id]] = slot
    return had


def _note_turns(db: Session, sitting_id: int, before: Had, after: Had, at: dt.datetime) -> None:
    """Note which speaking times were lost, and which of those lost before came back."""
    noted = {
        (row.person_id, row.nth): row for row in db.exec(_turns().where(col(SlotTurnRow.sitting_id) == sitting_id))
    }
    for key in sorted(before.keys() - after.keys()):
        row = noted.get(key) or SlotTurnRow(
            sitting_id=sitting_id, person_id=key[0], nth=key[1], seconds=0, start_offset=0, changed_at=at
        )
        lost = {"seconds": before[key].seconds, "start_offset": before[key].offset, "changed_at": at}
        db.add(row.sqlmodel_update({**lost, "changes": row.changes + 1}))
    for key in sorted(after.keys() & {key for key, row in noted.items() if row.is_withdrawn}):
        noted[key].sqlmodel_update({"changed_at": at, "changes": noted[key].changes + 1})
        db.add(noted[key])
    db.flush()


def _turns() -> Any:
    return select(SlotTurnRow).order_by(col(SlotTurnRow.sitting_id), col(SlotTurnRow.person_id), col(SlotTurnRow.nth))


def turns(db: Session, forum_id: int, person_id: int | None = None) -> list[SlotTurnRow]:
    """The speaking times that were taken away in a forum, or from one person, also those given back."""
    if person_id is not None:
        return list(db.exec(_turns().where(col(SlotTurnRow.person_id) == person_id)))
    query = _turns().join(SittingRow, col(SittingRow.id) == SlotTurnRow.sitting_id)
    return list(db.exec(query.where(col(SittingRow.forum_id) == forum_id)))


def spoken(db: Session, forum_id: int, person_id: int | None = None) -> list[tuple[int, int, int, int, dt.datetime]]:
    """(person, sitting, seconds, offset, moment of the last change) of each slot with a speaker, in plain rows."""
    slot: Any = SlotRow
    columns = (slot.person_id, slot.sitting_id, slot.seconds, slot.start_offset, slot.modified_at)
    query = sa.select(*columns).where(slot.person_id.is_not(None)).order_by(slot.sitting_id, slot.position, slot.number)
    if person_id is not None:
        query = query.where(slot.person_id == person_id)
    else:
        query = query.join(SittingRow, col(SittingRow.id) == slot.sitting_id).where(
            col(SittingRow.forum_id) == forum_id
        )
    return [tuple(row) for row in db.connection().execute(query)]


def _keep_one(
    db: Session, sitting_id: int, row: SlotRow | None, slot: Slot, place: int, at: dt.datetime
) -> tuple[Slot, SlotRow]:
    plain = _plain(slot, place)
    if row is None:
        row = SlotRow(**plain, sitting_id=sitting_id, number=slot.number, modified_at=at)
    elif any(getattr(row, name) != value for name, value in plain.items()):
        row.sqlmodel_update({**plain, "modified_at": at})
    db.add(row)
    return slot, row


def clear(db: Session, sitting_id: int, at: dt.datetime) -> int:
    """Forget the plan of a sitting; gives how many slots it had."""
    count = len(_rows(db, sitting_id))
    keep(db, sitting_id, (), at)
    return count
