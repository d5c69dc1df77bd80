from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytz
from hypothesis import given
from hypothesis import strategies as st

from timezones import wallclock, zones
from timezones.wallclock import Fold, Gap, SkippedTime, Unambiguous

SPRING, AUTUMN = date(2022, 3, 27), date(2022, 10, 30)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_an_ordinary_time_is_one_instant() -> None:
    assert wallclock.resolve(date(2022, 2, 22), time(13), "Europe/Zurich") == Unambiguous(instant=utc(2022, 2, 22, 12))


def test_a_skipped_time_is_a_gap_and_says_where_the_clock_resumes() -> None:
    outcome = wallclock.resolve(SPRING, time(2, 30), "Europe/Zurich")
    assert outcome == Gap(jump=utc(2022, 3, 27, 1), resumes=datetime(2022, 3, 27, 3))  # noqa: DTZ001


def test_a_repeated_time_is_a_fold_with_both_instants() -> None:
    outcome = wallclock.resolve(AUTUMN, time(2, 30), "Europe/Zurich")
    assert outcome == Fold(first=utc(2022, 10, 30, 0, 30), second=utc(2022, 10, 30, 1, 30))
    assert isinstance(outcome, Fold)
    assert outcome.instant == outcome.first


def test_half_an_hour_change() -> None:
    outcome = wallclock.resolve(date(2022, 10, 2), time(2, 10), "Australia/Lord_Howe")
    assert isinstance(outcome, Gap)
    assert outcome.resumes == datetime(2022, 10, 2, 2, 30)  # noqa: DTZ001


def test_a_day_that_samoa_skipped() -> None:
    outcome = wallclock.resolve(date(2011, 12, 30), time(12), "Pacific/Apia")
    assert isinstance(outcome, Gap)
    assert outcome.resumes == datetime(2011, 12, 31)  # noqa: DTZ001


def test_instant_of_takes_the_first_and_refuses_the_skipped() -> None:
    assert wallclock.instant_of(AUTUMN, time(2, 30), "Europe/Zurich") == utc(2022, 10, 30, 0, 30)
    assert wallclock.instant_of(AUTUMN, time(2, 30, fold=1), "Europe/Zurich") == utc(2022, 10, 30, 0, 30)
    with pytest.raises(SkippedTime) as refused:
        wallclock.instant_of(SPRING, time(2, 30), "Europe/Zurich")
    assert (refused.value.clock, refused.value.zone) == (time(2, 30), "Europe/Zurich")
    assert refused.value.resumes.time() == time(3)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(zones.UnknownZone):
        wallclock.resolve(SPRING, time(2), "Mars/Olympus")


def test_local_needs_an_aware_instant() -> None:
    assert wallclock.local(utc(2022, 2, 22, 12), "Pacific/Fiji").isoformat() == "2022-02-23T00:00:00+12:00"
    with pytest.raises(ValueError, match="zone"):
        wallclock.local(datetime(2022, 2, 22), "Pacific/Fiji")  # noqa: DTZ001


ZONES = st.sampled_from(sorted(pytz.common_timezones))


@given(zone=ZONES, minutes=st.integers(0, 60 * 24 * 365 * 10))
def test_every_instant_comes_back_through_its_wall_time(zone: str, minutes: int) -> None:
    instant = utc(2020, 1, 1) + timedelta(minutes=minutes)
    there = wallclock.local(instant, zone)
    outcome = wallclock.resolve(there.date(), there.time(), zone)
    assert not isinstance(outcome, Gap)
    found = {outcome.first, outcome.second} if isinstance(outcome, Fold) else {outcome.instant}
    assert instant in found


@given(zone=ZONES, day=st.dates(date(2020, 1, 1), date(2030, 1, 1)), clock=st.times())
def test_every_wall_time_is_shown_at_its_instants_or_never(zone: str, day: date, clock: time) -> None:
    wall = datetime.combine(day, clock.replace(fold=0))
    outcome = wallclock.resolve(day, clock, zone)
    if isinstance(outcome, Gap):
        before = (outcome.jump - timedelta(seconds=1)).astimezone(zones.zone(zone)).replace(tzinfo=None)
        assert before < wall < outcome.resumes
    else:
        assert wallclock.local(outcome.instant, zone).replace(tzinfo=None, fold=0) == wall


@given(zone=ZONES, minutes=st.integers(0, 60 * 24 * 365 * 10))
def test_pytz_tells_the_same_local_time(zone: str, minutes: int) -> None:
    instant = utc(2020, 1, 1) + timedelta(minutes=minutes)
    theirs = instant.astimezone(pytz.timezone(zone))
    assert wallclock.local(instant, zone).replace(tzinfo=None, fold=0) == theirs.replace(tzinfo=None, fold=0)
