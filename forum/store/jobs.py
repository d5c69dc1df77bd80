"""Rows of long work: state, progress, result; cancelling is a flag that the job polls."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from forum.store.engine import Instant


class JobRow(SQLModel, table=True):
    """One piece of long work; `key` makes it idempotent."""

    __tablename__ = "job"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    forum_id: int | None = Field(default=None, foreign_key="forum.id", index=True)
    #: waiting, running, done, failed, cancelled
    state: str = "waiting"
    progress: float = 0.0
    note: str = ""
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    result: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    wants_cancel: bool = False
    person_id: int | None = None
    created_at: dt.datetime = Field(sa_type=Instant)
    started_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    finished_at: dt.datetime | None = Field(default=None, sa_type=Instant)
