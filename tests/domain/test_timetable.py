"""Sittings on the clock: placed, cancelled, delayed, judged; what always holds is checked as a property."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain import timetable
from forum.domain.programme import (
    AlreadyCancelled,
    CircularOrder,
    DayTooLong,
    GapTooShort,
    Lock,
    NotCancelled,
    NoTimeYet,
    NotLater,
    OutOfOrder,
    OutsideForum,
    OutsideVenueHours,
    Sitting,
    SittingKind,
    SittingsOverlap,
    SittingStatus,
    WrongLength,
)
from forum.domain.refusals import Missing, SkippedTime, TooLong, Unknown, UnknownChoice
from tests.programmes import FIRST_DAY, a_forum, a_room, a_sitting, as_held

MINUTE = dt.timedelta(minutes=1)
#: when the clocks of Zurich went back in 2022
SUMMER_ENDS = dt.datetime(2022, 10, 30, 1, 0, tzinfo=dt.UTC)


def day(offset: int = 0) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=offset)


def test_find_refuses_a_key_that_is_not_there() -> None:
    with pytest.raises(Unknown) as refused:
        timetable.find(as_held(), "theme-9")
    assert refused.value.params == {"what": "sitting", "key": "theme-9"}


def test_place_puts_a_sitting_on_another_wall_time() -> None:
    placed = timetable.place(a_forum(), as_held(), "theme-2", day(1), dt.time(9, 0))
    assert (placed.day, placed.clock, placed.minutes) == (day(1), dt.time(9, 0), 90)


def test_place_may_touch_its_neighbour() -> None:
    assert timetable.place(a_forum(), as_held(), "closing", day(2), dt.time(14, 30)).clock == dt.time(14, 30)


def test_place_refuses_a_time_that_is_taken() -> None:
    with pytest.raises(SittingsOverlap) as refused:
        timetable.place(a_forum(), as_held(), "theme-2", day(0), dt.time(14, 0))
    assert refused.value.params == {"title": "Theme-2", "other": "Opening", "day": day(0), "clock": "13:00"}
    assert refused.value.field == "clock"


def test_place_refuses_a_day_outside_the_forum() -> None:
    with pytest.raises(OutsideForum) as refused:
        timetable.place(a_forum(), as_held(), "opening", day(3), dt.time(9, 0))
    assert refused.value.params == {"day": day(3), "first": day(0), "last": day(2)}


@pytest.mark.parametrize("clock", [dt.time(6, 45), dt.time(20, 45), dt.time(23, 30)])
def test_place_refuses_hours_at_which_the_venue_is_closed(clock: dt.time) -> None:
    with pytest.raises(OutsideVenueHours) as refused:
        timetable.place(a_forum(), as_held(), "opening", day(0), clock)
    assert refused.value.params["opens"] == "07:00"
    assert refused.value.params["clock"] == f"{clock:%H:%M}"


def test_place_refuses_a_wall_time_that_the_clock_jumps_over() -> None:
    forum = a_forum(first_day=dt.date(2022, 3, 27), last_day=dt.date(2022, 3, 27), venue_from="00:00", venue_to="24:00")
    with pytest.raises(SkippedTime) as refused:
        timetable.place(forum, [a_sitting()], "opening", dt.date(2022, 3, 27), dt.time(2, 30))
    assert refused.value.params == {"day": dt.date(2022, 3, 27), "clock": "02:30", "zone": "Europe/Zurich"}


def test_place_refuses_a_cancelled_sitting() -> None:
    with pytest.raises(AlreadyCancelled):
        timetable.place(a_forum(), [timetable.cancel(a_sitting())], "opening", day(0), dt.time(9, 0))


def test_a_cancelled_sitting_leaves_its_time_free() -> None:
    sittings = as_held()
    sittings[0] = timetable.cancel(sittings[0])
    assert timetable.place(a_forum(), sittings, "theme-2", day(0), dt.time(13, 0)).clock == dt.time(13, 0)


def test_past_midnight_counts_for_the_venue_day_that_began() -> None:
    forum = a_forum(venue_from="20:00", venue_to="02:30")
    assert timetable.venue_day(forum, a_sitting(when="2022-02-23 00:45")) == day(0)
    assert timetable.venue_day(forum, a_sitting(when="2022-02-23 01:15")) is None
    assert timetable.counted_day(forum, a_sitting(when="2022-02-23 01:15")) == day(1)
    assert timetable.venue_day(forum, a_sitting(when="2022-02-23 23:15")) == day(1)


def test_cancel_and_restore_give_back_the_same_sitting() -> None:
    sittings = as_held()
    cancelled = timetable.cancel(sittings[1])
    assert cancelled.is_cancelled
    assert timetable.restore([sittings[0], cancelled], "theme-1") == sittings[1]


def test_cancel_refuses_what_is_cancelled_and_restore_what_is_not() -> None:
    with pytest.raises(AlreadyCancelled):
        timetable.cancel(timetable.cancel(a_sitting()))
    with pytest.raises(NotCancelled):
        timetable.restore([a_sitting()], "opening")


def test_restore_refuses_when_the_time_was_given_away() -> None:
    cancelled = timetable.cancel(a_sitting("opening"))
    with pytest.raises(SittingsOverlap):
        timetable.restore([cancelled, a_sitting("theme-1")], "opening")


def test_restore_without_a_time_needs_none() -> None:
    untimed = a_sitting(when=None, status=SittingStatus.CANCELLED)
    assert not timetable.restore([untimed], "opening").is_cancelled


def test_only_a_sitting_with_a_time_can_be_kept_on_its_day() -> None:
    assert timetable.lock(a_sitting(), Lock.DAY).lock is Lock.DAY
    assert timetable.lock(a_sitting(when=None, lock=Lock.DAY), Lock.NONE).lock is Lock.NONE
    with pytest.raises(NoTimeYet):
        timetable.lock(a_sitting(when=None), Lock.START)


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"title": "  "}, Missing, "title"),
        ({"title": "x" * 301}, TooLong, "title"),
        ({"minutes": 4}, WrongLength, "minutes"),
        ({"minutes": 721}, WrongLength, "minutes"),
        ({"after": ("theme-9",)}, UnknownChoice, "after"),
        ({"after": ("opening",)}, CircularOrder, "after"),
        ({"after": ("theme-1",)}, CircularOrder, "after"),
    ],
)
def test_check_facts_refuses(changes: dict[str, object], refusal: type[Exception], field: str) -> None:
    others = [a_sitting("theme-1", after=("theme-2",)), a_sitting("theme-2", after=("opening", "theme-3", "theme-3"))]
    line = [*others, a_sitting("theme-3")]
    with pytest.raises(refusal) as refused:
        timetable.check_facts(line, replace(a_sitting(), **changes))  # type: ignore[arg-type]
    assert refused.value.field == field  # type: ignore[attr-defined]


def test_check_facts_lets_a_sound_order_pass() -> None:
    line = [a_sitting("a"), a_sitting("b", after=("a",)), a_sitting("c", after=("a", "b"))]
    timetable.check_facts(line, replace(line[2], title="C"))


def test_next_key_names_the_kind_and_is_free() -> None:
    keys = [a_sitting("theme-1"), a_sitting("theme-2"), a_sitting("opening")]
    assert timetable.next_key(keys, SittingKind.THEME) == "theme-3"
    assert timetable.next_key(keys, SittingKind.CLOSING) == "closing"
    assert timetable.next_key(keys, SittingKind.OPENING) == "opening-1"
    assert timetable.next_key([], SittingKind.OTHER) == "sitting-1"


def test_delay_moves_what_follows_just_enough() -> None:
    delayed = timetable.delay(as_held(), "opening", 20, gap_minutes=15)
    assert [f"{each.clock:%H:%M}" for each in delayed] == ["13:20", "15:05", "13:00", "14:45", "13:00", "14:45"]


def test_delay_uses_up_slack_before_it_moves_anything() -> None:
    line = [a_sitting("a", "2022-02-22 09:00"), a_sitting("b", "2022-02-22 11:00")]
    assert [f"{each.clock:%H:%M}" for each in timetable.delay(line, "a", 15, gap_minutes=15)] == ["09:15", "11:00"]
    assert [f"{each.clock:%H:%M}" for each in timetable.delay(line, "a", 16, gap_minutes=15)] == ["09:16", "11:01"]


def test_delay_leaves_out_cancelled_sittings() -> None:
    line = as_held()
    line[1] = timetable.cancel(line[1])
    delayed = timetable.delay(line, "opening", 60, gap_minutes=15)
    assert delayed[1:] == tuple(line[1:])


def test_delay_waits_until_a_repeated_hour_has_passed() -> None:
    """At 03:00 the clocks of Zurich go back to 02:00: from 02:00 to 03:00 a wall time means its first showing."""
    line = [a_sitting("a", "2022-10-30 01:00", minutes=60), a_sitting("b", "2022-10-30 02:15", minutes=30)]
    delayed = timetable.delay(line, "a", 75, gap_minutes=15)
    assert [f"{each.clock:%H:%M}" for each in delayed] == ["02:15", "03:00"]
    assert delayed[1].start - delayed[0].end >= 15 * MINUTE


@pytest.mark.parametrize("minutes", [0, -5, 721])
def test_delay_refuses_minutes_that_are_no_delay(minutes: int) -> None:
    with pytest.raises(NotLater) as refused:
        timetable.delay(as_held(), "opening", minutes, gap_minutes=15)
    assert refused.value.params == {"minutes": minutes, "most": 720}


def test_delay_refuses_what_is_cancelled_or_untimed() -> None:
    with pytest.raises(AlreadyCancelled):
        timetable.delay([timetable.cancel(a_sitting())], "opening", 5, gap_minutes=0)
    with pytest.raises(NoTimeYet):
        timetable.delay([a_sitting(when=None)], "opening", 5, gap_minutes=0)


@st.composite
def timetables(draw: st.DrawFn) -> list[Sitting]:
    """Sittings without overlap around the end of summer time in Zurich, some cancelled, in any order."""
    moment = dt.datetime(2022, 10, 28, 20, 0, tzinfo=dt.UTC)
    line = []
    for number in range(draw(st.integers(1, 8))):
        moment += MINUTE * draw(st.integers(0, 600))
        base = a_sitting(f"s{number}", minutes=draw(st.integers(5, 240)))
        sitting = timetable._starting(base, moment)
        line.append(timetable.cancel(sitting) if draw(st.integers(0, 5)) == 0 else sitting)
        moment = sitting.end
    return draw(st.permutations(line))


@given(line=timetables(), number=st.integers(0, 7), minutes=st.integers(1, 720), gap=st.integers(0, 60))
def test_delay_keeps_order_gaps_and_lengths(line: list[Sitting], number: int, minutes: int, gap: int) -> None:
    late = line[number % len(line)]
    if late.is_cancelled:
        return
    delayed = timetable.delay(line, late.key, minutes, gap_minutes=gap)
    assert [(each.key, each.minutes, each.status) for each in delayed] == [
        (each.key, each.minutes, each.status) for each in line
    ]
    before, after = timetable.held(line), timetable.held(delayed)
    assert [each.key for each in after] == [each.key for each in before]
    assert timetable.find(delayed, late.key).start >= late.start + minutes * MINUTE
    for (a, b), (x, y) in zip(pairwise(before), pairwise(after), strict=True):
        assert y.start - x.end >= min(gap * MINUTE, b.start - a.end)
    assert all(y.start >= b.start for b, y in zip(before, after, strict=True))
    assert all(y == b for b, y in zip(before, after, strict=True) if b.start < late.start)


@given(line=timetables(), number=st.integers(0, 7), minutes=st.integers(1, 720))
def test_delay_moves_nothing_more_than_it_must(line: list[Sitting], number: int, minutes: int) -> None:
    """Whatever follows and moved starts as soon as its gap allows, or when a repeated hour has passed."""
    late = line[number % len(line)]
    if late.is_cancelled:
        return
    before = {each.key: each for each in timetable.held(line)}
    after = timetable.held(timetable.delay(line, late.key, minutes, gap_minutes=10))
    for x, y in pairwise(after):
        if y.key != late.key and y != before[y.key]:
            kept = min(10 * MINUTE, before[y.key].start - before[x.key].end)
            waited = y.start - x.end - kept
            assert waited == dt.timedelta() or (waited <= 60 * MINUTE and y.start == SUMMER_ENDS + 60 * MINUTE)


def test_faults_of_the_timetable_as_held() -> None:
    assert timetable.faults(a_forum(), as_held()) == []


def test_faults_name_what_blocks_and_what_warns() -> None:
    line = as_held()
    line[1] = replace(line[1], clock=dt.time(14, 35), after=("theme-2", "gone"))
    line[3] = replace(line[3], clock=dt.time(14, 0))
    line[4] = replace(line[4], clock=dt.time(6, 0), minutes=200)
    line.append(a_sitting("late", when=None))
    found = timetable.faults(a_forum(), line)
    assert [type(each) for each in found] == [
        NoTimeYet, SittingsOverlap, OutsideVenueHours, GapTooShort, DayTooLong, OutOfOrder,
    ]  # fmt: skip
    assert found[3].params == {"title": "Theme-1", "other": "Opening", "minutes": 5, "gap": 15}
    assert found[4].params == {"day": day(2), "minutes": 290, "cap": 240}
    assert found[5].params == {"title": "Theme-1", "other": "Theme-2"}


def test_no_cap_is_no_fault() -> None:
    line = [a_sitting("a", "2022-02-22 08:00", minutes=600)]
    assert timetable.warnings(a_forum(cap_minutes=None), line) == []
    assert [type(each) for each in timetable.warnings(a_forum(), line)] == [DayTooLong]


def test_the_gap_of_two_days_does_not_count() -> None:
    forum = a_forum(venue_from="00:00", venue_to="24:00")
    line = [a_sitting("a", "2022-02-22 22:30"), a_sitting("b", "2022-02-23 00:00")]
    assert timetable.warnings(forum, line) == []


def test_one_form_changes_what_a_sitting_is_and_another_when() -> None:
    sitting = a_sitting(room=a_room(), after=("theme-1",), minutes=75, title_language="fr")
    assert timetable.described(sitting) == {
        "title": "Opening",
        "title_language": "fr",
        "minutes": 75,
        "kind": SittingKind.THEME,
        "after": ("theme-1",),
        "room": "xvii",
    }
    assert timetable.described(a_sitting())["room"] == ""
    assert timetable.placed(sitting) == {"day": FIRST_DAY, "clock": dt.time(13)}
    assert timetable.placed(a_sitting(when=None)) == {"day": None, "clock": None}
