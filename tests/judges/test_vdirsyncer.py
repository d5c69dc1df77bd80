"""vdirsyncer fetches a calendar over HTTP and follows what is moved, cancelled and added between two releases."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import icalendar
import pytest
from flask import Flask

from forum.domain.programme import SittingStatus
from forum.store import programme
from forum.store.engine import Db, Store
from tests import builders
from tests.conftest import NOW
from tests.live import serving
from tests.web.pages import Browser
from tests.web.test_calendar import SLUG, fetch, subscribe

pytestmark = pytest.mark.long

#: start, status, sequence
Kept = tuple[dt.datetime, str, int]

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def forum_id(sqlite_store: Store) -> int:
    found = builders.a_forum(sqlite_store)
    builders.a_person(sqlite_store, found, "fiji", "delegate", zone="Pacific/Fiji", state="FJ", language="ar")
    for key, hour in (("opening", 10), ("theme", 13), ("closing", 20)):
        builders.a_sitting(sqlite_store, found, key, title=f"{key} الجلسة 全体会议", clock=dt.time(hour, 15))
    builders.a_release(sqlite_store, found)
    return found


def change(store: Store, forum_id: int) -> None:
    """A second release: the opening moved, the closing cancelled, one more sitting."""

    def edit(db: Db) -> None:
        opening = programme.sitting_by_key(db, forum_id, "opening")
        closing = programme.sitting_by_key(db, forum_id, "closing")
        assert opening is not None
        assert closing is not None
        moved = replace(opening, clock=dt.time(9), sequence=1, modified_at=LATER)
        gone = replace(closing, status=SittingStatus.CANCELLED, sequence=1, modified_at=LATER)
        programme.save_sittings(db, [moved, gone], LATER)

    store.writing(edit)
    builders.a_sitting(store, forum_id, "added", title="Added", clock=dt.time(16))
    builders.a_release(store, forum_id, 2, published_at=LATER)


def synchronized(folder: Path, url: str) -> dict[str, Kept]:
    """What is in the folder after vdirsyncer has run; it gives each event of an HTTP calendar a name of its own."""
    items = folder / "items"
    items.mkdir(parents=True, exist_ok=True)
    settings = folder / "vdirsyncer.conf"
    settings.write_text(
        f'[general]\nstatus_path = "{folder}/status"\n\n'
        '[pair forum]\na = "served"\nb = "kept"\ncollections = null\nconflict_resolution = "a wins"\n\n'
        f'[storage served]\ntype = "http"\nurl = "{url}"\n\n'
        f'[storage kept]\ntype = "filesystem"\npath = "{items}"\nfileext = ".ics"\n'
    )
    for verb in ("discover", "sync"):
        environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8", "no_proxy": "127.0.0.1"}
        command = ["/usr/bin/env", "vdirsyncer", "-c", str(settings), verb]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
    read = [icalendar.Calendar.from_ical(path.read_bytes()) for path in items.glob("*.ics")]
    assert all(len(calendar.events) == 1 for calendar in read)
    events = [event for calendar in read for event in calendar.events]
    assert len({_word(event) for event in events}) == len(events), "nothing is there twice"
    return {_word(event): _state(event) for event in events}


def test_vdirsyncer_follows_a_move_a_cancellation_and_an_addition(
    tmp_path: Path, app: Flask, sqlite_store: Store, forum_id: int, signed_in: Callable[..., Browser]
) -> None:
    path = subscribe(signed_in(SLUG, "fiji"))
    with serving(app) as address:
        before = synchronized(tmp_path / "v", address + path)
        assert synchronized(tmp_path / "v", address + path) == before
        change(sqlite_store, forum_id)
        after = synchronized(tmp_path / "v", address + path)
    assert after == {_word(event): _state(event) for event in _served(app, path)}
    assert {word: kept[1:] for word, kept in before.items()} == dict.fromkeys(
        ("opening", "theme", "closing"), ("CONFIRMED", 0)
    )
    assert {word: kept[1:] for word, kept in after.items()} == {
        "opening": ("CONFIRMED", 1),
        "theme": ("CONFIRMED", 0),
        "closing": ("CANCELLED", 1),
        "Added": ("CONFIRMED", 0),
    }
    assert before["opening"][0] - after["opening"][0] == dt.timedelta(hours=1, minutes=15)
    assert before["theme"] == after["theme"]


def _served(app: Flask, path: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(fetch(app, path).data).events)


def _word(event: icalendar.Event) -> str:
    (found,) = {"opening", "theme", "closing", "Added"} & set(str(event["summary"]).split())
    return found


def _state(event: icalendar.Event) -> Kept:
    return event.start.astimezone(dt.UTC), str(event["status"]), int(event["sequence"])
