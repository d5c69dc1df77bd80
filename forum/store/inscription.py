"""Rows of lists of speakers: the list of a sitting, its entries, the texts that were handed in."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from forum.domain.inscription.values import (
    NEVER_LISTED,
    Behalf,
    BehalfKind,
    Entry,
    EntryState,
    Order,
    Paper,
    Presence,
    Source,
    SpeakersList,
)
from forum.domain.people import Constituency
from forum.domain.speaking.procedure import Level
from forum.store.engine import Db, Instant
from forum.store.programme import SittingRow


class SpeakersListRow(SQLModel, table=True):
    """The list of speakers of a sitting; `secret` is drawn with it and told when it is closed."""

    __tablename__ = "speakers_list"
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    sitting_id: int = Field(foreign_key="sitting.id", unique=True)
    opens_at: dt.datetime = Field(sa_type=Instant)
    closes_at: dt.datetime = Field(sa_type=Instant)
    last_call_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    closed_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    handed_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    commitment: str
    secret: str
    seed: str = ""
    #: who was drawn, sorted as the seed was made of it
    ids: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    letter: str = ""
    shifted_at: dt.datetime = Field(sa_type=Instant)
    #: how it is ordered when it closes
    order: str = "rules"
    revision: int = 0


class InscriptionRow(SQLModel, table=True):
    """One inscription; `claim` is what one entry of a list has alone: a State in its constituency, or a group."""

    __tablename__ = "inscription"
    __table_args__ = (
        sa.UniqueConstraint("list_id", "number"),
        sa.UniqueConstraint("list_id", "client_id"),
        sa.Index("ix_inscription_claim", "list_id", "claim"),
    )
    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="speakers_list.id")
    #: order of arrival
    number: int
    person_id: int = Field(foreign_key="person.id", index=True)
    constituency: str
    #: draft, inscribed, withdrawn, dropped
    state: str
    source: str
    behalf: str
    behalf_name: str = ""
    country: str = ""
    claim: str
    aligned: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    language: str
    presence: str
    deputy_id: int | None = Field(default=None, foreign_key="person.id")
    by_person_id: int | None = Field(default=None, foreign_key="person.id")
    note: str = ""
    reason: str = ""
    video: str = ""
    level: str
    is_carried: bool = False
    at: dt.datetime = Field(sa_type=Instant)
    changed_at: dt.datetime = Field(sa_type=Instant)
    client_id: str
    digest: str
    place: int | None = None
    #: the entry that is offered this one's place
    swap_with: int | None = None
    revision: int = 0


class PaperRow(SQLModel, table=True):
    """The text of a statement for the interpreters, as it was handed in."""

    __tablename__ = "statement_paper"
    entry_id: int = Field(foreign_key="inscription.id", primary_key=True)
    kind: str
    name: str
    size: int
    digest: str
    at: dt.datetime = Field(sa_type=Instant)
    is_late: bool = False
    data: bytes = Field(sa_type=sa.LargeBinary)


TABLES = SQLModel.metadata.tables
LISTS, ENTRIES, PAPERS = TABLES["speakers_list"], TABLES["inscription"], TABLES["statement_paper"]
#: made once, for hundreds inscribe in the same second: building a statement costs more than running it
ADD = sa.insert(ENTRIES).returning(ENTRIES.c.id)
ON_THAT_LIST = ENTRIES.c.list_id == sa.bindparam("list")
LIKE = sa.select(ENTRIES).where(
    ON_THAT_LIST,
    sa.or_(
        ENTRIES.c.client_id == sa.bindparam("form"),
        ENTRIES.c.person_id == sa.bindparam("person"),
        ENTRIES.c.claim == sa.bindparam("claim"),
    ),
)
HIGHEST = sa.select(sa.func.max(ENTRIES.c.number)).where(ON_THAT_LIST)
INSCRIBED = sa.select(sa.func.count()).where(ON_THAT_LIST, ENTRIES.c.state == EntryState.INSCRIBED.value)
BEFORE = INSCRIBED.where(ENTRIES.c.number < sa.bindparam("mine"))
BEFORE_SETTLED = INSCRIBED.where(ENTRIES.c.place < sa.bindparam("mine"))
#: what everybody may know of a text: all but its bytes
PAPER_FACTS = [column for column in PAPERS.c if column.name != "data"]


def _list_of(row: Any) -> SpeakersList:
    facts = dict(row._mapping)
    # nobody needs the secret of a draw that is still to come; `secret_of` tells it to who closes the list
    secret = facts["secret"] if facts["closed_at"] else ""
    return SpeakersList(**facts | {"secret": secret, "order": Order(facts["order"]), "ids": tuple(facts["ids"])})


def list_of_sitting(db: Db, sitting_id: int) -> SpeakersList | None:
    """The list of a sitting, without a secret that is not published yet."""
    row = db.connection().execute(sa.select(LISTS).where(LISTS.c.sitting_id == sitting_id)).first()
    return _list_of(row) if row else None


def lists_of_forum(db: Db, forum_id: int) -> list[SpeakersList]:
    """The lists of a forum, in the order in which they close."""
    query = sa.select(LISTS).where(LISTS.c.forum_id == forum_id).order_by(LISTS.c.closes_at, LISTS.c.id)
    return [_list_of(row) for row in db.connection().execute(query)]


def secret_of(db: Db, list_id: int) -> str:
    """The secret of a list's draw."""
    return str(db.connection().execute(sa.select(LISTS.c.secret).where(LISTS.c.id == list_id)).scalar_one())


