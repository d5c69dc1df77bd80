"""Observances against zoneinfo: every zone of the Member States, both directions, and the traps by name."""

from __future__ import annotations

import csv
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytz
from hypothesis import example, given, settings
from hypothesis import strategies as st

from timezones import zones
from timezones.observances import Observance, Yearly, footer, observances

ROOT = Path(__file__).resolve().parents[2]
HOUR = timedelta(hours=1)


def zones_of_member_states() -> list[str]:
    rows = csv.DictReader((ROOT / "forum/i18n/cities.csv").read_text(encoding="utf-8").splitlines())
    states = list(rows)
    assert len(states) == 187
    return sorted({name for row in states for name in (row["zone"], *zones.of_country(row["iso2"]))})


ZONES = zones_of_member_states()


class Reader:
    """What a client makes of observances: a list of changes in order, and nothing else to go by."""

    def __init__(self, found: tuple[Observance, ...], last_year: int) -> None:
        onsets = [(onset - item.before, item) for item in found for onset in self._onsets(item, last_year)]
        onsets.sort(key=lambda pair: pair[0])
        self.instants = [instant for instant, _ in onsets]
        self.items = [item for _, item in onsets]

    @staticmethod
    def _onsets(item: Observance, last_year: int) -> list[datetime]:
        if item.yearly is None:
            return [item.onset]
        years = range(item.onset.year, last_year + 2)
        days = [item.yearly.in_year(year) for year in years]
        assert days[0] == item.onset.date(), "the first onset keeps its own rule"
        return [datetime.combine(day, item.onset.time()) for day in days]

    def offset(self, instant: datetime) -> timedelta:
        return self.items[bisect_right(self.instants, instant.replace(tzinfo=None)) - 1].after

    def offsets_of_wall(self, wall: datetime) -> list[timedelta]:
        """The offsets under which the clock shows this wall time: none in a gap, two in a fold, the first one first."""
        spans = {item.after for item in self.items} | {item.before for item in self.items}
        return sorted((s for s in spans if self.offset((wall - s).replace(tzinfo=UTC)) == s), reverse=True)


@cache
def reader(zone: str, first: int, last: int) -> Reader:
    return Reader(observances(zone, first, last), last)


def offsets_of_wall(wall: datetime, zone: str) -> list[timedelta]:
    tz = ZoneInfo(zone)
    found = {wall.replace(tzinfo=tz, fold=fold).utcoffset() or timedelta() for fold in (0, 1)}
    return sorted((o for o in found if (wall - o).replace(tzinfo=UTC).astimezone(tz).utcoffset() == o), reverse=True)


@pytest.mark.parametrize("zone", ZONES)
def test_offsets_of_every_hour_are_those_of_zoneinfo_in_both_directions(zone: str) -> None:
    read, tz = reader(zone, 2021, 2028), ZoneInfo(zone)
    start = datetime(2021, 1, 1, tzinfo=UTC)
    for hours in range(0, 8 * 8766, 5):
        instant = start + hours * HOUR
        assert read.offset(instant) == instant.astimezone(tz).utcoffset()
    for item, at in zip(read.items, read.instants, strict=True):
        if not 2021 <= at.year <= 2028:
            continue
        for minutes in range(-150, 151, 15):
            wall = at + item.before + timedelta(minutes=minutes)
            assert read.offsets_of_wall(wall) == offsets_of_wall(wall, zone), wall


@settings(max_examples=300, deadline=None)
@given(
    zone=st.sampled_from(sorted(pytz.all_timezones)),
    first=st.integers(1990, 2060),
    years=st.integers(0, 6),
    part=st.floats(0, 1, exclude_max=True),
)
@example(zone="Africa/Casablanca", first=2026, years=4, part=0.2)
@example(zone="Europe/Dublin", first=2022, years=1, part=0.3)
@example(zone="Pacific/Fiji", first=2019, years=5, part=0.1)
def test_any_zone_in_any_years_reads_as_zoneinfo(zone: str, first: int, years: int, part: float) -> None:
    read = reader(zone, first, first + years)
    instant = datetime(first, 1, 1, tzinfo=UTC) + part * timedelta(days=365 * (years + 1))
    local = instant.astimezone(ZoneInfo(zone))
    assert read.offset(instant) == local.utcoffset()
    wall = local.replace(tzinfo=None)
    assert read.offsets_of_wall(wall) == offsets_of_wall(wall, zone)


