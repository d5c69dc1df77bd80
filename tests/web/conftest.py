"""Fixtures of pages: an application upon an empty store, a browser, somebody signed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from forum.jobs.queue import Queue
from forum.jobs.work import Worker
from forum.services.unit import Unit
from forum.settings import Settings, load
from forum.store.engine import Store
from forum.store.jobs import unfinished
from forum.web.app import create_app
from tests import builders
from tests.web.pages import Browser


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder of the test's own."""
    return load({}, FORUM_DATA=str(tmp_path / "data"))


class Compiled(BytecodeCache):
    """Templates compiled by an earlier test of this process: each test has an application of its own."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take over what was compiled from the same source."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture
def app(settings: Settings, sqlite_store: Store, now: dt.datetime) -> Flask:
    """The application at the moment `now`."""
    app = create_app(settings, sqlite_store, clock=lambda: now)
    app.testing = True
    app.jinja_env.bytecode_cache = Compiled()
    return app


@pytest.fixture
def browser(app: Flask) -> Browser:
    """An anonymous visitor."""
    return Browser(app)


@pytest.fixture
def work_off(settings: Settings, sqlite_store: Store, now: dt.datetime) -> Iterator[Callable[[], int]]:
    """What a worker does: every job that waits, in this process; gives how many there were."""
    queue = Queue(settings)
    worker = Worker(store=sqlite_store, settings=settings, clock=lambda: now, queue=queue)

    def work() -> int:
        with sqlite_store.reading() as db:
            keys = [job.key for job in unfinished(db)]
        for key in keys:
            worker.run(key)
        return len(keys)

    yield work
    queue.close()


@pytest.fixture
def signed_in(app: Flask, sqlite_store: Store, now: dt.datetime) -> Callable[..., Browser]:
    """`signed_in("global-forum", "chair")`: a browser signed in as that person."""

    def sign_in(slug: str, person_key: str) -> Browser:
        token = builders.sign_in_token(Unit(store=sqlite_store, actor=builders.OPERATOR, now=now), slug, person_key)
        browser = Browser(app)
        browser.get(f"/sign-in/{token}")
        browser.client.post(f"/sign-in/{token}", data={"csrf_token": browser.token()})
        browser.page = None  # signing in renews the form token
        return browser

    return sign_in
