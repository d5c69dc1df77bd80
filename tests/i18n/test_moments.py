"""Times as people read them."""

from __future__ import annotations

import datetime as dt

import pytest

from forum.domain.people import LANGUAGES
from forum.i18n import moments

OPENING = dt.datetime(2022, 2, 22, 12, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("zone", "clock", "offset", "weekday"),
    [
        ("Europe/Zurich", "13:00", "UTC+01:00", "Tue"),
        ("Pacific/Fiji", "00:00", "UTC+12:00", "Wed"),
        ("Asia/Kathmandu", "17:45", "UTC+05:45", "Tue"),
        ("America/Los_Angeles", "04:00", "UTC-08:00", "Tue"),
        ("America/St_Johns", "08:30", "UTC-03:30", "Tue"),
        ("Pacific/Kiritimati", "02:00", "UTC+14:00", "Wed"),
    ],
)
def test_clock_offset_and_weekday(zone: str, clock: str, offset: str, weekday: str) -> None:
    assert moments.clock(OPENING, zone) == clock
    assert moments.offset(OPENING, zone) == offset
    assert moments.weekday(OPENING, zone, "en") == weekday


def test_a_range_over_midnight() -> None:
    end = OPENING + dt.timedelta(minutes=90)
    assert moments.clock_range(OPENING - dt.timedelta(minutes=15), end, "Pacific/Fiji") == "23:45–01:30"


def test_english_days_are_written_as_the_un_writes_them() -> None:
    first, last = dt.date(2022, 2, 22), dt.date(2022, 2, 24)
    assert moments.day_heading(first, "en") == "Tuesday 22 February"
    assert moments.long_day(first, "en") == "22 February 2022"
    assert moments.day_range(first, last, "en") == "22–24 February 2022"


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_names_day_and_year(tag: str) -> None:
    ranged = moments.day_range(dt.date(2022, 2, 22), dt.date(2022, 3, 1), tag)
    assert "22" in ranged or "٢٢" in ranged
    assert moments.day_heading(dt.date(2022, 2, 22), tag)
    assert moments.number(12345.5, tag)


def test_a_moment_keeps_its_clock_whole_in_right_to_left_text() -> None:
    said = moments.moment(OPENING, "Africa/Cairo", "ar")
    assert "\u206614:00\u2069" in said
    assert "\u2066UTC+02:00\u2069" in said


@pytest.mark.parametrize(
    ("seconds", "said"), [(114, "1:54"), (0, "0:00"), (-7, "−0:07"), (-0.2, "0:00"), (3600, "60:00")]
)
def test_speaking_time(seconds: float, said: str) -> None:
    assert moments.minutes_seconds(seconds) == said


def test_a_list_is_said_not_glued() -> None:
    assert moments.listed(["a", "b", "c"], "en") == "a, b, and c"
    assert moments.listed(["a", "b"], "fr") == "a et b"


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("fr", "22–24 février 2022"),
        ("es", "22–24 de febrero de 2022"),
        ("zh", "2022年2月22日至24日"),
        ("ru", "22–24 февраля 2022 г."),
        ("de", "22.–24. Februar 2022"),
        ("ar", "22–24 فبراير 2022"),
    ],
)
def test_days_of_one_month_name_it_in_full(tag: str, said: str) -> None:
    assert moments.day_range(dt.date(2022, 2, 22), dt.date(2022, 2, 24), tag) == said


@pytest.mark.parametrize(
    ("minutes", "tag", "said"),
    [
        (0, "en", "0 min"),
        (15, "en", "15 min"),
        (60, "es", "1h"),
        (195, "en", "3 hr 15 min"),
        (195, "ru", "3 ч 15 мин"),
        (195, "ar", "3 س 15 د"),
    ],
)
def test_how_long_something_is(minutes: int, tag: str, said: str) -> None:
    assert moments.span(minutes, tag) == f"\u2068{said}\u2069"
