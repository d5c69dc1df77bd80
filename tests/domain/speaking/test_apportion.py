"""Shares are exact and whole, ties are named, equal groups cannot differ."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.domain.speaking import draw
from forum.domain.speaking.apportion import (
    MONOTONE,
    Apportionment,
    Claim,
    FloorsTooHigh,
    Method,
    Tie,
    TieRule,
    Ties,
    WrongClaim,
    apportion,
    mixed,
    quotas,
)

#: seats of the Human Rights Council by region, whose 60 speaking slots were once shared out as 61
COUNCIL = {"Africa": 13, "Asia": 13, "Eastern Europe": 6, "Latin America": 8, "Western Europe": 7}
#: titular seats of the ILO's Governing Body
TRIPARTITE = {"government": 28, "employer": 14, "worker": 14}
PARTNERS = [("employer", "worker")]

METHODS = st.sampled_from(Method)
WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=12)


def claims(weights: dict[str, int] | list[int] | list[Fraction]) -> list[Claim]:
    named = weights if isinstance(weights, dict) else {f"c{number}": each for number, each in enumerate(weights)}
    return [Claim(key=key, weight=weight) for key, weight in named.items()]


def shared(found: Apportionment) -> list[int]:
    return list(found.seats.values())


@st.composite
def bounded(draw_: st.DrawFn) -> list[Claim]:
    """Claims with weights, floors and caps of any kind."""
    found = []
    for number in range(draw_(st.integers(1, 10))):
        floor = draw_(st.integers(0, 6))
        cap = draw_(st.none() | st.integers(floor, floor + 30))
        weight = draw_(st.integers(0, 60) | st.fractions(0, 60, max_denominator=40))
        found.append(Claim(key=f"c{number}", weight=weight, floor=floor, cap=cap))
    return found


@st.composite
def grouped(draw_: st.DrawFn) -> tuple[list[Claim], list[tuple[str, ...]]]:
    """The same with some of the claims in equal groups; bounds that agree within a group."""
    given_ = draw_(bounded())
    keys = [each.key for each in given_]
    groups = []
    while len(keys) > 1 and draw_(st.booleans()):
        size = draw_(st.integers(2, min(3, len(keys))))
        groups.append(tuple(keys[:size]))
        keys = keys[size:]
    grouped_keys = {key for group in groups for key in group}
    return [Claim(key=each.key, weight=each.weight) if each.key in grouped_keys else each for each in given_], groups


# what is known from paper


def test_sixty_slots_of_the_council_are_not_sixty_one() -> None:
    due = quotas(60, claims(COUNCIL))
    assert due["Africa"] == Fraction(60 * 13, 47)
    assert sum(due.values()) == 60
    assert sum(int(each + Fraction(1, 2)) for each in due.values()) == 61  # each rounded by itself
    found = apportion(60, claims(COUNCIL), Method.LARGEST_REMAINDER)
    assert shared(found) == [17, 16, 8, 10, 9]
    assert found.ties == (Tie(keys=("Africa", "Asia"), seats=1, to=("Africa",)),)
    assert found.left == 0


@pytest.mark.parametrize(
    ("method", "seats", "tied"),
    [
        (Method.LARGEST_REMAINDER, [17, 16, 8, 10, 9], True),
        (Method.DHONDT, [17, 17, 7, 10, 9], False),
        (Method.SAINTE_LAGUE, [17, 16, 8, 10, 9], True),
        (Method.HUNTINGTON_HILL, [17, 16, 8, 10, 9], True),
    ],
)
def test_sixty_slots_by_every_method(method: Method, seats: list[int], tied: bool) -> None:
    found = apportion(60, claims(COUNCIL), method)
    assert shared(found) == seats
    assert [tie.keys for tie in found.ties] == [("Africa", "Asia")] * tied


@pytest.mark.parametrize("method", [Method.LARGEST_REMAINDER, Method.SAINTE_LAGUE, Method.HUNTINGTON_HILL])
def test_ten_slots_of_28_14_14_tie_employers_with_workers(method: Method) -> None:
    found = apportion(10, claims(TRIPARTITE), method)
    assert shared(found) == [5, 3, 2]
    assert found.ties == (Tie(keys=("employer", "worker"), seats=1, to=("employer",)),)


@pytest.mark.parametrize(("seats", "expected"), [(10, [6, 2, 2]), (15, [8, 4, 3])])
def test_dhondt_of_28_14_14(seats: int, expected: list[int]) -> None:
    assert shared(apportion(seats, claims(TRIPARTITE), Method.DHONDT)) == expected


@pytest.mark.parametrize("method", Method)
def test_equal_partners_leave_the_odd_slot_to_the_declared_taker_or_the_reserve(method: Method) -> None:
    taken = apportion(
        11 if method is Method.DHONDT else 10, claims(TRIPARTITE), method, equal=PARTNERS, odd="government"
    )
    kept = apportion(sum(shared(taken)), claims(TRIPARTITE), method, equal=PARTNERS)
    assert taken.seats["employer"] == taken.seats["worker"] == kept.seats["employer"] == kept.seats["worker"]
    assert taken.odd == kept.odd == kept.left
    assert (taken.left, taken.seats["government"] - kept.seats["government"]) == (0, kept.odd)


def test_alabama_loses_a_seat_when_there_is_one_more() -> None:
    """Why largest remainder is not monotone: 10 seats give the small claim 2, 11 give it 1."""
    weights = {"large": 6, "middle": 6, "small": 2}
    assert shared(apportion(10, claims(weights), Method.LARGEST_REMAINDER)) == [4, 4, 2]
    assert shared(apportion(11, claims(weights), Method.LARGEST_REMAINDER)) == [5, 5, 1]
    for method in MONOTONE:
        ten, eleven = (apportion(seats, claims(weights), method).seats["small"] for seats in (10, 11))
        assert ten <= eleven


def test_huntington_hill_gives_everybody_one_before_anybody_two() -> None:
    weights = [100, 50, 20, 1, 0]
    assert shared(apportion(4, claims(weights), Method.HUNTINGTON_HILL)) == [1, 1, 1, 1, 0]
    assert shared(apportion(2, claims(weights), Method.HUNTINGTON_HILL)) == [1, 1, 0, 0, 0]
    tied = apportion(2, claims([5, 3, 3]), Method.HUNTINGTON_HILL)
    assert tied.ties == (Tie(keys=("c1", "c2"), seats=1, to=("c1",)),)


def test_huntington_hill_compares_squares_without_roots() -> None:
    assert shared(apportion(5, claims([3, 1]), Method.HUNTINGTON_HILL)) == [4, 1]
    huge = [10**40, 10**40 + 1]
    assert shared(apportion(3, claims(huge), Method.HUNTINGTON_HILL)) == [1, 2]
    assert apportion(3, claims(huge), Method.HUNTINGTON_HILL).ties == ()


# ties


def test_ties_are_settled_by_the_declared_rule() -> None:
    weights = {"Zambia": 1, "Angola": 1, "Mali": 1}

    def settled(rule: Ties) -> tuple[str, ...]:
        return apportion(2, claims(weights), Method.SAINTE_LAGUE, ties=rule).ties[0].to

    assert settled(Ties()) == ("Zambia", "Angola")
    assert settled(Ties(rule=TieRule.ALPHABET)) == ("Angola", "Mali")
    assert settled(Ties(rule=TieRule.ALPHABET, collation=lambda name: [-ord(each) for each in name])) == (
        "Zambia",
        "Mali",
    )
    assert settled(Ties(rule=TieRule.DRAWN, seed="s")) == tuple(draw.drawn(weights, "s")[:2])
    assert settled(Ties(rule=TieRule.RESERVE)) == ()


@given(METHODS, st.integers(0, 40), WEIGHTS, st.sampled_from(TieRule))
def test_only_a_tie_left_in_reserve_leaves_anything(
    method: Method, seats: int, weights: list[int], rule: TieRule
) -> None:
    assume(any(weights))
    found = apportion(seats, claims(weights), method, ties=Ties(rule=rule, seed="s"))
    in_reserve = sum(tie.seats for tie in found.ties) if rule is TieRule.RESERVE else 0
    assert found.left == in_reserve
    for tie in found.ties:
        assert 0 < tie.seats < len(tie.keys)
        assert len(tie.to) == (0 if rule is TieRule.RESERVE else tie.seats)
        assert set(tie.to) <= set(tie.keys)


@given(
    METHODS, st.integers(0, 60), st.dictionaries(st.text("abc", min_size=1), st.integers(1, 50), min_size=2, max_size=8)
)
def test_who_is_listed_first_matters_in_ties_only(method: Method, seats: int, weights: dict[str, int]) -> None:
    there = apportion(seats, claims(weights), method)
    back = apportion(seats, claims(dict(reversed(weights.items()))), method)
    tied = {key for tie in there.ties for key in tie.keys}
    assert tied == {key for tie in back.ties for key in tie.keys}
    assert {key for key in weights if there.seats[key] != back.seats[key]} <= tied


def test_a_whole_group_that_fits_goes_before_those_it_ties_with() -> None:
    found = apportion(15, claims(TRIPARTITE), Method.DHONDT, equal=PARTNERS, odd="government")
    assert shared(found) == [7, 4, 4]
    assert found.ties == (Tie(keys=("government", "employer", "worker"), seats=2, to=("employer", "worker")),)
    alone = apportion(10, claims(TRIPARTITE), Method.DHONDT, equal=PARTNERS)
    assert alone.ties == (Tie(keys=("government", "employer", "worker"), seats=1, to=("government",)),)
    two = {"a": 1, "b": 1, "c": 1, "d": 1}
    odd = apportion(3, claims(two), Method.DHONDT, equal=[("a", "b"), ("c", "d")])
    assert (odd.seats, odd.left, odd.odd) == ({"a": 1, "b": 1, "c": 0, "d": 0}, 1, 1)


# sums, floors, caps, quotas


@pytest.mark.parametrize("method", Method)
def test_sums_are_exact_for_every_house_up_to_500(method: Method) -> None:
    for weights in (COUNCIL, TRIPARTITE, dict(zip("abcdefg", (971, 83, 31, 7, 1, 0, 500), strict=True))):
        for seats in range(501):
            found = apportion(seats, claims(weights), method)
            assert sum(found.seats.values()) == seats
            assert found.left == 0


@given(METHODS, st.integers(0, 500), bounded(), st.sampled_from(TieRule))
def test_every_unit_is_somebodys_within_floor_and_cap(
    method: Method, seats: int, given_: list[Claim], rule: TieRule
) -> None:
    assume(sum(each.floor for each in given_) <= seats)
    found = apportion(seats, given_, method, ties=Ties(rule=rule, seed="s"))
    assert sum(found.seats.values()) + found.left == seats
    for each in given_:
        assert each.floor <= found.seats[each.key] <= (seats if each.cap is None else each.cap)
    room = sum(
        each.floor if not each.weight else seats if each.cap is None else min(each.cap, seats) for each in given_
    )
    if rule is not TieRule.RESERVE:
        assert found.left == max(0, seats - room)


@given(METHODS, st.integers(0, 300), grouped(), st.booleans())
def test_an_equal_group_cannot_differ(
    method: Method, seats: int, with_groups: tuple[list[Claim], list[tuple[str, ...]]], has_taker: bool
) -> None:
    given_, groups = with_groups
    assume(sum(each.floor for each in given_) <= seats)
    singles = [each.key for each in given_ if not any(each.key in group for group in groups)]
    odd = singles[0] if has_taker and singles else None
    found = apportion(seats, given_, method, equal=groups, odd=odd)
    due = quotas(seats, given_, equal=groups)
    assert sum(found.seats.values()) + found.left == seats
    for group in groups:
        assert len({found.seats[key] for key in group}) == 1
        assert len({due[key] for key in group}) == 1
    assert found.odd < max((len(group) for group in groups), default=1)


@given(st.integers(0, 500), bounded())
def test_quotas_are_proportional_between_floor_and_cap(seats: int, given_: list[Claim]) -> None:
    assume(sum(each.floor for each in given_) <= seats)
    due = quotas(seats, given_)
    for each in given_:
        assert each.floor <= due[each.key]
        assert each.cap is None or due[each.key] <= max(each.cap, each.floor)
    free = [
        due[each.key] / each.weight
        for each in given_
        if each.weight and each.floor < due[each.key] and (each.cap is None or due[each.key] < each.cap)
    ]
    assert len(set(free)) <= 1
    room = sum(
        each.floor if not each.weight else seats if each.cap is None else min(each.cap, seats) for each in given_
    )
    assert sum(due.values()) == min(seats, room)


@given(st.integers(0, 500), bounded())
def test_largest_remainder_stays_within_the_quota(seats: int, given_: list[Claim]) -> None:
    assume(sum(each.floor for each in given_) <= seats)
    due, found = quotas(seats, given_), apportion(seats, given_, Method.LARGEST_REMAINDER)
    for key, number in found.seats.items():
        assert abs(number - due[key]) < 1


@given(st.integers(0, 500), WEIGHTS)
def test_dhondt_never_gives_less_than_the_whole_quota(seats: int, weights: list[int]) -> None:
    due, found = quotas(seats, claims(weights)), apportion(seats, claims(weights), Method.DHONDT)
    assert all(found.seats[key] >= int(due[key]) for key in due)


def test_divisor_methods_may_break_the_quota() -> None:
    """The price of monotony (Balinski and Young): D'Hondt gives all 20 to the claim whose quota is 17.2."""
    weights = [86, 4, 4, 3, 3]
    assert quotas(20, claims(weights))["c0"] == Fraction(86, 5)
    assert shared(apportion(20, claims(weights), Method.DHONDT))[0] == 20


