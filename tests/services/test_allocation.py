"""Allocations as services: the question answered from what the forum has, decisions kept exactly, with versions."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from forum.domain.access import OPERATOR
from forum.domain.refusals import Stale, Unknown, UnknownChoice
from forum.services import allocation
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders

SLUG = "global-forum"
AT = dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)
ASKED = {"sitting": "opening", "unit": "seats", "n": "10", "method": "largest_remainder", "equal_part": "1/3"}


@pytest.fixture
def unit(sqlite_store: Store) -> Unit:
    forum_id = builders.a_forum(sqlite_store)
    builders.a_sitting(sqlite_store, forum_id)
    builders.three_delegates(sqlite_store, forum_id)
    return Unit(store=sqlite_store, actor=OPERATOR, now=AT)


def keep(unit: Unit, fields: dict[str, str]) -> int:
    return allocation.keep(unit, SLUG, fields, str, basis=allocation.show(unit, SLUG, fields, str).basis)


def test_a_decision_comes_back_exactly(unit: Unit) -> None:
    assert keep(unit, ASKED) == 1
    (decision,) = allocation.show(unit, SLUG, {}, str).decisions
    assert (decision.number, decision.sitting, decision.seats, decision.at) == (1, "opening", 10, AT)
    assert sum((each.quota for each in decision.shares), Fraction(0)) == 10
    assert sum(each.seats for each in decision.shares) + decision.left == 10
    assert dict(decision.fields) == ASKED | {
        "among": "constituencies",
        "weights": "rules",
        "ties": decision.fields["ties"],
        "seed": SLUG,
        "odd": decision.fields["odd"],
    }
    again = allocation.show(unit, SLUG, decision.fields, str).answer
    assert again is not None
    assert [each.given for each in decision.shares] == list(again.given.values())


def test_versions_count_up_and_the_newest_stands_first(unit: Unit) -> None:
    numbers = [keep(unit, ASKED | {"n": seats}) for seats in ("10", "20")]
    assert numbers == [1, 2]
    assert [each.seats for each in allocation.show(unit, SLUG, {}, str).decisions] == [20, 10]


def test_regions_count_their_delegations(unit: Unit) -> None:
    offer = allocation.show(unit, SLUG, {"among": "regions"}, str).offer
    assert dict(offer.counts) == {
        "Africa": 1,
        "Americas": 1,
        "Arab States": 0,
        "Asia and the Pacific": 1,
        "Europe and Central Asia": 0,
    }


def test_a_wrong_question_has_no_answer_and_is_not_kept(unit: Unit) -> None:
    seen = allocation.show(unit, SLUG, {"n": "-1"}, str)
    assert seen.answer is None
    assert isinstance(seen.refused, UnknownChoice)
    with pytest.raises(UnknownChoice):
        allocation.keep(unit, SLUG, {"n": "-1"}, str, basis=seen.basis)
    with pytest.raises(Stale):
        allocation.keep(unit, SLUG, ASKED, str, basis="")
    with pytest.raises(Unknown):
        allocation.show(unit, SLUG, {"sitting": "nowhere"}, str)
    assert allocation.show(unit, SLUG, {}, str).decisions == ()
