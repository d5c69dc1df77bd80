"""The shape of every service: one actor, one moment, one transaction.

A service is a function decorated with `@writes` or `@reads`. The edge calls it with a `Unit` (store, actor, now); the
function receives a `Work`, which also holds the open transaction. What must be announced or queued goes into the outbox
of the same transaction; nobody is told of what was not kept.

A form that would count twice when it is sent twice carries a token; the edge makes of it the unit's `once`, and the
service that was called with it refuses `AlreadyDone` the second time, in the same transaction that would have saved.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from forum.domain.access import Actor, Permission, Target, require
from forum.domain.audit import Entry, Tag
from forum.domain.jobs import Job
from forum.domain.programme import Forum
from forum.domain.refusals import AlreadyDone, SignInNeeded, Unknown
from forum.store import audit, copies, jobs, once, outbox, programme
from forum.store.engine import Db
from forum.store.engine import Store as Store  # edges hold one, and do not enter the store themselves

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """What an edge brings: the store, who acts, and when."""

    store: Store
    actor: Actor
    now: datetime
    #: stands for one sending of one form by one account; a writing service does it once. Empty: every call counts
    once: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What a service works with: the unit and its open transaction."""

    db: Db
    actor: Actor
    now: datetime
    #: what was loaded for others in the same transaction
    shared: dict[object, Any] = field(default_factory=dict)

    def sharing(self, key: object, load: Callable[[], T]) -> T:
        """What `load` gives, loaded once in this transaction, whoever else acts in it."""
        if key not in self.shared:
            self.shared[key] = load()
        found: T = self.shared[key]
        return found

    def require(self, permission: Permission, target: Target) -> None:
        """Refuse unless the permission table allows it."""
        require(self.actor, permission, target)

    def forum(self, slug: str, permission: Permission, *, is_public: bool = False, **scope: Any) -> Forum:
        """The forum at `slug`, provided that the actor may do `permission` there."""
        forum = self.known_forum(slug)
        self.require(permission, Target(forum_id=forum.id, is_public=is_public, **scope))
        return forum

    def known_forum(self, slug: str) -> Forum:
        """The forum at `slug`, if this actor may know that it is there: a participant, or anybody once it is public.

        A rehearsal or an unpublished forum answers strangers as an address does where nothing is.
        """
        forum = programme.forum_by_slug(self.db, slug)
        if forum is not None and (self._takes_part(forum) or self.is_public(forum)):
            return forum
        raise Unknown(what="forum", key=slug) if self.actor.is_signed_in else SignInNeeded()

    def _takes_part(self, forum: Forum) -> bool:
        return self.actor.is_operator or (self.actor.person_id is not None and self.actor.forum_id == forum.id)

    def is_public(self, forum: Forum) -> bool:
        """Whether everybody may read its programme: it is published, and no rehearsal."""
        return not forum.is_rehearsal and programme.is_published(self.db, forum.id)

    def audit(self, tag: Tag, subject: str, *, forum_id: int | None = None, **body: object) -> None:
        """Note the change in the trail, in this transaction."""
        entry = Entry(
            at=self.now,
            tag=tag,
            subject=subject,
            forum_id=forum_id if forum_id is not None else self.actor.forum_id,
            account_id=self.actor.account_id,
            person_id=self.actor.person_id,
            body=dict(body),
        )
        audit.append(self.db, entry)

    def announce(self, channel: str, **body: Any) -> None:
        """Tell a channel after the commit."""
        outbox.append(self.db, "announce", channel, body, self.now)

    def enqueue(
        self,
        job: str,
        *,
        key: str | None = None,
        forum_id: int | None = None,
        due_at: datetime | None = None,
        **body: Any,
    ) -> None:
        """Hand a job to the queue after the commit. With a `key` it can be followed from now on, and is begun once.

        One that has a key may be due later.
        """
        if key is None:
            outbox.append(self.db, "job", job, body, self.now)
            return
        entry = Job(
            key=key,
            kind=job,
            forum_id=forum_id,
            person_id=self.actor.person_id,
            body=body,
            created_at=self.now,
            due_at=due_at,
        )
        if jobs.add(self.db, entry):
            due = {"due": due_at.isoformat()} if due_at else {}
            outbox.append(self.db, "job", job, {"key": key, **due}, self.now)

    def refresh_calendars(self, forum_id: int) -> None:
        """Have the forum's calendars written anew; until then each is written when it is asked for."""
        self.enqueue("feeds", key=f"feeds-{forum_id}-{copies.version(self.db, forum_id)}", forum=forum_id)


def open_store(url: str) -> Store:
    """The database at `url`, for edges, which do not enter the store themselves."""
    return Store(url)


def _writing(unit: Unit, db: Db, service: Callable[..., object]) -> Work:
    """The work of a writing service, begun only if this sending of a form has not been kept before."""
    if unit.once and not once.note(db, f"{service.__module__}.{service.__qualname__}", unit.once, unit.now):
        raise AlreadyDone
    return Work(db=db, actor=unit.actor, now=unit.now)


def writes(service: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Unit, P], T]:
    """Run the service in one writing transaction: all of it is kept, or nothing.

    Refuses `AlreadyDone` where it was kept before with the unit's `once`; what was refused was not kept, and may be
    sent again.
    """

    @functools.wraps(service)
    def run(unit: Unit, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return unit.store.writing(lambda db: service(_writing(unit, db, service), *args, **kwargs))

    return run


def writes_in_turn(
    name: Callable[..., str],
) -> Callable[[Callable[Concatenate[Work, P], T]], Callable[Concatenate[Unit, P], T]]:
    """As `writes`, one after another for the same `name(*args)`: many people act on one floor at the same moment."""

    def decorate(service: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Unit, P], T]:
        @functools.wraps(service)
        def run(unit: Unit, /, *args: P.args, **kwargs: P.kwargs) -> T:
            def work(db: Db) -> T:
                return service(_writing(unit, db, service), *args, **kwargs)

            return unit.store.writing(work, turn=name(*args, **kwargs))

        return run

    return decorate


def writes_together(
    name: Callable[..., str],
) -> Callable[[Callable[Concatenate[Work, P], T]], Callable[Concatenate[Unit, P], T]]:
    """As `writes_in_turn`, for what hundreds do in the same second: those who wait share one transaction.

    Whatever one of them refuses undoes nothing of the others. They share what they loaded (`Work.sharing`), so that
    nothing may be shared that such a service changes.
    """

    def decorate(service: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Unit, P], T]:
        @functools.wraps(service)
        def run(unit: Unit, /, *args: P.args, **kwargs: P.kwargs) -> T:
            def work(db: Db, shared: dict[object, Any]) -> T:
                return service(replace(_writing(unit, db, service), shared=shared), *args, **kwargs)

            return unit.store.together(work, turn=name(*args, **kwargs))

        return run

    return decorate


def reads(service: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Unit, P], T]:
    """Run the service on one consistent snapshot; it cannot change anything."""

    @functools.wraps(service)
    def run(unit: Unit, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with unit.store.reading() as db:
            return service(Work(db=db, actor=unit.actor, now=unit.now), *args, **kwargs)

    return run
