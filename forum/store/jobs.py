"""Rows of long work: state, progress, result; cancelling is a flag that the job polls."""

import datetime as dt
from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel, col, select

from forum.domain.jobs import Job, JobState
from forum.store.engine import Db, Instant


class JobRow(SQLModel, table=True):
    """One piece of long work; `key` makes it idempotent."""

    __tablename__ = "job"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    forum_id: int | None = Field(default=None, foreign_key="forum.id", index=True)
    #: waiting, running, done, failed, cancelled
    state: str = Field(default="waiting", index=True)
    progress: float = 0.0
    note: str = ""
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    result: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    wants_cancel: bool = False
    attempts: int = 0
    person_id: int | None = None
    created_at: dt.datetime = Field(sa_type=Instant)
    due_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    #: the last sign of life of the worker that runs it
    beat_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    started_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    finished_at: dt.datetime | None = Field(default=None, sa_type=Instant)


def job_of(row: JobRow) -> Job:
    """The domain value of a row."""
    plain = row.model_dump(exclude={"id", "state"})
    return Job(**plain, id=row.id or 0, state=JobState(row.state))


def by_key(db: Db, key: str) -> Job | None:
    """The job with that key."""
    row = db.exec(select(JobRow).where(JobRow.key == key)).first()
    return job_of(row) if row else None


def add(db: Db, job: Job) -> bool:
    """Keep a new job; False (and nothing changed) where its key is known already."""
    if by_key(db, job.key) is not None:
        return False
    db.add(JobRow(**_plain(job)))
    db.flush()
    return True


def save(db: Db, job: Job) -> None:
    """Keep what has become of a job."""
    db.connection().execute(sa.update(JobRow).where(col(JobRow.id) == job.id).values(**_plain(job)))


def unfinished(db: Db) -> list[Job]:
    """Every job that waits or runs, oldest first."""
    states = [JobState.WAITING.value, JobState.RUNNING.value]
    return [
        job_of(row) for row in db.exec(select(JobRow).where(col(JobRow.state).in_(states)).order_by(col(JobRow.id)))
    ]


def running(db: Db, forum_id: int, kinds: Collection[str]) -> list[Job]:
    """The jobs of a forum of these kinds that wait or run, oldest first."""
    return [each for each in unfinished(db) if each.forum_id == forum_id and each.kind in kinds]


def _plain(job: Job) -> dict[str, Any]:
    plain = asdict(job)
    del plain["id"]
    return plain | {"state": job.state.value}
