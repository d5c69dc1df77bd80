"""`kill -9` of the running server during floor commands and forms loses nothing that was acknowledged, doubles nothing.

A real server, a real socket, a clerk who sends command after command and sends again what was not answered, while the
web process is killed under it again and again; and an organizer who does the same with a form.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio

from forum.domain.access import OPERATOR
from forum.services import accounts
from forum.services.accounts import Secrets
from forum.services.unit import Unit
from forum.store.engine import Store
from tests.builders import a_forum, a_person, a_sitting
from tests.cli.conftest import Forum
from tests.cli.test_serve import children, free_port, served
from tests.cli.test_supervisor import until

pytestmark = pytest.mark.long

SLUG, KEY, KILLS, PATIENCE = "test-forum", "opening", 4, 3
NAMESPACE = "/floor"


@pytest.fixture
def token(forum: Forum, folder: Path) -> str:
    """A forum with a sitting today, and the sign-in token of its clerk."""
    forum("init")
    store, token = Store(f"sqlite:///{folder / 'forum.sqlite'}"), secrets.token_urlsafe(32)
    now = dt.datetime.now(dt.UTC)
    forum_id = a_forum(store, SLUG)
    a_person(store, forum_id, "clerk", "clerk", "chair", "organizer")
    unit = Unit(store=store, actor=OPERATOR, now=now)
    a_sitting(store, forum_id, KEY)
    accounts.issue_link(unit, SLUG, "clerk", Secrets(token=token), is_reusable=True)
    store.dispose()
    return token


class Clerk:
    """Sends commands over a socket, one after another; what was not answered is sent again with the same id."""

    def __init__(self, url: str, cookie: str) -> None:
        self.url, self.cookie = url, cookie
        self.acknowledged: dict[str, int] = {}
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        number = 0
        while not self.stopping.is_set():
            try:
                with self._connected() as client:
                    while not self.stopping.is_set():
                        self._send(client, number)
                        number += 1
            except (socketio.exceptions.SocketIOError, OSError):
                self.stopping.wait(0.1)

    def _send(self, client: Any, number: int) -> None:
        order = f"clerk-{number:08d}"
        message = {"forum": SLUG, "sitting": KEY, "id": order, "name": "AddWalkIn"}
        fields = {"function": f"Walk-in {number}", "constituency": "government"}
        answer = client.call("command", {**message, "fields": fields}, namespace=NAMESPACE, timeout=PATIENCE)
        if answer.get("code") == "TooManyMessages":
            raise socketio.exceptions.TimeoutError
        assert answer["status"] == "accepted", answer
        self.acknowledged[order] = answer["seq"]

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        client = socketio.Client(reconnection=False)
        client.connect(self.url, headers={"Cookie": self.cookie}, namespaces=[NAMESPACE], wait_timeout=PATIENCE)
        try:
            yield client
        finally:
            client.disconnect()


class Registrar:
    """Adds one organization after the other by form; what was not answered is sent again."""

    def __init__(self, url: str, cookie: str) -> None:
        self.address = f"{url}/forums/{SLUG}/organizations"
        self.cookie = cookie
        self.acknowledged: list[str] = []
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        number, is_doubtful = 0, False
        while not self.stopping.is_set():
            try:
                self._add(f"body-{number:06d}", is_doubtful)
                number, is_doubtful = number + 1, False
            except requests.RequestException:
                is_doubtful = True
                self.stopping.wait(0.1)

    def _add(self, key: str, is_doubtful: bool) -> None:
        headers = {"Cookie": self.cookie}
        form = requests.get(self.address, headers=headers, timeout=PATIENCE)
        form.raise_for_status()
        fields = {"csrf_token": token_in(form.text), "id": key, "name": f"Body {key}", "acronym": "", "kind": ""}
        done = requests.post(self.address, fields, headers=headers, timeout=PATIENCE, allow_redirects=False)
        assert done.status_code == 303 or (is_doubtful and "is taken" in done.text), done.text
        self.acknowledged.append(key)


def token_in(form: str) -> str:
    """What proves that a form is ours."""
    field = re.search(r'name="csrf_token" value="([^"]+)"', form)
    assert field is not None
    return field[1]


def signed_in(url: str, token: str) -> str:
    """The cookie of a browser that used a sign-in link as a person does."""
    browser = requests.Session()
    form = browser.get(f"{url}/sign-in/{token}", timeout=10).text
    browser.post(f"{url}/sign-in/{token}", data={"csrf_token": token_in(form)}, timeout=10).raise_for_status()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)


def log_of(folder: Path) -> dict[str, list[int]]:
    """Command -> the numbers of its events, as the database has them after the last kill."""
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    with store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT command_id, seq FROM floor_event ORDER BY seq").all()
    store.dispose()
    found: dict[str, list[int]] = {}
    for command, seq in rows:
        found.setdefault(command, []).append(seq)
    return found


def killed_again_and_again(process: int, worker: Clerk | Registrar) -> None:
    """Let somebody work while the web process is killed under them, and a little longer."""
    worker.thread.start()
    for _ in range(KILLS):
        before = len(worker.acknowledged)
        until(lambda count=before: len(worker.acknowledged) >= count + 15, 60)  # type: ignore[misc]
        os.kill(children(process)["forum.web.serve"], signal.SIGKILL)
    last = len(worker.acknowledged)
    until(lambda: len(worker.acknowledged) >= last + 5, 60)
    worker.stopping.set()
    worker.thread.join(30)


def organizations_of(folder: Path) -> tuple[list[str], list[str]]:
    """The organizations that the database has after the last kill, and those that its audit trail names."""
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    with store.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT key FROM organization ORDER BY key").scalars().all()
        trail = connection.exec_driver_sql("SELECT subject FROM audit WHERE subject LIKE 'organization:%' ORDER BY id")
        named = [subject.partition(":")[2] for subject in trail.scalars()]
    store.dispose()
    return list(kept), named


def test_a_killed_server_keeps_every_form_that_was_answered_once(token: str, folder: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with served(folder, port) as process:
        registrar = Registrar(url, signed_in(url, token))
        killed_again_and_again(process.pid, registrar)
    kept, named = organizations_of(folder)
    assert set(registrar.acknowledged) <= set(kept)
    assert sorted(named) == kept, "each change stands in the trail, once"


def test_a_killed_server_keeps_every_acknowledged_command_once(token: str, folder: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with served(folder, port) as process:
        clerk = Clerk(url, signed_in(url, token))
        killed_again_and_again(process.pid, clerk)
    log = log_of(folder)
    assert [order for order, seq in clerk.acknowledged.items() if log.get(order) != [seq]] == []
    numbers = [seq for seqs in log.values() for seq in seqs]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
