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
    assert moments.day_range(first, first, "en") == "22 February 2022"


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


@pytest.mark.parametrize(
    ("tag", "heading", "inside"),
    [
        ("en", "Tuesday 1 February", "Tuesday 1 February"),
        ("fr", "Mardi 1er février", "mardi 1er février"),
        ("es", "Martes, 1 de febrero", "martes, 1 de febrero"),
        ("ru", "Вторник, 1 февраля", "вторник, 1 февраля"),
        ("de", "Dienstag, 1. Februar", "Dienstag, 1. Februar"),
        ("zh", "2月1日星期二", "2月1日星期二"),
    ],
)
def test_a_day_begins_a_line_with_a_capital_and_a_sentence_without(tag: str, heading: str, inside: str) -> None:
    day = dt.date(2022, 2, 1)
    assert (moments.day_heading(day, tag), moments.day_named(day, tag)) == (heading, inside)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (dt.date(2022, 3, 1), dt.date(2022, 3, 3), "1er–3 mars 2022"),
        (dt.date(2022, 3, 11), dt.date(2022, 3, 21), "11–21 mars 2022"),
        (dt.date(2022, 2, 28), dt.date(2022, 3, 1), "28 février – 1er mars 2022"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french(first: dt.date, last: dt.date, said: str) -> None:
    found = moments.day_range(first, last, "fr")
    assert found.replace("\u202f", " ").replace("\u00a0", " ").replace("\u2009", " ") == said


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "28 February – 1 March 2022"),
        ("es", "28 de febrero – 1 de marzo de 2022"),
        ("zh", "2022年2月28日至3月1日"),
        ("ru", "28 февраля – 1 марта 2022 г."),
        ("de", "28. Februar – 1. März 2022"),
    ],
)
def test_a_range_over_two_months_names_both_in_full(tag: str, said: str) -> None:
    found = moments.day_range(dt.date(2022, 2, 28), dt.date(2022, 3, 1), tag)
    assert found.replace("\u202f", " ").replace("\u00a0", " ") == said
    assert "2023" in moments.day_range(dt.date(2022, 12, 31), dt.date(2023, 1, 1), tag)


def test_the_first_stays_a_number_in_the_year_and_in_other_months() -> None:
    assert moments.long_day(dt.date(2001, 1, 1), "fr") == "1er janvier 2001"
    assert moments.long_day(dt.date(2001, 1, 11), "fr") == "11 janvier 2001"
    assert moments.whole_day(dt.date(2024, 1, 1), "fr") == "lundi 1er janvier 2024"


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("en", "Tuesday 22 February 2022, 13:00 (Geneva, UTC+01:00)"),
        ("ar", "الثلاثاء، 22 فبراير 2022، 13:00 (Geneva، UTC+01:00)"),
        ("zh", "2022年2月22日星期二 13:00（Geneva，UTC+01:00）"),
    ],
)
def test_day_hours_and_place_are_one_sentence_of_the_language(tag: str, said: str) -> None:
    instant = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
    shown = moments.said(instant, "Europe/Zurich", "Geneva", tag)
    assert shown.translate(dict.fromkeys((0x2066, 0x2069))) == said


@pytest.mark.parametrize(
    ("seconds", "tag", "said"),
    [
        (6, "en", "6 s"),
        (240, "en", "4 min"),
        (354, "en", "5 min 54 s"),
        (354, "zh", "5分54秒"),
        (61, "ru", "1 мин 1 с"),
    ],
)
def test_how_long_something_took(seconds: float, tag: str, said: str) -> None:
    assert moments.duration(seconds, tag) == said


@pytest.mark.parametrize(
    ("tag", "commas", "stronger"),
    [
        ("en", "a, b, c", "a; b; c"),
        ("ar", "a، b، c", "a؛ b؛ c"),
        ("zh", "a，b，c", "a；b；c"),
        ("fr", "a, b, c", "a\u202f; b\u202f; c"),
    ],
)
def test_what_stands_one_after_another_has_the_comma_of_the_language(tag: str, commas: str, stronger: str) -> None:
    assert (moments.enumerated("abc", tag), moments.parted("abc", tag)) == (commas, stronger)
    assert moments.enumerated(["100 % of it"], tag) == "100 % of it"


def test_a_text_of_any_direction_stands_whole_in_arabic() -> None:
    assert moments.embedded("Decent jobs", "ar") == "\u2068Decent jobs\u2069"
    assert moments.embedded("Decent jobs", "fr") == "Decent jobs"
