"""Rows of people: organizations, delegations, persons, roles."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.access import Actor
from forum.domain.organizations import OrganizationIn
from forum.domain.people import TRIPARTITE, Constituency, Delegation, MailWish, Mode, Organization, Person, Role
from forum.domain.speaking.measures import Gender
from forum.store.engine import Instant


class OrganizationRow(SQLModel, table=True):
    """An organization of one forum."""

    __tablename__ = "organization"
    __table_args__ = (sa.UniqueConstraint("forum_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    key: str
    name: str
    acronym: str = ""
    kind: str = ""
    is_archived: bool = False


class DelegationRow(SQLModel, table=True):
    """A State's or an organization's delegation to one forum."""

    __tablename__ = "delegation"
    __table_args__ = (sa.UniqueConstraint("forum_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    key: str
    state: str | None = None
    organization_id: int | None = Field(default=None, foreign_key="organization.id")
    region: str = ""


class PersonRow(SQLModel, table=True):
    """One participant of one forum."""

    __tablename__ = "person"
    __table_args__ = (sa.UniqueConstraint("forum_id", "key"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    key: str
    name: str = ""
    function: str = ""
    constituency: str
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id", index=True)
    organization_id: int | None = Field(default=None, foreign_key="organization.id")
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    region: str = ""
    groups: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    zone: str
    language: str = "en"
    mode: str = "remote"
    email: str = ""
    #: which changes they are told of by mail: never, soon (within 24 hours of a sitting), all
    mail: str = Field(default="soon", sa_column_kwargs={"server_default": "soon"})
    #: changes up to this moment were seen in the application
    seen_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    #: moves with every change of the person or their roles, so that a staged import sees what changed meanwhile
    revision: int = 0
    #: when the language or the roles were last changed: what calendars show of a person
    changed_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class RoleRow(SQLModel, table=True):
    """A role held by a person in their forum."""

    __tablename__ = "role"
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    role: str = Field(primary_key=True)


class GenderRow(SQLModel, table=True):
    """What a person declared of themselves; in a table of its own, so that no list of people carries it along."""

    __tablename__ = "person_gender"
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    gender: str


TABLE = SQLModel.metadata.tables["person"]
#: columns that a person has as they are
AS_THEY_ARE = (
    "id", "forum_id", "key", "name", "function", "zone", "language", "delegation_id", "organization_id", "account_id",
    "region", "email", "revision", "changed_at",
)  # fmt: skip
#: what is read of a person, and of who sent them
PLAIN = ("constituency", "mode", "mail", "groups", *AS_THEY_ARE)
SENDER = (col(DelegationRow.state), col(OrganizationRow.name), col(OrganizationRow.key))
#: text of a column -> value
ROLE_OF = {each.value: each for each in Role}
CONSTITUENCY_OF = {each.value: each for each in Constituency}
MODE_OF = {each.value: each for each in Mode}


def organization_of(row: OrganizationRow) -> Organization:
    """The domain value of a row."""
    return Organization(**row.model_dump(exclude={"id"}), id=row.id or 0)


def delegation_of(row: DelegationRow) -> Delegation:
    """The domain value of a row."""
    return Delegation(
        id=row.id or 0,
        forum_id=row.forum_id,
        key=row.key,
        state=row.state,
        organization_id=row.organization_id,
        region=row.region,
    )


def persons(db: Session, forum_id: int, *conditions: Any) -> list[Person]:
    """Persons of a forum with roles, State and organization, in the order of their ids (two queries).

    Read as plain columns: a page of 5,000 people must not keep the process that carries the live floor busy.
    """
    return _read(db, *_statements(col(PersonRow.forum_id) == forum_id, *conditions))


def _statements(*conditions: Any) -> tuple[Any, Any]:
    """The roles of the persons of whom that is so, and the persons."""
    held = sa.select(col(RoleRow.person_id), col(RoleRow.role)).join(PersonRow, col(PersonRow.id) == RoleRow.person_id)
    query = (
        sa.select(*(TABLE.c[name] for name in PLAIN), *SENDER)
        .join(DelegationRow, col(DelegationRow.id) == PersonRow.delegation_id, isouter=True)
        .join(OrganizationRow, col(OrganizationRow.id) == PersonRow.organization_id, isouter=True)
        .where(*conditions)
        .order_by(col(PersonRow.id))
    )
    return held.where(*conditions), query


#: made once: hundreds ask for one person in the same second, and building a statement costs more than running it
_BY_ID = _statements(col(PersonRow.forum_id) == sa.bindparam("forum"), col(PersonRow.id) == sa.bindparam("person"))


def _read(db: Session, held: Any, query: Any, **values: int) -> list[Person]:
    roles: dict[int, set[Role]] = {}
    for person_id, role in db.connection().execute(held, values):
        roles.setdefault(person_id, set()).add(ROLE_OF[role])
    return [_person_of(tuple(row), roles) for row in db.connection().execute(query, values)]


def _person_of(row: Sequence[Any], roles: dict[int, set[Role]]) -> Person:
    constituency, mode, mail, groups, *plain, state, organization, organization_key = row
    return Person(
        constituency=CONSTITUENCY_OF[constituency],
        mode=MODE_OF[mode],
        mail=MailWish(mail),
        groups=tuple(groups),
        **dict(zip(AS_THEY_ARE, plain, strict=True)),
        state=state,
        organization=organization or "",
        organization_key=organization_key or "",
        roles=frozenset(roles.get(plain[0], ())),
    )


def genders(db: Session, forum_id: int) -> dict[int, Gender]:
    """What persons of a forum declared of themselves, by their numbers."""
    query = select(GenderRow).join(PersonRow, col(PersonRow.id) == GenderRow.person_id)
    return {row.person_id: Gender(row.gender) for row in db.exec(query.where(PersonRow.forum_id == forum_id))}


def gender_of(db: Session, person_id: int) -> Gender:
    """What a person declared of themselves."""
    row = db.get(GenderRow, person_id)
    return Gender(row.gender) if row else Gender.NOT_STATED


def declare_gender(db: Session, person_id: int, gender: Gender) -> None:
    """Keep what a person declares; not stated leaves nothing behind."""
    db.connection().execute(sa.delete(GenderRow).where(col(GenderRow.person_id) == person_id))
    db.expire_all()
    if gender is not Gender.NOT_STATED:
        db.add(GenderRow(person_id=person_id, gender=gender.value))
        db.flush()


def count(db: Session, forum_id: int) -> int:
    """How many persons a forum has."""
    return db.exec(select(sa.func.count()).select_from(PersonRow).where(PersonRow.forum_id == forum_id)).one()


def heads(db: Session, forum_id: int) -> dict[tuple[int, Constituency, str, Mode], int]:
    """How many delegates of States in the three constituencies, by delegation, constituency, zone and mode.

    Counted by the database: a forum of 5,000 people has about 600 such groups.
    """
    groups = (col(PersonRow.delegation_id), col(PersonRow.constituency), col(PersonRow.zone), col(PersonRow.mode))
    query = (
        sa.select(*groups, sa.func.count())
        .join(RoleRow, col(RoleRow.person_id) == PersonRow.id)
        .join(DelegationRow, col(DelegationRow.id) == PersonRow.delegation_id)
        .where(col(PersonRow.forum_id) == forum_id, col(RoleRow.role) == Role.DELEGATE.value)
        .where(col(PersonRow.constituency).in_([each.value for each in TRIPARTITE]))
        .where(col(DelegationRow.state).is_not(None))
        .group_by(*groups)
    )
    return {
        (delegation or 0, Constituency(constituency), zone, Mode(mode)): count
        for delegation, constituency, zone, mode, count in db.connection().execute(query)
    }


def staff_heads(db: Session, forum_id: int) -> dict[tuple[str, str, str], int]:
    """How many people interpret, work in the secretariat or are invited with their organization, by zone and mode.

    Who interprets counts as "interpreter", whatever the constituency. The account of a hall display is nobody.
    """
    interprets, shows = (
        sa.exists().where(col(RoleRow.person_id) == col(PersonRow.id), col(RoleRow.role) == role.value)
        for role in (Role.INTERPRETER, Role.HALL)
    )
    kind = sa.case((interprets, Role.INTERPRETER.value), else_=col(PersonRow.constituency)).label("kind")
    kinds = (Role.INTERPRETER.value, Constituency.SECRETARIAT.value, Constituency.ORGANIZATION.value)
    query = (
        sa.select(kind, col(PersonRow.zone), col(PersonRow.mode), sa.func.count())
        .where(col(PersonRow.forum_id) == forum_id, kind.in_(kinds), ~shows)
        .group_by(kind, col(PersonRow.zone), col(PersonRow.mode))
    )
    return {(kind, zone, mode): count for kind, zone, mode, count in db.connection().execute(query)}


def person_by_key(db: Session, forum_id: int, key: str) -> Person | None:
    """The person with that roster id in that forum."""
    return next(iter(persons(db, forum_id, PersonRow.key == key)), None)


def person_by_id(db: Session, forum_id: int, person_id: int) -> Person | None:
    """The person with that number, if of that forum."""
    return next(iter(_read(db, *_BY_ID, forum=forum_id, person=person_id)), None)


def persons_by_ids(db: Session, forum_id: int, ids: Collection[int]) -> dict[int, Person]:
    """Some persons of a forum, by their numbers."""
    return {each.id: each for each in persons(db, forum_id, col(PersonRow.id).in_(ids))}


def persons_of_role(db: Session, forum_id: int, role: Role) -> list[Person]:
    """The persons of a forum who hold a role."""
    held = sa.select(col(RoleRow.person_id)).where(col(RoleRow.role) == role.value)
    return persons(db, forum_id, col(PersonRow.id).in_(held))


def wants_all(db: Session, forum_id: int) -> bool:
    """Whether anybody of a forum wants to be told of every change by mail."""
    query = select(PersonRow.id).where(PersonRow.forum_id == forum_id, PersonRow.mail == MailWish.ALL.value)
    return db.exec(query.where(PersonRow.email != "").limit(1)).first() is not None


def seen_at(db: Session, person_id: int) -> dt.datetime | None:
    """Up to when a person has seen what changed."""
    return db.get_one(PersonRow, person_id).seen_at


def mark_seen(db: Session, person_id: int, at: dt.datetime) -> None:
    """Note that a person has seen what changed up to that moment."""
    db.connection().execute(sa.update(PersonRow).where(col(PersonRow.id) == person_id).values(seen_at=at))


def person_of_account(db: Session, forum_id: int, account_id: int) -> Person | None:
    """Who an account is in a forum."""
    return next(iter(persons(db, forum_id, PersonRow.account_id == account_id)), None)


def actor_of(person: Person) -> Actor:
    """The detached identity of a person."""
    return Actor(
        account_id=person.account_id,
        person_id=person.id,
        forum_id=person.forum_id,
        delegation_id=person.delegation_id,
        organization_id=person.organization_id,
        constituency=person.constituency,
        roles=person.roles,
    )


def organizations(db: Session, forum_id: int) -> list[Organization]:
    """The organizations of a forum by name."""
    query = select(OrganizationRow).where(OrganizationRow.forum_id == forum_id).order_by(OrganizationRow.name)
    return [organization_of(row) for row in db.exec(query)]


def delegations(db: Session, forum_id: int) -> list[Delegation]:
    """The delegations of a forum by key."""
    query = select(DelegationRow).where(DelegationRow.forum_id == forum_id).order_by(DelegationRow.key)
    return [delegation_of(row) for row in db.exec(query)]


def link_account(db: Session, person_id: int, account_id: int) -> None:
    """Let an account be this person."""
    row = db.get_one(PersonRow, person_id)
    row.account_id = account_id
    db.add(row)


def put_organizations(db: Session, forum_id: int, listed: Iterable[OrganizationIn]) -> None:
    """Add and change organizations by key."""
    query = select(OrganizationRow).where(OrganizationRow.forum_id == forum_id)
    there = {row.key: row for row in db.exec(query)}
    for each in listed:
        row = there.get(each.key) or OrganizationRow(forum_id=forum_id, key=each.key, name="")
        row.name, row.acronym, row.kind = each.name, each.acronym, each.kind
        db.add(row)
    db.flush()


def archive_organization(db: Session, organization_id: int, *, is_archived: bool) -> None:
    """Take an organization out of what is offered, or bring it back."""
    change = sa.update(OrganizationRow).where(col(OrganizationRow.id) == organization_id)
    db.connection().execute(change.values(is_archived=is_archived))
    db.expire_all()


def change_person(db: Session, person_id: int, values: dict[str, Any]) -> None:
    """Set columns of a person and move their revision."""
    moved = {**values, "revision": PersonRow.revision + 1}
    db.connection().execute(sa.update(PersonRow).where(col(PersonRow.id) == person_id).values(moved))


def add_role(db: Session, person_id: int, role: Role, at: dt.datetime) -> None:
    """Give a role; the caller has seen that it is not held."""
    db.add(RoleRow(person_id=person_id, role=role.value))
    db.flush()
    change_person(db, person_id, {"changed_at": at})


def remove_role(db: Session, person_id: int, role: Role, at: dt.datetime) -> None:
    """Take a role away."""
    held = sa.delete(RoleRow).where(col(RoleRow.person_id) == person_id, col(RoleRow.role) == role.value)
    db.connection().execute(held)
    change_person(db, person_id, {"changed_at": at})


def count_of_role(db: Session, forum_id: int, role: Role) -> int:
    """How many persons of a forum hold a role."""
    held = select(RoleRow.person_id).join(PersonRow, col(PersonRow.id) == RoleRow.person_id)
    return len(db.exec(held.where(PersonRow.forum_id == forum_id, RoleRow.role == role.value)).all())


def add_cast(db: Session, forum_id: int, listed: Iterable[Organization], people: Sequence[Person]) -> None:
    """Keep the organizations and persons of a new forum, with their delegations and roles."""
    put_organizations(
        db,
        forum_id,
        [OrganizationIn(number=0, key=o.key, name=o.name, acronym=o.acronym, kind=o.kind) for o in listed],
    )
    numbers = {each.key: each.id for each in organizations(db, forum_id)}
    senders = {delegation_key(p.state, p.organization_key): p for p in people}
    for key, sender in senders.items():
        if key is not None:
            of_organization = None if sender.state else numbers[sender.organization_key]
            region = sender.region if sender.state else ""
            db.add(
                DelegationRow(
                    forum_id=forum_id, key=key, state=sender.state, organization_id=of_organization, region=region
                )
            )
    db.flush()
    if people:
        _add_persons(db, forum_id, people, numbers)


def _add_persons(db: Session, forum_id: int, people: Sequence[Person], numbers: dict[str, int]) -> None:
    sent = {each.key: each.id for each in delegations(db, forum_id)}
    connection = db.connection()
    connection.execute(sa.insert(PersonRow), [_plain(p, forum_id, numbers, sent) for p in people])
    ids = dict(db.exec(select(PersonRow.key, PersonRow.id).where(PersonRow.forum_id == forum_id)).all())
    held = [{"person_id": ids[person.key], "role": role.value} for person in people for role in person.roles]
    if held:
        connection.execute(sa.insert(RoleRow), held)


def _plain(person: Person, forum_id: int, numbers: dict[str, int], sent: dict[str, int]) -> dict[str, Any]:
    return {
        "forum_id": forum_id,
        "key": person.key,
        "name": person.name,
        "function": person.function,
        "constituency": person.constituency.value,
        "delegation_id": sent.get(delegation_key(person.state, person.organization_key) or ""),
        "organization_id": numbers.get(person.organization_key),
        "account_id": person.account_id,
        "region": person.region,
        "groups": list(person.groups),
        "zone": person.zone,
        "language": person.language,
        "mode": person.mode.value,
        "email": person.email,
        "revision": 0,
    }


def delegation_key(state: str | None, organization: str) -> str | None:
    """The key of the delegation to which a State or an organization sends people."""
    return state or (f"org:{organization}" if organization else None)


def persons_of_roles(db: Session, forum_id: int, roles: Collection[Role]) -> list[Person]:
    """The persons of a forum who hold one of these roles."""
    held = sa.select(col(RoleRow.person_id)).where(col(RoleRow.role).in_([each.value for each in roles]))
    return persons(db, forum_id, col(PersonRow.id).in_(held))
