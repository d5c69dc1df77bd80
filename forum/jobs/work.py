"""What a worker does with the key of a job: take it up, run the function of its kind, note what became of it.

Taking up is atomic, so that a job is run by one worker at a time; a worker that is killed leaves a job whose signs of
life stop, and another takes it up. Nothing here holds a transaction while it works.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any

from forum.domain.access import OPERATOR
from forum.domain.jobs import LEASE, Job
from forum.domain.refusals import Refusal
from forum.jobs.queue import Queue
from forum.services import jobs, roster
from forum.services.unit import Store, Unit
from forum.settings import Settings

log = logging.getLogger(__name__)

#: kind of job -> "module:function"; imported when the first job of the kind comes
WORK: dict[str, str] = {
    "acknowledge": "forum.jobs.inscription:acknowledge",
    "close-list": "forum.jobs.inscription:close",
    "fairness": "forum.jobs.fairness:complete",
    "feeds": "forum.jobs.feeds:write",
    "plan": "forum.jobs.planning:solve",
    "price": "forum.jobs.pricing:solve",
    "replan": "forum.jobs.replanning:solve",
    "roster": "forum.jobs.roster:check",
    "send-letters": "forum.jobs.invitations:send",
    "send-mail": "forum.jobs.mail:send",
    "tell-list": "forum.jobs.inscription:tell",
}


class TryAgain(Exception):
    """Raised by a job whose attempt failed for a reason that may pass, such as a mail server that is away."""


class Cancelled(Exception):
    """Raised inside a job, by its sign of life, when somebody wants it cancelled; `result` is what it has by then."""

    def __init__(self, result: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.result = result or {}


@dataclass(frozen=True, kw_only=True)
class Task:
    """What the function of a job is given."""

    job: Job
    store: Store
    settings: Settings
    clock: Callable[[], datetime]

    @property
    def body(self) -> dict[str, Any]:
        """What the job was given when it was enqueued."""
        return self.job.body

    def unit(self) -> Unit:
        """A unit of now, for the services that the job calls; it acts as the operator."""
        return Unit(store=self.store, actor=OPERATOR, now=self.clock())

    def progress(self, fraction: float, note: str = "", facts: dict[str, Any] | None = None) -> None:
        """Say how far it is, from 0 to 1; raises `Cancelled` where the job is to stop."""
        if jobs.beat(self.unit(), self.job.key, fraction, note, facts):
            raise Cancelled


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Runs jobs from a queue upon a store."""

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    queue: Queue
    work: Mapping[str, str] = field(default_factory=lambda: WORK)

    def run(self, key: str) -> None:
        """Do the job with that key, unless it is done, not due, or in other hands."""
        job = jobs.claim(self._unit(), key)
        if job is None:
            return
        alive = _SignsOfLife(self._unit, key)
        try:
            result = self._function(job.kind)(Task(job=job, store=self.store, settings=self.settings, clock=self.clock))
        except Exception as problem:
            alive.stop()
            self._failed(job, problem)
        else:
            alive.stop()
            jobs.complete(self._unit(), key, result or {})

    def rescue(self) -> int:
        """Put stranded jobs into the queue again; gives how many."""
        keys = jobs.stranded(self._unit())
        for key in keys:
            self.queue.put(key)
        return len(keys)

    def tidy(self) -> int:
        """Drop what is left of imports that are over; gives how many."""
        return roster.sweep(self._unit())

    def _function(self, kind: str) -> Callable[[Task], dict[str, Any] | None]:
        module, _, name = self.work[kind].partition(":")
        function: Callable[[Task], dict[str, Any] | None] = getattr(import_module(module), name)
        return function

    def _failed(self, job: Job, problem: Exception) -> None:
        if isinstance(problem, Cancelled):
            jobs.give_way(self._unit(), job.key, problem.result)
        elif isinstance(problem, TryAgain):
            log.warning("job %s (%s) is tried again: %s", job.key, job.kind, problem)
            later = jobs.postpone(self._unit(), job.key, str(problem))
            if later.due_at is not None:
                self.queue.put(job.key, later.due_at - self.clock())
        else:
            log.error("job %s (%s) failed", job.key, job.kind, exc_info=problem)
            jobs.fail(self._unit(), job.key, _note(problem))

    def _unit(self) -> Unit:
        return Unit(store=self.store, actor=OPERATOR, now=self.clock())


class _SignsOfLife:
    """Tells the database every few seconds that the job is being worked at, from a thread of its own."""

    def __init__(self, unit: Callable[[], Unit], key: str) -> None:
        self._unit, self._key = unit, key
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"alive-{key}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(LEASE.total_seconds() / 4):
            try:
                jobs.beat(self._unit(), self._key)
            except Exception:
                log.exception("no sign of life could be written for job %s", self._key)


def _note(problem: Exception) -> str:
    """For whoever follows the job: the code of a refusal, or the kind of fault; never its details, which are logged."""
    return problem.code if isinstance(problem, Refusal) else type(problem).__name__
