"""The store keeps its word: instants, transactions, locks, migrations; on both databases."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from sqlmodel import Session, select

from forum.domain.refusals import Missing
from forum.store.accounts import AccountRow
from forum.store.engine import Store
from forum.store.schema import differences, migrate, newest_revision, revision

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


def test_migrations_make_exactly_the_tables(store: Store) -> None:
    assert differences(store) == []
    assert revision(store) == newest_revision()


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'x.sqlite'}")
    assert revision(store) is None
    assert migrate(store) == (None, newest_revision())
    assert migrate(store) == (newest_revision(), newest_revision())
    store.dispose()
