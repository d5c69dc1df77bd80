from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from forum.cli.context import FAULT, WRONG, language_of, report
from forum.domain.refusals import Busy, Missing, Refusals, UnknownZone
from forum.i18n.catalogues import words
from tests.cli.conftest import Forum

SIGN_IN = ("sign-in", "--forum", "f", "--person", "p")


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "fr_CH.UTF-8"}, "fr"),
        ({"LANG": "fr_CH.UTF-8", "LC_ALL": "es_MX"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "sr_RS@latin"}, "en"),
        ({"LC_MESSAGES": "ar", "LANG": "ru_RU"}, "ar"),
    ],
)
def test_the_language_of_the_terminal(environ: dict[str, str], language: str) -> None:
    assert language_of(environ) == language


def test_a_refusal_is_said_with_its_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(UnknownZone(zone="Mars/Olympus"), words("en")) == WRONG
    assert "Mars/Olympus" in capsys.readouterr().err
    assert report(Busy(), words("en")) == FAULT


def test_every_fault_of_several_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    faults = Refusals([UnknownZone(zone="Mars/Olympus"), Missing(field="name")])
    assert report(faults, words("en")) == WRONG
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert "2" in lines[-1]


def test_without_a_database_the_remedy_is_named(forum: Forum, folder: Path) -> None:
    result = forum(*SIGN_IN)
    assert result.exit_code == WRONG
    assert "forum init" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("arguments", [SIGN_IN, ("migrate",), ("init",), ("publish", "--forum", "f")])
def test_a_database_of_a_newer_program_is_not_touched(forum: Forum, folder: Path, arguments: tuple[str, ...]) -> None:
    forum("init")
    with sqlite3.connect(folder / "forum.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    result = forum(*arguments)
    assert result.exit_code == WRONG
    assert "revision 9999" in result.stderr
    assert "Install the newer program" in result.stderr
    assert "Install the newer program" in forum("check").stdout


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xaa" * 9000])
@pytest.mark.parametrize("arguments", [SIGN_IN, ("migrate",), ("init",), ("publish", "--forum", "f"), ("serve",)])
def test_a_broken_database_is_named(forum: Forum, folder: Path, content: bytes, arguments: tuple[str, ...]) -> None:
    folder.mkdir()
    (folder / "forum.sqlite").write_bytes(content)
    result = forum(*arguments)
    assert result.exit_code == WRONG
    assert "The database cannot be reached" in result.stderr
    assert (folder / "forum.sqlite").read_bytes() == content


@pytest.mark.parametrize("url", ["nonsense", "mysql://forum@127.0.0.1/x", "postgresql+none://forum@127.0.0.1/x"])
def test_an_address_that_is_no_database_is_named(forum: Forum, url: str) -> None:
    for arguments in (SIGN_IN, ("init",), ("check",)):
        result = forum(*arguments, FORUM_DATABASE_URL=url)
        assert result.exit_code == WRONG
        assert "FORUM_DATABASE_URL" in result.stderr


def test_a_folder_that_cannot_be_made_is_named(forum: Forum, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for arguments in (SIGN_IN, ("init",)):
        result = forum(*arguments, "--data", str(tmp_path / "file" / "data"))
        assert result.exit_code == WRONG
        assert str(tmp_path / "file" / "data") in result.stderr


def test_a_database_that_is_away(forum: Forum) -> None:
    result = forum(*SIGN_IN, FORUM_DATABASE_URL="postgresql+psycopg://forum@127.0.0.1:1/none")
    assert result.exit_code == WRONG
    assert "cannot be reached" in result.stderr


def test_a_faulty_setting_is_named(forum: Forum, folder: Path) -> None:
    folder.mkdir()
    (folder / "settings.toml").write_text('FORUM_COLOUR = "red"\n')
    result = forum("config")
    assert result.exit_code == WRONG
    assert "FORUM_COLOUR" in result.stderr


def test_the_option_wins_over_the_environment(forum: Forum, tmp_path: Path) -> None:
    assert forum("init", "--data", str(tmp_path / "other")).exit_code == 0
    assert (tmp_path / "other" / "forum.sqlite").exists()
