"""Calendars as they were written: one row per link, the middle that many have alike once, a count of changes per forum.

A copy bears the counts of its data at the time (`Stamp`); it is current as long as they stand so. What changes a
calendar moves a count in its own transaction, in the function of the store that writes it, so that no caller forgets.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from forum.domain.feeds import Copy, Look, Stamp
from forum.domain.refusals import Busy
from forum.store.accounts import FeedRow
from forum.store.engine import Db, Store


class FeedVersionRow(SQLModel, table=True):
    """How often what a forum's calendars show has changed."""

    __tablename__ = "feed_version"
    forum_id: int = Field(foreign_key="forum.id", primary_key=True)
    number: int = 0


class FeedPartRow(SQLModel, table=True):
    """The middle of calendars, under the hash of its bytes: it never changes."""

    __tablename__ = "feed_part"
    hash: str = Field(primary_key=True)
    body: bytes


class FeedCopyRow(SQLModel, table=True):
    """A link's calendar as it was written last. Moments are whole seconds since 1970, so that a look parses nothing."""

    __tablename__ = "feed_copy"
    feed_id: int = Field(foreign_key="feed.id", primary_key=True)
    forum_version: int
    person_revision: int
    edition: str
    etag: str
    modified: int = Field(sa_type=sa.BigInteger)
    good_until: int | None = Field(default=None, sa_type=sa.BigInteger)
    head: bytes
    part: str = Field(index=True)
    own: bytes


#: one look by the hash of a secret, each table by its key
_LOOK = (
    "SELECT f.id, f.revoked_at, v.number, p.revision, c.forum_version, c.person_revision, c.edition, c.etag, "
    "c.modified, c.good_until, c.head, c.part, c.own FROM feed f JOIN person p ON p.id = f.person_id"
    " LEFT JOIN feed_version v ON v.forum_id = p.forum_id LEFT JOIN feed_copy c ON c.feed_id = f.id"
    " WHERE f.token_hash = "
)
#: whether it is a rehearsal, a release if there is one, the count
_PUBLIC = (
    "SELECT f.is_rehearsal, (SELECT min(r.id) FROM release r WHERE r.forum_id = f.id), v.number"
    " FROM forum f LEFT JOIN feed_version v ON v.forum_id = f.id WHERE f.slug = "
)
_PART = "SELECT body FROM feed_part WHERE hash = "


def look(store: Store, token_hash: str) -> Look | None:
    """What stands behind the hash of a secret, by one prepared statement. Refuses `Busy` where nothing can be read."""
    row = _one(store, _LOOK, token_hash)
    if row is None:
        return None
    feed_id, revoked_at, number, revision, *kept = row
    copy = _copy_of(feed_id, kept) if kept[0] is not None else None
    stamp = Stamp(forum=number or 0, person=revision)
    return Look(feed_id=feed_id, is_revoked=revoked_at is not None, stamp=stamp, copy=copy)


def _copy_of(feed_id: int, kept: Sequence[Any]) -> Copy:
    version, revision, edition, etag, modified, good_until, head, part, own = kept
    return Copy(
        feed_id=feed_id,
        stamp=Stamp(forum=version, person=revision),
        edition=edition,
        etag=etag,
        modified_at=dt.datetime.fromtimestamp(modified, dt.UTC),
        good_until=dt.datetime.fromtimestamp(good_until, dt.UTC) if good_until is not None else None,
        head=head,
        part=part,
        own=own,
    )


def part(store: Store, hash_: str) -> bytes | None:
    """The middle of that hash, if it is still kept."""
    row = _one(store, _PART, hash_)
    return bytes(row[0]) if row else None


def look_public(store: Store, slug: str) -> int | None:
    """The count of changes of a forum whose programme is everybody's; None for every other, and where there is none."""
    row = _one(store, _PUBLIC, slug)
    if row is None or row[0] or row[1] is None:
        return None
    return int(row[2] or 0)


def _one(store: Store, statement: str, value: str) -> Any:
    """The one row of a statement, outside any transaction and without a mapper: it is asked for thousands of times."""
    driver: Any = store.engine.dialect.dbapi
    try:
        with closing(store.engine.raw_connection()) as connection:
            mark = "?" if store.is_sqlite else "%s"
            return connection.cursor().execute(statement + mark, (value,)).fetchone()
    except (driver.Error, sa.exc.SQLAlchemyError) as problem:
        raise Busy from problem


