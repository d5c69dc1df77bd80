"""What was sent once: of each form that was kept its key, so that the same form sent again is kept no second time."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col

from forum.store.engine import Db, Instant


class OnceRow(SQLModel, table=True):
    """A form whose deed is done; `service` did it, `key` stands for who sent what to where."""

    __tablename__ = "once"
    service: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: dt.datetime = Field(sa_type=Instant, index=True)


def note(db: Db, service: str, key: str, at: dt.datetime) -> bool:
    """Note the key; False (and nothing changed) where this service has done it before."""
    known = sa.select(col(OnceRow.key)).where(col(OnceRow.service) == service, col(OnceRow.key) == key)
    if db.connection().execute(known).first() is not None:
        return False
    db.add(OnceRow(service=service, key=key, at=at))
    db.flush()
    return True


def prune(db: Db, before: dt.datetime) -> int:
    """Forget what was sent before that moment; gives how many keys went."""
    return db.connection().execute(sa.delete(OnceRow).where(col(OnceRow.at) < before)).rowcount
