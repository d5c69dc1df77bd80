"""Settings: sources, secrets, faults."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from forum.i18n.catalogues import words
from forum.settings import KNOWN, SettingsFault, folder, load


def test_defaults(tmp_path: Path) -> None:
    settings = load({}, FORUM_DATA=str(tmp_path))
    assert settings.database_url == f"sqlite:///{(tmp_path / 'forum.sqlite').resolve()}"
    assert settings.sources["FORUM_DATA"] == "command line"
    assert settings.sources["FORUM_SMTP_URL"] == "default"
    assert not settings.is_secure
    assert settings.redis_url is None
    assert settings.smtp_url is None
    assert settings.trusted_proxies == 0
    assert set(settings.values) == set(KNOWN)


def test_environment_wins_over_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('FORUM_MAIL_FROM = "a@example.org"\nFORUM_BASE_URL = "https://x.example/"')
    settings = load({"FORUM_DATA": str(tmp_path), "FORUM_MAIL_FROM": "b@example.org"})
    assert settings.mail_from == "b@example.org"
    assert settings.base_url == "https://x.example"
    assert settings.is_secure
    assert settings.sources["FORUM_BASE_URL"].endswith("settings.toml")


def test_the_secret_is_made_once_and_private(tmp_path: Path) -> None:
    settings = load({}, FORUM_DATA=str(tmp_path / "new"))
    assert settings.secret_key() == settings.secret_key()
    assert len(settings.secret_key()) >= 48
    assert stat.S_IMODE((tmp_path / "new" / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("left", ["", "short", "\u00e9" * 64])
def test_a_half_written_secret_is_named_not_used(tmp_path: Path, left: str) -> None:
    (tmp_path / "secret.key").write_text(left, encoding="utf-8")
    with pytest.raises(SettingsFault, match=r"secret\.key.*delete it"):
        load({}, FORUM_DATA=str(tmp_path)).secret_key()


def test_making_the_secret_leaves_nothing_else(tmp_path: Path) -> None:
    load({}, FORUM_DATA=str(tmp_path)).secret_key()
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = load({}, FORUM_DATA=str(tmp_path / "file" / "data"))
    with pytest.raises(SettingsFault, match="cannot be made"):
        settings.make_data()
    with pytest.raises(SettingsFault, match="cannot be made"):
        settings.secret_key()


@pytest.mark.parametrize("weak", ["short", "a" * 64])
def test_a_weak_secret_is_refused(tmp_path: Path, weak: str) -> None:
    with pytest.raises(SettingsFault, match="weak"):
        load({"FORUM_SECRET_KEY": weak}, FORUM_DATA=str(tmp_path)).secret_key()


def test_a_strong_secret_is_taken(tmp_path: Path) -> None:
    strong = "0123456789abcdef0123456789abcdef"
    assert load({"FORUM_SECRET_KEY": strong}, FORUM_DATA=str(tmp_path)).secret_key() == strong


@pytest.mark.parametrize("content", ["FORUM_DAT = 1", "not toml", "\x00"])
def test_a_bad_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "my.toml"
    path.write_text(content)
    with pytest.raises(SettingsFault, match=r"my\.toml"):
        load({"FORUM_SETTINGS": str(path)}, FORUM_DATA=str(tmp_path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="does not exist"):
        load({"FORUM_SETTINGS": str(tmp_path / "no.toml")})


def test_proxies_are_counted(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault, match="FORUM_TRUSTED_PROXIES"):
        load({"FORUM_TRUSTED_PROXIES": "yes"}, FORUM_DATA=str(tmp_path))


def test_templates_are_found() -> None:
    assert (folder("templates") / "layout.html").is_file()


@pytest.mark.parametrize(("tag", "said"), [("en", "does not exist"), ("fr", "n’existe pas"), ("zh", "不存在")])
def test_a_fault_is_said_in_the_language_of_the_operator(tmp_path: Path, tag: str, said: str) -> None:
    with pytest.raises(SettingsFault) as fault:
        load({"FORUM_SETTINGS": str(tmp_path / "none.toml")})
    told = words(tag).gettext(fault.value.sentence, **fault.value.params)
    assert said in told
    assert "none.toml" in told
