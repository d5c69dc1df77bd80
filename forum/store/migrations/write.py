"""Write a migration from the tables: `make migration`. Until the first release the schema is one initial step."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from forum.store.engine import Store
from forum.store.schema import MIGRATIONS, configuration, migrate

#: The first release turns this off; from then on each change is a step of its own.
IS_UNRELEASED = True


def write(message: str) -> None:
    """Compare a database made by the steps so far with the tables, and write what is missing."""
    initial = MIGRATIONS / "versions" / "0001_initial.py"
    if IS_UNRELEASED:
        initial.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'empty.sqlite'}")
        if not IS_UNRELEASED:
            migrate(store)
        config = configuration()
        with store.engine.connect() as connection:
            config.attributes["connection"] = connection
            number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
            name = "initial" if IS_UNRELEASED else message
            command.revision(config, name, autogenerate=True, rev_id=f"{number:04d}")
        store.dispose()


if __name__ == "__main__":
    write(sys.argv[1] or "change")
