"""The database as a whole: opened, brought to the newest schema, asked how it is. The operator's business only."""

from __future__ import annotations

from forum.settings import Settings
from forum.store.engine import Store
from forum.store.schema import Condition, condition, migrate

__all__ = ["Condition", "Store", "condition", "migrate", "open_store"]


def open_store(settings: Settings) -> Store:
    """The store that the settings name; an SQLite file's folder is made, private, where it is missing."""
    if not settings.values["FORUM_DATABASE_URL"]:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Store(settings.database_url)
