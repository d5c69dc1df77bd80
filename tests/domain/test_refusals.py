"""Refusals are facts: typed, comparable, wordless."""

from __future__ import annotations

from forum.domain.refusals import Forbidden, Kind, Missing, Refusal, Refusals, TooLong, Unknown


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
