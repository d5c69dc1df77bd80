"""A forum served by `forum serve` in processes of its own, upon an SQLite database in a folder of the test's own.

People stand in it by function only; the organizations are examples.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from functools import cached_property
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

from click.testing import CliRunner

from forum.cli import main
from forum.domain.programme import Forum, SittingKind
from forum.services import forums, programme
from forum.services.programme import RoomIn, SittingIn
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders

SLUG = "example-forum"
GENEVA = ZoneInfo("Europe/Zurich")
#: How long the server may take until it answers, in seconds.
PATIENCE = 60.0

ORGANIZATIONS = """id,name,acronym,kind
ex1,Example organization 1,EX1,international organization
ex2,Example organization 2,EX2,international organization
"""

ROSTER = """id,name,function,constituency,state,organization,region,groups,role,zone,language,mode,email
organizer,,Organizer,secretariat,,,,,organizer,Europe/Zurich,en,in_person,organizer@example.org
chair,,Chairperson,secretariat,,,,,chair,Europe/Zurich,en,in_person,chair@example.org
clerk,,Clerk of the list,secretariat,,,,,clerk,Europe/Zurich,en,in_person,clerk@example.org
rapporteur,,Rapporteur,secretariat,,,,,rapporteur,Europe/Zurich,en,in_person,rapporteur@example.org
hall,,Hall display,secretariat,,,,,hall,Europe/Zurich,en,in_person,hall@example.org
lead-1,,Head of Example organization 1,organization,,ex1,,,leader,America/New_York,en,remote,
lead-2,,Head of Example organization 2,organization,,ex2,,,leader,Asia/Bangkok,en,remote,
c-gov,,Coordinator of the governments,government,KE,,,,coordinator,,en,remote,c-gov@example.org
c-emp,,Coordinator of the employers,employer,DE,,,,coordinator,,en,remote,c-emp@example.org
c-wor,,Coordinator of the workers,worker,BR,,,,coordinator,,en,remote,c-wor@example.org
fji-g1,,Government delegate,government,FJ,,,,delegate,,en,remote,fji@example.org
fji-e1,,Employer delegate,employer,FJ,,,,delegate,,en,remote,
fji-w1,,Worker delegate,worker,FJ,,,,delegate,,en,remote,
ken-g1,,Government delegate,government,KE,,,,delegate,,en,remote,
ken-e1,,Employer delegate,employer,KE,,,,delegate,,en,remote,
ken-w1,,Worker delegate,worker,KE,,,,delegate,,en,remote,
usa-g1,,Government delegate,government,US,,,,delegate,America/Los_Angeles,en,remote,
usa-e1,,Employer delegate,employer,US,,,,delegate,America/Los_Angeles,en,remote,
usa-w1,,Worker delegate,worker,US,,,,delegate,America/Los_Angeles,en,remote,
"""

#: key -> what an organizer says of it; the programme makes the keys of the titles
SITTINGS = {
    "opening": SittingIn(title="Opening", minutes=90, kind=SittingKind.OPENING, room="main"),
    "closing": SittingIn(title="Closing", minutes=90, kind=SittingKind.CLOSING, room="main", after=("opening",)),
}


@dataclass(frozen=True, kw_only=True)
class Venue:
    """A served forum: its data folder and its address."""

    folder: Path
    address: str
    first_day: dt.date

    @property
    def forum(self) -> str:
        """The path of the forum."""
        return f"/forums/{SLUG}"

    @property
    def sitting(self) -> str:
        """The path of its first sitting."""
        return f"{self.forum}/sittings/opening"

    @cached_property
    def store(self) -> Store:
        """The same database, from this process."""
        return store_of(self.folder)

    def unit(self) -> Unit:
        """The operator, now."""
        return operator(self.store)

    def link(self, who: str) -> str:
        """A fresh sign-in link of a person."""
        done = forum_command(self.folder, "sign-in", "--forum", SLUG, "--person", who)
        return self.address + done[done.index("/sign-in/") :].split()[0]

    def code_mailed_to(self, address: str) -> str:
        """The six digits of the newest letter to that address; waits for the worker to write it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for path in sorted((self.folder / "mail").glob("*.eml"), reverse=True):
                letter = message_from_bytes(path.read_bytes(), policy=default)
                found = re.search(r"\b\d{6}\b", letter.get_content())
                if letter["To"] == address and found:
                    return found.group()
            time.sleep(0.05)
        raise AssertionError(f"no letter to {address} in {PATIENCE} s")


def store_of(folder: Path) -> Store:
    """The database of a data folder."""
    return Store(f"sqlite:///{folder / 'forum.sqlite'}")


def operator(store: Store) -> Unit:
    """The operator at the machine, now."""
    return Unit(store=store, actor=builders.OPERATOR, now=dt.datetime.now(dt.UTC))


def forum_command(folder: Path, *arguments: str) -> str:
    """What `forum` prints upon that folder; it must succeed."""
    environ = {name: None for name in os.environ if name.startswith(("FORUM_", "LC_")) or name == "LANG"}
    done = CliRunner().invoke(main, arguments, env={**environ, "FORUM_DATA": str(folder)}, prog_name="forum")
    assert done.exit_code == 0, done.output
    return done.output


def prepare(folder: Path) -> dt.date:
    """Make the database, the forum, its people by roster, its sittings without times; gives its first day: tomorrow."""
    forum_command(folder, "init")
    first_day = dt.datetime.now(GENEVA).date() + dt.timedelta(days=1)
    store = store_of(folder)
    forums.create(operator(store), _forum(first_day))
    for name, text in (("organizations", ORGANIZATIONS), ("roster", ROSTER)):
        path = folder / f"{name}.csv"
        path.write_text(text)
        forum_command(folder, "import", name, str(path), "--forum", SLUG)
    room = RoomIn(
        key="main", name="Room XVII", place="Geneva", link="https://meet.example.org/main", languages=("en", "fr")
    )
    programme.put_room(operator(store), SLUG, room, is_new=True)
    for key, given in SITTINGS.items():
        assert programme.add_sitting(operator(store), SLUG, given).key == key
    store.dispose()
    return first_day


def _forum(first_day: dt.date) -> Forum:
    return Forum(
        id=0,
        slug=SLUG,
        title="Example Forum",
        zone="Europe/Zurich",
        city="Geneva",
        first_day=first_day,
        last_day=first_day + dt.timedelta(days=1),
        venue_from="07:00",
        venue_to="22:00",
        grid_minutes=30,
        gap_minutes=15,
    )


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def served(folder: Path, first_day: dt.date, **settings: str) -> Iterator[Venue]:
    """Serve the folder by `forum serve` while the block runs; its log lies in the folder."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FORUM_")}
    environ |= {"FORUM_DATA": str(folder), **settings}
    with (folder / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "forum", "serve", "--port", str(port)], env=environ, stdout=log, stderr=log
        )
    venue = Venue(folder=folder, address=f"http://127.0.0.1:{port}", first_day=first_day)
    try:
        wait_for(venue, process)
        yield venue
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        venue.store.dispose()


def wait_for(venue: Venue, process: subprocess.Popen[bytes]) -> None:
    """Return once the server answers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{venue.address}/health", timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer: " + (venue.folder / "serve.log").read_text()[-2000:])
