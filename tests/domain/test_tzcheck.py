"""What a new time zone release does to published sittings."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from forum.domain import releases
from forum.domain.programme import Release, Sitting, SittingStatus
from forum.domain.releases import ChangeKind
from forum.domain.tzcheck import Shift, shifts, stood
from tests.calendars import hard, held, release, sitting

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


LOST = sitting("lost", "Lost", dt.date(2026, 3, 29), "02:30")


def published(starts: dict[str, dt.datetime], *sittings: Sitting) -> Release:
    return replace(release(*(sittings or held())), starts=starts)


def test_an_hour_that_exists_no_more_is_said_and_begins_when_the_clock_goes_on() -> None:
    before = dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC)
    assert shifts((LOST,), {"lost": before}, NOW) == (Shift(sitting=LOST, stood=before, becomes=None),)
    assert LOST.start == dt.datetime(2026, 3, 29, 1, tzinfo=dt.UTC)
    assert stood(published({"lost": before}, LOST), NOW) == {"lost": before}
    assert stood(published({"lost": LOST.start}, LOST), NOW) == {}, "told once, it is not told again"


def test_nothing_stood_anywhere_before_the_first_release() -> None:
    assert stood(None, NOW) == {}


@given(st.sets(st.sampled_from(sorted(STARTS))))
def test_exactly_those_that_shift_get_a_higher_sequence(keys: set[str]) -> None:
    before = NOW - dt.timedelta(days=30)
    latest = published({key: at - HOUR * (key in keys) for key, at in STARTS.items()})
    found = releases.changes(latest, latest.sittings, before)
    assert {each.after.key for each in found if each.is_by_rules} == keys
    assert {each.after.key for each in found if each.kind is ChangeKind.MOVED} == keys
    assert releases.is_changed(found) == bool(keys)
    for each in found:
        old, new = each.after, releases.revise(each, NOW)
        assert new == (replace(old, sequence=old.sequence + 1, modified_at=NOW) if old.key in keys else old)
        assert each.was == (old.start - HOUR * (old.key in keys), old.end - HOUR * (old.key in keys))


def test_what_a_draft_moves_as_well_stood_where_it_was_published() -> None:
    latest = published({**STARTS, "closing": STARTS["closing"] - HOUR})
    *others, closing = held()
    found = releases.changes(latest, (*others, replace(closing, clock=dt.time(16))), NOW)
    (moved,) = [each for each in found if each.kind is ChangeKind.MOVED]
    assert moved.stood_at == STARTS["closing"] - HOUR
    assert not moved.is_by_rules, "somebody moved it"


def test_what_a_release_made_is_told_by_the_instants_of_both() -> None:
    first = published({**STARTS, "theme-3": STARTS["theme-3"] - HOUR})
    again = releases.made(first, published(STARTS))
    assert [(each.after.key, each.is_by_rules) for each in again if each.kind is ChangeKind.MOVED] == [
        ("theme-3", True)
    ]
    assert not releases.is_changed(releases.made(first, first)), "however the rules are today"
    assert {each.kind for each in releases.made(None, first)} == {ChangeKind.NEW}
