from __future__ import annotations

import datetime as dt
import gc
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask

from forum import settings
from forum.domain.access import OPERATOR
from forum.services import jobs
from forum.services.unit import Unit, Work, writes
from forum.store.engine import Store
from forum.web.app import create_app
from forum.web.serve import ANNOUNCERS, COLLECTED_AFTER, TURN, relay_of, serve, settle

TOKEN = "a-secret-token-that-must-not-be-kept-in-any-log"


@pytest.fixture
def app(sqlite_store: Store, tmp_path: Path, now: dt.datetime) -> Flask:
    given = settings.load({}, FORUM_DATA=str(tmp_path / "data"), FORUM_DATABASE_URL=sqlite_store.url)
    return create_app(given, sqlite_store, lambda: now)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = serve(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_no_address_is_logged_and_no_version_is_told(
    address: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    for path in (f"/sign-in/{TOKEN}", f"/calendar/{TOKEN}.ics", "/health"):
        answer = requests.get(address + path, timeout=10)
        assert answer.headers["Server"] == "forum"
    written = capfd.readouterr()
    assert TOKEN not in written.out + written.err + caplog.text


@writes
def tell(work: Work, channel: str) -> None:
    work.announce(channel, seq=7)
    work.enqueue("send-mail", to="a@example.org", subject="s", text="t")


def test_announcements_go_to_the_noun_of_their_channel_and_jobs_to_the_queue(app: Flask, now: dt.datetime) -> None:
    heard: list[tuple[str, dict[str, Any]]] = []
    app.extensions.setdefault(ANNOUNCERS, {})["test"] = lambda channel, body: heard.append((channel, body))
    unit = Unit(store=app.extensions["forum"].store, actor=OPERATOR, now=now)
    tell(unit, "test:1")
    tell(unit, "nobody-listens:1")
    assert relay_of(app).drain() == 4
    assert heard == [("test:1", {"seq": 7})]
    later = Unit(store=unit.store, actor=OPERATOR, now=now + jobs.PATIENCE * 2)
    assert len(jobs.stranded(later)) == 2


def test_a_settled_process_never_looks_through_what_it_began_with() -> None:
    before, turn = gc.get_threshold(), sys.getswitchinterval()
    try:
        settle()
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() == COLLECTED_AFTER
        assert sys.getswitchinterval() == pytest.approx(TURN)
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
        sys.setswitchinterval(turn)
