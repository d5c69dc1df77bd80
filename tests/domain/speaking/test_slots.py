"""What a plan may become: employers = workers after every edit, reactions never before what they react to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.people import Constituency
from forum.domain.refusals import Refusal, Unknown
from forum.domain.speaking.outline import outline
from forum.domain.speaking.rules import (
    EmployersWorkersDiffer,
    OutOfRuleOrder,
    OverBudget,
    ReactionToNothing,
    SlotKind,
    Stage,
    WrongSlotLength,
)
from forum.domain.speaking.slots import Slot, check, find, moved, seconds_of, timed, twin, with_person, with_seconds
from tests.speaking import rules

EMPLOYER, WORKER = Constituency.EMPLOYER, Constituency.WORKER
RULES = rules()
PLAN = outline(RULES, Stage.THEME, minutes=90, leaders=2).slots
NUMBERS = st.integers(1, len(PLAN))


def kept(slots: tuple[Slot, ...]) -> None:
    check(slots, RULES, Stage.THEME, 90)


@given(st.lists(st.tuples(NUMBERS, st.integers(60, 300)), max_size=8))
def test_no_edit_of_a_length_makes_employers_and_workers_differ(edits: list[tuple[int, int]]) -> None:
    slots = PLAN
    for number, seconds in edits:
        try:
            slots = with_seconds(slots, number, seconds, RULES)
        except WrongSlotLength:
            continue
        assert seconds_of(slots, EMPLOYER) == seconds_of(slots, WORKER)


@given(NUMBERS, st.integers(-2, 60))
def test_a_move_keeps_the_rules_or_is_refused(number: int, place: int) -> None:
    slots = moved(PLAN, number, place)
    assert sorted(slot.number for slot in slots) == sorted(slot.number for slot in PLAN)
    try:
        kept(slots)
    except OutOfRuleOrder:
        return
    heard = [slot.number for slot in slots]
    for slot in slots:
        assert slot.reacts_to is None or heard.index(slot.reacts_to) < heard.index(slot.number)


def test_the_twin_has_the_same_place() -> None:
    reaction = next(slot for slot in PLAN if slot.reacts_to == 2 and slot.constituency is EMPLOYER)
    other = twin(PLAN, reaction)
    assert other is not None
    assert (other.kind, other.reacts_to, other.constituency) == (SlotKind.REACTION, 2, WORKER)
    assert twin(PLAN, other) == reaction
    assert twin(PLAN, PLAN[0]) is None
    assert twin((reaction,), reaction) is None


def test_a_new_length_reaches_the_twin() -> None:
    statement = next(slot for slot in PLAN if slot.constituency is WORKER)
    slots = with_seconds(PLAN, statement.number, 150, RULES)
    changed = [slot for slot in slots if slot.is_fixed]
    assert {(slot.constituency, slot.seconds) for slot in changed} == {(EMPLOYER, 150), (WORKER, 150)}
    government = next(slot for slot in PLAN if slot.constituency is Constituency.GOVERNMENT)
    assert sum(slot.is_fixed for slot in with_seconds(PLAN, government.number, 150, RULES)) == 1


def test_a_length_outside_the_limits_is_refused() -> None:
    with pytest.raises(WrongSlotLength) as refused:
        with_seconds(PLAN, 1, 301, RULES)
    assert refused.value.params == {"seconds": 301, "least": 180, "most": 300}


def test_who_presents_also_answers() -> None:
    by_presentation = with_person(PLAN, 1, 7)
    answer = next(slot for slot in PLAN if slot.kind is SlotKind.ANSWER and slot.reacts_to == 1)
    by_answer = with_person(PLAN, answer.number, 7)
    assert by_presentation == by_answer
    assert {slot.number for slot in by_answer if slot.person_id == 7} == {1, answer.number}


def test_a_constituencys_slot_changes_alone_and_may_bear_a_label() -> None:
    number = next(slot.number for slot in PLAN if slot.kind is SlotKind.OPEN_FLOOR)
    slots = with_person(PLAN, number, None, "Africa group")
    assert [(slot.number, slot.label) for slot in slots if slot.label] == [(number, "Africa group")]


def test_an_unknown_number_is_refused() -> None:
    with pytest.raises(Unknown):
        find(PLAN, 99)


def test_a_move_to_its_own_place_changes_nothing() -> None:
    assert moved(PLAN, 3, 3) == PLAN
    assert moved(PLAN, PLAN[-1].number, 999) == PLAN


def breaking(**changes: object) -> tuple[Slot, ...]:
    """The plan with its first reaction changed."""
    first = next(slot for slot in PLAN if slot.kind is SlotKind.REACTION)
    return tuple(replace(slot, **changes) if slot == first else slot for slot in PLAN)


def test_each_broken_rule_has_its_refusal() -> None:
    kept(PLAN)
    employers = next(slot for slot in PLAN if slot.constituency is EMPLOYER)
    longer = tuple(replace(slot, seconds=slot.seconds + 1) if slot == employers else slot for slot in PLAN)
    answers = [slot for slot in PLAN if slot.kind is SlotKind.ANSWER]
    early_answer = moved(PLAN, answers[0].number, PLAN.index(answers[0]))
    early_opening = moved(PLAN, next(s.number for s in PLAN if s.kind is SlotKind.OPENING_STATEMENT), 1)
    cases: list[tuple[type[Refusal], tuple[Slot, ...]]] = [
        (EmployersWorkersDiffer, longer),
        (ReactionToNothing, breaking(reacts_to=None)),
        (ReactionToNothing, breaking(reacts_to=99)),
        (OutOfRuleOrder, early_answer),
        (OutOfRuleOrder, early_opening),
        (OutOfRuleOrder, breaking(kind=SlotKind.NEXT_STEPS, reacts_to=None)),
        (
            OverBudget,
            (*PLAN, Slot(number=99, kind=SlotKind.OPEN_FLOOR, constituency=Constituency.GOVERNMENT, seconds=1)),
        ),
    ]
    for refusal, slots in cases:
        with pytest.raises(refusal):
            kept(slots)


def test_an_overrun_names_its_seconds() -> None:
    drawn = outline(RULES, Stage.LAST, minutes=60)
    over = drawn.slots[0].seconds + 60
    slots = (
        *drawn.slots,
        Slot(number=99, kind=SlotKind.OPEN_FLOOR, constituency=Constituency.GOVERNMENT, seconds=over),
    )
    with pytest.raises(OverBudget) as refused:
        check(slots, RULES, Stage.LAST, 60)
    assert refused.value.params == {"over": over}


def test_the_reserve_is_spread_between_the_slots() -> None:
    two = [Slot(number=n, kind=SlotKind.OPEN_FLOOR, constituency=EMPLOYER, seconds=100) for n in (1, 2)]
    first, second = timed(two, 10)
    assert (first.offset, second.offset) == (133, 366)
    start = dt.datetime(2022, 2, 22, 12, tzinfo=dt.UTC)
    assert second.start(start) == start + dt.timedelta(seconds=366)
    assert second.end(start) == start + dt.timedelta(seconds=466)


def test_the_sequence_grows_with_the_last_change() -> None:
    slot = PLAN[0]
    assert slot.sequence == 0
    changed = [replace(slot, modified_at=dt.datetime(2022, 2, day, tzinfo=dt.UTC)) for day in (1, 2)]
    assert 0 < changed[0].sequence < changed[1].sequence < 2**31
