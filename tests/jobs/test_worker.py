"""The worker as a process: it does what the relay hands over, and ends with its parent or on SIGTERM."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forum import settings
from forum.domain.access import OPERATOR
from forum.jobs.queue import Queue
from forum.jobs.relay import Relay
from forum.services.unit import Unit, Work, writes
from forum.store.engine import Store
from tests.cli.test_supervisor import until


@writes
def ask(work: Work, to: str) -> None:
    work.enqueue("send-mail", to=to, subject="Sitting", text="Moved.")


@pytest.fixture
def worker(sqlite_store: Store, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    environ = os.environ | {
        "FORUM_DATA": str(tmp_path / "data"),
        "FORUM_DATABASE_URL": sqlite_store.url,
        "FORUM_SUPERVISED": "1",
    }
    process = subprocess.Popen([sys.executable, "-m", "forum.jobs.worker"], env=environ, stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.communicate()


def letters(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "data" / "mail").glob("*.eml"))


def hand_over(store: Store, folder: Path) -> None:
    """What a web process does after a commit."""
    queue, now = Queue(settings.load({}, FORUM_DATA=str(folder / "data"))), dt.datetime.now(dt.UTC)
    ask(Unit(store=store, actor=OPERATOR, now=now), "a@example.org")
    Relay(store, lambda: now, lambda _c, _b: None, lambda item: queue.hand_over(store, now, item)).drain()
    queue.close()


def test_mail_is_sent_and_a_graceful_stop_ends_it(
    worker: subprocess.Popen[bytes], sqlite_store: Store, tmp_path: Path
) -> None:
    hand_over(sqlite_store, tmp_path)
    until(lambda: letters(tmp_path) == ["00000001.eml"], 30)
    worker.terminate()
    assert worker.wait(20) == 0


def test_it_ends_with_its_parent(worker: subprocess.Popen[bytes], sqlite_store: Store, tmp_path: Path) -> None:
    hand_over(sqlite_store, tmp_path)
    until(lambda: letters(tmp_path) != [], 30)
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(20) == 0
