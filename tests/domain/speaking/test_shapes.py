"""Each shape reads what fits and names what does not by its path."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from forum.domain.refusals import Refusal
from forum.domain.speaking.procedure import Capacity, Motion
from forum.domain.speaking.shapes import (
    Bands,
    By,
    Flag,
    Many,
    Numbers,
    One,
    Part,
    Shape,
    Whole,
    read_text,
    wrong,
)

TEN = Whole(1, 10)
HALF = Part(Fraction(0), Fraction(1, 2), is_below=True)


@pytest.mark.parametrize(
    ("shape", "plain", "value"),
    [
        (TEN, 10, 10),
        (HALF, "1/3", Fraction(1, 3)),
        (Part(Fraction(1), Fraction(5)), "1.35", Fraction(27, 20)),
        (Flag(), False, False),
        (One(Motion), "closure", Motion.CLOSURE),
        (Many(Motion), ["closure", "postpone"], (Motion.CLOSURE, Motion.POSTPONE)),
        (
            Bands(Capacity),
            [["head_of_state"], ["minister", "delegate"]],
            ((Capacity.HEAD_OF_STATE,), (Capacity.MINISTER, Capacity.DELEGATE)),
        ),
        (Numbers(TEN, 2), [10, 5], (10, 5)),
        (By(Capacity, TEN), {"observer": 2}, {Capacity.OBSERVER: 2}),
    ],
)
def test_what_fits_is_read(shape: Shape, plain: Any, value: Any) -> None:
    faults: list[Refusal] = []
    assert shape.read(plain, "x", faults) == value
    assert faults == []


@pytest.mark.parametrize(
    ("shape", "plain", "fields"),
    [
        (TEN, 0, ["x"]),
        (TEN, "5", ["x"]),
        (HALF, "1/2", ["x"]),
        (HALF, "1/0", ["x"]),
        (HALF, "-1/3", ["x"]),
        (HALF, "0.00001", ["x"]),
        (Flag(), 1, ["x"]),
        (One(Motion), ["closure"], ["x"]),
        (Many(Motion), ["closure", "closure"], ["x"]),
        (Many(Motion), ["a", "b"], ["x[0]", "x[1]"]),
        (Bands(Capacity), ["delegate"], ["x"]),
        (Bands(Capacity), [[]], ["x"]),
        (Bands(Capacity), [["delegate"], ["delegate"]], ["x"]),
        (Numbers(TEN, 2), [1, 2, 3], ["x"]),
        (Numbers(TEN, 2), [1, 11], ["x[1]"]),
        (By(Capacity, TEN), {"b": 1, "a": 1, "observer": 11}, ["x.a", "x.b", "x.observer"]),
        (By(Capacity, TEN), [1], ["x"]),
    ],
)
def test_what_does_not_fit_is_named(shape: Shape, plain: Any, fields: list[str]) -> None:
    faults: list[Refusal] = []
    shape.read(plain, "x", faults)
    assert [fault.field for fault in faults] == fields


def test_a_long_wrong_value_is_cut() -> None:
    faults: list[Refusal] = []
    wrong(faults, "x", "y" * 1000, "z")
    assert faults[0].params["value"] == f"{'y' * 60} …"


def test_a_text_is_stripped_and_capped() -> None:
    faults: list[Refusal] = []
    assert read_text(" a ", 5, "x", faults) == "a"
    assert read_text(" ", 5, "x", faults) is None
    assert read_text(7, 5, "x", faults) is None
    assert faults == []
    read_text("abcdef", 5, "x", faults)
    read_text("a\u202e", 5, "x", faults)
    assert [fault.code for fault in faults] == ["TooLong", "WrongRule"]
