"""Calendar programs of others read every sort of calendar as it was meant. Installed by `.ci/system-packages all`.

ical.js and libical are given copies in which no zone can be looked up by name. node-ical, sabre/vobject and calcurse
know zones by name only: they are given the calendars as they are.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from forum.formats import ics
from tests.calendars import hard
from tests.formats.test_ics import moments_around_changes
from tests.judges.feeds import Read, every_feed, renamed, without_summaries
from tests.judges.letters import Received
from tests.timezones.test_observances import ZONES

pytestmark = pytest.mark.long

HERE = Path(__file__).parent
FEEDS = every_feed()
ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"}


def run(*command: str | Path, **options: str | Path) -> str:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=ENVIRONMENT, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-4000:])
    return str(done.stdout)


@pytest.fixture(scope="session")
def node(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the JavaScript judges and their packages, as the lock has them."""
    folder = tmp_path_factory.mktemp("node")
    for path in [*HERE.glob("*.mjs"), *HERE.glob("*.json")]:
        shutil.copy(path, folder)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=folder)
    return folder


@pytest.fixture(scope="session")
def libical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The judge over libical, compiled."""
    program = tmp_path_factory.mktemp("libical") / "judge"
    run("gcc", "-Wall", "-Werror", "-o", program, HERE / "libical.c", "-lical")
    return program


def saved(tmp_path: Path, feed: bytes) -> Path:
    path = tmp_path / "feed.ics"
    path.write_bytes(feed)
    return path


def read_json(text: str) -> set[Read]:
    return {Read(**each) for each in json.loads(text)}


def read_tabs(text: str) -> set[Read]:
    rows = [re.split("\t", row, maxsplit=5) for row in re.split(r"\n(?=[0-9a-f]{8}-)", text.removesuffix("\n"))]
    return {
        Read(uid=uid, start=start, end=end, status=status, sequence=int(sequence), summary=summary)
        for uid, start, end, status, sequence, summary in rows
    }


@pytest.mark.parametrize("name", FEEDS)
def test_ical_js_reads_every_calendar_from_its_definitions(tmp_path: Path, node: Path, name: str) -> None:
    feed, meant = FEEDS[name]
    assert read_json(run("node", node / "ical_js.mjs", saved(tmp_path, renamed(feed)))) == meant


@pytest.mark.parametrize("name", FEEDS)
def test_libical_reads_every_calendar_from_its_definitions(tmp_path: Path, libical: Path, name: str) -> None:
    feed, meant = FEEDS[name]
    assert read_tabs(run(libical, saved(tmp_path, renamed(feed)))) == meant


@pytest.mark.parametrize("name", FEEDS)
def test_node_ical_reads_every_calendar(tmp_path: Path, node: Path, name: str) -> None:
    feed, meant = FEEDS[name]
    found = read_json(run("node", node / "node_ical.mjs", saved(tmp_path, feed)))
    assert without_summaries(found) == without_summaries(meant)
    assert {each for each in meant if "\\" not in each.summary} <= found


@pytest.mark.parametrize("name", FEEDS)
def test_sabre_vobject_reads_every_calendar_and_complains_of_nothing(tmp_path: Path, name: str) -> None:
    feed, meant = FEEDS[name]
    found = read_json(run("php", HERE / "vobject.php", saved(tmp_path, feed)))
    assert without_summaries(found) == without_summaries(meant)
    assert {each for each in meant if not re.search(r"[\\,;]", each.summary)} <= found, "it leaves escapes as they are"


@pytest.mark.parametrize("name", FEEDS)
def test_calcurse_shows_every_hour(tmp_path: Path, name: str) -> None:
    feed, meant = FEEDS[name]
    home = tmp_path / "home"
    home.mkdir()
    said = run("env", f"TMPDIR={home}", "calcurse", "-q", "-D", home, "-C", home, "-i", saved(tmp_path, feed))
    found = re.findall(r"^(\S+) @ ([\d:]+) -> (\S+) @ ([\d:]+)", (home / "apts").read_text(), re.MULTILINE)
    assert sorted(_calcurse(day, clock) + _calcurse(*end) for day, clock, *end in found) == sorted(
        _to_minutes(each.start) + _to_minutes(each.end) for each in meant if "T" in each.start
    ), said


def _calcurse(day: str, clock: str) -> str:
    month, number, year = day.split("/")
    return f"{year}{month}{number}T{clock.replace(':', '')}00Z"


def _to_minutes(moment: str) -> str:
    """It knows no seconds."""
    return f"{moment[:-3]}00Z"


def test_28_29_ical_js_reads_every_letter_from_its_definition(
    tmp_path: Path, node: Path, letters: list[Received]
) -> None:
    for each in letters:
        assert read_json(run("node", node / "ical_js.mjs", saved(tmp_path, renamed(each.body)))) == {each.meant}, each


def test_28_29_libical_reads_every_letter_from_its_definition_and_finds_no_broken_rule_of_itip(
    tmp_path: Path, libical: Path, letters: list[Received]
) -> None:
    for each in letters:
        assert read_tabs(run(libical, saved(tmp_path, renamed(each.body)))) == {each.meant}, each


def test_28_29_libical_would_see_a_broken_rule_of_itip(tmp_path: Path, libical: Path, letters: list[Received]) -> None:
    whole = renamed(letters[0].body)
    for name in (b"ORGANIZER", b"ATTENDEE", b"UID"):
        without = re.sub(rb"\r\n" + name + rb"[;:][^\r]*(\r\n [^\r]*)*", b"", whole)
        assert without != whole
        done = subprocess.run([libical, saved(tmp_path, without)], capture_output=True, env=ENVIRONMENT)
        assert done.returncode, name


def test_28_29_node_ical_reads_every_letter(tmp_path: Path, node: Path, letters: list[Received]) -> None:
    for each in letters:
        assert read_json(run("node", node / "node_ical.mjs", saved(tmp_path, each.body))) == {each.meant}, each


def test_28_29_sabre_vobject_reads_every_letter_and_complains_of_nothing(
    tmp_path: Path, letters: list[Received]
) -> None:
    for each in letters:
        found = read_json(run("php", HERE / "vobject.php", saved(tmp_path, each.body)))
        assert without_summaries(found) == without_summaries({each.meant}), each


@pytest.mark.parametrize("zone", ZONES)
def test_libical_converts_in_both_directions_as_zoneinfo_does(tmp_path: Path, libical: Path, zone: str) -> None:
    """Around every change and in every season; a local time that comes twice may be read as either."""
    lines = ics.zone_lines(zone, 2025, 2027, tzid="Judged/By-Definition")
    feed = saved(tmp_path, "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", *lines, "END:VCALENDAR", "")).encode())
    instants, tz = moments_around_changes(zone), ZoneInfo(zone)
    walls = [f"{instant.astimezone(tz):%Y%m%dT%H%M%S}" for instant in instants]
    utc = [f"{instant:%Y%m%dT%H%M%SZ}" for instant in instants]
    answers = run(libical, feed, "convert", input="\n".join([*utc, *walls, ""])).splitlines()
    assert answers[: len(utc)] == walls
    wrong = [
        (instant, answer)
        for instant, answer in zip(instants, answers[len(utc) :], strict=True)
        if answer not in _moments_of(instant.astimezone(tz).replace(tzinfo=None), tz)
    ]
    assert wrong == []


def _moments_of(wall: dt.datetime, tz: ZoneInfo) -> set[str]:
    return {f"{wall.replace(tzinfo=tz, fold=fold).astimezone(dt.UTC):%Y%m%dT%H%M%SZ}" for fold in (0, 1)}


def test_a_wrong_definition_is_seen(tmp_path: Path, node: Path, libical: Path) -> None:
    """Without this the judges might go by something else than the definitions."""
    feed, meant = FEEDS["single-suva"]
    wrong = saved(tmp_path, renamed(feed).replace(b"TZOFFSETTO:+1200", b"TZOFFSETTO:+1300"))
    assert not read_json(run("node", node / "ical_js.mjs", wrong)) & meant
    assert not read_tabs(run(libical, wrong)) & meant


def test_the_forum_has_what_programs_stumble_over() -> None:
    zones = {s.zone for s in hard()}
    assert {"Asia/Kathmandu", "Pacific/Chatham", "Pacific/Fiji", "Pacific/Apia", "Pacific/Kiritimati"} <= zones
    assert any(s.is_cancelled for s in hard())
    assert any(s.sequence > 1 for s in hard())
    assert any(s.start.astimezone(ZoneInfo(s.zone)).date() < s.end.astimezone(ZoneInfo(s.zone)).date() for s in hard())
