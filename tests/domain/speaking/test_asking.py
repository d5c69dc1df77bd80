"""What an address asks: every field read, what is not said filled up from the rules, every fault named by its field."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.refusals import Missing, Refusal, UnknownChoice
from forum.domain.speaking import asking
from forum.domain.speaking.allocation import Among, Measure, Weighing
from forum.domain.speaking.apportion import Method, TieRule
from forum.domain.speaking.asking import Offer
from tests.speaking import rules

RULESET = rules()
THREE = {"government": 3, "employer": 1, "worker": 2}
OFFER = Offer(
    ruleset=RULESET,
    among=Among.CONSTITUENCIES,
    counts=THREE,
    sitting="opening",
    minutes=80,
    statements=12,
    seed="the-forum",
)
STATES = Offer(ruleset=RULESET, among=Among.STATES, counts={"FJ": 1, "KE": 1, "PE": 1}, minutes=80, seed="the-forum")


def test_nothing_said_is_what_the_rules_say() -> None:
    asked = asking.read({}, OFFER)
    assert (asked.measure, asked.seats, asked.sitting) == (Measure.MINUTES, 80, "opening")
    assert (asked.method, asked.ties, asked.equal_part) == (RULESET.method, RULESET.ties, RULESET.equal_part)
    assert [each.weight for each in asked.claims] == [
        RULESET.government_weight,
        RULESET.partner_weight,
        RULESET.partner_weight,
    ]
    assert (asked.seed, asked.demand, asked.weighing) == ("the-forum", None, Weighing.RULES)


def test_everything_said_is_read() -> None:
    fields = {
        "unit": "seats", "n": "60", "method": "dhondt", "equal_part": "1/3", "ties": "drawn", "seed": " 2022 ",
        "odd": "reserve", "weights": "typed", "weight.government": "28", "weight.employer": "2.5",
        "weight.worker": "5/2", "floor.worker": "1", "cap.government": "30", "asks.worker": "7",
    }  # fmt: skip
    asked = asking.read(fields, OFFER)
    assert (asked.measure, asked.seats, asked.method) == (Measure.SEATS, 60, Method.DHONDT)
    assert (asked.equal_part, asked.ties, asked.seed, asked.odd) == (Fraction(1, 3), TieRule.DRAWN, "2022", "")
    assert [each.weight for each in asked.claims] == [28, Fraction(5, 2), Fraction(5, 2)]
    assert (asked.claims[2].floor, asked.claims[0].cap, asked.demand) == (1, 30, {"worker": 7})


def test_the_odd_one_goes_where_it_is_said() -> None:
    assert asking.read({"odd": "government"}, OFFER).odd == "government"
    assert asking.read({"odd": "government"}, STATES).odd == ""


def test_statements_are_those_that_are_planned() -> None:
    assert asking.read({"unit": "seats"}, OFFER).seats == 12
    with pytest.raises(Missing):
        asking.read({"unit": "seats"}, STATES)


def test_delegations_weigh_where_they_are_chosen() -> None:
    assert [each.weight for each in asking.read({"weights": "delegations"}, OFFER).claims] == [3, 1, 2]
    assert [each.weight for each in asking.read({}, STATES).claims] == [1, 1, 1]


def test_a_weight_that_is_not_typed_is_that_of_the_rules() -> None:
    asked = asking.read({"weights": "typed", "weight.worker": "9"}, OFFER)
    assert [each.weight for each in asked.claims] == [RULESET.government_weight, RULESET.partner_weight, 9]


def test_lines_say_how_a_state_differs() -> None:
    fields = {"weights": "typed", "floor": "1", "cap": "4", "lines": "KE 3 2 5 6\n\n PE - -\n"}
    fiji, kenya, peru = asking.read(fields, STATES).claims
    assert (fiji.weight, fiji.floor, fiji.cap) == (1, 1, 4)
    assert (kenya.weight, kenya.floor, kenya.cap) == (3, 2, 5)
    assert (peru.weight, peru.floor, peru.cap) == (1, 1, 4)
    assert asking.read(fields, STATES).demand == {"KE": 6}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n", "0"), ("n", "-1"), ("n", "10001"), ("n", "a"), ("n", "9" * 50), ("n", "²"), ("unit", "hours"),
        ("among", "planets"), ("method", "x"), ("ties", "x"), ("weights", "x"), ("odd", "x"), ("equal_part", "2"),
        ("equal_part", "x"), ("equal_part", "1/0"), ("asks.worker", "-1"), ("floor.worker", "x"), ("cap.worker", "1.5"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field(field: str, value: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        asking.read({field: value}, OFFER)
    assert refused.value.field == field
    assert str(refused.value.params["value"]) in value


@pytest.mark.parametrize("weight", ["-1", "1e9", "one", "1/00", "1234567890"])
def test_a_weight_is_a_number(weight: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        asking.read({"weights": "typed", "weight.worker": weight}, OFFER)
    assert refused.value.field == "weight.worker"


@pytest.mark.parametrize("lines", ["XX 1", "FJ 1\nFJ 2", "FJ 1 2 3 4 5"])
def test_a_wrong_line_is_shown(lines: str) -> None:
    with pytest.raises(UnknownChoice) as refused:
        asking.read({"lines": lines}, STATES)
    assert refused.value.field == "lines"


def test_who_shares_is_read_as_far_as_it_can_be() -> None:
    assert asking.circle({"among": "regions"}) is Among.REGIONS
    assert asking.circle({"among": "planets"}) is Among.CONSTITUENCIES


@pytest.mark.parametrize("offer", [OFFER, STATES])
@pytest.mark.parametrize("fields", [{}, {"equal_part": "0.25", "odd": "government", "ties": "drawn", "n": "7"}])
def test_what_is_explicit_asks_the_same(offer: Offer, fields: dict[str, str]) -> None:
    asked = asking.read(fields, offer)
    elsewhere = replace(offer, minutes=5, statements=5, seed="another")
    assert asking.read(asking.explicit(asked), elsewhere) == asked


def test_only_fields_that_mean_something_are_kept() -> None:
    fields = {"n": " 10 ", "csrf_token": "x", "weight.worker": "2", "weight.FJ": "3", "cap": ""}
    assert asking.kept(fields, THREE) == {"n": "10", "weight.worker": "2"}


@given(st.dictionaries(st.sampled_from([*asking.FIELDS, "weight.worker", "asks.worker"]), st.text(max_size=30)))
def test_whatever_is_typed_is_read_or_refused(fields: dict[str, str]) -> None:
    for offer in (OFFER, STATES):
        with contextlib.suppress(Refusal):
            assert 1 <= asking.read(fields, offer).seats <= asking.MOST
