"""Long work: handed over, taken up once, followed, cancelled. Each function is one short transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from forum.domain import jobs as rules
from forum.domain.access import Permission, Target
from forum.domain.audit import Tag
from forum.domain.jobs import Job, JobState
from forum.domain.refusals import Unknown
from forum.services.unit import Work, reads, writes
from forum.store import jobs

#: A job that waits longer than this is put into the queue again: its message may have died with a worker.
PATIENCE = timedelta(seconds=20)


@writes
def accept(work: Work, kind: str, key: str, body: dict[str, Any]) -> bool:
    """Keep a job that the relay hands over; False where its key is known already."""
    work.require(Permission.RUN_JOBS, Target())
    return jobs.add(work.db, Job(key=key, kind=kind, body=body, created_at=work.now))


@writes
def claim(work: Work, key: str) -> Job | None:
    """Take up a job; None where it is over, not due, or in the hands of a living worker."""
    work.require(Permission.RUN_JOBS, Target())
    job = jobs.by_key(work.db, key)
    if job is None or not rules.may_begin(job, work.now):
        return None
    job = rules.begun(job, work.now)
    jobs.save(work.db, job)
    return None if job.is_over else job


@writes
def beat(
    work: Work,
    key: str,
    progress: float | None = None,
    note: str | None = None,
    facts: dict[str, Any] | None = None,
) -> bool:
    """Give a sign of life; True where somebody wants it cancelled."""
    job = _change(work, key, lambda job: rules.advanced(job, work.now, progress, note, facts))
    return job.wants_cancel


@writes
def complete(work: Work, key: str, result: dict[str, Any]) -> None:
    """The job is done."""
    _change(work, key, lambda job: rules.ended(job, JobState.DONE, work.now, result=result))


@writes
def fail(work: Work, key: str, note: str) -> None:
    """The job cannot be done."""
    _change(work, key, lambda job: rules.ended(job, JobState.FAILED, work.now, note=note))


@writes
def give_way(work: Work, key: str, result: dict[str, Any] | None = None) -> None:
    """The job has seen that it was cancelled, and stopped; `result` is what it had by then."""
    _change(work, key, lambda job: rules.ended(job, JobState.CANCELLED, work.now, result=result))


@writes
def postpone(work: Work, key: str, note: str) -> Job:
    """The attempt failed and may go better later; gives the job with the moment of its next attempt."""
    return _change(work, key, lambda job: rules.postponed(job, work.now, note))


@reads
def stranded(work: Work) -> list[str]:
    """Keys of jobs that could be taken up and have waited too long, or whose worker died."""
    work.require(Permission.RUN_JOBS, Target())
    return [job.key for job in jobs.unfinished(work.db) if _is_stranded(job, work)]


@reads
def follow(work: Work, slug: str, key: str) -> Job:
    """Where a job of a forum stands, for who asked for it and for the organizers."""
    return _of_forum(work, slug, key)


@writes
def cancel(work: Work, slug: str, key: str) -> Job:
    """Ask that a job of a forum be cancelled."""
    job = rules.cancel_asked(_of_forum(work, slug, key), work.now)
    jobs.save(work.db, job)
    work.audit(Tag.JOB_CANCELLED, f"job:{key}", forum_id=job.forum_id, kind=job.kind)
    return job


def _change(work: Work, key: str, change: Callable[[Job], Job]) -> Job:
    work.require(Permission.RUN_JOBS, Target())
    job = jobs.by_key(work.db, key)
    if job is None:
        raise Unknown(what="job", key=key)
    job = change(job)
    jobs.save(work.db, job)
    return job


def _of_forum(work: Work, slug: str, key: str) -> Job:
    job = jobs.by_key(work.db, key)
    forum = work.forum(slug, Permission.FOLLOW_JOB, person_id=job.person_id if job else None)
    if job is None or job.forum_id != forum.id:
        raise Unknown(what="job", key=key)
    return job


def _is_stranded(job: Job, work: Work) -> bool:
    waits_since = job.due_at or job.created_at
    is_old = job.state is JobState.RUNNING or waits_since + PATIENCE < work.now
    return is_old and rules.may_begin(job, work.now)
