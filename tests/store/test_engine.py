"""The store keeps its word: instants, transactions, locks, migrations; on both databases."""

from __future__ import annotations

import datetime as dt
import os
import stat
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from forum.domain.refusals import Busy, Missing, Unwritable
from forum.store import engine
from forum.store.accounts import AccountRow
from forum.store.engine import TURNS, Store
from forum.store.schema import differences, migrate, newest_revision, revision
from tests.postgres import PostgresServer

NOON = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)


def add_account(db: Session, login: str, at: dt.datetime = NOON) -> None:
    db.add(AccountRow(login=login, created_at=at))


def logins(store: Store) -> list[str]:
    with store.reading() as db:
        return list(db.exec(select(AccountRow.login).order_by(AccountRow.login)))


def test_instant_comes_back_in_utc(store: Store) -> None:
    suva = dt.timezone(dt.timedelta(hours=12))
    store.writing(lambda db: add_account(db, "a", NOON.astimezone(suva)))
    with store.reading() as db:
        account = db.exec(select(AccountRow)).one()
    assert account.created_at == NOON
    assert account.created_at.utcoffset() == dt.timedelta(0)


def test_naive_datetime_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="naive"):
        store.writing(lambda db: add_account(db, "a", NOON.replace(tzinfo=None)))
    assert logins(store) == []


def test_refusal_rolls_everything_back(store: Store) -> None:
    def half(db: Session) -> None:
        add_account(db, "a")
        db.flush()
        raise Missing(field="x")

    with pytest.raises(Missing):
        store.writing(half)
    assert logins(store) == []


def test_reading_keeps_nothing(store: Store) -> None:
    with store.reading() as db:
        add_account(db, "a")
        db.flush()
    assert logins(store) == []


def test_commit_callbacks_run_after_the_commit(store: Store) -> None:
    seen: list[list[str]] = []
    store.on_commit.append(lambda: seen.append(logins(store)))
    store.writing(lambda db: add_account(db, "a"))
    assert seen == [["a"]]


