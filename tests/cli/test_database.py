from __future__ import annotations

import json
import stat
from pathlib import Path

from tests.cli.conftest import Forum


def test_init_makes_a_private_folder_a_key_and_a_database(forum: Forum, folder: Path) -> None:
    first = forum("init", "--json")
    again = forum("init", "--json")
    assert first.exit_code == again.exit_code == 0
    assert json.loads(first.stdout)["before"] is None
    assert json.loads(again.stdout)["before"] == json.loads(first.stdout)["after"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "forum.sqlite").stat().st_mode) == 0o600


def test_migrate_wants_a_database(forum: Forum) -> None:
    assert forum("migrate").exit_code == 2
    forum("init")
    result = forum("migrate")
    assert result.exit_code == 0
    assert "nothing was to be done" in result.stdout


def test_a_database_that_is_away_is_named(forum: Forum) -> None:
    result = forum("init", FORUM_DATABASE_URL="postgresql+psycopg://forum@127.0.0.1:1/none")
    assert result.exit_code == 2
    assert "cannot be reached" in result.stderr


def test_a_weak_key_is_refused(forum: Forum, folder: Path) -> None:
    result = forum("init", FORUM_SECRET_KEY="password")
    assert result.exit_code == 2
    assert "FORUM_SECRET_KEY" in result.stderr
    assert not (folder / "forum.sqlite").exists()
