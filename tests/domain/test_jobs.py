from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.jobs import (
    ATTEMPTS,
    LEASE,
    LONGEST_PAUSE,
    Item,
    Job,
    JobOver,
    JobState,
    advanced,
    begun,
    cancel_asked,
    ended,
    may_begin,
    pause,
    postponed,
)
from tests.conftest import NOW

SECOND = dt.timedelta(seconds=1)
JOB = Job(key="k", kind="plan", created_at=NOW, body={"link": "secret"})


def test_a_new_job_may_be_taken_up_once() -> None:
    taken = begun(JOB, NOW)
    assert may_begin(JOB, NOW)
    assert (taken.state, taken.attempts, taken.started_at, taken.beat_at) == (JobState.RUNNING, 1, NOW, NOW)
    assert not may_begin(taken, NOW + LEASE)


def test_a_job_whose_worker_died_is_taken_up_again_and_keeps_its_first_start() -> None:
    taken = begun(JOB, NOW)
    later = NOW + LEASE + SECOND
    assert may_begin(taken, later)
    assert begun(taken, later).started_at == NOW
    assert begun(taken, later).attempts == 2


def test_a_sign_of_life_keeps_a_job_in_its_hands() -> None:
    alive = advanced(begun(JOB, NOW), NOW + LEASE, 0.5, "half")
    assert (alive.progress, alive.note) == (0.5, "half")
    assert not may_begin(alive, NOW + LEASE + SECOND)
    quiet = advanced(alive, NOW + LEASE)
    assert (quiet.progress, quiet.note) == (0.5, "half")


@pytest.mark.parametrize(("said", "kept"), [(-1.0, 0.0), (7.0, 1.0)])
def test_progress_stays_between_nothing_and_all(said: float, kept: float) -> None:
    assert advanced(JOB, NOW, said).progress == kept


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    job = JOB
    for _ in range(ATTEMPTS):
        job = begun(job, NOW)
        assert job.state is JobState.RUNNING
    assert begun(job, NOW).state is JobState.FAILED


def test_a_failed_attempt_waits_and_a_last_one_fails() -> None:
    later = postponed(begun(JOB, NOW), NOW, "server away")
    assert later.state is JobState.WAITING
    assert later.due_at == NOW + pause(1)
    assert not may_begin(later, NOW)
    assert may_begin(later, NOW + pause(1))
    last = begun(JOB, NOW)
    for _ in range(ATTEMPTS - 1):
        last = begun(postponed(last, NOW, "server away"), NOW)
    assert postponed(last, NOW, "server away").state is JobState.FAILED


@given(st.integers(min_value=0, max_value=10_000))
def test_pauses_grow_up_to_a_longest(attempts: int) -> None:
    assert pause(attempts) <= pause(attempts + 1) <= LONGEST_PAUSE


def test_an_ended_job_forgets_what_it_was_given() -> None:
    done = ended(begun(JOB, NOW), JobState.DONE, NOW, result={"file": "x"})
    assert JOB.body == {"link": "secret"}
    assert (done.body, done.result, done.progress, done.is_over) == ({}, {"file": "x"}, 1.0, True)
    assert ended(advanced(JOB, NOW, 0.3), JobState.FAILED, NOW).progress == 0.3


def test_cancelling_ends_what_waits_and_marks_what_runs() -> None:
    assert cancel_asked(JOB, NOW).state is JobState.CANCELLED
    marked = cancel_asked(begun(JOB, NOW), NOW)
    assert (marked.state, marked.wants_cancel) == (JobState.RUNNING, True)
    assert begun(marked, NOW + LEASE + SECOND).state is JobState.CANCELLED


def test_what_is_over_cannot_be_cancelled() -> None:
    with pytest.raises(JobOver) as refusal:
        cancel_asked(ended(JOB, JobState.DONE, NOW), NOW)
    assert refusal.value.params == {"state": "done"}


def test_an_item_knows_where_it_goes() -> None:
    assert Item(id=1, kind="job", name="send-mail", body={}).is_job
    assert not Item(id=1, kind="announce", name="floor:1", body={}).is_job
