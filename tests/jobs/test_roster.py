"""The job that checks an upload: staged whole, or every fault kept; killed in the middle it is done anew, once."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlmodel import select

from forum import settings
from forum.domain.access import OPERATOR
from forum.domain.jobs import LEASE, Job, JobState
from forum.domain.refusals import Busy, Refusals, Unknown, refusal_of
from forum.domain.roster import COLUMNS
from forum.jobs.queue import Queue
from forum.jobs.work import Worker
from forum.services import roster
from forum.services.roster import Imported, Uploaded
from forum.services.unit import Unit
from forum.store import jobs as job_store
from forum.store.engine import Store
from forum.store.staging import Stage, StagedFileRow, StagedImportRow, StagedPersonRow
from tests.builders import a_forum

NOW = dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)
SLUG, KEY = "global-forum", "roster-1"
HEAD = ",".join(COLUMNS)
#: more than one batch of persons, more than one part of a file
MANY = 700


def rows(count: int = MANY, zone: str = "") -> bytes:
    lines = [f"p{n},,Delegate,government,FJ,,,,,{zone},,," for n in range(count)]
    return "\n".join([HEAD, *lines, ""]).encode()


class Bench:
    """A forum, and a worker with its clock."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.now = store, NOW
        self.settings = settings.load({}, FORUM_DATA=str(folder))
        self.queue = Queue(self.settings)
        self.worker = Worker(store=store, settings=self.settings, clock=lambda: self.now, queue=self.queue)
        a_forum(store, SLUG)

    @property
    def unit(self) -> Unit:
        return Unit(store=self.store, actor=OPERATOR, now=self.now)

    def give(self, data: bytes, key: str = KEY) -> int:
        return roster.receive(self.unit, SLUG, data, filename="a.csv", digest="d", job=key)

    def found(self, import_id: int) -> Uploaded:
        return roster.uploaded(self.unit, SLUG, import_id)

    def job(self, key: str = KEY) -> Job:
        with self.store.reading() as db:
            found = job_store.by_key(db, key)
        assert found is not None
        return found

    def left(self) -> tuple[int, int, int]:
        """How many imports, parts of files and staged persons there are."""
        with self.store.reading() as db:
            imports, parts, persons = (
                len(db.exec(select(row.id)).all()) for row in (StagedImportRow, StagedFileRow, StagedPersonRow)
            )
        return imports, parts, persons


