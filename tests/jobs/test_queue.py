"""The queue's file: for its owner alone, and nothing in it but keys."""

from __future__ import annotations

import datetime as dt
import stat
from pathlib import Path

import pytest
from sqlmodel import select

from forum import settings
from forum.domain.access import ANONYMOUS, OPERATOR
from forum.jobs.queue import FILE, Queue
from forum.jobs.relay import Relay
from forum.jobs.work import Worker
from forum.services import accounts
from forum.services.unit import Unit
from forum.store.engine import Store
from forum.store.jobs import JobRow
from forum.store.outbox import OutboxRow
from tests import builders

TOKEN, CODE = "a-secret-token-that-nobody-keeps-for-long", "918273"


@pytest.mark.parametrize("is_there", [True, False])
def test_the_file_is_for_its_owner_alone(tmp_path: Path, is_there: bool) -> None:
    given = settings.load({}, FORUM_DATA=str(tmp_path))
    if is_there:
        (tmp_path / FILE).touch()
        (tmp_path / FILE).chmod(0o644)
    queue = Queue(given)
    queue.put("outbox-1")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    queue.close()
    assert FILE in modes
    assert set(modes.values()) == {0o600}


def test_a_sign_in_link_passes_through_and_stays_nowhere(
    sqlite_store: Store, tmp_path: Path, now: dt.datetime, caplog: pytest.LogCaptureFixture
) -> None:
    """Of link and code, outbox, job, queue and log keep nothing once the mail is written; the mail is 0600."""
    caplog.set_level("DEBUG")
    forum_id = builders.a_forum(sqlite_store)
    builders.a_person(sqlite_store, forum_id, "chair", "chair", email="chair@example.org")
    accounts.issue_link(
        Unit(store=sqlite_store, actor=OPERATOR, now=now), "global-forum", "chair", accounts.Secrets(token="x" * 40)
    )
    given = settings.load({}, FORUM_DATA=str(tmp_path / "data"))
    queue = Queue(given)
    worker = Worker(store=sqlite_store, settings=given, clock=lambda: now, queue=queue)
    queue.on_message(worker.run)
    accounts.ask_for_link(
        Unit(store=sqlite_store, actor=ANONYMOUS, now=now),
        "chair@example.org",
        accounts.Secrets(token=TOKEN, code=CODE),
        next_path="/",
        link=f"https://forum.example.org/sign-in/{TOKEN}",
        language="en",
    )
    Relay(sqlite_store, lambda: now, lambda _c, _b: None, lambda item: queue.hand_over(sqlite_store, now, item)).drain()
    waiting = (tmp_path / "data" / FILE).read_bytes()
    assert queue.take_all() == 1
    queue.close()
    (mail,) = (tmp_path / "data" / "mail").iterdir()
    assert TOKEN in mail.read_text()
    assert CODE in mail.read_text()
    assert stat.S_IMODE(mail.stat().st_mode) == 0o600
    with sqlite_store.reading() as db:
        kept = [repr(row) for table in (OutboxRow, JobRow) for row in db.exec(select(table))]
    told = " ".join([*kept, repr(waiting), caplog.text, *(repr(record.args) for record in caplog.records)])
    assert [secret for secret in (TOKEN, CODE) if secret in told] == []
    assert len(kept) == 2
