"""Every setting, its default, and where its value came from (environment, settings file, default).

`FORUM_*` variables win over the settings file (`FORUM_SETTINGS`, or `settings.toml` in the data folder).
"""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent

#: name -> (default, what it is)
KNOWN: dict[str, tuple[str, str]] = {
    "FORUM_DATA": ("var", "data folder"),
    "FORUM_SETTINGS": ("", "settings file; empty: settings.toml in the data folder"),
    "FORUM_DATABASE_URL": ("", "database; empty: an SQLite file in the data folder"),
    "FORUM_REDIS_URL": ("", "Redis or Valkey; needed for more than one web process"),
    "FORUM_BASE_URL": ("http://127.0.0.1:8000", "absolute links in mail, feeds and jobs; https makes cookies Secure"),
    "FORUM_SECRET_KEY": ("", "signs cookies; empty: made once in the data folder"),
    "FORUM_SMTP_URL": ("", "smtp://user:password@host:port or smtps://; empty: mail is written into the data folder"),
    "FORUM_MAIL_FROM": ("forum@localhost", "sender of mail"),
    "FORUM_MAIL_REPLIES": ("", "mailbox for answers to invitations; empty: the sender's"),
    "FORUM_TRUSTED_PROXIES": ("0", "how many proxies stand in front; 0: forwarded headers are ignored"),
    "FORUM_PSEUDO_LOCALES": ("", "1 offers the pseudo-locales that find words outside the catalogues"),
}
#: A secret shorter than this many characters is refused.
SECRET_LENGTH = 32


class SettingsFault(Exception):
    """A setting that cannot be used, said to the operator; `sentence` is English, to be put into their language."""

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__(sentence % params if params else sentence)
        self.sentence, self.params = sentence, params


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings in force. `sources` says for each name where its value came from."""

    values: Mapping[str, str]
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data folder."""
        return Path(self.values["FORUM_DATA"])

    @property
    def database_url(self) -> str:
        """The database to use."""
        return self.values["FORUM_DATABASE_URL"] or f"sqlite:///{(self.data / 'forum.sqlite').resolve()}"

    @property
    def redis_url(self) -> str | None:
        """Redis, where set."""
        return self.values["FORUM_REDIS_URL"] or None

    @property
    def base_url(self) -> str:
        """Start of absolute links, without a slash at its end."""
        return self.values["FORUM_BASE_URL"].rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether visitors come by https."""
        return self.base_url.startswith("https://")

    @property
    def smtp_url(self) -> str | None:
        """The mail server, or None: mail goes into the folder `mail` of the data folder."""
        return self.values["FORUM_SMTP_URL"] or None

    @property
    def mail_from(self) -> str:
        """The sender of mail."""
        return self.values["FORUM_MAIL_FROM"]

    @property
    def mail_replies(self) -> str:
        """The mailbox that takes answers to invitations."""
        return self.values["FORUM_MAIL_REPLIES"] or self.mail_from

    @property
    def trusted_proxies(self) -> int:
        """How many proxies stand in front."""
        return int(self.values["FORUM_TRUSTED_PROXIES"])

    @property
    def has_pseudo_locales(self) -> bool:
        """Whether the pseudo-locales are offered."""
        return self.values["FORUM_PSEUDO_LOCALES"] == "1"

    def secret_key(self) -> str:
        """The key that signs cookies: as set, or made once with mode 0600."""
        given = self.values["FORUM_SECRET_KEY"]
        if given:
            if _is_weak(given):
                raise SettingsFault(
                    "FORUM_SECRET_KEY is weak: give at least %(length)s random characters", length=SECRET_LENGTH
                )
            return given
        return _kept_secret(self.data / "secret.key")

    def make_data(self) -> None:
        """The data folder, private where it is made. Refuses `SettingsFault` where that is not possible."""
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as problem:
            raise SettingsFault(
                "FORUM_DATA: the folder %(folder)s cannot be made: %(fault)s", folder=self.data, fault=problem.strerror
            ) from problem


def make_private(path: Path) -> None:
    """A database file of SQLite's, and what lies beside it, for its owner alone; made where it is missing.

    What cannot be done is left: the database itself tells of a file that it cannot use.
    """
    with suppress(OSError):
        path.touch(mode=0o600)
    for each in (path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))):
        with suppress(OSError):
            mode = stat.S_IMODE(each.stat().st_mode)
            if mode & 0o077:
                each.chmod(mode & 0o700)


def _is_weak(secret: str) -> bool:
    return len(secret) < SECRET_LENGTH or len(set(secret)) < 8


def _kept_secret(path: Path) -> str:
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make_secret(path)
        kept = path.read_text(encoding="ascii").strip()
    except OSError as problem:
        raise SettingsFault(
            "The file %(path)s cannot be made or read: %(fault)s", path=path, fault=problem.strerror
        ) from problem
    except UnicodeDecodeError:
        kept = ""
    if _is_weak(kept):
        raise SettingsFault("The file %(path)s holds no strong key: delete it, and a new one is made", path=path)
    return kept


def _make_secret(path: Path) -> None:
    """Whole or not at all, mode 0600; where another process was faster, its key stays."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix="secret-") as draft:
        draft.write(secrets.token_urlsafe(48))
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)


def load(environ: Mapping[str, str], **overrides: str) -> Settings:
    """The settings from overrides, environment, settings file and defaults, in that order."""
    data = overrides.get("FORUM_DATA") or environ.get("FORUM_DATA") or KNOWN["FORUM_DATA"][0]
    path = Path(environ.get("FORUM_SETTINGS") or Path(data) / "settings.toml")
    in_file = _read_file(path, required="FORUM_SETTINGS" in environ)
    layers = [("command line", overrides), ("environment", environ), (str(path), in_file)]
    values, sources = {}, {}
    for name, (default, _meaning) in KNOWN.items():
        source, value = next(((s, layer[name]) for s, layer in layers if name in layer), ("default", default))
        values[name], sources[name] = str(value), source
    if not values["FORUM_TRUSTED_PROXIES"].isdigit():
        raise SettingsFault("FORUM_TRUSTED_PROXIES must be a whole number, 0 or more")
    return Settings(values=values, sources=sources)


def _read_file(path: Path, *, required: bool) -> dict[str, str]:
    if not path.exists():
        if required:
            raise SettingsFault("The settings file %(path)s does not exist", path=path)
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsFault(
            "The settings file %(path)s cannot be read: %(fault)s", path=path, fault=problem
        ) from problem
    unknown = sorted(set(found) - set(KNOWN))
    if unknown:
        raise SettingsFault(
            "The settings file %(path)s has a setting that is not known: %(name)s", path=path, name=unknown[0]
        )
    return {name: str(value) for name, value in found.items()}


def folder(name: str) -> Path:
    """Where `templates` or `translations` lie: inside an installed package, or beside it in a checkout."""
    packaged = PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name