@pytest.fixture
def bench(store: Store, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(store, tmp_path / "data")
    yield bench
    bench.queue.close()


def test_an_upload_is_staged_whole_and_its_bytes_are_forgotten(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "PART", 1_000)
    import_id = bench.give(rows())
    assert bench.left()[1] > 20
    assert not bench.found(import_id).is_ready
    bench.worker.run(KEY)
    found = bench.found(import_id)
    assert (found.is_ready, found.staged.summary["new"], len(found.staged.glance["new"])) == (True, MANY, 300)
    assert (bench.job().state, bench.job().result) == (JobState.DONE, {"rows": MANY})
    assert bench.left() == (1, 0, MANY)
    assert roster.export_roster(bench.unit, SLUG) == []
    assert roster.take_over(bench.unit, SLUG, import_id, "d") == Imported(new=MANY, changed=0, unchanged=0)
    assert len(roster.export_roster(bench.unit, SLUG)) == MANY
    assert bench.worker.tidy() == 1
    assert bench.left() == (0, 0, 0)


def test_every_fault_crosses_as_data(bench: Bench) -> None:
    import_id = bench.give(rows(zone="Mars/Olympus"))
    bench.worker.run(KEY)
    staged = bench.found(import_id).staged
    refusal = refusal_of(staged.refusal)
    assert isinstance(refusal, Refusals)
    assert (staged.stage, refusal.params["count"], len(refusal.faults)) == (Stage.REFUSED, MANY, 300)
    first = refusal.faults[0]
    assert (first.code, first.field, first.params) == ("UnknownZone", "zone", {"row": 2, "zone": "Mars/Olympus"})
    assert bench.left() == (1, 0, 0)
    assert bench.job().result == {"refused": "Refusals"}
    with pytest.raises(Unknown):
        roster.take_over(bench.unit, SLUG, import_id, "d")


def test_one_that_waits_in_vain_is_forgotten_after_a_day(bench: Bench) -> None:
    for number, data in enumerate((rows(3), rows(3), rows(2, "Mars/Olympus"))):
        bench.give(data, f"roster-{number}")
    bench.worker.run("roster-1")
    bench.worker.run("roster-2")
    bench.now += dt.timedelta(hours=23)
    assert (bench.worker.tidy(), bench.left()) == (0, (3, 1, 3))
    bench.now += dt.timedelta(hours=2)
    assert (bench.worker.tidy(), bench.left()) == (3, (0, 0, 0))
    bench.worker.run("roster-0")
    assert bench.job("roster-0").state is JobState.DONE


def test_given_up_in_the_middle_it_stops(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = bench.give(rows())
    after(monkeypatch, 2, lambda: roster.give_up(bench.unit, SLUG, import_id))
    bench.worker.run(KEY)
    assert bench.job().state is JobState.CANCELLED
    assert bench.left() == (1, 0, 500)
    assert bench.worker.tidy() == 1
    assert bench.left() == (0, 0, 0)


def test_a_busy_database_is_tried_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy() -> None:
        raise Busy

    import_id = bench.give(rows())
    with monkeypatch.context() as patch:
        after(patch, 1, busy)
        bench.worker.run(KEY)
    assert (bench.job().state, bench.job().note) == (JobState.WAITING, "Busy")
    bench.now += dt.timedelta(minutes=1)
    bench.worker.run(KEY)
    assert bench.found(import_id).is_ready
    assert bench.left() == (1, 0, MANY)


def test_two_workers_at_the_same_leave_it_staged_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second takes the job up while the first, taken for dead, is in the middle: one of them finishes it."""
    import_id = bench.give(rows())

    def second() -> None:
        monkeypatch.undo()
        bench.now += LEASE + dt.timedelta(seconds=1)
        bench.worker.run(KEY)

    after(monkeypatch, 2, second)
    bench.worker.run(KEY)
    assert bench.found(import_id).is_ready
    assert bench.left() == (1, 0, MANY)


def test_rows_that_another_worker_dropped_are_noticed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = bench.give(rows())

    def drop() -> None:
        monkeypatch.undo()
        roster._empty(bench.unit, import_id)

    after(monkeypatch, 2, drop)
    bench.worker.run(KEY)
    assert bench.job().state is JobState.WAITING
    assert not bench.found(import_id).is_ready
    bench.now += dt.timedelta(minutes=1)
    bench.worker.run(KEY)
    assert (bench.found(import_id).is_ready, bench.left()) == (True, (1, 0, MANY))


def after(monkeypatch: pytest.MonkeyPatch, batches: int, act: Callable[[], None]) -> None:
    """Do something once, after that many batches were staged."""
    staged, count = roster._stage, 0

    def stage(unit: Unit, import_id: int, batch: list[dict[str, object]]) -> None:
        nonlocal count
        staged(unit, import_id, batch)
        count += 1
        if count == batches:
            act()

    monkeypatch.setattr(roster, "_stage", stage)


DIES = """
import os
from datetime import datetime
from forum import settings
from forum.jobs.queue import Queue
from forum.jobs.work import Worker
from forum.services import roster
from forum.services.database import Store

staged, batches = roster._stage, []

def die(unit, import_id, rows):
    staged(unit, import_id, rows)
    batches.append(rows)
    if len(batches) == 2:
        os.kill(os.getpid(), 9)

roster._stage = die
given = settings.load(os.environ)
clock = lambda: datetime.fromisoformat(os.environ["NOW"])
Worker(store=Store(given.database_url), settings=given, clock=clock, queue=Queue(given)).run("roster-1")
"""


def test_a_worker_killed_in_the_middle_leaves_a_check_that_is_finished_once(bench: Bench) -> None:
    import_id = bench.give(rows())
    url = bench.store.engine.url.render_as_string(hide_password=False)
    given = {"FORUM_DATA": str(bench.settings.data), "FORUM_DATABASE_URL": url, "NOW": NOW.isoformat()}
    killed = subprocess.run([sys.executable, "-c", DIES], env=os.environ | given, capture_output=True, text=True)
    assert killed.returncode == -9, killed.stderr
    assert (bench.job().state, bench.found(import_id).is_ready) == (JobState.RUNNING, False)
    assert bench.left()[1:] == (1, 500)
    bench.worker.run(KEY)
    assert bench.left()[1:] == (1, 500)
    bench.now += LEASE + dt.timedelta(seconds=1)
    assert bench.worker.rescue() == 1
    bench.worker.run(KEY)
    bench.worker.run(KEY)
    assert bench.job().state is JobState.DONE
    assert (bench.found(import_id).is_ready, bench.left()) == (True, (1, 0, MANY))
    assert roster.take_over(bench.unit, SLUG, import_id, "d").new == MANY
    assert len(roster.export_roster(bench.unit, SLUG)) == MANY
