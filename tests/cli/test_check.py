from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from forum.cli.context import FAULT
from tests.cli.conftest import Forum


def ill(forum: Forum, **environ: str) -> dict[str, str]:
    """What the doctor finds wrong: subject -> remedy."""
    result = forum("check", "--json", **environ)
    found = {finding["subject"]: finding["remedy"] for finding in json.loads(result.stdout) if finding["remedy"]}
    assert result.exit_code == (FAULT if found else 0)
    return found


def test_a_fresh_forum_is_well(forum: Forum) -> None:
    forum("init")
    assert ill(forum) == {}
    assert "WRONG" not in forum("check").stdout


def test_before_anything_is_made_the_remedy_is_init(forum: Forum) -> None:
    found = ill(forum)
    assert set(found) == {"data folder", "database", "secret key"}
    assert [subject for subject, remedy in found.items() if "forum init" not in remedy] == []


def test_a_database_that_this_program_does_not_know(forum: Forum, folder: Path) -> None:
    forum("init")
    with sqlite3.connect(folder / "forum.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '0000'")
    database.close()
    said = "The database is at revision 0000, which this program does not know. Install the newer program."
    assert ill(forum) == {"database": said}


def test_an_empty_database(forum: Forum, folder: Path) -> None:
    forum("init")
    (folder / "forum.sqlite").unlink()
    assert ill(forum) == {"database": "run: forum init"}


def test_folder_and_key_that_others_may_read(forum: Forum, folder: Path) -> None:
    forum("init")
    folder.chmod(0o755)
    (folder / "secret.key").chmod(0o644)
    found = ill(forum)
    assert set(found) == {"privacy of the data folder", "secret key"}
    assert [subject for subject, remedy in found.items() if "chmod" not in remedy] == []


@pytest.mark.parametrize(
    ("name", "value", "subjects"),
    [
        ("FORUM_SECRET_KEY", "password", {"secret key"}),
        ("FORUM_SMTP_URL", "smtp://127.0.0.1:1", {"mail"}),
        ("FORUM_SMTP_URL", "carrier-pigeon://loft", {"mail"}),
        ("FORUM_REDIS_URL", "redis://127.0.0.1:1", {"Redis", "Redis client"}),
        ("FORUM_DATABASE_URL", "postgresql+psycopg://forum:s3cret@127.0.0.1:1/none", {"database"}),
    ],
)
def test_what_is_away_or_weak(forum: Forum, name: str, value: str, subjects: set[str]) -> None:
    forum("init")
    environ = {name: value}
    assert set(ill(forum, **environ)) == subjects
    assert "s3cret" not in forum("check", **environ).output
