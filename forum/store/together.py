"""Writers that meet: what waits at the same turn at the same moment shares one transaction, and one commit.

A commit waits for the disk; fifty people who inscribe in one second need not wait for fifty of them. Whoever comes
first leads: the leader runs the works of all who wait, each behind a savepoint, so that the refusal of one undoes
nothing of the others, and commits once. Those who came meanwhile are led by the first of them.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

#: works that share a transaction at most: the write lock is held for a moment only
MOST = 32

Work = Callable[[Session, dict[object, Any]], Any]


@dataclass(eq=False)
class Request:
    """One work that waits, under its name; what came of it is `result` or `problem`, once `is_done`."""

    name: str
    work: Work
    is_done: bool = False
    result: Any = None
    problem: BaseException | None = None
    ready: threading.Event = field(default_factory=threading.Event)


class Meeting:
    """Where writers meet, first come first served."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[Request] = deque()
        self._is_led = False

    def run(self, request: Request, together: Callable[[Sequence[Request]], None]) -> Any:
        """Have a request done, alone or with others; `together` does those it is given in one transaction."""
        if not self._leads(request):
            request.ready.wait()
        if not request.is_done:
            self._lead(together)
        if request.problem is not None:
            raise request.problem
        return request.result

    def _leads(self, request: Request) -> bool:
        with self._guard:
            self._waiting.append(request)
            was_led, self._is_led = self._is_led, True
            return not was_led

    def _lead(self, together: Callable[[Sequence[Request]], None]) -> None:
        batch = self._batch()
        try:
            together(batch)
        except BaseException as problem:  # whatever it was, nothing was kept: all of them are told
            for each in batch:
                each.problem = problem
        finally:
            self._pass_on(batch)

    def _batch(self) -> list[Request]:
        """The first who waits, who leads, and those after of the same name."""
        with self._guard:
            name = self._waiting[0].name
            batch: list[Request] = []
            while self._waiting and self._waiting[0].name == name and len(batch) < MOST:
                batch.append(self._waiting.popleft())
            return batch

    def _pass_on(self, batch: Sequence[Request]) -> None:
        with self._guard:
            following = self._waiting[0] if self._waiting else None
            self._is_led = following is not None
        for each in batch:
            each.is_done = True
            each.ready.set()
        if following is not None:
            following.ready.set()


def done_in_turn(db: Session, batch: Sequence[Request]) -> None:
    """Do the works one after another in the transaction that is open; the fault of one undoes only its own.

    Each gets what the others before it have shared: what they have loaded, and none of them changes.
    """
    shared: dict[object, Any] = {}
    connection = db.connection()
    for each in batch:
        connection.exec_driver_sql("SAVEPOINT together")
        try:
            each.result, each.problem = each.work(db, shared), None
            db.flush()
        except Exception as problem:
            db.expunge_all()
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT together")
            each.problem = problem
        connection.exec_driver_sql("RELEASE SAVEPOINT together")
