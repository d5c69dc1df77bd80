"""A list that asks for more than there is, and the plan that fits it: employers and workers stay equal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from forum.domain.people import Constituency
from forum.domain.refusals import UnknownChoice
from forum.domain.speaking import fitting
from forum.domain.speaking.fitting import Case, NothingToFit
from forum.domain.speaking.outline import outline
from forum.domain.speaking.rules import SlotKind, Stage
from forum.domain.speaking.shortage import Policy, Wish
from forum.domain.speaking.slots import Slot, check, seconds_of
from tests.speaking import rules

RULES = rules()
KIND = SlotKind.OPEN_FLOOR
STAGE = Stage.THEME
MINUTES = 120
PLAN = outline(RULES, STAGE, minutes=MINUTES, leaders=1).slots
LIMIT = RULES.limit(KIND)


def case(governments: int, employers: int, workers: int) -> Case:
    numbers = {"asks.government": governments, "asks.employer": employers, "asks.worker": workers}
    wishes = fitting.typed({name: str(number) for name, number in numbers.items()}, RULES, KIND)
    return Case(kind=KIND, wishes=wishes, supplies=fitting.supplies_of(PLAN, KIND), seed="2022", grain=RULES.grain)


def test_the_kind_is_that_of_individuals() -> None:
    assert fitting.kind_of(RULES, STAGE) is KIND
    with pytest.raises(NothingToFit):
        fitting.kind_of(replace(RULES, blocks={STAGE: (SlotKind.NEXT_STEPS,)}), STAGE)


def test_typed_numbers_ask_in_turn() -> None:
    asked = case(3, 1, 2)
    assert [wish.constituency for wish in asked.wishes] == [
        "government", "employer", "worker", "government", "worker", "government",
    ]  # fmt: skip
    assert asked.asked == 6 * LIMIT.most
    assert asked.names == {"government", "employer", "worker"}
    assert len({wish.key for wish in asked.wishes}) == 6
    assert fitting.typed({}, RULES, KIND) == ()


@pytest.mark.parametrize("value", ["-1", "x", "501", "²", "9" * 30])
def test_a_wrong_number_is_refused(value: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        fitting.number_of({"asks.worker": value}, "asks.worker", fitting.MOST_TYPED)
    assert refused.value.field == "asks.worker"


def test_partners_have_the_same_supply() -> None:
    for supplies in (fitting.supplies_of(PLAN, KIND), fitting.shared_supplies(60, RULES)):
        assert supplies["employer"] == supplies["worker"] > 0
    assert sum(fitting.shared_supplies(60, RULES).values()) <= 3600


def test_short_is_who_asks_for_more_than_their_own_share() -> None:
    assert not case(0, 0, 1).is_short
    assert case(0, 0, 40).is_short
    assert case(0, 0, 1).supply == sum(fitting.supplies_of(PLAN, KIND).values())


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize("numbers", [(30, 9, 2), (1, 1, 1), (40, 0, 12), (0, 20, 20)])
def test_the_plan_that_fits_keeps_the_rules(policy: Policy, numbers: tuple[int, int, int]) -> None:
    asked = case(*numbers)
    preview = asked.preview(policy)
    speakers = {wish.key: number for number, wish in enumerate(asked.wishes, start=1)}
    plan = fitting.fitted(PLAN, asked, preview, speakers, RULES, MINUTES)
    check(plan, RULES, STAGE, MINUTES)
    assert seconds_of(plan, Constituency.EMPLOYER) == seconds_of(plan, Constituency.WORKER)
    heard = [speakers[each.key] for each in preview.outcomes if each.after]
    assert [slot.person_id for slot in plan if slot.kind is KIND and slot.person_id] == heard
    assert len({slot.number for slot in plan}) == len(plan)
    others = [(slot.number, slot.seconds) for slot in PLAN if slot.kind is not KIND]
    assert [(slot.number, slot.seconds) for slot in plan if slot.kind is not KIND] == others
    assert all(slot.seconds <= LIMIT.most for slot in plan if slot.kind is KIND)


def test_without_statements_or_anybody_heard_nothing_is_fitted() -> None:
    asked = case(2, 0, 0)
    preview = asked.preview(Policy.CUT)
    without = tuple(slot for slot in PLAN if slot.kind is not KIND)
    with pytest.raises(NothingToFit):
        fitting.fitted(without, asked, preview, {}, RULES, MINUTES)
    nobody = replace(asked, wishes=(Wish(key="a", constituency="observer", seconds=60),))
    with pytest.raises(NothingToFit):
        fitting.fitted(PLAN, nobody, nobody.preview(Policy.CUT), {}, RULES, MINUTES)


def test_the_statements_stand_where_they_stood() -> None:
    asked = case(2, 2, 2)
    after = (*PLAN, Slot(number=900, kind=SlotKind.NEXT_STEPS, constituency=Constituency.GOVERNMENT, seconds=60))
    plan = fitting.fitted(after, asked, asked.preview(Policy.EQUAL), {}, RULES, MINUTES)
    assert plan[-1].kind is SlotKind.NEXT_STEPS
    places = [place for place, slot in enumerate(plan) if slot.kind is KIND]
    assert places == list(range(places[0], places[-1] + 1))
