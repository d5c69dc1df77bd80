"""The list fills the slots of its sitting: each constituency keeps its slots, the order is that of the list."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.inscription.handover import Handover, empty_plan, exchanged, handed_over, renamed
from forum.domain.inscription.values import Behalf, BehalfKind, Entry
from forum.domain.people import TRIPARTITE, Constituency, Person, Role
from forum.domain.speaking.rules import SINGLE_KINDS, OutOfRuleOrder, SlotKind, Stage
from forum.domain.speaking.slots import Slot, check, seconds_of
from tests.inscriptions import EMPLOYER, GOVERNMENT, ORGANIZATION, START, WORKER, a_person, an_entry
from tests.speaking import rules

RULES = rules()
MINUTES = 90


def speakers(*whose: Constituency) -> tuple[list[Entry], dict[int, Person]]:
    """A list of people of these constituencies, in this order."""
    persons = {
        number: a_person(
            number, constituency=each, roles=frozenset({Role.LEADER if each is ORGANIZATION else Role.DELEGATE})
        )
        for number, each in enumerate(whose, start=1)
    }
    return [an_entry(number, person) for number, person in persons.items()], persons


def on_slots(*whose: Constituency, stage: Stage = Stage.LAST, plan: tuple[Slot, ...] | None = None) -> Handover:
    entries, persons = speakers(*whose)
    given_plan = empty_plan(RULES, stage, MINUTES, entries) if plan is None else plan
    return handed_over(given_plan, entries, persons, RULES, MINUTES)


def test_each_takes_the_next_slot_of_their_constituency() -> None:
    found = on_slots(WORKER, GOVERNMENT, EMPLOYER)
    assert found.unheard == ()
    assert [found.slot_of[number].constituency for number in (1, 2, 3)] == [WORKER, GOVERNMENT, EMPLOYER]
    starts = [found.start_of(number, START) for number in (1, 2, 3)]
    assert all(one is not None and two is not None and one < two for one, two in pairwise(starts))
    assert found.start_of(99, START) is None


@given(whose=st.lists(st.sampled_from(TRIPARTITE), max_size=40))
def test_what_the_rules_share_out_stays_shared(whose: list[Constituency]) -> None:
    entries, persons = speakers(*whose)
    before = empty_plan(RULES, Stage.LAST, MINUTES, entries)
    found = handed_over(before, entries, persons, RULES, MINUTES)
    check(found.slots, RULES, Stage.LAST, MINUTES)
    assert {slot.number for slot in found.slots} == {slot.number for slot in before}
    for each in TRIPARTITE:
        assert seconds_of(found.slots, each) == seconds_of(before, each)
    heard = [slot.person_id for slot in found.slots if slot.person_id]
    assert len(heard) + len(found.unheard) == len(entries)
    assert heard == [each.person_id for each in entries if each.id not in found.unheard], "in the order of the list"
    again = handed_over(found.slots, entries, persons, RULES, MINUTES)
    assert again.slots == found.slots, "the same list again changes nothing"


def test_whoever_finds_no_slot_is_named() -> None:
    found = on_slots(*[EMPLOYER] * 30)
    assert found.unheard
    assert len(found.slot_of) + len(found.unheard) == 30
    assert found.unheard == tuple(range(len(found.slot_of) + 1, 31)), "the last of the list"


def test_leaders_of_the_list_present_and_answer() -> None:
    found = on_slots(ORGANIZATION, ORGANIZATION, stage=Stage.THEME)
    by_kind = {kind: [s.person_id for s in found.slots if s.kind is kind] for kind in SlotKind}
    assert by_kind[SlotKind.PRESENTATION] == by_kind[SlotKind.ANSWER] == [1, 2]


def test_a_sitting_that_is_too_short_has_no_plan() -> None:
    assert empty_plan(RULES, Stage.OPENING, 5, []) == ()
    assert handed_over((), *speakers(WORKER), RULES, 5).unheard == (1,)


def test_a_group_takes_a_statement_of_its_constituency_first() -> None:
    entries, persons = speakers(GOVERNMENT, GOVERNMENT)
    group = replace(entries[1], behalf=Behalf(kind=BehalfKind.CONSTITUENCY, name="government"))
    coordinator = {**persons, 2: replace(persons[2], roles=frozenset({Role.COORDINATOR, Role.DELEGATE}))}
    plan = empty_plan(RULES, Stage.LAST, MINUTES, entries)
    found = handed_over(plan, [entries[0], group], coordinator, RULES, MINUTES)
    assert found.slot_of[1].kind is SlotKind.OPEN_FLOOR
    assert found.slot_of[2].kind is SlotKind.NEXT_STEPS


def test_what_was_set_by_hand_stays_where_it_is() -> None:
    plan = empty_plan(RULES, Stage.LAST, MINUTES, [])
    at = next(
        place for place, slot in enumerate(plan) if slot.kind is SlotKind.OPEN_FLOOR and slot.constituency is WORKER
    )
    by_hand = tuple(replace(s, person_id=77, is_fixed=True) if n == at else s for n, s in enumerate(plan))
    allocated = tuple(
        replace(s, person_id=50 + n) if s.kind is SlotKind.OPEN_FLOOR and not s.is_fixed else s
        for n, s in enumerate(by_hand)
    )
    found = on_slots(WORKER, GOVERNMENT, plan=allocated)
    assert found.slots[at].person_id == 77
    others = {slot.person_id for slot in found.slots if slot.kind in SINGLE_KINDS and slot.person_id}
    assert others == {77, 1, 2}, "those whom an allocation had put there give way to the list"
    named = tuple(replace(slot, label="A guest") if slot.kind is SlotKind.NEXT_STEPS else slot for slot in plan)
    labels = [slot.label for slot in on_slots(WORKER, plan=named).slots if slot.kind is SlotKind.NEXT_STEPS]
    assert set(labels) == {"A guest"}


def test_nobody_unknown_or_without_a_role_of_the_slots_gets_one() -> None:
    entries, _persons = speakers(WORKER)
    plan = empty_plan(RULES, Stage.LAST, MINUTES, entries)
    assert handed_over(plan, entries, {}, RULES, MINUTES).unheard == (1,)


def test_two_exchange_their_places_and_keep_their_slots() -> None:
    slots = on_slots(WORKER, GOVERNMENT, EMPLOYER).slots
    after = exchanged(slots, 1, 3, MINUTES)
    kept = [(slot.number, slot.person_id, slot.seconds, slot.constituency) for slot in after if slot.person_id]
    assert [each[1] for each in kept] == [3, 2, 1]
    assert {each[:3] for each in kept} == {(s.number, s.person_id, s.seconds) for s in slots if s.person_id}
    check(after, RULES, Stage.LAST, MINUTES)
    assert exchanged(slots, 1, 99, MINUTES) == slots
    mixed = tuple(
        replace(s, person_id=9) if s.kind is SlotKind.NEXT_STEPS and s.constituency is WORKER else s for s in slots
    )
    with pytest.raises(OutOfRuleOrder):
        exchanged(mixed, 1, 9, MINUTES)


def test_another_takes_the_slot_that_the_list_gave() -> None:
    slots = on_slots(WORKER, GOVERNMENT).slots
    assert [slot.person_id for slot in renamed(slots, 1, 8) if slot.person_id] == [8, 2]
    assert [slot.person_id for slot in renamed(slots, 1, None) if slot.person_id] == [2]
    by_hand = tuple(replace(slot, is_fixed=True) for slot in slots)
    assert renamed(by_hand, 1, 8) == by_hand