def test_geneva_is_one_pair_with_onsets_on_the_clock_before_the_change() -> None:
    spring, autumn = observances("Europe/Zurich", 2022, 2024)
    assert spring == Observance(
        name="CEST",
        onset=datetime(2021, 3, 28, 2),  # noqa: DTZ001
        before=HOUR,
        after=2 * HOUR,
        is_daylight=True,
        yearly=Yearly(month=3, week=-1, weekday=6),
    )
    assert autumn == Observance(
        name="CET",
        onset=datetime(2021, 10, 31, 3),  # noqa: DTZ001
        before=2 * HOUR,
        after=HOUR,
        is_daylight=False,
        yearly=Yearly(month=10, week=-1, weekday=6),
    )


def test_los_angeles_changes_on_numbered_sundays() -> None:
    weeks = {
        (item.yearly.month, item.yearly.week) for item in observances("America/Los_Angeles", 2022, 2024) if item.yearly
    }
    assert weeks == {(3, 2), (11, 1)}


@pytest.mark.parametrize(("zone", "hours"), [("Africa/Nairobi", 3), ("Asia/Kolkata", 5.5), ("Asia/Kathmandu", 5.75)])
def test_a_fixed_zone_is_one_standard_observance(zone: str, hours: float) -> None:
    (only,) = observances(zone, 2022, 2024)
    assert (only.before, only.after, only.is_daylight, only.yearly) == (hours * HOUR, hours * HOUR, False, None)
    assert only.onset < datetime(2022, 1, 1)  # noqa: DTZ001


@pytest.mark.parametrize("zone", ["Africa/Cairo", "America/Nuuk", "America/Santiago", "Asia/Gaza", "Asia/Jerusalem"])
def test_an_hour_outside_its_day_is_written_out_onset_by_onset(zone: str) -> None:
    found = observances(zone, 2026, 2028)
    assert [item.yearly for item in found] == [None] * 7
    assert list(found) == sorted(found, key=lambda item: item.onset)


def test_a_change_that_the_footer_does_not_know_is_written_out() -> None:
    assert all(item.yearly is None for item in observances("Pacific/Fiji", 2019, 2022))
    assert all(item.yearly is None for item in observances("Africa/Casablanca", 2026, 2028))


def test_irish_summer_time_is_the_clock_ahead() -> None:
    assert [(item.name, item.is_daylight) for item in observances("Europe/Dublin", 2026, 2026)] == [
        ("IST", True),
        ("GMT", False),
    ]


def test_a_range_that_begins_in_summer_time_says_so() -> None:
    first, *_ = observances("America/Santiago", 2026, 2026)
    assert (first.name, first.is_daylight, first.after) == ("-03", True, -3 * HOUR)


@given(
    year=st.integers(1970, 2100),
    month=st.integers(1, 12),
    week=st.sampled_from([1, 2, 3, 4, -1]),
    day=st.integers(0, 6),
)
def test_yearly_finds_the_weekday_of_the_month(year: int, month: int, week: int, day: int) -> None:
    found = Yearly(month=month, week=week, weekday=day).in_year(year)
    assert (found.year, found.month, found.weekday()) == (year, month, day)
    if week == -1:
        assert (found + timedelta(days=7)).month != month
    else:
        assert (found.day - 1) // 7 == week - 1


def test_footer_is_the_pinned_release_own_rule() -> None:
    assert footer("Europe/Zurich") == "CET-1CEST,M3.5.0,M10.5.0/3"
    assert footer("Australia/Lord_Howe") == "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"


def test_unknown_zone_and_empty_range_are_refused() -> None:
    with pytest.raises(zones.UnknownZone):
        observances("Europe/Geneva", 2022, 2023)
    with pytest.raises(ValueError, match="before the first"):
        observances("Europe/Zurich", 2023, 2022)


def test_most_zones_need_no_more_than_a_pair() -> None:
    sizes = [len(observances(zone, 2026, 2030)) for zone in ZONES]
    assert sum(size > 2 for size in sizes) <= 12
