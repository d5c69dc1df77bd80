from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.formats import busy
from forum.formats.busy import read_busy
from forum.formats.reading import Faults

SECRET = "Dinner with the other candidate"
ZURICH = ZoneInfo("Europe/Zurich")
AUTUMN = datetime.fromisoformat("2021-10-01T00:00")


def calendar(*events: str, kind: str = "VEVENT") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN"]
    for number, event in enumerate(events):
        uid = [] if "UID:" in event else [f"UID:{number}"]
        lines += [f"BEGIN:{kind}", *uid, f"SUMMARY:{SECRET}", *event.strip().splitlines(), f"END:{kind}"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(data: bytes, first: date = date(2022, 2, 1), last: date = date(2022, 3, 31)) -> list[str]:
    return [
        f"{begin:%m-%d %H:%M}/{(end - begin) // timedelta(minutes=1)}"
        for begin, end in read_busy(data, first, last, "Europe/Zurich")
    ]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20220222T100000Z\nDTEND:20220222T113000Z", ["02-22 10:00/90"]),
        ("DTSTART;TZID=Pacific/Fiji:20220222T100000\nDURATION:PT1H", ["02-21 22:00/60"]),
        ("DTSTART:20220222T100000\nDTEND:20220222T110000", ["02-22 09:00/60"]),
        ("DTSTART;VALUE=DATE:20220222\nDTEND;VALUE=DATE:20220224", ["02-21 23:00/2880"]),
        ("DTSTART;VALUE=DATE:20220327", ["03-26 23:00/1380"]),
        ("DTSTART:20220222T100000Z", []),
        ("DTSTART:20220222T100000Z\nDTEND:20220222T090000Z", []),
        ("DTSTART:20220222T100000Z\nDURATION:PT1H\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20220222T100000Z\nDURATION:PT1H\nSTATUS:CANCELLED", []),
        ("DTSTART:20220222T100000Z\nDURATION:PT1H\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", []),
        ("DTSTART:20210222T100000Z\nDURATION:PT1H", []),
        ("DTSTART;TZID=W. Europe Standard Time:20220222T100000\nDURATION:PT1H", ["02-22 09:00/60"]),
    ],
)
def test_single_events(event: str, expected: list[str]) -> None:
    assert read(calendar(event)) == expected


WEEKLY = "DTSTART;TZID=Europe/Zurich:20220315T100000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (f"{WEEKLY};COUNT=3", ["03-15 09:00/60", "03-22 09:00/60", "03-29 08:00/60"]),
        (f"{WEEKLY};UNTIL=20220322T090000Z", ["03-15 09:00/60", "03-22 09:00/60"]),
        (f"{WEEKLY};UNTIL=20220322", ["03-15 09:00/60", "03-22 09:00/60"]),
        (f"{WEEKLY};COUNT=3\nEXDATE;TZID=Europe/Zurich:20220315T100000,20220329T100000", ["03-22 09:00/60"]),
        (f"{WEEKLY};COUNT=1\nRDATE:20220316T100000Z", ["03-15 09:00/60", "03-16 10:00/60"]),
        (f"{WEEKLY};COUNT=1\nRDATE;VALUE=PERIOD:20220316T100000Z/PT5M", ["03-15 09:00/60", "03-16 10:00/5"]),
        (
            f"{WEEKLY};COUNT=1\nRDATE;VALUE=PERIOD:20220316T100000Z/20220316T101000Z\nRDATE:20220317T100000Z",
            ["03-15 09:00/60", "03-16 10:00/10", "03-17 10:00/60"],
        ),
        (
            "DTSTART;VALUE=DATE:20220101\nRRULE:FREQ=MONTHLY;BYDAY=-1MO\nEXDATE;VALUE=DATE:20220131",
            ["02-27 23:00/1440", "03-27 22:00/1440"],
        ),
        ("DTSTART:20100101T120000Z\nDURATION:PT30M\nRRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1", ["03-01 12:00/30"]),
        ("DTSTART:20220222T100000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", []),
    ],
)
def test_recurrences_are_expanded_on_their_own_clock(event: str, expected: list[str]) -> None:
    assert read(calendar(event)) == expected


