"""Published sittings are compared with the rules in force, and those that moved are published anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlmodel import select

from forum.domain.access import ANONYMOUS, OPERATOR
from forum.domain.programme import NothingToPublish, NotReleased
from forum.domain.refusals import SignInNeeded
from forum.services import feeds, tzcheck
from forum.services.programme import delay_sitting, draft, move_sitting, publish, released
from forum.services.unit import Unit
from forum.store import programme
from forum.store.engine import Db, Store
from forum.store.programme import ReleaseItemRow
from tests import builders
from tests.conftest import NOW
from timezones.release import release_in_use

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def unit(store: Store) -> Unit:
    """A forum with two sittings, published; one calendar link."""
    forum_id = builders.a_forum(store, "one")
    builders.a_person(store, forum_id, "FJ-G1", zone="Pacific/Fiji")
    builders.a_sitting(store, forum_id, clock=dt.time(10))
    builders.a_sitting(store, forum_id, "closing", clock=dt.time(18))
    builders.a_forum(store, "bare")
    unit = Unit(store=store, actor=OPERATOR, now=NOW)
    publish(unit, "one")
    return unit


def shift(store: Store, key: str) -> None:
    """Let a sitting have been published under rules by which it began an hour earlier."""

    def work(db: Db) -> None:
        sitting = programme.sitting_by_key(db, 1, key)
        assert sitting is not None
        row = db.exec(select(ReleaseItemRow).where(ReleaseItemRow.sitting_id == sitting.id)).one()
        row.starts_at -= HOUR
        db.add(row)

    store.writing(work)


def test_a_release_keeps_its_instants_and_the_rules_that_gave_them(unit: Unit) -> None:
    (found,) = tzcheck.time_checks(unit)
    assert found.release.tz_release == release_in_use().tzdata
    assert found.shifts == ()
    assert found.release.starts == {each.key: each.start for each in found.release.sittings}


def test_what_moved_is_published_anew_with_the_next_sequence_and_nothing_else(unit: Unit) -> None:
    shift(unit.store, "closing")
    (found,) = tzcheck.time_checks(unit)
    assert [(each.sitting.key, each.becomes) for each in found.shifts] == [
        ("closing", found.shifts[0].stood + HOUR),
    ]
    later = replace(unit, now=NOW + HOUR)
    again = tzcheck.reissue_times(later, "one")
    assert again.number == 2
    assert {each.key: (each.sequence, each.modified_at) for each in again.sittings} == {
        "opening": (0, NOW),
        "closing": (1, NOW + HOUR),
    }
    assert [each.shifts for each in tzcheck.time_checks(later)] == [()]
    assert [s.sequence for s in feeds.feed_of_person(later, "one", "FJ-G1").sittings] == [0, 1]
    with unit.store.reading() as db:
        assert {each.key: each.sequence for each in programme.draft(db, 1)} == {"opening": 0, "closing": 1}


def test_an_unfinished_draft_is_not_published_with_it(unit: Unit) -> None:
    shift(unit.store, "closing")

    def edit(db: Db) -> None:
        opening = programme.sitting_by_key(db, 1, "opening")
        assert opening is not None
        programme.save_sittings(db, [replace(opening, title="Half-made", clock=dt.time(11))], NOW)

    unit.store.writing(edit)
    again = tzcheck.reissue_times(unit, "one")
    assert {each.clock for each in again.sittings} == {dt.time(10), dt.time(18)}
    assert "Half-made" not in {each.title for each in again.sittings}


def test_whatever_is_published_next_takes_the_move_along(unit: Unit) -> None:
    """Otherwise an edit between the two releases of rules would hide it: same SEQUENCE, another instant."""
    shift(unit.store, "closing")
    assert releases_kinds(unit) == {"opening": "unchanged", "closing": "moved"}
    move_sitting(unit, "one", "opening", dt.date(2022, 2, 22), dt.time(11))
    made = publish(unit, "one")
    assert {each.key: each.sequence for each in made.sittings} == {"opening": 1, "closing": 1}
    assert [each.shifts for each in tzcheck.time_checks(unit)] == [()]
    shown = released(unit, "one")
    assert {each.after.key: each.is_by_rules for each in shown.changes} == {"opening": False, "closing": True}


def releases_kinds(unit: Unit) -> dict[str, str]:
    return {each.after.key: each.kind.value for each in draft(unit, "one").changes}


def test_a_delay_takes_the_move_along(unit: Unit) -> None:
    shift(unit.store, "closing")
    made = delay_sitting(unit, "one", "opening", 10)
    assert {each.key: each.sequence for each in made.sittings} == {"opening": 1, "closing": 1}


def test_an_hour_that_was_lost_can_be_given_another_one(unit: Unit) -> None:
    """Europe/Zurich skips 02:30 on that day; what was published stays to be read until then."""

    def lose(db: Db) -> None:
        (item,) = db.exec(
            select(ReleaseItemRow).where(
                ReleaseItemRow.sitting_id == programme.sitting_by_key(db, 1, "closing").id  # type: ignore[union-attr]
            )
        )
        item.day, item.clock = dt.date(2022, 3, 27), dt.time(2, 30)
        item.starts_at = dt.datetime(2022, 3, 27, 0, 30, tzinfo=dt.UTC)
        db.add(item)

    unit.store.writing(lose)
    (found,) = tzcheck.time_checks(unit)
    assert [each.becomes for each in found.shifts] == [None]
    shown = {each.key: each.start for each in feeds.feed_of_person(unit, "one", "FJ-G1").sittings}
    assert shown["closing"] == dt.datetime(2022, 3, 27, 1, tzinfo=dt.UTC), "when the clock goes on"
    made = publish(unit, "one")
    assert {each.key: (each.sequence, each.clock) for each in made.sittings}["closing"] == (1, dt.time(18))
    assert [each.shifts for each in tzcheck.time_checks(unit)] == [()]


def test_refusals(unit: Unit) -> None:
    with pytest.raises(NothingToPublish):
        tzcheck.reissue_times(unit, "one")
    with pytest.raises(NotReleased):
        tzcheck.reissue_times(unit, "bare")
    for service in (tzcheck.time_checks, lambda each: tzcheck.reissue_times(each, "one")):
        with pytest.raises(SignInNeeded):
            service(replace(unit, actor=ANONYMOUS))
