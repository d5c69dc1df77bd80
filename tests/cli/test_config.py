from __future__ import annotations

import json
from pathlib import Path

import pytest

from forum.cli.config import masked
from forum.settings import KNOWN
from tests.cli.conftest import Forum

SECRETS = {
    "FORUM_SECRET_KEY": "k3y-" * 12 + "abcdefgh",
    "FORUM_DATABASE_URL": "postgresql+psycopg://forum:p4ss:w0rd@db.example.org/forum",
    "FORUM_SMTP_URL": "smtps://forum:m41l@mail.example.org",
    "FORUM_REDIS_URL": "redis://:r3dis@127.0.0.1:6379/0",
}


def test_every_setting_is_printed_with_its_source(forum: Forum, folder: Path) -> None:
    folder.mkdir()
    (folder / "settings.toml").write_text('FORUM_MAIL_FROM = "forum@example.org"\n')
    rows = json.loads(forum("config", "--json", FORUM_REDIS_URL="redis://127.0.0.1").stdout)
    assert set(rows) == set(KNOWN)
    assert rows["FORUM_MAIL_FROM"]["value"] == "forum@example.org"
    assert rows["FORUM_MAIL_FROM"]["source"] == str(folder / "settings.toml")
    assert rows["FORUM_REDIS_URL"]["source"] == "environment"
    assert rows["FORUM_BASE_URL"]["source"] == "default"


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_no_secret_is_printed(forum: Forum, form: tuple[str, ...]) -> None:
    printed = forum("config", *form, **SECRETS).stdout
    assert [name for name in SECRETS if name not in printed] == []
    assert [secret for secret in ("k3y-", "p4ss", "w0rd", "m41l", "r3dis") if secret in printed] == []
    assert "db.example.org" in printed


def test_a_url_without_a_password_stays_whole() -> None:
    assert masked("FORUM_DATABASE_URL", "sqlite:////srv/forum.sqlite") == "sqlite:////srv/forum.sqlite"
    assert masked("FORUM_BASE_URL", "https://forum.example.org") == "https://forum.example.org"
    assert masked("FORUM_SECRET_KEY", "") == ""
