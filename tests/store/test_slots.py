"""Slots in the store: kept whole, changed in place, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from forum.domain.people import Constituency
from forum.domain.speaking.outline import outline
from forum.domain.speaking.rules import SlotKind, Stage
from forum.domain.speaking.slots import NightNote, NightReason, Slot, moved
from forum.store import floor, slots
from forum.store.engine import Db, Store
from tests import builders
from tests.speaking import rules

LATER = dt.datetime(2022, 2, 1, 12, tzinfo=dt.UTC)
NOTE = NightNote(
    reason=NightReason.ONLY_ONE,
    zone="Pacific/Fiji",
    local=dt.datetime(2022, 2, 23, 1, 15, tzinfo=dt.timezone(dt.timedelta(hours=12))),
)


@pytest.fixture
def sitting_id(store: Store) -> int:
    forum_id = builders.a_forum(store)
    builders.a_person(store, forum_id, "leader", "leader", constituency="organization")
    return builders.a_sitting(store, forum_id)


def plan() -> tuple[Slot, ...]:
    drawn = outline(rules(), Stage.OPENING, minutes=90, leaders=1).slots
    first = replace(drawn[0], person_id=1, note=NOTE, is_fixed=True)
    return (first, replace(drawn[1], label="Government group"), *drawn[2:])


def stored(store: Store, sitting_id: int) -> tuple[Slot, ...]:
    with store.reading() as db:
        return slots.of_sitting(db, sitting_id)


def test_what_is_kept_is_read_again(store: Store, sitting_id: int, now: dt.datetime) -> None:
    kept = store.writing(lambda db: slots.keep(db, sitting_id, plan(), now))
    assert stored(store, sitting_id) == kept
    assert [replace(slot, id=0, modified_at=None) for slot in kept] == list(plan())
    assert all(slot.id and slot.modified_at == now for slot in kept)


def test_a_change_keeps_ids_and_the_moments_of_the_others(store: Store, sitting_id: int, now: dt.datetime) -> None:
    before = store.writing(lambda db: slots.keep(db, sitting_id, plan(), now))
    shorter = tuple(replace(slot, seconds=100) if slot.number == 4 else slot for slot in before)
    store.writing(lambda db: slots.keep(db, sitting_id, shorter, LATER))
    after = stored(store, sitting_id)
    assert [slot.id for slot in after] == [slot.id for slot in before]
    assert [slot.number for slot in after if slot.modified_at == LATER] == [4]
    assert after[3].sequence != before[3].sequence


def test_the_order_and_the_number_of_slots_may_change(store: Store, sitting_id: int, now: dt.datetime) -> None:
    before = store.writing(lambda db: slots.keep(db, sitting_id, plan(), now))
    fewer = moved(before[:-2], before[2].number, 2)
    store.writing(lambda db: slots.keep(db, sitting_id, fewer, LATER))
    after = stored(store, sitting_id)
    assert [slot.number for slot in after] == [slot.number for slot in fewer]
    assert len(after) == len(before) - 2


def test_plans_by_forum_and_by_person(store: Store, sitting_id: int, now: dt.datetime) -> None:
    other_forum = builders.a_forum(store, "other")
    other_sitting = builders.a_sitting(store, other_forum)

    def fill(db: Db) -> None:
        slots.keep(db, sitting_id, plan(), now)
        slots.keep(db, other_sitting, plan()[1:], now)

    store.writing(fill)
    with store.reading() as db:
        assert set(slots.of_forum(db, 1)) == {sitting_id}
        assert set(slots.of_forum(db, other_forum)) == {other_sitting}
        own = slots.of_person(db, 1)
    assert [(where, place, slot.number) for where, place, slot in own] == [(sitting_id, 1, 1)]


def test_clearing_forgets_one_sitting_only(store: Store, sitting_id: int, now: dt.datetime) -> None:
    other = builders.a_sitting(store, 1, "theme")
    for each in (sitting_id, other):
        store.writing(lambda db, each=each: slots.keep(db, each, plan(), now))
    assert store.writing(lambda db: slots.clear(db, sitting_id, LATER)) == len(plan())
    assert stored(store, sitting_id) == ()
    assert len(stored(store, other)) == len(plan())
    assert store.writing(lambda db: slots.clear(db, sitting_id, LATER)) == 0


def test_the_floor_takes_the_slots_that_have_a_speaker(store: Store, sitting_id: int, now: dt.datetime) -> None:
    reaction = next(slot for slot in plan() if slot.kind is SlotKind.REACTION)
    named = tuple(replace(slot, person_id=1) if slot == reaction else slot for slot in plan())
    kept = store.writing(lambda db: slots.keep(db, sitting_id, named, now))
    with store.reading() as db:
        entries = floor.planned(db, sitting_id)
    assert [(entry.slot_id, entry.kind.value, entry.seconds) for entry in entries] == [
        (kept[0].id, "statement", kept[0].seconds),
        (kept[reaction.number - 1].id, "reaction", reaction.seconds),
    ]
    assert entries[0].constituency is Constituency.ORGANIZATION
    assert all(entry.person_id == 1 for entry in entries)
