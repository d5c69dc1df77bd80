"""The outbox: announcements and jobs, written in the same transaction as the change they follow from."""

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.jobs import Item
from forum.store.engine import Instant


class OutboxRow(SQLModel, table=True):
    """Something to be told or done after the commit; kind "announce" (to a channel) or "job" (to the queue)."""

    __tablename__ = "outbox"
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    name: str
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    at: dt.datetime = Field(sa_type=Instant)
    sent_at: dt.datetime | None = Field(default=None, sa_type=Instant, index=True)


def append(db: Session, kind: str, name: str, body: dict[str, Any], at: dt.datetime) -> None:
    """Queue one item."""
    db.add(OutboxRow(kind=kind, name=name, body=body, at=at))


def waiting(db: Session, *, without: Collection[int] = (), limit: int = 500) -> list[Item]:
    """What has not been sent yet, oldest first; `without` leaves out those that are to be tried later."""
    query = select(OutboxRow).where(col(OutboxRow.sent_at).is_(None)).order_by(col(OutboxRow.id)).limit(limit)
    if without:
        query = query.where(col(OutboxRow.id).not_in(without))
    return [Item(id=row.id or 0, kind=row.kind, name=row.name, body=row.body) for row in db.exec(query)]


def mark_sent(db: Session, ids: list[int], at: dt.datetime) -> None:
    """Note that these went out, and forget their bodies: a sign-in link in a mail job is a secret."""
    db.connection().execute(sa.update(OutboxRow).where(col(OutboxRow.id).in_(ids)).values(sent_at=at, body={}))


def prune(db: Session, before: dt.datetime) -> int:
    """Remove what was sent before that moment; gives how many rows went."""
    return db.connection().execute(sa.delete(OutboxRow).where(col(OutboxRow.sent_at) < before)).rowcount
