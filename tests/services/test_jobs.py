from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.access import OPERATOR, Actor
from forum.domain.jobs import LEASE, JobOver, JobState, pause
from forum.domain.people import Role
from forum.domain.refusals import Forbidden, Unknown
from forum.services import jobs, outbox
from forum.services.unit import Unit, Work, writes
from forum.store import audit
from forum.store.engine import Store
from forum.store.programme import ForumRow


@pytest.fixture
def unit(store: Store, now: dt.datetime) -> Unit:
    return Unit(store=store, actor=OPERATOR, now=now)


@writes
def ask(work: Work, key: str | None = None, forum_id: int | None = None) -> None:
    work.enqueue("plan", key=key, forum_id=forum_id, slug="f")


def later(unit: Unit, pause: dt.timedelta) -> Unit:
    return replace(unit, now=unit.now + pause)


def add_forum(unit: Unit, slug: str) -> int:
    def add(db: object) -> int:
        row = ForumRow(
            slug=slug,
            title=slug,
            zone="Europe/Zurich",
            first_day=unit.now.date(),
            last_day=unit.now.date(),
            created_at=unit.now,
        )
        db.add(row)  # type: ignore[attr-defined]
        db.flush()  # type: ignore[attr-defined]
        assert row.id
        return row.id

    return unit.store.writing(add)


def organizer(forum_id: int) -> Actor:
    return Actor(account_id=1, person_id=1, forum_id=forum_id, roles=frozenset({Role.ORGANIZER}))


def test_a_job_is_taken_up_by_one_worker_and_done_once(unit: Unit) -> None:
    assert jobs.accept(unit, "plan", "k", {"slug": "f"})
    assert not jobs.accept(unit, "plan", "k", {"slug": "other"})
    job = jobs.claim(unit, "k")
    assert job is not None
    assert job.body == {"slug": "f"}
    assert jobs.claim(unit, "k") is None
    jobs.complete(unit, "k", {"plan": 7})
    assert jobs.claim(later(unit, LEASE * 2), "k") is None
    assert jobs.claim(unit, "nothing") is None


def test_progress_and_cancelling_meet(unit: Unit) -> None:
    forum_id = add_forum(unit, "f")
    ask(unit, "k", forum_id)
    jobs.claim(unit, "k")
    assert not jobs.beat(unit, "k", 0.25, "quarter")
    assert jobs.follow(unit, "f", "k").progress == 0.25
    jobs.cancel(unit, "f", "k")
    assert jobs.beat(unit, "k")
    jobs.give_way(unit, "k")
    assert jobs.follow(unit, "f", "k").state is JobState.CANCELLED
    with pytest.raises(JobOver):
        jobs.cancel(unit, "f", "k")
    with unit.store.reading() as db:
        assert [entry.tag for entry in audit.entries(db, forum_id)] == ["job:cancelled"]


def test_a_postponed_job_comes_back_when_due(unit: Unit) -> None:
    jobs.accept(unit, "plan", "k", {})
    jobs.claim(unit, "k")
    assert jobs.postpone(unit, "k", "away").due_at == unit.now + pause(1)
    assert jobs.claim(unit, "k") is None
    assert jobs.claim(later(unit, pause(1)), "k") is not None


def test_stranded_jobs_are_found(unit: Unit) -> None:
    for key in ("waits", "runs", "done"):
        jobs.accept(unit, "plan", key, {})
    jobs.claim(unit, "runs")
    jobs.claim(unit, "done")
    jobs.fail(unit, "done", "no")
    assert jobs.stranded(unit) == []
    assert jobs.stranded(later(unit, LEASE + dt.timedelta(seconds=1))) == ["runs"]
    assert jobs.stranded(later(unit, jobs.PATIENCE + dt.timedelta(seconds=1))) == ["waits", "runs"]


def test_a_job_with_a_key_can_be_followed_at_once_and_is_enqueued_once(unit: Unit) -> None:
    forum_id = add_forum(unit, "f")
    ask(unit, "k", forum_id)
    ask(unit, "k", forum_id)
    assert jobs.follow(unit, "f", "k").state is JobState.WAITING
    assert [item.body for item in outbox.waiting(unit)] == [{"key": "k"}]


def test_only_the_machine_runs_jobs(unit: Unit) -> None:
    jobs.accept(unit, "plan", "k", {})
    somebody = replace(unit, actor=organizer(1))
    for act in (
        lambda: jobs.accept(somebody, "plan", "x", {}),
        lambda: jobs.claim(somebody, "k"),
        lambda: jobs.complete(somebody, "k", {}),
        lambda: outbox.waiting(somebody),
        lambda: outbox.settle(somebody, [1]),
        lambda: outbox.prune(somebody),
    ):
        with pytest.raises(Forbidden):
            act()


def test_jobs_of_another_forum_are_not_told(unit: Unit) -> None:
    ours, theirs = add_forum(unit, "f"), add_forum(unit, "g")
    ask(unit, "k", theirs)
    with pytest.raises(Unknown):
        jobs.follow(replace(unit, actor=organizer(ours)), "f", "k")
    with pytest.raises(Unknown):
        jobs.cancel(replace(unit, actor=organizer(ours)), "g", "k")
    with pytest.raises(Unknown):
        jobs.beat(unit, "nothing")


def test_a_delegate_follows_only_own_jobs(unit: Unit) -> None:
    forum_id = add_forum(unit, "f")
    own = replace(unit, actor=Actor(account_id=1, person_id=5, forum_id=forum_id))
    other = replace(unit, actor=Actor(account_id=2, person_id=6, forum_id=forum_id))
    ask(own, "k", forum_id)
    assert jobs.follow(own, "f", "k").person_id == 5
    with pytest.raises(Forbidden):
        jobs.follow(other, "f", "k")


def test_what_was_sent_is_forgotten_and_pruned(unit: Unit) -> None:
    ask(unit)
    (item,) = outbox.waiting(unit)
    assert item.body == {"slug": "f"}
    assert outbox.waiting(unit, [item.id]) == []
    outbox.settle(unit, [item.id])
    assert outbox.waiting(unit) == []
    assert outbox.prune(unit) == 0
    assert outbox.prune(later(unit, outbox.KEPT + dt.timedelta(seconds=1))) == 1
