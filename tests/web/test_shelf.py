"""What a web process gives out of people's calendars: current, as it was in need, and noted afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from forum.domain.feeds import hash_of
from forum.domain.refusals import Busy
from forum.settings import Settings
from forum.store import copies, feeds, people, programme
from forum.store.engine import Store
from forum.web.app import create_app
from tests import builders
from tests.conftest import NOW
from tests.web.test_calendar import fetch

TOKEN = "k" * 43
PATH = f"/calendar/{TOKEN}.ics"


@pytest.fixture
def feed_id(sqlite_store: Store) -> int:
    forum_id = builders.a_forum(sqlite_store)
    person_id = builders.a_person(sqlite_store, forum_id, "fiji", language="fr")
    builders.a_sitting(sqlite_store, forum_id)
    builders.a_release(sqlite_store, forum_id)
    return sqlite_store.writing(lambda db: feeds.add(db, person_id, "Phone", hash_of(TOKEN), NOW)).id


def settle(app: Flask) -> None:
    app.extensions["shelf"].settle()


def fault(*_: object, **__: object) -> None:
    raise RuntimeError("a fault of ours")


def move(store: Store) -> None:
    def work(db: programme.Session) -> None:
        opening = programme.sitting_by_key(db, 1, "opening")
        assert opening is not None
        programme.save_sittings(db, [replace(opening, clock=dt.time(16), sequence=1, modified_at=NOW)], NOW)

    store.writing(work)
    builders.a_release(store, 1, 2, published_at=NOW)


def test_11_the_copy_that_is_kept_gives_the_bytes_of_the_first_answer(
    app: Flask, feed_id: int, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = fetch(app, PATH)
    settle(app)
    look = copies.look(sqlite_store, hash_of(TOKEN))
    assert look is not None
    assert look.copy is not None
    monkeypatch.setattr("forum.formats.copies.Writer.write", fault)
    second = fetch(app, PATH)
    assert second.data == first.data
    assert second.headers["ETag"] == first.headers["ETag"]
    assert f"/calendar/{TOKEN}.ics".encode() in first.data.replace(b"\r\n ", b"")


def test_a_change_in_another_process_is_seen_by_the_next_fetch(
    app: Flask, settings: Settings, feed_id: int, sqlite_store: Store
) -> None:
    other = create_app(settings, Store(sqlite_store.url), clock=lambda: NOW)
    before = [fetch(each, PATH) for each in (app, other)]
    settle(app)
    move(sqlite_store)
    after = [fetch(each, PATH, If_None_Match=before[0].headers["ETag"]) for each in (app, other)]
    assert before[0].data == before[1].data
    assert after[0].data == after[1].data != before[0].data
    assert {each.status_code for each in after} == {200}
    other.extensions["forum"].store.dispose()


def test_31_a_new_language_moves_both_validators(app: Flask, feed_id: int, sqlite_store: Store) -> None:
    first = fetch(app, PATH)
    settle(app)
    later = NOW + dt.timedelta(minutes=3)
    sqlite_store.writing(lambda db: people.change_person(db, 1, {"language": "ar", "changed_at": later}))
    second = fetch(app, PATH, If_Modified_Since=first.headers["Last-Modified"])
    assert second.status_code == 200
    assert b"LANGUAGE=ar" in second.data
    assert second.headers["Last-Modified"] == "Tue, 22 Feb 2022 09:03:00 GMT"


def test_33_a_rendering_fault_gives_the_calendar_as_it_was_and_a_line_in_the_log(
    app: Flask,
    feed_id: int,
    sqlite_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    first = fetch(app, PATH)
    settle(app)
    move(sqlite_store)
    monkeypatch.setattr("forum.formats.copies.Writer.write", fault)
    stale = fetch(app, PATH)
    assert (stale.status_code, stale.data) == (200, first.data)
    assert stale.headers["Warning"] == '110 - "Response is Stale"'
    assert "could not be written anew" in caplog.text
    assert TOKEN not in caplog.text
    monkeypatch.undo()
    fresh = fetch(app, PATH)
    assert fresh.data != first.data
    assert "Warning" not in fresh.headers


def test_a_fault_without_any_copy_is_a_fault(app: Flask, feed_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forum.formats.copies.Writer.write", fault)
    with pytest.raises(RuntimeError, match="a fault of ours"):
        fetch(app, PATH)


def test_33_a_database_that_is_away_gives_what_was_answered_last(
    app: Flask, feed_id: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = fetch(app, PATH)

    def away(*_: object) -> None:
        raise Busy

    monkeypatch.setattr("forum.store.copies.look", away)
    stale = fetch(app, PATH)
    assert (stale.status_code, stale.data) == (200, first.data)
    assert "Warning" in stale.headers
    assert fetch(app, PATH, If_None_Match=first.headers["ETag"]).status_code == 304
    assert TOKEN not in caplog.text
    assert fetch(app, f"/calendar/{'n' * 43}.ics").status_code == 503


def test_33_a_link_that_was_switched_off_is_gone_even_while_the_database_is_away(
    app: Flask, feed_id: int, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(app, PATH)
    sqlite_store.writing(lambda db: feeds.revoke(db, feed_id, NOW))
    assert fetch(app, PATH).status_code == 410

    def away(*_: object) -> None:
        raise Busy

    monkeypatch.setattr("forum.store.copies.look", away)
    assert fetch(app, PATH).status_code == 503


def test_a_middle_that_was_forgotten_is_written_anew(app: Flask, feed_id: int, sqlite_store: Store) -> None:
    first = fetch(app, PATH)
    settle(app)
    app.extensions["shelf"]._parts.clear()
    sqlite_store.writing(lambda db: db.connection().exec_driver_sql("DELETE FROM feed_part"))
    assert fetch(app, PATH).data == first.data


def test_33_a_valid_link_is_never_turned_away_however_often_it_is_used(app: Flask, feed_id: int) -> None:
    tag = fetch(app, PATH).headers["ETag"]
    assert {fetch(app, PATH).status_code for _time in range(150)} == {200}
    assert {fetch(app, PATH, If_None_Match=tag).status_code for _time in range(150)} == {304}


def test_many_fetches_are_noted_by_one_write(
    app: Flask, feed_id: int, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = []
    writing: Callable[..., object] = sqlite_store.writing
    monkeypatch.setattr(sqlite_store, "writing", lambda *given: (writes.append(1), writing(*given))[1])
    for _time in range(20):
        fetch(app, PATH, User_Agent="Thunderbird")
    assert writes == []
    settle(app)
    assert len(writes) == 2, "the copy, the note"
    with sqlite_store.reading() as db:
        (kept,) = feeds.of_person(db, 1)
    assert (kept.fetched_at, kept.fetched_by) == (NOW, "Thunderbird")