def test_a_changed_occurrence_takes_the_place_of_the_planned_one() -> None:
    series = f"UID:x\n{WEEKLY};COUNT=3"
    moved = "UID:x\nRECURRENCE-ID;TZID=Europe/Zurich:20220322T100000\nDTSTART:20220323T070000Z\nDURATION:PT2H"
    gone = "UID:x\nRECURRENCE-ID:20220329T080000Z\nDTSTART:20220329T080000Z\nDURATION:PT1H\nSTATUS:CANCELLED"
    assert read(calendar(series, moved, gone)) == ["03-15 09:00/60", "03-23 07:00/120"]


def test_free_and_busy_lists() -> None:
    lists = [
        "FREEBUSY:20220222T100000Z/PT1H,20220223T100000Z/20220223T120000Z",
        "FREEBUSY;FBTYPE=FREE:20220224T100000Z/PT1H\nFREEBUSY;FBTYPE=BUSY-TENTATIVE:20220225T100000Z/PT1H",
    ]
    assert read(calendar(*lists, kind="VFREEBUSY")) == ["02-22 10:00/60", "02-23 10:00/120", "02-25 10:00/60"]


def test_titles_are_nowhere_and_equal_times_once() -> None:
    data = calendar("DTSTART:20220222T100000Z\nDURATION:PT1H", "DTSTART:20220222T100000Z\nDURATION:PT1H")
    assert SECRET.encode() in data
    found = read_busy(data, date(2022, 2, 1), date(2022, 3, 1), "UTC")
    assert len(found) == 1
    assert SECRET not in repr(found)
    with pytest.raises(Faults) as refused:
        read(calendar(f"DTSTART:{SECRET}"))
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "not a calendar"),
        (b"hello", "not a calendar"),
        (b"\xff\xfe\x00", "not a calendar"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "not a calendar"),
        (calendar("DTSTART:20220222T100000Z", "DTSTART:noon"), "the times of event 2 cannot be read"),
        (calendar("SUMMARY:no start"), "the times of event 1 cannot be read"),
        (calendar("DTSTART:20220222T100000Z\nDTEND;VALUE=DATE:20229999"), "cannot be read"),
        (calendar("DTSTART:20220222T100000Z\nDURATION:PT1S\nRRULE:FREQ=SECONDLY"), "cannot be read"),
        (calendar("DTSTART:20220222T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;INTERVAL=0"), "cannot be read"),
        (calendar("DTSTART:20220222T100000Z\nDURATION:PT1H\nRRULE:FREQ=SOMETIMES"), "cannot be read"),
        (calendar("DTSTART:00010101T100000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY"), "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_whole(data: bytes, says: str) -> None:
    with pytest.raises(Faults) as refused:
        read(data)
    assert says in str(refused.value)


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = calendar("DTSTART:20220222T100000Z\nDURATION:PT1H", "DTSTART:20220223T100000Z\nDURATION:PT1H")
    monkeypatch.setattr(busy, "MOST_EVENTS", 1)
    with pytest.raises(Faults, match="more than 1 events"):
        read(data)
    monkeypatch.setattr(busy, "MOST_BYTES", 10)
    with pytest.raises(Faults, match="larger than 10 bytes"):
        read(data)


@settings(max_examples=60)
@given(
    start=st.integers(0, 150 * 1440).map(lambda minutes: AUTUMN + timedelta(minutes=minutes)),
    zone=st.sampled_from(["Europe/Zurich", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"]),
    frequency=st.sampled_from([("DAILY", 1), ("WEEKLY", 7)]),
    interval=st.integers(1, 3),
    count=st.integers(1, 60),
)  # fmt: skip
def test_daily_and_weekly_series_keep_their_wall_time(
    start: datetime, zone: str, frequency: tuple[str, int], interval: int, count: int
) -> None:
    name, days = frequency
    rule = f"FREQ={name};INTERVAL={interval};COUNT={count}"
    event = f"DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}\nDURATION:PT45M\nRRULE:{rule}"
    walls = [start + timedelta(days=days * interval * step) for step in range(count)]
    begins = [wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for wall in walls]
    low, high = datetime(2022, 1, 31, tzinfo=ZURICH), datetime(2022, 4, 3, tzinfo=ZURICH)
    expected: list[Any] = [(at, at + timedelta(minutes=45)) for at in begins]
    expected = sorted({each for each in expected if each[0] < high and each[1] > low})
    found = read_busy(calendar(event), date(2022, 2, 1), date(2022, 3, 31), "Europe/Zurich")
    assert list(found) == expected
