"""Python's judges read every sort of calendar as it was meant, from the definitions in the file alone."""

from __future__ import annotations

import re
from pathlib import Path

import icalendar
import pytest

from tests.calendars import hard
from tests.formats.test_calendar import khal
from tests.judges.feeds import every_feed, renamed, without_summaries
from tests.judges.readers import by_dateutil, by_icalendar

FEEDS = every_feed()


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("read", [by_icalendar, by_dateutil])
def test_every_calendar_is_read_as_it_was_meant(read: type, name: str) -> None:
    feed, meant = FEEDS[name]
    found = read(renamed(feed))
    assert without_summaries(found) == without_summaries(meant)
    plain = {each for each in meant if "\\" not in each.summary}
    assert plain <= found, "icalendar alone reads a literal backslash before n as a line break"


def test_the_copy_names_no_zone_that_could_be_looked_up() -> None:
    feed, _ = FEEDS["delegate-ar"]
    unfolded = renamed(feed).decode().replace("\r\n ", "")
    names = re.findall(r"^(?:TZID:|[A-Z]+;TZID=)([^:\r]+)", unfolded, re.MULTILINE)
    assert len(names) > 40
    assert {name.partition("/")[0] for name in names} == {"Judged"}
    assert unfolded.replace("Judged/", "") == feed.decode().replace("\r\n ", "")


def test_a_wrong_definition_is_seen() -> None:
    """Without this the judges might go by something else than the definitions."""
    feed, meant = FEEDS["single-suva"]
    wrong = renamed(feed).replace(b"TZOFFSETTO:+1200", b"TZOFFSETTO:+1300")
    assert wrong != renamed(feed)
    for read in (by_icalendar, by_dateutil):
        assert not read(wrong) & meant


@pytest.mark.parametrize("name", ["public-ar", "public-zh"])
def test_khal_shows_every_hour_from_the_definitions(tmp_path: Path, name: str) -> None:
    feed, meant = FEEDS[name]
    shown = khal(tmp_path / "khal", renamed(feed), "UTC", "2026-03-20", 230)
    starts = {f"{s.start:%Y-%m-%d %H:%M} {s.end:%Y-%m-%d %H:%M}" for s in hard()}
    assert starts == {line[:33] for line in shown if re.match(r"\d{4}-", line)}
    assert len(meant) == len(hard())


@pytest.mark.parametrize("name", FEEDS)
def test_24_nothing_is_carried_inside_a_calendar(name: str) -> None:
    """No document is attached, no picture shown, nothing is binary; what belongs to a sitting is behind its address."""
    calendar = icalendar.Calendar.from_ical(FEEDS[name][0])
    for part in calendar.walk():
        assert not {"ATTACH", "IMAGE", "STYLED-DESCRIPTION", "LINK"} & set(part)
        for value in part.values():
            for each in value if isinstance(value, list) else [value]:
                said = getattr(each, "params", {})
                assert (said.get("ENCODING", ""), said.get("VALUE", "") == "BINARY") == ("", False)


@pytest.mark.parametrize("name", FEEDS)
def test_07_22_a_feed_invites_nobody(name: str) -> None:
    """With METHOD it would have to say who organizes, and could name no attendee."""
    calendar = icalendar.Calendar.from_ical(FEEDS[name][0])
    assert not {"METHOD", "UID"} & set(calendar)
    assert not [event for event in calendar.events if {"ORGANIZER", "ATTENDEE"} & set(event)]


@pytest.mark.parametrize("name", FEEDS)
def test_12_identifiers_are_short_single_and_hold_no_name(name: str) -> None:
    uids = [str(event["uid"]) for event in icalendar.Calendar.from_ical(FEEDS[name][0]).events]
    assert len(uids) == len(set(uids))
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uid) for uid in uids)
