"""One allocation: all methods side by side, debts of earlier sittings, release of what is not used, what is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from forum.domain.speaking.allocation import (
    Among,
    Answer,
    Asked,
    Decision,
    Measure,
    NoWeight,
    accounts,
    answered,
    decided,
    held,
)
from forum.domain.speaking.apportion import MONOTONE, Claim, FloorsTooHigh, Method, TieRule
from forum.domain.speaking.carry import Account

AT = dt.datetime(2022, 2, 1, tzinfo=dt.UTC)
#: ten statements of 28 : 14 : 14
TEN = Asked(
    sitting="opening",
    measure=Measure.SEATS,
    among=Among.CONSTITUENCIES,
    seats=10,
    claims=(
        Claim(key="government", weight=28),
        Claim(key="employer", weight=14),
        Claim(key="worker", weight=14),
    ),
    method=Method.LARGEST_REMAINDER,
    odd="government",
)
#: sixty statements of the Human Rights Council's regions
COUNCIL = Asked(
    measure=Measure.SEATS,
    among=Among.REGIONS,
    seats=60,
    claims=tuple(Claim(key=key, weight=seats) for key, seats in zip("abcde", (13, 13, 6, 8, 7), strict=True)),
    method=Method.LARGEST_REMAINDER,
)


def kept(asked: Asked, number: int = 1) -> Decision:
    return decided(answered(asked), {"n": "10"}, number=number, at=AT)


def test_all_methods_stand_side_by_side_and_the_chosen_one_counts() -> None:
    answer = answered(COUNCIL)
    assert set(answer.by_method) == {Method.LARGEST_REMAINDER, *MONOTONE}
    assert all(sum(each.seats.values()) == 60 for each in answer.by_method.values())
    assert list(answer.given.values()) == [17, 16, 8, 10, 9]
    assert answer.quotas["a"] == Fraction(780, 47)
    assert (answer.left, answer.partners) == (0, None)


def test_employers_and_workers_are_equal_by_every_method() -> None:
    answer = answered(TEN)
    assert all(each.seats["employer"] == each.seats["worker"] for each in answer.by_method.values())
    assert answer.partners == 2
    assert answer.given["government"] == 6


def test_the_mixed_rule_is_part_of_the_question() -> None:
    answer = answered(replace(TEN, seats=90, equal_part=Fraction(1, 3)))
    assert answer.quotas == {"government": 40, "employer": 25, "worker": 25}


def test_the_alphabet_of_the_edge_settles_ties() -> None:
    backwards = answered(replace(COUNCIL, ties=TieRule.ALPHABET), collation=lambda key: -ord(key))
    assert backwards.made.ties[0].to == ("b",)


def test_without_any_weight_nobody_has_a_share_but_equally() -> None:
    nothing = replace(COUNCIL, claims=tuple(replace(each, weight=0) for each in COUNCIL.claims))
    with pytest.raises(NoWeight):
        answered(nothing)
    assert set(answered(replace(nothing, equal_part=Fraction(1, 2))).given.values()) == {12}


def test_too_high_floors_are_refused() -> None:
    with pytest.raises(FloorsTooHigh):
        answered(replace(COUNCIL, claims=tuple(replace(each, floor=13) for each in COUNCIL.claims)))


def test_debts_are_made_good() -> None:
    before = accounts([kept(TEN)], ["opening"], Measure.SEATS, Among.CONSTITUENCIES)
    assert {each.key: each.debt for each in before} == {
        "government": -1,
        "employer": Fraction(1, 2),
        "worker": Fraction(1, 2),
    }
    answer = answered(replace(TEN, sitting="theme-1"), before)
    assert answer.carried is not None
    assert dict(answer.made.seats) == {"government": 4, "employer": 3, "worker": 3}
    assert answer.by_method[Method.LARGEST_REMAINDER].seats["government"] == 6
    assert answer.accounts["worker"].received == 2


def test_accounts_at_nought_change_nothing() -> None:
    assert answered(TEN, [Account(key="worker")]).carried is None


def test_what_is_not_used_is_released() -> None:
    answer = answered(replace(COUNCIL, demand={"a": 5, "d": 30}))
    assert answer.released is not None
    assert dict(answer.given) == {"a": 5, "b": 16, "c": 8, "d": 22, "e": 9}
    assert answer.left == 0
    assert answered(replace(COUNCIL, demand={"a": 5})).left == 12


def test_the_release_follows_what_the_debts_left() -> None:
    before = accounts([kept(TEN)], ["opening"], Measure.SEATS, Among.CONSTITUENCIES)
    answer = answered(replace(TEN, sitting="theme-1", demand={"government": 1, "employer": 9, "worker": 9}), before)
    assert dict(answer.made.seats) == {"government": 4, "employer": 3, "worker": 3}
    assert dict(answer.given) == {"government": 1, "employer": 4, "worker": 4}
    assert answer.left == 1


def test_a_release_changes_no_account() -> None:
    unused = kept(replace(TEN, demand={"government": 0}))
    (government, *_) = accounts([unused], ["opening"], Measure.SEATS, Among.CONSTITUENCIES)
    assert (government.entitled, government.received) == (5, 6)


def test_accounts_sum_the_newest_decisions_of_the_earlier_sittings() -> None:
    decisions = [
        kept(replace(TEN, seats=20), 1),
        kept(TEN, 2),
        kept(replace(TEN, sitting="theme-1"), 3),
        kept(replace(TEN, sitting="closing", measure=Measure.MINUTES), 4),
    ]
    found = accounts(decisions, ["opening", "theme-1", "closing"], Measure.SEATS, Among.CONSTITUENCIES)
    assert {each.key: (each.entitled, each.received) for each in found}["government"] == (10, 12)
    assert accounts(decisions, [], Measure.SEATS, Among.CONSTITUENCIES) == []
    assert accounts(decisions, ["opening"], Measure.SEATS, Among.REGIONS) == []


def test_the_newest_decision_of_a_sitting_holds() -> None:
    first, second = kept(TEN, 1), kept(replace(TEN, seats=20), 2)
    assert list(held([second, first]).values()) == [second]


def test_a_decision_keeps_the_figures() -> None:
    decision = kept(replace(COUNCIL, demand={"a": 5}))
    assert (decision.seats, decision.left, decision.at) == (60, 12, AT)
    first = decision.shares[0]
    assert (first.key, first.quota, first.seats, first.given) == ("a", Fraction(780, 47), 17, 5)


def test_other_figures_have_other_facts() -> None:
    def facts(answer: Answer) -> tuple[object, ...]:
        return answer.facts

    assert facts(answered(TEN)) == facts(answered(TEN))
    assert facts(answered(TEN)) != facts(answered(replace(TEN, seats=11)))
