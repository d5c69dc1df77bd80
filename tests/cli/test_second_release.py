"""`forum tz-check` with two releases of the time zone database: published under one, looked at under the other.

Each command is a process of its own, which finds pytz and tzdata in a folder that stands before the installed ones. In
`make test` that older release is the installed one with one zone rewritten; the long test installs a real one.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import icalendar
import pytest
import pytz
import tzdata

from forum.store.engine import Store
from tests import builders
from tests.cli.conftest import Forum, started
from timezones.release import release_in_use

IN_USE = release_in_use().tzdata
DAY = dt.date(2090, 1, 18)


def published(forum: Forum, folder: Path, older: Path, zones: dict[str, int]) -> None:
    """A sitting at 10:00 in each zone, published by a process that reads the older release."""
    forum("init")
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    forum_id = builders.a_forum(store, zone="Europe/Zurich", first_day=DAY, last_day=DAY + dt.timedelta(days=9))
    builders.a_person(store, forum_id, "fiji", zone="Pacific/Fiji")
    for number, zone in enumerate(zones):
        day = DAY + dt.timedelta(days=number)
        builders.a_sitting(store, forum_id, key_of(zone), title=zone, day=day, clock=dt.time(10), zone=zone)
    store.dispose()
    said(folder, "publish", "--forum", "global-forum", older=older)


def key_of(zone: str) -> str:
    return zone.rpartition("/")[2].casefold()


def said(folder: Path, *arguments: str, older: Path | None = None, status: int = 0) -> str:
    """What the command says, under the installed release or under the one in that folder."""
    process = started(folder, *arguments, **({"PYTHONPATH": str(older)} if older else {}))
    out, err = process.communicate(timeout=60)
    assert process.returncode == status, out + err
    return out


def feed(folder: Path) -> dict[str, tuple[int, str]]:
    """key of each sitting -> SEQUENCE, start in UTC by the definition in the file alone."""
    body = said(folder, "feed", "--forum", "global-forum", "--person", "fiji")
    calendar = icalendar.Calendar.from_ical(re.sub(r"(TZID[:=])", r"\1Judged/", body))
    zones = {str(each["tzid"]): each.to_tz(lookup_tzid=False) for each in calendar.walk("VTIMEZONE")}
    found = {}
    for event in calendar.events:
        start = event["dtstart"]
        wall = start.dt.replace(tzinfo=zones[start.params["TZID"]])
        found[key_of(str(event["summary"]))] = (event["sequence"], f"{wall.astimezone(dt.UTC):%H:%M}")
    return found


def check(forum: Forum, folder: Path, older: Path, release: str, zones: dict[str, int]) -> None:
    """`zones`: each with the minutes by which the installed release moves 10:00 there on that day, as UTC goes."""
    published(forum, folder, older, zones)
    under_old = json.loads(said(folder, "tz-check", "--json", older=older))
    assert under_old == {"tzdata": release, "forums": [], "reissued": []}
    moved = {key_of(zone): minutes for zone, minutes in zones.items() if minutes}
    found = json.loads(said(folder, "tz-check", "--json", status=1))
    (one,) = found["forums"]
    assert (found["tzdata"], one["tz_release"], one["release"], one["calendars"]) == (IN_USE, release, 1, 0)
    instants = {each["sitting"]: (_at(each["before"]), _at(each["after"])) for each in one["sittings"]}
    assert {key: (after - before).total_seconds() / 60 for key, (before, after) in instants.items()} == moved
    before = feed(folder)
    assert {sequence for sequence, _start in before.values()} == {0}
    again = json.loads(said(folder, "tz-check", "--reissue", "--json"))
    assert again["reissued"] == [{"forum": "global-forum", "number": 2}]
    after = feed(folder)
    assert {key: sequence for key, (sequence, _start) in after.items()} == {
        key_of(zone): int(bool(minutes)) for zone, minutes in zones.items()
    }
    assert {key: start for key, (_sequence, start) in after.items() if key in moved} == {
        key: f"{at:%H:%M}" for key, (_before, at) in instants.items()
    }
    assert json.loads(said(folder, "tz-check", "--json")) == {"tzdata": IN_USE, "forums": [], "reissued": []}


def _at(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")


def a_zone(hours: int) -> bytes:
    """A TZif file of one offset for ever (RFC 8536): no transitions, a footer."""
    name = f"<+{hours:02d}>".encode()
    types = struct.pack(">lbb", hours * 3600, 0, 0) + name[1:-1] + b"\0"
    header = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, len(name) - 1)
    return header + types + header + types + b"\n" + name + b"-" + str(hours).encode() + b"\n"


@pytest.fixture
def rewritten(tmp_path: Path) -> Path:
    """The installed release under another name, in which Nairobi keeps UTC+4."""
    folder = tmp_path / "older"
    for package, name in ((pytz, "OLSON_VERSION"), (tzdata, "IANA_VERSION")):
        source = Path(str(package.__file__)).parent
        copy = folder / source.name
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
        text = (copy / "__init__.py").read_text("utf-8")
        changed = re.sub(rf"^{name} = ['\"]\w+['\"]", f'{name} = "2019z"', text, flags=re.MULTILINE)
        assert changed != text
        (copy / "__init__.py").write_text(changed, "utf-8")
    (folder / "tzdata/zoneinfo/Africa/Nairobi").write_bytes(a_zone(4))
    return folder


def test_what_another_release_moves_is_named_and_published_anew(forum: Forum, folder: Path, rewritten: Path) -> None:
    check(forum, folder, rewritten, "2019z", {"Africa/Nairobi": 60, "Africa/Kampala": 0, "Europe/Zurich": 0})


@pytest.mark.long
def test_what_a_real_release_moves_is_named_and_published_anew(forum: Forum, folder: Path, tmp_path: Path) -> None:
    """Between 2025b and the one in use British Columbia and Alberta kept their summer time, and Morocco went to UTC."""
    older = tmp_path / "older"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(older)]
    subprocess.run([*install, "tzdata==2025.2", "pytz==2025.2"], check=True)
    zones = {"America/Vancouver": -60, "America/Edmonton": -60, "Africa/Casablanca": 60, "Europe/Zurich": 0}
    check(forum, folder, older, "2025b", {**zones, "Pacific/Fiji": 0})
