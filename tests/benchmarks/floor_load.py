"""A floor for benchmarks, served; and writers: processes of their own that put whole commands to it, each measured."""

from __future__ import annotations

import datetime as dt
import http.cookiejar
import json
import multiprocessing
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from forum.domain.access import OPERATOR
from forum.domain.floor.state import Reading
from forum.domain.floor.wire import checked
from forum.services import floor
from forum.services.unit import Unit
from forum.settings import load
from forum.store.engine import Store
from forum.store.schema import migrate
from forum.web.app import create_app
from forum.web.serve import relay_of, serve, settle
from tests.builders import a_forum, a_person, a_release, a_sitting, sign_in_token

#: Seconds from one command to the next of a writer.
RHYTHM = 0.020
SITTING = "opening"
WALK_IN = {"function": "Walk-in", "constituency": "government"}

SLUG = "benchmark"

#: Sends a command by id, name and fields; gives the seq of its last event.
Send = Callable[[str, str, dict[str, object]], int]
Waits = "multiprocessing.SimpleQueue[float]"


@contextmanager
def served(folder: Path) -> Iterator[tuple[Store, str]]:
    """A forum whose sitting begins now, with its organizer and its chair, served; gives its store and its address."""
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    migrate(store)
    start = dt.datetime.now(dt.UTC)
    forum_id = a_forum(store, SLUG, zone="UTC", first_day=start.date(), last_day=start.date())
    a_sitting(store, forum_id, day=start.date(), clock=start.time().replace(second=0, microsecond=0), zone="UTC")
    for role in ("organizer", "chair", "delegate"):
        a_person(store, forum_id, role, role)
    a_release(store, forum_id)
    app = create_app(load({}, FORUM_DATA=str(folder / "data")), store)
    server, relay = serve(app, "127.0.0.1", 0), relay_of(app)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    relay.start()
    settle()
    yield store, f"http://127.0.0.1:{server.server_port}"
    relay.stop()
    app.extensions["floor"].stop()
    server.shutdown()
    server.server_close()
    store.dispose()


@contextmanager
def a_worker(folder: Path) -> Iterator[None]:
    """The process that does the jobs of what is `served` from that folder."""
    environ = os.environ | {
        "FORUM_DATA": str(folder / "data"),
        "FORUM_DATABASE_URL": f"sqlite:///{folder / 'forum.sqlite'}",
    }
    process = subprocess.Popen([sys.executable, "-m", "forum.jobs.worker"], env=environ)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def token_of(store: Store, who: str) -> str:
    """A fresh sign-in link of that person."""
    return sign_in_token(Unit(store=store, actor=OPERATOR, now=dt.datetime.now(dt.UTC)), SLUG, who)


def through_the_service(url: str, slug: str) -> Send:
    """Commands by a process that calls the service itself."""
    store = Store(url)

    def send(id_: str, name: str, fields: dict[str, object]) -> int:
        now = dt.datetime.now(dt.UTC)
        reading = Reading(at=now, boot_id="benchmark", monotonic_ms=time.monotonic_ns() // 1_000_000)
        unit = Unit(store=store, actor=OPERATOR, now=now)
        return floor.handle(unit, slug, SITTING, checked(id_, name, fields), reading).seq

    return send


def signed_in(address: str, token: str) -> OpenerDirector:
    """A client that has used that sign-in link."""
    client = build_opener(HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = client.open(f"{address}/sign-in/{token}").read().decode()
    client.open(f"{address}/sign-in/{token}", urlencode({"csrf_token": csrf_of(page)}).encode()).close()
    return client


def csrf_of(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


def over_http(address: str, slug: str, token: str) -> Send:
    """Commands as the console's forms send them."""
    client = signed_in(address, token)
    where = f"{address}/forums/{slug}/sittings/{SITTING}"
    csrf = csrf_of(client.open(f"{where}/chair").read().decode())

    def send(id_: str, name: str, fields: dict[str, object]) -> int:
        body = urlencode({**fields, "command": name, "id": id_, "csrf_token": csrf, "back": "floor.chair"}).encode()
        request = Request(f"{where}/floor", body, {"Accept": "application/json"})
        with client.open(request) as answer:
            return int(json.load(answer)["seq"])

    return send


def write(make: Callable[..., Send], arguments: tuple[str, ...], started: Event, stop: Event, waits: Waits) -> None:  # type: ignore[valid-type]
    """Add a walk-in and take it off again, one command every 20 ms until told to stop; tells how long each took."""
    send, number, entry = make(*arguments), 0, 0
    while not stop.is_set():
        number += 1
        begin = time.perf_counter()
        id_ = f"{make.__name__[:4]}-{number:08d}"
        if entry:
            send(id_, "Remove", {"entry": entry})
            entry = 0
        else:
            entry = send(id_, "AddWalkIn", WALK_IN)
        waits.put(time.perf_counter() - begin)  # type: ignore[attr-defined]
        started.set()
        time.sleep(max(0.0, RHYTHM - (time.perf_counter() - begin)))


@dataclass
class Measured:
    """How long the commands of one writer took, in seconds."""

    name: str
    waits: list[float] = field(default_factory=list)

    @property
    def worst(self) -> float:
        """The longest of them."""
        return max(self.waits)

    def __str__(self) -> str:
        ordered = sorted(self.waits)
        middle, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        figures = f"median {middle * 1000:.1f} ms, 99 % {most * 1000:.1f} ms, worst {ordered[-1] * 1000:.1f} ms"
        return f"{self.name}: {len(ordered)}, {figures}"


@contextmanager
def commands(name: str, make: Callable[..., Send], *arguments: str) -> Iterator[Measured]:
    """Let such a writer run while the block does; what it measured stands in the result afterwards."""
    context = multiprocessing.get_context("spawn")
    started, stop, queue = context.Event(), context.Event(), context.SimpleQueue()
    process = context.Process(target=write, args=(make, arguments, started, stop, queue))
    process.start()
    measured = Measured(name=name)
    try:
        if not started.wait(60):
            raise RuntimeError(f"{name}: the writer did not begin")
        yield measured
    finally:
        stop.set()
        while process.is_alive() or not queue.empty():
            if not queue.empty():
                measured.waits.append(queue.get())
            else:
                process.join(0.01)
