from __future__ import annotations

from datetime import date

import pytest
from babel import Locale, UnknownLocaleError

from timezones import rest

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
WEEK = (date(2022, 2, 21), date(2022, 2, 27))


@pytest.mark.parametrize(
    ("territory", "days"),
    [
        ("CH", {SATURDAY, SUNDAY}),
        ("IR", {FRIDAY}),
        ("EG", {FRIDAY, SATURDAY}),
        ("IN", {SUNDAY}),
        ("AE", {SATURDAY, SUNDAY}),
        ("ir", {FRIDAY}),
        ("", {SATURDAY, SUNDAY}),
        ("ZZ", {SATURDAY, SUNDAY}),
        ("not a territory", {SATURDAY, SUNDAY}),
    ],
)
def test_weekend(territory: str, days: set[int]) -> None:
    assert rest.weekend(territory) == days


def of_cldr(territory: str) -> set[int] | None:
    """The weekend of the territory's likely locale, by Babel; None where it has none."""
    try:
        locale = Locale.parse(f"und_{territory}")
    except UnknownLocaleError:
        return None
    days = (locale.weekend_end - locale.weekend_start) % 7 + 1
    return {(locale.weekend_start + step) % 7 for step in range(days)}


def test_every_territory_has_the_weekend_of_cldr() -> None:
    found = {each: of_cldr(each) for each in Locale("en").territories if len(each) == 2}
    known = {territory: days for territory, days in found.items() if days is not None}
    assert len(known) > 240
    assert {territory: rest.weekend(territory) for territory in known} == known


def test_rest_days_of_a_week() -> None:
    assert rest.rest_days("CH", *WEEK) == {date(2022, 2, 26), date(2022, 2, 27)}
    assert rest.rest_days("EG", *WEEK) == {date(2022, 2, 25), date(2022, 2, 26)}


def test_public_holidays_only_where_asked_for() -> None:
    day = date(2022, 8, 1)
    assert day not in rest.rest_days("CH", day, day)
    assert day in rest.rest_days("CH", day, day, with_holidays=True)


def test_observed_days_count() -> None:
    # Juneteenth 2022 fell on a Sunday and was observed on Monday 20 June.
    assert rest.rest_days("US", date(2022, 6, 20), date(2022, 6, 20), with_holidays=True) == {date(2022, 6, 20)}


def test_holidays_over_new_year() -> None:
    found = rest.rest_days("CH", date(2021, 12, 24), date(2022, 1, 3), with_holidays=True)
    assert {date(2021, 12, 25), date(2022, 1, 1)} <= found
    assert date(2021, 12, 24) not in found


def test_a_territory_without_holidays_has_weekends_only() -> None:
    assert rest.rest_days("ZZ", *WEEK, with_holidays=True) == rest.rest_days("ZZ", *WEEK)
    assert rest.rest_days("", *WEEK, with_holidays=True) == rest.rest_days("", *WEEK)
