"""The programme as a calendar: words, identifiers, and what independent programs read from it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import icalendar
import pytest
from dateutil import tz as dateutil_tz

from forum.domain.dues import parse_due
from forum.domain.feeds import Deadline, Feed, FeedData, SpeakingTime
from forum.domain.programme import Sitting
from forum.formats import ics
from forum.formats.calendar import compose, uid_of
from tests import calendars
from tests.calendars import GLOBAL_FORUM, REVISED, data, hard, held, sitting

BASE = "https://forum.example.org"
ROOT = Path(__file__).resolve().parents[2]


def body(found: FeedData) -> bytes:
    return ics.render(compose(found, base_url=BASE, source=f"{BASE}/calendar/x.ics"))


def events(found: FeedData) -> dict[str, icalendar.Event]:
    parsed = icalendar.Calendar.from_ical(body(found))
    assert not parsed.errors
    return {str(event["summary"]): event for event in parsed.events}


def test_the_programme_of_2022_has_its_six_sittings_at_their_instants() -> None:
    found = events(data())
    assert {title: event.start.astimezone(dt.UTC).strftime("%d %H:%M") for title, event in found.items()} == {
        "Opening": "22 12:00",
        "Theme 1": "22 13:45",
        "Theme 2": "23 12:00",
        "Theme 3": "23 13:45",
        "Theme 4": "24 12:00",
        "Closing": "24 13:45",
    }
    assert {event.end - event.start for event in found.values()} == {dt.timedelta(minutes=90)}


def test_12_identifiers_name_no_host_and_survive_every_change() -> None:
    before = {str(event["uid"]) for event in events(data()).values()}
    changed = [replace(s, title="!" + s.title, day=dt.date(2022, 3, 1), room=None, sequence=9) for s in held()]
    after = compose(data(*changed, language="fr"), base_url="https://elsewhere.example.net")
    assert {item.uid for item in after.items} == before
    assert len(before) == 6
    for uid in before:
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uid)


def test_12_identifiers_differ_between_forums_and_between_kinds() -> None:
    other = replace(GLOBAL_FORUM, slug="global-forum-2022-rehearsal")
    assert uid_of(GLOBAL_FORUM, "sitting", "opening") != uid_of(other, "sitting", "opening")
    assert uid_of(GLOBAL_FORUM, "sitting", "a") != uid_of(GLOBAL_FORUM, "slot", "a")


def test_17_a_cancelled_sitting_stays_marked_in_the_readers_language() -> None:
    gone = replace(held()[1], status=calendars.SittingStatus.CANCELLED, sequence=2)
    event = events(data(held()[0], gone))["CANCELLED: Theme 1"]
    assert (event["status"], event["transp"], event["sequence"]) == ("CANCELLED", "TRANSPARENT", 2)
    assert "conference" not in event
    assert "/join" not in event["description"]


def test_18_19_the_way_in_stands_three_times_and_never_the_rooms_own_link() -> None:
    event = events(data())["Opening"]
    join = f"{BASE}/forums/global-forum-2022/sittings/opening/join"
    assert str(event["url"]) == join
    assert str(event["conference"]) == join
    assert str(event["description"]).split("\n")[0] == join
    assert str(event["location"]) == "Online room"
    assert b"meet.example.org" not in body(data())
    assert calendars.ROOM.link == "https://meet.example.org/secret-room"


def test_the_description_says_the_venues_time_with_city_offset_and_weekday() -> None:
    _, time, interpretation = str(events(data())["Opening"]["description"]).split("\n")
    assert time == "Tuesday 22 February 2022, 13:00–14:30 in Geneva (UTC+01:00)"
    assert interpretation == "Interpretation: English, French, Spanish, and Arabic"


def test_a_sitting_on_another_clock_names_the_city_of_that_clock() -> None:
    away = sitting("suva", "Suva", dt.date(2022, 2, 22), "09:00", zone="Pacific/Fiji", room=None)
    assert str(events(data(away))["Suva"]["description"]).split("\n")[1:] == [
        "Tuesday 22 February 2022, 09:00–10:30 in Suva (UTC+12:00)"
    ]


def test_20_the_place_is_the_room_and_never_the_address() -> None:
    found = events(data(replace(held()[0], room=replace(calendars.ROOM, place="Geneva"))))["Opening"]
    assert str(found["location"]) == "Online room, Geneva"
    assert str(found["url"]) == f"{BASE}/forums/global-forum-2022/sittings/opening/join"
    assert "geo" not in found, "a room has no coordinates"


def test_23_an_observers_sittings_leave_the_time_free_and_their_own_turn_does_not() -> None:
    watching = events(replace(data(), is_observer=True))
    assert {str(event["transp"]) for event in watching.values()} == {"TRANSPARENT"}
    assert {str(event["transp"]) for event in events(data()).values()} == {"OPAQUE"}
    assert not any("class" in event for event in watching.values()), "no sitting is closed"


def test_21_titles_keep_their_language_and_what_we_say_is_in_the_readers() -> None:
    arabic = sitting("a", "الجلسة الافتتاحية", dt.date(2022, 2, 22), "13:00", title_language="ar")
    (event,) = events(data(arabic, language="fr")).values()
    assert event["summary"].params["language"] == "ar"
    assert event["description"].params["language"] == "fr"


def test_a_rehearsal_says_so_in_its_name_and_in_every_title() -> None:
    rehearsal = replace(GLOBAL_FORUM, is_rehearsal=True)
    assert set(events(data(forum=rehearsal))) == {f"REHEARSAL: {s.title}" for s in held()}
    assert b"X-WR-CALNAME:REHEARSAL: Global Forum" in body(data(forum=rehearsal))


def test_own_speaking_time_is_an_event_of_its_own() -> None:
    start = dt.datetime(2022, 2, 22, 12, 40, tzinfo=dt.UTC)
    time = SpeakingTime(key="slot-7", sitting=held()[0], start=start, minutes=3.5, sequence=2, modified_at=REVISED)
    found = events(replace(data(), speaking=(time,)))
    event = found["You speak: Opening"]
    assert event.start == start
    assert event.end - event.start == dt.timedelta(minutes=3, seconds=30)
    assert "estimate" in event["description"]
    assert len(found) == 7


def test_17_a_speaking_time_that_was_taken_away_stays_marked() -> None:
    start = dt.datetime(2022, 2, 22, 12, 40, tzinfo=dt.UTC)
    time = SpeakingTime(
        key="slot-7", sitting=held()[0], start=start, minutes=3, sequence=3, modified_at=REVISED, is_withdrawn=True
    )
    event = events(replace(data(), speaking=(time,)))["CANCELLED: You speak: Opening"]
    assert (event["status"], event["transp"], event["sequence"]) == ("CANCELLED", "TRANSPARENT", 3)
    assert str(event["description"]) == "This speaking time is no longer yours."
    assert "conference" not in event
    assert "url" not in event


def a_deadline(**changes: object) -> Deadline:
    plain = Deadline(
        key="C-003",
        text="Fund the register of home workers; with 1,000 visits",
        text_language="en",
        due=parse_due("2023-06"),
        sequence=4,
        modified_at=REVISED,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_a_due_date_is_a_whole_day_on_which_nobody_is_busy() -> None:
    event = events(replace(data(), deadlines=(a_deadline(),)))[
        "Due: Fund the register of home workers; with 1,000 visits"
    ]
    assert event["dtstart"].dt == dt.date(2023, 6, 30)
    assert (event["transp"], event["sequence"], event["status"]) == ("TRANSPARENT", 4, "CONFIRMED")
    address, period, _text = str(event["description"]).split("\n")
    assert address == f"{BASE}/forums/global-forum-2022/commitments/C-003"
    assert period == "Promised for 2023-06; this is its last day."


def test_a_due_date_that_was_given_up_or_has_no_text_yet_says_so() -> None:
    gone, bare = a_deadline(is_off=True), a_deadline(key="C-004", text="", due=parse_due("2023-06-12"))
    found = events(replace(data(), deadlines=(gone, bare, a_deadline(key="C-005", text="x" * 200))))
    assert found["CANCELLED: Due: Fund the register of home workers; with 1,000 visits"]["status"] == "CANCELLED"
    assert "Promised" not in found["Due: C-004"]["description"]
    assert [len(title) for title in found if "xxx" in title] == [85]


def asked(**changes: object) -> FeedData:
    link = Feed(id=1, person_id=1, label="x", created_at=REVISED)
    gone = replace(held()[1], status=calendars.SittingStatus.CANCELLED)
    return replace(data(held()[0], gone), deadlines=(a_deadline(),), feed=replace(link, **changes))  # type: ignore[arg-type]


def test_25_no_alarm_unless_the_person_asked_for_one() -> None:
    assert b"VALARM" not in body(asked())


def test_25_an_alarm_rings_before_sittings_that_are_held_and_nothing_else() -> None:
    found = events(asked(alarm=15))
    (alarm,) = [each for event in found.values() for each in event.walk("VALARM")]
    assert (str(alarm["action"]), alarm["trigger"].dt) == ("DISPLAY", dt.timedelta(minutes=-15))
    assert str(alarm["description"]) == "Opening"
    assert alarm in found["Opening"].subcomponents
    assert str(alarm["uid"]) == f"{found['Opening']['uid']}-alarm"


def test_26_the_parts_of_rfc_9073_are_there_only_where_they_are_wanted() -> None:
    assert b"VLOCATION" not in body(asked())
    lines = body(asked(has_details=True)).replace(b"\r\n ", b"").split(b"\r\n")
    begin = lines.index(b"BEGIN:VLOCATION")
    assert lines[begin + 2 : begin + 4] == [b"NAME;LANGUAGE=en:Online room", b"END:VLOCATION"]
    assert lines[begin + 4] == b"END:VEVENT"
    assert set(events(asked(has_details=True))) == set(events(asked()))


def test_before_the_first_release_the_calendar_is_valid_and_says_why_it_is_empty() -> None:
    empty = calendars.feed_data(GLOBAL_FORUM, None, language="en", since=REVISED)
    assert events(empty) == {}
    assert b"The programme has not been published yet." in body(empty).replace(b"\r\n ", b"")


def test_a_sitting_without_a_time_is_left_out() -> None:
    assert set(events(data(held()[0], replace(held()[1], day=None, clock=None)))) == {"Opening"}


def test_11_the_same_data_give_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from tests.calendars import *; from forum.formats import ics;"
        "from forum.formats.calendar import compose;"
        "c = compose(data(*hard(), language='ar'), base_url='https://forum.example.org', source='https://x/y');"
        "print(hashlib.sha256(ics.render(c)).hexdigest(), ics.etag(c))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "31337")
    }
    assert len(answers) == 1
    assert len(answers.pop().split()) == 2


def test_27_a_sitting_never_repeats_and_keeps_to_the_common_calendar() -> None:
    assert {key for event in events(data(*hard())).values() for key in event} & {"RRULE", "RDATE", "EXDATE"} == set()
    assert b"RSCALE" not in body(data(*hard()))


def test_every_hard_sitting_comes_back_at_its_instant() -> None:
    found = {
        str(event["uid"]): (event.start.astimezone(dt.UTC), event.end.astimezone(dt.UTC))
        for event in icalendar.Calendar.from_ical(body(data(*hard()))).events
    }
    assert found == {uid_of(GLOBAL_FORUM, "sitting", s.key): (s.start, s.end) for s in hard()}


def khal(folder: Path, feed: bytes, zone: str, first: str, days: int) -> list[str]:
    """What the calendar program khal shows of a feed to somebody in that zone, one line per event."""
    folder.mkdir()
    (folder / "feed.ics").write_bytes(feed)
    (folder / "khal.conf").write_text(
        f"[calendars]\n[[feed]]\npath = {folder}/items\ntype = calendar\n"
        f"[locale]\nlocal_timezone = {zone}\ndefault_timezone = {zone}\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
        "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        f"[sqlite]\npath = {folder}/khal.db\n[default]\ndefault_calendar = feed\n",
        encoding="utf-8",
    )
    (folder / "items").mkdir()
    listing = "{start-long} {end-long} {title}"
    command = [str(Path(sys.executable).parent / "khal"), "-c", str(folder / "khal.conf")]
    env = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8", "PYTHONWARNINGS": "ignore"}
    for arguments in (
        ["import", "--batch", "-a", "feed", str(folder / "feed.ics")],
        ["list", "--once", "--day-format", "", "--format", listing, first, f"{days}d"],
    ):
        run = subprocess.run([*command, *arguments], env=env, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
    return [line for line in run.stdout.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("zone", "lines"),
    [
        ("Pacific/Fiji", ["2022-02-23 00:00 2022-02-23 01:30 Opening", "2022-02-23 01:45 2022-02-23 03:15 Theme 1"]),
        ("Africa/Nairobi", ["2022-02-22 15:00 2022-02-22 16:30 Opening", "2022-02-22 16:45 2022-02-22 18:15 Theme 1"]),
        (
            "America/Los_Angeles",
            ["2022-02-22 04:00 2022-02-22 05:30 Opening", "2022-02-22 05:45 2022-02-22 07:15 Theme 1"],
        ),
    ],
)
def test_khal_shows_suva_nairobi_and_los_angeles_their_own_hours(tmp_path: Path, zone: str, lines: list[str]) -> None:
    shown = khal(tmp_path / "khal", body(data()), zone, "2022-02-21", 5)
    assert shown[:2] == lines
    assert len(shown) == 6


def test_khal_shows_clock_change_days_nights_and_scripts_right(tmp_path: Path) -> None:
    shown = khal(tmp_path / "khal", body(data(*hard())), "UTC", "2026-03-20", 230)
    for s in hard():
        title = f"CANCELLED: {s.title}" if s.is_cancelled else s.title
        title = title.replace("\\N", "\n").replace("\\n", "\n").splitlines()[0][:20]
        expected = f"{s.start:%Y-%m-%d %H:%M} {s.end:%Y-%m-%d %H:%M} {title}"
        assert [line for line in shown if line.startswith(expected)], (expected, shown)


def dateutil_reads(feed: bytes) -> dict[str, tuple[dt.datetime, dt.datetime]]:
    """Start and end of each event by the file's own definitions: the zones are renamed, nothing can be looked up."""
    text = feed.decode().replace("\r\n ", "").replace("TZID:", "TZID:Judged/").replace("TZID=", "TZID=Judged/")
    zones = dateutil_tz.tzical(io.StringIO(text))
    found = {}
    for event in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL):
        start, end = (_instant(event, name, zones) for name in ("DTSTART", "DTEND"))
        found[re.search(r"^UID:(.*)\r$", event, re.MULTILINE)[1]] = (start, end)  # type: ignore[index]
    return found


