"""A PostgreSQL server for tests: made in a folder, started on a free port of loopback, stopped by who started it."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


def program(name: str) -> str:
    """A PostgreSQL program, the newest version installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda p: int(p.parts[4]))
    chosen = str(found[-1]) if found else shutil.which(name)
    if not chosen:
        raise RuntimeError(f"{name} is missing: install postgresql (Debian: apt-get install postgresql)")
    return chosen


class PostgresServer:
    """One server; each test gets a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "data"
        self.run_as = self._unprivileged(folder)
        self._numbers = itertools.count(1)
        #: template -> a copy that is empty and waits; copy -> its tables and their columns
        self._spare: dict[str, str] = {}
        self._tables: dict[str, list[str]] = {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @staticmethod
    def _unprivileged(folder: Path) -> str | None:
        """PostgreSQL refuses to run as root: use the account that Debian makes for it."""
        if os.geteuid() != 0:
            return None
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        for parent in folder.parents:
            if parent.owner() == "root" and str(parent).startswith("/tmp/"):
                parent.chmod(parent.stat().st_mode | 0o011)
        return "postgres"

    def _run(self, *command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=self.run_as, cwd="/")

    def start(self) -> None:
        """Make the cluster and start it."""
        self._run(program("initdb"), "-D", str(self.folder), "-U", "forum", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {self.port} -h 127.0.0.1 -k '' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        log = str(self.folder / "log")
        self._run(program("pg_ctl"), "-D", str(self.folder), "-l", log, "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop it at once."""
        self._run(program("pg_ctl"), "-D", str(self.folder), "-m", "immediate", "-w", "stop")

    def url_of(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://forum@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """A fresh copy of `template` (by default an empty database); gives its URL."""
        name = f"test{next(self._numbers)}"
        self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield self.url_of(name)
        self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def emptied(self, template: str) -> Iterator[str]:
        """A copy of `template`, whose tables are empty, used again and again: a copy takes long, to empty it does not.

        Gives its URL. A test that made or dropped a table leaves a copy that nobody uses again.
        """
        name = self._spare.pop(template, None) or f"test{next(self._numbers)}"
        if name not in self._tables:
            self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
            self._tables[name] = self._tables_of(name)
        yield self.url_of(name)
        self._administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        if self._tables_of(name) == self._tables[name]:
            self._empty(name)
            self._spare[template] = name
        else:
            self._administer(f"DROP DATABASE {name} WITH (FORCE)")

    def _tables_of(self, name: str) -> list[str]:
        query = "SELECT table_name || ' ' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
        with psycopg.connect(self._plain(name), autocommit=True) as connection:
            return sorted(row[0] for row in connection.execute(query))

    def _empty(self, name: str) -> None:
        """Delete every row, past triggers and references, and count from 1 again."""
        tables = sorted({column.split()[0] for column in self._tables[name]} - {"alembic_version"})
        with psycopg.connect(self._plain(name)) as connection:
            connection.execute("SET session_replication_role = replica")
            for table in tables:
                connection.execute(f"DELETE FROM {table}")  # type: ignore[arg-type]
            connection.execute("SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'")

    def keep(self, name: str) -> str:
        """A database that stays as long as the server; gives its URL."""
        self._administer(f"CREATE DATABASE {name}")
        return self.url_of(name)

    def _administer(self, statement: str) -> None:
        with psycopg.connect(self._plain("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def _plain(self, name: str) -> str:
        return f"postgresql://forum@127.0.0.1:{self.port}/{name}"
