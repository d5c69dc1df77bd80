"""Calendar links in the store: rows to `Feed` values and back."""

import datetime as dt

from sqlmodel import Session, col, select

from forum.domain.feeds import Feed
from forum.store.accounts import FeedRow
from forum.store.people import PersonRow, change_person
from forum.store.programme import ForumRow


def feed_of(row: FeedRow) -> Feed:
    """The domain value of a row; the hash stays behind."""
    return Feed(**row.model_dump(exclude={"token_hash"}))


def by_hash(db: Session, token_hash: str) -> tuple[Feed, str] | None:
    """The link whose secret has that hash, with the slug of its person's forum."""
    query = (
        select(FeedRow, ForumRow.slug)
        .join(PersonRow, col(PersonRow.id) == FeedRow.person_id)
        .join(ForumRow, col(ForumRow.id) == PersonRow.forum_id)
        .where(FeedRow.token_hash == token_hash)
    )
    found = db.exec(query).first()
    return (feed_of(found[0]), found[1]) if found else None


def of_person(db: Session, person_id: int) -> list[Feed]:
    """All links of a person, revoked ones included, oldest first."""
    query = select(FeedRow).where(FeedRow.person_id == person_id).order_by(col(FeedRow.id))
    return [feed_of(row) for row in db.exec(query)]


def of_forum(db: Session, forum_id: int) -> list[Feed]:
    """The links in use in a forum, oldest first."""
    query = select(FeedRow).join(PersonRow, col(PersonRow.id) == FeedRow.person_id)
    query = query.where(PersonRow.forum_id == forum_id, col(FeedRow.revoked_at).is_(None))
    return [feed_of(row) for row in db.exec(query.order_by(col(FeedRow.id)))]


def add(
    db: Session,
    person_id: int,
    label: str,
    token_hash: str,
    at: dt.datetime,
    *,
    alarm: int = 0,
    has_details: bool = False,
) -> Feed:
    """Keep a new link."""
    row = FeedRow(
        person_id=person_id, label=label, token_hash=token_hash, created_at=at, alarm=alarm, has_details=has_details
    )
    db.add(row)
    db.flush()
    return feed_of(row)


def change(db: Session, feed_id: int, at: dt.datetime, *, alarm: int, has_details: bool) -> None:
    """Keep what a link is to hold from now on; its calendar is written anew."""
    row = _row(db, feed_id)
    row.alarm, row.has_details, row.changed_at = alarm, has_details, at
    db.flush()
    change_person(db, row.person_id, {})


def revoke(db: Session, feed_id: int, at: dt.datetime) -> None:
    """Switch a link off for good."""
    _row(db, feed_id).revoked_at = at


def note_fetch(db: Session, feed_id: int, client: str, at: dt.datetime) -> None:
    """Keep when and by what it was last fetched."""
    row = _row(db, feed_id)
    row.fetched_at, row.fetched_by = at, client


def by_id(db: Session, feed_id: int) -> Feed | None:
    """The link with that number."""
    row = db.get(FeedRow, feed_id)
    return feed_of(row) if row else None


def _row(db: Session, feed_id: int) -> FeedRow:
    row = db.get(FeedRow, feed_id)
    assert row is not None, "decided upon in this transaction"
    return row