def keep_list(db: Db, listing: SpeakersList, *, secret: str = "") -> SpeakersList:
    """Keep a list, new or changed; `secret` is that of a new draw, the one there stays where none is given."""
    names = [name for name in SpeakersList.__slots__ if name not in {"id", "secret"}]
    values = {name: getattr(listing, name) for name in names} | {"order": listing.order.value, "ids": list(listing.ids)}
    values |= {"secret": secret} if secret else {}
    connection = db.connection()
    if listing.id:
        connection.execute(sa.update(LISTS).where(LISTS.c.id == listing.id).values(**values))
        row = connection.execute(sa.select(LISTS).where(LISTS.c.id == listing.id)).one()
    else:
        row = connection.execute(sa.insert(LISTS).values(**values).returning(LISTS)).one()
    return _list_of(row)


def shift(db: Db, list_id: int, at: dt.datetime) -> None:
    """Note that places on the list moved."""
    db.connection().execute(sa.update(LISTS).where(LISTS.c.id == list_id).values(shifted_at=at))


def _entry_of(row: Any) -> Entry:
    facts = dict(row._mapping)
    behalf = Behalf(kind=BehalfKind(facts.pop("behalf")), name=facts.pop("behalf_name"))
    return Entry(
        **facts
        | {
            "behalf": behalf,
            "constituency": Constituency(facts["constituency"]),
            "state": EntryState(facts["state"]),
            "source": Source(facts["source"]),
            "presence": Presence(facts["presence"]),
            "level": Level(facts["level"]),
            "aligned": tuple(facts["aligned"]),
        }
    )


def _plain(entry: Entry) -> dict[str, Any]:
    facts = {name: getattr(entry, name) for name in Entry.__slots__ if name not in {"id", "behalf"}}
    coded = {name: facts[name].value for name in ("constituency", "state", "source", "presence", "level")}
    behalf = {"behalf": entry.behalf.kind.value, "behalf_name": entry.behalf.name}
    return facts | coded | behalf | {"aligned": list(entry.aligned)}


def entries(db: Db, list_id: int) -> list[Entry]:
    """All entries of a list, drafts and withdrawn ones too, as they came."""
    query = sa.select(ENTRIES).where(ENTRIES.c.list_id == list_id).order_by(ENTRIES.c.number)
    return [_entry_of(row) for row in db.connection().execute(query)]


def entry(db: Db, list_id: int, entry_id: int) -> Entry | None:
    """The entry with that id, if it is on that list."""
    query = sa.select(ENTRIES).where(ENTRIES.c.list_id == list_id, ENTRIES.c.id == entry_id)
    row = db.connection().execute(query).first()
    return _entry_of(row) if row else None


def entry_alone(db: Db, entry_id: int) -> Entry | None:
    """The entry with that id, whatever its list: for the machine's own work."""
    row = db.connection().execute(sa.select(ENTRIES).where(ENTRIES.c.id == entry_id)).first()
    return _entry_of(row) if row else None


