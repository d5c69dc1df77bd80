"""Releases: what changed, and which revision each sitting is at."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain import releases, timetable
from forum.domain.programme import Lock, NoTimeYet, Release, Sitting, SittingKind, SittingsOverlap
from forum.domain.refusals import Refusals
from forum.domain.releases import ChangeKind
from tests.programmes import a_room, a_sitting, as_held

THEN = dt.datetime(2022, 2, 1, tzinfo=dt.UTC)
LATER = dt.datetime(2022, 2, 2, tzinfo=dt.UTC)


def first_release() -> Release:
    sittings = releases.compose(None, as_held(), THEN)
    return Release(id=1, forum_id=1, number=1, name="", published_at=THEN, sittings=sittings)


def test_the_first_release_is_all_new() -> None:
    assert [found.kind for found in releases.diff([], as_held())] == [ChangeKind.NEW] * 6
    assert {(each.sequence, each.modified_at) for each in first_release().sittings} == {(0, THEN)}


def test_diff_names_each_kind_once() -> None:
    draft = as_held()
    draft[1] = replace(draft[1], clock=dt.time(16, 0))
    draft[2] = timetable.cancel(draft[2])
    draft[3] = replace(draft[3], title="Another title")
    draft.append(a_sitting("extra", "2022-02-24 18:00"))
    kinds = {found.after.key: found.kind.value for found in releases.diff(first_release().sittings, draft)}
    assert kinds == {
        "opening": "unchanged",
        "theme-1": "moved",
        "theme-2": "cancelled",
        "theme-3": "changed",
        "theme-4": "unchanged",
        "closing": "unchanged",
        "extra": "new",
    }


def test_diff_follows_the_clock_and_says_what_differs() -> None:
    draft = as_held()
    draft[0] = replace(draft[0], clock=dt.time(17, 0), room=a_room())
    found = releases.diff(first_release().sittings, draft)
    assert [each.after.key for each in found][:2] == ["theme-1", "opening"]
    assert found[1].facts == {"start", "room"}
    assert found[1].before is not None


def test_diff_hides_what_was_never_shown() -> None:
    draft = [timetable.cancel(a_sitting("a")), a_sitting("b", when=None), timetable.cancel(a_sitting("c", when=None))]
    assert releases.diff([], draft) == []


def test_a_sitting_taken_back_is_changed() -> None:
    cancelled = timetable.cancel(a_sitting())
    found = releases.change(cancelled, a_sitting())
    assert (found.kind, found.facts) == (ChangeKind.CHANGED, {"status"})


def test_a_cancelled_sitting_is_not_moved() -> None:
    cancelled = timetable.cancel(a_sitting())
    assert releases.change(cancelled, replace(cancelled, minutes=30)).kind is ChangeKind.CHANGED


EDITS = {
    "start": lambda each: replace(each, clock=dt.time(9, 0)),
    "minutes": lambda each: replace(each, minutes=60),
    "room": lambda each: replace(each, room=a_room()),
    "status": timetable.cancel,
    "title": lambda each: replace(each, title="Another title"),
    "kind": lambda each: replace(each, kind=SittingKind.OTHER),
}


@given(names=st.lists(st.sampled_from(sorted(EDITS)), unique=True), number=st.integers(0, 5))
def test_13_14_sequence_rises_iff_start_end_place_or_status_changed_and_the_date_with_every_change(
    names: list[str], number: int
) -> None:
    draft: list[Sitting] = as_held()
    for name in names:
        draft[number] = EDITS[name](draft[number])  # type: ignore[no-untyped-call]
    released = {each.key: each for each in releases.compose(first_release(), draft, LATER)}
    for each in draft:
        rises = each is draft[number] and bool(set(names) & {"start", "minutes", "room", "status"})
        expected = (int(rises), LATER if each is draft[number] and names else THEN)
        assert (released[each.key].sequence, released[each.key].modified_at) == expected


def test_languages_of_a_room_are_shown_but_move_no_sequence() -> None:
    before = a_sitting(room=a_room(languages=("en",)))
    found = releases.change(before, replace(before, room=a_room(languages=("en", "fr"))))
    assert (found.kind, found.facts) == (ChangeKind.CHANGED, {"languages"})
    assert releases.revise(found, LATER).sequence == before.sequence


def test_a_draft_moved_and_moved_back_is_unchanged() -> None:
    released = first_release().sittings
    assert releases.compose(first_release(), as_held(), LATER) == released


def test_only_a_change_that_is_seen_counts() -> None:
    released = first_release().sittings
    pinned = [replace(each, lock=Lock.DAY) for each in as_held()]
    assert not releases.is_changed(releases.diff(released, pinned))
    assert releases.is_changed(releases.diff(released, [timetable.cancel(pinned[0]), *pinned[1:]]))


def test_compose_refuses_what_has_no_time_and_what_overlaps() -> None:
    draft = [*as_held(), a_sitting("clash", "2022-02-22 14:00"), a_sitting("late", when=None)]
    with pytest.raises(Refusals) as refused:
        releases.compose(None, draft, THEN)
    assert [type(fault) for fault in refused.value.faults] == [NoTimeYet, SittingsOverlap, SittingsOverlap]


def late(sittings: tuple[Sitting, ...], minutes: int) -> tuple[Sitting, ...]:
    return timetable.delay(sittings, "opening", minutes, gap_minutes=15)


def test_planned_is_what_stood_on_the_eve_whatever_ran_late_on_the_day() -> None:
    first = first_release()
    on_the_day = dt.datetime(2022, 2, 22, 12, 29, tzinfo=dt.UTC)
    second = replace(first, number=2, published_at=on_the_day, sittings=late(first.sittings, 29))
    now = {each.key: each for each in second.sittings}
    then = {each.key: each for each in first.sittings}
    for key in ("opening", "theme-1"):
        assert now[key].start != then[key].start
        assert releases.as_planned([second, first], now[key]) == then[key]


def test_what_was_moved_before_its_day_is_planned_as_moved() -> None:
    first = first_release()
    second = replace(first, number=2, published_at=LATER, sittings=late(first.sittings, 29))
    assert releases.as_planned([second, first], first.sittings[0]) == second.sittings[0]


def test_what_was_published_on_its_own_day_alone_is_planned_as_first_published() -> None:
    morning = dt.datetime(2022, 2, 22, 7, tzinfo=dt.UTC)
    first = replace(first_release(), published_at=morning)
    second = replace(first, number=2, published_at=morning + dt.timedelta(hours=5), sittings=late(first.sittings, 9))
    assert releases.as_planned([second, first], second.sittings[0]) == first.sittings[0]


def test_what_was_never_published_stands_as_it_is() -> None:
    extra = a_sitting("extra", "2022-02-24 18:00")
    assert releases.as_planned([first_release()], extra) == extra
    assert releases.as_planned([], extra) == extra