def version(db: Db, forum_id: int) -> int:
    """How often what the forum's calendars show has changed."""
    row = db.get(FeedVersionRow, forum_id)
    return row.number if row else 0


def outdate(db: Db, *, forum_id: int = 0, sitting_id: int = 0) -> None:
    """What the forum's calendars show changes in this transaction: no copy is current any more."""
    outdate_by(db.connection(), forum_id=forum_id, sitting_id=sitting_id)


def outdate_by(connection: sa.Connection, *, forum_id: int = 0, sitting_id: int = 0) -> None:
    """The same on a connection, for what happens while rows are written."""
    table, key, value = ("sitting", "id", sitting_id) if sitting_id else ("forum", "id", forum_id)
    column = "forum_id" if sitting_id else "id"
    statement = (
        f"INSERT INTO feed_version (forum_id, number) SELECT {column}, 1 FROM {table} WHERE {key} = :value "  # noqa: S608
        "ON CONFLICT (forum_id) DO UPDATE SET number = feed_version.number + 1"
    )
    connection.execute(sa.text(statement), {"value": value})


def stamps(db: Db, forum_id: int) -> dict[int, tuple[Stamp, str]]:
    """How the data of a forum's copies stood when they were written, and by which edition, by link."""
    query = sa.text(
        "SELECT c.feed_id, c.forum_version, c.person_revision, c.edition FROM feed_copy c"
        " JOIN feed f ON f.id = c.feed_id JOIN person p ON p.id = f.person_id WHERE p.forum_id = :forum"
    )
    found = db.connection().execute(query, {"forum": forum_id})
    return {feed: (Stamp(forum=version, person=revision), edition) for feed, version, revision, edition in found}


def keep(db: Db, copies: Iterable[Copy], parts: Mapping[str, bytes]) -> None:
    """Keep written calendars in place of older ones; one of a revoked or forgotten link is dropped."""
    connection = db.connection()
    known = set(connection.execute(sa.select(_part.c.hash).where(_part.c.hash.in_(list(parts)))).scalars())
    fresh = [{"hash": name, "body": body} for name, body in parts.items() if name not in known]
    if fresh:
        connection.execute(sa.text(_KEEP_PART), fresh)
    rows = [_plain(copy) for copy in copies]
    if rows:
        connection.execute(sa.text(_KEEP), rows)


_part = FeedPartRow.__table__  # type: ignore[attr-defined]
_KEEP_PART = "INSERT INTO feed_part (hash, body) VALUES (:hash, :body) ON CONFLICT (hash) DO NOTHING"
_COLUMNS = tuple(FeedCopyRow.model_fields)
#: never an older copy over a newer one
_KEEP = (
    f"INSERT INTO feed_copy ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)}) "  # noqa: S608
    f"ON CONFLICT (feed_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])} "
    "WHERE excluded.forum_version >= feed_copy.forum_version AND excluded.person_revision >= feed_copy.person_revision"
)


def _plain(copy: Copy) -> dict[str, Any]:
    return {
        "feed_id": copy.feed_id,
        "forum_version": copy.stamp.forum,
        "person_revision": copy.stamp.person,
        "edition": copy.edition,
        "etag": copy.etag,
        "modified": int(copy.modified_at.timestamp()),
        "good_until": int(copy.good_until.timestamp()) if copy.good_until else None,
        "head": copy.head,
        "part": copy.part,
        "own": copy.own,
    }


def prune(db: Db) -> int:
    """Forget middles that no copy has any more, and copies of links that were switched off; gives how many middles."""
    connection = db.connection()
    off = sa.select(col(FeedRow.id)).where(col(FeedRow.revoked_at).is_not(None))
    connection.execute(sa.delete(FeedCopyRow).where(col(FeedCopyRow.feed_id).in_(off)))
    used = sa.select(col(FeedCopyRow.part))
    return connection.execute(sa.delete(FeedPartRow).where(col(FeedPartRow.hash).not_in(used))).rowcount