def _instant(event: str, name: str, zones: dateutil_tz.tzical) -> dt.datetime:
    line = re.search(rf"^{name}(?:;TZID=([^:]+))?:(\d+T\d+)(Z?)\r$", event, re.MULTILINE)
    assert line is not None
    zone = dt.UTC if line[3] else zones.get(line[1])
    return dt.datetime.strptime(line[2], "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(dt.UTC)


@pytest.mark.parametrize("sittings", [held(), hard()], ids=["2022", "hard"])
def test_16_dateutil_reads_every_hour_from_the_feeds_own_definitions(sittings: tuple[Sitting, ...]) -> None:
    found = dateutil_reads(body(data(*sittings)))
    assert found == {uid_of(GLOBAL_FORUM, "sitting", s.key): (s.start, s.end) for s in sittings}


def test_16_dateutil_shows_suva_nairobi_and_los_angeles_their_own_hours() -> None:
    start, _ = dateutil_reads(body(data()))[uid_of(GLOBAL_FORUM, "sitting", "opening")]
    zones = ("Pacific/Fiji", "Africa/Nairobi", "America/Los_Angeles")
    local = [start.astimezone(dateutil_tz.gettz(zone)).strftime("%a %H:%M") for zone in zones]
    assert local == ["Wed 00:00", "Tue 15:00", "Tue 04:00"]


def test_the_hard_forum_has_folds_in_every_script() -> None:
    whole = body(data(*hard()))
    assert hashlib.sha256(whole).digest()
    assert whole.count(b"\r\n ") > 40
    for line in whole.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
