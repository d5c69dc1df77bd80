"""What a new time zone release does to published sittings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from forum.domain.programme import SittingStatus
from forum.domain.tzcheck import Shift, reissued, shifts
from tests.calendars import hard, held, sitting

HOUR = dt.timedelta(hours=1)
NOW = dt.datetime(2022, 2, 22, 13, tzinfo=dt.UTC)
STARTS = {each.key: each.start for each in held()}


def test_nothing_shifts_under_the_same_rules() -> None:
    assert shifts(hard(), {each.key: each.start for each in hard()}, NOW) == ()


def test_a_sitting_ahead_shifts_by_as_much_as_the_rules_moved() -> None:
    found = shifts(held(), {**STARTS, "theme-2": STARTS["theme-2"] - HOUR}, NOW)
    (theme,) = (each for each in held() if each.key == "theme-2")
    assert found == (Shift(sitting=theme, stood=theme.start - HOUR, becomes=theme.start),)


def test_what_is_over_by_both_clocks_is_left_alone_and_by_one_is_not() -> None:
    opening = STARTS["opening"]
    early = {**STARTS, "opening": opening - HOUR}
    assert shifts(held(), early, opening + HOUR) == ()
    assert [each.sitting.key for each in shifts(held(), early, opening)] == ["opening"]
    late = {**STARTS, "opening": opening + HOUR}
    assert [each.sitting.key for each in shifts(held(), late, opening + HOUR)] == ["opening"]


def test_cancelled_and_never_published_ones_do_not_shift() -> None:
    first, *others = held()
    off = replace(first, status=SittingStatus.CANCELLED)
    assert shifts((off, *others), {"opening": STARTS["opening"] - HOUR}, NOW) == ()


def test_an_hour_that_exists_no_more_is_said_and_cannot_be_issued_again() -> None:
    lost = sitting("lost", "Lost", dt.date(2026, 3, 29), "02:30")
    stood = dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)
    found = shifts((lost,), {"lost": stood}, NOW)
    assert found == (Shift(sitting=lost, stood=stood, becomes=None),)
    assert reissued((lost,), found, NOW) == (lost,)


@given(st.sets(st.sampled_from(sorted(STARTS))))
def test_exactly_those_that_shift_get_a_higher_sequence(keys: set[str]) -> None:
    before = NOW - dt.timedelta(days=30)
    found = shifts(held(), {key: at - HOUR * (key in keys) for key, at in STARTS.items()}, before)
    after = reissued(held(), found, NOW)
    for old, new in zip(held(), after, strict=True):
        assert new == (replace(old, sequence=old.sequence + 1, modified_at=NOW) if old.key in keys else old)
