from __future__ import annotations

import datetime as dt
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from forum import settings
from forum.domain.access import OPERATOR, Actor
from forum.domain.refusals import Forbidden
from forum.services import database
from forum.services.unit import Unit
from forum.store.engine import Store
from tests.builders import a_forum


def test_a_forum_is_running_on_its_own_days_by_its_own_clock(store: Store) -> None:
    day = dt.date(2022, 2, 22)
    a_forum(store, "tokyo", zone="Asia/Tokyo", first_day=day, last_day=day)
    unit = Unit(store=store, actor=OPERATOR, now=dt.datetime(2022, 2, 21, 14, 59, tzinfo=dt.UTC))
    assert database.has_forums(unit)
    assert not database.is_forum_running(unit)
    assert database.is_forum_running(replace(unit, now=dt.datetime(2022, 2, 21, 15, 0, tzinfo=dt.UTC)))
    assert not database.is_forum_running(replace(unit, now=dt.datetime(2022, 2, 22, 15, 0, tzinfo=dt.UTC)))


def test_the_database_is_the_operators_business(store: Store, now: dt.datetime) -> None:
    somebody = Unit(store=store, actor=Actor(account_id=1), now=now)
    for ask in (database.is_forum_running, database.has_forums):
        with pytest.raises(Forbidden):
            ask(somebody)


def test_condition_tells_newest_old_empty_and_away(tmp_path: Path) -> None:
    given = settings.load({}, FORUM_DATA=str(tmp_path / "data"))
    store = database.open_store(given)
    assert stat.S_IMODE(given.data.stat().st_mode) == 0o700
    assert (database.condition(store).revision, database.condition(store).is_newest) == (None, False)
    database.migrate(store)
    assert database.condition(store).is_newest
    store.dispose()
    away = Store("postgresql+psycopg://forum:s3cret@127.0.0.1:1/none")
    found = database.condition(away)
    assert found.fault
    assert "s3cret" not in found.fault
    assert not found.is_newest
    away.dispose()
