"""The queue between the web processes and the workers: huey on an SQLite file, or on Redis where one is set.

The queue holds keys only. What is to be done, and whether it was done, stands in the database: a message that comes
twice, or dies with its worker, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from huey import RedisHuey, SqliteHuey

from forum.domain.access import OPERATOR
from forum.domain.jobs import Item
from forum.services import jobs
from forum.services.unit import Store, Unit
from forum.settings import Settings, make_private

FILE = "queue.sqlite"


class Queue:
    """Messages for the workers; each is the key of a job."""

    def __init__(self, settings: Settings) -> None:
        self.huey = _huey(settings)
        self._take: Callable[[str], None] = lambda _key: None
        self._task: Any = self.huey.task(name="job")(self._run)

    def on_message(self, take: Callable[[str], None]) -> None:
        """Say what a worker does with a key."""
        self._take = take

    def put(self, key: str, delay: timedelta = timedelta(0)) -> None:
        """Ask a worker to look at the job with that key, at once or later."""
        if delay > timedelta(0):
            self._task.schedule((key,), delay=delay.total_seconds())
        else:
            self._task(key)

    def hand_over(self, store: Store, now: datetime, item: Item) -> None:
        """Make a job of an outbox row (once, however often it comes) and wake a worker, when it is due."""
        key = item.body.get("key") or f"outbox-{item.id}"
        jobs.accept(Unit(store=store, actor=OPERATOR, now=now), item.name, key, item.body)
        due = item.body.get("due")
        self.put(key, datetime.fromisoformat(due) - now if due else timedelta(0))

    def take_all(self) -> int:
        """Do what waits, in this process; gives how many messages there were. For tests and for commands that end."""
        count = 0
        while (task := self.huey.dequeue()) is not None:
            self.huey.execute(task)
            count += 1
        return count

    def consumer(self, threads: int) -> Any:
        """What takes messages until a signal ends it; SIGTERM lets the jobs at hand come to their end."""
        return self.huey.create_consumer(
            workers=threads, periodic=False, initial_delay=0.05, max_delay=0.5, graceful_signal="TERM"
        )

    def close(self) -> None:
        """Let go of file or connection."""
        self.huey.storage.close()

    def _run(self, key: str) -> None:
        self._take(key)


def _huey(settings: Settings) -> Any:
    if settings.redis_url:
        return RedisHuey("forum", url=settings.redis_url, results=False)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_private(settings.data / FILE)
    return SqliteHuey("forum", filename=str(settings.data / FILE), results=False, fsync=False)
