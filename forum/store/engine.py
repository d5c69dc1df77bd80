"""The database: engine, pragmas, reading and writing transactions.

SQLite (WAL, synchronous=FULL) by default, PostgreSQL by one URL. A writing transaction takes the lock when it opens
(BEGIN IMMEDIATE; on PostgreSQL SERIALIZABLE, run again when the server asks for it): two plain load-decide-save
transactions would otherwise both commit, and one would be lost.
"""

from __future__ import annotations

import datetime as dt
import itertools
import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlmodel import Session

from forum.domain.refusals import Busy, Unwritable
from forum.settings import make_private
from forum.store.together import Meeting, Request, done_in_turn

T = TypeVar("T")

#: The database handle of one transaction ("session" means other things here).
Db = Session

#: How long a writer waits for the lock before it is refused, in milliseconds.
LOCK_WAIT_MS = 8_000
#: How often a writer asks whether the lock is free, and how long a long work of many transactions leaves it free.
ASK_MS, AFTER_YOU_MS = 2, 6
#: How long at most a PostgreSQL transaction that lost a race steps back before it runs again, in milliseconds.
STEP_BACK_MS = 64
#: Locks for writers that come one after another.
TURNS = 64
#: what SQLite says where its file cannot be written
UNWRITABLE = ("readonly database", "disk is full", "disk I/O error", "unable to open database file")
#: PostgreSQL: serialization failure, deadlock, unique violation of a race.
AGAIN = {"40001", "40P01"}


log = logging.getLogger(__name__)


class UnusableUrl(ValueError):
    """Not the address of a database that the store works upon; the message holds no password."""


