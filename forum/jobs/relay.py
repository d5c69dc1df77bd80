"""The relay: a thread in each web process that sends what the outbox holds, and marks it sent.

It is woken at once by each commit of its own process, and looks every 200 ms for what other processes have written. An
announcement is emitted first and marked afterwards, so that none is lost; a client that hears one twice knows it by
its sequence number. What fails is tried again later and holds nobody else up.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from forum.domain.access import OPERATOR
from forum.domain.jobs import Item, pause
from forum.services import outbox
from forum.services.unit import Store, Unit

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
#: How often rows of other processes are looked for, in seconds.
EVERY = 0.2
#: How often rows that were sent long ago are removed.
HOUSEKEEPING = timedelta(hours=1)


class Relay:
    """Sends the outbox of one store: `announce(channel, body)` for announcements, `hand_over(item)` for jobs."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        announce: Callable[[str, dict[str, Any]], None],
        hand_over: Callable[[Item], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._announce = announce
        self._hand_over = hand_over
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        #: row -> (attempts that failed, moment of the next)
        self._failed: dict[int, tuple[int, datetime]] = {}
        self._swept_at: datetime | None = None

    def start(self) -> None:
        """Begin to send, in a thread of its own."""
        self._store.on_commit.append(self._wake.set)
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Send what is there once more, then end the thread."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
            self._store.on_commit.remove(self._wake.set)
            self._thread = None

    def drain(self) -> int:
        """Send everything that can be sent now; gives how many rows went out."""
        count = 0
        while items := outbox.waiting(self._unit(), self._held_back()):
            sent = [item.id for item in items if self._send(item)]
            if sent:
                outbox.settle(self._unit(), sent)
            count += len(sent)
        return count

    def _run(self) -> None:
        while not self._stop.is_set():
            self._round()
            self._wake.wait(EVERY)
            self._wake.clear()
        self._round()

    def _round(self) -> None:
        try:
            self.drain()
            self._sweep()
        except Exception:
            log.exception("the relay could not read or mark the outbox; it tries again")

    def _send(self, item: Item) -> bool:
        try:
            if item.is_job:
                self._hand_over(item)
            else:
                self._announce(item.name, item.body)
        except Exception:
            attempts = self._failed.get(item.id, (0, None))[0] + 1
            self._failed[item.id] = (attempts, self._clock() + pause(attempts))
            log.exception(
                "outbox row %s (%s %s) could not be sent, attempt %s", item.id, item.kind, item.name, attempts
            )
            return False
        self._failed.pop(item.id, None)
        return True

    def _held_back(self) -> list[int]:
        now = self._clock()
        return [row for row, (_attempts, due) in self._failed.items() if due > now]

    def _sweep(self) -> None:
        now = self._clock()
        if self._swept_at is None or self._swept_at + HOUSEKEEPING < now:
            self._swept_at = now
            outbox.prune(self._unit())
            outbox.prune_keys(self._unit())

    def _unit(self) -> Unit:
        return Unit(store=self._store, actor=OPERATOR, now=self._clock())
