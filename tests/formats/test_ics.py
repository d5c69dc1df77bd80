"""The bytes: framing, escaping, folding, head, definitions of zones. Numbers are those of docs/calendar.md."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz as dateutil_tz
from hypothesis import given
from hypothesis import strategies as st

from forum.formats import ics
from forum.formats.ics import Calendar, Item, Said
from tests.timezones.test_observances import ZONES

NOON = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)


def said(text: str, language: str = "en") -> Said:
    return Said(text=text, language=language)


def item(**changes: object) -> Item:
    plain = Item(
        uid="0d6c6f8e",
        start=NOON,
        end=NOON + dt.timedelta(minutes=90),
        zone="Europe/Zurich",
        summary=said("Opening"),
        description=said("https://forum.example.org/join\nGeneva"),
        revised_at=NOON - dt.timedelta(days=20, microseconds=-7),
        location=said("Room XVII"),
        join="https://forum.example.org/join",
        join_label=said("Join the sitting"),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def calendar(*items: Item, **changes: object) -> Calendar:
    plain = Calendar(
        name=said("Forum"),
        description=said("Release 1"),
        zone="Europe/Zurich",
        modified_at=NOON,
        items=items or (item(),),
        source="https://forum.example.org/calendar/x.ics",
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def unfolded(body: bytes) -> list[str]:
    return body.decode().replace("\r\n ", "").split("\r\n")[:-1]


def line_of(name: str, body: bytes) -> str:
    """The one line of that property in the first event."""
    lines = unfolded(body)
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    (found,) = [line for line in event if re.match(rf"{name}[;:]", line)]
    return found


#: texts that are hard on a line-based format
texts = st.text(
    st.one_of(
        st.sampled_from("\\\\\\^^'\"nN,;:\n\r\t\x00\x07\x7f\u2028\x85🧑مقر全球é"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=200,
)


@given(texts)
def test_01_to_04_no_text_breaks_the_framing(text: str) -> None:
    hard = item(summary=said(text), location=said(text), join_label=said(text), description=said(text))
    body = ics.render(calendar(hard, name=said(text), description=said(text)))
    assert body.startswith(b"BEGIN:VCALENDAR\r\n"), "no mark of the byte order"
    assert body.endswith(b"END:VCALENDAR\r\n")
    physical = body.split(b"\r\n")[:-1]
    for line in physical:
        assert len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        line.decode()
        assert not re.search(rb"(?<!\\)(\\\\)*\\$", line), "an escape is torn"
    assert len(unfolded(body)) == len(unfolded(ics.render(calendar()))), "no line more, no line less"


@given(texts)
def test_03_a_text_comes_back_as_it_was(text: str) -> None:
    assert ics.unescape(ics.escape(ics.clean(text))) == ics.clean(text)
    component = icalendar.Calendar.from_ical(ics.render(calendar(item(summary=said("x" + text + "x"))))).events[0]
    if "\\" not in text:  # icalendar reads a literal backslash before n as a line break
        assert str(component["summary"]) == ics.clean("x" + text + "x")


@given(st.text(max_size=300))
def test_02_folding_is_undone_by_unfolding(text: str) -> None:
    line = "X:" + ics.escape(ics.clean(text))
    folded = ics.fold(line)
    assert folded.replace(b"\r\n ", b"").decode() == line + "\r\n"


@pytest.mark.parametrize("length", range(60, 90))
def test_02_an_escape_at_the_edge_moves_to_the_next_line_whole(length: int) -> None:
    for escape in ("\\\\", "\\n", "\\,", "^'", "é", "全", "🧑"):
        first, *others = ics.fold("S:" + "x" * length + escape * 3)[:-2].split(b"\r\n ")
        assert len(first) <= 75
        assert all(len(piece.decode()) % len(escape) == 0 or "x" in piece.decode() for piece in others)


@given(texts)
def test_04_a_parameter_has_no_quote_caret_or_control(text: str) -> None:
    assert not re.search(r'["^\x00-\x1f\x7f]', ics.parameter(text))


def test_04_quotes_become_typographic_in_the_file() -> None:
    line = line_of("CONFERENCE", ics.render(calendar(item(join_label=said('The "main" room: enter')))))
    assert 'LABEL="The ”main” room: enter"' in line


def test_07_to_10_head_of_the_calendar() -> None:
    lines = unfolded(ics.render(calendar()))
    head = lines[: lines.index("BEGIN:VTIMEZONE")]
    assert head[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{ics.PRODID}", "CALSCALE:GREGORIAN"]
    for line in (
        "NAME;LANGUAGE=en:Forum",
        "X-WR-CALNAME:Forum",
        "DESCRIPTION;LANGUAGE=en:Release 1",
        "X-WR-CALDESC:Release 1",
        "REFRESH-INTERVAL;VALUE=DURATION:PT60M",
        "X-PUBLISHED-TTL:PT60M",
        "SOURCE;VALUE=URI:https://forum.example.org/calendar/x.ics",
        "LAST-MODIFIED:20220222T120000Z",
        "COLOR:midnightblue",
        "X-APPLE-CALENDAR-COLOR:#26316B",
    ):
        assert line in head
    assert not [line for line in head if line.startswith(("METHOD", "UID"))]
    assert b"METHOD" not in ics.render(calendar())


def test_09_a_single_copy_names_no_source_and_no_interval() -> None:
    body = ics.render(calendar(source=""))
    assert b"SOURCE" not in body
    assert b"REFRESH" not in body


def test_13_14_stamp_and_sequence_are_those_of_the_data() -> None:
    body = ics.render(calendar(item(sequence=4)))
    assert line_of("DTSTAMP", body) == "DTSTAMP:20220202T120000Z"
    assert unfolded(body).count("LAST-MODIFIED:20220202T120000Z") == 1
    assert line_of("SEQUENCE", body) == "SEQUENCE:4"


def test_15_every_zone_is_defined_before_it_is_used_and_in_one_order() -> None:
    zones = ("Pacific/Fiji", "Africa/Nairobi", "Europe/Zurich", "America/Los_Angeles")
    lines = unfolded(ics.render(calendar(*(item(zone=zone, uid=zone) for zone in zones))))
    assert [line.removeprefix("TZID:") for line in lines if line.startswith("TZID:")] == sorted(zones)
    assert max(i for i, line in enumerate(lines) if line == "END:VTIMEZONE") < lines.index("BEGIN:VEVENT")
    used = {found[1] for line in lines if (found := re.search(r"TZID=([^:]+):", line))}
    assert used == set(zones)


def test_15_no_time_floats() -> None:
    for zone in ("Europe/Zurich", "UTC", "Asia/Calcutta", "Etc/GMT+5"):
        body = ics.render(calendar(item(zone=zone)))
        assert re.match(r"DTSTART(;TZID=[^:]+:\d{8}T\d{6}|:\d{8}T\d{6}Z)$", line_of("DTSTART", body))
        start = icalendar.Calendar.from_ical(body).events[0].start
        assert start == NOON


def test_15_a_repeated_wall_time_is_written_in_utc() -> None:
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    second = first + dt.timedelta(hours=1)
    body = ics.render(calendar(item(start=first, end=second)))
    assert line_of("DTSTART", body) == "DTSTART:20261025T003000Z"
    assert line_of("DTEND", body) == "DTEND:20261025T013000Z"


def test_15_an_empty_calendar_still_has_a_component() -> None:
    parsed = icalendar.Calendar.from_ical(ics.render(replace(calendar(), items=())))
    assert [part.name for part in parsed.subcomponents] == ["VTIMEZONE"]


@pytest.mark.parametrize("zone", ZONES)
def test_16_dateutil_reads_every_zone_from_its_definition_alone(zone: str) -> None:
    """The name is changed, so that nothing can be looked up; asked around every change and in every season."""
    text = "\r\n".join(ics.zone_lines(zone, 2025, 2027, tzid="Judged/By-Definition"))
    assert "RDATE" not in text
    judged = dateutil_tz.tzical(io.StringIO(text + "\r\n")).get()
    ours = ZoneInfo(zone)
    for instant in moments_around_changes(zone):
        local = instant.astimezone(ours)
        assert instant.astimezone(judged).replace(tzinfo=None) == local.replace(tzinfo=None), instant
        back = dateutil_tz.resolve_imaginary(local.replace(tzinfo=judged)).astimezone(dt.UTC)
        assert back == instant, local


def moments_around_changes(zone: str) -> list[dt.datetime]:
    onsets = [
        dt.datetime(2026, month, day, hour, 30, tzinfo=dt.UTC)
        for month in range(1, 13)
        for day in (5, 20)
        for hour in (3, 15)
    ]
    start, tz = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), ZoneInfo(zone)
    hours = [start + dt.timedelta(hours=count) for count in range(8760)]
    for before, after in pairwise(hours):
        if before.astimezone(tz).utcoffset() != after.astimezone(tz).utcoffset():
            onsets += [after + dt.timedelta(minutes=minutes) for minutes in range(-180, 181, 30)]
    return onsets


def test_16_outlook_can_read_the_definition() -> None:
    """Outlook keeps to one rule pair with TZID, DTSTART, RRULE and the two offsets."""
    assert ics.zone_lines("Europe/Zurich", 2021, 2023) == (
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Zurich",
        "BEGIN:DAYLIGHT",
        "DTSTART:20200329T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZNAME:CEST",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20201025T030000",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZNAME:CET",
        "END:STANDARD",
        "END:VTIMEZONE",
    )


def test_16_seconds_of_an_old_offset_are_kept() -> None:
    assert "TZOFFSETTO:-004430" in ics.zone_lines("Africa/Monrovia", 1970, 1971)


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Africa/Nairobi", "Pacific/Kiritimati", "America/Sao_Paulo", "UTC"])
def test_16_a_fixed_zone_is_one_standard_that_begins_before_the_first_event(zone: str) -> None:
    lines = unfolded(ics.render(calendar(item(zone=zone))))
    definition = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]
    assert [line for line in definition if line.startswith("BEGIN:")] == ["BEGIN:VTIMEZONE", "BEGIN:STANDARD"]
    (onset,) = [line.removeprefix("DTSTART:") for line in definition if line.startswith("DTSTART:")]
    assert onset < f"{NOON - dt.timedelta(days=1):%Y%m%dT%H%M%S}"


@pytest.mark.parametrize("zone", ["Europe/Zurich", "America/Santiago", "Africa/Cairo", "Asia/Jerusalem"])
def test_16_every_year_of_the_events_and_one_beside_is_defined(zone: str) -> None:
    lines = ics.zone_lines(zone, 2025, 2027)
    onsets = [line.removeprefix("DTSTART:") for line in lines if line.startswith("DTSTART:")]
    assert min(onsets) < "20250101T000000", "one is in force when the range begins"
    is_ruled = any(line.startswith("RRULE:") for line in lines)
    assert is_ruled or len(onsets) >= 6, "a pair of rules, or each change of three years"
    assert not [line for line in lines if line.startswith(("RDATE", "COMMENT"))]


def test_17_cancelled_stays_and_frees_the_time() -> None:
    body = ics.render(calendar(item(is_cancelled=True, join="")))
    assert line_of("STATUS", body) == "STATUS:CANCELLED"
    assert line_of("TRANSP", body) == "TRANSP:TRANSPARENT"
    assert b"CONFERENCE" not in body
    assert b"\r\nURL" not in body


def test_18_19_the_way_in_stands_in_conference_and_url() -> None:
    body = ics.render(calendar(item(join="https://forum.example.org/j?a=b,c;d")))
    assert line_of("CONFERENCE", body) == (
        "CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL=Join the sitting;LANGUAGE=en;VALUE=URI:https://forum.example.org/j?a=b,c;d"
    )
    assert line_of("URL", body) == "URL:https://forum.example.org/j?a=b,c;d"
    assert line_of("DESCRIPTION", body).startswith("DESCRIPTION;LANGUAGE=en:https:")


def test_18_an_address_cannot_end_its_line() -> None:
    body = ics.render(calendar(item(join="https://x.example/\r\nATTENDEE:mailto:a@x.example")))
    assert not [line for line in unfolded(body) if line.startswith("ATTENDEE")]


def test_18_without_a_label_the_address_alone() -> None:
    assert line_of("CONFERENCE", ics.render(calendar(item(join_label=None)))).startswith(
        "CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE"
    )


def test_20_no_place_no_location() -> None:
    assert b"LOCATION" not in ics.render(calendar(item(location=None)))


def test_21_language_of_every_text() -> None:
    body = ics.render(calendar(item(summary=said("Ouverture", "fr"), location=said("مقر", "ar"))))
    assert line_of("SUMMARY", body) == "SUMMARY;LANGUAGE=fr:Ouverture"
    assert line_of("LOCATION", body) == "LOCATION;LANGUAGE=ar:مقر"


def test_23_an_observers_time_stays_free() -> None:
    assert line_of("TRANSP", ics.render(calendar(item(is_free=True)))) == "TRANSP:TRANSPARENT"
    assert line_of("TRANSP", ics.render(calendar())) == "TRANSP:OPAQUE"


def test_31_validator_follows_the_data() -> None:
    assert ics.etag(calendar()) == ics.etag(calendar())
    others = [
        calendar(item(sequence=1)),
        calendar(item(summary=said("Opening", "fr"))),
        calendar(modified_at=NOON + dt.timedelta(seconds=1)),
        calendar(item(), item(uid="b")),
    ]
    assert len({ics.etag(calendar()), *map(ics.etag, others)}) == 5
