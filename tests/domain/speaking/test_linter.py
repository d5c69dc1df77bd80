"""The linter tells beforehand what will not fit, at the bare limits and in practice; each finding cites a rule."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.people import Constituency
from forum.domain.speaking.linter import Code, Finding, Reckoning, Speaker, lint, reckon
from forum.domain.speaking.outline import outline
from forum.domain.speaking.procedure import Capacity, Factor, Leave, Level, Once
from forum.domain.speaking.rules import Limit, Ruleset, SlotKind, Stage
from forum.domain.speaking.slots import Slot
from forum.formats.ruleset import SHIPPED, shipped
from tests.speaking import rules

ADOPTION, DEBATE, COUNCIL = map(shipped, ("ilc_adoption", "un_general_debate", "human_rights_council"))
PLENARY = shipped("ilc_plenary")
GOVERNMENT, EMPLOYER, WORKER = Constituency.GOVERNMENT, Constituency.EMPLOYER, Constituency.WORKER
STATEMENT = SlotKind.STATEMENT


def ninety(individuals: int, **others: Any) -> Reckoning:
    """90 minutes of adoption with so many inscriptions."""
    return reckon(ADOPTION, Stage.THEME, minutes=90, individuals=individuals, **others)


def test_ninety_minutes_hold_fifteen_individual_statements_and_not_the_sixteenth() -> None:
    assert ninety(15).fixed == (15 + 2 * 10 + 5 * 5) * 60
    assert (ninety(15).bare.holds, ninety(15).bare.first_out, ninety(15).bare.over) == (15, None, 0)
    assert (ninety(16).bare.first_out, ninety(16).bare.over) == (16, 120)


def test_in_practice_the_fourth_does_not_fit_and_at_most_the_second() -> None:
    # 90 / 1.35 are 66 2/3 minutes, 60 of them taken: three statements; 90 / 1.45 are 62.07: one
    found = ninety(16)
    assert found.least is not None
    assert found.most is not None
    assert (found.least.factor, found.least.holds, found.least.first_out) == (Fraction(27, 20), 3, 4)
    assert (found.most.factor, found.most.holds, found.most.first_out) == (Fraction(29, 20), 1, 2)
    assert ninety(3).least == replace(found.least, first_out=None, over=0)


def test_a_factor_of_our_own_takes_the_place_of_the_borrowed_one() -> None:
    ours = ninety(16, measured=Factor(least=Fraction(11, 10), most=Fraction(6, 5)))
    # 90 / 1.1 are 81.8 minutes: ten statements; 90 / 1.2 are 75: seven
    assert ours.least is not None
    assert ours.most is not None
    assert (ours.least.holds, ours.most.holds) == (10, 7)


def test_without_groups_there_is_room_and_with_too_many_nothing_fits() -> None:
    assert ninety(28, groups=0).bare.holds == 27
    assert ninety(1, groups=12).bare.first_out == 0
    assert ninety(0, groups=11).bare.first_out is None


def test_a_ruleset_without_a_factor_says_only_what_the_limits_say() -> None:
    bare = replace(ADOPTION, procedure=replace(ADOPTION.procedure, factor=None))
    found = reckon(bare, Stage.THEME, minutes=90, individuals=16)
    assert (found.least, found.most) == (None, None)
    assert found.bare.first_out == 16


def test_leaders_are_reckoned_with_their_reactions_and_answers() -> None:
    none, one = (reckon(rules(), Stage.THEME, minutes=90, leaders=count) for count in (0, 1))
    assert one.fixed - none.fixed == 300 + 3 * 120 + 120
    assert none.fixed == 3 * 300
    assert reckon(rules(blocks={Stage.LAST: (SlotKind.NEXT_STEPS,)}), Stage.LAST, minutes=90).bare.holds == 0


@given(st.sampled_from(SHIPPED), st.integers(1, 400), st.integers(0, 60), st.integers(0, 12))
def test_what_is_said_to_fit_fits_to_the_second(name: str, minutes: int, individuals: int, groups: int) -> None:
    found = reckon(shipped(name), Stage.OTHER, minutes=minutes, groups=groups, individuals=individuals)
    fits = [fit for fit in (found.bare, found.least, found.most) if fit]
    for fit in fits:
        taken = (found.fixed + found.each * individuals) * fit.factor
        assert (fit.first_out is None) == (taken <= minutes * 60)
        assert (fit.over == 0) == (taken <= minutes * 60)
        if fit.first_out:
            assert fit.first_out == fit.holds + 1 <= individuals
            assert (found.fixed + found.each * fit.holds) * fit.factor <= minutes * 60
    assert [fit.holds for fit in fits] == sorted((fit.holds for fit in fits), reverse=True)


def statements(count: int, **values: Any) -> list[Slot]:
    facts = {"kind": STATEMENT, "constituency": GOVERNMENT, "seconds": 120, "person_id": 1, **values}
    return [Slot(number=number, **facts) for number in range(1, count + 1)]


def codes(found: tuple[Finding, ...]) -> list[Code]:
    return [finding.code for finding in found if finding.code is not Code.OPEN_VALUES]


def only(found: tuple[Finding, ...], code: Code) -> Finding:
    (finding,) = [each for each in found if each.code is code]
    return finding


def test_the_plan_of_the_adoption_sitting_is_over_in_practice_from_its_fourth_statement() -> None:
    slots = [replace(slot, person_id=slot.number) for slot in outline(ADOPTION, Stage.THEME, minutes=90).slots]
    found = lint(ADOPTION, Stage.THEME, slots, minutes=90)
    over = only(found, Code.OVER_TIME_IN_PRACTICE)
    assert (over.params["nth"], over.params["kind"], over.path) == (4, STATEMENT, "factor")
    assert (over.places, over.is_fault) == ((2 + 2 + 5 + 4,), False)
    assert codes(found) == [Code.OVER_TIME_IN_PRACTICE]
    extra = [*slots, Slot(number=99, kind=STATEMENT, constituency=GOVERNMENT, seconds=120, person_id=99)]
    found = lint(ADOPTION, Stage.THEME, extra, minutes=90)
    assert codes(found) == [Code.OVER_TIME, Code.OVER_TIME_IN_PRACTICE]
    over = only(found, Code.OVER_TIME)
    assert (over.params["nth"], over.path, over.is_fault) == (16, "limits.statement", True)


def test_what_fits_at_the_lesser_factor_only_is_told_at_the_greater() -> None:
    found = lint(ADOPTION, Stage.THEME, statements(1, seconds=60 * 64), minutes=90)
    assert only(found, Code.OVER_TIME_IN_PRACTICE).params["factor"] == Fraction(29, 20)
    assert Code.OVER_TIME_IN_PRACTICE not in codes(lint(ADOPTION, Stage.THEME, statements(31), minutes=90))


def test_minutes_of_accommodation_count_without_the_factor() -> None:
    # 1.35 x 60 minutes are 81; 9 more fill the 90, a second more does not fit
    full = statements(30, extra=0)
    at = Fraction(27, 20)
    least = replace(ADOPTION, procedure=replace(ADOPTION.procedure, factor=Factor(least=at, most=at)))
    lists = [[replace(full[0], extra=extra), *full[1:]] for extra in (9 * 60, 9 * 60 + 1)]
    told = [Code.OVER_TIME_IN_PRACTICE in codes(lint(least, Stage.THEME, slots, minutes=90)) for slots in lists]
    assert told == [False, True]


def test_employers_and_workers_have_the_same_or_it_is_said() -> None:
    uneven = [*statements(1, constituency=EMPLOYER), *statements(1, constituency=WORKER, seconds=60)]
    finding = only(lint(ADOPTION, Stage.THEME, uneven, minutes=90), Code.PARTNERS_DIFFER)
    assert (finding.params, finding.path) == ({"employers": 120, "workers": 60}, "weights")


def test_order_kinds_and_reactions_are_those_of_the_stage() -> None:
    late = [*statements(1), Slot(number=2, kind=SlotKind.GROUP_STATEMENT, constituency=GOVERNMENT, seconds=300)]
    finding = only(lint(ADOPTION, Stage.THEME, late, minutes=90), Code.OUT_OF_ORDER)
    assert (finding.path, finding.places) == ("stages.other", (2,))
    odd = [Slot(number=1, kind=SlotKind.NEXT_STEPS, constituency=GOVERNMENT, seconds=60, person_id=1)]
    assert codes(lint(ADOPTION, Stage.THEME, odd, minutes=90)) == [Code.NOT_IN_STAGE]
    alone = [Slot(number=1, kind=SlotKind.REACTION, constituency=GOVERNMENT, seconds=60, reacts_to=7, person_id=1)]
    finding = only(lint(rules(), Stage.THEME, alone, minutes=90), Code.REACTION_TO_NOTHING)
    assert finding.path == "stages.theme"


def test_a_slot_longer_than_the_limit_of_its_capacity_is_named() -> None:
    slots = statements(2, seconds=240)
    speakers = {1: Speaker(capacity=Capacity.MEMBER), 2: Speaker(capacity=Capacity.OBSERVER)}
    finding = only(lint(COUNCIL, Stage.OTHER, slots, minutes=90, speakers=speakers), Code.TOO_LONG)
    assert (finding.places, finding.params, finding.path) == ((2,), {"seconds": 240, "most": 120}, "limits.statement")


@pytest.mark.parametrize(
    ("leave", "found"),
    [(Leave.NOT, [Code.NOT_ALLOWED]), (Leave.AUTHORIZED, [Code.NEEDS_AUTHORIZATION]), (Leave.OF_RIGHT, [])],
)
def test_an_adviser_speaks_as_the_rules_allow(leave: Leave, found: list[Code]) -> None:
    body = replace(PLENARY, procedure=replace(PLENARY.procedure, capacities={Capacity.ADVISER: leave}))
    findings = lint(body, Stage.OTHER, statements(1), minutes=90, speakers={1: Speaker(capacity=Capacity.ADVISER)})
    assert codes(findings) == found
    assert all(each.path == "capacities.adviser" for each in findings if each.code in found)


@pytest.mark.parametrize(
    ("once", "twice"),
    [(Once.STATE_AND_CONSTITUENCY, [(1, 2)]), (Once.STATE, [(1, 2, 3)]), (Once.PERSON, []), (None, [])],
)
def test_nobody_speaks_twice_for_a_state_and_constituency(once: Once | None, twice: list[tuple[int, ...]]) -> None:
    body = replace(PLENARY, procedure=replace(PLENARY.procedure, once=once))
    slots = [*statements(2), Slot(number=3, kind=STATEMENT, constituency=EMPLOYER, seconds=120, person_id=9)]
    speakers = {number: Speaker(state="FJ", key=f"fj-{number}") for number in (1, 2, 3)}
    found = lint(body, Stage.OTHER, slots, minutes=90, speakers=speakers)
    assert [each.places for each in found if each.code is Code.TWICE] == twice
    assert all(each.path == "once" and each.params["state"] == "FJ" for each in found if each.code is Code.TWICE)


def test_who_is_not_known_is_not_held_to_be_the_same() -> None:
    assert codes(lint(PLENARY, Stage.OTHER, statements(5), minutes=90)) == []


def test_a_minister_before_a_head_of_state_breaks_the_bands() -> None:
    levels = (Level.HEAD_OF_GOVERNMENT, Level.MINISTER, None, Level.HEAD_OF_STATE)
    speakers = {number: Speaker(level=level) for number, level in enumerate(levels, start=1)}
    finding = only(lint(DEBATE, Stage.OTHER, statements(4), minutes=180, speakers=speakers), Code.BANDS_BROKEN)
    assert (finding.places, finding.path) == ((4,), "bands")
    free = replace(DEBATE, procedure=replace(DEBATE.procedure, bands=()))
    assert codes(lint(free, Stage.OTHER, statements(4), minutes=180, speakers=speakers)) == []


def test_replies_are_two_of_ten_and_five_minutes() -> None:
    blocks, limits = (
        {Stage.OTHER: (STATEMENT, SlotKind.REPLY)},
        {**DEBATE.limits, SlotKind.REPLY: Limit(least=60, most=60)},
    )
    body: Ruleset = replace(DEBATE, blocks=blocks, limits=limits)
    replies = statements(3, kind=SlotKind.REPLY, seconds=600)
    found = lint(body, Stage.OTHER, replies, minutes=180, speakers={n: Speaker(state="FJ") for n in (1, 2, 3)})
    assert [(each.code, each.places, each.path) for each in found if each.is_fault] == [
        (Code.REPLY_TOO_LONG, (2,), "reply.seconds"),
        (Code.TOO_MANY_REPLIES, (3,), "reply.count"),
        (Code.REPLY_TOO_LONG, (3,), "reply.seconds"),
    ]
    unsaid = replace(body, procedure=PLENARY.procedure)
    assert codes(lint(unsaid, Stage.OTHER, replies, minutes=180)) == []


def test_slots_without_a_speaker_and_open_values_are_told_last() -> None:
    slots = [*statements(1, person_id=None), *statements(1, constituency=EMPLOYER)]
    found = lint(ADOPTION, Stage.THEME, slots, minutes=90)
    assert [each.code for each in found] == [Code.PARTNERS_DIFFER, Code.NOBODY_NAMED, Code.OPEN_VALUES]
    assert (found[1].places, found[1].path) == ((1,), "speakers.statement")
    assert found[2].path == "stages.other"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_finding_cites_a_rule_that_has_a_source(name: str) -> None:
    body = shipped(name)
    slots = outline(body, Stage.THEME, minutes=180).slots
    found = lint(body, Stage.THEME, [*slots, *slots], minutes=90)
    assert found
    assert all(body.sources[finding.path] for finding in found)