def like(db: Db, list_id: int, *, client_id: str = "", person_id: int = 0, claim: str = "") -> list[Entry]:
    """The entries of a list that the same form made, or that have the person, or the claim."""
    wanted = {"list": list_id, "form": client_id, "person": person_id, "claim": claim}
    return [_entry_of(row) for row in db.connection().execute(LIKE, wanted)]


def next_number(db: Db, list_id: int) -> int:
    """The number of the next entry of a list."""
    return int(db.connection().execute(HIGHEST, {"list": list_id}).scalar() or 0) + 1


def place_of(db: Db, entry: Entry) -> int:
    """The place of an entry among those on its list, counted from 1."""
    statement, mine = (BEFORE, entry.number) if entry.place is None else (BEFORE_SETTLED, entry.place)
    return int(db.connection().execute(statement, {"list": entry.list_id, "mine": mine}).scalar_one()) + 1


def add_entry(db: Db, entry: Entry) -> Entry:
    """Keep a new entry; gives it with its id."""
    row = db.connection().execute(ADD, _plain(entry)).one()
    return replace(entry, id=row[0])


def save_entries(db: Db, changed: Iterable[Entry]) -> None:
    """Keep changed entries."""
    for each in changed:
        db.connection().execute(sa.update(ENTRIES).where(ENTRIES.c.id == each.id).values(**_plain(each)))


def settle(db: Db, list_id: int, order: Sequence[int], at: dt.datetime) -> None:
    """Give the entries with these ids their places, from 1; every other entry has none, and no swap is open."""
    connection = db.connection()
    connection.execute(sa.update(ENTRIES).where(ENTRIES.c.list_id == list_id).values(place=None, swap_with=None))
    if order:
        one = sa.update(ENTRIES).where(ENTRIES.c.id == sa.bindparam("entry")).values(place=sa.bindparam("nth"))
        connection.execute(one, [{"entry": each, "nth": place} for place, each in enumerate(order, start=1)])
    shift(db, list_id, at)


def of_forum(db: Db, forum_id: int, person_id: int | None = None) -> list[Entry]:
    """Entries on the lists of a forum, or one person's, drafts left out, as they came."""
    query = (
        sa.select(ENTRIES)
        .join(LISTS, LISTS.c.id == ENTRIES.c.list_id)
        .where(LISTS.c.forum_id == forum_id, ENTRIES.c.state.not_in([each.value for each in NEVER_LISTED]))
        .order_by(ENTRIES.c.list_id, ENTRIES.c.number)
    )
    if person_id is not None:
        query = query.where(ENTRIES.c.person_id == person_id)
    return [_entry_of(row) for row in db.connection().execute(query)]


def keep_paper(db: Db, paper: Paper, data: bytes) -> None:
    """Keep the text of a statement in place of an earlier one."""
    connection = db.connection()
    connection.execute(sa.delete(PAPERS).where(PAPERS.c.entry_id == paper.entry_id))
    facts = {name: getattr(paper, name) for name in Paper.__slots__}
    connection.execute(sa.insert(PAPERS).values(**facts, data=data))


def drop_paper(db: Db, entry_id: int) -> bool:
    """Forget the text of a statement; says whether there was one."""
    return db.connection().execute(sa.delete(PAPERS).where(PAPERS.c.entry_id == entry_id)).rowcount > 0


def papers(db: Db, entry_ids: Collection[int]) -> dict[int, Paper]:
    """What is known of the texts of these entries, by entry."""
    query = sa.select(*PAPER_FACTS).where(PAPERS.c.entry_id.in_(list(entry_ids)))
    return {row.entry_id: Paper(**row._mapping) for row in db.connection().execute(query)}


def paper_bytes(db: Db, entry_id: int) -> bytes:
    """The text of a statement as it was handed in."""
    query = sa.select(PAPERS.c.data).where(PAPERS.c.entry_id == entry_id)
    return bytes(db.connection().execute(query).scalar_one())


def sitting_key(db: Db, list_id: int) -> str:
    """The key of the sitting that a list belongs to."""
    query = sa.select(col(SittingRow.key)).join(LISTS, LISTS.c.sitting_id == col(SittingRow.id))
    return str(db.connection().execute(query.where(LISTS.c.id == list_id)).scalar_one())
