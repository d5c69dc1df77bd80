from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from timezones.problem import Person
from timezones.questions.dates import Block, Busy, Season, rank_blocks
from timezones.rest import public_holidays, rest_days, weekend

ROWS = (
    Person(id="CH", zone="Europe/Zurich", territory="CH", count=3),
    Person(id="EG", zone="Africa/Cairo", territory="EG", count=2),
    Person(id="JP", zone="Asia/Tokyo", territory="JP", count=5, mode="in_person"),
    Person(id="X", zone="Pacific/Fiji", count=1),
)
SEASON = Season(zone="Europe/Zurich", first_day=date(2022, 1, 1), last_day=date(2022, 3, 31), days=3)
NEW_YEAR = datetime(2022, 1, 1, tzinfo=UTC)


def block(first: date, blocks: tuple[Block, ...]) -> Block:
    return next(each for each in blocks if each.first_day == first)


def test_every_block_of_the_season_is_there_once_best_first() -> None:
    blocks = rank_blocks(ROWS, SEASON)
    assert len(blocks) == 90 - 2
    assert sorted(each.first_day for each in blocks) == [date(2022, 1, 1) + timedelta(days=step) for step in range(88)]
    assert {(each.last_day - each.first_day).days for each in blocks} == {2}
    assert [each.lost_heads for each in blocks] == sorted(each.lost_heads for each in blocks)
    assert blocks[0].lost_heads == 0


def test_weekends_and_holidays_are_counted_head_by_head_and_once() -> None:
    blocks = rank_blocks(ROWS, SEASON)
    for first in (date(2022, 1, 6), date(2022, 2, 22), date(2022, 3, 18)):
        days = [first + timedelta(days=step) for step in range(3)]
        weekends = sum(row.count for row in ROWS for day in days if day.weekday() in weekend(row.territory))
        lost = sum(
            row.count for row in ROWS for day in days if day in rest_days(row.territory, day, day, with_holidays=True)
        )
        found = block(first, blocks)
        assert (found.weekend_heads, found.lost_heads) == (weekends, lost)
    emperor = block(date(2022, 2, 22), blocks)
    assert date(2022, 2, 23) in public_holidays("JP", 2022)
    assert emperor.holiday_heads == 5


def test_the_week_of_2022_is_looked_up_with_its_neighbours() -> None:
    blocks = rank_blocks(ROWS[:1], replace(SEASON, first_day=date(2022, 2, 21), last_day=date(2022, 2, 27)))
    assert [each.first_day.day for each in blocks] == [21, 22, 23, 24, 25]
    assert [each.lost_heads for each in blocks] == [0, 0, 0, 3, 6]


def test_a_season_shorter_than_the_forum_has_no_block() -> None:
    assert rank_blocks(ROWS, replace(SEASON, last_day=date(2022, 1, 2))) == ()


def test_busy_time_counts_once_per_calendar_and_only_within_venue_hours() -> None:
    def at(hour: int, minute: int = 0) -> datetime:
        return datetime(2022, 2, 22, hour, minute, tzinfo=ZoneInfo("Europe/Zurich"))

    season = replace(SEASON, opens=540, closes=1080)
    one = ((at(8), at(10)), (at(9, 30), at(10, 30)), (at(20), at(23)), (at(12), at(12)))
    blocks = rank_blocks(ROWS[:1], season, [one, ((at(1), at(2)),), ((at(10), at(10, 0) + timedelta(seconds=30)),)])
    found = block(date(2022, 2, 22), blocks)
    assert (found.calendars, found.busy_minutes) == (2, 90 + 1)
    assert block(date(2022, 2, 23), blocks).calendars == 0
    assert blocks.index(block(date(2022, 2, 28), blocks)) < blocks.index(found)


def test_a_clock_that_jumps_over_the_opening_counts_from_the_jump() -> None:
    season = Season(
        zone="Europe/Zurich", first_day=date(2022, 3, 27), last_day=date(2022, 3, 27), days=1, opens=150, closes=240
    )
    busy = ((datetime(2022, 3, 27, 0, tzinfo=UTC), datetime(2022, 3, 27, 5, tzinfo=UTC)),)
    (found,) = rank_blocks(ROWS[:1], season, [busy])
    assert found.busy_minutes == 60


intervals = st.lists(
    st.tuples(st.integers(0, 5 * 1440), st.integers(1, 3000)).map(
        lambda pair: (NEW_YEAR + timedelta(minutes=pair[0]), NEW_YEAR + timedelta(minutes=pair[0] + pair[1]))
    ),
    max_size=5,
).map(tuple)


@settings(max_examples=30)
@given(calendars=st.lists(intervals, max_size=3), opens=st.sampled_from([0, 420]), closes=st.sampled_from([1320, 1560]))
def test_busy_minutes_equal_a_count_minute_by_minute(calendars: list[Busy], opens: int, closes: int) -> None:
    season = Season(
        zone="UTC", first_day=date(2022, 1, 1), last_day=date(2022, 1, 4), days=2, opens=opens, closes=closes
    )
    for found in rank_blocks(ROWS, season, calendars):
        busy = []
        for own in calendars:
            minutes = 0
            for day in (found.first_day, found.last_day):
                midnight = datetime.combine(day, datetime.min.time(), UTC)
                minutes += sum(
                    any(begin <= midnight + timedelta(minutes=minute) < end for begin, end in own)
                    for minute in range(opens, closes)
                )
            busy.append(minutes)
        assert (found.calendars, found.busy_minutes) == (sum(each > 0 for each in busy), sum(busy))
