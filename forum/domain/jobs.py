"""Long work: its states, who may take it up, when it is tried again. A job is done once in the end."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from forum.domain.refusals import Kind, Refusal

#: A running job whose worker has not been heard of for this long is taken up by another.
LEASE = timedelta(seconds=15)
#: A job that was begun this often and neither ended nor failed is given up: it may be what kills the workers.
ATTEMPTS = 8
#: The pause before the second attempt; each further one is twice as long, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)


class JobState(enum.StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobOver(Refusal):
    """It has ended and cannot be cancelled any more; params: state."""

    kind: ClassVar[Kind] = Kind.CONFLICT


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One piece of long work. `key` makes it idempotent; `progress` runs from 0 to 1; `body` is emptied at its end.

    `facts` are figures of how far it is, kept for whoever follows it.
    """

    key: str
    kind: str
    created_at: datetime
    id: int = 0
    forum_id: int | None = None
    person_id: int | None = None
    state: JobState = JobState.WAITING
    progress: float = 0.0
    note: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    wants_cancel: bool = False
    attempts: int = 0
    due_at: datetime | None = None
    beat_at: datetime | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One row of the outbox: an announcement to the channel `name`, or a job of the kind `name`."""

    id: int
    kind: str
    name: str
    body: dict[str, Any]

    @property
    def is_job(self) -> bool:
        """Whether it goes to the queue."""
        return self.kind == "job"


def may_begin(job: Job, now: datetime) -> bool:
    """Whether a worker may take it up: it waits and is due, or its worker has died."""
    if job.state is JobState.RUNNING:
        return job.beat_at is None or job.beat_at + LEASE < now
    return job.state is JobState.WAITING and (job.due_at is None or job.due_at <= now)


def begun(job: Job, now: datetime) -> Job:
    """The job as a worker takes it up; ended at once where that was asked for or too many attempts were lost."""
    if job.wants_cancel:
        return ended(job, JobState.CANCELLED, now)
    if job.attempts >= ATTEMPTS:
        return ended(job, JobState.FAILED, now, note=job.note or "given up: it never came to an end")
    return replace(
        job,
        state=JobState.RUNNING,
        attempts=job.attempts + 1,
        beat_at=now,
        due_at=None,
        started_at=job.started_at or now,
    )


def advanced(
    job: Job,
    now: datetime,
    progress: float | None = None,
    note: str | None = None,
    facts: dict[str, Any] | None = None,
) -> Job:
    """The job with a sign of life, and how far it has come where that is said."""
    return replace(
        job,
        beat_at=now,
        progress=job.progress if progress is None else min(1.0, max(0.0, progress)),
        note=job.note if note is None else note,
        facts=job.facts if facts is None else facts,
    )


def postponed(job: Job, now: datetime, note: str) -> Job:
    """The job set back after an attempt that may go better later; failed when it was tried often enough."""
    if job.attempts >= ATTEMPTS:
        return ended(job, JobState.FAILED, now, note=note)
    return replace(job, state=JobState.WAITING, due_at=now + pause(job.attempts), beat_at=None, note=note)


def pause(attempts: int) -> timedelta:
    """How long to wait after that many attempts: 5 s, 10 s, 20 s ... at most 10 minutes."""
    doublings = min(max(attempts, 1) - 1, 20)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))


def ended(
    job: Job, state: JobState, now: datetime, *, note: str | None = None, result: dict[str, Any] | None = None
) -> Job:
    """The job at its end; what it was given is forgotten, because it may hold a secret such as a sign-in link."""
    return replace(
        job,
        state=state,
        progress=1.0 if state is JobState.DONE else job.progress,
        note=job.note if note is None else note,
        result=result or {},
        body={},
        due_at=None,
        beat_at=None,
        finished_at=now,
    )


def cancel_asked(job: Job, now: datetime) -> Job:
    """The job after somebody asked to cancel it: ended when nobody runs it, else marked, and its worker will see it."""
    if job.is_over:
        raise JobOver(state=job.state.value)
    if job.state is JobState.WAITING:
        return ended(job, JobState.CANCELLED, now)
    return replace(job, wants_cancel=True)
