"""Rows of an import between upload and switch: written in short batches, then taken over in one short transaction."""

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.domain.people import Person
from forum.domain.roster import PersonIn
from forum.store import accounts, people
from forum.store.engine import Db, Instant


class Stage(enum.StrEnum):
    """How far an import has come."""

    RECEIVED = "received"
    #: faults were found
    REFUSED = "refused"
    #: staged whole; waits for its confirmation
    READY = "ready"
    #: taken over, or given up: what is left of it may be dropped
    OVER = "over"


class StagedImportRow(SQLModel, table=True):
    """A file that somebody gave, and what became of it; `digest` is the hash of its bytes."""

    __tablename__ = "staged_import"
    #: a number is never used twice
    __table_args__ = {"sqlite_autoincrement": True}
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    kind: str
    filename: str
    digest: str
    account_id: int | None = None
    created_at: dt.datetime = Field(sa_type=Instant)
    stage: str = Stage.RECEIVED.value
    #: the key of the job that reads and checks it; empty: whoever gave it does so at once
    job: str = ""
    #: the facts of what was refused
    refusal: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    #: what taking it over will do, reckoned beforehand so that the switch stays short
    summary: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    #: what a page shows of it, reckoned beforehand so that the page is cheap
    glance: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class StagedFileRow(SQLModel, table=True):
    """A part of the bytes of a file that waits to be read; dropped once it was."""

    __tablename__ = "staged_file"
    __table_args__ = (sa.UniqueConstraint("import_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="staged_import.id", index=True)
    number: int
    data: bytes = Field(sa_type=sa.LargeBinary)


class StagedPersonRow(SQLModel, table=True):
    """A person as the file has it, with the person it stands for (and the revision that was looked at)."""

    __tablename__ = "staged_person"
    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="staged_import.id", index=True)
    number: int
    key: str
    name: str
    function: str
    constituency: str
    delegation_key: str | None = None
    state: str | None = None
    organization_key: str = ""
    organization_id: int | None = None
    region: str
    groups: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    roles: str
    zone: str
    language: str
    mode: str
    email: str | None = None
    #: folded address of the account to link; empty: none
    login: str = ""
    #: whether the link to an account changes at all
    is_relinked: bool = True
    person_id: int | None = None
    revision: int = 0
    is_changed: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Staged:
    """An import that waits: what the edge needs to show it."""

    id: int
    forum_id: int
    kind: str
    filename: str
    digest: str
    created_at: dt.datetime
    stage: Stage
    job: str
    refusal: dict[str, Any]
    summary: dict[str, Any]
    glance: dict[str, Any]


#: importing these declares the tables named below
NEEDS = (accounts, people)
TABLES = SQLModel.metadata.tables
PEOPLE, STAGED, ACCOUNTS = TABLES["person"], TABLES["staged_person"], TABLES["account"]
IMPORTS, FILES = TABLES["staged_import"], TABLES["staged_file"]
DELEGATIONS, ROLES = TABLES["delegation"], TABLES["role"]


def open_import(db: Db, row: StagedImportRow) -> int:
    """Begin an import; gives its number."""
    db.add(row)
    db.flush()
    assert row.id is not None
    return row.id


def staged_import(db: Db, forum_id: int, import_id: int, kind: str) -> Staged | None:
    """The import with that number, if of that forum and kind."""
    row = db.get(StagedImportRow, import_id)
    if row is None or (row.forum_id, row.kind) != (forum_id, kind):
        return None
    return Staged(**row.model_dump(exclude={"account_id", "stage"}), stage=Stage(row.stage))


def is_received(db: Db, import_id: int) -> bool:
    """Whether it still waits to be read, checked and staged."""
    wanted = sa.select(IMPORTS.c.id).where(IMPORTS.c.id == import_id, IMPORTS.c.stage == Stage.RECEIVED.value)
    return db.connection().execute(wanted).first() is not None


def move_import(db: Db, import_id: int, stage: Stage, **values: Any) -> None:
    """Say how far it has come, and what was found by then."""
    db.connection().execute(sa.update(IMPORTS).where(IMPORTS.c.id == import_id).values(stage=stage.value, **values))


def add_part(db: Db, import_id: int, number: int, data: bytes) -> None:
    """Keep a part of the file."""
    db.connection().execute(sa.insert(FILES).values(import_id=import_id, number=number, data=data))


def file_of(db: Db, import_id: int) -> bytes:
    """The bytes of the file, as they came."""
    parts = sa.select(FILES.c.data).where(FILES.c.import_id == import_id).order_by(FILES.c.number)
    return b"".join(db.connection().execute(parts).scalars())


def drop_file(db: Db, import_id: int) -> None:
    """Forget the bytes of the file."""
    db.connection().execute(sa.delete(FILES).where(FILES.c.import_id == import_id))


def values_of(
    person: PersonIn, before: Person | None, organizations: dict[str, int], *, is_changed: bool
) -> dict[str, Any]:
    """The staged row of a person; `organizations` gives the number of each organization by its key."""
    email = before.email if person.email is None and before else person.email or ""
    return {
        "number": person.number,
        "key": before.key if before else person.key,
        "name": person.name,
        "function": person.function,
        "constituency": person.constituency.value,
        "delegation_key": people.delegation_key(person.state, person.organization),
        "state": person.state,
        "organization_key": person.organization,
        "organization_id": organizations.get(person.organization),
        "region": person.region,
        "groups": list(person.groups),
        "roles": f";{';'.join(sorted(person.roles))};",
        "zone": person.zone,
        "language": person.language,
        "mode": person.mode.value,
        "email": email,
        "login": email.casefold(),
        "is_relinked": before is None or before.email.casefold() != email.casefold(),
        "person_id": before.id if before else None,
        "revision": before.revision if before else 0,
        "is_changed": is_changed,
    }


def add_persons(db: Db, import_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Stage one batch."""
    db.connection().execute(sa.insert(STAGED), [{"import_id": import_id, **row} for row in rows])


def count_persons(db: Db, import_id: int) -> int:
    """How many persons are staged."""
    counted = sa.select(sa.func.count()).select_from(STAGED).where(STAGED.c.import_id == import_id)
    return int(db.connection().execute(counted).scalar_one())


def has_moved(db: Db, forum_id: int, import_id: int) -> bool:
    """Whether the forum's people changed since they were looked at, so that the preview no longer tells the truth."""
    staged, person = STAGED.c, PEOPLE.c
    of_import = staged.import_id == import_id
    of_forum = person.forum_id == forum_id
    same = sa.exists().where(of_forum, person.id == staged.person_id, person.revision == staged.revision)
    touched = sa.select(staged.id).where(of_import, staged.person_id.is_not(None), ~same)
    appeared = sa.select(staged.id).where(
        of_import, staged.person_id.is_(None), sa.exists().where(of_forum, person.key == staged.key)
    )
    named = sa.select(staged.person_id).where(of_import, staged.person_id.is_not(None))
    taken = (
        sa.select(staged.id)
        .join(ACCOUNTS, ACCOUNTS.c.login == staged.login)
        .join(PEOPLE, sa.and_(person.account_id == ACCOUNTS.c.id, of_forum))
        .where(of_import, staged.login != "", person.id.not_in(named))
    )
    return any(db.connection().execute(query.limit(1)).first() for query in (touched, appeared, taken))


def switch(db: Db, forum_id: int, import_id: int, now: dt.datetime, roles: Iterable[str]) -> None:
    """Take the staged persons over, set by set: accounts, delegations, persons, `roles` (those that occur)."""
    connection = db.connection()
    for statement in (
        _new_accounts(import_id, now),
        _new_delegations(forum_id, import_id),
        _new_persons(forum_id, import_id),
        _changed_persons(forum_id, import_id, now),
        _lost_roles(import_id),
        *(_roles(forum_id, import_id, role) for role in roles),
    ):
        connection.execute(statement)


def _new_accounts(import_id: int, now: dt.datetime) -> sa.Insert:
    staged = STAGED.c
    wanted = (
        sa.select(staged.login, sa.func.min(staged.email), sa.literal(now, Instant))
        .where(staged.import_id == import_id, staged.login != "")
        .where(~sa.exists().where(ACCOUNTS.c.login == staged.login))
        .group_by(staged.login)
    )
    return sa.insert(ACCOUNTS).from_select(["login", "email", "created_at"], wanted)


def _new_delegations(forum_id: int, import_id: int) -> sa.Insert:
    staged, there = STAGED.c, DELEGATIONS.c
    sender = sa.case((staged.state.is_(None), staged.organization_id), else_=sa.null())
    wanted = (
        sa.select(
            sa.literal(forum_id), staged.delegation_key, staged.state, sa.func.min(sender), sa.func.min(staged.region)
        )
        .where(staged.import_id == import_id, staged.delegation_key.is_not(None))
        .where(~sa.exists().where(there.forum_id == forum_id, there.key == staged.delegation_key))
        .group_by(staged.delegation_key, staged.state)
    )
    return sa.insert(DELEGATIONS).from_select(["forum_id", "key", "state", "organization_id", "region"], wanted)


#: columns taken over as they are
PLAIN = (
    "key", "name", "function", "constituency", "organization_id", "region", "groups", "zone", "language", "mode",
    "email",
)  # fmt: skip


def _delegation(forum_id: int) -> sa.ScalarSelect[Any]:
    there = DELEGATIONS.c
    return (
        sa.select(there.id)
        .where(there.forum_id == forum_id, there.key == STAGED.c.delegation_key)
        .correlate(STAGED)
        .scalar_subquery()
    )


def _account() -> sa.ScalarSelect[Any]:
    return (
        sa.select(ACCOUNTS.c.id)
        .where(ACCOUNTS.c.login == STAGED.c.login, STAGED.c.login != "")
        .correlate(STAGED)
        .scalar_subquery()
    )


def _new_persons(forum_id: int, import_id: int) -> sa.Insert:
    staged = STAGED.c
    plain = [staged[name] for name in PLAIN]
    wanted = (
        sa.select(sa.literal(forum_id), _delegation(forum_id), _account(), sa.literal(0), *plain)
        .where(staged.import_id == import_id, staged.person_id.is_(None))
        .order_by(staged.number)
    )
    return sa.insert(PEOPLE).from_select(["forum_id", "delegation_id", "account_id", "revision", *PLAIN], wanted)


def _changed_persons(forum_id: int, import_id: int, now: dt.datetime) -> sa.Update:
    staged = STAGED.c
    account = sa.case((staged.is_relinked, _account()), else_=PEOPLE.c.account_id)
    return (
        sa.update(PEOPLE)
        .where(staged.person_id == PEOPLE.c.id, staged.import_id == import_id, staged.is_changed)
        .values(
            {name: staged[name] for name in PLAIN}
            | {"delegation_id": _delegation(forum_id), "account_id": account}
            | {"revision": PEOPLE.c.revision + 1, "changed_at": now}
        )
    )


def _lost_roles(import_id: int) -> sa.Delete:
    staged = STAGED.c
    changed = sa.select(staged.person_id).where(
        staged.import_id == import_id, staged.is_changed, staged.person_id.is_not(None)
    )
    return sa.delete(ROLES).where(ROLES.c.person_id.in_(changed))


def _roles(forum_id: int, import_id: int, role: str) -> sa.Insert:
    staged = STAGED.c
    wanted = (
        sa.select(PEOPLE.c.id, sa.literal(role))
        .join(STAGED, sa.and_(staged.key == PEOPLE.c.key, staged.import_id == import_id))
        .where(PEOPLE.c.forum_id == forum_id, staged.is_changed, staged.roles.contains(f";{role};"))
    )
    return sa.insert(ROLES).from_select(["person_id", "role"], wanted)


#: staged rows dropped in one transaction
DROP_BATCH = 1_000


def drop_persons(db: Db, import_id: int) -> bool:
    """Forget a batch of the staged rows; says whether more may be left."""
    staged = STAGED.c
    some = sa.select(staged.id).where(staged.import_id == import_id).limit(DROP_BATCH)
    return db.connection().execute(sa.delete(STAGED).where(staged.id.in_(some))).rowcount >= DROP_BATCH


def drop_import(db: Db, import_id: int) -> None:
    """Forget an import whose staged rows are gone, with its file."""
    drop_file(db, import_id)
    db.connection().execute(sa.delete(IMPORTS).where(IMPORTS.c.id == import_id))


def to_drop(db: Db, before: dt.datetime) -> list[int]:
    """Imports that are over, and those that nobody confirmed."""
    row = IMPORTS.c
    wanted = sa.select(row.id).where(sa.or_(row.stage == Stage.OVER.value, row.created_at < before))
    return list(db.connection().execute(wanted).scalars())
