"""Rows of the live floor: the append-only event log of each sitting."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.store.engine import Instant


class FloorEventRow(SQLModel, table=True):
    """One event; persons by id only, so that erasure and the log live together."""

    __tablename__ = "floor_event"
    __table_args__ = (
        sa.UniqueConstraint("sitting_id", "seq"),
        sa.UniqueConstraint("sitting_id", "actor_id", "command_id", "part"),
    )
    id: int | None = Field(default=None, primary_key=True)
    sitting_id: int = Field(foreign_key="sitting.id", index=True)
    seq: int
    kind: str
    version: int = 1
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    actor_id: int | None = None
    command_id: str
    #: hash of the whole command, so that the same id with another body is refused
    command_hash: str = ""
    part: int = 0
    at: dt.datetime = Field(sa_type=Instant)
    boot_id: str = ""
    monotonic_ms: int = 0