@given(st.sampled_from(sorted(MONOTONE)), bounded(), st.integers(0, 200))
def test_nobody_loses_when_there_is_one_more(method: Method, given_: list[Claim], more: int) -> None:
    seats = sum(each.floor for each in given_) + more
    one, other = (apportion(number, given_, method) for number in (seats, seats + 1))
    assert all(one.seats[key] <= other.seats[key] for key in one.seats)


@given(st.sampled_from(sorted(MONOTONE)), grouped(), st.integers(0, 120))
def test_with_equal_groups_nobody_loses_but_the_odd_unit(
    method: Method, with_groups: tuple[list[Claim], list[tuple[str, ...]]], more: int
) -> None:
    given_, groups = with_groups
    seats = sum(each.floor for each in given_) + more
    one, other = (
        apportion(number, given_, method, ties=Ties(rule=TieRule.RESERVE), equal=groups)
        for number in (seats, seats + 1)
    )
    assert all(one.seats[key] <= other.seats[key] for key in one.seats)


@given(METHODS, st.integers(0, 80), WEIGHTS, st.integers(1, 30))
def test_only_the_proportion_of_weights_counts(method: Method, seats: int, weights: list[int], times: int) -> None:
    larger = claims([Fraction(each * times, 7) for each in weights])
    assert apportion(seats, claims(weights), method) == apportion(seats, larger, method)


