"""Fixtures that every room needs: a migrated store on SQLite and on PostgreSQL, a moment."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from forum.store.engine import Store
from forum.store.schema import migrate
from tests.postgres import PostgresServer

# A machine that is busy with something else is no fault of the code: what takes too long is found by benchmarks.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

NOW = dt.datetime(2022, 2, 22, 9, 0, tzinfo=dt.UTC)

#: rooms whose files take long, dearest first; begun early, none is left alone at the end of several processes
DEAREST = ("journeys", "web", "cli", "jobs", "judges", "services")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the rooms that take longest."""
    rooms = {room: place for place, room in enumerate(DEAREST)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: rooms.get(item.path.relative_to(tests).parts[0], len(rooms)))


@pytest.fixture
def now() -> dt.datetime:
    """The moment at which tests happen, unless they name another."""
    return NOW


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file made once by migration; tests take copies."""
    path = tmp_path_factory.mktemp("schema") / "forum.sqlite"
    store = Store(f"sqlite:///{path}")
    migrate(store)
    store.dispose()
    return path


@pytest.fixture
def sqlite_store(migrated_file: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty, migrated SQLite store."""
    path = tmp_path / "forum.sqlite"
    shutil.copy(migrated_file, path)
    store = Store(f"sqlite:///{path}")
    yield store
    store.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of our own on a free port of 127.0.0.1.

    Its folder is not pytest's: another run at the same time would close that to the account the server runs as.
    """
    with tempfile.TemporaryDirectory(prefix="forum-postgres-") as folder:
        server = PostgresServer(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def migrated_database(postgres_server: PostgresServer) -> str:
    """A PostgreSQL database made once by migration; tests take copies."""
    store = Store(postgres_server.keep("migrated"))
    migrate(store)
    store.dispose()
    return "migrated"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty, migrated store; the test runs once on each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_store")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.emptied(request.getfixturevalue("migrated_database")) as url:
        store = Store(url)
        yield store
        store.dispose()
