"""The list of speakers as a table: unchanged it changes nothing; every fault names its row and its column."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.inputs import NotANumber, UnusableCharacter
from forum.domain.people import Constituency, Person, Role
from forum.domain.refusals import Missing, Refusals, TooLong
from forum.domain.roster import Row
from forum.domain.speaking import listed
from forum.domain.speaking.listed import (
    COLUMNS,
    DuplicateSlot,
    FixedCell,
    Known,
    LabelBesidePerson,
    SlotMissing,
    UnknownRosterId,
    UnknownSitting,
    UnknownSlot,
)
from forum.domain.speaking.outline import outline
from forum.domain.speaking.rules import (
    EmployersWorkersDiffer,
    OutOfRuleOrder,
    SlotKind,
    Stage,
    WrongSlotLength,
    WrongSpeaker,
)
from forum.domain.speaking.slots import Slot
from tests.speaking import rules

RULES = rules()
PLAN = outline(RULES, Stage.THEME, minutes=90, leaders=1).slots


def person(number: int, constituency: Constituency) -> Person:
    return Person(
        id=number, forum_id=1, key=f"p-{number}", name="", function="Delegate", zone="Etc/UTC",
        constituency=constituency, roles=frozenset({Role.DELEGATE}),
    )  # fmt: skip


PERSONS = {each.key: each for each in (person(1, Constituency.WORKER), person(2, Constituency.ORGANIZATION))}
KNOWN = Known(ruleset=RULES, may_speak=lambda one, slot: one.constituency is slot.constituency, persons=PERSONS)
KEYS = {each.id: each.key for each in PERSONS.values()}


def cells(slot: Slot, place: int) -> dict[str, str]:
    return {
        **dict.fromkeys(COLUMNS, ""),
        "sitting": "theme-1",
        "place": str(place),
        "slot": str(slot.number),
        "seconds": str(slot.seconds),
        "person": KEYS.get(slot.person_id or 0, ""),
        "label": slot.label,
        **listed.fixed(slot),
    }


def rows(plan: tuple[Slot, ...] = PLAN) -> list[Row]:
    return [Row(number=place + 1, cells=cells(slot, place)) for place, slot in enumerate(plan, start=1)]


def changed(at: int, **facts: str) -> list[Row]:
    given_rows = rows()
    given_rows[at] = replace(given_rows[at], cells={**given_rows[at].cells, **facts})
    return given_rows


def applied(given_rows: list[Row], plan: tuple[Slot, ...] = PLAN) -> tuple[Slot, ...]:
    return listed.applied(plan, listed.read(given_rows), KNOWN, Stage.THEME, 90)


def faults(given_rows: list[Row]) -> list[tuple[type, Any, str | None]]:
    with pytest.raises(Refusals) as refused:
        applied(given_rows)
    return [(type(each), each.params["row"], each.field) for each in refused.value.faults]


def at(kind: SlotKind, constituency: Constituency | None = None) -> int:
    return next(
        place
        for place, slot in enumerate(PLAN)
        if slot.kind is kind and constituency in {None, slot.constituency}
    )  # fmt: skip


LEADER, ANSWER = at(SlotKind.PRESENTATION), at(SlotKind.ANSWER)
FREE = at(SlotKind.OPEN_FLOOR, Constituency.WORKER)


@given(st.permutations(range(len(PLAN))))
def test_what_was_exported_changes_nothing_in_whatever_order_of_rows(order: list[int]) -> None:
    written = rows()
    assert applied([written[each] for each in order]) == PLAN


def test_a_named_plan_comes_back_too() -> None:
    plan = tuple(replace(slot, person_id=1, is_fixed=True) if slot == PLAN[FREE] else slot for slot in PLAN)
    assert applied(rows(plan), plan) == plan


def test_speaker_and_label_are_taken_over() -> None:
    after = applied(changed(FREE, person="p-1"))
    assert (after[FREE].person_id, after[FREE].is_fixed) == (1, True)
    assert [slot for slot in after if slot.number != PLAN[FREE].number] == [slot for slot in PLAN if slot != PLAN[FREE]]
    assert applied(changed(FREE, label="A guest"))[FREE].label == "A guest"


def test_places_are_exchanged() -> None:
    free = [place for place, slot in enumerate(PLAN) if slot.kind is SlotKind.OPEN_FLOOR][:2]
    written = changed(free[0], place=str(free[1] + 1))
    written[free[1]] = replace(written[free[1]], cells={**written[free[1]].cells, "place": str(free[0] + 1)})
    after = applied(written)
    assert [after[each].number for each in free] == [PLAN[each].number for each in reversed(free)]


def test_who_presents_also_answers() -> None:
    assert faults(changed(LEADER, person="p-2")) == [(WrongSpeaker, ANSWER + 2, "person")]
    written = changed(LEADER, person="p-2")
    written[ANSWER] = replace(written[ANSWER], cells={**written[ANSWER].cells, "person": "p-2"})
    assert {applied(written)[each].person_id for each in (LEADER, ANSWER)} == {2}


@pytest.mark.parametrize(
    ("facts", "fault", "column"),
    [
        ({"place": ""}, Missing, "place"),
        ({"slot": "one"}, NotANumber, "slot"),
        ({"seconds": "3.5"}, NotANumber, "seconds"),
        ({"slot": "99"}, UnknownSlot, "slot"),
        ({"place": "1"}, DuplicateSlot, "place"),
        ({"seconds": "1"}, WrongSlotLength, "seconds"),
        ({"kind": "presentation"}, FixedCell, "kind"),
        ({"on_behalf": "employer"}, FixedCell, "on_behalf"),
        ({"reacts_to": "1"}, FixedCell, "reacts_to"),
        ({"person": "nobody"}, UnknownRosterId, "person"),
        ({"person": "p-2"}, WrongSpeaker, "person"),
        ({"person": "p-1", "label": "A guest"}, LabelBesidePerson, "label"),
        ({"label": "x" * 121}, TooLong, "label"),
        ({"label": "\u202e"}, UnusableCharacter, "label"),
    ],
)
def test_each_fault_has_its_row_and_column(facts: dict[str, str], fault: type, column: str) -> None:
    assert (fault, FREE + 2, column) in faults(changed(FREE, **facts))


def test_a_row_left_out_is_named() -> None:
    assert faults(rows()[1:]) == [(SlotMissing, 3, "slot")]
    assert (DuplicateSlot, len(PLAN) + 2, "slot") in faults([*rows(), replace(rows()[-1], number=len(PLAN) + 2)])


def test_what_the_whole_plan_may_not_be() -> None:
    longer = str(PLAN[FREE].seconds - RULES.grain)
    assert faults(changed(FREE, seconds=longer)) == [(EmployersWorkersDiffer, 2, None)]
    written = changed(0, place="2")
    written[1] = replace(written[1], cells={**written[1].cells, "place": "1"})
    kinds = {fault for fault, _, _ in faults(written)}
    assert kinds == {OutOfRuleOrder}


def test_all_faults_are_listed_in_the_order_of_rows_and_columns() -> None:
    written = changed(FREE, seconds="1", person="nobody")
    written[LEADER] = replace(written[LEADER], cells={**written[LEADER].cells, "kind": "answer"})
    assert [(row, column) for _, row, column in faults(written)] == [
        (LEADER + 2, "kind"),
        (FREE + 2, "seconds"),
        (FREE + 2, "person"),
    ]


def test_a_sitting_that_has_no_slots_is_no_sitting_of_the_list() -> None:
    entries = listed.read(rows())
    assert list(listed.by_sitting(entries, ["theme-1"])) == ["theme-1"]
    with pytest.raises(Refusals) as refused:
        listed.by_sitting(entries, ["opening"])
    assert {type(each) for each in refused.value.faults} == {UnknownSitting}
