"""What is not used is released until nobody asks; what is owed is carried on, the odd seat included."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forum.domain.speaking.apportion import MONOTONE, Claim, Method, TieRule, Ties, apportion, quotas
from forum.domain.speaking.carry import Account, Carried, carried, released

COUNCIL = {"Africa": 13, "Asia": 13, "Eastern Europe": 6, "Latin America": 8, "Western Europe": 7}
TRIPARTITE = {"government": 28, "employer": 14, "worker": 14}
PARTNERS = [("employer", "worker")]

METHODS = st.sampled_from(Method)


def claims(weights: dict[str, int]) -> list[Claim]:
    return [Claim(key=key, weight=weight) for key, weight in weights.items()]


@st.composite
def capped(draw: st.DrawFn) -> list[Claim]:
    weights = draw(st.lists(st.integers(0, 40), min_size=1, max_size=8))
    return [
        Claim(key=f"c{number}", weight=weight, cap=draw(st.none() | st.integers(0, 20)))
        for number, weight in enumerate(weights)
    ]


# unused quota


def test_unused_slots_of_a_region_are_shared_by_the_same_key() -> None:
    """Africa leaves 7 of its 17 slots: those who still ask share them by 13 : 6 : 8, and the rest again."""
    demand = {"Africa": 10, "Asia": 40, "Eastern Europe": 9, "Latin America": 12, "Western Europe": 9}
    found = released(60, claims(COUNCIL), Method.LARGEST_REMAINDER, demand)
    first, second, third = found.rounds
    assert list(first.seats.values()) == [17, 16, 8, 10, 9]
    assert second.seats == {"Asia": 3, "Eastern Europe": 2, "Latin America": 2}
    assert third.seats == {"Asia": 1}
    assert list(found.seats.values()) == [10, 20, 9, 12, 9]
    assert found.left == 0


def test_supply_that_nobody_asks_for_is_left() -> None:
    found = released(60, claims(COUNCIL), Method.DHONDT, dict.fromkeys(COUNCIL, 3))
    assert (list(found.seats.values()), found.left, len(found.rounds)) == ([3] * 5, 45, 1)
    assert released(4, claims(COUNCIL), Method.DHONDT, {}).left == 4


@given(METHODS, st.integers(0, 120), capped(), st.data())
def test_release_ends_with_demand_or_supply(
    method: Method, seats: int, given_: list[Claim], data: st.DataObject
) -> None:
    demand = {each.key: data.draw(st.integers(0, 30)) for each in given_}
    found = released(seats, given_, method, demand)
    assert sum(found.seats.values()) + found.left == seats
    for each in given_:
        assert found.seats[each.key] <= min(demand[each.key], found.granted[each.key])
        assert each.cap is None or found.granted[each.key] <= each.cap
    if found.left:
        could_take = [
            each
            for each in given_
            if each.weight and found.seats[each.key] < demand[each.key] and found.granted[each.key] != each.cap
        ]
        assert could_take == []


@given(METHODS, st.integers(0, 120), st.data())
def test_what_is_granted_to_the_partners_never_differs(method: Method, seats: int, data: st.DataObject) -> None:
    weights = {key: data.draw(st.integers(0, 40)) for key in TRIPARTITE}
    demand = {key: data.draw(st.integers(0, 60)) for key in TRIPARTITE}
    found = released(seats, claims(weights), method, demand, equal=PARTNERS, odd="government")
    assert found.granted["employer"] == found.granted["worker"]
    for partner in ("employer", "worker"):
        assert found.seats[partner] == min(demand[partner], found.granted["worker"])


def test_a_partner_that_asks_no_more_stops_the_release_for_both() -> None:
    demand = {"government": 100, "employer": 2, "worker": 100}
    found = released(12, claims(TRIPARTITE), Method.SAINTE_LAGUE, demand, equal=PARTNERS)
    assert found.granted == {"government": 7, "employer": 3, "worker": 3}
    assert found.seats == {"government": 7, "employer": 2, "worker": 3}


def test_what_the_rule_left_in_the_reserve_is_not_released() -> None:
    demand = dict.fromkeys(TRIPARTITE, 100)
    found = released(10, claims(TRIPARTITE), Method.SAINTE_LAGUE, demand, equal=PARTNERS)
    assert (found.seats, found.left) == ({"government": 5, "employer": 2, "worker": 2}, 1)
    tied = released(
        60, claims(COUNCIL), Method.LARGEST_REMAINDER, dict.fromkeys(COUNCIL, 99), ties=Ties(rule=TieRule.RESERVE)
    )
    assert (tied.seats["Africa"], tied.seats["Asia"], tied.left) == (16, 16, 1)


def test_floors_hold_in_the_first_round_only() -> None:
    given_ = [Claim(key="a", weight=6, floor=2), Claim(key="b", weight=4, floor=3), Claim(key="c", weight=1, floor=2)]
    found = released(10, given_, Method.DHONDT, {"a": 9, "b": 9, "c": 0})
    assert [list(each.seats.values()) for each in found.rounds] == [[5, 3, 2], [1, 1]]
    assert list(found.seats.values()) == [6, 4, 0]


def test_the_odd_taker_may_have_had_enough() -> None:
    weights = {"government": 2, "employer": 14, "worker": 14, "observer": 20}
    demand = {"government": 1, "employer": 50, "worker": 50, "observer": 3}
    found = released(30, claims(weights), Method.SAINTE_LAGUE, demand, equal=PARTNERS, odd="government")
    assert found.seats["employer"] == found.seats["worker"] == 13
    assert (found.seats["government"], found.seats["observer"], found.left) == (1, 3, 0)


# what is owed


def sittings(method: Method, houses: list[int], weights: dict[str, int], **rule: object) -> list[Carried]:
    found: list[Carried] = []
    accounts: tuple[Account, ...] = ()
    for seats in houses:
        found.append(carried(seats, claims(weights), method, accounts, **rule))  # type: ignore[arg-type]
        accounts = found[-1].accounts
    return found


@pytest.mark.parametrize("method", Method)
def test_the_odd_seat_rotates(method: Method) -> None:
    """Ten slots of 28 : 14 : 14 are 5/2.5/2.5: who took the odd one in one sitting gives it back in the next."""
    found = sittings(method, [10, 10, 10, 10], TRIPARTITE, equal=PARTNERS, odd="government")
    assert [list(each.apportionment.seats.values()) for each in found] == [[6, 2, 2], [4, 3, 3]] * 2
    assert [[account.debt for account in each.accounts] for each in found] == [
        [-1, Fraction(1, 2), Fraction(1, 2)],
        [0, 0, 0],
    ] * 2


def test_an_odd_seat_kept_in_the_reserve_stays_owed() -> None:
    first, second = sittings(Method.SAINTE_LAGUE, [10, 10], TRIPARTITE, equal=PARTNERS)
    assert (first.apportionment.left, sum(each.debt for each in first.accounts)) == (1, 1)
    assert second.apportionment.seats["employer"] == second.apportionment.seats["worker"] == 3


@pytest.mark.parametrize("method", Method)
def test_whoever_lost_a_tie_is_next(method: Method) -> None:
    found = sittings(method, [1] * 6, {"a": 1, "b": 1, "c": 1})
    served = ["".join(key for key, number in each.apportionment.seats.items() if number) for each in found]
    assert served == ["a", "b", "c", "a", "b", "c"]


@given(st.sampled_from(sorted(MONOTONE)), st.lists(st.integers(0, 25), min_size=1, max_size=6), st.data())
def test_sittings_together_are_one_house(method: Method, houses: list[int], data: st.DataObject) -> None:
    weights = {key: data.draw(st.integers(0, 50)) for key in "abcdef"}
    found = sittings(method, houses, weights)
    whole = apportion(sum(houses), claims(weights), method)
    assume(not whole.ties)
    assert {each.key: each.received for each in found[-1].accounts} == whole.seats


@given(METHODS, st.lists(st.integers(0, 25), min_size=1, max_size=6), st.data())
def test_accounts_balance_and_partners_stay_equal(method: Method, houses: list[int], data: st.DataObject) -> None:
    weights = {key: data.draw(st.integers(1, 50)) for key in TRIPARTITE}
    found = sittings(method, houses, weights, equal=PARTNERS, odd="government")
    for seats, each in zip(houses, found, strict=True):
        now = each.apportionment.seats
        assert now["employer"] == now["worker"]
        assert min(now.values()) >= 0
        assert sum(now.values()) + each.apportionment.left == seats
    assert sum(each.debt for each in found[-1].accounts) == 0
    due = quotas(sum(houses), claims(weights), equal=PARTNERS)
    assert {each.key: each.entitled for each in found[-1].accounts} == due


def test_bounds_hold_in_each_sitting() -> None:
    accounts = [Account(key="a", entitled=Fraction(9), received=3), Account(key="b", entitled=Fraction(1), received=7)]
    given_ = [Claim(key="a", weight=1, cap=3), Claim(key="b", weight=1, floor=1)]
    found = carried(6, given_, Method.DHONDT, accounts)
    assert found.apportionment.seats == {"a": 3, "b": 3}


def test_an_account_of_somebody_absent_stays() -> None:
    absent = Account(key="absent", entitled=Fraction(7, 2), received=2)
    found = carried(4, claims({"a": 1, "b": 1}), Method.DHONDT, [absent])
    assert found.accounts[0] == absent
    assert found.apportionment.seats == {"a": 2, "b": 2}
