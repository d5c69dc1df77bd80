"""The empty plan: order by the rules, sums exact, reactions after what they react to."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.programme import SittingKind, SittingStatus
from forum.domain.speaking.outline import in_time_order, leaders_that_fit, outline, stage_of
from forum.domain.speaking.rules import BudgetTooSmall, Ruleset, SlotKind, Stage
from forum.domain.speaking.slots import check, seconds_of
from forum.formats.ruleset import shipped
from tests.programmes import a_sitting, as_held
from tests.speaking import STAGES, rules, rulesets, rulesets_of_any_body

EMPLOYER, WORKER = Constituency.EMPLOYER, Constituency.WORKER


@given(st.one_of(rulesets(), rulesets_of_any_body()), STAGES, st.integers(1, 720), st.integers(0, 6), st.integers(0, 5))
def test_every_outline_keeps_the_rules(ruleset: Ruleset, stage: Stage, minutes: int, leaders: int, turn: int) -> None:
    try:
        drawn = outline(ruleset, stage, minutes=minutes, leaders=leaders, turn=turn)
    except BudgetTooSmall:
        return
    check(drawn.slots, ruleset, stage, minutes)
    assert seconds_of(drawn.slots, EMPLOYER) == seconds_of(drawn.slots, WORKER)
    assert sum(slot.seconds for slot in drawn.slots) + drawn.reserve == minutes * 60
    assert drawn.entitled.of(EMPLOYER) == drawn.entitled.of(WORKER)
    shared = drawn.entitled.government + 2 * drawn.entitled.partner + drawn.entitled.left + drawn.leaders
    shared += drawn.officers
    assert shared == ruleset.budget(minutes)
    per_kind = Counter((slot.kind, slot.constituency) for slot in drawn.slots)
    assert all(per_kind[kind, EMPLOYER] == per_kind[kind, WORKER] for kind in SlotKind)
    assert seconds_of(drawn.slots, EMPLOYER) <= drawn.entitled.of(EMPLOYER)


@given(rulesets(), STAGES, st.integers(1, 720), st.integers(0, 6))
def test_starts_follow_each_other_within_the_sitting(
    ruleset: Ruleset, stage: Stage, minutes: int, leaders: int
) -> None:
    try:
        slots = outline(ruleset, stage, minutes=minutes, leaders=leaders).slots
    except BudgetTooSmall:
        return
    clock = 0
    for number, slot in enumerate(slots, start=1):
        assert slot.number == number
        assert slot.offset >= clock
        clock = slot.offset + slot.seconds
    assert clock <= minutes * 60


def test_this_forum_follows_paragraph_39_d() -> None:
    slots = outline(rules(), Stage.OPENING, minutes=90, leaders=2).slots
    blocks = [slot.kind for slot in slots]
    assert blocks[:2] == [SlotKind.PRESENTATION] * 2
    assert blocks[2:5] == [SlotKind.OPENING_STATEMENT] * 3
    assert blocks[5:13] == [*[SlotKind.REACTION] * 3, SlotKind.ANSWER] * 2
    assert set(blocks[13:]) == {SlotKind.OPEN_FLOOR}
    assert [slot.reacts_to for slot in slots[5:13]] == [1, 1, 1, 1, 2, 2, 2, 2]
    assert {slot.constituency for slot in slots[5:8]} == set(TRIPARTITE)


def test_the_last_sitting_is_on_next_steps() -> None:
    slots = outline(rules(), Stage.LAST, minutes=90, leaders=3).slots
    assert [slot.kind for slot in slots[:3]] == [SlotKind.NEXT_STEPS] * 3
    assert not any(slot.kind is SlotKind.PRESENTATION for slot in slots)


def test_employers_and_workers_take_turns_at_speaking_first() -> None:
    firsts = [outline(rules(), Stage.LAST, minutes=90, turn=turn).slots[1].constituency for turn in range(3)]
    assert firsts == [EMPLOYER, WORKER, EMPLOYER]
    assert rules(is_alternating=False).order_in(1) == TRIPARTITE


def test_a_stage_without_an_open_floor_gives_the_rest_to_the_chair() -> None:
    only = rules(blocks={**rules().blocks, Stage.LAST: (SlotKind.NEXT_STEPS,)})
    drawn = outline(only, Stage.LAST, minutes=90)
    assert [slot.seconds for slot in drawn.slots] == [300, 300, 300]
    assert drawn.reserve == 90 * 60 - 900


def test_reactions_without_answers() -> None:
    blocks = (SlotKind.PRESENTATION, SlotKind.REACTION)
    slots = outline(rules(blocks={Stage.THEME: blocks}), Stage.THEME, minutes=90, leaders=1).slots
    assert [slot.kind for slot in slots] == [SlotKind.PRESENTATION, *[SlotKind.REACTION] * 3]


def test_spokespersons_and_groups_come_out_before_minutes_are_shared() -> None:
    blocks = (SlotKind.REPORT, SlotKind.SPOKESPERSON, SlotKind.GROUP_STATEMENT, SlotKind.OPEN_FLOOR)
    limits = {**rules().limits, **shipped("ilc_adoption").limits}
    counts = {SlotKind.REPORT: 2, SlotKind.GROUP_STATEMENT: 3}
    mixed = rules(blocks={Stage.THEME: blocks}, limits=limits, counts=counts, reserve=Fraction(0))
    drawn = outline(mixed, Stage.THEME, minutes=120, turn=1)
    kinds = [slot.kind for slot in drawn.slots]
    assert kinds[:7] == [SlotKind.REPORT] * 2 + [SlotKind.SPOKESPERSON] * 2 + [SlotKind.GROUP_STATEMENT] * 3
    assert [slot.constituency for slot in drawn.slots[2:4]] == [WORKER, EMPLOYER]
    # 120 minutes less 15, 20 and 15 are 70 for the open floor, 14/45 of them for either partner
    assert drawn.entitled.of(EMPLOYER) == 600 + 70 * 60 * (Fraction(1, 9) + Fraction(2, 3) * Fraction(1, 4)) // 15 * 15
    assert drawn.officers == 15 * 60


def test_replies_have_no_slots_before_somebody_asks() -> None:
    blocks = (SlotKind.NEXT_STEPS, SlotKind.REPLY)
    slots = outline(rules(blocks={Stage.LAST: blocks}), Stage.LAST, minutes=90).slots
    assert [slot.kind for slot in slots] == [SlotKind.NEXT_STEPS] * 3


@given(rulesets(), STAGES, st.integers(1, 720))
def test_as_many_leaders_fit_as_are_said_to(ruleset: Ruleset, stage: Stage, minutes: int) -> None:
    most = leaders_that_fit(ruleset, stage, minutes)
    if SlotKind.PRESENTATION not in ruleset.blocks[stage]:
        assert most == 0
        return
    if most:
        outline(ruleset, stage, minutes=minutes, leaders=most)
    with pytest.raises(BudgetTooSmall):
        outline(ruleset, stage, minutes=minutes, leaders=most + 1)


def test_a_short_sitting_names_what_is_missing() -> None:
    with pytest.raises(BudgetTooSmall) as refused:
        outline(rules(), Stage.THEME, minutes=30, leaders=2)
    # 30 minutes less 3/10 are 1260 seconds, 945 of them outside the open floor; 3 x 120 + 2 x (180 + 3 x 60 + 60)
    assert refused.value.params == {"needed": 1200, "budget": 945, "short": 255, "leaders": 2}


def test_stages_of_the_forum_as_held() -> None:
    sittings = as_held()
    by_kind = [SittingKind.OPENING, *[SittingKind.THEME] * 4, SittingKind.CLOSING]
    sittings = [a_sitting(each.key, None, position=n, kind=by_kind[n]) for n, each in enumerate(sittings)]
    stages = [stage_of(sitting, sittings) for sitting in sittings]
    assert stages == [Stage.OPENING, *[Stage.THEME] * 4, Stage.LAST]


def test_what_comes_last_on_the_clock_is_on_next_steps() -> None:
    early = a_sitting("early", "2022-02-22 09:00", kind=SittingKind.THEME, position=2)
    late = a_sitting("late", "2022-02-23 09:00", kind=SittingKind.OTHER, position=1)
    off = a_sitting("off", "2022-02-24 09:00", status=SittingStatus.CANCELLED)
    sittings = [early, late, off]
    assert [stage_of(each, sittings) for each in sittings[:2]] == [Stage.THEME, Stage.LAST]
    assert [each.key for each in in_time_order(sittings)] == ["early", "late"]
    assert stage_of(late, [late]) is Stage.OTHER