class Instant(sa.TypeDecorator[dt.datetime]):
    """An aware moment, stored in UTC, given back in UTC; a naive one is a fault of ours."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Store:
    """One database and the transactions upon it. `on_commit` callbacks run after each writing commit."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self.on_commit: list[Callable[[], None]] = []
        #: as many as there are, whatever names clients think of; two names that share one wait for each other
        self._turns = tuple(threading.Lock() for _ in range(TURNS))
        self._meetings = tuple(Meeting() for _ in range(TURNS))

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Db]:
        """A consistent snapshot; nothing done in it is kept."""
        with self.engine.connect() as connection, Db(bind=connection, expire_on_commit=False) as db:
            yield db

    def writing(self, work: Callable[[Db], T], turn: str = "") -> T:
        """Run `work` in one writing transaction; either all of it is kept or nothing.

        Writers that name the same `turn` come one after another: none is thrown back by another again and again.
        """
        with self._turns[hash(turn) % TURNS] if turn else nullcontext():
            return self._write_until_kept(work, turn)

    def together(self, work: Callable[[Db, dict[object, Any]], T], turn: str) -> T:
        """As `writing`, sharing the transaction with whatever else waits for that turn now; one commit serves all.

        A fault of one work undoes nothing of the others. `work` is given what those before it in the transaction share.
        """
        meeting = self._meetings[hash(turn) % TURNS]

        def run(batch: Sequence[Request]) -> None:
            self.writing(lambda db: done_in_turn(db, batch), turn=turn)

        result: T = meeting.run(Request(name=turn, work=work), run)
        return result

    def _write_until_kept(self, work: Callable[[Db], T], turn: str) -> T:
        until = time.monotonic() + LOCK_WAIT_MS / 1000
        for attempt in itertools.count():
            try:
                result = self._write_once(work, turn)
            except DBAPIError as problem:
                if _sqlstate(problem) in AGAIN and time.monotonic() < until:
                    _step_back(attempt)
                    continue
                raise _told(problem) from problem
            for callback in self.on_commit:
                callback()
            return result
        raise AssertionError("unreachable")

    def _write_once(self, work: Callable[[Db], T], turn: str) -> T:
        with self.engine.connect() as connection, self._in_turn(connection, turn):
            options: dict[str, Any] = {} if self.is_sqlite else {"isolation_level": "SERIALIZABLE"}
            connection.execution_options(writes=True, **options)
            with Db(bind=connection, expire_on_commit=False) as db:
                result = work(db)
                db.commit()
                return result

    @contextmanager
    def _in_turn(self, connection: sa.Connection, turn: str) -> Iterator[None]:
        """PostgreSQL: hold the lock of that name from before the snapshot until after the commit."""
        if not turn or self.is_sqlite:
            yield
            return
        _lock(connection, "pg_advisory_lock", turn)
        try:
            yield
        finally:
            connection.rollback()
            _lock(connection, "pg_advisory_unlock", turn)

    def after_you(self) -> None:
        """Between two of many transactions: let whoever waits for the lock have it first."""
        time.sleep(AFTER_YOU_MS / 1000)

    def is_reachable(self) -> bool:
        """Whether the database answers."""
        try:
            with self.engine.connect() as connection:
                connection.execute(sa.text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _step_back(attempt: int) -> None:
    """Wait a little, longer each time and never the same, so that those who raced do not meet again.

    Of those who race one always wins, so whoever loses again and again only needs time: attempts are not counted.
    """
    most = min(STEP_BACK_MS, 2 ** min(attempt, 10))
    time.sleep(random.uniform(0, most) / 1000)  # noqa: S311 - it guards nothing


def _lock(connection: sa.Connection, function: str, turn: str) -> None:
    """Take or leave a lock of the whole PostgreSQL database by a name, outside any transaction."""
    connection.execution_options(isolation_level="AUTOCOMMIT")
    connection.execute(sa.text(f"SELECT {function}(hashtextextended(:turn, 0))"), {"turn": turn})
    connection.commit()


def make_engine(url: str) -> Engine:
    """An engine with the settings that the store relies on. Refuses `UnusableUrl`."""
    try:
        return _engine(url, sa.make_url(url).get_backend_name())
    except (ArgumentError, ImportError) as problem:
        raise UnusableUrl("it cannot be read, or its driver is not installed") from problem


def _engine(url: str, backend: str) -> Engine:
    if backend not in {"sqlite", "postgresql"}:
        raise UnusableUrl(f"{backend} is not supported")
    if backend == "postgresql":
        return sa.create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=20)
    name = sa.make_url(url).database or ""
    if name and not name.startswith((":memory:", "file:")):
        make_private(Path(name))
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        connect_args={"timeout": LOCK_WAIT_MS / 1000, "check_same_thread": False},
        poolclass=sa.QueuePool,
    )
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={LOCK_WAIT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("writes"):
        _take_write_lock(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _take_write_lock(connection: sa.Connection) -> None:
    """Begin to write, within `LOCK_WAIT_MS`.

    SQLite's own wait sleeps up to 100 ms at a time and so passes by a lock that is free for a moment, between two
    batches of an import; asking every few milliseconds does not.
    """
    database: Any = connection.connection.dbapi_connection
    until = time.monotonic() + LOCK_WAIT_MS / 1000
    database.execute("PRAGMA busy_timeout=0")
    try:
        while (problem := _begin_at_once(database)) is not None:
            if not _is_taken(problem) or time.monotonic() >= until:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more, for the error as the engine tells it
                return
            time.sleep(ASK_MS / 1000)
    finally:
        database.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")


def _begin_at_once(database: Any) -> sqlite3.OperationalError | None:
    """Take the write lock; or say why not."""
    try:
        database.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as problem:
        return problem
    return None


def _is_taken(problem: sqlite3.OperationalError) -> bool:
    return problem.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


def _sqlstate(problem: DBAPIError) -> str | None:
    return getattr(problem.orig, "sqlstate", None)


def _told(problem: DBAPIError) -> Exception:
    """What the writer is told: a refusal where waiting or the operator helps, else the fault as it is.

    Parameters never stand in it (`hide_parameters`): they hold names, statements, links.
    """
    if _is_busy(problem):
        return Busy()
    if _is_unwritable(problem):
        log.error("the database cannot be written: %s", problem.orig)
        return Unwritable()
    return problem


def _is_unwritable(problem: DBAPIError) -> bool:
    """A full or read-only disk, by the words of SQLite or the state that PostgreSQL gives (class 53, and 25006)."""
    state, said = _sqlstate(problem) or "", str(problem.orig)
    is_said = isinstance(problem, OperationalError) and any(word in said for word in UNWRITABLE)
    return is_said or state.startswith("53") or state == "25006"


def _is_busy(problem: DBAPIError) -> bool:
    return isinstance(problem, OperationalError) and ("locked" in str(problem.orig) or _sqlstate(problem) in AGAIN)
