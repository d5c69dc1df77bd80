from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from forum.store.engine import Store
from forum.store.programme import latest_release
from tests import builders
from tests.cli.conftest import Forum


@pytest.fixture
def filled(forum: Forum, folder: Path) -> Forum:
    forum("init")
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    forum_id = builders.a_forum(store)
    builders.a_sitting(store, forum_id)
    builders.a_sitting(store, forum_id, "theme-1", clock=dt.time(14, 35))
    store.dispose()
    return forum


def test_publishes_and_tells_what_speaks_against_it(filled: Forum, folder: Path) -> None:
    result = filled("publish", "--forum", "global-forum", "--name", "First")
    assert (result.exit_code, result.stdout) == (0, "Release 1 is published: 2 sittings.\n")
    assert "lie 5 minutes; the forum asks for at least 15" in result.stderr
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    with store.reading() as db:
        release = latest_release(db, 1)
    store.dispose()
    assert release is not None
    assert (release.name, len(release.sittings)) == ("First", 2)


def test_says_the_same_as_json(filled: Forum) -> None:
    found = json.loads(filled("publish", "--forum", "global-forum", "--json").stdout)
    assert found == {
        "number": 1,
        "sittings": 2,
        "changes": {"new": 2, "cancelled": 0, "moved": 0, "changed": 0, "unchanged": 0},
    }


@pytest.mark.parametrize("option", ["--name", "--note"])
def test_words_that_turn_a_page_round_are_refused(filled: Forum, option: str) -> None:
    result = filled("publish", "--forum", "global-forum", option, "First\u202e")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "U+202E" in result.stderr
    assert filled("publish", "--forum", "global-forum").exit_code == 0


def test_publishing_twice_is_refused(filled: Forum) -> None:
    filled("publish", "--forum", "global-forum")
    result = filled("publish", "--forum", "global-forum")
    assert result.exit_code == 2
    assert "the same as release 1" in result.stderr


def test_what_blocks_is_listed_and_nothing_is_published(filled: Forum, folder: Path) -> None:
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    builders.a_sitting(store, 1, "late", title="Late sitting", day=None, clock=None)
    builders.a_sitting(store, 1, "clash", title="Clash", clock=dt.time(13, 30))
    result = filled("publish", "--forum", "global-forum")
    assert result.exit_code == 2
    assert "“Late sitting” has no day and hour yet" in result.stderr
    assert "“Clash” would run while “Opening” does" in result.stderr
    with store.reading() as db:
        assert latest_release(db, 1) is None
    store.dispose()


def test_an_unknown_forum_is_refused(filled: Forum) -> None:
    assert filled("publish", "--forum", "nowhere").exit_code == 2
