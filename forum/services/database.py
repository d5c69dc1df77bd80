"""The database as a whole: opened, brought to the newest schema, asked how it is. The operator's business only."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from forum.domain.access import Permission, Target
from forum.services.unit import Store, Work, reads
from forum.settings import Settings, SettingsFault
from forum.store import programme
from forum.store.engine import UnusableUrl
from forum.store.schema import Condition, condition, migrate

__all__ = ["Condition", "condition", "has_forums", "is_forum_running", "migrate", "open_store"]


def open_store(settings: Settings) -> Store:
    """The store that the settings name; a folder or file of SQLite's that is missing is made private.

    Refuses `SettingsFault` for a folder that cannot be made and for an address that is no database of ours.
    """
    if not settings.values["FORUM_DATABASE_URL"]:
        settings.make_data()
    try:
        return Store(settings.database_url)
    except UnusableUrl as problem:
        raise SettingsFault(
            "FORUM_DATABASE_URL is no postgresql:// or sqlite:// address, "
            "or the driver of that database is not installed"
        ) from problem


@reads
def is_forum_running(work: Work) -> bool:
    """Whether today, on its own clock, is a day of some forum."""
    work.require(Permission.RUN_JOBS, Target())
    forums = programme.forums(work.db)
    return any(f.first_day <= work.now.astimezone(ZoneInfo(f.zone)).date() <= f.last_day for f in forums)


@reads
def has_forums(work: Work) -> bool:
    """Whether the database holds any forum."""
    work.require(Permission.RUN_JOBS, Target())
    return bool(programme.forums(work.db))