@given(METHODS, st.integers(0, 60), st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_the_heavier_claim_never_has_less(method: Method, seats: int, weights: list[int]) -> None:
    weights = sorted(weights, reverse=True)
    found = shared(apportion(seats, claims(weights), method))
    assert found == sorted(found, reverse=True)


def step_by_step(seats: int, given_: list[Claim], method: Method) -> list[int]:
    """Divisor methods as their books tell them: from the floors on, one unit after the other, in fractions."""
    got = {each.key: each.floor for each in given_}

    def strength(each: Claim) -> tuple[bool, Fraction]:
        weight, has = Fraction(each.weight), got[each.key]
        if method is Method.HUNTINGTON_HILL:
            return (False, weight**2 / (has * (has + 1))) if has else (True, weight)
        return False, weight / (has + 1 if method is Method.DHONDT else 2 * has + 1)

    while sum(got.values()) < seats:
        open_ = [each for each in given_ if each.weight and (each.cap is None or got[each.key] < each.cap)]
        if not open_:
            break
        got[max(open_, key=strength).key] += 1
    return list(got.values())


@given(st.sampled_from(sorted(MONOTONE)), st.integers(0, 120), bounded())
def test_divisor_methods_are_those_of_the_books(method: Method, more: int, given_: list[Claim]) -> None:
    seats = sum(each.floor for each in given_) + more
    found = apportion(seats, given_, method)
    if not found.ties:
        assert shared(found) == step_by_step(seats, given_, method)


# the mixed rule


@pytest.mark.parametrize(
    ("equal_part", "minutes"),
    [
        (Fraction(0), [45, 22.5, 22.5]),
        (Fraction(1, 3), [40, 25, 25]),
        (Fraction(1, 2), [37.5, 26.25, 26.25]),
        (Fraction(1), [30, 30, 30]),
    ],
)
def test_ninety_minutes_by_the_mixed_rule(equal_part: Fraction, minutes: list[float]) -> None:
    assert list(quotas(90, mixed(claims(TRIPARTITE), equal_part)).values()) == minutes


@given(bounded(), st.fractions(0, 1, max_denominator=60))
def test_mixed_weights_sum_to_one(given_: list[Claim], equal_part: Fraction) -> None:
    found = mixed(given_, equal_part)
    has_weight = any(each.weight for each in given_)
    assert sum(each.weight for each in found) == (1 if has_weight else equal_part)
    assert [(each.key, each.floor, each.cap) for each in found] == [(each.key, each.floor, each.cap) for each in given_]


# what cannot be shared


def test_floors_that_exceed_the_house_are_refused_with_both_figures() -> None:
    with pytest.raises(FloorsTooHigh) as refused:
        apportion(5, [Claim(key="a", weight=1, floor=4), Claim(key="b", weight=1, floor=2)], Method.DHONDT)
    assert refused.value.params == {"needed": 6, "seats": 5}


@pytest.mark.parametrize(
    ("wrong", "equal", "odd", "field", "key"),
    [
        ([Claim(key="a", weight=-1)], (), None, "weight", "a"),
        ([Claim(key="a", weight=1, floor=-1)], (), None, "floor", "a"),
        ([Claim(key="a", weight=1, floor=3, cap=2)], (), None, "floor", "a"),
        ([Claim(key="a", weight=1, cap=-1)], (), None, "floor", "a"),
        ([Claim(key="a", weight=1), Claim(key="a", weight=2)], (), None, "key", "a"),
        ([Claim(key="a", weight=1), Claim(key="b", weight=2)], [("a", "c")], None, "key", "c"),
        ([Claim(key="a", weight=1), Claim(key="b", weight=2)], [("a", "b"), ("b",)], None, "key", "b"),
        ([Claim(key="a", weight=1, floor=3), Claim(key="b", weight=2, cap=2)], [("a", "b")], None, "floor", "a"),
        ([Claim(key="a", weight=1), Claim(key="b", weight=2)], [("a", "b")], "a", "odd", "a"),
        ([Claim(key="a", weight=1)], (), "b", "odd", "b"),
    ],
)
def test_a_claim_that_cannot_share_is_named(
    wrong: list[Claim], equal: list[tuple[str, ...]], odd: str | None, field: str, key: str
) -> None:
    with pytest.raises(WrongClaim) as refused:
        apportion(9, wrong, Method.DHONDT, equal=equal, odd=odd)
    assert (refused.value.field, refused.value.params["key"]) == (field, key)


@pytest.mark.parametrize("method", Method)
def test_nobody_and_nothing(method: Method) -> None:
    assert apportion(7, [], method) == Apportionment(seats={}, left=7)
    assert apportion(0, claims([3, 1]), method) == Apportionment(seats={"c0": 0, "c1": 0})
    assert apportion(7, claims([0, 0]), method) == Apportionment(seats={"c0": 0, "c1": 0}, left=7)
    with_cap = [Claim(key="a", weight=1, cap=2), Claim(key="b", weight=0, floor=1)]
    assert apportion(7, with_cap, method) == Apportionment(seats={"a": 2, "b": 1}, left=4)


def test_an_odd_taker_at_its_cap_leaves_it_in_the_reserve() -> None:
    given_ = [Claim(key="government", weight=28, cap=5), *claims(TRIPARTITE)[1:]]
    found = apportion(10, given_, Method.SAINTE_LAGUE, equal=PARTNERS, odd="government")
    assert (shared(found), found.odd, found.left) == ([5, 2, 2], 1, 1)
