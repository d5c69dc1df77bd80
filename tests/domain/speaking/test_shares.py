"""Employers = workers for all budgets and rules; sums exact; minutes of the mixed rule as computed by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.people import Constituency
from forum.domain.speaking.rules import BudgetTooSmall, Limit, Odd, Ruleset, SlotKind
from forum.domain.speaking.shares import lengths, seats, share, statements
from tests.speaking import rules, rulesets

FOUR_KINDS = {
    SlotKind.PRESENTATION: 2,
    SlotKind.OPENING_STATEMENT: 3,
    SlotKind.REACTION: 6,
    SlotKind.ANSWER: 2,
}


@given(rulesets(), st.integers(0, 100_000), st.integers(0, 1000))
def test_every_grain_is_somebodys(ruleset: Ruleset, pot: int, floor: int) -> None:
    floor = min(floor, pot // 3)
    shares = share(pot, ruleset, floor=floor)
    assert shares.of(Constituency.EMPLOYER) == shares.of(Constituency.WORKER) == shares.partner
    assert shares.government + 2 * shares.partner + shares.left == pot
    assert min(shares.government, shares.partner) >= floor
    assert shares.left >= 0


@given(rulesets(), st.integers(0, 100_000))
def test_nobody_is_further_than_two_grains_from_the_rule(ruleset: Ruleset, pot: int) -> None:
    shares = share(pot, ruleset)
    weights = ruleset.government_weight + 2 * ruleset.partner_weight
    by_weight = 1 - ruleset.equal_part
    for weight, got in (
        (ruleset.government_weight, shares.government),
        (ruleset.partner_weight, shares.partner),
    ):
        due = pot * (ruleset.equal_part / 3 + by_weight * Fraction(weight, weights))
        assert abs(got - due) < 3
    if ruleset.odd is Odd.GOVERNMENT:
        assert shares.left == 0
    else:
        assert shares.left <= 2


@given(rulesets(), st.integers(0, 100_000), st.integers(0, 1000))
def test_shares_are_whole_quotas_with_the_odd_grains_where_the_rules_say(
    ruleset: Ruleset, pot: int, floor: int
) -> None:
    """The same worked out by hand: the partners' part rounded down, never below the floor, never over what is left."""
    floor = min(floor, pot // 3)
    shares = share(pot, ruleset, floor=floor)
    weights = ruleset.government_weight + 2 * ruleset.partner_weight
    part = ruleset.equal_part / 3 + (1 - ruleset.equal_part) * Fraction(ruleset.partner_weight, weights)
    assert shares.partner == min(max(int(pot * part), floor), (pot - floor) // 2)
    rest = pot - 2 * shares.partner
    whole = max(min(int(pot * (1 - 2 * part)), rest), floor)
    assert shares.government == (rest if ruleset.odd is Odd.GOVERNMENT else whole)


@pytest.mark.parametrize(
    ("equal_part", "government", "partner"),
    [(Fraction(0), 2700, 1350), (Fraction(1, 3), 2400, 1500), (Fraction(1, 2), 2250, 1575), (Fraction(1), 1800, 1800)],
)
def test_ninety_minutes_by_the_mixed_rule(equal_part: Fraction, government: int, partner: int) -> None:
    shares = share(5400, rules(equal_part=equal_part))
    assert (shares.government, shares.partner) == (government, partner)


def test_the_odd_grain_goes_where_the_rules_say() -> None:
    equal = {"equal_part": Fraction(1)}
    assert share(8, rules(odd=Odd.GOVERNMENT, **equal)).government == 4
    kept = share(8, rules(odd=Odd.RESERVE, **equal))
    assert (kept.government, kept.partner, kept.left) == (2, 2, 2)


def test_a_floor_goes_before_the_weights() -> None:
    heavy = rules(equal_part=Fraction(0), government_weight=1000, partner_weight=1)
    assert share(30, heavy).partner == 0
    assert share(30, heavy, floor=7).partner == 7
    light = rules(equal_part=Fraction(0), government_weight=1, partner_weight=1000, odd=Odd.RESERVE)
    shares = share(30, light, floor=7)
    assert (shares.government, shares.partner, shares.left) == (7, 11, 1)


@given(rulesets(), st.integers(0, 2000), st.integers(0, 4))
def test_lengths_fit_or_the_shortfall_is_named(ruleset: Ruleset, units: int, leaders: int) -> None:
    counts = {**FOUR_KINDS, SlotKind.PRESENTATION: leaders, SlotKind.REACTION: 3 * leaders, SlotKind.ANSWER: leaders}
    least = sum(ruleset.limits[kind].least * count for kind, count in counts.items())
    if least > units * ruleset.grain:
        with pytest.raises(BudgetTooSmall) as refused:
            lengths(units, counts, ruleset)
        budget = units * ruleset.grain
        said = {"needed": least, "budget": budget, "short": least - budget, "leaders": leaders}
        assert refused.value.params == said
        return
    found = lengths(units, counts, ruleset)
    assert sum(found[kind] * count for kind, count in counts.items()) <= units
    for kind, length in found.items():
        assert ruleset.limits[kind].least <= length * ruleset.grain <= ruleset.limits[kind].most


def test_lengths_are_the_longest_where_they_fit() -> None:
    found = lengths(10_000, FOUR_KINDS, rules())
    assert {kind: length * 15 for kind, length in found.items()} == {
        kind: rules().limits[kind].most for kind in FOUR_KINDS
    }


def test_lengths_of_no_range_stay() -> None:
    fixed = rules(limits={**rules().limits, SlotKind.ANSWER: Limit(least=60, most=60)})
    assert lengths(10, {SlotKind.ANSWER: 2}, fixed) == {SlotKind.ANSWER: 4}


@given(rulesets(), st.integers(0, 3000))
def test_statements_use_all_the_time_within_their_limits(ruleset: Ruleset, time: int) -> None:
    limit, grain = ruleset.limits[SlotKind.OPEN_FLOOR], ruleset.grain
    found = statements(time, ruleset)
    if time * grain < limit.least:
        assert found == []
        return
    assert sum(found) == time
    assert max(found) - min(found) <= 1
    assert all(limit.least <= length * grain <= limit.most for length in found)


@given(rulesets(), st.integers(0, 500))
def test_statements_of_one_length_are_shared_whole_with_equal_partners(ruleset: Ruleset, count: int) -> None:
    shares = seats(count, ruleset)
    assert shares.government + 2 * shares.partner + shares.left == count
    assert min(shares.government, shares.partner, shares.left) >= 0
    assert shares.left == 0 or ruleset.odd is Odd.RESERVE
    weights = ruleset.government_weight + 2 * ruleset.partner_weight
    due = count * (ruleset.equal_part / 3 + (1 - ruleset.equal_part) * Fraction(ruleset.partner_weight, weights))
    assert abs(shares.partner - due) < 1


def test_fifteen_statements_at_two_to_one_to_one_are_seven_four_four() -> None:
    shares = seats(15, rules(equal_part=Fraction(0)))
    assert (shares.government, shares.partner, shares.left) == (7, 4, 0)
