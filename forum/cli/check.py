"""`forum check`: the doctor. Names what is wrong and the remedy; exit status 0 when all is well, else 1."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec

import click

from forum.cli.context import FAULT, Terminal, verb
from forum.i18n.catalogues import N_
from forum.outside import redis, smtp
from forum.services import database
from forum.settings import SettingsFault
from timezones import release

#: Less free space than this is reported, in bytes.
ENOUGH_SPACE = 500 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing looked at; `remedy` is empty when it is well."""

    subject: str
    found: str
    remedy: str = ""


@click.command(epilog="Example: forum check")
@verb
def check(terminal: Terminal) -> None:
    """Look at everything that a running forum needs, and name what is wrong with its remedy."""
    findings = [finding for look in LOOKS for finding in look(terminal)]
    ill = [finding for finding in findings if finding.remedy]
    terminal.result([asdict(finding) for finding in findings], *(line_of(terminal, finding) for finding in findings))
    if ill:
        count = len(ill)
        terminal.fail(
            terminal.words.ngettext("%(count)s thing needs attention.", "%(count)s things need attention.", count),
            FAULT,
        )


def line_of(terminal: Terminal, finding: Finding) -> str:
    """A finding for people: what, how it is, what to do."""
    subject = terminal.words.gettext(finding.subject)
    if not finding.remedy:
        return terminal.words.gettext("well   %(subject)s: %(found)s", subject=subject, found=finding.found)
    said = {"subject": subject, "found": finding.found, "remedy": finding.remedy}
    return terminal.words.gettext("WRONG  %(subject)s: %(found)s. Remedy: %(remedy)s", **said)


def releases(terminal: Terminal) -> Iterator[Finding]:
    """Every library must read the same release of the time zone database."""
    used = release.release_in_use()
    found = f"pytz {used.pytz}, tzdata {used.tzdata}"
    remedy = "" if used.is_one else terminal.words.gettext("install the two releases of requirements.lock together")
    yield Finding(subject=N_("time zone release"), found=found, remedy=remedy)


def data_folder(terminal: Terminal) -> Iterator[Finding]:
    """The data folder must be ours alone, writable, with room."""
    folder, gettext = terminal.settings.data, terminal.words.gettext
    subject = N_("data folder")
    if not folder.is_dir():
        yield Finding(subject=subject, found=str(folder), remedy=gettext("it does not exist; run: forum init"))
        return
    yield Finding(subject=subject, found=str(folder), remedy=_writable(terminal))
    mode = stat.S_IMODE(folder.stat().st_mode)
    remedy = gettext("others may read it; run: chmod 700 %(folder)s", folder=folder) if mode & 0o077 else ""
    yield Finding(subject=N_("privacy of the data folder"), found=f"{mode:o}", remedy=remedy)
    free = shutil.disk_usage(folder).free
    remedy = gettext("free at least 500 MB") if free < ENOUGH_SPACE else ""
    yield Finding(subject=N_("free space"), found=f"{free // (1024 * 1024)} MB", remedy=remedy)


def _writable(terminal: Terminal) -> str:
    folder = terminal.settings.data
    try:
        with tempfile.TemporaryFile(dir=folder):
            return ""
    except OSError:
        who = str(os.getuid())
        return terminal.words.gettext("it cannot be written; run: chown %(who)s %(folder)s", who=who, folder=folder)


def database_state(terminal: Terminal) -> Iterator[Finding]:
    """The database must answer and be at the newest revision."""
    subject, gettext = N_("database"), terminal.words.gettext
    if not terminal.settings.data.is_dir() and not terminal.settings.values["FORUM_DATABASE_URL"]:
        yield Finding(subject=subject, found=gettext("not made yet"), remedy=gettext("run: forum init"))
        return
    state = database.condition(terminal.raw_store)
    if state.fault:
        remedy = gettext("start the server, or mend FORUM_DATABASE_URL")
        yield Finding(subject=subject, found=state.fault, remedy=remedy)
    elif state.revision is None:
        yield Finding(subject=subject, found=gettext("empty"), remedy=gettext("run: forum init"))
    else:
        remedy = terminal.foreign(state) if state.is_foreign else gettext("run: forum migrate")
        remedy = "" if state.is_newest else remedy
        yield Finding(subject=subject, found=state.revision, remedy=remedy)


def secret_key(terminal: Terminal) -> Iterator[Finding]:
    """The key that signs cookies must be strong, and its file ours alone."""
    subject, path, gettext = N_("secret key"), terminal.settings.data / "secret.key", terminal.words.gettext
    given = terminal.settings.values["FORUM_SECRET_KEY"]
    if not given and not path.exists():
        yield Finding(subject=subject, found=gettext("not made yet"), remedy=gettext("run: forum init"))
        return
    try:
        terminal.settings.secret_key()
    except SettingsFault as fault:
        yield Finding(subject=subject, found=gettext("weak"), remedy=gettext(fault.sentence, **fault.params))
        return
    is_open = not given and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)
    remedy = gettext("others may read it; run: chmod 600 %(file)s", file=path) if is_open else ""
    yield Finding(subject=subject, found=gettext("as set") if given else str(path), remedy=remedy)


def mail(terminal: Terminal) -> Iterator[Finding]:
    """The mail server, where one is set, must answer and let us in."""
    subject, url, gettext = N_("mail"), terminal.settings.smtp_url, terminal.words.gettext
    if url is None:
        folder = terminal.settings.data / "mail"
        yield Finding(subject=subject, found=gettext("written into %(folder)s", folder=folder))
        return
    try:
        smtp.reach(url)
    except smtp.MailFault as fault:
        found, remedy = gettext(fault.sentence, **fault.params), gettext("mend FORUM_SMTP_URL, or start the server")
        yield Finding(subject=subject, found=found, remedy=remedy)
    else:
        yield Finding(subject=subject, found=gettext("the server answers"))


def redis_server(terminal: Terminal) -> Iterator[Finding]:
    """Redis, where one is set, must answer, and its client be installed."""
    subject, url, gettext = N_("Redis"), terminal.settings.redis_url, terminal.words.gettext
    if url is None:
        yield Finding(subject=subject, found=gettext("not set; one web process needs none"))
        return
    if find_spec("redis") is None:
        yield Finding(
            subject=N_("Redis client"), found=gettext("missing"), remedy="pip install 'multilateral-forum[redis]'"
        )
    try:
        redis.ping(url)
    except redis.RedisFault as fault:
        yield Finding(subject=subject, found=str(fault), remedy=gettext("mend FORUM_REDIS_URL, or start the server"))
    else:
        yield Finding(subject=subject, found=gettext("the server answers"))


LOOKS: tuple[Callable[[Terminal], Iterator[Finding]], ...] = (
    releases,
    data_folder,
    database_state,
    secret_key,
    mail,
    redis_server,
)
