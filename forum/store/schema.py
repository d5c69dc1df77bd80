"""Create and upgrade the database, by migration only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from forum.store import floor
from forum.store.engine import Store
from forum.store.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """How a database is: `fault` is the driver's message where it cannot be reached, else empty.

    `is_foreign`: its revision is none of this program's, so a newer program made it, or another one.
    """

    revision: str | None
    newest: str
    fault: str = ""
    is_foreign: bool = False

    @property
    def is_newest(self) -> bool:
        """Whether this program and the database go together."""
        return not self.fault and self.revision == self.newest


def configuration() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def migrate(store: Store) -> tuple[str | None, str]:
    """Bring the database to the newest schema; gives the revisions before and after."""
    before, newest = revision(store), newest_revision()
    if before != newest:
        config = configuration()
        with store.engine.connect().execution_options(writes=True) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            floor.protect(connection)
            connection.commit()
    return before, newest


def revision(store: Store) -> str | None:
    """The revision that the database is at, or None where it is empty."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """The revision that this program needs."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


def _known() -> set[str]:
    """The revisions that this program can go on from."""
    return {each.revision for each in ScriptDirectory.from_config(configuration()).walk_revisions()}


def condition(store: Store) -> Condition:
    """How the database is; a database that cannot be reached is an answer, not a fault of ours."""
    newest = newest_revision()
    try:
        found = revision(store)
        return Condition(revision=found, newest=newest, is_foreign=found is not None and found not in _known())
    except SQLAlchemyError as problem:
        message = str(getattr(problem, "orig", None) or problem)
        return Condition(revision=None, newest=newest, fault=message.partition("\n")[0])


def differences(store: Store) -> list[object]:
    """What the tables have that the migrations lack, or the other way round; empty when they agree."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, metadata))
