"""Forum and sitting as values."""

from __future__ import annotations

import datetime as dt

import pytest

from forum.domain.programme import SittingStatus
from tests.programmes import a_forum, a_sitting


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [("07:00", "22:00", (420, 1320)), ("00:00", "24:00", (0, 1440)), ("20:00", "02:30", (1200, 1590))],
)
def test_venue_hours_in_minutes(opens: str, closes: str, expected: tuple[int, int]) -> None:
    forum = a_forum(venue_from=opens, venue_to=closes)
    assert (forum.opens, forum.closes) == expected


def test_instants_are_derived_from_the_wall_clock() -> None:
    sitting = a_sitting(when="2022-02-22 13:00")
    assert sitting.start == dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
    assert sitting.end == dt.datetime(2022, 2, 22, 13, 30, tzinfo=dt.UTC)


def test_end_counts_elapsed_minutes_across_a_clock_change() -> None:
    sitting = a_sitting(when="2022-03-27 01:30", minutes=60)
    assert sitting.end == dt.datetime(2022, 3, 27, 1, 30, tzinfo=dt.UTC)


def test_is_held_needs_a_time_and_no_cancellation() -> None:
    assert a_sitting().is_held
    assert not a_sitting(when=None).is_held
    assert not a_sitting(status=SittingStatus.CANCELLED).is_held