def test_load_decide_save_loses_no_update(store: Store) -> None:
    """Each of 4 threads adds 10 letters to one row, reading it first; all 40 are there in the end."""
    store.writing(lambda db: add_account(db, "count"))

    def add_one(db: Session) -> None:
        account = db.exec(select(AccountRow)).one()
        account.email += "x"
        db.add(account)

    def ten() -> None:
        for _ in range(10):
            store.writing(add_one)

    threads = [threading.Thread(target=ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as db:
        assert len(db.exec(select(AccountRow.email)).one()) == 40


def test_names_of_turns_leave_nothing_behind(sqlite_store: Store) -> None:
    before = [id(lock) for lock in sqlite_store._turns]
    for number in range(200):
        sqlite_store.writing(lambda db: None, turn=f"floor:made-up-{number}")
    assert [id(lock) for lock in sqlite_store._turns] == before
    assert len(before) == TURNS
    assert not any(lock.locked() for lock in sqlite_store._turns)


@pytest.mark.parametrize("pragma", ["max_page_count=1", "query_only=ON"])
def test_a_full_or_read_only_disk_is_told_of_and_changes_nothing(
    sqlite_store: Store, pragma: str, caplog: pytest.LogCaptureFixture
) -> None:
    @event.listens_for(sqlite_store.engine, "checkout")
    def limit(connection: Any, *_rest: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    with pytest.raises(Unwritable):
        sqlite_store.writing(lambda db: add_account(db, "secret-name" * 5000))
    assert logins(sqlite_store) == []
    assert "cannot be written" in caplog.text
    assert "secret-name" not in caplog.text


@pytest.mark.postgres
def test_a_read_only_server_is_told_of(postgres_server: PostgresServer, migrated_database: str) -> None:
    with postgres_server.database(migrated_database) as url:
        store = Store(url)
        event.listen(store.engine, "begin", lambda db: db.exec_driver_sql("SET TRANSACTION READ ONLY"))
        with pytest.raises(Unwritable):
            store.writing(lambda db: add_account(db, "a"))
        assert logins(store) == []
        store.dispose()


def test_what_was_to_be_kept_never_stands_in_a_fault(store: Store) -> None:
    """Parameters of a failed statement would otherwise reach the log: names, statements, links of mails."""
    store.writing(lambda db: add_account(db, "a"))
    with pytest.raises(IntegrityError) as fault:
        store.writing(lambda db: db.add(AccountRow(login="a", email="secret@example.org", created_at=NOON)))
    assert "INSERT" in str(fault.value)
    assert "secret@example.org" not in str(fault.value)


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_the_files_are_for_their_owner_alone(tmp_path: Path, umask: int) -> None:
    path = tmp_path / "forum.sqlite"
    before = os.umask(umask)
    try:
        path.touch(mode=0o644)
        path.chmod(0o644)
        store = Store(f"sqlite:///{path}")
        migrate(store)
        store.writing(lambda db: add_account(db, "a"))
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
        store.dispose()
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(["forum.sqlite", "forum.sqlite-wal", "forum.sqlite-shm"], 0o600)


def test_a_database_in_memory_makes_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"):
        store = Store(url)
        assert store.is_reachable()
        store.dispose()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.postgres
def test_whoever_loses_a_race_many_times_is_still_heard(
    postgres_server: PostgresServer, migrated_database: str
) -> None:
    """Before each of its first 20 commits somebody else changes the row that it has read."""
    with postgres_server.database(migrated_database) as url:
        store, other = Store(url), Store(url)
        store.writing(lambda db: add_account(db, "count"))
        tries: list[str] = []

        def add(db: Session) -> None:
            account = db.exec(select(AccountRow)).one()
            account.email += "x"
            db.add(account)

        def late(db: Session) -> None:
            account = db.exec(select(AccountRow)).one()
            tries.append(account.email)
            if len(tries) <= 20:
                other.writing(add)
            account.email += "y"
            db.add(account)

        store.writing(late)
        with store.reading() as db:
            assert db.exec(select(AccountRow.email)).one() == "x" * 20 + "y"
        assert len(tries) == 21
        store.dispose()
        other.dispose()


def test_whoever_waits_too_long_is_refused_and_the_lock_is_left_as_it_was(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Store(sqlite_store.url)
    monkeypatch.setattr(engine, "LOCK_WAIT_MS", 30)

    def hold(db: Session) -> None:
        add_account(db, "holds")
        db.flush()
        with pytest.raises(Busy):
            other.writing(lambda db: add_account(db, "waits"))

    sqlite_store.writing(hold)
    other.writing(lambda db: add_account(db, "comes later"))
    assert logins(other) == ["comes later", "holds"]
    with other.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30
    other.dispose()


def test_whoever_waits_writes_as_soon_as_the_lock_is_free(sqlite_store: Store) -> None:
    other = Store(sqlite_store.url)
    has_begun, written = threading.Event(), threading.Event()

    def wait() -> None:
        has_begun.set()
        other.writing(lambda db: add_account(db, "waits"))
        written.set()

    def hold(db: Session) -> None:
        add_account(db, "holds")
        db.flush()
        thread.start()
        has_begun.wait(10)
        assert not written.wait(0.05)

    thread = threading.Thread(target=wait)
    sqlite_store.writing(hold)
    sqlite_store.after_you()
    assert written.wait(10)
    thread.join()
    assert logins(sqlite_store) == ["holds", "waits"]
    other.dispose()


def test_migrations_make_exactly_the_tables(store: Store) -> None:
    assert differences(store) == []
    assert revision(store) == newest_revision()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.sqlite'}")
    assert revision(store) is None
    assert migrate(store) == (None, newest_revision())
    assert migrate(store) == (newest_revision(), newest_revision())
    store.dispose()
