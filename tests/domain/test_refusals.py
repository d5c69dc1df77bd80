"""Refusals are facts: typed, comparable, wordless."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from forum.domain.refusals import (
    Forbidden,
    Kind,
    Missing,
    Refusal,
    Refusals,
    SkippedTime,
    Stale,
    TooLong,
    Unknown,
    facts_of,
    refusal_of,
)


class StaleGrandchild(Stale):
    """One further down the tree."""


def test_a_refusal_is_its_type_field_and_params() -> None:
    assert TooLong(field="title", limit=80) == TooLong(field="title", limit=80)
    assert TooLong(field="title", limit=80) != TooLong(field="title", limit=81)
    assert TooLong(field="title", limit=80) != TooLong(field="note", limit=80)
    assert Missing() != Unknown()
    assert Missing() != "Missing"


def test_it_has_a_stable_code_and_a_kind() -> None:
    assert Forbidden().code == "Forbidden"
    assert (Forbidden.kind, Missing.kind) == (Kind.FORBIDDEN, Kind.WRONG)


def test_it_reads_well_in_a_log() -> None:
    assert str(Missing()) == "Missing"
    assert str(TooLong(limit=3, given="abcd")) == "TooLong(given='abcd', limit=3)"


def test_several_faults_travel_together() -> None:
    faults: list[Refusal] = [Missing(field="a"), TooLong(field="b", limit=3)]
    together = Refusals(faults)
    assert together.faults == faults
    assert together.params == {"count": 2}
    assert len({together}) == 1


@pytest.mark.parametrize("refusal", [Missing(), TooLong(field="title", limit=80), StaleGrandchild(value="x", row=2)])
def test_a_refusal_crosses_to_another_process_as_data(refusal: Refusal) -> None:
    assert refusal_of(json.loads(json.dumps(facts_of(refusal, 10)))) == refusal


def test_of_many_faults_some_cross_and_all_are_counted() -> None:
    together = Refusals([Missing(field=str(number), row=number) for number in range(5)])
    back = refusal_of(json.loads(json.dumps(facts_of(together, 3))))
    assert isinstance(back, Refusals)
    assert (back.faults, back.params) == (together.faults[:3], {"count": 5})


def test_what_json_does_not_know_crosses_in_words() -> None:
    skipped = SkippedTime(day=dt.date(2022, 3, 27), clock="02:30", zone="Europe/Zurich")
    assert facts_of(skipped, 1)["params"]["day"] == "2022-03-27"


def test_a_refusal_that_is_no_more_is_unknown() -> None:
    facts = {"code": "LongGone", "field": None, "params": {}, "faults": []}
    assert refusal_of(facts) == Unknown(what="refusal", key="LongGone")
