"""`forum tz-check` names what a time zone release moves, and tells every calendar when asked to."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from sqlmodel import select

from forum.store.engine import Db, Store
from forum.store.programme import ReleaseItemRow, SittingRow
from tests import builders
from tests.cli.conftest import Forum
from timezones.release import release_in_use

AHEAD = dt.date(2090, 5, 3)
IN_USE = release_in_use().tzdata


@pytest.fixture
def filled(forum: Forum, folder: Path) -> Forum:
    """A forum with two sittings far ahead, published."""
    forum("init")
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    forum_id = builders.a_forum(store, zone="Africa/Nairobi", first_day=AHEAD, last_day=AHEAD)
    for key, hour in (("opening", 10), ("closing", 16)):
        clock = dt.time(hour)
        builders.a_sitting(store, forum_id, key, title=key.title(), day=AHEAD, clock=clock, zone="Africa/Nairobi")
    store.dispose()
    forum("publish", "--forum", "global-forum")
    return forum


def rewrite(folder: Path, **values: object) -> None:
    """Let the closing have been published otherwise."""
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")

    def work(db: Db) -> None:
        (sitting,) = db.exec(select(SittingRow).where(SittingRow.key == "closing"))
        (row,) = db.exec(select(ReleaseItemRow).where(ReleaseItemRow.sitting_id == sitting.id))
        for name, value in values.items():
            setattr(row, name, value)
        db.add(row)

    store.writing(work)
    store.dispose()


def test_all_is_well_where_nothing_moves(filled: Forum) -> None:
    result = filled("tz-check")
    said = f"Every sitting ahead is where it was published (time zone release {IN_USE}).\n"
    assert (result.exit_code, result.stdout) == (0, said)


def test_names_what_moves_then_publishes_it_anew_once(filled: Forum, folder: Path) -> None:
    rewrite(folder, starts_at=dt.datetime(2090, 5, 3, 12, tzinfo=dt.UTC))
    result = filled("tz-check")
    assert result.exit_code == 1
    first, second = result.stdout.splitlines()
    assert first.startswith(f"global-forum: release 1 was published under time zone release {IN_USE}; in use is")
    assert second == "  Closing (Africa/Nairobi): 2090-05-03 12:00 UTC becomes 2090-05-03 13:00 UTC."
    assert "forum tz-check --reissue" in result.stderr
    again = filled("tz-check", "--reissue", "--json")
    assert again.exit_code == 0
    found = json.loads(again.stdout)
    assert found["reissued"] == [{"forum": "global-forum", "number": 2}]
    assert found["forums"][0]["sittings"] == [
        {"sitting": "closing", "before": "2090-05-03T12:00:00Z", "after": "2090-05-03T13:00:00Z"}
    ]
    assert json.loads(filled("tz-check", "--json").stdout) == {"tzdata": IN_USE, "forums": [], "reissued": []}


def test_an_hour_that_is_lost_stays_a_fault_until_it_is_given_another(filled: Forum, folder: Path) -> None:
    rewrite(
        folder,
        zone="Europe/Zurich",
        day=dt.date(2090, 3, 26),
        clock=dt.time(2, 30),
        starts_at=dt.datetime(2090, 3, 26, 1, 30, tzinfo=dt.UTC),
    )
    for arguments in ((), ("--reissue",)):
        result = filled("tz-check", *arguments)
        assert result.exit_code == 1
        assert "its hour does not exist any more" in result.stdout
