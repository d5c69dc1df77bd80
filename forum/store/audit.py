"""Rows of the audit trail: append only, written in the transaction of the change."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.audit import Entry, Tag
from forum.store.engine import Instant


class AuditRow(SQLModel, table=True):
    """One change."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int | None = Field(default=None, index=True)
    at: dt.datetime = Field(sa_type=Instant)
    tag: str
    subject: str
    account_id: int | None = None
    person_id: int | None = None
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


def append(db: Session, entry: Entry) -> None:
    """Keep one entry."""
    db.add(
        AuditRow(
            forum_id=entry.forum_id,
            at=entry.at,
            tag=entry.tag.value,
            subject=entry.subject,
            account_id=entry.account_id,
            person_id=entry.person_id,
            body=entry.body,
        )
    )


def entries(db: Session, forum_id: int, *, limit: int = 200) -> list[Entry]:
    """The newest entries of a forum, newest first."""
    query = select(AuditRow).where(AuditRow.forum_id == forum_id).order_by(col(AuditRow.id).desc()).limit(limit)
    return [_entry_of(row) for row in db.exec(query)]


def _entry_of(row: AuditRow) -> Entry:
    plain = row.model_dump(exclude={"id", "tag"})
    return Entry(**plain, tag=Tag(row.tag))
