"""Stretches of equal cost say the same as the tables by minute, whatever zone, territory, mode and start."""

from __future__ import annotations

from datetime import date

import pytz
from hypothesis import given
from hypothesis import strategies as st

from timezones.burden import COSPLIB, DEFAULT, Horizon, Tables, cost_by_minute
from timezones.problem import Mode, Person, Venue
from timezones.profiles import Profile, level_at, profiles, stretches_between

#: the autumn clock change of Europe lies within
VENUE = Venue(zone="Europe/Zurich", first_day=date(2026, 10, 24), last_day=date(2026, 10, 27), grid_minutes=15)
FIRST = Horizon.of(VENUE).first


def summed(profile: Profile, start: int, minutes: int) -> tuple[int, int, int]:
    """Points, dearest level and its minutes, counted minute by minute."""
    ends = [step.begin for step in profile.steps[1:]] + [Horizon.of(VENUE).last]
    points, levels = 0, []
    for minute in range(start, start + minutes):
        step = next(s for s, end in zip(profile.steps, ends, strict=True) if s.begin <= minute < end)
        points += step.points
        levels.append(step.level)
    return points, max(levels), levels.count(max(levels))


@given(
    zone=st.sampled_from(pytz.common_timezones),
    territory=st.sampled_from(["", "CH", "IR", "EG"]),
    mode=st.sampled_from(["remote", "in_person"]),
    scale=st.sampled_from([DEFAULT, COSPLIB]),
    start=st.integers(FIRST + 1440, FIRST + 6 * 1440),
)
def test_they_say_what_the_tables_say(zone: str, territory: str, mode: Mode, scale, start: int) -> None:  # type: ignore[no-untyped-def]
    person = Person(id="x", zone=zone, territory=territory, mode=mode)
    found, class_of = profiles([person], VENUE, scale)
    table = Tables([person], VENUE, scale)[0]
    points, level, at_level = summed(found[class_of[0]], start, 90)
    assert points == table.cost([start], 90)[0]  # type: ignore[arg-type]
    dearest = len(set(cost_by_minute(scale).tolist())) - 1
    assert (at_level if level == dearest else 0) == table.dearest_minutes([start], 90)[0]  # type: ignore[arg-type]


def test_clocks_that_agree_share_a_class() -> None:
    rows = [
        Person(id="a", zone="Europe/Zurich"),
        Person(id="b", zone="Europe/Paris"),
        Person(id="c", zone="Asia/Tokyo"),
        Person(id="d", zone="Asia/Tokyo", territory="IR"),
        Person(id="e", zone="Asia/Tokyo", mode="in_person"),
    ]
    found, class_of = profiles(rows, VENUE, DEFAULT)
    assert class_of == [0, 0, 1, 2, 3]
    assert [len(each.offsets) for each in found] == [2, 1, 1, 2]


def test_a_day_of_a_clock_is_cut_where_its_level_changes() -> None:
    (tokyo,), _ = profiles([Person(id="a", zone="Asia/Tokyo")], VENUE, DEFAULT)
    midnight = FIRST + 2 * 1440 - 9 * 60
    day = [
        ((begin - midnight) // 60, (end - midnight) // 60, level)
        for begin, end, level in stretches_between(tokyo, midnight, midnight + 1440)
    ]
    assert day == [(0, 6, 3), (6, 7, 2), (7, 9, 1), (9, 18, 0), (18, 21, 1), (21, 23, 2), (23, 24, 3)]
    assert level_at(tokyo, midnight + 12 * 60) == 0


def test_a_rest_day_adds_points_and_leaves_the_level() -> None:
    saturday = FIRST + 2 * 1440 + 10 * 60
    (zurich,), _ = profiles([Person(id="a", zone="Europe/Zurich", territory="CH")], VENUE, DEFAULT)
    step = [each for each in zurich.steps if each.begin <= saturday][-1]
    assert (step.points, step.level) == (1, 0)
