from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forum import settings
from forum.domain.access import OPERATOR
from forum.domain.jobs import ATTEMPTS, LEASE, Item, Job, JobState, pause
from forum.domain.refusals import Missing
from forum.jobs.queue import Queue
from forum.jobs.work import WORK, Task, TryAgain, Worker
from forum.services import jobs
from forum.services.unit import Unit
from forum.store.engine import Store
from forum.store.jobs import by_key
from tests.conftest import NOW

#: the kinds of work of this test, and what they did
RAN: list[str] = []
KINDS = {name: f"{__name__}:{name}" for name in ("good", "broken", "refused", "away", "slow")}
STARTED, GO_ON = threading.Event(), threading.Event()


def good(task: Task) -> dict[str, Any]:
    RAN.append(task.job.key)
    task.progress(0.5, "half")
    return {"seen": task.body}


def broken(task: Task) -> None:
    raise RuntimeError("the secret is 12345")


def refused(task: Task) -> None:
    raise Missing(field="x")


def away(task: Task) -> None:
    raise TryAgain("mail server away")


def slow(task: Task) -> None:
    STARTED.set()
    assert GO_ON.wait(10)
    task.progress(0.1)
    raise AssertionError("a cancelled job goes on")


class Bench:
    """A worker with a clock in hand."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.now = NOW
        self.store = store
        given = settings.load({}, FORUM_DATA=str(folder / "data"))
        self.queue = Queue(given)
        self.worker = Worker(store=store, settings=given, clock=lambda: self.now, queue=self.queue, work=KINDS)
        self.queue.on_message(self.worker.run)

    @property
    def unit(self) -> Unit:
        return Unit(store=self.store, actor=OPERATOR, now=self.now)

    def give(self, kind: str, row: int = 1, **body: Any) -> None:
        self.queue.hand_over(self.store, self.now, Item(id=row, kind="job", name=kind, body=body))

    def job(self, key: str = "outbox-1") -> Job:
        with self.store.reading() as db:
            job = by_key(db, key)
        assert job is not None
        return job


@pytest.fixture
def bench(sqlite_store: Store, tmp_path: Path) -> Iterator[Bench]:
    RAN.clear()
    STARTED.clear()
    GO_ON.clear()
    bench = Bench(sqlite_store, tmp_path)
    yield bench
    bench.queue.close()


def test_a_job_is_done_and_its_result_kept(bench: Bench) -> None:
    bench.give("good", slug="f")
    assert bench.queue.take_all() == 1
    job = bench.job()
    assert (job.state, job.result, job.note, job.body) == (JobState.DONE, {"seen": {"slug": "f"}}, "half", {})


def test_a_row_handed_over_twice_is_done_once(bench: Bench) -> None:
    bench.give("good")
    bench.give("good")
    assert bench.queue.take_all() == 2
    assert RAN == ["outbox-1"]


def test_a_job_with_a_key_goes_by_its_key(bench: Bench) -> None:
    jobs.accept(bench.unit, "good", "k", {"slug": "f"})
    bench.give("good", key="k")
    bench.queue.take_all()
    assert bench.job("k").result == {"seen": {"slug": "f"}}


def test_a_fault_of_ours_fails_without_its_details(bench: Bench) -> None:
    bench.give("broken")
    bench.give("refused", 2)
    bench.give("unheard-of", 3)
    bench.queue.take_all()
    ended = [bench.job(f"outbox-{row}") for row in (1, 2, 3)]
    assert [job.state for job in ended] == [JobState.FAILED] * 3
    assert [job.note for job in ended] == ["RuntimeError", "Missing", "KeyError"]


def test_what_may_pass_is_tried_again_and_then_given_up(bench: Bench) -> None:
    bench.give("away")
    for attempt in range(1, ATTEMPTS):
        bench.worker.run("outbox-1")
        assert (bench.job().state, bench.job().attempts) == (JobState.WAITING, attempt)
        bench.worker.run("outbox-1")
        assert bench.job().attempts == attempt
        bench.now += pause(attempt)
    bench.worker.run("outbox-1")
    assert (bench.job().state, bench.job().note) == (JobState.FAILED, "mail server away")


def test_a_job_sees_that_it_is_cancelled(bench: Bench) -> None:
    bench.give("slow")
    thread = threading.Thread(target=bench.queue.take_all)
    thread.start()
    assert STARTED.wait(10)
    marked = bench.job()
    bench.store.writing(lambda db: db.connection().exec_driver_sql("UPDATE job SET wants_cancel = 1"))
    GO_ON.set()
    thread.join(10)
    assert marked.state is JobState.RUNNING
    assert bench.job().state is JobState.CANCELLED


DIES = """
import os, sys
from datetime import datetime
from pathlib import Path
from forum import settings
from forum.jobs.queue import Queue
from forum.jobs.work import Worker
from forum.services.database import Store

def die(task):
    task.progress(0.4, "in the middle")
    os.kill(os.getpid(), 9)

sys.modules["dying"] = sys.modules["__main__"]
given = settings.load(os.environ)
queue = Queue(given)
clock = lambda: datetime.fromisoformat(os.environ["NOW"])
worker = Worker(store=Store(given.database_url), settings=given, clock=clock, queue=queue, work={"good": "dying:die"})
queue.on_message(worker.run)
queue.take_all()
"""


def test_a_worker_killed_in_the_middle_leaves_a_job_that_is_done_in_the_end(bench: Bench) -> None:
    bench.give("good", slug="f")
    environ = os.environ | {
        "FORUM_DATA": str(bench.worker.settings.data),
        "FORUM_DATABASE_URL": bench.store.url,
        "NOW": NOW.isoformat(),
    }
    killed = subprocess.run([sys.executable, "-c", DIES], env=environ, capture_output=True, text=True)
    assert killed.returncode == -9, killed.stderr
    assert (bench.job().state, bench.job().progress) == (JobState.RUNNING, 0.4)
    assert bench.queue.take_all() == 0
    assert bench.worker.rescue() == 0
    bench.now += LEASE + dt.timedelta(seconds=1)
    assert bench.worker.rescue() == 1
    bench.queue.take_all()
    assert (bench.job().state, bench.job().attempts, RAN) == (JobState.DONE, 2, ["outbox-1"])


def test_every_kind_of_work_can_be_loaded(bench: Bench) -> None:
    worker = Worker(store=bench.store, settings=bench.worker.settings, clock=lambda: NOW, queue=bench.queue)
    assert [kind for kind in WORK if not callable(worker._function(kind))] == []
