"""Rows of the live floor: the append-only event log of each sitting, and the texts it points to."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.floor import refused
from forum.domain.floor.commands import PlannedEntry
from forum.domain.floor.events import VERSION, Happened, body_of, event_of
from forum.domain.floor.evolve import fold
from forum.domain.floor.state import Entry, EntryKind, Reading, State
from forum.domain.floor.views import Roll, Speaker
from forum.domain.people import Constituency, Person
from forum.domain.speaking.rules import SlotKind
from forum.store import people, slots
from forum.store.engine import Instant


class FloorEventRow(SQLModel, table=True):
    """One event; persons by id only, so that erasure and the log live together. Triggers refuse update and delete."""

    __tablename__ = "floor_event"
    __table_args__ = (
        sa.UniqueConstraint("sitting_id", "seq"),
        sa.UniqueConstraint("sitting_id", "actor_id", "command_id", "part"),
    )
    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    seq: int
    kind: str
    version: int = VERSION
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    #: the acting person; 0 is the operator at the machine (no NULL: it would escape the unique constraint)
    actor_id: int = 0
    command_id: str
    #: hash of the whole command, so that the same id with another body is refused
    command_hash: str = ""
    part: int = 0
    at: dt.datetime = Field(sa_type=Instant)
    boot_id: str = ""
    monotonic_ms: int = Field(default=0, sa_type=sa.BigInteger)


class FloorTextRow(SQLModel, table=True):
    """Words that the log refers to by number: who a walk-in is, why somebody got more time. May be redacted."""

    __tablename__ = "floor_text"
    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    at: dt.datetime = Field(sa_type=Instant)
    redacted_at: dt.datetime | None = Field(default=None, sa_type=Instant)


REFUSAL = "the log of the floor is append-only"
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS floor_event_{verb} BEFORE {verb} ON floor_event "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
)
_POSTGRES = (
    (
        "CREATE OR REPLACE FUNCTION floor_event_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    ),
    (
        "CREATE OR REPLACE TRIGGER floor_event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON floor_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION floor_event_is_kept()"
    ),
)


def protect(connection: sa.Connection) -> None:
    """Let the database itself refuse to change or delete an event; may be done again and again."""
    if connection.dialect.name == "sqlite":
        statements: Iterable[str] = [_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE")]
    else:
        statements = _POSTGRES
    for statement in statements:
        connection.exec_driver_sql(statement)


def append(db: Session, sitting_id: int, happenings: Iterable[Happened], command_hash: str) -> None:
    """Write events to the log; the caller holds the write lock and has numbered them without a gap."""
    for happened in happenings:
        db.add(
            FloorEventRow(
                sitting_id=sitting_id,
                seq=happened.seq,
                kind=happened.kind,
                body=body_of(happened.event),
                actor_id=happened.actor_id,
                command_id=happened.command_id,
                command_hash=command_hash,
                part=happened.part,
                at=happened.reading.at,
                boot_id=happened.reading.boot_id,
                monotonic_ms=happened.reading.monotonic_ms,
            )
        )
    db.flush()


def answered(db: Session, sitting_id: int, actor_id: int, command_id: str, command_hash: str) -> int | None:
    """The last seq of a command that was accepted before, or None; refuses its id with another body."""
    query = select(FloorEventRow.seq, FloorEventRow.command_hash).where(
        FloorEventRow.sitting_id == sitting_id,
        FloorEventRow.actor_id == actor_id,
        FloorEventRow.command_id == command_id,
    )
    found = list(db.exec(query))
    if any(kept != command_hash for _, kept in found):
        raise refused.CommandReused
    return max((seq for seq, _ in found), default=None)


def since(db: Session, sitting_id: int, seq: int = 0) -> list[Happened]:
    """The events after `seq`, in their order."""
    query = (
        select(FloorEventRow)
        .where(FloorEventRow.sitting_id == sitting_id, FloorEventRow.seq > seq)
        .order_by(col(FloorEventRow.seq))
    )
    return [_happened(row) for row in db.exec(query)]


def _happened(row: FloorEventRow) -> Happened:
    return Happened(
        seq=row.seq,
        event=event_of(row.kind, row.body),
        reading=Reading(at=row.at, boot_id=row.boot_id, monotonic_ms=row.monotonic_ms),
        actor_id=row.actor_id,
        command_id=row.command_id,
        part=row.part,
    )


def tail(db: Session, sitting_id: int) -> int:
    """The number of the newest event; 0 before the first."""
    query = select(sa.func.max(FloorEventRow.seq)).where(FloorEventRow.sitting_id == sitting_id)
    return db.exec(query).one() or 0


#: what was folded before, by database and sitting, with the event that it ends with
_FOLDED: WeakKeyDictionary[sa.Engine, dict[int, tuple[Happened, State]]] = WeakKeyDictionary()


def state(db: Session, sitting_id: int) -> State:
    """The fold of a sitting's whole log; only what is new since this process folded it last is read."""
    known = _FOLDED.setdefault(db.connection().engine, {})
    last, folded = known.get(sitting_id, (None, State()))
    happenings = since(db, sitting_id, last.seq - 1 if last else 0)
    if last:
        # the log is append-only, but what was folded may have been rolled back since, or this snapshot may be older
        if happenings and happenings[0] == last:
            happenings = happenings[1:]
        else:
            last, folded, happenings = None, State(), since(db, sitting_id)
    if happenings:
        last, folded = happenings[-1], fold(happenings, folded)
    if last:
        known[sitting_id] = last, folded
    return folded


def planned(db: Session, sitting_id: int) -> tuple[PlannedEntry, ...]:
    """The planned slots of a sitting that become the front of its queue when it opens, in their order."""
    return tuple(
        PlannedEntry(
            slot_id=slot.id,
            constituency=slot.constituency,
            seconds=slot.seconds + slot.extra,
            person_id=slot.person_id,
            kind=EntryKind.REACTION if slot.kind is SlotKind.REACTION else EntryKind.STATEMENT,
            capacity=slot.kind.value,
        )
        for slot in slots.planned_entries(db, sitting_id)
    )


def budget(db: Session, sitting_id: int) -> tuple[tuple[Constituency, int], ...]:
    """The seconds planned in a sitting by constituency, whether a speaker is named already or not."""
    return tuple((slot.constituency, slot.seconds) for slot in slots.of_sitting(db, sitting_id))


def add_text(db: Session, sitting_id: int, body: Mapping[str, Any], at: dt.datetime) -> int:
    """Keep words beside the log; gives their number."""
    row = FloorTextRow(sitting_id=sitting_id, body=dict(body), at=at)
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def redact_text(db: Session, sitting_id: int, text_id: int, at: dt.datetime) -> bool:
    """Erase the words; the number stays, and with it the log. False where there is no such text."""
    row = db.get(FloorTextRow, text_id)
    if row is None or row.sitting_id != sitting_id:
        return False
    row.body, row.redacted_at = {}, at
    db.add(row)
    return True


def texts(db: Session, sitting_id: int) -> dict[int, dict[str, Any]]:
    """The words of a sitting's log by number."""
    rows = db.exec(select(FloorTextRow).where(FloorTextRow.sitting_id == sitting_id))
    return {row.id: row.body for row in rows if row.id is not None}


def roll(db: Session, forum_id: int, sitting_id: int, entries: Iterable[Entry]) -> Roll:
    """How the people of these entries are shown."""
    known = roll_of(db, forum_id, {entry.person_id for entry in entries if entry.person_id is not None})
    return replace(
        known,
        texts={number: _walk_in(body) for number, body in texts(db, sitting_id).items()},
    )


def roll_of(db: Session, forum_id: int, numbers: set[int]) -> Roll:
    """How the persons with these numbers are shown."""
    found = persons_by_id(db, forum_id, numbers)
    return Roll(persons={number: _speaker(person) for number, person in found.items()})


def persons_by_id(db: Session, forum_id: int, numbers: set[int]) -> dict[int, Person]:
    """The persons with these numbers, if of that forum."""
    if not numbers:
        return {}
    return {person.id: person for person in people.persons(db, forum_id, col(people.PersonRow.id).in_(sorted(numbers)))}


def speakers_like(
    db: Session, forum_id: int, terms: Iterable[tuple[str, Iterable[str]]], limit: int = 20
) -> list[Person]:
    """Persons of a forum whom every term fits: a part of name, function or roster id, or one of its States' codes."""
    row = people.PersonRow
    conditions = []
    for term, states in terms:
        of_states = select(people.DelegationRow.id).where(col(people.DelegationRow.state).in_(list(states)))
        parts = (col(field).icontains(term, autoescape=True) for field in (row.name, row.function, row.key))
        conditions.append(sa.or_(*parts, col(row.delegation_id).in_(of_states)))
    ids = select(row.id).where(row.forum_id == forum_id, *conditions).order_by(col(row.id)).limit(limit)
    return people.persons(db, forum_id, col(row.id).in_(list(db.exec(ids))))


def _speaker(person: Person) -> Speaker:
    return Speaker(
        name=person.name,
        function=person.function,
        state=person.state,
        organization=person.organization,
        mode=person.mode.value,
        zone=person.zone,
    )


def _walk_in(body: Mapping[str, Any]) -> Speaker:
    return Speaker(
        name=body.get("name", ""),
        function=body.get("function", ""),
        state=body.get("state") or None,
        organization=body.get("organization", ""),
    )
